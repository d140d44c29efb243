-- Letters on their way out, what became of each, and mail that came back.

CREATE TABLE letters (
    id           uuid PRIMARY KEY,                       -- also in its Message-ID and its return path
    letter       text NOT NULL,                          -- which template it was written from
    language     text NOT NULL CHECK (language IN ('zh-CN', 'en')),
    recipient    text NOT NULL,
    sealed       bytea,                                  -- subject, text and HTML under the key of the data folder; gone when it is final
    about        uuid,                                   -- whose account it concerns
    state        text NOT NULL CHECK (state IN ('queued', 'accepted', 'deferred', 'bounced', 'suppressed')),
    changed_at   timestamptz NOT NULL,
    reply        text,                                   -- the mail server's newest answer
    attempts     integer NOT NULL DEFAULT 0,
    next_try_at  timestamptz,                            -- none when it is final; while it is being sent, the end of the lease
    created_at   timestamptz NOT NULL,
    CHECK ((next_try_at IS NOT NULL) = (state IN ('queued', 'deferred')))
);
CREATE INDEX letters_due ON letters (next_try_at) WHERE next_try_at IS NOT NULL;

-- The delivery log: each try and each bounce.
CREATE TABLE letter_attempts (
    letter_id uuid NOT NULL REFERENCES letters,
    seq       bigint GENERATED ALWAYS AS IDENTITY,
    at        timestamptz NOT NULL,
    outcome   text NOT NULL CHECK (outcome IN ('accepted', 'deferred', 'refused', 'bounced', 'delayed')),
    reply     text NOT NULL,
    PRIMARY KEY (letter_id, seq)
);

-- Addresses that no letter reaches: not written to until somebody says that they work again.
CREATE TABLE suppressed_addresses (
    address   text PRIMARY KEY,
    since     timestamptz NOT NULL,
    reply     text NOT NULL,
    letter_id uuid NOT NULL REFERENCES letters
);

-- Mail that came in, stored as it came before anything reads it.
CREATE TABLE received_letters (
    sha256      text PRIMARY KEY,                        -- of what came, hexadecimal
    sealed      bytea NOT NULL,                          -- it may carry back what we wrote
    received_at timestamptz NOT NULL,
    letter_id   uuid REFERENCES letters                  -- the letter of ours that it reports on
);
