-- What staff do about mail: letters that were set aside, mailboxes and addresses, a letter sent round, answers that are yet to be
-- posted, and the way from a letter to a guided answer.

ALTER TABLE received_letters
    ADD COLUMN sender          text,                       -- of one that was set aside: as it says, without secrets
    ADD COLUMN subject         text,
    ADD COLUMN taken_as_person boolean NOT NULL DEFAULT false,  -- staff say so, whatever it looks like
    ADD COLUMN decided_by      uuid REFERENCES staff,
    ADD COLUMN decided_at      timestamptz;

-- Mailboxes that staff added; those of the settings are not here. How far each is read stands in `mailboxes`.
CREATE TABLE fetched_mailboxes (
    id       uuid PRIMARY KEY,
    name     text NOT NULL UNIQUE,                         -- as in `mailboxes`
    url      text NOT NULL,
    folder   text NOT NULL,
    username text NOT NULL,
    sealed   bytea NOT NULL,                               -- how to sign in: a password, or what tokens are asked for with
    added_at timestamptz NOT NULL,
    added_by uuid NOT NULL REFERENCES staff
);

-- Names and addresses under which we write, each with its own words around ours.
CREATE TABLE brands (
    id                 uuid PRIMARY KEY,
    address            text NOT NULL UNIQUE,
    name_en            text NOT NULL,
    name_zh            text NOT NULL,
    acknowledgement_en text NOT NULL DEFAULT '',           -- a paragraph of the letter that says that theirs is here
    acknowledgement_zh text NOT NULL DEFAULT '',
    closing_en         text NOT NULL DEFAULT '',           -- below each answer
    closing_zh         text NOT NULL DEFAULT '',
    changed_at         timestamptz NOT NULL
);

ALTER TABLE conversation_contacts
    ADD COLUMN brand_id   uuid REFERENCES brands ON DELETE SET NULL,
    ADD COLUMN stopped_at timestamptz,                     -- they want no more letters about it
    ADD COLUMN proved     boolean NOT NULL DEFAULT false;  -- a letter in it was proved to be from its sender's domain

-- Which answer of ours a letter of the conversation was.
ALTER TABLE conversation_letters
    ADD COLUMN letter_id uuid REFERENCES letters,
    ADD COLUMN seq       bigint;

CREATE INDEX conversation_letters_of_answers ON conversation_letters (conversation_id, seq DESC) WHERE seq IS NOT NULL;
CREATE INDEX received_letters_by_time ON received_letters (received_at);
CREATE INDEX letters_bounced ON letters (changed_at) WHERE state = 'bounced';

CREATE TABLE mail_rounds (
    letter_id   uuid PRIMARY KEY REFERENCES letters,
    started_at  timestamptz NOT NULL,
    started_by  uuid NOT NULL REFERENCES staff,
    returned_at timestamptz,
    mailbox     text,                                      -- through which it came back; none: it was handed to us
    belief      text
);

-- Answers that are posted when their time has come; until then they can be taken back.
CREATE TABLE planned_answers (
    id              uuid PRIMARY KEY,
    conversation_id uuid NOT NULL REFERENCES conversations,
    staff_id        uuid NOT NULL REFERENCES staff,
    client_id       text NOT NULL,
    body            text NOT NULL,
    removed         jsonb NOT NULL,
    attachments     uuid[] NOT NULL,
    seen_seq        bigint NOT NULL,                       -- how far the conversation went when it was written
    planned_at      timestamptz NOT NULL,
    due_at          timestamptz NOT NULL,
    held            text,                                  -- code of why it was not posted: somebody must look
    UNIQUE (conversation_id, staff_id, client_id)
);
CREATE INDEX planned_answers_due ON planned_answers (due_at) WHERE held IS NULL;

-- A guided answer that a letter offers: whoever follows the link first, once.
CREATE TABLE diagnosis_offers (
    token_hash      text PRIMARY KEY,
    conversation_id uuid NOT NULL REFERENCES conversations,
    flow            text NOT NULL,
    made_at         timestamptz NOT NULL,
    expires_at      timestamptz NOT NULL,
    used_at         timestamptz,
    used_by         text                                   -- hash of where it was followed from
);
ALTER TABLE diagnosis_runs ADD COLUMN told_at timestamptz;   -- when its outcome was written into the conversation it came from
CREATE INDEX diagnosis_runs_untold ON diagnosis_runs (moved_at)
    WHERE channel = 'mail' AND state = 'ended' AND conversation_id IS NOT NULL AND told_at IS NULL;

-- Answers of agents that may have to leave as letters: looked at once their time has come, then gone from here.
CREATE TABLE unsent_answers (
    conversation_id uuid NOT NULL REFERENCES conversations,
    seq             bigint NOT NULL,
    look_at         timestamptz NOT NULL,
    PRIMARY KEY (conversation_id, seq)
);
CREATE INDEX unsent_answers_due ON unsent_answers (look_at, seq);
INSERT INTO unsent_answers (conversation_id, seq, look_at)
SELECT e.conversation_id, e.seq, e.posted_at FROM conversation_contacts k JOIN entries e ON e.conversation_id = k.conversation_id
WHERE k.reach = 'email' AND e.seq > k.mailed_seq AND e.kind = 'message' AND e.author_kind = 'agent' AND NOT e.internal;
ALTER TABLE conversation_contacts DROP COLUMN mailed_seq;
