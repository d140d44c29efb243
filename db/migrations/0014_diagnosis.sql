-- Guided answers: every version of a flow that a run began with, the runs, and what happened in them, step by step.

CREATE TABLE diagnosis_flows (
    hash      text PRIMARY KEY,                          -- of the text
    name      text NOT NULL,
    version   bigint NOT NULL,
    source    text NOT NULL,                             -- the file
    loaded_at timestamptz NOT NULL
);

CREATE TABLE diagnosis_runs (
    id              uuid PRIMARY KEY,
    token_hash      text UNIQUE,                         -- none: a run of staff
    flow            text NOT NULL,
    version         bigint NOT NULL,
    flow_hash       text NOT NULL REFERENCES diagnosis_flows,
    language        text NOT NULL,
    channel         text NOT NULL,                       -- diagnosis::Channel
    state           text NOT NULL,                       -- diagnosis::State
    step            text NOT NULL,                       -- where it stands
    account_id      uuid REFERENCES customers,           -- whose facts it has looked up, by proof
    proved_at       timestamptz,                         -- when a code to the account's address was typed
    granted         text,                                -- of a run of staff: what the customer of the case has proved
    proof_ticket    bytea,                               -- of a code that is under way, sealed under the run's token
    proof_masked    text,
    proofs_sent     bigint NOT NULL DEFAULT 0,
    outcome         text,                                -- diagnosis::Outcome, of an end
    solved          boolean,                             -- what the customer said
    solved_reason   text,
    conversation_id uuid REFERENCES conversations,
    staff_id        uuid REFERENCES staff,               -- who began it for a customer
    revision        bigint NOT NULL DEFAULT 1,           -- grows with each change: of two tabs one is first
    created_at      timestamptz NOT NULL,
    moved_at        timestamptz NOT NULL,
    CHECK ((token_hash IS NULL) = (staff_id IS NOT NULL))
);
CREATE INDEX diagnosis_runs_of_flow ON diagnosis_runs (flow, created_at);
CREATE INDEX diagnosis_runs_open ON diagnosis_runs (moved_at) WHERE state IN ('asking', 'proving', 'acting');
CREATE INDEX diagnosis_runs_of_conversation ON diagnosis_runs (conversation_id) WHERE conversation_id IS NOT NULL;

-- Rows are only added: going back is a row that says from where on the earlier ones no longer count.
CREATE TABLE diagnosis_steps (
    run_id       uuid NOT NULL REFERENCES diagnosis_runs,
    seq          bigint NOT NULL,                        -- 1, 2, 3… without gaps
    kind         text NOT NULL,                          -- diagnosis::EventKind
    step         text NOT NULL,                          -- in the flow; what was asked stands there
    branch       text NOT NULL,                          -- which way it went
    goes_to      text NOT NULL,
    answer       text,                                   -- typed, without the secrets in it
    removed      boolean NOT NULL DEFAULT false,         -- there were some
    name         text,                                   -- of the fact or act
    value        text,                                   -- of the fact; none: unknown
    fields       jsonb NOT NULL DEFAULT '{}',
    looked_up_at timestamptz,
    back_to      bigint,
    at           timestamptz NOT NULL,
    PRIMARY KEY (run_id, seq)
);
