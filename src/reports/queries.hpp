// Every statement of reports: counting, and reading what was counted.
#pragma once
#include "postgres/query.hpp"
#include "reports/model.hpp"

namespace ombud::reports::sql {

using postgres::Affected;
using postgres::Many;
using postgres::Maybe;
using postgres::One;
using postgres::Query;
using postgres::Retry;

// Counting ----------------------------------------------------------------------------------------------------------------

// Whoever counts does so alone until the transaction ends, so that no two add to the same days in another order.
inline constexpr Query<One<bool>()> count_alone{"reports.count_alone", "SELECT true FROM pg_advisory_xact_lock(7264036)"};

struct ProgressRow {
    std::int64_t edition;
    bool complete;
    Timestamp runs_until;
};
BOOST_DESCRIBE_STRUCT(ProgressRow, (), (edition, complete, runs_until))

inline constexpr Query<One<ProgressRow>()> progress{
    "reports.progress", "SELECT edition, complete, runs_until FROM report_progress", Retry::on_conflict};
inline constexpr Query<Affected(std::int64_t)> is_of_edition{
    "reports.is_of_edition", "UPDATE report_progress SET edition = $1, complete = false, runs_until = '2020-01-01T00:00:00Z'"};
// `$1` of each, a conversation with all its facts: whoever serves may not truncate, and to delete all at once would hold up
// whoever counts.
inline constexpr Query<One<std::int64_t>(std::int64_t)> forget_some{"reports.forget_some", R"sql(
    WITH conversations AS (DELETE FROM report_conversations WHERE ctid = ANY (ARRAY(SELECT ctid FROM report_conversations LIMIT $1)) RETURNING conversation_id),
         facts AS (DELETE FROM report_facts WHERE conversation_id IN (SELECT conversation_id FROM conversations)),
         days AS (DELETE FROM report_days WHERE ctid = ANY (ARRAY(SELECT ctid FROM report_days LIMIT $1)) RETURNING 1),
         guided AS (DELETE FROM report_guided WHERE ctid = ANY (ARRAY(SELECT ctid FROM report_guided LIMIT $1)) RETURNING 1)
    SELECT greatest((SELECT count(*) FROM conversations), (SELECT count(*) FROM days), (SELECT count(*) FROM guided)))sql"};
inline constexpr Query<Affected()> is_complete{"reports.is_complete", "UPDATE report_progress SET complete = true",
                                               Retry::on_conflict};

// Conversations of which nothing was counted, by their ids.
inline constexpr Query<Many<ConversationId>(ConversationId, std::int64_t)> uncounted{"reports.uncounted", R"sql(
    SELECT id FROM conversations c WHERE id > $1 AND last_seq > 0
        AND NOT EXISTS (SELECT FROM report_conversations r WHERE r.conversation_id = c.id) ORDER BY id LIMIT $2)sql",
                                                                                     Retry::on_conflict};

struct CourseRow {
    ConversationId conversation_id;
    std::int64_t seq;
    std::optional<std::string> topic;
    std::string channel, language;
    std::optional<desk::QueueId> queue_id;
    bool resolved, answered;
    std::optional<Timestamp> owed_since, began_at;
    std::int64_t began_seq;
    std::optional<Uuid> agent_id;
    std::optional<std::int64_t> rated_seq;
};
BOOST_DESCRIBE_STRUCT(CourseRow, (),
                      (conversation_id, seq, topic, channel, language, queue_id, resolved, answered, owed_since, began_at,
                       began_seq, agent_id, rated_seq))

inline constexpr Query<Affected(std::vector<ConversationId>, std::vector<std::string>, std::vector<std::string>)> begin_courses{
    "reports.begin_courses", R"sql(
    INSERT INTO report_conversations (conversation_id, seq, channel, language, resolved, answered, began_seq)
    SELECT id, 0, channel, language, false, false, 0 FROM unnest($1::uuid[], $2::text[], $3::text[]) AS given (id, channel, language)
    ON CONFLICT (conversation_id) DO NOTHING)sql"};
inline constexpr Query<Many<CourseRow>(std::vector<ConversationId>)> courses{"reports.courses", R"sql(
    SELECT conversation_id, seq, topic, channel, language, queue_id, resolved, answered, owed_since, began_at, began_seq, agent_id, rated_seq
    FROM report_conversations WHERE conversation_id = ANY ($1))sql"};
inline constexpr Query<Affected(ConversationId, std::int64_t, std::optional<std::string>, std::string, std::string,
                                std::optional<desk::QueueId>, bool, bool, std::optional<Timestamp>, std::optional<Timestamp>,
                                std::int64_t, std::optional<Uuid>, std::optional<std::int64_t>)>
    keep_course{"reports.keep_course", R"sql(
    UPDATE report_conversations SET seq = $2, topic = $3, channel = $4, language = $5, queue_id = $6, resolved = $7, answered = $8,
           owed_since = $9, began_at = $10, began_seq = $11, agent_id = $12, rated_seq = $13
    WHERE conversation_id = $1)sql"};

