CREATE FUNCTION public.append_audit_record(at timestamp with time zone, act text, actor_kind text, actor uuid, subject uuid, head text, tail text) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
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

CREATE FUNCTION public.let_serve(server regrole) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO %s', server);
    EXECUTE format('GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO %s', server);
    EXECUTE format('REVOKE INSERT, UPDATE, DELETE ON schema_migrations, audit_records, audit_head, audit_checkpoints FROM %s', server);
    EXECUTE format('GRANT INSERT ON audit_checkpoints TO %s', server);
    EXECUTE format('GRANT EXECUTE ON FUNCTION append_audit_record TO %s', server);
END $$;

CREATE FUNCTION public.refuse_to_rewrite_audit() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    RAISE EXCEPTION 'the audit log only grows' USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE TABLE public.account_addresses (
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    label text NOT NULL,
    chain text NOT NULL,
    address text NOT NULL,
    memo text,
    created_at timestamp with time zone NOT NULL,
    usable_at timestamp with time zone NOT NULL
);

CREATE TABLE public.account_devices (
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    token_hash text NOT NULL,
    label text NOT NULL,
    first_seen_at timestamp with time zone NOT NULL,
    last_seen_at timestamp with time zone NOT NULL,
    signed_in_at timestamp with time zone
);

CREATE TABLE public.account_email_changes (
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    use text NOT NULL,
    before text,
    after text,
    at timestamp with time zone NOT NULL,
    undone_at timestamp with time zone,
    CONSTRAINT account_email_changes_use_check CHECK ((use = ANY (ARRAY['primary'::text, 'second'::text])))
);

CREATE TABLE public.account_events (
    account_id uuid NOT NULL,
    seq bigint NOT NULL,
    kind text NOT NULL,
    at timestamp with time zone NOT NULL,
    device text,
    network text,
    place text,
    country text,
    latitude double precision,
    longitude double precision,
    detail text
);

ALTER TABLE public.account_events ALTER COLUMN seq ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.account_events_seq_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.account_failures (
    lane text NOT NULL,
    account_id uuid,
    failures integer NOT NULL,
    in_a_row integer NOT NULL,
    failed_at timestamp with time zone NOT NULL,
    shut_until timestamp with time zone NOT NULL,
    told_until timestamp with time zone
);

CREATE TABLE public.account_recoveries (
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    state text NOT NULL,
    statement text NOT NULL,
    network text NOT NULL,
    device text NOT NULL,
    place text,
    statement_at timestamp with time zone NOT NULL,
    approval_id uuid,
    effective_at timestamp with time zone,
    told_at timestamp with time zone,
    ended_at timestamp with time zone,
    CONSTRAINT account_recoveries_state_check CHECK ((state = ANY (ARRAY['code_sent'::text, 'waiting_for_staff'::text, 'waiting_time'::text, 'carrying_out'::text, 'done'::text, 'refused'::text, 'stopped'::text, 'expired'::text])))
);

CREATE TABLE public.account_tickets (
    token_hash text NOT NULL,
    purpose text NOT NULL,
    account_id uuid,
    email text,
    code_hash text,
    code_until timestamp with time zone,
    wrong integer DEFAULT 0 NOT NULL,
    data jsonb DEFAULT '{}'::jsonb NOT NULL,
    letter_id uuid,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone
);

CREATE TABLE public.account_unfreezes (
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    state text NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    network text NOT NULL,
    device text NOT NULL,
    place text,
    approval_id uuid,
    hold_until timestamp with time zone,
    ended_at timestamp with time zone,
    CONSTRAINT account_unfreezes_state_check CHECK ((state = ANY (ARRAY['code_sent'::text, 'waiting_for_staff'::text, 'done'::text, 'refused'::text, 'expired'::text])))
);

CREATE TABLE public.accounts (
    id uuid NOT NULL,
    email text NOT NULL,
    second_email text,
    password_hash text NOT NULL,
    password_changed_at timestamp with time zone NOT NULL,
    password_breached boolean DEFAULT false NOT NULL,
    phrase text,
    frozen_at timestamp with time zone,
    hold_until timestamp with time zone,
    hold_reason text,
    link_round bigint DEFAULT 0 NOT NULL,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT accounts_check CHECK (((second_email = lower(second_email)) AND (second_email <> email))),
    CONSTRAINT accounts_email_check CHECK ((email = lower(email)))
);

