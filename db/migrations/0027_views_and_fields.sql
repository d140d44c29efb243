-- Saved views of the inbox, each somebody's own or for all, and the fields of the desk's own making.

CREATE TABLE views (
    id         uuid PRIMARY KEY,
    name       text NOT NULL,
    owner_id   uuid REFERENCES staff (id),  -- null: for all
    conditions jsonb NOT NULL,
    sort       text NOT NULL CHECK (sort IN ('updated', 'waiting', 'oldest', 'priority')),
    position   bigint NOT NULL,             -- among those of the same owner
    changed_at timestamptz NOT NULL
);

CREATE TABLE field_definitions (
    name       text PRIMARY KEY CHECK (name ~ '^[a-z][a-z0-9_]{0,59}$'),
    label_en   text NOT NULL,
    label_zh   text NOT NULL,
    kind       text NOT NULL CHECK (kind IN ('text', 'number', 'date', 'choice', 'yes_no')),
    choices    jsonb NOT NULL DEFAULT '[]',   -- of {value, label_en, label_zh}
    topics     text[] NOT NULL DEFAULT '{}',  -- for conversations about these; none: about anything
    position   bigint NOT NULL,
    ended      boolean NOT NULL DEFAULT false,
    changed_at timestamptz NOT NULL
);
