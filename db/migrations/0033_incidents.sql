-- Incidents: what concerns many conversations at once, what was said about it in both languages, and which conversations it gathered.

CREATE TABLE incidents (
    id          uuid PRIMARY KEY,
    number      bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    client_id   text NOT NULL,
    kind        text NOT NULL CHECK (kind IN ('network', 'wallet', 'mail', 'sign_in', 'other')),
    title_en    text NOT NULL,
    title_zh    text NOT NULL,
    asset       text,
    network     text,
    service     text CHECK (service IN ('sign_in', 'email', 'chat', 'deposits', 'withdrawals')),
    state       text NOT NULL CHECK (state IN ('open', 'monitoring', 'resolved')),
    conditions  jsonb,                                   -- whoever matches joins by itself while it is not resolved
    declared_by uuid NOT NULL REFERENCES staff,
    declared_at timestamptz NOT NULL,
    changed_at  timestamptz NOT NULL,
    resolved_at timestamptz,
    revision    bigint NOT NULL DEFAULT 1,               -- grows with whatever its conversations must hear of
    UNIQUE (declared_by, client_id)
);

-- Its timeline. What is not internal goes to each of its conversations, once.
CREATE TABLE incident_updates (
    incident_id   uuid NOT NULL REFERENCES incidents,
    number        bigint NOT NULL,
    author_id     uuid NOT NULL REFERENCES staff,
    client_id     text NOT NULL,
    at            timestamptz NOT NULL,
    internal      boolean NOT NULL,
    state         text NOT NULL,                         -- of the incident after it
    text_en       text,
    text_zh       text,
    also_resolved boolean NOT NULL,                      -- it goes to conversations too that had been resolved before
    revision      bigint NOT NULL,
    posted        bigint NOT NULL DEFAULT 0,             -- in how many conversations it stands
    PRIMARY KEY (incident_id, number),
    UNIQUE (incident_id, author_id, client_id),
    CHECK (internal OR (text_en IS NOT NULL AND text_zh IS NOT NULL))
);

CREATE TABLE incident_conversations (
    incident_id     uuid NOT NULL REFERENCES incidents,
    conversation_id uuid NOT NULL REFERENCES conversations,
    how             text NOT NULL CHECK (how IN ('hand', 'condition')),
    joined_at       timestamptz NOT NULL,
    joined_by       uuid REFERENCES staff,
    left_at         timestamptz,                         -- taken out: no condition brings it back
    left_by         uuid REFERENCES staff,
    told            bigint NOT NULL,                     -- the last update that was posted there, or passed it by
    told_seq        bigint NOT NULL DEFAULT 0,           -- the entry that it became
    held            boolean NOT NULL DEFAULT true,       -- its clocks stand still because of this, or are about to
    holds           bigint NOT NULL DEFAULT 1,           -- how often that began
    noted           boolean NOT NULL DEFAULT false,      -- its log says so
    resolving       boolean NOT NULL DEFAULT false,      -- it is to be resolved with its incident
    resolved        boolean NOT NULL DEFAULT false,      -- it was
    done            bigint NOT NULL DEFAULT 0,           -- the revision up to which everything was done
    PRIMARY KEY (incident_id, conversation_id)
);
CREATE INDEX incident_conversations_of ON incident_conversations (conversation_id);
CREATE INDEX incident_conversations_owed ON incident_conversations (incident_id, done);
