// Every query on articles, what is published of them, what readers said and what they searched for.
#pragma once
#include "knowledge/feedback.hpp"
#include "knowledge/model.hpp"
#include "knowledge/search_report.hpp"
#include "postgres/query.hpp"

namespace ombud::knowledge::sql {

using postgres::Affected;
using postgres::Many;
using postgres::Maybe;
using postgres::One;
using postgres::Query;
using postgres::Retry;

// Articles ----------------------------------------------------------------------------------------------------------

struct ArticleRow {
    ArticleId id;
    std::int64_t revision;
    std::string slug;
    std::vector<std::string> old_slugs;
    std::string category;
    std::int64_t position;
    std::optional<std::string> flow;
    std::vector<std::string> related;
    std::optional<StaffId> owner;
    std::optional<std::string> owner_name;
    std::optional<std::string> review_by;
    std::optional<Timestamp> reviewed_at;
    bool was_published;
};
BOOST_DESCRIBE_STRUCT(ArticleRow, (),
                      (id, revision, slug, old_slugs, category, position, flow, related, owner, owner_name, review_by,
                       reviewed_at, was_published))

inline constexpr Query<Maybe<ArticleRow>(ArticleId)> find_article{"knowledge.find_article", R"sql(
    SELECT a.id, a.revision, a.slug,
           ARRAY(SELECT r.slug FROM article_redirects r WHERE r.article_id = a.id ORDER BY r.slug) AS old_slugs,
           a.category, a.position, a.flow,
           ARRAY(SELECT b.slug FROM unnest(a.related) WITH ORDINALITY AS u (id, place) JOIN articles b ON b.id = u.id
                 ORDER BY u.place) AS related,
           a.owner, s.name AS owner_name, a.review_by::text AS review_by, a.reviewed_at,
           EXISTS (SELECT FROM article_versions v WHERE v.article_id = a.id AND v.published_at IS NOT NULL) AS was_published
    FROM articles a LEFT JOIN staff s ON s.id = a.owner WHERE a.id = $1)sql",
                                                                  Retry::on_conflict};

// Whoever holds it changes it; everybody else waits.
struct HeldArticle {
    std::int64_t revision;
    std::string slug;
    bool was_published;
};
BOOST_DESCRIBE_STRUCT(HeldArticle, (), (revision, slug, was_published))
inline constexpr Query<Maybe<HeldArticle>(ArticleId)> hold_article{"knowledge.hold_article", R"sql(
    SELECT revision, slug,
           EXISTS (SELECT FROM article_versions v WHERE v.article_id = a.id AND v.published_at IS NOT NULL) AS was_published
    FROM articles a WHERE id = $1 FOR UPDATE OF a)sql"};

struct PlacedId {
    ArticleId id;
    std::string slug;
};
BOOST_DESCRIBE_STRUCT(PlacedId, (), (id, slug))
inline constexpr Query<Many<PlacedId>(std::vector<std::string>)> ids_of{"knowledge.ids_of",
                                                                        "SELECT id, slug FROM articles WHERE slug = ANY ($1)"};

inline constexpr Query<Maybe<ArticleId>(std::string)> redirect{"knowledge.redirect",
                                                               "SELECT article_id FROM article_redirects WHERE slug = $1"};
inline constexpr Query<Affected(std::string, ArticleId, Timestamp)> add_redirect{"knowledge.add_redirect", R"sql(
    INSERT INTO article_redirects (slug, article_id, made_at) VALUES ($1, $2, $3)
    ON CONFLICT (slug) DO UPDATE SET article_id = $2, made_at = $3)sql"};
inline constexpr Query<Affected(std::string)> remove_redirect{"knowledge.remove_redirect",
                                                              "DELETE FROM article_redirects WHERE slug = $1"};

inline constexpr Query<One<bool>(StaffId)> is_staff{"knowledge.is_staff",
                                                    "SELECT EXISTS (SELECT FROM staff WHERE id = $1 AND active)"};

