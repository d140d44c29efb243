-- What clearing and sealing look through, found without walking whole tables.

CREATE INDEX attachments_stored ON attachments (sha256) WHERE sha256 <> '';
CREATE INDEX attachments_thumbnail_stored ON attachments (thumbnail_sha256) WHERE thumbnail_sha256 IS NOT NULL;
CREATE INDEX attachments_kept ON attachments (created_at) WHERE sha256 <> '';
CREATE INDEX letters_kept ON letters (created_at) WHERE recipient <> '';
CREATE INDEX received_letters_of_conversation ON received_letters (conversation_id) WHERE conversation_id IS NOT NULL;
CREATE INDEX insider_reveals_of_conversation ON insider_reveals (conversation_id);
CREATE INDEX impostor_reports_of_conversation ON impostor_reports (conversation_id);
CREATE INDEX webhook_deliveries_of_conversation ON webhook_deliveries (conversation_id);

-- Whoever writes again in what was cleared has it cleared again.
DROP INDEX conversations_to_clear;
CREATE INDEX conversations_to_clear ON conversations (updated_at)
    WHERE status = 'resolved' AND (cleared_at IS NULL OR cleared_at <= updated_at);
