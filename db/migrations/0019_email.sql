-- E-mail as a channel: who writes from which address, what became of each letter that came, and which letters stand in a conversation.

ALTER TABLE customers DROP CONSTRAINT customers_kind_check;
ALTER TABLE customers ADD CONSTRAINT customers_kind_check CHECK (kind IN ('visitor', 'user', 'account', 'correspondent'));

-- Somebody who writes from an address. Whose letters failed their checks is another person than the address's own.
CREATE TABLE correspondents (
    address     text NOT NULL,                           -- as text::email_key gives it
    refuted     boolean NOT NULL,                        -- the receiving server says that the address's own domain did not send it
    customer_id uuid NOT NULL UNIQUE REFERENCES customers,
    PRIMARY KEY (address, refuted)
);

ALTER TABLE received_letters
    ADD COLUMN id         uuid NOT NULL UNIQUE DEFAULT gen_random_uuid(),
    ADD COLUMN mailbox    text,                          -- where it was found; none: it was handed to us
    ADD COLUMN state      text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'read', 'set_aside', 'quarantined')),
    ADD COLUMN why        text,                          -- email::Why: why it became no entry
    ADD COLUMN tries      integer NOT NULL DEFAULT 0,    -- readings that ended in a fault
    ADD COLUMN next_try_at timestamptz,                  -- not read before
    ADD COLUMN same_as    text UNIQUE,                   -- hash of its Message-ID and words: the same letter in another mailbox
    ADD COLUMN conversation_id uuid REFERENCES conversations,
    ALTER COLUMN sealed DROP NOT NULL;                   -- gone when its time is over, or when a secret stood in it
UPDATE received_letters SET state = 'set_aside', why = 'report' WHERE letter_id IS NOT NULL;
UPDATE received_letters SET state = 'set_aside', why = 'before_email' WHERE letter_id IS NULL;
CREATE INDEX received_letters_waiting ON received_letters (received_at, id) WHERE state = 'waiting';
CREATE INDEX received_letters_aside ON received_letters (received_at DESC, id DESC) WHERE state IN ('set_aside', 'quarantined');

-- Letters of a conversation, in either direction, by what an answer names.
CREATE TABLE conversation_letters (
    message_id      text PRIMARY KEY,
    conversation_id uuid NOT NULL REFERENCES conversations,
    at              timestamptz NOT NULL
);
CREATE INDEX conversation_letters_of_conversation ON conversation_letters (conversation_id, at DESC);

-- Up to which entry a person was answered by letter.
ALTER TABLE conversation_contacts ADD COLUMN mailed_seq bigint NOT NULL DEFAULT 0;
ALTER TABLE conversation_contacts ADD COLUMN subject text;   -- of the letter that began it

-- What a letter of ours said, for whoever asks whether one is: its words are not kept.
ALTER TABLE letters ADD COLUMN text_digest text, ADD COLUMN html_digest text;   -- mail::digest_of_words

-- How far a mailbox is read.
CREATE TABLE mailboxes (
    name         text PRIMARY KEY,
    uid_validity bigint NOT NULL DEFAULT 0,
    last_uid     bigint NOT NULL DEFAULT 0,              -- every letter up to it is stored
    looked_at    timestamptz,
    letter_at    timestamptz,                            -- when the newest was stored
    fault        text,                                   -- code of what is wrong with it
    fault_at     timestamptz
);
