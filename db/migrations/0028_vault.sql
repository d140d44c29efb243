-- What customers say and are called is kept under a key of their own, which lies here sealed under a key that does not: the log stays
-- whole for ever, and is unreadable once that key is gone.

CREATE TABLE customer_keys (
    customer_id uuid PRIMARY KEY REFERENCES customers,
    sealed      bytea,                                     -- null: erased
    made_at     timestamptz NOT NULL,
    erased_at   timestamptz,
    CHECK ((sealed IS NULL) = (erased_at IS NOT NULL))
);

ALTER TABLE entries RENAME COLUMN body TO plain;           -- of entries older than the vault, until they are sealed
ALTER TABLE entries
    ALTER COLUMN plain DROP NOT NULL,
    ADD COLUMN body bytea,                                 -- its words, sealed
    ADD COLUMN told bytea;                                 -- data that is personal (a case, a letter), sealed; `data` holds the rest

ALTER TABLE planned_answers ALTER COLUMN body TYPE bytea USING convert_to(body, 'UTF8');
DELETE FROM planned_answers;                               -- an answer waits for seconds as a rule; what stood here was not sealed

CREATE INDEX entries_plain ON entries (conversation_id) WHERE plain IS NOT NULL;
