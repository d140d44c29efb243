-- Notes behind the wall: only holders of one permission know of them. Kept apart from the log, sealed under the customer's key.

CREATE TABLE compliance_notes (
    id              uuid PRIMARY KEY,
    customer_id     uuid NOT NULL REFERENCES customers,
    conversation_id uuid NOT NULL REFERENCES conversations,
    author_id       uuid NOT NULL REFERENCES staff,
    client_id       text NOT NULL,
    at              timestamptz NOT NULL,
    corrects        uuid REFERENCES compliance_notes,
    body            bytea NOT NULL,                      -- sealed
    removed         jsonb NOT NULL,                      -- kinds and places of secrets that were taken out
    UNIQUE (conversation_id, author_id, client_id)
);
CREATE INDEX compliance_notes_of ON compliance_notes (conversation_id, id);
