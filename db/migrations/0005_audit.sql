-- The record of security-relevant acts: a chain of hashes that only grows, its signed checkpoints, and what the serving role may do.

CREATE TABLE audit_records (
    seq        bigint PRIMARY KEY,                       -- 1, 2, 3 … without gaps
    at         timestamptz NOT NULL,
    act        text NOT NULL,
    actor_kind text NOT NULL,                            -- audit::ActorKind
    actor      uuid,
    subject    uuid,
    body       text NOT NULL,                            -- the whole act as canonical JSON: what is hashed
    previous   bytea NOT NULL,                           -- the hash of the record before; of the first: 32 zeros
    hash       bytea NOT NULL                            -- SHA-256 of previous and body
);

-- Where the chain ends: one row, whose lock lets writers of all processes take turns.
CREATE TABLE audit_head (
    one  boolean PRIMARY KEY DEFAULT true CHECK (one),
    seq  bigint NOT NULL,
    hash bytea NOT NULL
);
INSERT INTO audit_head (seq, hash) VALUES (0, decode(repeat('00', 32), 'hex'));

CREATE TABLE audit_checkpoints (
    number    bigint PRIMARY KEY,                        -- 1, 2, 3 … without gaps
    seq       bigint NOT NULL,                           -- the record up to which it vouches
    hash      bytea NOT NULL,                            -- of that record
    at        timestamptz NOT NULL,
    signature bytea NOT NULL                             -- Ed25519 over all of the above
);

-- How far each second place has been told.
CREATE TABLE audit_places (
    name       text PRIMARY KEY,
    seq        bigint NOT NULL,
    checkpoint bigint NOT NULL
);

CREATE FUNCTION refuse_to_rewrite_audit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit log only grows' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_records
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_rewrite_audit();
CREATE TRIGGER only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_checkpoints
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_rewrite_audit();

-- The one way in. `head` and `tail` are the body before and after its number, which only the lock decides.
CREATE FUNCTION append_audit_record(at timestamptz, act text, actor_kind text, actor uuid, subject uuid, head text, tail text)
    RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    chain_end audit_head;
    next_seq  bigint;
    whole     text;
    next_hash bytea;
BEGIN
    SELECT * INTO STRICT chain_end FROM audit_head FOR UPDATE;
    next_seq := chain_end.seq + 1;
    whole := head || next_seq || tail;
    next_hash := sha256(chain_end.hash || convert_to(whole, 'UTF8'));
    INSERT INTO audit_records VALUES (next_seq, at, act, actor_kind, actor, subject, whole, chain_end.hash, next_hash);
    UPDATE audit_head SET seq = next_seq, hash = next_hash;
    RETURN next_seq;
END $$;
REVOKE ALL ON FUNCTION append_audit_record FROM PUBLIC;

-- Called by the owner after each migration: what the role that serves may do. Rows yes, tables no; of the audit it reads, appends
-- through the function, and adds checkpoints.
CREATE FUNCTION let_serve(server regrole) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO %s', server);
    EXECUTE format('GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO %s', server);
    EXECUTE format('REVOKE INSERT, UPDATE, DELETE ON schema_migrations, audit_records, audit_head, audit_checkpoints FROM %s', server);
    EXECUTE format('GRANT INSERT ON audit_checkpoints TO %s', server);
    EXECUTE format('GRANT EXECUTE ON FUNCTION append_audit_record TO %s', server);
END $$;
