-- How the desk handles a conversation (queue, priority, tags, fields, snooze), by which channel it came, and the feed that tells
-- whoever follows all conversations (clocks, routing, rules, reports, search) of each entry once.

ALTER TABLE conversations
    ADD COLUMN channel       text NOT NULL DEFAULT 'chat' CHECK (channel IN ('chat', 'email', 'form')),
    ADD COLUMN priority      text NOT NULL DEFAULT 'normal' CHECK (priority IN ('low', 'normal', 'high', 'urgent')),
    ADD COLUMN queue_id      uuid,
    ADD COLUMN tags          text[] NOT NULL DEFAULT '{}',      -- sorted
    ADD COLUMN fields        jsonb NOT NULL DEFAULT '{}',       -- of the desk's own making: name to text, number, true or false
    ADD COLUMN snoozed_until timestamptz;                       -- hidden until then, or until its customer writes

UPDATE conversations c SET channel = 'email' FROM conversation_contacts k WHERE k.conversation_id = c.id AND k.reach = 'email';

CREATE INDEX conversations_snoozed ON conversations (snoozed_until) WHERE snoozed_until IS NOT NULL;

ALTER TABLE entries DROP CONSTRAINT entries_kind_check;
ALTER TABLE entries ADD CONSTRAINT entries_kind_check CHECK (kind IN ('message', 'note', 'assignment', 'state', 'intake', 'handling'));

-- Entries that not every follower has heard of yet. The statement that stores an entry adds it; it goes when all have it.
CREATE TABLE entry_feed (
    place           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,  -- entries of one conversation come in their order
    conversation_id uuid NOT NULL,
    seq             bigint NOT NULL
);

-- Entries that a follower could not take, after it was asked again and again.
CREATE TABLE entry_feed_faults (
    follower        text NOT NULL,
    conversation_id uuid NOT NULL,
    seq             bigint NOT NULL,
    at              timestamptz NOT NULL,
    why             text NOT NULL,
    PRIMARY KEY (follower, conversation_id, seq)
);