CREATE TABLE public.api_keys (
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    token_hash text NOT NULL,
    name text NOT NULL,
    permissions text[] NOT NULL,
    networks text[] NOT NULL,
    created_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone,
    ended_at timestamp with time zone
);

CREATE TABLE public.approval_votes (
    approval_id uuid NOT NULL,
    staff_id uuid NOT NULL,
    name text NOT NULL,
    agrees boolean NOT NULL,
    reason text NOT NULL,
    at timestamp with time zone NOT NULL
);

CREATE TABLE public.approvals (
    id uuid NOT NULL,
    act text NOT NULL,
    subject uuid NOT NULL,
    facts jsonb NOT NULL,
    state text DEFAULT 'waiting'::text NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    decided_at timestamp with time zone,
    settled_at timestamp with time zone,
    CONSTRAINT approvals_check CHECK (((state = 'waiting'::text) = (decided_at IS NULL)))
);

CREATE TABLE public.attachments (
    id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    author_id uuid NOT NULL,
    name text NOT NULL,
    media_type text NOT NULL,
    bytes bigint NOT NULL,
    sha256 text NOT NULL,
    width integer,
    height integer,
    thumbnail_sha256 text,
    scan text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT attachments_scan_check CHECK ((scan = ANY (ARRAY['not_configured'::text, 'pending'::text, 'clean'::text, 'infected'::text])))
);

CREATE TABLE public.audit_checkpoints (
    number bigint NOT NULL,
    seq bigint NOT NULL,
    hash bytea NOT NULL,
    at timestamp with time zone NOT NULL,
    signature bytea NOT NULL
);

CREATE TABLE public.audit_head (
    one boolean DEFAULT true NOT NULL,
    seq bigint NOT NULL,
    hash bytea NOT NULL,
    CONSTRAINT audit_head_one_check CHECK (one)
);

CREATE TABLE public.audit_places (
    name text NOT NULL,
    seq bigint NOT NULL,
    checkpoint bigint NOT NULL
);

CREATE TABLE public.audit_records (
    seq bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    act text NOT NULL,
    actor_kind text NOT NULL,
    actor uuid,
    subject uuid,
    body text NOT NULL,
    previous bytea NOT NULL,
    hash bytea NOT NULL
);

CREATE TABLE public.conversations (
    id uuid NOT NULL,
    reference text NOT NULL,
    customer_id uuid NOT NULL,
    client_id text NOT NULL,
    language text NOT NULL,
    topic text,
    status text DEFAULT 'new'::text NOT NULL,
    assignee_id uuid,
    last_seq bigint DEFAULT 0 NOT NULL,
    last_customer_seq bigint DEFAULT 0 NOT NULL,
    last_answer_seq bigint DEFAULT 0 NOT NULL,
    last_answer_by uuid,
    customer_seen_seq bigint DEFAULT 0 NOT NULL,
    staff_seen_seq bigint DEFAULT 0 NOT NULL,
    waiting_since timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    last_shown_seq bigint DEFAULT 0 NOT NULL,
    CONSTRAINT conversations_language_check CHECK ((language = ANY (ARRAY['zh-CN'::text, 'en'::text]))),
    CONSTRAINT conversations_status_check CHECK ((status = ANY (ARRAY['new'::text, 'open'::text, 'waiting'::text, 'resolved'::text])))
)
WITH (fillfactor='80');

CREATE TABLE public.customers (
    id uuid NOT NULL,
    kind text NOT NULL,
    issuer text,
    subject text,
    name text,
    language text,
    created_at timestamp with time zone NOT NULL,
    last_seen_at timestamp with time zone NOT NULL,
    CONSTRAINT customers_check CHECK (((kind = 'user'::text) = ((issuer IS NOT NULL) AND (subject IS NOT NULL)))),
    CONSTRAINT customers_kind_check CHECK ((kind = ANY (ARRAY['visitor'::text, 'user'::text, 'account'::text]))),
    CONSTRAINT customers_language_check CHECK ((language = ANY (ARRAY['zh-CN'::text, 'en'::text])))
);

