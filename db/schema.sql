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

CREATE FUNCTION public.refuse_change_of_version() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF OLD.published_at IS NOT NULL OR
       (NEW.article_id, NEW.language, NEW.version, NEW.title, NEW.summary, NEW.keywords, NEW.markdown, NEW.translated_from, NEW.note, NEW.made_by, NEW.made_at)
       IS DISTINCT FROM
       (OLD.article_id, OLD.language, OLD.version, OLD.title, OLD.summary, OLD.keywords, OLD.markdown, OLD.translated_from, OLD.note, OLD.made_by, OLD.made_at)
    THEN
        RAISE EXCEPTION 'a version of an article does not change';
    END IF;
    RETURN NEW;
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

CREATE TABLE public.article_feedback (
    article_id uuid NOT NULL,
    language text NOT NULL,
    day date NOT NULL,
    voice bytea NOT NULL,
    helped boolean NOT NULL,
    reason text,
    words text,
    said_at timestamp with time zone NOT NULL
);

CREATE TABLE public.article_pictures (
    id uuid NOT NULL,
    sha256 text NOT NULL,
    media_type text NOT NULL,
    bytes bigint NOT NULL,
    width integer NOT NULL,
    height integer NOT NULL,
    made_by uuid,
    made_at timestamp with time zone NOT NULL
);

CREATE TABLE public.article_redirects (
    slug text NOT NULL,
    article_id uuid NOT NULL,
    made_at timestamp with time zone NOT NULL
);

CREATE TABLE public.article_state (
    one boolean DEFAULT true NOT NULL,
    revision bigint NOT NULL,
    CONSTRAINT article_state_one_check CHECK (one)
);

CREATE TABLE public.article_texts (
    article_id uuid NOT NULL,
    language text NOT NULL,
    revision bigint DEFAULT 1 NOT NULL,
    title text,
    summary text,
    keywords text[],
    markdown text,
    translated_from bigint,
    draft_by uuid,
    draft_at timestamp with time zone,
    published bigint,
    published_at timestamp with time zone,
    first_published_at timestamp with time zone,
    planned bigint,
    publish_at timestamp with time zone,
    planned_by uuid,
    checked_against bigint,
    out_of_date_since timestamp with time zone,
    CONSTRAINT article_texts_check CHECK (((published IS NULL) = (published_at IS NULL))),
    CONSTRAINT article_texts_check1 CHECK (((planned IS NULL) = (publish_at IS NULL))),
    CONSTRAINT article_texts_language_check CHECK ((language = ANY (ARRAY['en'::text, 'zh-CN'::text])))
);

CREATE TABLE public.article_versions (
    article_id uuid NOT NULL,
    language text NOT NULL,
    version bigint NOT NULL,
    title text NOT NULL,
    summary text NOT NULL,
    keywords text[] NOT NULL,
    markdown text NOT NULL,
    translated_from bigint,
    note text,
    made_by uuid,
    made_at timestamp with time zone NOT NULL,
    published_at timestamp with time zone
);

