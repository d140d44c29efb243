-- What a customer told when a person was asked for, as fields, and where they want to be answered.

ALTER TABLE entries DROP CONSTRAINT entries_kind_check;
ALTER TABLE entries ADD CONSTRAINT entries_kind_check CHECK (kind IN ('message', 'note', 'assignment', 'state', 'intake'));

CREATE INDEX entries_intake ON entries (conversation_id, seq) WHERE kind = 'intake';

CREATE TABLE conversation_contacts (
    conversation_id uuid PRIMARY KEY REFERENCES conversations,
    reach           text NOT NULL CHECK (reach IN ('chat', 'email')),
    email           text                                     -- as they typed it: not proved to be theirs
);