CREATE TABLE public.entries (
    conversation_id uuid NOT NULL,
    seq bigint NOT NULL,
    kind text NOT NULL,
    author_kind text NOT NULL,
    author_id uuid NOT NULL,
    author_name text,
    client_id text NOT NULL,
    body text NOT NULL,
    internal boolean NOT NULL,
    attachments uuid[] DEFAULT '{}'::uuid[] NOT NULL,
    removed jsonb DEFAULT '[]'::jsonb NOT NULL,
    data jsonb,
    status text NOT NULL,
    waited double precision,
    posted_at timestamp with time zone NOT NULL,
    CONSTRAINT entries_author_kind_check CHECK ((author_kind = ANY (ARRAY['customer'::text, 'agent'::text, 'system'::text]))),
    CONSTRAINT entries_kind_check CHECK ((kind = ANY (ARRAY['message'::text, 'note'::text, 'assignment'::text, 'state'::text])))
);

CREATE TABLE public.factor_guesses (
    owner_kind text NOT NULL,
    owner uuid NOT NULL,
    lane text NOT NULL,
    failures integer NOT NULL,
    failed_at timestamp with time zone NOT NULL,
    told_at timestamp with time zone,
    CONSTRAINT factor_guesses_owner_kind_check CHECK ((owner_kind = ANY (ARRAY['account'::text, 'staff'::text])))
);

CREATE TABLE public.letter_attempts (
    letter_id uuid NOT NULL,
    seq bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    outcome text NOT NULL,
    reply text NOT NULL,
    CONSTRAINT letter_attempts_outcome_check CHECK ((outcome = ANY (ARRAY['accepted'::text, 'deferred'::text, 'refused'::text, 'bounced'::text, 'delayed'::text])))
);

ALTER TABLE public.letter_attempts ALTER COLUMN seq ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.letter_attempts_seq_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.letters (
    id uuid NOT NULL,
    letter text NOT NULL,
    language text NOT NULL,
    recipient text NOT NULL,
    sealed bytea,
    about uuid,
    state text NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    reply text,
    attempts integer DEFAULT 0 NOT NULL,
    next_try_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT letters_check CHECK (((next_try_at IS NOT NULL) = (state = ANY (ARRAY['queued'::text, 'deferred'::text])))),
    CONSTRAINT letters_language_check CHECK ((language = ANY (ARRAY['zh-CN'::text, 'en'::text]))),
    CONSTRAINT letters_state_check CHECK ((state = ANY (ARRAY['queued'::text, 'accepted'::text, 'deferred'::text, 'bounced'::text, 'suppressed'::text])))
);

CREATE TABLE public.passkeys (
    id uuid NOT NULL,
    owner_kind text NOT NULL,
    owner uuid NOT NULL,
    name text NOT NULL,
    credential_id bytea NOT NULL,
    public_key bytea NOT NULL,
    sign_count bigint NOT NULL,
    backup_eligible boolean NOT NULL,
    backed_up boolean NOT NULL,
    created_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone,
    CONSTRAINT passkeys_owner_kind_check CHECK ((owner_kind = ANY (ARRAY['account'::text, 'staff'::text])))
);

CREATE TABLE public.received_letters (
    sha256 text NOT NULL,
    sealed bytea NOT NULL,
    received_at timestamp with time zone NOT NULL,
    letter_id uuid
);

CREATE TABLE public.recovery_codes (
    owner_kind text NOT NULL,
    owner uuid NOT NULL,
    hashes text[] NOT NULL,
    made_at timestamp with time zone NOT NULL,
    CONSTRAINT recovery_codes_owner_kind_check CHECK ((owner_kind = ANY (ARRAY['account'::text, 'staff'::text])))
);

CREATE TABLE public.schema_migrations (
    version integer NOT NULL,
    name text NOT NULL,
    sha256 text NOT NULL,
    applied_at timestamp with time zone NOT NULL
);

