-- Webhooks: endpoints of other programs that are told what happens in conversations, what is on its way to each, and every try.

CREATE TABLE webhooks (
    id             uuid PRIMARY KEY,
    name           text NOT NULL,
    url            text NOT NULL,
    events         text[] NOT NULL,
    notes          text NOT NULL CHECK (notes IN ('left_out', 'told')),   -- what colleagues write among themselves
    words          text NOT NULL CHECK (words IN ('left_out', 'told')),   -- what entries say
    sealed_secret  bytea NOT NULL,
    made_at        timestamptz NOT NULL,
    made_by        uuid NOT NULL REFERENCES staff,
    changed_at     timestamptz NOT NULL,
    ended_at       timestamptz,
    paused_at      timestamptz,
    pause          text CHECK (pause IN ('by_person', 'failing', 'gone')),
    failures       bigint NOT NULL DEFAULT 0,               -- in a row
    failing_since  timestamptz,
    rests_until    timestamptz,
    delivered_at   timestamptz,                             -- the last one
    CHECK ((paused_at IS NULL) = (pause IS NULL))
);

-- What is told: without the words of entries, which are added as it leaves.
CREATE TABLE webhook_deliveries (
    id              uuid PRIMARY KEY,
    place           bigint GENERATED ALWAYS AS IDENTITY,    -- those of one conversation come in its order
    webhook_id      uuid NOT NULL REFERENCES webhooks,
    conversation_id uuid REFERENCES conversations ON DELETE CASCADE,  -- none: a test
    seq             bigint,
    event           text NOT NULL,
    body            jsonb NOT NULL,
    state           text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'delivered', 'dead')),
    made_at         timestamptz NOT NULL,
    counted_from    timestamptz NOT NULL,                   -- since when it is tried: again, when staff send it again
    due_at          timestamptz NOT NULL,
    lease_until     timestamptz,                            -- somebody sends it right now
    tries           bigint NOT NULL DEFAULT 0,
    settled_at      timestamptz,
    UNIQUE (webhook_id, conversation_id, seq, event)
);
CREATE INDEX webhook_deliveries_due ON webhook_deliveries (webhook_id, due_at, place) WHERE state = 'waiting';
CREATE INDEX webhook_deliveries_order ON webhook_deliveries (webhook_id, conversation_id, place) WHERE state = 'waiting';
CREATE INDEX webhook_deliveries_listed ON webhook_deliveries (webhook_id, place);
CREATE INDEX webhook_deliveries_settled ON webhook_deliveries (settled_at) WHERE state <> 'waiting';

CREATE TABLE webhook_tries (
    delivery_id  uuid NOT NULL REFERENCES webhook_deliveries ON DELETE CASCADE,
    number       bigint NOT NULL,
    at           timestamptz NOT NULL,
    status       bigint,
    fault        text,                                      -- remote.timeout, remote.refused_address, …
    milliseconds bigint NOT NULL,
    answer       text NOT NULL,                             -- its first bytes, without what is secret
    PRIMARY KEY (delivery_id, number)
);
