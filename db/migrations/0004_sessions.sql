-- Who is signed in, holders of accounts and staff alike. The rows of ended sessions stay until they would have expired.

CREATE TABLE sessions (
    id            uuid PRIMARY KEY,
    token_hash    text NOT NULL UNIQUE,                  -- the token itself is nowhere
    owner_kind    text NOT NULL CHECK (owner_kind IN ('account', 'staff')),
    owner         uuid NOT NULL,
    assurance     text NOT NULL CHECK (assurance IN ('password', 'two_factors', 'passkey')),
    device        text NOT NULL,
    network       text NOT NULL,
    place         text,
    created_at    timestamptz NOT NULL,
    used_at       timestamptz NOT NULL,                  -- written at most once a minute
    expires_at    timestamptz NOT NULL,
    stepped_up_at timestamptz,
    locked        boolean NOT NULL DEFAULT false,
    ended_at      timestamptz,
    ending        text,                                  -- sessions::Ending
    revision      bigint NOT NULL DEFAULT 0,             -- grows with each change but use: what is older is stale
    changed_at    timestamptz                            -- when that was, by the database's own clock
);
CREATE INDEX sessions_of_owner ON sessions (owner) WHERE ended_at IS NULL;
CREATE INDEX sessions_changed ON sessions (changed_at);
CREATE INDEX sessions_expired ON sessions (expires_at);