// Without a position it is the last of its category. None: the slug is taken.
inline constexpr Query<Affected(ArticleId, std::string, std::string, std::optional<std::int64_t>, std::optional<std::string>,
                                std::vector<ArticleId>, std::optional<StaffId>, std::optional<std::string>, Timestamp,
                                std::optional<StaffId>)>
    add_article{"knowledge.add_article", R"sql(
    INSERT INTO articles (id, slug, category, position, flow, related, owner, review_by, created_at, created_by)
    VALUES ($1, $2, $3, coalesce($4, (SELECT coalesce(max(position), 0) + 1 FROM articles WHERE category = $3)), $5, $6, $7,
            CAST($8 AS date), $9, $10)
    ON CONFLICT (slug) DO NOTHING)sql"};

inline constexpr Query<Affected(ArticleId, std::string, std::int64_t, std::optional<std::string>, std::vector<ArticleId>,
                                std::optional<StaffId>, std::optional<std::string>)>
    change_article{"knowledge.change_article", R"sql(
    UPDATE articles SET category = $2, position = $3, flow = $4, related = $5, owner = $6, review_by = CAST($7 AS date),
                        revision = revision + 1
    WHERE id = $1)sql"};

// None: the slug is taken.
inline constexpr Query<Affected(ArticleId, std::string)> rename_article{"knowledge.rename_article", R"sql(
    UPDATE articles SET slug = $2, revision = revision + 1
    WHERE id = $1 AND NOT EXISTS (SELECT FROM articles WHERE slug = $2))sql"};

inline constexpr Query<Affected(ArticleId)> remove_article{"knowledge.remove_article", R"sql(
    WITH forgotten AS (UPDATE articles SET related = array_remove(related, $1) WHERE related @> ARRAY[$1] AND id <> $1)
    DELETE FROM articles WHERE id = $1)sql"};

inline constexpr Query<Affected(ArticleId, Timestamp, std::optional<std::string>)> confirm_review{"knowledge.confirm_review",
                                                                                                  R"sql(
    UPDATE articles SET reviewed_at = $2, review_by = CAST($3 AS date), revision = revision + 1 WHERE id = $1)sql"};

// Lists -------------------------------------------------------------------------------------------------------------

struct ListRow {
    ArticleId id;
    std::string slug;
    std::string category;
    std::int64_t position;
    std::optional<std::string> flow;
    std::optional<StaffId> owner;
    std::optional<std::string> owner_name;
    std::optional<std::string> review_by;
    bool review_due;
};
BOOST_DESCRIBE_STRUCT(ListRow, (), (id, slug, category, position, flow, owner, owner_name, review_by, review_due))

