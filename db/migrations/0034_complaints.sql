-- Complaints (EU 2025/294): a register without gaps, what each of them says (sealed), and every step that was taken, of which none is ever changed.

-- What the platform says of itself in its letters, and in whose days limits are counted.
CREATE TABLE complaint_terms (
    one         boolean PRIMARY KEY DEFAULT true CHECK (one),
    zone        text NOT NULL DEFAULT 'Etc/UTC',
    contact_en  text NOT NULL DEFAULT '',
    contact_zh  text NOT NULL DEFAULT '',
    remedies_en text NOT NULL DEFAULT '',                -- where to turn to when we refuse: an ombudsman, a court, an authority
    remedies_zh text NOT NULL DEFAULT '',
    revision    bigint NOT NULL DEFAULT 1
);
INSERT INTO complaint_terms DEFAULT VALUES;

-- The last number that a year's register holds: whoever raises it keeps others waiting until their complaint is stored.
CREATE TABLE complaint_years (
    year bigint PRIMARY KEY,
    last bigint NOT NULL
);

CREATE TABLE complaints (
    id              uuid PRIMARY KEY,
    conversation_id uuid NOT NULL UNIQUE REFERENCES conversations,
    year            bigint NOT NULL,                     -- of its receipt, in the zone of the terms
    number          bigint NOT NULL,
    received_at     timestamptz NOT NULL,
    registered_at   timestamptz NOT NULL,
    by_form         boolean NOT NULL,
    language        text NOT NULL CHECK (language IN ('zh-CN', 'en')),
    service         text NOT NULL,
    topic           text NOT NULL,
    stage           text NOT NULL DEFAULT 'received'
        CHECK (stage IN ('received', 'acknowledged', 'admissible', 'inadmissible', 'investigated', 'answered', 'closed')),
    outcome         text CHECK (outcome IN ('upheld', 'partly_upheld', 'rejected', 'inadmissible', 'withdrawn')),
    received_on     date NOT NULL,
    limit_on        date NOT NULL,                       -- two months after receipt
    due_on          date NOT NULL,                       -- the same, or what the complainant was told since
    due_at          timestamptz NOT NULL,                -- when the day of due_on is over
    acknowledged_at timestamptz,
    decided_at      timestamptz,                         -- whether it is admissible
    investigated_at timestamptz,
    answered_at     timestamptz,
    closed_at       timestamptz,
    details         bytea NOT NULL,                      -- who complains of what, sealed
    points          bytea,                               -- our position on each point, sealed
    points_by       uuid REFERENCES staff,
    told            text[] NOT NULL DEFAULT '{}',        -- warnings that were given
    revision        bigint NOT NULL DEFAULT 1,
    UNIQUE (year, number)
);
CREATE INDEX complaints_open ON complaints (due_at) WHERE answered_at IS NULL AND closed_at IS NULL;

-- Append-only, but for `letter_seq`.
CREATE TABLE complaint_steps (
    complaint_id uuid NOT NULL REFERENCES complaints,
    seq          bigint NOT NULL,
    kind         text NOT NULL CHECK (kind IN
        ('registered', 'corrected', 'acknowledged', 'decided', 'investigated', 'points', 'extended', 'answered', 'closed')),
    at           timestamptz NOT NULL,
    staff_id     uuid REFERENCES staff,                  -- null: its complainant, by the form
    client_id    text NOT NULL,
    data         jsonb NOT NULL,                         -- codes and dates
    words        bytea,                                  -- what was written, and what it replaced, sealed
    letter       bytea,                                  -- as the complainant gets it, sealed
    letter_seq   bigint,                                 -- of the entry by which it went out
    PRIMARY KEY (complaint_id, seq),
    UNIQUE (complaint_id, client_id)
);