CREATE TABLE public.articles (
    id uuid NOT NULL,
    slug text NOT NULL,
    category text NOT NULL,
    "position" bigint NOT NULL,
    flow text,
    related uuid[] DEFAULT '{}'::uuid[] NOT NULL,
    owner uuid,
    review_by date,
    reviewed_at timestamp with time zone,
    revision bigint DEFAULT 1 NOT NULL,
    created_at timestamp with time zone NOT NULL,
    created_by uuid,
    CONSTRAINT articles_slug_check CHECK ((slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'::text))
);

CREATE TABLE public.attachments (
    id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    author_id uuid NOT NULL,
    plain_name text,
    media_type text NOT NULL,
    bytes bigint NOT NULL,
    sha256 text NOT NULL,
    width integer,
    height integer,
    thumbnail_sha256 text,
    scan text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    name bytea,
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

CREATE TABLE public.brands (
    id uuid NOT NULL,
    address text NOT NULL,
    name_en text NOT NULL,
    name_zh text NOT NULL,
    acknowledgement_en text DEFAULT ''::text NOT NULL,
    acknowledgement_zh text DEFAULT ''::text NOT NULL,
    closing_en text DEFAULT ''::text NOT NULL,
    closing_zh text DEFAULT ''::text NOT NULL,
    changed_at timestamp with time zone NOT NULL
);

CREATE TABLE public.calendars (
    id uuid NOT NULL,
    name_en text NOT NULL,
    name_zh text NOT NULL,
    zone text NOT NULL,
    hours jsonb NOT NULL,
    holidays jsonb DEFAULT '[]'::jsonb NOT NULL,
    changed_at timestamp with time zone NOT NULL
);

CREATE TABLE public.complaint_steps (
    complaint_id uuid NOT NULL,
    seq bigint NOT NULL,
    kind text NOT NULL,
    at timestamp with time zone NOT NULL,
    staff_id uuid,
    client_id text NOT NULL,
    data jsonb NOT NULL,
    words bytea,
    letter bytea,
    letter_seq bigint,
    CONSTRAINT complaint_steps_kind_check CHECK ((kind = ANY (ARRAY['registered'::text, 'corrected'::text, 'acknowledged'::text, 'decided'::text, 'investigated'::text, 'points'::text, 'extended'::text, 'answered'::text, 'closed'::text])))
);

CREATE TABLE public.complaint_terms (
    one boolean DEFAULT true NOT NULL,
    zone text DEFAULT 'Etc/UTC'::text NOT NULL,
    contact_en text DEFAULT ''::text NOT NULL,
    contact_zh text DEFAULT ''::text NOT NULL,
    remedies_en text DEFAULT ''::text NOT NULL,
    remedies_zh text DEFAULT ''::text NOT NULL,
    revision bigint DEFAULT 1 NOT NULL,
    CONSTRAINT complaint_terms_one_check CHECK (one)
);

CREATE TABLE public.complaint_years (
    year bigint NOT NULL,
    last bigint NOT NULL
);

CREATE TABLE public.complaints (
    id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    year bigint NOT NULL,
    number bigint NOT NULL,
    received_at timestamp with time zone NOT NULL,
    registered_at timestamp with time zone NOT NULL,
    by_form boolean NOT NULL,
    language text NOT NULL,
    service text NOT NULL,
    topic text NOT NULL,
    stage text DEFAULT 'received'::text NOT NULL,
    outcome text,
    received_on date NOT NULL,
    limit_on date NOT NULL,
    due_on date NOT NULL,
    due_at timestamp with time zone NOT NULL,
    acknowledged_at timestamp with time zone,
    decided_at timestamp with time zone,
    investigated_at timestamp with time zone,
    answered_at timestamp with time zone,
    closed_at timestamp with time zone,
    details bytea NOT NULL,
    points bytea,
    points_by uuid,
    told text[] DEFAULT '{}'::text[] NOT NULL,
    revision bigint DEFAULT 1 NOT NULL,
    CONSTRAINT complaints_language_check CHECK ((language = ANY (ARRAY['zh-CN'::text, 'en'::text]))),
    CONSTRAINT complaints_outcome_check CHECK ((outcome = ANY (ARRAY['upheld'::text, 'partly_upheld'::text, 'rejected'::text, 'inadmissible'::text, 'withdrawn'::text]))),
    CONSTRAINT complaints_stage_check CHECK ((stage = ANY (ARRAY['received'::text, 'acknowledged'::text, 'admissible'::text, 'inadmissible'::text, 'investigated'::text, 'answered'::text, 'closed'::text])))
);

CREATE TABLE public.compliance_notes (
    id uuid NOT NULL,
    customer_id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    author_id uuid NOT NULL,
    client_id text NOT NULL,
    at timestamp with time zone NOT NULL,
    corrects uuid,
    body bytea NOT NULL,
    removed jsonb NOT NULL
);

CREATE TABLE public.conversation_contacts (
    conversation_id uuid NOT NULL,
    reach text NOT NULL,
    plain_email text,
    plain_subject text,
    brand_id uuid,
    stopped_at timestamp with time zone,
    proved boolean DEFAULT false NOT NULL,
    email bytea,
    subject bytea,
    CONSTRAINT conversation_contacts_reach_check CHECK ((reach = ANY (ARRAY['chat'::text, 'email'::text])))
);

CREATE TABLE public.conversation_followers (
    conversation_id uuid NOT NULL,
    staff_id uuid NOT NULL,
    since timestamp with time zone NOT NULL
);

CREATE TABLE public.conversation_letters (
    message_id text NOT NULL,
    conversation_id uuid NOT NULL,
    at timestamp with time zone NOT NULL,
    letter_id uuid,
    seq bigint
);

CREATE TABLE public.conversation_ties (
    id uuid NOT NULL,
    a uuid NOT NULL,
    b uuid NOT NULL,
    kind text NOT NULL,
    client_id text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    made_by uuid NOT NULL,
    before jsonb,
    ended_at timestamp with time zone,
    ended_by uuid,
    CONSTRAINT conversation_ties_check CHECK ((a <> b)),
    CONSTRAINT conversation_ties_kind_check CHECK ((kind = ANY (ARRAY['related'::text, 'merged'::text, 'split'::text])))
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
    channel text DEFAULT 'chat'::text NOT NULL,
    priority text DEFAULT 'normal'::text NOT NULL,
    queue_id uuid,
    tags text[] DEFAULT '{}'::text[] NOT NULL,
    fields jsonb DEFAULT '{}'::jsonb NOT NULL,
    snoozed_until timestamp with time zone,
    merged_into uuid,
    cleared_at timestamp with time zone,
    CONSTRAINT conversations_channel_check CHECK ((channel = ANY (ARRAY['chat'::text, 'email'::text, 'form'::text]))),
    CONSTRAINT conversations_language_check CHECK ((language = ANY (ARRAY['zh-CN'::text, 'en'::text]))),
    CONSTRAINT conversations_priority_check CHECK ((priority = ANY (ARRAY['low'::text, 'normal'::text, 'high'::text, 'urgent'::text]))),
    CONSTRAINT conversations_status_check CHECK ((status = ANY (ARRAY['new'::text, 'open'::text, 'waiting'::text, 'resolved'::text])))
)
WITH (fillfactor='80');

CREATE TABLE public.correspondents (
    plain_address text,
    refuted boolean NOT NULL,
    customer_id uuid NOT NULL,
    address_key bytea,
    CONSTRAINT correspondents_check CHECK (((plain_address IS NULL) <> (address_key IS NULL)))
);

CREATE TABLE public.customer_keys (
    customer_id uuid NOT NULL,
    sealed bytea,
    made_at timestamp with time zone NOT NULL,
    erased_at timestamp with time zone,
    CONSTRAINT customer_keys_check CHECK (((sealed IS NULL) = (erased_at IS NOT NULL)))
);

CREATE TABLE public.customers (
    id uuid NOT NULL,
    kind text NOT NULL,
    issuer text,
    subject text,
    name text,
    language text,
    created_at timestamp with time zone NOT NULL,
    last_seen_at timestamp with time zone NOT NULL,
    sealed_name bytea,
    CONSTRAINT customers_check CHECK (((kind = 'user'::text) = ((issuer IS NOT NULL) AND (subject IS NOT NULL)))),
    CONSTRAINT customers_kind_check CHECK ((kind = ANY (ARRAY['visitor'::text, 'user'::text, 'account'::text, 'correspondent'::text]))),
    CONSTRAINT customers_language_check CHECK ((language = ANY (ARRAY['zh-CN'::text, 'en'::text])))
);

CREATE TABLE public.diagnosis_flows (
    hash text NOT NULL,
    name text NOT NULL,
    version bigint NOT NULL,
    source text NOT NULL,
    loaded_at timestamp with time zone NOT NULL
);

CREATE TABLE public.diagnosis_offers (
    token_hash text NOT NULL,
    conversation_id uuid NOT NULL,
    flow text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone,
    used_by text
);

CREATE TABLE public.diagnosis_runs (
    id uuid NOT NULL,
    token_hash text,
    flow text NOT NULL,
    version bigint NOT NULL,
    flow_hash text NOT NULL,
    language text NOT NULL,
    channel text NOT NULL,
    state text NOT NULL,
    step text NOT NULL,
    account_id uuid,
    proved_at timestamp with time zone,
    granted text,
    proof_ticket bytea,
    proof_masked text,
    proofs_sent bigint DEFAULT 0 NOT NULL,
    outcome text,
    solved boolean,
    solved_reason text,
    conversation_id uuid,
    staff_id uuid,
    revision bigint DEFAULT 1 NOT NULL,
    created_at timestamp with time zone NOT NULL,
    moved_at timestamp with time zone NOT NULL,
    told_at timestamp with time zone,
    cleared_at timestamp with time zone,
    CONSTRAINT diagnosis_runs_check CHECK (((token_hash IS NULL) = (staff_id IS NOT NULL)))
);

CREATE TABLE public.diagnosis_steps (
    run_id uuid NOT NULL,
    seq bigint NOT NULL,
    kind text NOT NULL,
    step text NOT NULL,
    branch text NOT NULL,
    goes_to text NOT NULL,
    answer text,
    removed boolean DEFAULT false NOT NULL,
    name text,
    value text,
    fields jsonb DEFAULT '{}'::jsonb NOT NULL,
    looked_up_at timestamp with time zone,
    back_to bigint,
    at timestamp with time zone NOT NULL
);

CREATE TABLE public.entries (
    conversation_id uuid NOT NULL,
    seq bigint NOT NULL,
    kind text NOT NULL,
    author_kind text NOT NULL,
    author_id uuid NOT NULL,
    author_name text,
    client_id text NOT NULL,
    plain text,
    internal boolean NOT NULL,
    attachments uuid[] DEFAULT '{}'::uuid[] NOT NULL,
    removed jsonb DEFAULT '[]'::jsonb NOT NULL,
    data jsonb,
    status text NOT NULL,
    waited double precision,
    posted_at timestamp with time zone NOT NULL,
    body bytea,
    told bytea,
    CONSTRAINT entries_author_kind_check CHECK ((author_kind = ANY (ARRAY['customer'::text, 'agent'::text, 'system'::text]))),
    CONSTRAINT entries_kind_check CHECK ((kind = ANY (ARRAY['message'::text, 'note'::text, 'assignment'::text, 'state'::text, 'intake'::text, 'handling'::text, 'reveal'::text, 'link'::text, 'rating'::text])))
);

CREATE TABLE public.entry_feed (
    place bigint NOT NULL,
    conversation_id uuid NOT NULL,
    seq bigint NOT NULL
);

CREATE TABLE public.entry_feed_faults (
    follower text NOT NULL,
    conversation_id uuid NOT NULL,
    seq bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    why text NOT NULL
);

ALTER TABLE public.entry_feed ALTER COLUMN place ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.entry_feed_place_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
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

CREATE TABLE public.feedback_salts (
    day date NOT NULL,
    salt uuid DEFAULT gen_random_uuid() NOT NULL
);

CREATE TABLE public.fetched_mailboxes (
    id uuid NOT NULL,
    name text NOT NULL,
    url text NOT NULL,
    folder text NOT NULL,
    username text NOT NULL,
    sealed bytea NOT NULL,
    added_at timestamp with time zone NOT NULL,
    added_by uuid NOT NULL
);

CREATE TABLE public.field_definitions (
    name text NOT NULL,
    label_en text NOT NULL,
    label_zh text NOT NULL,
    kind text NOT NULL,
    choices jsonb DEFAULT '[]'::jsonb NOT NULL,
    topics text[] DEFAULT '{}'::text[] NOT NULL,
    "position" bigint NOT NULL,
    ended boolean DEFAULT false NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    CONSTRAINT field_definitions_kind_check CHECK ((kind = ANY (ARRAY['text'::text, 'number'::text, 'date'::text, 'choice'::text, 'yes_no'::text]))),
    CONSTRAINT field_definitions_name_check CHECK ((name ~ '^[a-z][a-z0-9_]{0,59}$'::text))
);

CREATE TABLE public.files_left (
    sha256 text NOT NULL
);

CREATE TABLE public.impostor_reports (
    id uuid NOT NULL,
    what text NOT NULL,
    place text NOT NULL,
    text text NOT NULL,
    language text,
    verdict text NOT NULL,
    imitates text,
    customer_id uuid,
    conversation_id uuid,
    state text DEFAULT 'waiting'::text NOT NULL,
    at timestamp with time zone NOT NULL,
    decided_at timestamp with time zone,
    decided_by text
);

CREATE TABLE public.incident_conversations (
    incident_id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    how text NOT NULL,
    joined_at timestamp with time zone NOT NULL,
    joined_by uuid,
    left_at timestamp with time zone,
    left_by uuid,
    told bigint NOT NULL,
    told_seq bigint DEFAULT 0 NOT NULL,
    held boolean DEFAULT true NOT NULL,
    holds bigint DEFAULT 1 NOT NULL,
    noted boolean DEFAULT false NOT NULL,
    resolving boolean DEFAULT false NOT NULL,
    resolved boolean DEFAULT false NOT NULL,
    done bigint DEFAULT 0 NOT NULL,
    CONSTRAINT incident_conversations_how_check CHECK ((how = ANY (ARRAY['hand'::text, 'condition'::text])))
);

CREATE TABLE public.incident_updates (
    incident_id uuid NOT NULL,
    number bigint NOT NULL,
    author_id uuid NOT NULL,
    client_id text NOT NULL,
    at timestamp with time zone NOT NULL,
    internal boolean NOT NULL,
    state text NOT NULL,
    text_en text,
    text_zh text,
    also_resolved boolean NOT NULL,
    revision bigint NOT NULL,
    posted bigint DEFAULT 0 NOT NULL,
    CONSTRAINT incident_updates_check CHECK ((internal OR ((text_en IS NOT NULL) AND (text_zh IS NOT NULL))))
);

CREATE TABLE public.incidents (
    id uuid NOT NULL,
    number bigint NOT NULL,
    client_id text NOT NULL,
    kind text NOT NULL,
    title_en text NOT NULL,
    title_zh text NOT NULL,
    asset text,
    network text,
    service text,
    state text NOT NULL,
    conditions jsonb,
    declared_by uuid NOT NULL,
    declared_at timestamp with time zone NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    resolved_at timestamp with time zone,
    revision bigint DEFAULT 1 NOT NULL,
    CONSTRAINT incidents_kind_check CHECK ((kind = ANY (ARRAY['network'::text, 'wallet'::text, 'mail'::text, 'sign_in'::text, 'other'::text]))),
    CONSTRAINT incidents_service_check CHECK ((service = ANY (ARRAY['sign_in'::text, 'email'::text, 'chat'::text, 'deposits'::text, 'withdrawals'::text]))),
    CONSTRAINT incidents_state_check CHECK ((state = ANY (ARRAY['open'::text, 'monitoring'::text, 'resolved'::text])))
);

ALTER TABLE public.incidents ALTER COLUMN number ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.incidents_number_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.insider_alarms (
    id uuid NOT NULL,
    kind text NOT NULL,
    staff_id uuid NOT NULL,
    conversation_id uuid,
    at timestamp with time zone NOT NULL,
    handled_at timestamp with time zone,
    handled_by uuid,
    CONSTRAINT insider_alarms_kind_check CHECK ((kind = ANY (ARRAY['canary_opened'::text, 'customers_near'::text, 'customers_spent'::text, 'reveals_near'::text, 'reveals_spent'::text])))
);

CREATE TABLE public.insider_budgets (
    role text NOT NULL,
    customers_alert bigint NOT NULL,
    customers_stop bigint NOT NULL,
    reveals_alert bigint NOT NULL,
    reveals_stop bigint NOT NULL,
    CONSTRAINT insider_budgets_check CHECK ((customers_stop >= customers_alert)),
    CONSTRAINT insider_budgets_check1 CHECK ((reveals_stop >= reveals_alert))
);

CREATE TABLE public.insider_canaries (
    customer_id uuid NOT NULL,
    at timestamp with time zone NOT NULL,
    by uuid NOT NULL
);

CREATE TABLE public.insider_grants (
    id uuid NOT NULL,
    staff_id uuid NOT NULL,
    customers bigint NOT NULL,
    reveals bigint NOT NULL,
    reason text NOT NULL,
    at timestamp with time zone NOT NULL,
    by uuid NOT NULL,
    CONSTRAINT insider_grants_customers_check CHECK ((customers >= 0)),
    CONSTRAINT insider_grants_reveals_check CHECK ((reveals >= 0))
);

CREATE TABLE public.insider_openings (
    staff_id uuid NOT NULL,
    customer_id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    at timestamp with time zone NOT NULL
);

CREATE TABLE public.insider_reveals (
    id uuid NOT NULL,
    staff_id uuid NOT NULL,
    customer_id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    client_id text NOT NULL,
    field text NOT NULL,
    purpose text NOT NULL,
    plain_reason text,
    at timestamp with time zone NOT NULL,
    until timestamp with time zone NOT NULL,
    reason bytea
);

CREATE TABLE public.legal_holds (
    id uuid NOT NULL,
    customer_id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    reason bytea NOT NULL,
    placed_at timestamp with time zone NOT NULL,
    placed_by uuid NOT NULL,
    until timestamp with time zone,
    lifted_at timestamp with time zone,
    lifted_by uuid
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
    text_digest text,
    html_digest text,
    CONSTRAINT letters_check CHECK (((next_try_at IS NOT NULL) = (state = ANY (ARRAY['queued'::text, 'deferred'::text])))),
    CONSTRAINT letters_language_check CHECK ((language = ANY (ARRAY['zh-CN'::text, 'en'::text]))),
    CONSTRAINT letters_state_check CHECK ((state = ANY (ARRAY['queued'::text, 'accepted'::text, 'deferred'::text, 'bounced'::text, 'suppressed'::text])))
);

CREATE TABLE public.macros (
    id uuid NOT NULL,
    name text NOT NULL,
    acts jsonb NOT NULL,
    used bigint DEFAULT 0 NOT NULL,
    used_at timestamp with time zone,
    changed_at timestamp with time zone NOT NULL,
    changed_by uuid NOT NULL
);

CREATE TABLE public.mail_rounds (
    letter_id uuid NOT NULL,
    started_at timestamp with time zone NOT NULL,
    started_by uuid NOT NULL,
    returned_at timestamp with time zone,
    mailbox text,
    belief text
);

CREATE TABLE public.mailboxes (
    name text NOT NULL,
    uid_validity bigint DEFAULT 0 NOT NULL,
    last_uid bigint DEFAULT 0 NOT NULL,
    looked_at timestamp with time zone,
    letter_at timestamp with time zone,
    fault text,
    fault_at timestamp with time zone
);

CREATE TABLE public.notices (
    id uuid NOT NULL,
    staff_id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    seq bigint NOT NULL,
    why text NOT NULL,
    at timestamp with time zone NOT NULL,
    read_at timestamp with time zone,
    CONSTRAINT notices_why_check CHECK ((why = ANY (ARRAY['mentioned'::text, 'assigned'::text, 'woken'::text, 'followed'::text])))
);

CREATE TABLE public.offered_networks (
    asset text NOT NULL,
    network text NOT NULL,
    "position" integer NOT NULL
);

CREATE TABLE public.official_agent_codes (
    staff_id uuid NOT NULL,
    code text NOT NULL,
    at timestamp with time zone NOT NULL
);

CREATE TABLE public.official_changes (
    id uuid NOT NULL,
    ends boolean NOT NULL,
    channel jsonb NOT NULL,
    channel_id uuid,
    about text NOT NULL,
    state text DEFAULT 'waiting'::text NOT NULL,
    staff_id uuid NOT NULL,
    by_name text NOT NULL,
    approval_id uuid,
    at timestamp with time zone NOT NULL,
    decided_at timestamp with time zone
);

CREATE TABLE public.official_channels (
    id uuid NOT NULL,
    kind text NOT NULL,
    network text,
    value text NOT NULL,
    with_below boolean NOT NULL,
    label text NOT NULL,
    note_zh text,
    note_en text,
    language text,
    region text,
    since timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    CONSTRAINT official_channels_language_check CHECK ((language = ANY (ARRAY['zh-CN'::text, 'en'::text])))
);

CREATE TABLE public.official_codes (
    code text NOT NULL,
    channel text NOT NULL,
    conversation_id uuid,
    staff_id uuid,
    letter_id uuid,
    to_masked text,
    to_digest text,
    at timestamp with time zone NOT NULL
);

CREATE TABLE public.official_lookalikes (
    asked text NOT NULL,
    value text NOT NULL,
    imitates text NOT NULL,
    why jsonb NOT NULL,
    times bigint NOT NULL,
    first_at timestamp with time zone NOT NULL,
    last_at timestamp with time zone NOT NULL
);

CREATE TABLE public.official_revision (
    only_one boolean DEFAULT true NOT NULL,
    revision bigint NOT NULL,
    CONSTRAINT official_revision_only_one_check CHECK (only_one)
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

CREATE TABLE public.planned_answers (
    id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    staff_id uuid NOT NULL,
    client_id text NOT NULL,
    body bytea NOT NULL,
    removed jsonb NOT NULL,
    attachments uuid[] NOT NULL,
    seen_seq bigint NOT NULL,
    planned_at timestamp with time zone NOT NULL,
    due_at timestamp with time zone NOT NULL,
    held text,
    then_status text,
    CONSTRAINT planned_answers_then_status_check CHECK ((then_status = ANY (ARRAY['open'::text, 'waiting'::text, 'resolved'::text])))
);

CREATE TABLE public.privacy_jobs (
    id uuid NOT NULL,
    kind text NOT NULL,
    customer_id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    basis text,
    state text NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    asked_by uuid NOT NULL,
    started_at timestamp with time zone,
    ended_at timestamp with time zone,
    lease_until timestamp with time zone,
    done bigint DEFAULT 0 NOT NULL,
    total bigint DEFAULT 0 NOT NULL,
    tries bigint DEFAULT 0 NOT NULL,
    why text,
    counts jsonb DEFAULT '{}'::jsonb NOT NULL,
    file text,
    bytes bigint,
    until timestamp with time zone,
    fetched_at timestamp with time zone,
    statement text,
    statement_sha256 text,
    CONSTRAINT privacy_jobs_kind_check CHECK ((kind = ANY (ARRAY['export'::text, 'erasure'::text]))),
    CONSTRAINT privacy_jobs_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'running'::text, 'done'::text, 'refused'::text, 'stopped'::text, 'failed'::text])))
);

