-- Conversations tied to each other, who follows which, and what each member of the staff was told of.

CREATE TABLE conversation_ties (
    id uuid PRIMARY KEY,
    a uuid NOT NULL REFERENCES conversations,  -- merged: what was merged; split: what it was split from
    b uuid NOT NULL REFERENCES conversations,  -- merged: into which; split: what came of it
    kind text NOT NULL CHECK (kind IN ('related', 'merged', 'split')),
    client_id text NOT NULL,
    made_at timestamptz NOT NULL,
    made_by uuid NOT NULL REFERENCES staff,
    before jsonb,  -- of what was merged, as it stood: {status, waits_since, last_seq}
    ended_at timestamptz,
    ended_by uuid REFERENCES staff,
    CHECK (a <> b),
    UNIQUE (made_by, client_id)
);
CREATE UNIQUE INDEX conversation_ties_related_once ON conversation_ties (least(a, b), greatest(a, b)) WHERE kind = 'related' AND ended_at IS NULL;
CREATE UNIQUE INDEX conversation_ties_merged_once ON conversation_ties (a) WHERE kind = 'merged' AND ended_at IS NULL;
CREATE INDEX conversation_ties_of_a ON conversation_ties (a);
CREATE INDEX conversation_ties_of_b ON conversation_ties (b);

-- The same as the living tie says, where whoever writes in it has it locked.
ALTER TABLE conversations ADD COLUMN merged_into uuid REFERENCES conversations;

CREATE TABLE conversation_followers (
    conversation_id uuid NOT NULL REFERENCES conversations,
    staff_id uuid NOT NULL REFERENCES staff ON DELETE CASCADE,
    since timestamptz NOT NULL,
    PRIMARY KEY (conversation_id, staff_id)
);

CREATE TABLE notices (
    id uuid PRIMARY KEY,
    staff_id uuid NOT NULL REFERENCES staff ON DELETE CASCADE,
    conversation_id uuid NOT NULL REFERENCES conversations,
    seq bigint NOT NULL,
    why text NOT NULL CHECK (why IN ('mentioned', 'assigned', 'woken', 'followed')),
    at timestamptz NOT NULL,
    read_at timestamptz,
    UNIQUE (staff_id, conversation_id, seq)
);
CREATE INDEX notices_newest ON notices (staff_id, at DESC, id DESC);
CREATE INDEX notices_unread ON notices (staff_id) WHERE read_at IS NULL;
CREATE INDEX notices_oldest ON notices (at);
