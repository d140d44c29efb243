-- Who asks and who answers: customers, the desk's staff, and the staff's sessions and setup links.

CREATE TABLE customers (
    id           uuid PRIMARY KEY,
    kind         text NOT NULL CHECK (kind IN ('visitor', 'user')),
    issuer       text,                                   -- who vouches for a user, and the user's id there
    subject      text,
    name         text,                                   -- as the platform last said
    language     text CHECK (language IN ('zh-CN', 'en')),
    created_at   timestamptz NOT NULL,
    last_seen_at timestamptz NOT NULL,                   -- when a token was last issued
    UNIQUE (issuer, subject),
    CHECK ((kind = 'user') = (issuer IS NOT NULL AND subject IS NOT NULL))
);

CREATE TABLE staff (
    id            uuid PRIMARY KEY,
    email         text NOT NULL UNIQUE CHECK (email = lower(email)),
    name          text NOT NULL,
    public_name   text NOT NULL,                         -- what customers see
    role          text NOT NULL CHECK (role IN ('agent', 'supervisor', 'admin')),
    language      text CHECK (language IN ('zh-CN', 'en')),
    active        boolean NOT NULL DEFAULT true,
    password_hash text,                                  -- none until the setup link was used
    session_round bigint NOT NULL DEFAULT 0,             -- a step ends every session of earlier rounds
    created_at    timestamptz NOT NULL
);

CREATE TABLE staff_sessions (
    token_hash text PRIMARY KEY,                         -- the token itself is nowhere
    staff_id   uuid NOT NULL REFERENCES staff,
    round      bigint NOT NULL,                          -- the person's when it began
    created_at timestamptz NOT NULL,
    used_at    timestamptz NOT NULL,                     -- written at most once a minute
    expires_at timestamptz NOT NULL
);

-- One live link a person; the row without a person makes the first admin.
CREATE TABLE setup_links (
    token_hash text PRIMARY KEY,
    staff_id   uuid REFERENCES staff,
    expires_at timestamptz NOT NULL,
    UNIQUE NULLS NOT DISTINCT (staff_id)
);