CREATE TABLE public.program_key_networks (
    key_id uuid NOT NULL,
    network text NOT NULL,
    seen_at timestamp with time zone NOT NULL
);

CREATE TABLE public.program_keys (
    id uuid NOT NULL,
    token_hash text NOT NULL,
    permissions text[] NOT NULL,
    networks text[] NOT NULL,
    made_at timestamp with time zone NOT NULL,
    made_by uuid NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    ended_by uuid,
    used_at timestamp with time zone,
    used_network text
);

CREATE TABLE public.queues (
    id uuid NOT NULL,
    "position" integer NOT NULL,
    name_en text NOT NULL,
    name_zh text NOT NULL,
    conditions jsonb NOT NULL,
    everybody boolean NOT NULL,
    members uuid[] NOT NULL,
    strategy text NOT NULL,
    skills text[] NOT NULL,
    is_default boolean NOT NULL,
    ended_at timestamp with time zone,
    changed_at timestamp with time zone NOT NULL,
    CONSTRAINT queues_check CHECK ((NOT (is_default AND (ended_at IS NOT NULL)))),
    CONSTRAINT queues_strategy_check CHECK ((strategy = ANY (ARRAY['by_hand'::text, 'round_robin'::text, 'least_load'::text])))
);

CREATE TABLE public.rating_letters (
    conversation_id uuid NOT NULL,
    seq bigint NOT NULL,
    look_at timestamp with time zone,
    token_hash text,
    asked_at timestamp with time zone,
    expires_at timestamp with time zone
);

CREATE TABLE public.received_letters (
    sha256 text NOT NULL,
    sealed bytea,
    received_at timestamp with time zone NOT NULL,
    letter_id uuid,
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    mailbox text,
    state text DEFAULT 'waiting'::text NOT NULL,
    why text,
    tries integer DEFAULT 0 NOT NULL,
    next_try_at timestamp with time zone,
    same_as text,
    conversation_id uuid,
    plain_sender text,
    plain_subject text,
    taken_as_person boolean DEFAULT false NOT NULL,
    decided_by uuid,
    decided_at timestamp with time zone,
    about bytea,
    sender_key bytea,
    CONSTRAINT received_letters_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'read'::text, 'set_aside'::text, 'quarantined'::text])))
);

CREATE TABLE public.recovery_codes (
    owner_kind text NOT NULL,
    owner uuid NOT NULL,
    hashes text[] NOT NULL,
    made_at timestamp with time zone NOT NULL,
    CONSTRAINT recovery_codes_owner_kind_check CHECK ((owner_kind = ANY (ARRAY['account'::text, 'staff'::text])))
);

CREATE TABLE public.report_conversations (
    conversation_id uuid NOT NULL,
    seq bigint NOT NULL,
    topic text,
    channel text NOT NULL,
    language text NOT NULL,
    queue_id uuid,
    resolved boolean NOT NULL,
    answered boolean NOT NULL,
    owed_since timestamp with time zone,
    began_at timestamp with time zone,
    began_seq bigint NOT NULL,
    agent_id uuid,
    rated_seq bigint
);

CREATE TABLE public.report_days (
    day date NOT NULL,
    kind text NOT NULL,
    topic text,
    channel text NOT NULL,
    language text NOT NULL,
    queue_id uuid,
    agent_id uuid,
    bucket bigint NOT NULL,
    count bigint NOT NULL,
    total bigint NOT NULL
);

CREATE TABLE public.report_facts (
    conversation_id uuid NOT NULL,
    seq bigint NOT NULL,
    kind text NOT NULL,
    at timestamp with time zone NOT NULL,
    agent_id uuid,
    bucket bigint NOT NULL,
    value bigint NOT NULL,
    closed_at timestamp with time zone,
    CONSTRAINT report_facts_kind_check CHECK ((kind = ANY (ARRAY['opened'::text, 'first_answer'::text, 'answer'::text, 'resolved'::text, 'reopened'::text, 'rated'::text])))
);

CREATE TABLE public.report_guided (
    day date NOT NULL,
    flow text NOT NULL,
    language text NOT NULL,
    begun bigint NOT NULL,
    ended bigint NOT NULL,
    solved bigint NOT NULL,
    handed_over bigint NOT NULL
);

CREATE TABLE public.report_progress (
    one boolean DEFAULT true NOT NULL,
    edition bigint NOT NULL,
    complete boolean NOT NULL,
    runs_until timestamp with time zone NOT NULL,
    CONSTRAINT report_progress_one_check CHECK (one)
);

CREATE TABLE public.retention_classes (
    name text NOT NULL,
    days bigint NOT NULL,
    changed_at timestamp with time zone,
    changed_by uuid,
    looked_at timestamp with time zone,
    cleared bigint DEFAULT 0 NOT NULL,
    CONSTRAINT retention_classes_days_check CHECK (((days >= 1) AND (days <= 3660))),
    CONSTRAINT retention_classes_name_check CHECK ((name = ANY (ARRAY['conversations'::text, 'complaints'::text, 'attachments'::text, 'diagnoses'::text, 'letters'::text, 'received_letters'::text])))
);

CREATE TABLE public.rule_runs (
    rule_id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    cause bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    done text[] NOT NULL
);

CREATE TABLE public.rules (
    id uuid NOT NULL,
    "position" bigint NOT NULL,
    name text NOT NULL,
    on_events text[] NOT NULL,
    conditions jsonb NOT NULL,
    acts jsonb NOT NULL,
    active boolean NOT NULL,
    stopped_why text,
    stopped_at timestamp with time zone,
    runs bigint DEFAULT 0 NOT NULL,
    ran_at timestamp with time zone,
    changed_at timestamp with time zone NOT NULL,
    changed_by uuid NOT NULL
);

CREATE TABLE public.saved_replies (
    id uuid NOT NULL,
    owner_id uuid,
    title text NOT NULL,
    shortcut text,
    topic text,
    folder text DEFAULT ''::text NOT NULL,
    text_en text DEFAULT ''::text NOT NULL,
    text_zh text DEFAULT ''::text NOT NULL,
    used bigint DEFAULT 0 NOT NULL,
    used_at timestamp with time zone,
    changed_at timestamp with time zone NOT NULL,
    changed_by uuid NOT NULL,
    CONSTRAINT saved_replies_check CHECK (((text_en <> ''::text) OR (text_zh <> ''::text)))
);

CREATE TABLE public.schema_migrations (
    version integer NOT NULL,
    name text NOT NULL,
    sha256 text NOT NULL,
    applied_at timestamp with time zone NOT NULL
);

CREATE TABLE public.search_catch_up (
    one boolean DEFAULT true NOT NULL,
    after uuid DEFAULT '00000000-0000-0000-0000-000000000000'::uuid NOT NULL,
    done boolean NOT NULL,
    CONSTRAINT search_catch_up_one_check CHECK (one)
);

CREATE TABLE public.search_days (
    day integer NOT NULL
);

CREATE TABLE public.search_entries (
    conversation_id uuid NOT NULL,
    seq bigint NOT NULL,
    customer_id uuid NOT NULL,
    day integer NOT NULL,
    posted_at timestamp with time zone NOT NULL,
    terms bigint[] NOT NULL
);

CREATE TABLE public.searches (
    day date NOT NULL,
    language text NOT NULL,
    query text NOT NULL,
    searches bigint NOT NULL,
    clicks bigint NOT NULL,
    found bigint NOT NULL,
    last_at timestamp with time zone NOT NULL
);