// $1 categories in order, $2 languages, $3 category, $4 language, $5 state, $6 out of date, $7 missing, $8 owner, $9 review due,
// $10 today, $11 title, $12 after, $13 how many.
inline constexpr Query<Many<ListRow>(std::vector<std::string>, std::vector<std::string>, std::optional<std::string>,
                                     std::optional<std::string>, std::optional<StateFilter>, bool, bool, std::optional<StaffId>,
                                     bool, std::string, std::optional<std::string>, std::optional<std::string>, std::int64_t)>
    list{"knowledge.list", R"sql(
    SELECT a.id, a.slug, a.category, a.position, a.flow, a.owner, s.name AS owner_name, a.review_by::text AS review_by,
           coalesce(a.review_by <= CAST($10 AS date), false) AS review_due
    FROM articles a LEFT JOIN staff s ON s.id = a.owner
    WHERE ($3 IS NULL OR a.category = $3)
      AND ($8 IS NULL OR a.owner = $8)
      AND (NOT $9 OR a.review_by <= CAST($10 AS date))
      AND ($5 IS NULL OR CASE $5
            WHEN 'unpublished' THEN NOT EXISTS (
                SELECT FROM article_texts t WHERE t.article_id = a.id AND ($4 IS NULL OR t.language = $4) AND t.published IS NOT NULL)
            ELSE EXISTS (
                SELECT FROM article_texts t WHERE t.article_id = a.id AND ($4 IS NULL OR t.language = $4)
                   AND CASE $5 WHEN 'published' THEN t.published WHEN 'planned' THEN t.planned
                               ELSE extract(epoch FROM t.draft_at) END IS NOT NULL) END)
      AND (NOT $6 OR EXISTS (
            SELECT FROM article_texts t WHERE t.article_id = a.id AND ($4 IS NULL OR t.language = $4)
               AND t.published IS NOT NULL AND t.out_of_date_since IS NOT NULL))
      AND (NOT $7 OR EXISTS (
            SELECT FROM unnest($2) AS l (name) WHERE ($4 IS NULL OR l.name = $4) AND NOT EXISTS (
                SELECT FROM article_texts t WHERE t.article_id = a.id AND t.language = l.name AND t.published IS NOT NULL)))
      AND ($11 IS NULL OR position($11 IN a.slug) > 0 OR EXISTS (
            SELECT FROM article_texts t LEFT JOIN article_versions v
                ON v.article_id = t.article_id AND v.language = t.language AND v.version = t.published
            WHERE t.article_id = a.id AND ($4 IS NULL OR t.language = $4)
              AND (position(lower($11) IN lower(v.title)) > 0 OR position(lower($11) IN lower(t.title)) > 0)))
      AND ($12 IS NULL OR (array_position($1, a.category), a.position, a.slug) > (
            SELECT array_position($1, b.category), b.position, b.slug FROM articles b WHERE b.slug = $12))
    ORDER BY array_position($1, a.category), a.position, a.slug LIMIT $13)sql",
         Retry::on_conflict};

struct TextLineRow {
    ArticleId article_id;
    std::string language;
    std::string title;
    bool published;
    bool has_draft;
    std::optional<Timestamp> changed_at;
    std::optional<Timestamp> published_at;
    std::optional<Timestamp> publish_at;
    std::optional<Timestamp> out_of_date_since;
};
BOOST_DESCRIBE_STRUCT(TextLineRow, (),
                      (article_id, language, title, published, has_draft, changed_at, published_at, publish_at,
                       out_of_date_since))
inline constexpr Query<Many<TextLineRow>(std::vector<ArticleId>)> text_lines{"knowledge.text_lines", R"sql(
    SELECT t.article_id, t.language, coalesce(t.title, v.title, p.title, '') AS title, t.published IS NOT NULL AS published,
           t.draft_at IS NOT NULL AS has_draft, coalesce(t.draft_at, p.made_at, v.made_at) AS changed_at, t.published_at,
           t.publish_at, CASE WHEN t.published IS NOT NULL THEN t.out_of_date_since END AS out_of_date_since
    FROM article_texts t
    LEFT JOIN article_versions v ON v.article_id = t.article_id AND v.language = t.language AND v.version = t.published
    LEFT JOIN article_versions p ON p.article_id = t.article_id AND p.language = t.language AND p.version = t.planned
    WHERE t.article_id = ANY ($1) ORDER BY t.language)sql",
                                                                             Retry::on_conflict};

// Texts and versions ------------------------------------------------------------------------------------------------

struct TextRow {
    std::string language;
    std::int64_t revision;
    std::optional<std::string> title, summary;
    std::optional<std::vector<std::string>> keywords;
    std::optional<std::string> markdown;
    std::optional<std::int64_t> translated_from;
    std::optional<StaffId> draft_by;
    std::optional<std::string> draft_by_name;
    std::optional<Timestamp> draft_at;
    std::optional<std::int64_t> published;
    std::optional<std::int64_t> planned;
    std::optional<Timestamp> publish_at;
    std::optional<StaffId> planned_by;
    std::optional<std::string> planned_by_name;
    std::optional<std::int64_t> checked_against;
    std::optional<Timestamp> out_of_date_since;
};
BOOST_DESCRIBE_STRUCT(TextRow, (),
                      (language, revision, title, summary, keywords, markdown, translated_from, draft_by, draft_by_name, draft_at,
                       published, planned, publish_at, planned_by, planned_by_name, checked_against, out_of_date_since))