// A conversation's log as reports read it.
struct LogRow {
    std::int64_t seq;
    desk::EntryKind kind;
    desk::AuthorKind author_kind;
    Uuid author_id;
    std::string status;
    std::optional<std::int64_t> score;
    Timestamp posted_at;
    bool by_program, tied;
    std::optional<Timestamp> waits_since;
};
BOOST_DESCRIBE_STRUCT(LogRow, (), (seq, kind, author_kind, author_id, status, score, posted_at, by_program, tied, waits_since))

inline constexpr Query<Many<LogRow>(ConversationId, std::int64_t, std::int64_t, std::int64_t)> log{"reports.log", R"sql(
    SELECT seq, kind, author_kind, author_id, status, CASE WHEN kind = 'rating' THEN (data ->> 'score')::bigint END AS score, posted_at,
           kind = 'message' AND coalesce(data ? 'by', false) AS by_program, kind = 'link' AND coalesce(data ? 'becomes', false) AS tied,
           CASE WHEN kind = 'link' THEN (data -> 'becomes' ->> 'waits_since')::timestamptz END AS waits_since
    FROM entries WHERE conversation_id = $1 AND seq > $2 AND seq <= $3 ORDER BY seq LIMIT $4)sql",
                                                                                                   Retry::on_conflict};

// What every statement that changes facts adds to their days.
#define OMBUD_ADD_TO_DAYS                                                                                             \
    " INSERT INTO report_days (day, kind, topic, channel, language, queue_id, agent_id, bucket, count, total) "       \
    "SELECT day, kind, topic, channel, language, queue_id, agent_id, bucket, sum(count)::bigint, sum(total)::bigint " \
    "FROM changed GROUP BY day, kind, topic, channel, language, queue_id, agent_id, bucket "                          \
    "ON CONFLICT (day, kind, topic, channel, language, queue_id, agent_id, bucket) DO UPDATE SET "                    \
    "count = report_days.count + excluded.count, total = report_days.total + excluded.total"
#define OMBUD_DAY "(f.at AT TIME ZONE 'UTC')::date AS day, f.kind, "

inline constexpr Query<Affected(std::vector<ConversationId>, std::vector<std::int64_t>, std::vector<FactKind>,
                                std::vector<Timestamp>, std::vector<std::optional<Uuid>>, std::vector<std::int64_t>,
                                std::vector<std::int64_t>)>
    add_facts{
        "reports.add_facts",
        "WITH f AS (INSERT INTO report_facts (conversation_id, seq, kind, at, agent_id, bucket, value) "
        "SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::text[], $4::timestamptz[], $5::uuid[], $6::bigint[], $7::bigint[]) "
        "RETURNING *), changed AS (SELECT " OMBUD_DAY
        "r.topic, r.channel, r.language, r.queue_id, f.agent_id, f.bucket, 1 AS count, f.value AS total "
        "FROM f JOIN report_conversations r ON r.conversation_id = f.conversation_id)" OMBUD_ADD_TO_DAYS};

inline constexpr Query<Affected(std::vector<ConversationId>, std::vector<std::int64_t>)> withdraw_ratings{
    "reports.withdraw_ratings",
    "WITH f AS (DELETE FROM report_facts f USING unnest($1::uuid[], $2::bigint[]) AS given (conversation_id, seq) "
    "WHERE f.conversation_id = given.conversation_id AND f.seq = given.seq AND f.kind = 'rated' RETURNING f.*), "
    "changed AS (SELECT " OMBUD_DAY
    "r.topic, r.channel, r.language, r.queue_id, f.agent_id, f.bucket, -1 AS count, -f.value AS total "
    "FROM f JOIN report_conversations r ON r.conversation_id = f.conversation_id)" OMBUD_ADD_TO_DAYS};

// All of a conversation's facts leave the topic, channel, language and queue that it had, and come under those that it has.
inline constexpr Query<Affected(ConversationId, std::optional<std::string>, std::string, std::string,
                                std::optional<desk::QueueId>)>
    move_facts{"reports.move_facts",
               "WITH place AS (SELECT topic, channel, language, queue_id, -1 AS sign FROM report_conversations WHERE "
               "conversation_id = $1 "
               "UNION ALL SELECT $2::text, $3::text, $4::text, $5::uuid, 1), changed AS (SELECT " OMBUD_DAY
               "p.topic, p.channel, p.language, p.queue_id, f.agent_id, f.bucket, p.sign AS count, p.sign * f.value AS total "
               "FROM report_facts f CROSS JOIN place p WHERE f.conversation_id = $1)" OMBUD_ADD_TO_DAYS};
