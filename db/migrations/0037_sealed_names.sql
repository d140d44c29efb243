-- What customers are called, where they are reached and what their files are named lies under their own key, as their words do. A column
-- that begins with plain_ is of what is older, until it is sealed when the program starts.

ALTER TABLE customers ADD COLUMN sealed_name bytea;        -- `name` is an account's, the platform's own record; and of what is older

ALTER TABLE conversation_contacts RENAME COLUMN email TO plain_email;
ALTER TABLE conversation_contacts RENAME COLUMN subject TO plain_subject;
ALTER TABLE conversation_contacts
    ADD COLUMN email bytea,
    ADD COLUMN subject bytea;

ALTER TABLE correspondents DROP CONSTRAINT correspondents_pkey;
ALTER TABLE correspondents RENAME COLUMN address TO plain_address;
ALTER TABLE correspondents
    ALTER COLUMN plain_address DROP NOT NULL,
    ADD COLUMN address_key bytea,                          -- what the master key makes of their address: found again, never read
    ADD UNIQUE (address_key, refuted),
    ADD CHECK ((plain_address IS NULL) <> (address_key IS NULL));

ALTER TABLE attachments RENAME COLUMN name TO plain_name;
ALTER TABLE attachments
    ALTER COLUMN plain_name DROP NOT NULL,
    ADD COLUMN name bytea;                                 -- sealed, and then so is the file

CREATE INDEX customers_plain ON customers (id) WHERE name IS NOT NULL AND kind <> 'account';
CREATE INDEX conversation_contacts_plain ON conversation_contacts (conversation_id) WHERE plain_email IS NOT NULL OR plain_subject IS NOT NULL;
CREATE INDEX correspondents_plain ON correspondents (customer_id) WHERE plain_address IS NOT NULL;
CREATE INDEX attachments_plain ON attachments (id) WHERE plain_name IS NOT NULL;