inline constexpr Query<Many<TextRow>(ArticleId)> texts{"knowledge.texts", R"sql(
    SELECT t.language, t.revision, t.title, t.summary, t.keywords, t.markdown, t.translated_from, t.draft_by,
           d.name AS draft_by_name, t.draft_at, t.published, t.planned, t.publish_at, t.planned_by, p.name AS planned_by_name,
           t.checked_against, t.out_of_date_since
    FROM article_texts t LEFT JOIN staff d ON d.id = t.draft_by LEFT JOIN staff p ON p.id = t.planned_by
    WHERE t.article_id = $1 ORDER BY t.language)sql",
                                                       Retry::on_conflict};

struct HeldText {
    std::string language;
    std::int64_t revision;
    bool has_draft;
    std::optional<StaffId> draft_by;
    std::optional<std::int64_t> published;
    bool was_published;
    std::optional<std::int64_t> planned;
    std::optional<Timestamp> publish_at;
    std::optional<StaffId> planned_by;
    std::optional<std::int64_t> checked_against;
    std::optional<Timestamp> out_of_date_since;
};
BOOST_DESCRIBE_STRUCT(HeldText, (),
                      (language, revision, has_draft, draft_by, published, was_published, planned, publish_at, planned_by,
                       checked_against, out_of_date_since))
// Its article is held.
inline constexpr Query<Many<HeldText>(ArticleId)> held_texts{"knowledge.held_texts", R"sql(
    SELECT language, revision, draft_at IS NOT NULL AS has_draft, draft_by, published,
           first_published_at IS NOT NULL AS was_published, planned, publish_at, planned_by, checked_against, out_of_date_since
    FROM article_texts WHERE article_id = $1)sql"};

inline constexpr Query<Affected(ArticleId, std::string)> add_text{"knowledge.add_text", R"sql(
    INSERT INTO article_texts (article_id, language, revision) VALUES ($1, $2, 0) ON CONFLICT DO NOTHING)sql"};

inline constexpr Query<Affected(ArticleId, std::string, std::string, std::string, std::vector<std::string>, std::string,
                                std::optional<std::int64_t>, std::optional<StaffId>, Timestamp)>
    save_draft{"knowledge.save_draft", R"sql(
    UPDATE article_texts SET title = $3, summary = $4, keywords = $5, markdown = $6, translated_from = $7, draft_by = $8,
                             draft_at = $9, revision = revision + 1
    WHERE article_id = $1 AND language = $2)sql"};

inline constexpr Query<Affected(ArticleId, std::string)> clear_draft{"knowledge.clear_draft", R"sql(
    UPDATE article_texts SET title = NULL, summary = NULL, keywords = NULL, markdown = NULL, translated_from = NULL,
                             draft_by = NULL, draft_at = NULL, revision = revision + 1
    WHERE article_id = $1 AND language = $2)sql"};

inline constexpr Query<One<std::int64_t>(ArticleId, std::string, std::string, std::string, std::vector<std::string>, std::string,
                                         std::optional<std::int64_t>, std::optional<std::string>, std::optional<StaffId>,
                                         Timestamp)>
    add_version{"knowledge.add_version", R"sql(
    INSERT INTO article_versions (article_id, language, version, title, summary, keywords, markdown, translated_from, note, made_by,
                                  made_at)
    VALUES ($1, $2, (SELECT coalesce(max(version), 0) + 1 FROM article_versions WHERE article_id = $1 AND language = $2),
            $3, $4, $5, $6, $7, $8, $9, $10)
    RETURNING version)sql"};

inline constexpr char version_columns[] = R"sql(
    SELECT v.version, v.title, v.summary, v.keywords, v.markdown, v.translated_from, v.note, v.made_by, s.name AS made_by_name,
           v.made_at, v.published_at
    FROM article_versions v LEFT JOIN staff s ON s.id = v.made_by
    WHERE v.article_id = $1 AND v.language = $2 AND v.version = $3)sql";
