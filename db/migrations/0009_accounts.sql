-- Accounts of the built-in platform: each is a customer with an address, a password, and what protects them.

ALTER TABLE customers DROP CONSTRAINT customers_kind_check;
ALTER TABLE customers ADD CONSTRAINT customers_kind_check CHECK (kind IN ('visitor', 'user', 'account'));

CREATE TABLE accounts (
    id                  uuid PRIMARY KEY REFERENCES customers,
    email               text NOT NULL UNIQUE CHECK (email = lower(email)),   -- confirmed
    second_email        text UNIQUE CHECK (second_email = lower(second_email) AND second_email <> email),   -- confirmed
    password_hash       text NOT NULL,
    password_changed_at timestamptz NOT NULL,
    password_breached   boolean NOT NULL DEFAULT false,  -- found in a breach when it was last typed
    phrase              text,                            -- the anti-phishing phrase
    frozen_at           timestamptz,
    hold_until          timestamptz,                     -- until when no money leaves
    hold_reason         text,                            -- what started the hold: password_changed, email_changed, factors_changed, recovered, unfrozen
    link_round          bigint NOT NULL DEFAULT 0,       -- a step voids every signed link of earlier rounds
    created_at          timestamptz NOT NULL
);

-- Tickets, mail codes and one-time links: what they are for, hashed, used once.
CREATE TABLE account_tickets (
    token_hash  text PRIMARY KEY,
    purpose     text NOT NULL,                           -- accounts::Purpose
    account_id  uuid REFERENCES accounts,                -- none: an address that we do not know, or not yet
    email       text,                                    -- the address that it is about
    code_hash   text,                                    -- of the code that was mailed, with the ticket: not to be guessed from the hash
    code_until  timestamptz,                             -- how long that code holds
    wrong       integer NOT NULL DEFAULT 0,              -- codes tried in vain
    data        jsonb NOT NULL DEFAULT '{}',
    letter_id   uuid,                                    -- the letter that carried it
    created_at  timestamptz NOT NULL,
    expires_at  timestamptz NOT NULL,
    used_at     timestamptz
);
CREATE INDEX account_tickets_of_account ON account_tickets (account_id, purpose);
CREATE INDEX account_tickets_ended ON account_tickets (expires_at);

-- Wrong passwords by lane: an address as strangers try it, or a device that its owner used. Kept for unknown addresses too.
CREATE TABLE account_failures (
    lane         text PRIMARY KEY,                       -- hash of the address, or of account and device
    account_id   uuid REFERENCES accounts,               -- whom to tell of a lock; none: an address that we do not know
    failures     integer NOT NULL,                       -- of late: what the waiting time grows with
    in_a_row     integer NOT NULL,                       -- since the last right one, however long ago
    failed_at    timestamptz NOT NULL,
    shut_until   timestamptz NOT NULL,                   -- no try counts before
    told_until   timestamptz                             -- the lock that the owner was told of
);
CREATE INDEX account_failures_old ON account_failures (failed_at);
CREATE INDEX account_locks ON account_failures (shut_until) WHERE account_id IS NOT NULL AND failures >= 10;

CREATE TABLE account_devices (
    id            uuid PRIMARY KEY,
    account_id    uuid NOT NULL REFERENCES accounts,
    token_hash    text NOT NULL UNIQUE,
    label         text NOT NULL,
    first_seen_at timestamptz NOT NULL,
    last_seen_at  timestamptz NOT NULL
);
CREATE INDEX account_devices_of_account ON account_devices (account_id);

-- What the holder sees of their account's past.
CREATE TABLE account_events (
    account_id uuid NOT NULL REFERENCES accounts,
    seq        bigint GENERATED ALWAYS AS IDENTITY,
    kind       text NOT NULL,                            -- accounts::EventKind
    at         timestamptz NOT NULL,
    device     text,
    network    text,
    place      text,
    country    text,
    latitude   double precision,
    longitude  double precision,
    detail     text,                                     -- a code, never a text of somebody's
    PRIMARY KEY (account_id, seq)
);