CREATE TABLE public.sessions (
    id uuid NOT NULL,
    token_hash text NOT NULL,
    owner_kind text NOT NULL,
    owner uuid NOT NULL,
    assurance text NOT NULL,
    device text NOT NULL,
    network text NOT NULL,
    place text,
    created_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    stepped_up_at timestamp with time zone,
    locked boolean DEFAULT false NOT NULL,
    ended_at timestamp with time zone,
    ending text,
    revision bigint DEFAULT 0 NOT NULL,
    changed_at timestamp with time zone,
    CONSTRAINT sessions_assurance_check CHECK ((assurance = ANY (ARRAY['password'::text, 'two_factors'::text, 'passkey'::text]))),
    CONSTRAINT sessions_owner_kind_check CHECK ((owner_kind = ANY (ARRAY['account'::text, 'staff'::text])))
);

CREATE TABLE public.setup_links (
    token_hash text NOT NULL,
    staff_id uuid,
    expires_at timestamp with time zone NOT NULL,
    resets_factors boolean DEFAULT false NOT NULL
);

CREATE TABLE public.staff (
    id uuid NOT NULL,
    email text NOT NULL,
    name text NOT NULL,
    public_name text NOT NULL,
    role text NOT NULL,
    language text,
    active boolean DEFAULT true NOT NULL,
    password_hash text,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT staff_email_check CHECK ((email = lower(email))),
    CONSTRAINT staff_language_check CHECK ((language = ANY (ARRAY['zh-CN'::text, 'en'::text]))),
    CONSTRAINT staff_role_check CHECK ((role = ANY (ARRAY['agent'::text, 'supervisor'::text, 'admin'::text])))
);

CREATE TABLE public.staff_identities (
    issuer text NOT NULL,
    subject text NOT NULL,
    staff_id uuid NOT NULL,
    linked_at timestamp with time zone NOT NULL
);

CREATE TABLE public.staff_seen (
    conversation_id uuid NOT NULL,
    staff_id uuid NOT NULL,
    seq bigint NOT NULL
);

CREATE TABLE public.suppressed_addresses (
    address text NOT NULL,
    since timestamp with time zone NOT NULL,
    reply text NOT NULL,
    letter_id uuid NOT NULL
);

CREATE TABLE public.totp_secrets (
    owner_kind text NOT NULL,
    owner uuid NOT NULL,
    sealed bytea,
    last_step bigint DEFAULT 0 NOT NULL,
    offered bytea,
    offered_at timestamp with time zone,
    CONSTRAINT totp_secrets_owner_kind_check CHECK ((owner_kind = ANY (ARRAY['account'::text, 'staff'::text])))
);

CREATE TABLE public.webauthn_challenges (
    id_hash text NOT NULL,
    owner_kind text NOT NULL,
    owner uuid,
    purpose text NOT NULL,
    challenge bytea NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    CONSTRAINT webauthn_challenges_owner_kind_check CHECK ((owner_kind = ANY (ARRAY['account'::text, 'staff'::text]))),
    CONSTRAINT webauthn_challenges_purpose_check CHECK ((purpose = ANY (ARRAY['enrol'::text, 'answer'::text])))
);

ALTER TABLE ONLY public.account_addresses
    ADD CONSTRAINT account_addresses_account_id_chain_address_memo_key UNIQUE NULLS NOT DISTINCT (account_id, chain, address, memo);

ALTER TABLE ONLY public.account_addresses
    ADD CONSTRAINT account_addresses_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.account_devices
    ADD CONSTRAINT account_devices_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.account_devices
    ADD CONSTRAINT account_devices_token_hash_key UNIQUE (token_hash);

ALTER TABLE ONLY public.account_email_changes
    ADD CONSTRAINT account_email_changes_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.account_events
    ADD CONSTRAINT account_events_pkey PRIMARY KEY (account_id, seq);

ALTER TABLE ONLY public.account_failures
    ADD CONSTRAINT account_failures_pkey PRIMARY KEY (lane);

