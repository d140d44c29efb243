-- Business hours, service levels, and the clocks of each conversation.

CREATE TABLE calendars (
    id         uuid PRIMARY KEY,
    name_en    text NOT NULL,
    name_zh    text NOT NULL,
    zone       text NOT NULL,                     -- of the IANA's data: "Asia/Shanghai"
    hours      jsonb NOT NULL,                    -- [{day, opens, closes}]: Monday is 1, minutes from local midnight
    holidays   jsonb NOT NULL DEFAULT '[]',       -- [{date, name, yearly}]: shut the whole day
    changed_at timestamptz NOT NULL
);

-- The first that a conversation matches holds for it.
CREATE TABLE service_policies (
    id           uuid PRIMARY KEY,
    position     bigint NOT NULL,
    name_en      text NOT NULL,
    name_zh      text NOT NULL,
    calendar_id  uuid NOT NULL REFERENCES calendars,
    conditions   jsonb NOT NULL,
    targets      jsonb NOT NULL,                  -- minutes of business time by clock
    by_priority  jsonb NOT NULL,                  -- what differs from them for a priority
    warn_percent bigint NOT NULL CHECK (warn_percent BETWEEN 1 AND 99),
    warn_left    bigint CHECK (warn_left > 0),    -- minutes
    changed_at   timestamptz NOT NULL
);

-- Raised by each change, so that every process sees it and counts the clocks anew. `zones`: the edition of the zones' rules
-- that they were counted with.
CREATE TABLE service_revision (
    one      boolean PRIMARY KEY DEFAULT true CHECK (one),
    revision bigint NOT NULL,
    zones    text NOT NULL
);
INSERT INTO service_revision (revision, zones) VALUES (1, '');

-- How far a conversation's log has been counted, and what its clocks come to.
CREATE TABLE service_states (
    conversation_id uuid PRIMARY KEY,
    seq             bigint NOT NULL,              -- the newest entry that is in it
    revision        bigint NOT NULL,
    policy_id       uuid,                         -- that one may be gone; then it is counted anew
    calendar        text NOT NULL,                -- in whose hours `elapsed` was counted, and which edition of them
    status          text NOT NULL,
    snoozed         boolean NOT NULL,
    held            boolean NOT NULL,             -- something larger stops its clocks
    answered        boolean NOT NULL,             -- by a person, at least once
    owed            boolean NOT NULL,             -- its customer has said something since the last answer
    look_at         timestamptz,                  -- when there is something to tell of a clock
    next_kind       text,
    next_due_at     timestamptz,
    next_state      text
);
CREATE INDEX service_states_to_look_at ON service_states (look_at) WHERE look_at IS NOT NULL;

CREATE TABLE service_clocks (
    conversation_id uuid NOT NULL,
    kind            text NOT NULL CHECK (kind IN ('first_answer', 'next_answer', 'resolution')),
    started_seq     bigint NOT NULL,              -- the entry that began it
    live            boolean NOT NULL,             -- the newest of its kind; others are history
    started_at      timestamptz NOT NULL,
    elapsed         bigint NOT NULL,              -- microseconds of business time before it last began to run
    running_since   timestamptz,                  -- none: it stands still
    ended_at        timestamptz,
    target          bigint,                       -- minutes; none: nothing is promised
    due_at          timestamptz,
    warn_at         timestamptz,
    warned_at       timestamptz,
    breached_at     timestamptz,
    told            boolean NOT NULL,             -- its breach stands in the log
    PRIMARY KEY (conversation_id, kind, started_seq)
);
CREATE UNIQUE INDEX service_clocks_live ON service_clocks (conversation_id, kind) WHERE live;

-- A fresh desk keeps time.
INSERT INTO calendars (id, name_en, name_zh, zone, hours, changed_at) VALUES (
    '0e6d5f0a-8a4e-8000-8000-000000000001', 'Around the clock', '全天候', 'Etc/UTC',
    '[{"day":1,"opens":0,"closes":1440},{"day":2,"opens":0,"closes":1440},{"day":3,"opens":0,"closes":1440},{"day":4,"opens":0,"closes":1440},{"day":5,"opens":0,"closes":1440},{"day":6,"opens":0,"closes":1440},{"day":7,"opens":0,"closes":1440}]',
    '2026-01-01T00:00:00Z');
INSERT INTO service_policies (id, position, name_en, name_zh, calendar_id, conditions, targets, by_priority, warn_percent, changed_at) VALUES (
    '0e6d5f0a-8a4e-8000-8000-000000000002', 1, 'Every conversation', '所有会话', '0e6d5f0a-8a4e-8000-8000-000000000001',
    '{"all":[],"any":[]}',
    '{"first_answer":60,"next_answer":240,"resolution":2880}',
    '{"low":{"first_answer":240,"next_answer":720,"resolution":7200},"normal":null,"high":{"first_answer":30,"next_answer":120,"resolution":1440},"urgent":{"first_answer":15,"next_answer":30,"resolution":480}}',
    80, '2026-01-01T00:00:00Z');
