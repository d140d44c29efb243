-- What works and what does not, as staff say it, and the networks that the platform offers.

CREATE TABLE status_notices (
    id         uuid PRIMARY KEY,
    components text[] NOT NULL CHECK (cardinality(components) > 0
                                      AND components <@ ARRAY['sign_in', 'email', 'chat', 'deposits', 'withdrawals']),
    asset      text,                          -- "USDT"; none: all
    network    text,                          -- "TRON"; none: all
    state      text NOT NULL CHECK (state IN ('degraded', 'down', 'maintenance')),
    text_en    text NOT NULL,
    text_zh    text NOT NULL,
    starts_at  timestamptz NOT NULL,
    ends_at    timestamptz CHECK (ends_at > starts_at),  -- expected; it goes on until somebody ends it
    ended_at   timestamptz,
    made_by    uuid NOT NULL REFERENCES staff,
    changed_at timestamptz NOT NULL
);
CREATE INDEX status_notices_open ON status_notices (starts_at) WHERE ended_at IS NULL;
CREATE INDEX status_notices_ended ON status_notices (ended_at);

CREATE TABLE offered_networks (
    asset    text NOT NULL,
    network  text NOT NULL,
    position integer NOT NULL,
    PRIMARY KEY (asset, network)
);

-- Raised by each change, so that every process sees it.
CREATE TABLE status_revision (
    one      boolean PRIMARY KEY DEFAULT true CHECK (one),
    revision bigint NOT NULL
);
INSERT INTO status_revision (revision) VALUES (0);
