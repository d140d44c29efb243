-- How long what is kept of customers is kept, who may not be cleared while a hold stands, and the jobs that export and erase.

CREATE TABLE retention_classes (
    name       text PRIMARY KEY CHECK (name IN ('conversations', 'complaints', 'attachments', 'diagnoses', 'letters', 'received_letters')),
    days       bigint NOT NULL CHECK (days BETWEEN 1 AND 3660),
    changed_at timestamptz,
    changed_by uuid REFERENCES staff,
    looked_at  timestamptz,                                -- when it was last gone through to the end
    cleared    bigint NOT NULL DEFAULT 0                   -- how much of it then
);
-- Five years of what a rule may ask for (MiCA, article 68), a year of what only helps to support, a month of letters as they came.
INSERT INTO retention_classes (name, days) VALUES
    ('conversations', 1825), ('complaints', 1825), ('attachments', 1825), ('diagnoses', 365), ('letters', 365), ('received_letters', 30);

ALTER TABLE conversations ADD COLUMN cleared_at timestamptz;   -- nothing that was said in it is left

CREATE TABLE legal_holds (
    id              uuid PRIMARY KEY,
    customer_id     uuid NOT NULL REFERENCES customers,
    conversation_id uuid NOT NULL REFERENCES conversations,    -- from where it was placed
    reason          bytea NOT NULL,                            -- sealed
    placed_at       timestamptz NOT NULL,
    placed_by       uuid NOT NULL REFERENCES staff,
    until           timestamptz,                               -- null: until it is lifted
    lifted_at       timestamptz,
    lifted_by       uuid REFERENCES staff
);
CREATE UNIQUE INDEX legal_holds_standing ON legal_holds (customer_id) WHERE lifted_at IS NULL;

CREATE TABLE privacy_jobs (
    id              uuid PRIMARY KEY,
    kind            text NOT NULL CHECK (kind IN ('export', 'erasure')),
    customer_id     uuid NOT NULL REFERENCES customers,
    conversation_id uuid NOT NULL REFERENCES conversations,    -- where it was asked for
    basis           text,                                      -- of an erasure
    state           text NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'refused', 'stopped', 'failed')),
    asked_at        timestamptz NOT NULL,
    asked_by        uuid NOT NULL REFERENCES staff,
    started_at      timestamptz,
    ended_at        timestamptz,
    lease_until     timestamptz,
    done            bigint NOT NULL DEFAULT 0,
    total           bigint NOT NULL DEFAULT 0,
    tries           bigint NOT NULL DEFAULT 0,
    why             text,                                      -- the code of what stopped it
    counts          jsonb NOT NULL DEFAULT '{}',
    file            text,                                      -- of an export, sealed in the store until it is fetched or its time is over
    bytes           bigint,
    until           timestamptz,
    fetched_at      timestamptz,
    statement       text,                                      -- of an erasure: what was done, without a word on whom
    statement_sha256 text
);
CREATE UNIQUE INDEX privacy_jobs_open ON privacy_jobs (customer_id, kind) WHERE state IN ('waiting', 'running');
CREATE INDEX privacy_jobs_newest ON privacy_jobs (asked_at DESC, id DESC);
CREATE INDEX privacy_jobs_files ON privacy_jobs (until) WHERE file IS NOT NULL;
CREATE INDEX conversations_to_clear ON conversations (updated_at) WHERE status = 'resolved' AND cleared_at IS NULL;