ALTER TABLE ONLY public.account_recoveries
    ADD CONSTRAINT account_recoveries_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.account_tickets
    ADD CONSTRAINT account_tickets_pkey PRIMARY KEY (token_hash);

ALTER TABLE ONLY public.account_unfreezes
    ADD CONSTRAINT account_unfreezes_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.accounts
    ADD CONSTRAINT accounts_email_key UNIQUE (email);

ALTER TABLE ONLY public.accounts
    ADD CONSTRAINT accounts_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.accounts
    ADD CONSTRAINT accounts_second_email_key UNIQUE (second_email);

ALTER TABLE ONLY public.api_keys
    ADD CONSTRAINT api_keys_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.api_keys
    ADD CONSTRAINT api_keys_token_hash_key UNIQUE (token_hash);

ALTER TABLE ONLY public.approval_votes
    ADD CONSTRAINT approval_votes_pkey PRIMARY KEY (approval_id, staff_id);

ALTER TABLE ONLY public.approvals
    ADD CONSTRAINT approvals_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.attachments
    ADD CONSTRAINT attachments_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.audit_checkpoints
    ADD CONSTRAINT audit_checkpoints_pkey PRIMARY KEY (number);

ALTER TABLE ONLY public.audit_head
    ADD CONSTRAINT audit_head_pkey PRIMARY KEY (one);

ALTER TABLE ONLY public.audit_places
    ADD CONSTRAINT audit_places_pkey PRIMARY KEY (name);

ALTER TABLE ONLY public.audit_records
    ADD CONSTRAINT audit_records_pkey PRIMARY KEY (seq);

ALTER TABLE ONLY public.conversations
    ADD CONSTRAINT conversations_customer_id_client_id_key UNIQUE (customer_id, client_id);

ALTER TABLE ONLY public.conversations
    ADD CONSTRAINT conversations_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.conversations
    ADD CONSTRAINT conversations_reference_key UNIQUE (reference);

ALTER TABLE ONLY public.customers
    ADD CONSTRAINT customers_issuer_subject_key UNIQUE (issuer, subject);

ALTER TABLE ONLY public.customers
    ADD CONSTRAINT customers_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.entries
    ADD CONSTRAINT entries_conversation_id_author_id_client_id_key UNIQUE (conversation_id, author_id, client_id);

ALTER TABLE ONLY public.entries
    ADD CONSTRAINT entries_pkey PRIMARY KEY (conversation_id, seq);

ALTER TABLE ONLY public.factor_guesses
    ADD CONSTRAINT factor_guesses_pkey PRIMARY KEY (owner_kind, owner, lane);

ALTER TABLE ONLY public.letter_attempts
    ADD CONSTRAINT letter_attempts_pkey PRIMARY KEY (letter_id, seq);

ALTER TABLE ONLY public.letters
    ADD CONSTRAINT letters_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.passkeys
    ADD CONSTRAINT passkeys_owner_kind_credential_id_key UNIQUE (owner_kind, credential_id);

ALTER TABLE ONLY public.passkeys
    ADD CONSTRAINT passkeys_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.received_letters
    ADD CONSTRAINT received_letters_pkey PRIMARY KEY (sha256);

ALTER TABLE ONLY public.recovery_codes
    ADD CONSTRAINT recovery_codes_pkey PRIMARY KEY (owner_kind, owner);

ALTER TABLE ONLY public.schema_migrations
    ADD CONSTRAINT schema_migrations_pkey PRIMARY KEY (version);

ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_token_hash_key UNIQUE (token_hash);

ALTER TABLE ONLY public.setup_links
    ADD CONSTRAINT setup_links_pkey PRIMARY KEY (token_hash);

ALTER TABLE ONLY public.setup_links
    ADD CONSTRAINT setup_links_staff_id_key UNIQUE NULLS NOT DISTINCT (staff_id);

ALTER TABLE ONLY public.staff
    ADD CONSTRAINT staff_email_key UNIQUE (email);

ALTER TABLE ONLY public.staff_identities
    ADD CONSTRAINT staff_identities_pkey PRIMARY KEY (issuer, subject);

