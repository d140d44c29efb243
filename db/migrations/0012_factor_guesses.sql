-- Wrong second factors are counted by lane, as wrong passwords are: what strangers guess stops nobody's own browser or session.

CREATE TABLE factor_guesses (
    owner_kind text NOT NULL CHECK (owner_kind IN ('account', 'staff')),
    owner      uuid NOT NULL,
    lane       text NOT NULL,                -- where the guesser stands: strangers, a known browser, a session
    failures   integer NOT NULL,             -- in a row
    failed_at  timestamptz NOT NULL,
    told_at    timestamptz,                  -- when the owner was last written to of these
    PRIMARY KEY (owner_kind, owner, lane)
);

ALTER TABLE totp_secrets DROP COLUMN failures, DROP COLUMN failed_at;

-- A new password lifts every lock of its account.
CREATE INDEX account_failures_of_account ON account_failures (account_id);

-- A browser that a reset made known has proved a mailbox, but no second factor: whoever guesses those there guesses with strangers.
ALTER TABLE account_devices ADD COLUMN signed_in_at timestamptz;
UPDATE account_devices SET signed_in_at = last_seen_at;
