-- Conversations are append-only logs of entries; a conversation's row holds what its log adds up to.

CREATE TABLE conversations (
    id                uuid PRIMARY KEY,
    reference         text NOT NULL UNIQUE,                 -- what a person reads out: OM-7F3K-92QD
    customer_id       uuid NOT NULL REFERENCES customers,
    client_id         text NOT NULL,                        -- made by the client: a retried start opens one conversation
    language          text NOT NULL CHECK (language IN ('zh-CN', 'en')),
    topic             text,
    status            text NOT NULL DEFAULT 'new' CHECK (status IN ('new', 'open', 'waiting', 'resolved')),
    assignee_id       uuid REFERENCES staff,
    last_seq          bigint NOT NULL DEFAULT 0,            -- entries are numbered 1, 2, 3… without gaps
    last_customer_seq bigint NOT NULL DEFAULT 0,
    last_answer_seq   bigint NOT NULL DEFAULT 0,            -- the newest agent's message that the customer sees
    last_answer_by    uuid,
    customer_seen_seq bigint NOT NULL DEFAULT 0,
    staff_seen_seq    bigint NOT NULL DEFAULT 0,
    waiting_since     timestamptz,                          -- since when the customer waits for a first or next answer
    created_at        timestamptz NOT NULL,
    updated_at        timestamptz NOT NULL,                 -- when the newest entry was posted
    UNIQUE (customer_id, client_id)
) WITH (fillfactor = 80);

-- The inbox, newest activity first.
CREATE INDEX conversations_active ON conversations (updated_at DESC, id DESC) WHERE status <> 'resolved';
CREATE INDEX conversations_resolved ON conversations (updated_at DESC, id DESC) WHERE status = 'resolved';
CREATE INDEX conversations_of_assignee ON conversations (assignee_id, updated_at DESC, id DESC) WHERE status <> 'resolved';
CREATE INDEX conversations_of_customer ON conversations (customer_id, updated_at DESC);
-- The queue: nobody has taken it yet and the customer waits.
CREATE INDEX conversations_queue ON conversations (waiting_since, id)
    WHERE status IN ('new', 'open') AND assignee_id IS NULL AND waiting_since IS NOT NULL;

CREATE TABLE entries (
    conversation_id uuid NOT NULL REFERENCES conversations,
    seq             bigint NOT NULL,
    kind            text NOT NULL CHECK (kind IN ('message', 'note', 'assignment', 'state')),
    author_kind     text NOT NULL CHECK (author_kind IN ('customer', 'agent', 'system')),
    author_id       uuid NOT NULL,
    author_name     text,                                   -- an agent's public name when it was posted
    client_id       text NOT NULL,                          -- made by the client: a retry repeats it
    body            text NOT NULL,                          -- secrets already removed
    internal        boolean NOT NULL,                       -- staff only
    attachments     uuid[] NOT NULL DEFAULT '{}',
    removed         jsonb NOT NULL DEFAULT '[]',            -- [{kind, at}]: what the secret guard took out
    data            jsonb,                                  -- what an assignment or a change of state says
    status          text NOT NULL,                          -- of the conversation after this entry
    waited          double precision,                       -- seconds the customer had waited, on the message that ended it
    posted_at       timestamptz NOT NULL,
    PRIMARY KEY (conversation_id, seq),
    UNIQUE (conversation_id, author_id, client_id)
);

-- Honest waiting times come from the last hour's answers.
CREATE INDEX entries_answers ON entries (posted_at) WHERE waited IS NOT NULL;

-- How far each member of staff has read; what staff as a whole have seen stands in conversations.
CREATE TABLE staff_seen (
    conversation_id uuid NOT NULL REFERENCES conversations,
    staff_id        uuid NOT NULL REFERENCES staff,
    seq             bigint NOT NULL,
    PRIMARY KEY (conversation_id, staff_id)
);

CREATE TABLE attachments (
    id               uuid PRIMARY KEY,
    conversation_id  uuid NOT NULL REFERENCES conversations,
    author_id        uuid NOT NULL,
    name             text NOT NULL,
    media_type       text NOT NULL,
    bytes            bigint NOT NULL,
    sha256           text NOT NULL,                         -- of the stored file, hexadecimal
    width            integer,
    height           integer,
    thumbnail_sha256 text,
    scan             text NOT NULL CHECK (scan IN ('not_configured', 'pending', 'clean', 'infected')),
    created_at       timestamptz NOT NULL
);
CREATE INDEX attachments_of_conversation ON attachments (conversation_id);
CREATE INDEX attachments_to_scan ON attachments (created_at) WHERE scan = 'pending';