ALTER TABLE ONLY public.staff
    ADD CONSTRAINT staff_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.staff_seen
    ADD CONSTRAINT staff_seen_pkey PRIMARY KEY (conversation_id, staff_id);

ALTER TABLE ONLY public.suppressed_addresses
    ADD CONSTRAINT suppressed_addresses_pkey PRIMARY KEY (address);

ALTER TABLE ONLY public.totp_secrets
    ADD CONSTRAINT totp_secrets_pkey PRIMARY KEY (owner_kind, owner);

ALTER TABLE ONLY public.webauthn_challenges
    ADD CONSTRAINT webauthn_challenges_pkey PRIMARY KEY (id_hash);

CREATE INDEX account_devices_of_account ON public.account_devices USING btree (account_id);

CREATE INDEX account_email_changes_of_account ON public.account_email_changes USING btree (account_id, at);

CREATE INDEX account_failures_of_account ON public.account_failures USING btree (account_id);

CREATE INDEX account_failures_old ON public.account_failures USING btree (failed_at);

CREATE INDEX account_locks ON public.account_failures USING btree (shut_until) WHERE ((account_id IS NOT NULL) AND (failures >= 10));

CREATE INDEX account_recoveries_of_account ON public.account_recoveries USING btree (account_id);

CREATE UNIQUE INDEX account_recoveries_under_way ON public.account_recoveries USING btree (account_id) WHERE (state = ANY (ARRAY['waiting_for_staff'::text, 'waiting_time'::text, 'carrying_out'::text]));

CREATE INDEX account_tickets_ended ON public.account_tickets USING btree (expires_at);

CREATE INDEX account_tickets_of_account ON public.account_tickets USING btree (account_id, purpose);

CREATE INDEX account_tickets_of_address ON public.account_tickets USING btree (email, purpose, created_at);

CREATE INDEX account_unfreezes_of_account ON public.account_unfreezes USING btree (account_id);

CREATE UNIQUE INDEX account_unfreezes_under_way ON public.account_unfreezes USING btree (account_id) WHERE (state = 'waiting_for_staff'::text);

CREATE INDEX api_keys_of_account ON public.api_keys USING btree (account_id) WHERE (ended_at IS NULL);

CREATE INDEX approvals_unsettled ON public.approvals USING btree (expires_at) WHERE (settled_at IS NULL);

CREATE UNIQUE INDEX approvals_waiting ON public.approvals USING btree (act, subject) WHERE (state = 'waiting'::text);

CREATE INDEX attachments_of_conversation ON public.attachments USING btree (conversation_id);

CREATE INDEX attachments_to_scan ON public.attachments USING btree (created_at) WHERE (scan = 'pending'::text);

CREATE INDEX conversations_active ON public.conversations USING btree (updated_at DESC, id DESC) WHERE (status <> 'resolved'::text);

CREATE INDEX conversations_of_assignee ON public.conversations USING btree (assignee_id, updated_at DESC, id DESC) WHERE (status <> 'resolved'::text);

CREATE INDEX conversations_of_customer ON public.conversations USING btree (customer_id, updated_at DESC);

CREATE INDEX conversations_queue ON public.conversations USING btree (waiting_since, id) WHERE ((status = ANY (ARRAY['new'::text, 'open'::text])) AND (assignee_id IS NULL) AND (waiting_since IS NOT NULL));

CREATE INDEX conversations_resolved ON public.conversations USING btree (updated_at DESC, id DESC) WHERE (status = 'resolved'::text);

CREATE INDEX conversations_resolved_of_assignee ON public.conversations USING btree (assignee_id, updated_at DESC, id DESC) WHERE (status = 'resolved'::text);

CREATE INDEX conversations_unassigned ON public.conversations USING btree (updated_at DESC, id DESC) WHERE ((status <> 'resolved'::text) AND (assignee_id IS NULL));

CREATE INDEX entries_answers ON public.entries USING btree (posted_at) WHERE (waited IS NOT NULL);

CREATE INDEX letters_due ON public.letters USING btree (next_try_at) WHERE (next_try_at IS NOT NULL);

