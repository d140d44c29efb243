-- Sessions of staff in the table of all sessions; links that reset factors; who somebody is at an OpenID Connect provider.

DROP TABLE staff_sessions;
ALTER TABLE staff DROP COLUMN session_round;

-- A link that the operator makes for whoever lost their second factor: it lets them set up a new one.
ALTER TABLE setup_links ADD COLUMN resets_factors boolean NOT NULL DEFAULT false;

-- Who somebody of the desk is at an OpenID Connect provider, since they first came from there.
CREATE TABLE staff_identities (
    issuer    text NOT NULL,
    subject   text NOT NULL,
    staff_id  uuid NOT NULL REFERENCES staff,
    linked_at timestamptz NOT NULL,
    PRIMARY KEY (issuer, subject)
);
CREATE INDEX staff_identities_of_person ON staff_identities (staff_id);
