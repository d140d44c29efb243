-- Protection against insiders: whose conversations each of the staff opened, which personal field they looked at and why, how much of
-- that a shift may hold, customers who only exist to raise an alarm, and the alarms.

ALTER TABLE entries DROP CONSTRAINT entries_kind_check;
ALTER TABLE entries ADD CONSTRAINT entries_kind_check CHECK (kind IN ('message', 'note', 'assignment', 'state', 'intake', 'handling', 'reveal'));

CREATE TABLE insider_openings (
    staff_id        uuid NOT NULL REFERENCES staff,
    customer_id     uuid NOT NULL REFERENCES customers,
    conversation_id uuid NOT NULL REFERENCES conversations,
    at              timestamptz NOT NULL,
    PRIMARY KEY (staff_id, at, customer_id)
);
CREATE INDEX insider_openings_of_customer ON insider_openings (customer_id, at);

CREATE TABLE insider_reveals (
    id              uuid PRIMARY KEY,
    staff_id        uuid NOT NULL REFERENCES staff,
    customer_id     uuid NOT NULL REFERENCES customers,
    conversation_id uuid NOT NULL REFERENCES conversations,
    client_id       text NOT NULL,
    field           text NOT NULL,
    purpose         text NOT NULL,
    reason          text,                                  -- in the agent's words, without secrets
    at              timestamptz NOT NULL,
    until           timestamptz NOT NULL,
    UNIQUE (staff_id, conversation_id, client_id)
);
CREATE INDEX insider_reveals_of_staff ON insider_reveals (staff_id, at);

-- How many customers and reveals a shift holds, by role. A role that is not named has the agent's.
CREATE TABLE insider_budgets (
    role            text PRIMARY KEY,
    customers_alert bigint NOT NULL,
    customers_stop  bigint NOT NULL CHECK (customers_stop >= customers_alert),
    reveals_alert   bigint NOT NULL,
    reveals_stop    bigint NOT NULL CHECK (reveals_stop >= reveals_alert)
);
INSERT INTO insider_budgets VALUES ('agent', 120, 200, 10, 20), ('supervisor', 200, 400, 20, 40), ('admin', 120, 200, 10, 20);

-- More of it for one person's shift.
CREATE TABLE insider_grants (
    id        uuid PRIMARY KEY,
    staff_id  uuid NOT NULL REFERENCES staff,
    customers bigint NOT NULL CHECK (customers >= 0),
    reveals   bigint NOT NULL CHECK (reveals >= 0),
    reason    text NOT NULL,
    at        timestamptz NOT NULL,
    by        uuid NOT NULL REFERENCES staff
);

CREATE TABLE insider_canaries (
    customer_id uuid PRIMARY KEY REFERENCES customers,
    at          timestamptz NOT NULL,
    by          uuid NOT NULL REFERENCES staff
);

CREATE TABLE insider_alarms (
    id              uuid PRIMARY KEY,
    kind            text NOT NULL CHECK (kind IN ('canary_opened', 'customers_near', 'customers_spent', 'reveals_near', 'reveals_spent')),
    staff_id        uuid NOT NULL REFERENCES staff,
    conversation_id uuid REFERENCES conversations,
    at              timestamptz NOT NULL,
    handled_at      timestamptz,
    handled_by      uuid REFERENCES staff
);
CREATE INDEX insider_alarms_newest ON insider_alarms (at);