inline constexpr Query<Maybe<Version>(ArticleId, std::string, std::int64_t)> find_version{"knowledge.find_version",
                                                                                          version_columns, Retry::on_conflict};

inline constexpr Query<Many<VersionLine>(ArticleId, std::string, std::int64_t)> versions{"knowledge.versions", R"sql(
    SELECT v.version, v.title, v.translated_from, v.note, v.made_by, s.name AS made_by_name, v.made_at, v.published_at
    FROM article_versions v LEFT JOIN staff s ON s.id = v.made_by
    WHERE v.article_id = $1 AND v.language = $2 ORDER BY v.version DESC LIMIT $3)sql",
                                                                                         Retry::on_conflict};

// Publishing --------------------------------------------------------------------------------------------------------

inline constexpr Query<Affected(ArticleId, std::string, std::int64_t, Timestamp)> note_published{"knowledge.note_published",
                                                                                                 R"sql(
    UPDATE article_versions SET published_at = $4
    WHERE article_id = $1 AND language = $2 AND version = $3 AND published_at IS NULL)sql"};

// $5 the mark of the translation, $6 since when it is out of date.
inline constexpr Query<Affected(ArticleId, std::string, std::int64_t, Timestamp, std::optional<std::int64_t>,
                                std::optional<Timestamp>)>
    publish{"knowledge.publish", R"sql(
    UPDATE article_texts SET published = $3, published_at = $4, first_published_at = coalesce(first_published_at, $4),
                             planned = NULL, publish_at = NULL, planned_by = NULL, checked_against = $5, out_of_date_since = $6,
                             revision = revision + 1
    WHERE article_id = $1 AND language = $2)sql"};

inline constexpr Query<Affected(ArticleId, std::string, std::optional<std::int64_t>, std::optional<Timestamp>)> mark{
    "knowledge.mark", R"sql(
    UPDATE article_texts SET checked_against = $3, out_of_date_since = $4 WHERE article_id = $1 AND language = $2)sql"};

inline constexpr Query<Affected(ArticleId, std::string, std::int64_t, Timestamp, std::optional<StaffId>)> plan{"knowledge.plan",
                                                                                                               R"sql(
    UPDATE article_texts SET planned = $3, publish_at = $4, planned_by = $5, revision = revision + 1
    WHERE article_id = $1 AND language = $2)sql"};
inline constexpr Query<Affected(ArticleId, std::string)> give_up_plan{"knowledge.give_up_plan", R"sql(
    UPDATE article_texts SET planned = NULL, publish_at = NULL, planned_by = NULL, revision = revision + 1
    WHERE article_id = $1 AND language = $2)sql"};

inline constexpr Query<Affected(ArticleId, std::string)> withdraw{"knowledge.withdraw", R"sql(
    UPDATE article_texts SET published = NULL, published_at = NULL, out_of_date_since = NULL, revision = revision + 1
    WHERE article_id = $1 AND language = $2)sql"};

struct Due {
    ArticleId article_id;
    std::string language;
};
BOOST_DESCRIBE_STRUCT(Due, (), (article_id, language))
inline constexpr Query<Many<Due>(Timestamp)> due{"knowledge.due", R"sql(
    SELECT article_id, language FROM article_texts WHERE publish_at <= $1 ORDER BY publish_at, article_id, language LIMIT 100)sql",
                                                 Retry::on_conflict};

inline constexpr Query<One<std::int64_t>()> revision{"knowledge.revision", "SELECT revision FROM article_state",
                                                     Retry::on_conflict};
inline constexpr Query<Affected()> something_changed{"knowledge.something_changed",
                                                     "UPDATE article_state SET revision = revision + 1"};
// Of programs that start at once, one looks whether there is any article.
inline constexpr Query<One<bool>()> first_look{"knowledge.first_look", R"sql(
    SELECT NOT EXISTS (SELECT FROM articles) FROM article_state FOR UPDATE)sql"};

// What is published -------------------------------------------------------------------------------------------------

