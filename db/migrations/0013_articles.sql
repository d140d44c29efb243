-- The help centre: articles with drafts and numbered versions in each language, what readers say of them, what people search for.

CREATE TABLE articles (
    id          uuid PRIMARY KEY,
    slug        text NOT NULL UNIQUE CHECK (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
    category    text NOT NULL,
    position    bigint NOT NULL,
    flow        text,                        -- the guided answer that it ends in
    related     uuid[] NOT NULL DEFAULT '{}',
    owner       uuid REFERENCES staff,       -- who sees to it that it stays right
    review_by   date,
    reviewed_at timestamptz,                 -- when somebody last said that it is right
    revision    bigint NOT NULL DEFAULT 1,   -- of these details
    created_at  timestamptz NOT NULL,
    created_by  uuid REFERENCES staff        -- NULL: it came with the program
);
CREATE INDEX articles_in_order ON articles (category, position, slug);

-- One language of an article. Its draft is kept here until it becomes a version; NULL where nothing was changed since.
CREATE TABLE article_texts (
    article_id       uuid NOT NULL REFERENCES articles ON DELETE CASCADE,
    language         text NOT NULL CHECK (language IN ('en', 'zh-CN')),
    revision         bigint NOT NULL DEFAULT 1,  -- counts every change, so that nobody overwrites what they have not seen
    title            text,
    summary          text,
    keywords         text[],
    markdown         text,
    translated_from  bigint,                 -- the version of the other language that the draft was written beside
    draft_by         uuid REFERENCES staff,
    draft_at         timestamptz,            -- NULL: there is no draft
    published        bigint,                 -- the version that people read
    published_at     timestamptz,
    first_published_at timestamptz,
    planned          bigint,                 -- the version that they will read
    publish_at       timestamptz,
    planned_by       uuid REFERENCES staff,
    checked_against  bigint,                 -- the newest version of the other language that it says the same as
    out_of_date_since timestamptz,           -- when the other language first said more
    PRIMARY KEY (article_id, language),
    CHECK ((published IS NULL) = (published_at IS NULL)),
    CHECK ((planned IS NULL) = (publish_at IS NULL))
);
CREATE INDEX article_texts_due ON article_texts (publish_at) WHERE publish_at IS NOT NULL;

CREATE TABLE article_versions (
    article_id      uuid NOT NULL,
    language        text NOT NULL,
    version         bigint NOT NULL,         -- 1, 2, 3…
    title           text NOT NULL,
    summary         text NOT NULL,
    keywords        text[] NOT NULL,
    markdown        text NOT NULL,
    translated_from bigint,
    note            text,
    made_by         uuid REFERENCES staff,
    made_at         timestamptz NOT NULL,
    published_at    timestamptz,             -- when first
    PRIMARY KEY (article_id, language, version),
    FOREIGN KEY (article_id, language) REFERENCES article_texts ON DELETE CASCADE
);

-- A version never says anything else than it said: only when it was first published is noted later.
CREATE FUNCTION refuse_change_of_version() RETURNS trigger LANGUAGE plpgsql AS $$
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
CREATE TRIGGER versions_stay BEFORE UPDATE ON article_versions FOR EACH ROW EXECUTE FUNCTION refuse_change_of_version();

-- Names that an article once had. They name the article and not its new name: so no chain grows and no circle closes.
CREATE TABLE article_redirects (
    slug       text PRIMARY KEY,
    article_id uuid NOT NULL REFERENCES articles ON DELETE CASCADE,
    made_at    timestamptz NOT NULL
);
CREATE INDEX article_redirects_of_article ON article_redirects (article_id);

CREATE TABLE article_pictures (
    id         uuid PRIMARY KEY,
    sha256     text NOT NULL,                -- its name among the stored files
    media_type text NOT NULL,
    bytes      bigint NOT NULL,
    width      integer NOT NULL,
    height     integer NOT NULL,
    made_by    uuid REFERENCES staff,
    made_at    timestamptz NOT NULL
);

-- Counts what people can see: whoever keeps it in memory reads anew when this has moved.
CREATE TABLE article_state (
    one      boolean PRIMARY KEY DEFAULT true CHECK (one),
    revision bigint NOT NULL
);
INSERT INTO article_state (revision) VALUES (1);

-- "Did this help". Who said so is kept for a day as a hash with that day's salt, and then cannot be made again.
CREATE TABLE article_feedback (
    article_id uuid NOT NULL REFERENCES articles ON DELETE CASCADE,
    language   text NOT NULL,
    day        date NOT NULL,
    voice      bytea NOT NULL,
    helped     boolean NOT NULL,
    reason     text,
    words      text,
    said_at    timestamptz NOT NULL,
    PRIMARY KEY (article_id, day, voice)
);
CREATE INDEX article_feedback_by_day ON article_feedback (day);

CREATE TABLE feedback_salts (
    day  date PRIMARY KEY,
    salt uuid NOT NULL DEFAULT gen_random_uuid()
);

-- What was searched for, without who did.
CREATE TABLE searches (
    day      date NOT NULL,
    language text NOT NULL,
    query    text NOT NULL,
    searches bigint NOT NULL,
    clicks   bigint NOT NULL,
    found    bigint NOT NULL,                -- how many answers the last one had
    last_at  timestamptz NOT NULL,
    PRIMARY KEY (day, language, query)
);
CREATE INDEX searches_by_time ON searches (last_at);
