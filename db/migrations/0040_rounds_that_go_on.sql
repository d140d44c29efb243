-- What clearing and sealing need to go on where they were: what was cleared already, which plain files are still to be removed, and
-- who was erased since one looked last. Reasons of reveals are sealed.

ALTER TABLE diagnosis_runs ADD COLUMN cleared_at timestamptz;   -- of whoever went through it nothing is left
CREATE INDEX diagnosis_runs_to_clear ON diagnosis_runs (moved_at) WHERE cleared_at IS NULL OR cleared_at <= moved_at;

-- The name of a file is written here with what makes it needless, and taken away when the file is gone.
CREATE TABLE files_left (
    sha256 text PRIMARY KEY
);

CREATE INDEX customer_keys_erased ON customer_keys (erased_at) WHERE erased_at IS NOT NULL;

ALTER TABLE insider_reveals RENAME COLUMN reason TO plain_reason;   -- of what is older, until it is sealed after the program started
ALTER TABLE insider_reveals ADD COLUMN reason bytea;
CREATE INDEX insider_reveals_plain ON insider_reveals (id) WHERE plain_reason IS NOT NULL;
