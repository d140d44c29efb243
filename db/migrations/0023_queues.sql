-- Queues, into which new conversations fall by conditions, and what routing knows of each person: languages, skills, how much at
-- once, whether they take anything now.

CREATE TABLE queues (
    id         uuid PRIMARY KEY,
    position   integer NOT NULL,       -- the first whose conditions hold has it
    name_en    text NOT NULL,
    name_zh    text NOT NULL,
    conditions jsonb NOT NULL,
    everybody  boolean NOT NULL,       -- all who answer; else `members`
    members    uuid[] NOT NULL,
    strategy   text NOT NULL CHECK (strategy IN ('by_hand', 'round_robin', 'least_load')),
    skills     text[] NOT NULL,        -- whoever is given one of it has all of these
    is_default boolean NOT NULL,       -- takes what no other does; never ends
    ended_at   timestamptz,
    changed_at timestamptz NOT NULL,
    CHECK (NOT (is_default AND ended_at IS NOT NULL))
);
CREATE UNIQUE INDEX queues_default ON queues (is_default) WHERE is_default;

INSERT INTO queues (id, position, name_en, name_zh, conditions, everybody, members, strategy, skills, is_default, changed_at)
VALUES ('01900000-0000-7000-8000-000000000001', 1000000, 'General', '综合', '{"all": [], "any": []}', true, '{}', 'by_hand', '{}', true, now());

-- What is there already has nobody to tell it to.
UPDATE conversations SET queue_id = '01900000-0000-7000-8000-000000000001' WHERE status <> 'resolved' AND queue_id IS NULL;
ALTER TABLE conversations ADD CONSTRAINT conversations_queue_id_fkey FOREIGN KEY (queue_id) REFERENCES queues (id);

-- Null: as everybody has it who was told nothing else.
CREATE TABLE staff_routing (
    staff_id       uuid PRIMARY KEY REFERENCES staff (id),
    languages      text[],
    skills         text[] NOT NULL DEFAULT '{}',
    chat_capacity  bigint CHECK (chat_capacity >= 0),
    email_capacity bigint CHECK (email_capacity >= 0),
    form_capacity  bigint CHECK (form_capacity >= 0),
    availability   text NOT NULL DEFAULT 'online' CHECK (availability IN ('online', 'away')),  -- as they set it themselves
    seen_at        timestamptz,                                                                -- when they last had the desk open
    turn           bigint NOT NULL DEFAULT 0                                                   -- grows with each that they are given
);