#undef OMBUD_DAY
#undef OMBUD_ADD_TO_DAYS

inline constexpr Query<Affected(std::vector<ConversationId>, std::vector<std::int64_t>, std::vector<Timestamp>)> close_facts{
    "reports.close_facts", R"sql(
    UPDATE report_facts f SET closed_at = given.at
    FROM unnest($1::uuid[], $2::bigint[], $3::timestamptz[]) AS given (conversation_id, seq, at)
    WHERE f.conversation_id = given.conversation_id AND f.seq = given.seq AND f.kind IN ('opened', 'reopened'))sql"};

// Days on which a guided answer began that has moved since are counted anew.
inline constexpr Query<Affected(Timestamp)> count_runs{"reports.count_runs", R"sql(
    WITH days AS (SELECT DISTINCT (created_at AT TIME ZONE 'UTC')::date AS day FROM diagnosis_runs WHERE moved_at >= $1)
    INSERT INTO report_guided (day, flow, language, begun, ended, solved, handed_over)
    SELECT d.day, r.flow, r.language, count(*), count(*) FILTER (WHERE r.state = 'ended'), count(*) FILTER (WHERE r.solved),
           count(*) FILTER (WHERE r.state = 'handed_over')
    FROM days d JOIN diagnosis_runs r ON r.created_at >= d.day::timestamp AT TIME ZONE 'UTC'
        AND r.created_at < (d.day + 1)::timestamp AT TIME ZONE 'UTC'
    WHERE r.staff_id IS NULL GROUP BY d.day, r.flow, r.language
    ON CONFLICT (day, flow, language) DO UPDATE SET begun = excluded.begun, ended = excluded.ended, solved = excluded.solved,
        handed_over = excluded.handed_over)sql"};
inline constexpr Query<Affected(Timestamp)> runs_counted{"reports.runs_counted", "UPDATE report_progress SET runs_until = $1"};

// Reading -----------------------------------------------------------------------------------------------------------------

// $1 names what rows are told apart by: anything else makes one row of all. Then topic, channel, language, queue, agent, each
// null for any.
#define OMBUD_KEY                                                                                                          \
    "CASE $1 WHEN 'day' THEN day::text WHEN 'topic' THEN topic WHEN 'channel' THEN channel WHEN 'language' THEN language " \
    "WHEN 'queue' THEN queue_id::text WHEN 'agent' THEN agent_id::text END AS key"
#define OMBUD_FILTERS                                                                                                           \
    "($2::text IS NULL OR topic IS NOT DISTINCT FROM nullif($2, 'none')) AND ($3::text IS NULL OR channel = $3) "               \
    "AND ($4::text IS NULL OR language = $4) AND ($5::text IS NULL OR queue_id IS NOT DISTINCT FROM nullif($5, 'none')::uuid) " \
    "AND ($6::text IS NULL OR agent_id IS NOT DISTINCT FROM nullif($6, 'none')::uuid) "

using Filter = std::optional<std::string>;

struct SumRow {
    std::optional<std::string> key;
    FactKind kind;
    std::int64_t count, total;
    std::optional<std::int64_t> middle, most;  // steps
    std::optional<json::value> scores;         // how many of each, of ratings
};
BOOST_DESCRIBE_STRUCT(SumRow, (), (key, kind, count, total, middle, most, scores))

inline constexpr Query<Many<SumRow>(std::string, Filter, Filter, Filter, Filter, Filter, std::string, std::string)> sums{
    "reports.sums",
    "WITH counted AS (SELECT " OMBUD_KEY
    ", kind, bucket, sum(count) AS n, sum(total) AS total FROM report_days "
    "WHERE day BETWEEN $7::date AND $8::date AND " OMBUD_FILTERS
    "GROUP BY 1, 2, 3 HAVING sum(count) <> 0), "
    "ranked AS (SELECT *, sum(n) FILTER (WHERE bucket >= 0) OVER (PARTITION BY key, kind ORDER BY bucket) AS upto, "
    "sum(n) FILTER (WHERE bucket >= 0) OVER (PARTITION BY key, kind) AS timed FROM counted) "
    "SELECT key, kind, sum(n)::bigint AS count, sum(total)::bigint AS total, "
    "min(bucket) FILTER (WHERE bucket >= 0 AND upto * 2 >= timed) AS middle, "
    "min(bucket) FILTER (WHERE bucket >= 0 AND upto * 10 >= timed * 9) AS most, "
    "jsonb_object_agg(bucket, n) FILTER (WHERE kind = 'rated') AS scores "
    "FROM ranked GROUP BY key, kind ORDER BY key, kind",
    Retry::on_conflict};

struct OpenRow {
    std::optional<std::string> key;
    std::int64_t count;
};
BOOST_DESCRIBE_STRUCT(OpenRow, (), (key, count))

