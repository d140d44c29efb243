-- What is officially ours, who changed it, codes that prove a sender, and what strangers tell us of impostors.

CREATE TABLE official_channels (
    id         uuid PRIMARY KEY,
    kind       text NOT NULL,                            -- official::Kind
    network    text,                                     -- official::Network, of a handle or an app
    value      text NOT NULL,                            -- in its one spelling
    with_below boolean NOT NULL,                         -- a site: every name below it, too
    label      text NOT NULL,
    note_zh    text,
    note_en    text,
    language   text CHECK (language IN ('zh-CN', 'en')),
    region     text,
    since      timestamptz NOT NULL,
    ended_at   timestamptz
);
CREATE UNIQUE INDEX official_channels_once ON official_channels (kind, network, value) NULLS NOT DISTINCT WHERE ended_at IS NULL;

-- Each is done when two people have agreed to it.
CREATE TABLE official_changes (
    id          uuid PRIMARY KEY,
    ends        boolean NOT NULL,
    channel     jsonb NOT NULL,                          -- official::NewChannel
    channel_id  uuid,                                    -- which one ends, or was added
    about       text NOT NULL,                           -- what it is about: one change at a time
    state       text NOT NULL DEFAULT 'waiting',         -- official::ChangeState
    staff_id    uuid NOT NULL REFERENCES staff,
    by_name     text NOT NULL,                           -- as it was then
    approval_id uuid REFERENCES approvals,
    at          timestamptz NOT NULL,
    decided_at  timestamptz
);
CREATE UNIQUE INDEX official_changes_waiting ON official_changes (about) WHERE state = 'waiting';
CREATE INDEX official_changes_newest ON official_changes (at);

-- A step with each change: by it every process sees that there is something to read.
CREATE TABLE official_revision (
    only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
    revision bigint NOT NULL
);
INSERT INTO official_revision (revision) VALUES (0);

CREATE TABLE official_codes (
    code            text PRIMARY KEY,
    channel         text NOT NULL,                       -- official::SentBy
    conversation_id uuid,
    staff_id        uuid REFERENCES staff,
    letter_id       uuid,
    to_masked       text,
    to_digest       text,                                -- of the code and the address: compared, never read back
    at              timestamptz NOT NULL
);
CREATE UNIQUE INDEX official_codes_once ON official_codes (channel, conversation_id, staff_id, letter_id) NULLS NOT DISTINCT;

CREATE TABLE official_agent_codes (
    staff_id uuid PRIMARY KEY REFERENCES staff,
    code     text NOT NULL UNIQUE,
    at       timestamptz NOT NULL
);

-- Look-alikes that strangers asked about: a report for staff, and nothing of who asked.
CREATE TABLE official_lookalikes (
    asked    text NOT NULL,                              -- official::Asked
    value    text NOT NULL,
    imitates text NOT NULL,
    why      jsonb NOT NULL,                             -- safety::Trick
    times    bigint NOT NULL,
    first_at timestamptz NOT NULL,
    last_at  timestamptz NOT NULL,
    PRIMARY KEY (asked, value)
);
CREATE INDEX official_lookalikes_newest ON official_lookalikes (last_at);

CREATE TABLE impostor_reports (
    id              uuid PRIMARY KEY,
    what            text NOT NULL,
    place           text NOT NULL,                       -- where it was met
    text            text NOT NULL,
    language        text,
    verdict         text NOT NULL,                       -- official::Verdict, when it was reported
    imitates        text,
    customer_id     uuid REFERENCES customers,
    conversation_id uuid,
    state           text NOT NULL DEFAULT 'waiting',     -- official::ReportState
    at              timestamptz NOT NULL,
    decided_at      timestamptz,
    decided_by      text
);
CREATE INDEX impostor_reports_newest ON impostor_reports (at);
