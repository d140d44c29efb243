-- Ways back into an account, and what else protects its money: recoveries, unfreezing, e-mail changes, API keys, the address book.

-- A lost second factor: the password and a mailed code proved, two people agreed, a waiting time passed.
CREATE TABLE account_recoveries (
    id           uuid PRIMARY KEY,
    account_id   uuid NOT NULL REFERENCES accounts,
    state        text NOT NULL CHECK (state IN ('code_sent', 'waiting_for_staff', 'waiting_time', 'carrying_out', 'done',
                                                'refused', 'stopped', 'expired')),
    statement    text NOT NULL,                          -- in their words, without secrets
    network      text NOT NULL,
    device       text NOT NULL,
    place        text,
    statement_at timestamptz NOT NULL,
    approval_id  uuid,
    effective_at timestamptz,                            -- when the waiting time ends
    told_at      timestamptz,                            -- the newest letter of the waiting time
    ended_at     timestamptz
);
-- One at a time, from the moment that its code was right.
CREATE UNIQUE INDEX account_recoveries_under_way ON account_recoveries (account_id)
    WHERE state IN ('waiting_for_staff', 'waiting_time', 'carrying_out');
CREATE INDEX account_recoveries_of_account ON account_recoveries (account_id);

CREATE TABLE account_unfreezes (
    id          uuid PRIMARY KEY,
    account_id  uuid NOT NULL REFERENCES accounts,
    state       text NOT NULL CHECK (state IN ('code_sent', 'waiting_for_staff', 'done', 'refused', 'expired')),
    asked_at    timestamptz NOT NULL,
    network     text NOT NULL,
    device      text NOT NULL,
    place       text,
    approval_id uuid,
    hold_until  timestamptz,
    ended_at    timestamptz
);
CREATE UNIQUE INDEX account_unfreezes_under_way ON account_unfreezes (account_id) WHERE state = 'waiting_for_staff';
CREATE INDEX account_unfreezes_of_account ON account_unfreezes (account_id);

-- What a changed address was before, for as long as a letter to it may say "this was not me".
CREATE TABLE account_email_changes (
    id         uuid PRIMARY KEY,
    account_id uuid NOT NULL REFERENCES accounts,
    use        text NOT NULL CHECK (use IN ('primary', 'second')),
    before     text,
    after      text,
    at         timestamptz NOT NULL,
    undone_at  timestamptz
);
CREATE INDEX account_email_changes_of_account ON account_email_changes (account_id, at);

CREATE TABLE api_keys (
    id          uuid PRIMARY KEY,
    account_id  uuid NOT NULL REFERENCES accounts,
    token_hash  text NOT NULL UNIQUE,
    name        text NOT NULL,
    permissions text[] NOT NULL,
    networks    text[] NOT NULL,                         -- from where it serves; none: from anywhere
    created_at  timestamptz NOT NULL,
    used_at     timestamptz,
    ended_at    timestamptz
);
CREATE INDEX api_keys_of_account ON api_keys (account_id) WHERE ended_at IS NULL;

CREATE TABLE account_addresses (
    id         uuid PRIMARY KEY,
    account_id uuid NOT NULL REFERENCES accounts,
    label      text NOT NULL,
    chain      text NOT NULL,
    address    text NOT NULL,
    memo       text,
    created_at timestamptz NOT NULL,
    usable_at  timestamptz NOT NULL,
    UNIQUE NULLS NOT DISTINCT (account_id, chain, address, memo)
);

-- The newest letter of a kind to an address, and what an address was asked about.
CREATE INDEX account_tickets_of_address ON account_tickets (email, purpose, created_at);