CREATE TABLE public.service_clocks (
    conversation_id uuid NOT NULL,
    kind text NOT NULL,
    started_seq bigint NOT NULL,
    live boolean NOT NULL,
    started_at timestamp with time zone NOT NULL,
    elapsed bigint NOT NULL,
    running_since timestamp with time zone,
    ended_at timestamp with time zone,
    target bigint,
    due_at timestamp with time zone,
    warn_at timestamp with time zone,
    warned_at timestamp with time zone,
    breached_at timestamp with time zone,
    told boolean NOT NULL,
    CONSTRAINT service_clocks_kind_check CHECK ((kind = ANY (ARRAY['first_answer'::text, 'next_answer'::text, 'resolution'::text])))
);

CREATE TABLE public.service_policies (
    id uuid NOT NULL,
    "position" bigint NOT NULL,
    name_en text NOT NULL,
    name_zh text NOT NULL,
    calendar_id uuid NOT NULL,
    conditions jsonb NOT NULL,
    targets jsonb NOT NULL,
    by_priority jsonb NOT NULL,
    warn_percent bigint NOT NULL,
    warn_left bigint,
    changed_at timestamp with time zone NOT NULL,
    CONSTRAINT service_policies_warn_left_check CHECK ((warn_left > 0)),
    CONSTRAINT service_policies_warn_percent_check CHECK (((warn_percent >= 1) AND (warn_percent <= 99)))
);

CREATE TABLE public.service_revision (
    one boolean DEFAULT true NOT NULL,
    revision bigint NOT NULL,
    zones text NOT NULL,
    CONSTRAINT service_revision_one_check CHECK (one)
);

CREATE TABLE public.service_states (
    conversation_id uuid NOT NULL,
    seq bigint NOT NULL,
    revision bigint NOT NULL,
    policy_id uuid,
    calendar text NOT NULL,
    status text NOT NULL,
    snoozed boolean NOT NULL,
    held boolean NOT NULL,
    answered boolean NOT NULL,
    owed boolean NOT NULL,
    look_at timestamp with time zone,
    next_kind text,
    next_due_at timestamp with time zone,
    next_state text
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
    email text,
    name text NOT NULL,
    public_name text NOT NULL,
    role text,
    language text,
    active boolean DEFAULT true NOT NULL,
    password_hash text,
    created_at timestamp with time zone NOT NULL,
    kind text DEFAULT 'person'::text NOT NULL,
    role_since timestamp with time zone,
    CONSTRAINT staff_email_check CHECK ((email = lower(email))),
    CONSTRAINT staff_kind_check CHECK ((kind = ANY (ARRAY['person'::text, 'program'::text]))),
    CONSTRAINT staff_language_check CHECK ((language = ANY (ARRAY['zh-CN'::text, 'en'::text]))),
    CONSTRAINT staff_people_have_what_they_sign_in_with CHECK ((((kind = 'person'::text) AND (email IS NOT NULL) AND (role IS NOT NULL)) OR ((kind = 'program'::text) AND (email IS NULL) AND (role IS NULL) AND (password_hash IS NULL))))
);

CREATE TABLE public.staff_identities (
    issuer text NOT NULL,
    subject text NOT NULL,
    staff_id uuid NOT NULL,
    linked_at timestamp with time zone NOT NULL
);

CREATE TABLE public.staff_roles (
    key text NOT NULL,
    built_in boolean DEFAULT false NOT NULL,
    name_en text,
    name_zh text,
    permissions text[] DEFAULT '{}'::text[] NOT NULL,
    copied_from text,
    made_at timestamp with time zone,
    made_by uuid,
    changed_at timestamp with time zone,
    ended_at timestamp with time zone,
    CONSTRAINT staff_roles_check CHECK (((built_in = (name_en IS NULL)) AND (built_in = (name_zh IS NULL)) AND ((NOT built_in) OR (ended_at IS NULL))))
);

CREATE TABLE public.staff_routing (
    staff_id uuid NOT NULL,
    languages text[],
    skills text[] DEFAULT '{}'::text[] NOT NULL,
    chat_capacity bigint,
    email_capacity bigint,
    form_capacity bigint,
    availability text DEFAULT 'online'::text NOT NULL,
    seen_at timestamp with time zone,
    turn bigint DEFAULT 0 NOT NULL,
    CONSTRAINT staff_routing_availability_check CHECK ((availability = ANY (ARRAY['online'::text, 'away'::text]))),
    CONSTRAINT staff_routing_chat_capacity_check CHECK ((chat_capacity >= 0)),
    CONSTRAINT staff_routing_email_capacity_check CHECK ((email_capacity >= 0)),
    CONSTRAINT staff_routing_form_capacity_check CHECK ((form_capacity >= 0))
);

CREATE TABLE public.staff_seen (
    conversation_id uuid NOT NULL,
    staff_id uuid NOT NULL,
    seq bigint NOT NULL
);

CREATE TABLE public.status_notices (
    id uuid NOT NULL,
    components text[] NOT NULL,
    asset text,
    network text,
    state text NOT NULL,
    text_en text NOT NULL,
    text_zh text NOT NULL,
    starts_at timestamp with time zone NOT NULL,
    ends_at timestamp with time zone,
    ended_at timestamp with time zone,
    made_by uuid NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    CONSTRAINT status_notices_check CHECK ((ends_at > starts_at)),
    CONSTRAINT status_notices_components_check CHECK (((cardinality(components) > 0) AND (components <@ ARRAY['sign_in'::text, 'email'::text, 'chat'::text, 'deposits'::text, 'withdrawals'::text]))),
    CONSTRAINT status_notices_state_check CHECK ((state = ANY (ARRAY['degraded'::text, 'down'::text, 'maintenance'::text])))
);

CREATE TABLE public.status_revision (
    one boolean DEFAULT true NOT NULL,
    revision bigint NOT NULL,
    CONSTRAINT status_revision_one_check CHECK (one)
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

CREATE TABLE public.unsent_answers (
    conversation_id uuid NOT NULL,
    seq bigint NOT NULL,
    look_at timestamp with time zone NOT NULL
);

CREATE TABLE public.views (
    id uuid NOT NULL,
    name text NOT NULL,
    owner_id uuid,
    conditions jsonb NOT NULL,
    sort text NOT NULL,
    "position" bigint NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    CONSTRAINT views_sort_check CHECK ((sort = ANY (ARRAY['updated'::text, 'waiting'::text, 'oldest'::text, 'priority'::text])))
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

CREATE TABLE public.webhook_deliveries (
    id uuid NOT NULL,
    place bigint NOT NULL,
    webhook_id uuid NOT NULL,
    conversation_id uuid,
    seq bigint,
    event text NOT NULL,
    body jsonb NOT NULL,
    state text DEFAULT 'waiting'::text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    counted_from timestamp with time zone NOT NULL,
    due_at timestamp with time zone NOT NULL,
    lease_until timestamp with time zone,
    tries bigint DEFAULT 0 NOT NULL,
    settled_at timestamp with time zone,
    CONSTRAINT webhook_deliveries_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'delivered'::text, 'dead'::text])))
);

ALTER TABLE public.webhook_deliveries ALTER COLUMN place ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.webhook_deliveries_place_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.webhook_tries (
    delivery_id uuid NOT NULL,
    number bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    status bigint,
    fault text,
    milliseconds bigint NOT NULL,
    answer text NOT NULL
);

