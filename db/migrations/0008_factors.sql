-- Second factors of account holders and of staff, kept apart by the kind of their owner.

CREATE TABLE passkeys (
    id              uuid PRIMARY KEY,
    owner_kind      text NOT NULL CHECK (owner_kind IN ('account', 'staff')),
    owner           uuid NOT NULL,
    name            text NOT NULL,
    credential_id   bytea NOT NULL,
    public_key      bytea NOT NULL,          -- COSE
    sign_count      bigint NOT NULL,
    backup_eligible boolean NOT NULL,
    backed_up       boolean NOT NULL,
    created_at      timestamptz NOT NULL,
    used_at         timestamptz,
    UNIQUE (owner_kind, credential_id)
);
CREATE INDEX passkeys_of_owner ON passkeys (owner_kind, owner);

-- Authenticator secrets, sealed under a key that is not in the database.
CREATE TABLE totp_secrets (
    owner_kind text NOT NULL CHECK (owner_kind IN ('account', 'staff')),
    owner      uuid NOT NULL,
    sealed     bytea,                        -- the one that counts
    last_step  bigint NOT NULL DEFAULT 0,    -- the time step of its last code; only a later one is taken
    offered    bytea,                        -- a new one that waits for its first code
    offered_at timestamptz,
    failures   integer NOT NULL DEFAULT 0,   -- wrong codes in a row
    failed_at  timestamptz,
    PRIMARY KEY (owner_kind, owner)
);

CREATE TABLE recovery_codes (
    owner_kind text NOT NULL CHECK (owner_kind IN ('account', 'staff')),
    owner      uuid NOT NULL,
    hashes     text[] NOT NULL,              -- of those that were not used yet
    made_at    timestamptz NOT NULL,
    PRIMARY KEY (owner_kind, owner)
);

-- What a browser was asked to sign; a row goes when it is answered.
CREATE TABLE webauthn_challenges (
    id_hash    text PRIMARY KEY,
    owner_kind text NOT NULL CHECK (owner_kind IN ('account', 'staff')),
    owner      uuid,                         -- none: whoever has a passkey
    purpose    text NOT NULL CHECK (purpose IN ('enrol', 'answer')),
    challenge  bytea NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE INDEX webauthn_challenges_expired ON webauthn_challenges (expires_at);
