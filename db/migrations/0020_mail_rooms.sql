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
    ADD COLUMN stopped_at timestamptz;                     -- they want no more letters about it

-- Which answer of ours a letter of the conversation was.
ALTER TABLE conversation_letters
    ADD COLUMN letter_id uuid REFERENCES letters,
    ADD COLUMN seq       bigint;

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
    used_at         timestamptz
);
ALTER TABLE diagnosis_runs ADD COLUMN told_at timestamptz;   -- when its outcome was written into the conversation it came from
CREATE INDEX diagnosis_runs_untold ON diagnosis_runs (moved_at)
    WHERE channel = 'mail' AND state = 'ended' AND conversation_id IS NOT NULL AND told_at IS NULL;

-- Answers that nobody at the other end has read, by when the conversation moved last.
CREATE INDEX conversations_unread_answers ON conversations (updated_at) WHERE last_answer_seq > customer_seen_seq;
