-- What two people must agree to before it is done, and how each of them decided.

CREATE TABLE approvals (
    id         uuid PRIMARY KEY,
    act        text NOT NULL,                            -- "account.unfreeze"
    subject    uuid NOT NULL,                            -- whom or what it is done to
    facts      jsonb NOT NULL,                           -- what whoever decides must see; masked
    state      text NOT NULL DEFAULT 'waiting',          -- approvals::State
    asked_at   timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    decided_at timestamptz,
    settled_at timestamptz,                              -- when it was carried out, or whoever asked was told that it will not be
    CHECK ((state = 'waiting') = (decided_at IS NULL))
);
CREATE UNIQUE INDEX approvals_waiting ON approvals (act, subject) WHERE state = 'waiting';
CREATE INDEX approvals_unsettled ON approvals (expires_at) WHERE settled_at IS NULL;

CREATE TABLE approval_votes (
    approval_id uuid NOT NULL REFERENCES approvals,
    staff_id    uuid NOT NULL REFERENCES staff,
    name        text NOT NULL,                           -- as it was then
    agrees      boolean NOT NULL,
    reason      text NOT NULL,
    at          timestamptz NOT NULL,
    PRIMARY KEY (approval_id, staff_id)
);
