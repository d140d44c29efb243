-- Letters that ask how it went: resolutions that may be asked about, and the link of each letter that was sent.

CREATE TABLE rating_letters (
    conversation_id uuid NOT NULL REFERENCES conversations,
    seq             bigint NOT NULL,                       -- the entry that resolved it
    look_at         timestamptz,                           -- when it is decided whether to ask; none: a letter went
    token_hash      text UNIQUE,                           -- of the letter's link
    asked_at        timestamptz,
    expires_at      timestamptz,
    PRIMARY KEY (conversation_id, seq)
);
CREATE INDEX rating_letters_due ON rating_letters (look_at, seq) WHERE look_at IS NOT NULL;
CREATE INDEX rating_letters_over ON rating_letters (expires_at) WHERE expires_at IS NOT NULL;
