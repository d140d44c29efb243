-- Roles of the desk's own making beside the three built-in ones, and keys by which other programs work at the desk.

-- What a built-in role may do stands in the program, since it grows with it; its row only lets people refer to it.
CREATE TABLE staff_roles (
    key         text PRIMARY KEY,                         -- agent, supervisor, admin; one of the desk's own: its id
    built_in    boolean NOT NULL DEFAULT false,
    name_en     text,
    name_zh     text,
    permissions text[] NOT NULL DEFAULT '{}',
    copied_from text REFERENCES staff_roles,
    made_at     timestamptz,
    made_by     uuid REFERENCES staff,
    changed_at  timestamptz,
    ended_at    timestamptz,
    CHECK (built_in = (name_en IS NULL) AND built_in = (name_zh IS NULL) AND (NOT built_in OR ended_at IS NULL))
);
INSERT INTO staff_roles (key, built_in) VALUES ('agent', true), ('supervisor', true), ('admin', true);

-- What another program writes has an author, too: a row that no address, password or role belongs to, so nobody signs in as it.
ALTER TABLE staff
    DROP CONSTRAINT staff_role_check,
    ADD CONSTRAINT staff_role_fkey FOREIGN KEY (role) REFERENCES staff_roles,
    ADD COLUMN kind text NOT NULL DEFAULT 'person' CHECK (kind IN ('person', 'program')),
    ALTER COLUMN email DROP NOT NULL,
    ALTER COLUMN role DROP NOT NULL,
    ADD CONSTRAINT staff_people_have_what_they_sign_in_with CHECK (
        (kind = 'person' AND email IS NOT NULL AND role IS NOT NULL)
        OR (kind = 'program' AND email IS NULL AND role IS NULL AND password_hash IS NULL));
CREATE INDEX staff_of_role ON staff (role) WHERE active;

CREATE TABLE program_keys (
    id           uuid PRIMARY KEY REFERENCES staff,       -- the author of what it does
    token_hash   text NOT NULL UNIQUE,                    -- the token itself is nowhere
    permissions  text[] NOT NULL,
    networks     text[] NOT NULL,                         -- where it may be used from; none: anywhere
    made_at      timestamptz NOT NULL,
    made_by      uuid NOT NULL REFERENCES staff,
    expires_at   timestamptz NOT NULL,
    ended_at     timestamptz,
    ended_by     uuid REFERENCES staff,
    used_at      timestamptz,                             -- written at most once a minute
    used_network text
);

-- Where a key was used from, so that a new place is noticed.
CREATE TABLE program_key_networks (
    key_id  uuid NOT NULL REFERENCES program_keys,
    network text NOT NULL,
    seen_at timestamptz NOT NULL,
    PRIMARY KEY (key_id, network)
);
