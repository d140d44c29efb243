-- What saves agents typing and clicking: saved replies, macros (acts done at once), and rules (acts that the program does).

CREATE TABLE saved_replies (
    id         uuid PRIMARY KEY,
    owner_id   uuid REFERENCES staff,                      -- null: for all
    title      text NOT NULL,
    shortcut   text,                                       -- typed after a semicolon
    topic      text,
    folder     text NOT NULL DEFAULT '',
    text_en    text NOT NULL DEFAULT '',                   -- with {variables}; either may be missing
    text_zh    text NOT NULL DEFAULT '',
    used       bigint NOT NULL DEFAULT 0,
    used_at    timestamptz,
    changed_at timestamptz NOT NULL,
    changed_by uuid NOT NULL REFERENCES staff,
    CHECK (text_en <> '' OR text_zh <> '')
);
CREATE UNIQUE INDEX saved_replies_shortcut_for_all ON saved_replies (shortcut) WHERE owner_id IS NULL;
CREATE UNIQUE INDEX saved_replies_shortcut_own ON saved_replies (owner_id, shortcut) WHERE owner_id IS NOT NULL;

CREATE TABLE macros (
    id         uuid PRIMARY KEY,
    name       text NOT NULL UNIQUE,
    acts       jsonb NOT NULL,                             -- [{act, values}]
    used       bigint NOT NULL DEFAULT 0,
    used_at    timestamptz,
    changed_at timestamptz NOT NULL,
    changed_by uuid NOT NULL REFERENCES staff
);

CREATE TABLE rules (
    id          uuid PRIMARY KEY,
    position    bigint NOT NULL,                           -- they are gone through in this order
    name        text NOT NULL UNIQUE,
    on_events   text[] NOT NULL,
    conditions  jsonb NOT NULL,
    acts        jsonb NOT NULL,
    active      boolean NOT NULL,
    stopped_why text,                                      -- code of why the program switched it off
    stopped_at  timestamptz,
    runs        bigint NOT NULL DEFAULT 0,
    ran_at      timestamptz,
    changed_at  timestamptz NOT NULL,
    changed_by  uuid NOT NULL REFERENCES staff
);

-- What a rule did once is not done again, however often it is told of the same cause.
CREATE TABLE rule_runs (
    rule_id         uuid NOT NULL REFERENCES rules ON DELETE CASCADE,
    conversation_id uuid NOT NULL REFERENCES conversations,
    cause           bigint NOT NULL,                       -- the entry's seq; of what time brings about, the moment since when
    at              timestamptz NOT NULL,
    done            text[] NOT NULL,                       -- kinds of acts that changed something
    PRIMARY KEY (rule_id, conversation_id, cause)
);
CREATE INDEX rule_runs_newest ON rule_runs (rule_id, at DESC);

-- What happens when an answer that waits has been posted.
ALTER TABLE planned_answers ADD COLUMN then_status text CHECK (then_status IN ('open', 'waiting', 'resolved'));