CREATE TABLE public.webhooks (
    id uuid NOT NULL,
    name text NOT NULL,
    url text NOT NULL,
    events text[] NOT NULL,
    notes text NOT NULL,
    words text NOT NULL,
    sealed_secret bytea NOT NULL,
    made_at timestamp with time zone NOT NULL,
    made_by uuid NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    paused_at timestamp with time zone,
    pause text,
    failures bigint DEFAULT 0 NOT NULL,
    failing_since timestamp with time zone,
    rests_until timestamp with time zone,
    delivered_at timestamp with time zone,
    CONSTRAINT webhooks_check CHECK (((paused_at IS NULL) = (pause IS NULL))),
    CONSTRAINT webhooks_notes_check CHECK ((notes = ANY (ARRAY['left_out'::text, 'told'::text]))),
    CONSTRAINT webhooks_pause_check CHECK ((pause = ANY (ARRAY['by_person'::text, 'failing'::text, 'gone'::text]))),
    CONSTRAINT webhooks_words_check CHECK ((words = ANY (ARRAY['left_out'::text, 'told'::text])))
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

ALTER TABLE ONLY public.article_feedback
    ADD CONSTRAINT article_feedback_pkey PRIMARY KEY (article_id, day, voice);

ALTER TABLE ONLY public.article_pictures
    ADD CONSTRAINT article_pictures_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.article_redirects
    ADD CONSTRAINT article_redirects_pkey PRIMARY KEY (slug);

ALTER TABLE ONLY public.article_state
    ADD CONSTRAINT article_state_pkey PRIMARY KEY (one);

ALTER TABLE ONLY public.article_texts
    ADD CONSTRAINT article_texts_pkey PRIMARY KEY (article_id, language);

ALTER TABLE ONLY public.article_versions
    ADD CONSTRAINT article_versions_pkey PRIMARY KEY (article_id, language, version);

ALTER TABLE ONLY public.articles
    ADD CONSTRAINT articles_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.articles
    ADD CONSTRAINT articles_slug_key UNIQUE (slug);

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

ALTER TABLE ONLY public.brands
    ADD CONSTRAINT brands_address_key UNIQUE (address);

ALTER TABLE ONLY public.brands
    ADD CONSTRAINT brands_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.calendars
    ADD CONSTRAINT calendars_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.complaint_steps
    ADD CONSTRAINT complaint_steps_complaint_id_client_id_key UNIQUE (complaint_id, client_id);

ALTER TABLE ONLY public.complaint_steps
    ADD CONSTRAINT complaint_steps_pkey PRIMARY KEY (complaint_id, seq);

ALTER TABLE ONLY public.complaint_terms
    ADD CONSTRAINT complaint_terms_pkey PRIMARY KEY (one);

ALTER TABLE ONLY public.complaint_years
    ADD CONSTRAINT complaint_years_pkey PRIMARY KEY (year);

ALTER TABLE ONLY public.complaints
    ADD CONSTRAINT complaints_conversation_id_key UNIQUE (conversation_id);

ALTER TABLE ONLY public.complaints
    ADD CONSTRAINT complaints_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.complaints
    ADD CONSTRAINT complaints_year_number_key UNIQUE (year, number);

ALTER TABLE ONLY public.compliance_notes
    ADD CONSTRAINT compliance_notes_conversation_id_author_id_client_id_key UNIQUE (conversation_id, author_id, client_id);

ALTER TABLE ONLY public.compliance_notes
    ADD CONSTRAINT compliance_notes_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.conversation_contacts
    ADD CONSTRAINT conversation_contacts_pkey PRIMARY KEY (conversation_id);

ALTER TABLE ONLY public.conversation_followers
    ADD CONSTRAINT conversation_followers_pkey PRIMARY KEY (conversation_id, staff_id);

ALTER TABLE ONLY public.conversation_letters
    ADD CONSTRAINT conversation_letters_pkey PRIMARY KEY (message_id);

ALTER TABLE ONLY public.conversation_ties
    ADD CONSTRAINT conversation_ties_made_by_client_id_key UNIQUE (made_by, client_id);

ALTER TABLE ONLY public.conversation_ties
    ADD CONSTRAINT conversation_ties_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.conversations
    ADD CONSTRAINT conversations_customer_id_client_id_key UNIQUE (customer_id, client_id);

ALTER TABLE ONLY public.conversations
    ADD CONSTRAINT conversations_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.conversations
    ADD CONSTRAINT conversations_reference_key UNIQUE (reference);

ALTER TABLE ONLY public.correspondents
    ADD CONSTRAINT correspondents_address_key_refuted_key UNIQUE (address_key, refuted);

ALTER TABLE ONLY public.correspondents
    ADD CONSTRAINT correspondents_customer_id_key UNIQUE (customer_id);

ALTER TABLE ONLY public.customer_keys
    ADD CONSTRAINT customer_keys_pkey PRIMARY KEY (customer_id);

ALTER TABLE ONLY public.customers
    ADD CONSTRAINT customers_issuer_subject_key UNIQUE (issuer, subject);

ALTER TABLE ONLY public.customers
    ADD CONSTRAINT customers_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.diagnosis_flows
    ADD CONSTRAINT diagnosis_flows_pkey PRIMARY KEY (hash);

ALTER TABLE ONLY public.diagnosis_offers
    ADD CONSTRAINT diagnosis_offers_pkey PRIMARY KEY (token_hash);

ALTER TABLE ONLY public.diagnosis_runs
    ADD CONSTRAINT diagnosis_runs_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.diagnosis_runs
    ADD CONSTRAINT diagnosis_runs_token_hash_key UNIQUE (token_hash);

ALTER TABLE ONLY public.diagnosis_steps
    ADD CONSTRAINT diagnosis_steps_pkey PRIMARY KEY (run_id, seq);

ALTER TABLE ONLY public.entries
    ADD CONSTRAINT entries_conversation_id_author_id_client_id_key UNIQUE (conversation_id, author_id, client_id);

ALTER TABLE ONLY public.entries
    ADD CONSTRAINT entries_pkey PRIMARY KEY (conversation_id, seq);

ALTER TABLE ONLY public.entry_feed_faults
    ADD CONSTRAINT entry_feed_faults_pkey PRIMARY KEY (follower, conversation_id, seq);

ALTER TABLE ONLY public.entry_feed
    ADD CONSTRAINT entry_feed_pkey PRIMARY KEY (place);

ALTER TABLE ONLY public.factor_guesses
    ADD CONSTRAINT factor_guesses_pkey PRIMARY KEY (owner_kind, owner, lane);

ALTER TABLE ONLY public.feedback_salts
    ADD CONSTRAINT feedback_salts_pkey PRIMARY KEY (day);

ALTER TABLE ONLY public.fetched_mailboxes
    ADD CONSTRAINT fetched_mailboxes_name_key UNIQUE (name);

ALTER TABLE ONLY public.fetched_mailboxes
    ADD CONSTRAINT fetched_mailboxes_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.field_definitions
    ADD CONSTRAINT field_definitions_pkey PRIMARY KEY (name);

ALTER TABLE ONLY public.files_left
    ADD CONSTRAINT files_left_pkey PRIMARY KEY (sha256);

ALTER TABLE ONLY public.impostor_reports
    ADD CONSTRAINT impostor_reports_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.incident_conversations
    ADD CONSTRAINT incident_conversations_pkey PRIMARY KEY (incident_id, conversation_id);

ALTER TABLE ONLY public.incident_updates
    ADD CONSTRAINT incident_updates_incident_id_author_id_client_id_key UNIQUE (incident_id, author_id, client_id);

ALTER TABLE ONLY public.incident_updates
    ADD CONSTRAINT incident_updates_pkey PRIMARY KEY (incident_id, number);

ALTER TABLE ONLY public.incidents
    ADD CONSTRAINT incidents_declared_by_client_id_key UNIQUE (declared_by, client_id);

ALTER TABLE ONLY public.incidents
    ADD CONSTRAINT incidents_number_key UNIQUE (number);

ALTER TABLE ONLY public.incidents
    ADD CONSTRAINT incidents_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.insider_alarms
    ADD CONSTRAINT insider_alarms_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.insider_budgets
    ADD CONSTRAINT insider_budgets_pkey PRIMARY KEY (role);

ALTER TABLE ONLY public.insider_canaries
    ADD CONSTRAINT insider_canaries_pkey PRIMARY KEY (customer_id);

ALTER TABLE ONLY public.insider_grants
    ADD CONSTRAINT insider_grants_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.insider_openings
    ADD CONSTRAINT insider_openings_pkey PRIMARY KEY (staff_id, at, customer_id);

ALTER TABLE ONLY public.insider_reveals
    ADD CONSTRAINT insider_reveals_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.insider_reveals
    ADD CONSTRAINT insider_reveals_staff_id_conversation_id_client_id_key UNIQUE (staff_id, conversation_id, client_id);

ALTER TABLE ONLY public.legal_holds
    ADD CONSTRAINT legal_holds_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.letter_attempts
    ADD CONSTRAINT letter_attempts_pkey PRIMARY KEY (letter_id, seq);

ALTER TABLE ONLY public.letters
    ADD CONSTRAINT letters_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.macros
    ADD CONSTRAINT macros_name_key UNIQUE (name);

ALTER TABLE ONLY public.macros
    ADD CONSTRAINT macros_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.mail_rounds
    ADD CONSTRAINT mail_rounds_pkey PRIMARY KEY (letter_id);

ALTER TABLE ONLY public.mailboxes
    ADD CONSTRAINT mailboxes_pkey PRIMARY KEY (name);

ALTER TABLE ONLY public.notices
    ADD CONSTRAINT notices_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.notices
    ADD CONSTRAINT notices_staff_id_conversation_id_seq_key UNIQUE (staff_id, conversation_id, seq);

ALTER TABLE ONLY public.offered_networks
    ADD CONSTRAINT offered_networks_pkey PRIMARY KEY (asset, network);

ALTER TABLE ONLY public.official_agent_codes
    ADD CONSTRAINT official_agent_codes_code_key UNIQUE (code);

ALTER TABLE ONLY public.official_agent_codes
    ADD CONSTRAINT official_agent_codes_pkey PRIMARY KEY (staff_id);

ALTER TABLE ONLY public.official_changes
    ADD CONSTRAINT official_changes_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.official_channels
    ADD CONSTRAINT official_channels_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.official_codes
    ADD CONSTRAINT official_codes_pkey PRIMARY KEY (code);

ALTER TABLE ONLY public.official_lookalikes
    ADD CONSTRAINT official_lookalikes_pkey PRIMARY KEY (asked, value);

ALTER TABLE ONLY public.official_revision
    ADD CONSTRAINT official_revision_pkey PRIMARY KEY (only_one);

ALTER TABLE ONLY public.passkeys
    ADD CONSTRAINT passkeys_owner_kind_credential_id_key UNIQUE (owner_kind, credential_id);

ALTER TABLE ONLY public.passkeys
    ADD CONSTRAINT passkeys_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.planned_answers
    ADD CONSTRAINT planned_answers_conversation_id_staff_id_client_id_key UNIQUE (conversation_id, staff_id, client_id);

ALTER TABLE ONLY public.planned_answers
    ADD CONSTRAINT planned_answers_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.privacy_jobs
    ADD CONSTRAINT privacy_jobs_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.program_key_networks
    ADD CONSTRAINT program_key_networks_pkey PRIMARY KEY (key_id, network);

ALTER TABLE ONLY public.program_keys
    ADD CONSTRAINT program_keys_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.program_keys
    ADD CONSTRAINT program_keys_token_hash_key UNIQUE (token_hash);

ALTER TABLE ONLY public.queues
    ADD CONSTRAINT queues_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.rating_letters
    ADD CONSTRAINT rating_letters_pkey PRIMARY KEY (conversation_id, seq);

ALTER TABLE ONLY public.rating_letters
    ADD CONSTRAINT rating_letters_token_hash_key UNIQUE (token_hash);

ALTER TABLE ONLY public.received_letters
    ADD CONSTRAINT received_letters_id_key UNIQUE (id);

ALTER TABLE ONLY public.received_letters
    ADD CONSTRAINT received_letters_pkey PRIMARY KEY (sha256);

ALTER TABLE ONLY public.received_letters
    ADD CONSTRAINT received_letters_same_as_key UNIQUE (same_as);

ALTER TABLE ONLY public.recovery_codes
    ADD CONSTRAINT recovery_codes_pkey PRIMARY KEY (owner_kind, owner);

ALTER TABLE ONLY public.report_conversations
    ADD CONSTRAINT report_conversations_pkey PRIMARY KEY (conversation_id);

ALTER TABLE ONLY public.report_days
    ADD CONSTRAINT report_days_day_kind_topic_channel_language_queue_id_agent__key UNIQUE NULLS NOT DISTINCT (day, kind, topic, channel, language, queue_id, agent_id, bucket);

ALTER TABLE ONLY public.report_facts
    ADD CONSTRAINT report_facts_pkey PRIMARY KEY (conversation_id, seq, kind);

ALTER TABLE ONLY public.report_guided
    ADD CONSTRAINT report_guided_pkey PRIMARY KEY (day, flow, language);

ALTER TABLE ONLY public.report_progress
    ADD CONSTRAINT report_progress_pkey PRIMARY KEY (one);

ALTER TABLE ONLY public.retention_classes
    ADD CONSTRAINT retention_classes_pkey PRIMARY KEY (name);

ALTER TABLE ONLY public.rule_runs
    ADD CONSTRAINT rule_runs_pkey PRIMARY KEY (rule_id, conversation_id, cause);

ALTER TABLE ONLY public.rules
    ADD CONSTRAINT rules_name_key UNIQUE (name);

ALTER TABLE ONLY public.rules
    ADD CONSTRAINT rules_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.saved_replies
    ADD CONSTRAINT saved_replies_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.schema_migrations
    ADD CONSTRAINT schema_migrations_pkey PRIMARY KEY (version);

ALTER TABLE ONLY public.search_catch_up
    ADD CONSTRAINT search_catch_up_pkey PRIMARY KEY (one);

ALTER TABLE ONLY public.search_days
    ADD CONSTRAINT search_days_pkey PRIMARY KEY (day);

ALTER TABLE ONLY public.search_entries
    ADD CONSTRAINT search_entries_pkey PRIMARY KEY (conversation_id, seq);

ALTER TABLE ONLY public.searches
    ADD CONSTRAINT searches_pkey PRIMARY KEY (day, language, query);

ALTER TABLE ONLY public.service_clocks
    ADD CONSTRAINT service_clocks_pkey PRIMARY KEY (conversation_id, kind, started_seq);

ALTER TABLE ONLY public.service_policies
    ADD CONSTRAINT service_policies_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.service_revision
    ADD CONSTRAINT service_revision_pkey PRIMARY KEY (one);

ALTER TABLE ONLY public.service_states
    ADD CONSTRAINT service_states_pkey PRIMARY KEY (conversation_id);

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

ALTER TABLE ONLY public.staff_roles
    ADD CONSTRAINT staff_roles_pkey PRIMARY KEY (key);

ALTER TABLE ONLY public.staff_routing
    ADD CONSTRAINT staff_routing_pkey PRIMARY KEY (staff_id);

ALTER TABLE ONLY public.staff_seen
    ADD CONSTRAINT staff_seen_pkey PRIMARY KEY (conversation_id, staff_id);

ALTER TABLE ONLY public.status_notices
    ADD CONSTRAINT status_notices_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.status_revision
    ADD CONSTRAINT status_revision_pkey PRIMARY KEY (one);

ALTER TABLE ONLY public.suppressed_addresses
    ADD CONSTRAINT suppressed_addresses_pkey PRIMARY KEY (address);

ALTER TABLE ONLY public.totp_secrets
    ADD CONSTRAINT totp_secrets_pkey PRIMARY KEY (owner_kind, owner);

ALTER TABLE ONLY public.unsent_answers
    ADD CONSTRAINT unsent_answers_pkey PRIMARY KEY (conversation_id, seq);

ALTER TABLE ONLY public.views
    ADD CONSTRAINT views_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.webauthn_challenges
    ADD CONSTRAINT webauthn_challenges_pkey PRIMARY KEY (id_hash);

ALTER TABLE ONLY public.webhook_deliveries
    ADD CONSTRAINT webhook_deliveries_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.webhook_deliveries
    ADD CONSTRAINT webhook_deliveries_webhook_id_conversation_id_seq_event_key UNIQUE (webhook_id, conversation_id, seq, event);

ALTER TABLE ONLY public.webhook_tries
    ADD CONSTRAINT webhook_tries_pkey PRIMARY KEY (delivery_id, number);

ALTER TABLE ONLY public.webhooks
    ADD CONSTRAINT webhooks_pkey PRIMARY KEY (id);

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

CREATE INDEX article_feedback_by_day ON public.article_feedback USING btree (day);

CREATE INDEX article_redirects_of_article ON public.article_redirects USING btree (article_id);

CREATE INDEX article_texts_due ON public.article_texts USING btree (publish_at) WHERE (publish_at IS NOT NULL);

CREATE INDEX articles_in_order ON public.articles USING btree (category, "position", slug);

CREATE INDEX attachments_kept ON public.attachments USING btree (created_at) WHERE (sha256 <> ''::text);

CREATE INDEX attachments_of_conversation ON public.attachments USING btree (conversation_id);

CREATE INDEX attachments_plain ON public.attachments USING btree (id) WHERE (plain_name IS NOT NULL);

CREATE INDEX attachments_stored ON public.attachments USING btree (sha256) WHERE (sha256 <> ''::text);

CREATE INDEX attachments_thumbnail_stored ON public.attachments USING btree (thumbnail_sha256) WHERE (thumbnail_sha256 IS NOT NULL);

CREATE INDEX attachments_to_scan ON public.attachments USING btree (created_at) WHERE (scan = 'pending'::text);

CREATE INDEX complaints_open ON public.complaints USING btree (due_at) WHERE ((answered_at IS NULL) AND (closed_at IS NULL));

CREATE INDEX compliance_notes_of ON public.compliance_notes USING btree (conversation_id, id);

CREATE INDEX conversation_contacts_plain ON public.conversation_contacts USING btree (conversation_id) WHERE ((plain_email IS NOT NULL) OR (plain_subject IS NOT NULL));

CREATE INDEX conversation_letters_of_answers ON public.conversation_letters USING btree (conversation_id, seq DESC) WHERE (seq IS NOT NULL);

CREATE INDEX conversation_letters_of_conversation ON public.conversation_letters USING btree (conversation_id, at DESC);

CREATE UNIQUE INDEX conversation_ties_merged_once ON public.conversation_ties USING btree (a) WHERE ((kind = 'merged'::text) AND (ended_at IS NULL));

CREATE INDEX conversation_ties_of_a ON public.conversation_ties USING btree (a);

CREATE INDEX conversation_ties_of_b ON public.conversation_ties USING btree (b);

CREATE UNIQUE INDEX conversation_ties_related_once ON public.conversation_ties USING btree (LEAST(a, b), GREATEST(a, b)) WHERE ((kind = 'related'::text) AND (ended_at IS NULL));

CREATE INDEX conversations_active ON public.conversations USING btree (updated_at DESC, id DESC) WHERE (status <> 'resolved'::text);

CREATE INDEX conversations_of_assignee ON public.conversations USING btree (assignee_id, updated_at DESC, id DESC) WHERE (status <> 'resolved'::text);

CREATE INDEX conversations_of_customer ON public.conversations USING btree (customer_id, updated_at DESC);

CREATE INDEX conversations_queue ON public.conversations USING btree (waiting_since, id) WHERE ((status = ANY (ARRAY['new'::text, 'open'::text])) AND (assignee_id IS NULL) AND (waiting_since IS NOT NULL));

CREATE INDEX conversations_resolved ON public.conversations USING btree (updated_at DESC, id DESC) WHERE (status = 'resolved'::text);

CREATE INDEX conversations_resolved_of_assignee ON public.conversations USING btree (assignee_id, updated_at DESC, id DESC) WHERE (status = 'resolved'::text);

CREATE INDEX conversations_snoozed ON public.conversations USING btree (snoozed_until) WHERE (snoozed_until IS NOT NULL);

CREATE INDEX conversations_to_clear ON public.conversations USING btree (updated_at) WHERE ((status = 'resolved'::text) AND ((cleared_at IS NULL) OR (cleared_at <= updated_at)));

CREATE INDEX conversations_unassigned ON public.conversations USING btree (updated_at DESC, id DESC) WHERE ((status <> 'resolved'::text) AND (assignee_id IS NULL));

CREATE INDEX correspondents_plain ON public.correspondents USING btree (customer_id) WHERE (plain_address IS NOT NULL);

CREATE INDEX customer_keys_erased ON public.customer_keys USING btree (erased_at) WHERE (erased_at IS NOT NULL);

CREATE INDEX customers_plain ON public.customers USING btree (id) WHERE ((name IS NOT NULL) AND (kind <> 'account'::text));

CREATE INDEX diagnosis_runs_begun ON public.diagnosis_runs USING btree (created_at);

CREATE INDEX diagnosis_runs_moved ON public.diagnosis_runs USING btree (moved_at);

CREATE INDEX diagnosis_runs_of_conversation ON public.diagnosis_runs USING btree (conversation_id) WHERE (conversation_id IS NOT NULL);

CREATE INDEX diagnosis_runs_of_flow ON public.diagnosis_runs USING btree (flow, created_at);

CREATE INDEX diagnosis_runs_open ON public.diagnosis_runs USING btree (moved_at) WHERE (state = ANY (ARRAY['asking'::text, 'proving'::text, 'acting'::text]));

CREATE INDEX diagnosis_runs_to_clear ON public.diagnosis_runs USING btree (moved_at) WHERE ((cleared_at IS NULL) OR (cleared_at <= moved_at));

CREATE INDEX diagnosis_runs_untold ON public.diagnosis_runs USING btree (moved_at) WHERE ((channel = 'mail'::text) AND (state = 'ended'::text) AND (conversation_id IS NOT NULL) AND (told_at IS NULL));

CREATE INDEX entries_answers ON public.entries USING btree (posted_at) WHERE (waited IS NOT NULL);

CREATE INDEX entries_intake ON public.entries USING btree (conversation_id, seq) WHERE (kind = 'intake'::text);

CREATE INDEX entries_plain ON public.entries USING btree (conversation_id) WHERE (plain IS NOT NULL);

CREATE INDEX impostor_reports_newest ON public.impostor_reports USING btree (at);

CREATE INDEX impostor_reports_of_conversation ON public.impostor_reports USING btree (conversation_id);

CREATE INDEX incident_conversations_of ON public.incident_conversations USING btree (conversation_id);

CREATE INDEX incident_conversations_owed ON public.incident_conversations USING btree (incident_id, done);

CREATE INDEX insider_alarms_newest ON public.insider_alarms USING btree (at);

CREATE INDEX insider_openings_of_customer ON public.insider_openings USING btree (customer_id, at);

CREATE INDEX insider_reveals_of_conversation ON public.insider_reveals USING btree (conversation_id);

CREATE INDEX insider_reveals_of_staff ON public.insider_reveals USING btree (staff_id, at);

CREATE INDEX insider_reveals_plain ON public.insider_reveals USING btree (id) WHERE (plain_reason IS NOT NULL);

CREATE UNIQUE INDEX legal_holds_standing ON public.legal_holds USING btree (customer_id) WHERE (lifted_at IS NULL);

CREATE INDEX letters_bounced ON public.letters USING btree (changed_at) WHERE (state = 'bounced'::text);

CREATE INDEX letters_due ON public.letters USING btree (next_try_at) WHERE (next_try_at IS NOT NULL);

CREATE INDEX letters_kept ON public.letters USING btree (created_at) WHERE (recipient <> ''::text);

CREATE INDEX letters_to ON public.letters USING btree (recipient, created_at DESC);

CREATE INDEX notices_newest ON public.notices USING btree (staff_id, at DESC, id DESC);

CREATE INDEX notices_oldest ON public.notices USING btree (at);

CREATE INDEX notices_unread ON public.notices USING btree (staff_id) WHERE (read_at IS NULL);

CREATE INDEX official_changes_newest ON public.official_changes USING btree (at);

CREATE UNIQUE INDEX official_changes_waiting ON public.official_changes USING btree (about) WHERE (state = 'waiting'::text);

CREATE UNIQUE INDEX official_channels_once ON public.official_channels USING btree (kind, network, value) NULLS NOT DISTINCT WHERE (ended_at IS NULL);

CREATE UNIQUE INDEX official_codes_once ON public.official_codes USING btree (channel, conversation_id, staff_id, letter_id) NULLS NOT DISTINCT;

CREATE INDEX official_lookalikes_newest ON public.official_lookalikes USING btree (last_at);

CREATE INDEX passkeys_of_owner ON public.passkeys USING btree (owner_kind, owner);

CREATE INDEX planned_answers_due ON public.planned_answers USING btree (due_at) WHERE (held IS NULL);

CREATE INDEX privacy_jobs_files ON public.privacy_jobs USING btree (until) WHERE (file IS NOT NULL);

CREATE INDEX privacy_jobs_newest ON public.privacy_jobs USING btree (asked_at DESC, id DESC);

CREATE UNIQUE INDEX privacy_jobs_open ON public.privacy_jobs USING btree (customer_id, kind) WHERE (state = ANY (ARRAY['waiting'::text, 'running'::text]));

CREATE UNIQUE INDEX queues_default ON public.queues USING btree (is_default) WHERE is_default;

CREATE INDEX rating_letters_due ON public.rating_letters USING btree (look_at, seq) WHERE (look_at IS NOT NULL);

CREATE INDEX rating_letters_over ON public.rating_letters USING btree (expires_at) WHERE (expires_at IS NOT NULL);

CREATE INDEX received_letters_aside ON public.received_letters USING btree (received_at DESC, id DESC) WHERE (state = ANY (ARRAY['set_aside'::text, 'quarantined'::text]));

CREATE INDEX received_letters_by_time ON public.received_letters USING btree (received_at);

CREATE INDEX received_letters_of_conversation ON public.received_letters USING btree (conversation_id) WHERE (conversation_id IS NOT NULL);

CREATE INDEX received_letters_of_sender ON public.received_letters USING btree (sender_key) WHERE (sender_key IS NOT NULL);

CREATE INDEX received_letters_plain ON public.received_letters USING btree (id) WHERE ((plain_sender IS NOT NULL) OR (plain_subject IS NOT NULL));

CREATE INDEX received_letters_waiting ON public.received_letters USING btree (received_at, id) WHERE (state = 'waiting'::text);

CREATE INDEX report_facts_newest ON public.report_facts USING btree (kind, at, conversation_id, seq);

CREATE INDEX rule_runs_newest ON public.rule_runs USING btree (rule_id, at DESC);

CREATE UNIQUE INDEX saved_replies_shortcut_for_all ON public.saved_replies USING btree (shortcut) WHERE (owner_id IS NULL);

CREATE UNIQUE INDEX saved_replies_shortcut_own ON public.saved_replies USING btree (owner_id, shortcut) WHERE (owner_id IS NOT NULL);

CREATE INDEX search_entries_of_customer ON public.search_entries USING btree (customer_id);

CREATE INDEX search_entries_terms ON public.search_entries USING gin (terms) WITH (fastupdate=off);

CREATE INDEX searches_by_time ON public.searches USING btree (last_at);

CREATE UNIQUE INDEX service_clocks_live ON public.service_clocks USING btree (conversation_id, kind) WHERE live;

CREATE INDEX service_states_to_look_at ON public.service_states USING btree (look_at) WHERE (look_at IS NOT NULL);

CREATE INDEX sessions_changed ON public.sessions USING btree (changed_at);

CREATE INDEX sessions_expired ON public.sessions USING btree (expires_at);

CREATE INDEX sessions_of_owner ON public.sessions USING btree (owner) WHERE (ended_at IS NULL);

CREATE INDEX staff_identities_of_person ON public.staff_identities USING btree (staff_id);

CREATE INDEX staff_of_role ON public.staff USING btree (role) WHERE active;

CREATE INDEX status_notices_ended ON public.status_notices USING btree (ended_at);

CREATE INDEX status_notices_open ON public.status_notices USING btree (starts_at) WHERE (ended_at IS NULL);

CREATE INDEX unsent_answers_due ON public.unsent_answers USING btree (look_at, seq);

CREATE INDEX webauthn_challenges_expired ON public.webauthn_challenges USING btree (expires_at);

CREATE INDEX webhook_deliveries_due ON public.webhook_deliveries USING btree (webhook_id, due_at, place) WHERE (state = 'waiting'::text);

CREATE INDEX webhook_deliveries_listed ON public.webhook_deliveries USING btree (webhook_id, place);

CREATE INDEX webhook_deliveries_of_conversation ON public.webhook_deliveries USING btree (conversation_id);

CREATE INDEX webhook_deliveries_order ON public.webhook_deliveries USING btree (webhook_id, conversation_id, place) WHERE (state = 'waiting'::text);

CREATE INDEX webhook_deliveries_settled ON public.webhook_deliveries USING btree (settled_at) WHERE (state <> 'waiting'::text);

CREATE TRIGGER only_grows BEFORE DELETE OR UPDATE OR TRUNCATE ON public.audit_checkpoints FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_to_rewrite_audit();

CREATE TRIGGER only_grows BEFORE DELETE OR UPDATE OR TRUNCATE ON public.audit_records FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_to_rewrite_audit();

CREATE TRIGGER versions_stay BEFORE UPDATE ON public.article_versions FOR EACH ROW EXECUTE FUNCTION public.refuse_change_of_version();

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

ALTER TABLE ONLY public.article_feedback
    ADD CONSTRAINT article_feedback_article_id_fkey FOREIGN KEY (article_id) REFERENCES public.articles(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.article_pictures
    ADD CONSTRAINT article_pictures_made_by_fkey FOREIGN KEY (made_by) REFERENCES public.staff(id);

ALTER TABLE ONLY public.article_redirects
    ADD CONSTRAINT article_redirects_article_id_fkey FOREIGN KEY (article_id) REFERENCES public.articles(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.article_texts
    ADD CONSTRAINT article_texts_article_id_fkey FOREIGN KEY (article_id) REFERENCES public.articles(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.article_texts
    ADD CONSTRAINT article_texts_draft_by_fkey FOREIGN KEY (draft_by) REFERENCES public.staff(id);

ALTER TABLE ONLY public.article_texts
    ADD CONSTRAINT article_texts_planned_by_fkey FOREIGN KEY (planned_by) REFERENCES public.staff(id);

ALTER TABLE ONLY public.article_versions
    ADD CONSTRAINT article_versions_article_id_language_fkey FOREIGN KEY (article_id, language) REFERENCES public.article_texts(article_id, language) ON DELETE CASCADE;

ALTER TABLE ONLY public.article_versions
    ADD CONSTRAINT article_versions_made_by_fkey FOREIGN KEY (made_by) REFERENCES public.staff(id);

ALTER TABLE ONLY public.articles
    ADD CONSTRAINT articles_created_by_fkey FOREIGN KEY (created_by) REFERENCES public.staff(id);

ALTER TABLE ONLY public.articles
    ADD CONSTRAINT articles_owner_fkey FOREIGN KEY (owner) REFERENCES public.staff(id);

ALTER TABLE ONLY public.attachments
    ADD CONSTRAINT attachments_conversation_id_fkey FOREIGN KEY (conversation_id) REFERENCES public.conversations(id);

ALTER TABLE ONLY public.complaint_steps
    ADD CONSTRAINT complaint_steps_complaint_id_fkey FOREIGN KEY (complaint_id) REFERENCES public.complaints(id);

ALTER TABLE ONLY public.complaint_steps
    ADD CONSTRAINT complaint_steps_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES public.staff(id);

ALTER TABLE ONLY public.complaints
    ADD CONSTRAINT complaints_conversation_id_fkey FOREIGN KEY (conversation_id) REFERENCES public.conversations(id);

ALTER TABLE ONLY public.complaints
    ADD CONSTRAINT complaints_points_by_fkey FOREIGN KEY (points_by) REFERENCES public.staff(id);

ALTER TABLE ONLY public.compliance_notes
    ADD CONSTRAINT compliance_notes_author_id_fkey FOREIGN KEY (author_id) REFERENCES public.staff(id);

ALTER TABLE ONLY public.compliance_notes
    ADD CONSTRAINT compliance_notes_conversation_id_fkey FOREIGN KEY (conversation_id) REFERENCES public.conversations(id);

ALTER TABLE ONLY public.compliance_notes
    ADD CONSTRAINT compliance_notes_corrects_fkey FOREIGN KEY (corrects) REFERENCES public.compliance_notes(id);

ALTER TABLE ONLY public.compliance_notes
    ADD CONSTRAINT compliance_notes_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES public.customers(id);

ALTER TABLE ONLY public.conversation_contacts
    ADD CONSTRAINT conversation_contacts_brand_id_fkey FOREIGN KEY (brand_id) REFERENCES public.brands(id) ON DELETE SET NULL;

ALTER TABLE ONLY public.conversation_contacts
    ADD CONSTRAINT conversation_contacts_conversation_id_fkey FOREIGN KEY (conversation_id) REFERENCES public.conversations(id);

ALTER TABLE ONLY public.conversation_followers
    ADD CONSTRAINT conversation_followers_conversation_id_fkey FOREIGN KEY (conversation_id) REFERENCES public.conversations(id);

ALTER TABLE ONLY public.conversation_followers
    ADD CONSTRAINT conversation_followers_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES public.staff(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.conversation_letters
    ADD CONSTRAINT conversation_letters_conversation_id_fkey FOREIGN KEY (conversation_id) REFERENCES public.conversations(id);

ALTER TABLE ONLY public.conversation_letters
    ADD CONSTRAINT conversation_letters_letter_id_fkey FOREIGN KEY (letter_id) REFERENCES public.letters(id);

ALTER TABLE ONLY public.conversation_ties
    ADD CONSTRAINT conversation_ties_a_fkey FOREIGN KEY (a) REFERENCES public.conversations(id);

ALTER TABLE ONLY public.conversation_ties
    ADD CONSTRAINT conversation_ties_b_fkey FOREIGN KEY (b) REFERENCES public.conversations(id);

ALTER TABLE ONLY public.conversation_ties
    ADD CONSTRAINT conversation_ties_ended_by_fkey FOREIGN KEY (ended_by) REFERENCES public.staff(id);

ALTER TABLE ONLY public.conversation_ties
    ADD CONSTRAINT conversation_ties_made_by_fkey FOREIGN KEY (made_by) REFERENCES public.staff(id);

ALTER TABLE ONLY public.conversations
    ADD CONSTRAINT conversations_assignee_id_fkey FOREIGN KEY (assignee_id) REFERENCES public.staff(id);

ALTER TABLE ONLY public.conversations
    ADD CONSTRAINT conversations_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES public.customers(id);

ALTER TABLE ONLY public.conversations
    ADD CONSTRAINT conversations_merged_into_fkey FOREIGN KEY (merged_into) REFERENCES public.conversations(id);

ALTER TABLE ONLY public.conversations
    ADD CONSTRAINT conversations_queue_id_fkey FOREIGN KEY (queue_id) REFERENCES public.queues(id);

ALTER TABLE ONLY public.correspondents
    ADD CONSTRAINT correspondents_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES public.customers(id);

ALTER TABLE ONLY public.customer_keys
    ADD CONSTRAINT customer_keys_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES public.customers(id);

ALTER TABLE ONLY public.diagnosis_offers
    ADD CONSTRAINT diagnosis_offers_conversation_id_fkey FOREIGN KEY (conversation_id) REFERENCES public.conversations(id);

ALTER TABLE ONLY public.diagnosis_runs
    ADD CONSTRAINT diagnosis_runs_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.customers(id);

ALTER TABLE ONLY public.diagnosis_runs
    ADD CONSTRAINT diagnosis_runs_conversation_id_fkey FOREIGN KEY (conversation_id) REFERENCES public.conversations(id);

ALTER TABLE ONLY public.diagnosis_runs
    ADD CONSTRAINT diagnosis_runs_flow_hash_fkey FOREIGN KEY (flow_hash) REFERENCES public.diagnosis_flows(hash);

ALTER TABLE ONLY public.diagnosis_runs
    ADD CONSTRAINT diagnosis_runs_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES public.staff(id);

ALTER TABLE ONLY public.diagnosis_steps
    ADD CONSTRAINT diagnosis_steps_run_id_fkey FOREIGN KEY (run_id) REFERENCES public.diagnosis_runs(id);

ALTER TABLE ONLY public.entries
    ADD CONSTRAINT entries_conversation_id_fkey FOREIGN KEY (conversation_id) REFERENCES public.conversations(id);

ALTER TABLE ONLY public.fetched_mailboxes
    ADD CONSTRAINT fetched_mailboxes_added_by_fkey FOREIGN KEY (added_by) REFERENCES public.staff(id);

ALTER TABLE ONLY public.impostor_reports
    ADD CONSTRAINT impostor_reports_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES public.customers(id);

ALTER TABLE ONLY public.incident_conversations
    ADD CONSTRAINT incident_conversations_conversation_id_fkey FOREIGN KEY (conversation_id) REFERENCES public.conversations(id);

ALTER TABLE ONLY public.incident_conversations
    ADD CONSTRAINT incident_conversations_incident_id_fkey FOREIGN KEY (incident_id) REFERENCES public.incidents(id);

ALTER TABLE ONLY public.incident_conversations
    ADD CONSTRAINT incident_conversations_joined_by_fkey FOREIGN KEY (joined_by) REFERENCES public.staff(id);

ALTER TABLE ONLY public.incident_conversations
    ADD CONSTRAINT incident_conversations_left_by_fkey FOREIGN KEY (left_by) REFERENCES public.staff(id);

ALTER TABLE ONLY public.incident_updates
    ADD CONSTRAINT incident_updates_author_id_fkey FOREIGN KEY (author_id) REFERENCES public.staff(id);

ALTER TABLE ONLY public.incident_updates
    ADD CONSTRAINT incident_updates_incident_id_fkey FOREIGN KEY (incident_id) REFERENCES public.incidents(id);

ALTER TABLE ONLY public.incidents
    ADD CONSTRAINT incidents_declared_by_fkey FOREIGN KEY (declared_by) REFERENCES public.staff(id);

ALTER TABLE ONLY public.insider_alarms
    ADD CONSTRAINT insider_alarms_conversation_id_fkey FOREIGN KEY (conversation_id) REFERENCES public.conversations(id);

ALTER TABLE ONLY public.insider_alarms
    ADD CONSTRAINT insider_alarms_handled_by_fkey FOREIGN KEY (handled_by) REFERENCES public.staff(id);

ALTER TABLE ONLY public.insider_alarms
    ADD CONSTRAINT insider_alarms_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES public.staff(id);

ALTER TABLE ONLY public.insider_canaries
    ADD CONSTRAINT insider_canaries_by_fkey FOREIGN KEY (by) REFERENCES public.staff(id);

ALTER TABLE ONLY public.insider_canaries
    ADD CONSTRAINT insider_canaries_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES public.customers(id);

ALTER TABLE ONLY public.insider_grants
    ADD CONSTRAINT insider_grants_by_fkey FOREIGN KEY (by) REFERENCES public.staff(id);

ALTER TABLE ONLY public.insider_grants
    ADD CONSTRAINT insider_grants_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES public.staff(id);

ALTER TABLE ONLY public.insider_openings
    ADD CONSTRAINT insider_openings_conversation_id_fkey FOREIGN KEY (conversation_id) REFERENCES public.conversations(id);

ALTER TABLE ONLY public.insider_openings
    ADD CONSTRAINT insider_openings_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES public.customers(id);

ALTER TABLE ONLY public.insider_openings
    ADD CONSTRAINT insider_openings_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES public.staff(id);

ALTER TABLE ONLY public.insider_reveals
    ADD CONSTRAINT insider_reveals_conversation_id_fkey FOREIGN KEY (conversation_id) REFERENCES public.conversations(id);

ALTER TABLE ONLY public.insider_reveals
    ADD CONSTRAINT insider_reveals_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES public.customers(id);

ALTER TABLE ONLY public.insider_reveals
    ADD CONSTRAINT insider_reveals_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES public.staff(id);

ALTER TABLE ONLY public.legal_holds
    ADD CONSTRAINT legal_holds_conversation_id_fkey FOREIGN KEY (conversation_id) REFERENCES public.conversations(id);

ALTER TABLE ONLY public.legal_holds
    ADD CONSTRAINT legal_holds_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES public.customers(id);

ALTER TABLE ONLY public.legal_holds
    ADD CONSTRAINT legal_holds_lifted_by_fkey FOREIGN KEY (lifted_by) REFERENCES public.staff(id);

ALTER TABLE ONLY public.legal_holds
    ADD CONSTRAINT legal_holds_placed_by_fkey FOREIGN KEY (placed_by) REFERENCES public.staff(id);

ALTER TABLE ONLY public.letter_attempts
    ADD CONSTRAINT letter_attempts_letter_id_fkey FOREIGN KEY (letter_id) REFERENCES public.letters(id);

ALTER TABLE ONLY public.macros
    ADD CONSTRAINT macros_changed_by_fkey FOREIGN KEY (changed_by) REFERENCES public.staff(id);

ALTER TABLE ONLY public.mail_rounds
    ADD CONSTRAINT mail_rounds_letter_id_fkey FOREIGN KEY (letter_id) REFERENCES public.letters(id);

ALTER TABLE ONLY public.mail_rounds
    ADD CONSTRAINT mail_rounds_started_by_fkey FOREIGN KEY (started_by) REFERENCES public.staff(id);

ALTER TABLE ONLY public.notices
    ADD CONSTRAINT notices_conversation_id_fkey FOREIGN KEY (conversation_id) REFERENCES public.conversations(id);

ALTER TABLE ONLY public.notices
    ADD CONSTRAINT notices_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES public.staff(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.official_agent_codes
    ADD CONSTRAINT official_agent_codes_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES public.staff(id);

ALTER TABLE ONLY public.official_changes
    ADD CONSTRAINT official_changes_approval_id_fkey FOREIGN KEY (approval_id) REFERENCES public.approvals(id);

ALTER TABLE ONLY public.official_changes
    ADD CONSTRAINT official_changes_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES public.staff(id);

ALTER TABLE ONLY public.official_codes
    ADD CONSTRAINT official_codes_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES public.staff(id);

ALTER TABLE ONLY public.planned_answers
    ADD CONSTRAINT planned_answers_conversation_id_fkey FOREIGN KEY (conversation_id) REFERENCES public.conversations(id);

ALTER TABLE ONLY public.planned_answers
    ADD CONSTRAINT planned_answers_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES public.staff(id);

ALTER TABLE ONLY public.privacy_jobs
    ADD CONSTRAINT privacy_jobs_asked_by_fkey FOREIGN KEY (asked_by) REFERENCES public.staff(id);

ALTER TABLE ONLY public.privacy_jobs
    ADD CONSTRAINT privacy_jobs_conversation_id_fkey FOREIGN KEY (conversation_id) REFERENCES public.conversations(id);

ALTER TABLE ONLY public.privacy_jobs
    ADD CONSTRAINT privacy_jobs_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES public.customers(id);

ALTER TABLE ONLY public.program_key_networks
    ADD CONSTRAINT program_key_networks_key_id_fkey FOREIGN KEY (key_id) REFERENCES public.program_keys(id);

ALTER TABLE ONLY public.program_keys
    ADD CONSTRAINT program_keys_ended_by_fkey FOREIGN KEY (ended_by) REFERENCES public.staff(id);

ALTER TABLE ONLY public.program_keys
    ADD CONSTRAINT program_keys_id_fkey FOREIGN KEY (id) REFERENCES public.staff(id);

ALTER TABLE ONLY public.program_keys
    ADD CONSTRAINT program_keys_made_by_fkey FOREIGN KEY (made_by) REFERENCES public.staff(id);

ALTER TABLE ONLY public.rating_letters
    ADD CONSTRAINT rating_letters_conversation_id_fkey FOREIGN KEY (conversation_id) REFERENCES public.conversations(id);

ALTER TABLE ONLY public.received_letters
    ADD CONSTRAINT received_letters_conversation_id_fkey FOREIGN KEY (conversation_id) REFERENCES public.conversations(id);

ALTER TABLE ONLY public.received_letters
    ADD CONSTRAINT received_letters_decided_by_fkey FOREIGN KEY (decided_by) REFERENCES public.staff(id);

ALTER TABLE ONLY public.received_letters
    ADD CONSTRAINT received_letters_letter_id_fkey FOREIGN KEY (letter_id) REFERENCES public.letters(id);

ALTER TABLE ONLY public.retention_classes
    ADD CONSTRAINT retention_classes_changed_by_fkey FOREIGN KEY (changed_by) REFERENCES public.staff(id);

ALTER TABLE ONLY public.rule_runs
    ADD CONSTRAINT rule_runs_conversation_id_fkey FOREIGN KEY (conversation_id) REFERENCES public.conversations(id);

ALTER TABLE ONLY public.rule_runs
    ADD CONSTRAINT rule_runs_rule_id_fkey FOREIGN KEY (rule_id) REFERENCES public.rules(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.rules
    ADD CONSTRAINT rules_changed_by_fkey FOREIGN KEY (changed_by) REFERENCES public.staff(id);

ALTER TABLE ONLY public.saved_replies
    ADD CONSTRAINT saved_replies_changed_by_fkey FOREIGN KEY (changed_by) REFERENCES public.staff(id);

ALTER TABLE ONLY public.saved_replies
    ADD CONSTRAINT saved_replies_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES public.staff(id);

ALTER TABLE ONLY public.search_entries
    ADD CONSTRAINT search_entries_conversation_id_seq_fkey FOREIGN KEY (conversation_id, seq) REFERENCES public.entries(conversation_id, seq) ON DELETE CASCADE;

ALTER TABLE ONLY public.search_entries
    ADD CONSTRAINT search_entries_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES public.customers(id);

ALTER TABLE ONLY public.service_policies
    ADD CONSTRAINT service_policies_calendar_id_fkey FOREIGN KEY (calendar_id) REFERENCES public.calendars(id);

ALTER TABLE ONLY public.setup_links
    ADD CONSTRAINT setup_links_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES public.staff(id);

ALTER TABLE ONLY public.staff_identities
    ADD CONSTRAINT staff_identities_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES public.staff(id);

ALTER TABLE ONLY public.staff
    ADD CONSTRAINT staff_role_fkey FOREIGN KEY (role) REFERENCES public.staff_roles(key);

ALTER TABLE ONLY public.staff_roles
    ADD CONSTRAINT staff_roles_copied_from_fkey FOREIGN KEY (copied_from) REFERENCES public.staff_roles(key);

ALTER TABLE ONLY public.staff_roles
    ADD CONSTRAINT staff_roles_made_by_fkey FOREIGN KEY (made_by) REFERENCES public.staff(id);

ALTER TABLE ONLY public.staff_routing
    ADD CONSTRAINT staff_routing_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES public.staff(id);

ALTER TABLE ONLY public.staff_seen
    ADD CONSTRAINT staff_seen_conversation_id_fkey FOREIGN KEY (conversation_id) REFERENCES public.conversations(id);

ALTER TABLE ONLY public.staff_seen
    ADD CONSTRAINT staff_seen_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES public.staff(id);

ALTER TABLE ONLY public.status_notices
    ADD CONSTRAINT status_notices_made_by_fkey FOREIGN KEY (made_by) REFERENCES public.staff(id);

ALTER TABLE ONLY public.suppressed_addresses
    ADD CONSTRAINT suppressed_addresses_letter_id_fkey FOREIGN KEY (letter_id) REFERENCES public.letters(id);

ALTER TABLE ONLY public.unsent_answers
    ADD CONSTRAINT unsent_answers_conversation_id_fkey FOREIGN KEY (conversation_id) REFERENCES public.conversations(id);

ALTER TABLE ONLY public.views
    ADD CONSTRAINT views_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES public.staff(id);

ALTER TABLE ONLY public.webhook_deliveries
    ADD CONSTRAINT webhook_deliveries_conversation_id_fkey FOREIGN KEY (conversation_id) REFERENCES public.conversations(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.webhook_deliveries
    ADD CONSTRAINT webhook_deliveries_webhook_id_fkey FOREIGN KEY (webhook_id) REFERENCES public.webhooks(id);

ALTER TABLE ONLY public.webhook_tries
    ADD CONSTRAINT webhook_tries_delivery_id_fkey FOREIGN KEY (delivery_id) REFERENCES public.webhook_deliveries(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.webhooks
    ADD CONSTRAINT webhooks_made_by_fkey FOREIGN KEY (made_by) REFERENCES public.staff(id);
