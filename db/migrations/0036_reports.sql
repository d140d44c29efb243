-- How the desk does: facts that each conversation's log comes to, added up by day, and what guided answers came to.

-- How far a conversation's log has been counted, and how it stands for what comes next. Its topic, channel, language and queue are those
-- under which all its facts are counted now.
CREATE TABLE report_conversations (
    conversation_id uuid PRIMARY KEY,
    seq             bigint NOT NULL,               -- the newest entry that is in it
    topic           text,
    channel         text NOT NULL,
    language        text NOT NULL,
    queue_id        uuid,
    resolved        boolean NOT NULL,
    answered        boolean NOT NULL,              -- by a person, at least once
    owed_since      timestamptz,                   -- since when its customer waits for an answer
    began_at        timestamptz,                   -- when it was opened, or reopened
    began_seq       bigint NOT NULL,               -- the fact that says so
    agent_id        uuid,                          -- who answered last, or else resolved it
    rated_seq       bigint                         -- the rating of this resolution that counts
);

CREATE TABLE report_facts (
    conversation_id uuid NOT NULL,
    seq             bigint NOT NULL,               -- the entry that brought it about
    kind            text NOT NULL CHECK (kind IN ('opened', 'first_answer', 'answer', 'resolved', 'reopened', 'rated')),
    at              timestamptz NOT NULL,
    agent_id        uuid,
    bucket          bigint NOT NULL,               -- of a span of time: which step of the scale; of a rating: its score
    value           bigint NOT NULL,               -- seconds, or the score
    closed_at       timestamptz,                   -- of what opened or reopened it: when that was resolved
    PRIMARY KEY (conversation_id, seq, kind)
);
CREATE INDEX report_facts_newest ON report_facts (kind, at, conversation_id, seq);

-- The same added up. Days are those of UTC.
CREATE TABLE report_days (
    day      date NOT NULL,
    kind     text NOT NULL,
    topic    text,
    channel  text NOT NULL,
    language text NOT NULL,
    queue_id uuid,
    agent_id uuid,
    bucket   bigint NOT NULL,
    count    bigint NOT NULL,
    total    bigint NOT NULL,                      -- of the values
    UNIQUE NULLS NOT DISTINCT (day, kind, topic, channel, language, queue_id, agent_id, bucket)
);

-- Guided answers by the day on which they began. Those that staff tried for a customer are not in it.
CREATE TABLE report_guided (
    day         date NOT NULL,
    flow        text NOT NULL,
    language    text NOT NULL,
    begun       bigint NOT NULL,
    ended       bigint NOT NULL,                   -- with an answer
    solved      bigint NOT NULL,                   -- as its customer said
    handed_over bigint NOT NULL,                   -- to a person
    PRIMARY KEY (day, flow, language)
);
CREATE INDEX diagnosis_runs_moved ON diagnosis_runs (moved_at);
CREATE INDEX diagnosis_runs_begun ON diagnosis_runs (created_at);

-- By which rules all this was counted: under others it is counted anew, from the logs.
CREATE TABLE report_progress (
    one        boolean PRIMARY KEY DEFAULT true CHECK (one),
    edition    bigint NOT NULL,
    complete   boolean NOT NULL,                   -- no conversation is left to count
    runs_until timestamptz NOT NULL                -- guided answers that moved before then are in it
);
INSERT INTO report_progress (edition, complete, runs_until) VALUES (0, false, '2020-01-01T00:00:00Z');