CREATE INDEX passkeys_of_owner ON public.passkeys USING btree (owner_kind, owner);

CREATE INDEX sessions_changed ON public.sessions USING btree (changed_at);

CREATE INDEX sessions_expired ON public.sessions USING btree (expires_at);

CREATE INDEX sessions_of_owner ON public.sessions USING btree (owner) WHERE (ended_at IS NULL);

CREATE INDEX staff_identities_of_person ON public.staff_identities USING btree (staff_id);

CREATE INDEX webauthn_challenges_expired ON public.webauthn_challenges USING btree (expires_at);

CREATE TRIGGER only_grows BEFORE DELETE OR UPDATE OR TRUNCATE ON public.audit_checkpoints FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_to_rewrite_audit();

CREATE TRIGGER only_grows BEFORE DELETE OR UPDATE OR TRUNCATE ON public.audit_records FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_to_rewrite_audit();

ALTER TABLE ONLY public.account_addresses
    ADD CONSTRAINT account_addresses_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id);

ALTER TABLE ONLY public.account_devices
    ADD CONSTRAINT account_devices_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id);

ALTER TABLE ONLY public.account_email_changes
    ADD CONSTRAINT account_email_changes_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id);

ALTER TABLE ONLY public.account_events
    ADD CONSTRAINT account_events_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id);

ALTER TABLE ONLY public.account_failures
    ADD CONSTRAINT account_failures_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id);

ALTER TABLE ONLY public.account_recoveries
    ADD CONSTRAINT account_recoveries_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id);

ALTER TABLE ONLY public.account_tickets
    ADD CONSTRAINT account_tickets_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id);

ALTER TABLE ONLY public.account_unfreezes
    ADD CONSTRAINT account_unfreezes_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id);

ALTER TABLE ONLY public.accounts
    ADD CONSTRAINT accounts_id_fkey FOREIGN KEY (id) REFERENCES public.customers(id);

ALTER TABLE ONLY public.api_keys
    ADD CONSTRAINT api_keys_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id);

ALTER TABLE ONLY public.approval_votes
    ADD CONSTRAINT approval_votes_approval_id_fkey FOREIGN KEY (approval_id) REFERENCES public.approvals(id);

ALTER TABLE ONLY public.approval_votes
    ADD CONSTRAINT approval_votes_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES public.staff(id);

ALTER TABLE ONLY public.attachments
    ADD CONSTRAINT attachments_conversation_id_fkey FOREIGN KEY (conversation_id) REFERENCES public.conversations(id);

ALTER TABLE ONLY public.conversations
    ADD CONSTRAINT conversations_assignee_id_fkey FOREIGN KEY (assignee_id) REFERENCES public.staff(id);

ALTER TABLE ONLY public.conversations
    ADD CONSTRAINT conversations_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES public.customers(id);

ALTER TABLE ONLY public.entries
    ADD CONSTRAINT entries_conversation_id_fkey FOREIGN KEY (conversation_id) REFERENCES public.conversations(id);

ALTER TABLE ONLY public.letter_attempts
    ADD CONSTRAINT letter_attempts_letter_id_fkey FOREIGN KEY (letter_id) REFERENCES public.letters(id);

ALTER TABLE ONLY public.received_letters
    ADD CONSTRAINT received_letters_letter_id_fkey FOREIGN KEY (letter_id) REFERENCES public.letters(id);

ALTER TABLE ONLY public.setup_links
    ADD CONSTRAINT setup_links_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES public.staff(id);

ALTER TABLE ONLY public.staff_identities
    ADD CONSTRAINT staff_identities_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES public.staff(id);

ALTER TABLE ONLY public.staff_seen
    ADD CONSTRAINT staff_seen_conversation_id_fkey FOREIGN KEY (conversation_id) REFERENCES public.conversations(id);

ALTER TABLE ONLY public.staff_seen
    ADD CONSTRAINT staff_seen_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES public.staff(id);

ALTER TABLE ONLY public.suppressed_addresses
    ADD CONSTRAINT suppressed_addresses_letter_id_fkey FOREIGN KEY (letter_id) REFERENCES public.letters(id);