struct PageRow {
    ArticleId id;
    std::string slug, language, category;
    std::int64_t position;
    std::optional<std::string> flow;
    std::vector<ArticleId> related;
    std::string title, summary;
    std::vector<std::string> keywords;
    std::int64_t version;
    Timestamp first_published_at, published_at, reviewed_at;
    std::optional<Timestamp> out_of_date_since;
};
BOOST_DESCRIBE_STRUCT(PageRow, (),
                      (id, slug, language, category, position, flow, related, title, summary, keywords, version,
                       first_published_at, published_at, reviewed_at, out_of_date_since))
inline constexpr Query<Many<PageRow>()> pages{"knowledge.pages", R"sql(
    SELECT a.id, a.slug, t.language, a.category, a.position, a.flow, a.related, v.title, v.summary, v.keywords, v.version,
           t.first_published_at, t.published_at, greatest(t.published_at, a.reviewed_at) AS reviewed_at, t.out_of_date_since
    FROM article_texts t JOIN articles a ON a.id = t.article_id
    JOIN article_versions v ON v.article_id = t.article_id AND v.language = t.language AND v.version = t.published)sql",
                                              Retry::on_conflict};

struct MarkdownRow {
    ArticleId article_id;
    std::string language;
    std::int64_t version;
    std::string markdown;
};
BOOST_DESCRIBE_STRUCT(MarkdownRow, (), (article_id, language, version, markdown))
inline constexpr Query<Many<MarkdownRow>(std::vector<ArticleId>, std::vector<std::string>, std::vector<std::int64_t>)> markdown{
    "knowledge.markdown", R"sql(
    SELECT v.article_id, v.language, v.version, v.markdown
    FROM unnest($1, $2, $3) AS w (article_id, language, version) JOIN article_versions v USING (article_id, language, version))sql",
    Retry::on_conflict};

struct RedirectRow {
    std::string slug, leads_to;
};
BOOST_DESCRIBE_STRUCT(RedirectRow, (), (slug, leads_to))
inline constexpr Query<Many<RedirectRow>()> redirects{"knowledge.redirects", R"sql(
    SELECT r.slug, a.slug AS leads_to FROM article_redirects r JOIN articles a ON a.id = r.article_id)sql",
                                                      Retry::on_conflict};

// Of articles that people could read and nobody can any more.
inline constexpr Query<Many<std::string>()> withdrawn{"knowledge.withdrawn", R"sql(
    SELECT a.slug FROM articles a JOIN article_texts t ON t.article_id = a.id
    GROUP BY a.id HAVING count(t.first_published_at) > 0 AND count(t.published) = 0)sql",
                                                      Retry::on_conflict};

// Import and export -------------------------------------------------------------------------------------------------

// Holds every article, in one order, so that two imports do not wait for each other.
struct KnownArticle {
    ArticleId id;
    std::string slug, category;
    std::int64_t position;
    std::optional<std::string> flow;
    std::vector<ArticleId> related;
    std::optional<StaffId> owner;
    std::optional<std::string> review_by;
};
BOOST_DESCRIBE_STRUCT(KnownArticle, (), (id, slug, category, position, flow, related, owner, review_by))
inline constexpr Query<Many<KnownArticle>()> hold_all{"knowledge.hold_all", R"sql(
    SELECT id, slug, category, position, flow, related, owner, review_by::text AS review_by FROM articles ORDER BY id FOR UPDATE)sql"};
inline constexpr Query<Many<KnownArticle>()> all{"knowledge.all", R"sql(
    SELECT id, slug, category, position, flow, related, owner, review_by::text AS review_by FROM articles ORDER BY slug)sql",
                                                 Retry::on_conflict};

