-- The index over what was said in conversations. It holds no word: of each entry the keyed hashes of its words, each made of the word and
-- the day of posting, so that nothing can be compared from one day to another.

CREATE TABLE search_entries (
    conversation_id uuid NOT NULL,
    seq             bigint NOT NULL,
    customer_id     uuid NOT NULL REFERENCES customers,
    day            integer NOT NULL,                      -- since 1970
    posted_at       timestamptz NOT NULL,
    terms           bigint[] NOT NULL,                     -- sorted, each once: nothing of order or number is kept
    PRIMARY KEY (conversation_id, seq),
    FOREIGN KEY (conversation_id, seq) REFERENCES entries ON DELETE CASCADE
);
-- Without a list of what is to be put in its place later: each probe would read that list from end to end.
CREATE INDEX search_entries_terms ON search_entries USING gin (terms) WITH (fastupdate = off);
CREATE INDEX search_entries_of_customer ON search_entries (customer_id);

-- The days in which anything was posted: those that a search looks at.
CREATE TABLE search_days (
    day integer PRIMARY KEY
);

-- How far what is older than the index has been put into it.
CREATE TABLE search_catch_up (
    one   boolean PRIMARY KEY DEFAULT true CHECK (one),
    after uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000',
    done  boolean NOT NULL
);
INSERT INTO search_catch_up (done) SELECT NOT EXISTS (SELECT FROM entries);