// What was open when day $7 began.
inline constexpr Query<Many<OpenRow>(std::string, Filter, Filter, Filter, Filter, Filter, std::string)> open_before{
    "reports.open_before",
    "SELECT " OMBUD_KEY
    ", sum(CASE kind WHEN 'resolved' THEN -count ELSE count END)::bigint AS count FROM report_days "
    "WHERE kind IN ('opened', 'reopened', 'resolved') AND day < $7::date AND " OMBUD_FILTERS "GROUP BY 1",
    Retry::on_conflict};
#undef OMBUD_KEY

// Of kind $1, between $7 and $8; what opens something only if it was open at $9. $10: of this score. From ($11, $12, $13)
// down.
inline constexpr Query<Many<FactRow>(FactKind, Filter, Filter, Filter, Filter, Filter, Timestamp, Timestamp, Timestamp,
                                     std::optional<std::int64_t>, Timestamp, ConversationId, std::int64_t, std::int64_t)>
    facts{"reports.facts",
          "SELECT f.conversation_id, f.seq, c.reference, c.status, r.channel, r.language, r.topic, s.public_name AS agent_name, "
          "f.at, "
          "f.value FROM report_facts f JOIN report_conversations r ON r.conversation_id = f.conversation_id "
          "JOIN conversations c ON c.id = f.conversation_id LEFT JOIN staff s ON s.id = f.agent_id "
          "WHERE f.kind = $1 AND f.at >= $7 AND f.at < $8 AND coalesce(f.closed_at >= $9, true) "
          "AND ($10::bigint IS NULL OR f.bucket = $10) AND (f.at, f.conversation_id, f.seq) < ($11, $12, $13) "
          "AND ($2::text IS NULL OR r.topic IS NOT DISTINCT FROM nullif($2, 'none')) AND ($3::text IS NULL OR r.channel = $3) "
          "AND ($4::text IS NULL OR r.language = $4) "
          "AND ($5::text IS NULL OR r.queue_id IS NOT DISTINCT FROM nullif($5, 'none')::uuid) "
          "AND ($6::text IS NULL OR f.agent_id IS NOT DISTINCT FROM nullif($6, 'none')::uuid) "
          "ORDER BY f.at DESC, f.conversation_id DESC, f.seq DESC LIMIT $14",
          Retry::on_conflict};
#undef OMBUD_FILTERS

struct NameRow {
    std::string key, name_en, name_zh;
};
BOOST_DESCRIBE_STRUCT(NameRow, (), (key, name_en, name_zh))

inline constexpr Query<Many<NameRow>()> queue_names{
    "reports.queue_names", "SELECT id::text AS key, name_en, name_zh FROM queues ORDER BY position", Retry::on_conflict};
inline constexpr Query<Many<NameRow>()> agent_names{
    "reports.agent_names", "SELECT id::text AS key, public_name AS name_en, public_name AS name_zh FROM staff",
    Retry::on_conflict};

// $1: day, flow, or anything else for all.
inline constexpr Query<Many<GuidedFigures>(std::string, Filter, std::string, std::string)> guided{"reports.guided", R"sql(
    SELECT CASE $1 WHEN 'day' THEN day::text WHEN 'flow' THEN flow ELSE '' END AS key, sum(begun)::bigint AS begun, sum(ended)::bigint AS ended,
           sum(solved)::bigint AS solved, sum(handed_over)::bigint AS handed_over
    FROM report_guided WHERE day BETWEEN $3::date AND $4::date AND ($2::text IS NULL OR language = $2) GROUP BY 1 ORDER BY 1)sql",
                                                                                                  Retry::on_conflict};

// This moment -------------------------------------------------------------------------------------------------------------

struct LatelyRow {
    std::int64_t opened, answered, resolved, agents, overdue;
};
BOOST_DESCRIBE_STRUCT(LatelyRow, (), (opened, answered, resolved, agents, overdue))

// Since $1; agents who had the desk open since $2; what is overdue of those that are active.
inline constexpr Query<One<LatelyRow>(Timestamp, Timestamp, std::vector<ConversationId>)> lately{"reports.lately", R"sql(
    SELECT (SELECT count(*) FROM report_facts WHERE kind = 'opened' AND at > $1) AS opened,
           (SELECT count(*) FROM report_facts WHERE kind = 'answer' AND at > $1) AS answered,
           (SELECT count(*) FROM report_facts WHERE kind = 'resolved' AND at > $1) AS resolved,
           (SELECT count(*) FROM staff_routing WHERE seen_at > $2) AS agents,
           (SELECT count(*) FROM service_states WHERE conversation_id = ANY ($3) AND next_state = 'breached') AS overdue)sql",
                                                                                                 Retry::on_conflict};

}  // namespace ombud::reports::sql