struct KnownText {
    ArticleId article_id;
    std::string language, title, summary;
    std::vector<std::string> keywords;
    std::string markdown;
};
BOOST_DESCRIBE_STRUCT(KnownText, (), (article_id, language, title, summary, keywords, markdown))
inline constexpr Query<Many<KnownText>(std::vector<ArticleId>)> published_texts{"knowledge.published_texts", R"sql(
    SELECT t.article_id, t.language, v.title, v.summary, v.keywords, v.markdown
    FROM article_texts t
    JOIN article_versions v ON v.article_id = t.article_id AND v.language = t.language AND v.version = t.published
    WHERE t.article_id = ANY ($1))sql",
                                                                                Retry::on_conflict};

// Pictures ----------------------------------------------------------------------------------------------------------

struct PictureRow {
    std::string sha256, media_type;
    std::int64_t bytes;
};
BOOST_DESCRIBE_STRUCT(PictureRow, (), (sha256, media_type, bytes))
inline constexpr Query<Maybe<PictureRow>(PictureId)> picture{
    "knowledge.picture", "SELECT sha256, media_type, bytes FROM article_pictures WHERE id = $1", Retry::on_conflict};

// None: it is there already.
inline constexpr Query<Affected(PictureId, std::string, std::string, std::int64_t, std::int32_t, std::int32_t,
                                std::optional<StaffId>, Timestamp)>
    add_picture{"knowledge.add_picture", R"sql(
    INSERT INTO article_pictures (id, sha256, media_type, bytes, width, height, made_by, made_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (id) DO NOTHING)sql"};

struct PictureSize {
    PictureId id;
    std::int32_t width, height;
};
BOOST_DESCRIBE_STRUCT(PictureSize, (), (id, width, height))
inline constexpr Query<Many<PictureSize>()> picture_sizes{"knowledge.picture_sizes",
                                                          "SELECT id, width, height FROM article_pictures", Retry::on_conflict};

// Feedback ----------------------------------------------------------------------------------------------------------

inline constexpr Query<Affected(std::string)> add_salt{
    "knowledge.add_salt", "INSERT INTO feedback_salts (day) VALUES (CAST($1 AS date)) ON CONFLICT DO NOTHING"};

// $4 the network: only its hash is kept. The last word of a day counts.
inline constexpr Query<Affected(ArticleId, std::string, std::string, std::string, bool, std::optional<NoHelp>,
                                std::optional<std::string>, Timestamp)>
    say{"knowledge.say", R"sql(
    INSERT INTO article_feedback (article_id, language, day, voice, helped, reason, words, said_at)
    SELECT $1, $2, day, sha256(convert_to(salt::text || $4, 'UTF8')), $5, $6, $7, $8 FROM feedback_salts WHERE day = CAST($3 AS date)
    ON CONFLICT (article_id, day, voice) DO UPDATE
    SET language = excluded.language, helped = excluded.helped, reason = excluded.reason, words = excluded.words,
        said_at = excluded.said_at)sql",
        Retry::on_conflict};

struct FeedbackRow {
    ArticleId article;
    std::string slug, language, title;
    std::int64_t helped, not_helped;
};
BOOST_DESCRIBE_STRUCT(FeedbackRow, (), (article, slug, language, title, helped, not_helped))
inline constexpr Query<Many<FeedbackRow>(std::string, std::optional<std::string>)> feedback{"knowledge.feedback", R"sql(
    SELECT a.id AS article, a.slug, f.language, coalesce(max(v.title), '') AS title, count(*) FILTER (WHERE f.helped) AS helped,
           count(*) FILTER (WHERE NOT f.helped) AS not_helped
    FROM article_feedback f JOIN articles a ON a.id = f.article_id
    LEFT JOIN article_texts t ON t.article_id = f.article_id AND t.language = f.language
    LEFT JOIN article_versions v ON v.article_id = t.article_id AND v.language = t.language AND v.version = t.published
    WHERE f.day > CAST($1 AS date) AND ($2 IS NULL OR f.language = $2) GROUP BY a.id, f.language)sql",
                                                                                            Retry::on_conflict};

