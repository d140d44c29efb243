-- A customer learns nothing of notes, not even by a number; and two views of the inbox get an index of their own.

ALTER TABLE conversations ADD COLUMN last_shown_seq bigint NOT NULL DEFAULT 0;  -- the newest entry that the customer sees
UPDATE conversations c
SET last_shown_seq = coalesce((SELECT max(seq) FROM entries e WHERE e.conversation_id = c.id AND NOT e.internal), 0);
UPDATE conversations
SET customer_seen_seq = least(customer_seen_seq, last_shown_seq), staff_seen_seq = least(staff_seen_seq, last_shown_seq);

CREATE INDEX conversations_unassigned ON conversations (updated_at DESC, id DESC) WHERE status <> 'resolved' AND assignee_id IS NULL;
CREATE INDEX conversations_resolved_of_assignee ON conversations (assignee_id, updated_at DESC, id DESC) WHERE status = 'resolved';