struct ReasonRow {
    ArticleId article_id;
    std::string language;
    NoHelp reason;
    std::int64_t count;
};
BOOST_DESCRIBE_STRUCT(ReasonRow, (), (article_id, language, reason, count))
inline constexpr Query<Many<ReasonRow>(std::string)> feedback_reasons{"knowledge.feedback_reasons", R"sql(
    SELECT article_id, language, reason, count(*) AS count FROM article_feedback
    WHERE day > CAST($1 AS date) AND NOT helped AND reason IS NOT NULL
    GROUP BY article_id, language, reason ORDER BY count(*) DESC, reason)sql",
                                                                      Retry::on_conflict};

struct CommentRow {
    ArticleId article_id;
    std::string language;
    NoHelp reason;
    std::string words;
    Timestamp said_at;
};
BOOST_DESCRIBE_STRUCT(CommentRow, (), (article_id, language, reason, words, said_at))
inline constexpr Query<Many<CommentRow>(std::string, std::int64_t)> feedback_comments{"knowledge.feedback_comments", R"sql(
    SELECT article_id, language, reason, words, said_at FROM (
        SELECT *, row_number() OVER (PARTITION BY article_id, language ORDER BY said_at DESC) AS place FROM article_feedback
        WHERE day > CAST($1 AS date) AND words IS NOT NULL AND reason IS NOT NULL) newest
    WHERE place <= $2 ORDER BY said_at DESC)sql",
                                                                                      Retry::on_conflict};

inline constexpr Query<Affected(std::string)> forget_feedback{"knowledge.forget_feedback",
                                                              "DELETE FROM article_feedback WHERE day < CAST($1 AS date)"};
inline constexpr Query<Affected(std::string)> forget_salts{"knowledge.forget_salts",
                                                           "DELETE FROM feedback_salts WHERE day < CAST($1 AS date)"};

// Searches ----------------------------------------------------------------------------------------------------------

// $1 days since 1970.
inline constexpr Query<Affected(std::vector<std::int64_t>, std::vector<std::string>, std::vector<std::string>,
                                std::vector<std::int64_t>, std::vector<std::int64_t>, std::vector<std::int64_t>,
                                std::vector<Timestamp>)>
    write_searches{"knowledge.write_searches", R"sql(
    INSERT INTO searches AS s (day, language, query, searches, clicks, found, last_at)
    SELECT DATE '1970-01-01' + n.day::integer, n.language, n.query, n.searches, n.clicks, n.found, n.last_at
    FROM unnest($1, $2, $3, $4, $5, $6, $7) AS n (day, language, query, searches, clicks, found, last_at)
    ON CONFLICT (day, language, query) DO UPDATE
    SET searches = s.searches + excluded.searches, clicks = s.clicks + excluded.clicks,
        found = CASE WHEN excluded.searches > 0 THEN excluded.found ELSE s.found END,
        last_at = greatest(s.last_at, excluded.last_at))sql"};

// $1 since when, $2 language, $3 whether those without an answer are wanted, or those that nobody clicked on.
inline constexpr Query<Many<SearchCount>(Timestamp, std::optional<std::string>, bool, std::int64_t)> searches{
    "knowledge.searches", R"sql(
    SELECT query, language, searches, clicks, found, last_at FROM (
        SELECT query, language, sum(searches)::bigint AS searches, sum(clicks)::bigint AS clicks,
               (array_agg(found ORDER BY last_at DESC))[1] AS found, max(last_at) AS last_at
        FROM searches WHERE last_at > $1 AND ($2 IS NULL OR language = $2) GROUP BY query, language) grouped
    WHERE searches > 0 AND CASE WHEN $3 THEN found = 0 ELSE found > 0 AND clicks = 0 END
    ORDER BY searches DESC, last_at DESC, query LIMIT $4)sql",
    Retry::on_conflict};

// What is old, and what is more than $2 rows: strangers can search for anything.
inline constexpr Query<Affected(Timestamp, std::int64_t)> forget_searches{"knowledge.forget_searches", R"sql(
    DELETE FROM searches WHERE last_at < $1
        OR last_at < (SELECT last_at FROM searches ORDER BY last_at DESC OFFSET $2 LIMIT 1))sql"};

}  // namespace ombud::knowledge::sql
