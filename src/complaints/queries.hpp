// Every statement on complaints, their steps, the register and the terms.
#pragma once
#include "complaints/model.hpp"
#include "postgres/query.hpp"

namespace ombud::complaints::sql {

using postgres::Affected;
using postgres::Bytes;
using postgres::Many;
using postgres::Maybe;
using postgres::One;
using postgres::Query;
using postgres::Retry;

// The terms ------------------------------------------------------------------------------------------------------------------

inline constexpr Query<One<Terms>()> terms{
    "complaints.terms", "SELECT zone, contact_en, contact_zh, remedies_en, remedies_zh, revision FROM complaint_terms",
    Retry::on_conflict};

inline constexpr Query<One<bool>(std::string)> is_zone{
    "complaints.is_zone", "SELECT EXISTS (SELECT FROM pg_timezone_names WHERE name = $1)", Retry::on_conflict};

// None: somebody changed them meanwhile.
inline constexpr Query<Maybe<Terms>(std::string, std::string, std::string, std::string, std::string, std::int64_t)> set_terms{
    "complaints.set_terms", R"sql(
    UPDATE complaint_terms SET zone = $1, contact_en = $2, contact_zh = $3, remedies_en = $4, remedies_zh = $5,
           revision = revision + 1 WHERE revision = $6
    RETURNING zone, contact_en, contact_zh, remedies_en, remedies_zh, revision)sql"};

// Registering ----------------------------------------------------------------------------------------------------------------

// The day of receipt, and when two months from it are over: the same day of the month or the month's last (31 December, 28
// February), and all of that day.
struct LimitRow {
    std::int64_t year;
    std::string received_on, limit_on;
    Timestamp limit_at;
};
BOOST_DESCRIBE_STRUCT(LimitRow, (), (year, received_on, limit_on, limit_at))

inline constexpr Query<One<LimitRow>(Timestamp, std::int64_t)> limit{"complaints.limit", R"sql(
    SELECT extract(year FROM l.day)::bigint AS year, l.day::text AS received_on, l.last::text AS limit_on,
           (l.last + 1)::timestamp AT TIME ZONE t.zone AS limit_at
    FROM complaint_terms t,
         LATERAL (SELECT ($1 AT TIME ZONE t.zone)::date AS day,
                         (($1 AT TIME ZONE t.zone)::date + make_interval(months => $2::integer))::date AS last) l)sql",
                                                                     Retry::on_conflict};

// The end of a day of the calendar; none for what is no day.
inline constexpr Query<One<Timestamp>(std::string)> end_of_day{
    "complaints.end_of_day", "SELECT ($1::date + 1)::timestamp AT TIME ZONE zone FROM complaint_terms", Retry::on_conflict};

struct ConversationRow {
    CustomerId customer_id;
    Timestamp created_at;
    std::optional<Timestamp> came_at;  // the entry that was asked for, when its customer wrote it
};
BOOST_DESCRIBE_STRUCT(ConversationRow, (), (customer_id, created_at, came_at))

inline constexpr Query<Maybe<ConversationRow>(ConversationId, std::optional<std::int64_t>)> conversation{
    "complaints.conversation", R"sql(
    SELECT c.customer_id, c.created_at, e.posted_at AS came_at FROM conversations c
    LEFT JOIN entries e ON e.conversation_id = c.id AND e.seq = $2 AND e.author_kind = 'customer' WHERE c.id = $1)sql",
    Retry::on_conflict};

inline constexpr Query<One<bool>(ConversationId)> is_merged{
    "complaints.is_merged", "SELECT merged_into IS NOT NULL FROM conversations WHERE id = $1", Retry::on_conflict};

struct FileRow {
    AttachmentId id;
    std::optional<Bytes> name;  // sealed
};
BOOST_DESCRIBE_STRUCT(FileRow, (), (id, name))

// Which of these files are the conversation's.
inline constexpr Query<Many<FileRow>(ConversationId, std::vector<AttachmentId>)> files{
    "complaints.files", "SELECT id, name FROM attachments WHERE conversation_id = $1 AND id = ANY ($2)", Retry::on_conflict};

// The entry by which a part of a letter went out, whoever posted it.
inline constexpr Query<Maybe<std::int64_t>(ConversationId, std::string)> posted{
    "complaints.posted", "SELECT seq FROM entries WHERE conversation_id = $1 AND client_id = $2 AND author_kind = 'agent'",
    Retry::on_conflict};

// Until the transaction ends nobody else has a number of that year.
inline constexpr Query<One<std::int64_t>(std::int64_t)> next_number{"complaints.next_number", R"sql(
    INSERT INTO complaint_years (year, last) VALUES ($1, 1)
    ON CONFLICT (year) DO UPDATE SET last = complaint_years.last + 1 RETURNING last)sql"};

// None: the conversation is a complaint already.
inline constexpr Query<Affected(ComplaintId, ConversationId, std::int64_t, std::int64_t, Timestamp, Timestamp, bool, std::string,
                                Service, Topic, std::string, std::string, Timestamp, Bytes)>
    add{"complaints.add", R"sql(
    INSERT INTO complaints (id, conversation_id, year, number, received_at, registered_at, by_form, language, service, topic,
                            received_on, limit_on, due_on, due_at, details)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11::date, $12::date, $12::date, $13, $14))sql"};

// One complaint --------------------------------------------------------------------------------------------------------------

struct Row {
    ComplaintId id;
    ConversationId conversation_id;
    std::int64_t year, number;
    Timestamp received_at, registered_at;
    bool by_form;
    std::string language;
    Service service;
    Topic topic;
    Stage stage;
    std::optional<Outcome> outcome;
    std::string received_on, limit_on, due_on;
    Timestamp due_at;
    std::optional<Timestamp> acknowledged_at, decided_at, investigated_at, answered_at, closed_at;
    Bytes details;
    std::optional<Bytes> points;
    std::optional<StaffId> points_by;
    std::int64_t revision;
};
BOOST_DESCRIBE_STRUCT(Row, (),
                      (id, conversation_id, year, number, received_at, registered_at, by_form, language, service, topic, stage,
                       outcome, received_on, limit_on, due_on, due_at, acknowledged_at, decided_at, investigated_at, answered_at,
                       closed_at, details, points, points_by, revision))

#define OMBUD_COMPLAINT                                                                                                  \
    "id, conversation_id, year, number, received_at, registered_at, by_form, language, service, topic, stage, outcome, " \
    "received_on::text AS received_on, limit_on::text AS limit_on, due_on::text AS due_on, due_at, acknowledged_at, "    \
    "decided_at, investigated_at, answered_at, closed_at, details, points, points_by, revision FROM complaints "

inline constexpr Query<Maybe<Row>(ConversationId)> of_conversation{
    "complaints.of_conversation", "SELECT " OMBUD_COMPLAINT "WHERE conversation_id = $1", Retry::on_conflict};

// Nobody else changes it until the transaction ends.
inline constexpr Query<Maybe<Row>(ConversationId)> hold{"complaints.hold",
                                                        "SELECT " OMBUD_COMPLAINT "WHERE conversation_id = $1 FOR UPDATE"};

// What a step leaves it as.
inline constexpr Query<Affected(ComplaintId, std::string, Service, Topic, Stage, std::optional<Outcome>, std::string, Timestamp,
                                std::optional<Timestamp>, std::optional<Timestamp>, std::optional<Timestamp>,
                                std::optional<Timestamp>, std::optional<Timestamp>, Bytes, std::optional<Bytes>,
                                std::optional<StaffId>)>
    keep{"complaints.keep", R"sql(
    UPDATE complaints SET language = $2, service = $3, topic = $4, stage = $5, outcome = $6, due_on = $7::date, due_at = $8,
           acknowledged_at = $9, decided_at = $10, investigated_at = $11, answered_at = $12, closed_at = $13, details = $14,
           points = $15, points_by = $16, revision = revision + 1 WHERE id = $1)sql"};

// Its steps ------------------------------------------------------------------------------------------------------------------

struct StepRow {
    std::int64_t seq;
    StepKind kind;
    Timestamp at;
    std::optional<StaffId> staff_id;
    std::optional<std::string> staff_name;
    json::value data;
    std::optional<Bytes> words, letter;
    std::optional<std::int64_t> letter_seq;
};
BOOST_DESCRIBE_STRUCT(StepRow, (), (seq, kind, at, staff_id, staff_name, data, words, letter, letter_seq))

#define OMBUD_STEP                                                                                                  \
    "SELECT p.seq, p.kind, p.at, p.staff_id, s.public_name AS staff_name, p.data, p.words, p.letter, p.letter_seq " \
    "FROM complaint_steps p LEFT JOIN staff s ON s.id = p.staff_id "

inline constexpr Query<Many<StepRow>(ComplaintId)> steps{
    "complaints.steps", OMBUD_STEP "WHERE p.complaint_id = $1 ORDER BY p.seq", Retry::on_conflict};

inline constexpr Query<Maybe<StepRow>(ComplaintId, std::string)> step_made{
    "complaints.step_made", OMBUD_STEP "WHERE p.complaint_id = $1 AND p.client_id = $2", Retry::on_conflict};

inline constexpr Query<Maybe<StepRow>(ComplaintId, std::int64_t)> step{
    "complaints.step", OMBUD_STEP "WHERE p.complaint_id = $1 AND p.seq = $2", Retry::on_conflict};

inline constexpr Query<One<std::int64_t>(ComplaintId, StepKind, Timestamp, std::optional<StaffId>, std::string, json::value,
                                         std::optional<Bytes>, std::optional<Bytes>)>
    add_step{"complaints.add_step", R"sql(
    INSERT INTO complaint_steps (complaint_id, seq, kind, at, staff_id, client_id, data, words, letter)
    SELECT $1, coalesce(max(seq), 0) + 1, $2, $3, $4, $5, $6, $7, $8 FROM complaint_steps WHERE complaint_id = $1
    RETURNING seq)sql"};

struct HandRow {
    StaffId staff_id;
    bool wrote;  // points
};
BOOST_DESCRIBE_STRUCT(HandRow, (), (staff_id, wrote))

// Of staff, the first one first.
inline constexpr Query<Many<HandRow>(ComplaintId)> hands{"complaints.hands", R"sql(
    SELECT staff_id, bool_or(kind = 'points') AS wrote FROM complaint_steps
    WHERE complaint_id = $1 AND staff_id IS NOT NULL GROUP BY staff_id ORDER BY min(seq))sql"};

inline constexpr Query<Affected(ComplaintId, std::int64_t, std::int64_t)> letter_went{"complaints.letter_went", R"sql(
    UPDATE complaint_steps SET letter_seq = $3 WHERE complaint_id = $1 AND seq = $2 AND letter_seq IS NULL)sql"};

// Warnings -------------------------------------------------------------------------------------------------------------------

struct WarningRow {
    ConversationId conversation_id;
    ComplaintId id;
    std::int64_t year, number;
    std::string event;  // unacknowledged, due_soon, late
    std::string due_on;
};
BOOST_DESCRIBE_STRUCT(WarningRow, (), (conversation_id, id, year, number, event, due_on))

// `$1` now, `$2` what came before it should be acknowledged, `$3` what is due before it is due soon.
inline constexpr Query<Many<WarningRow>(Timestamp, Timestamp, Timestamp, std::int64_t)> to_warn{"complaints.to_warn", R"sql(
    SELECT c.conversation_id, c.id, c.year, c.number, w.event, c.due_on::text AS due_on
    FROM complaints c, LATERAL (VALUES ('unacknowledged', c.stage = 'received' AND c.received_at <= $2),
        ('due_soon', c.due_at <= $3 AND c.due_at > $1), ('late', c.due_at <= $1)) w (event, due)
    WHERE c.answered_at IS NULL AND c.closed_at IS NULL AND c.stage <> 'inadmissible' AND w.due
          AND NOT (w.event || ' ' || c.due_on) = ANY (c.told)
    ORDER BY c.due_at, w.event LIMIT $4)sql",
                                                                                                Retry::on_conflict};

inline constexpr Query<Affected(ComplaintId, std::string)> warned{
    "complaints.warned", "UPDATE complaints SET told = array_append(told, $2) WHERE id = $1 AND NOT $2 = ANY (told)"};

// The register ---------------------------------------------------------------------------------------------------------------

struct ListedRow {
    ConversationId conversation_id;
    std::int64_t year, number;
    std::string language;
    Service service;
    Topic topic;
    Stage stage;
    std::optional<Outcome> outcome;
    Timestamp received_at, due_at;
    std::string received_on, limit_on, due_on;
    std::optional<Timestamp> acknowledged_at, decided_at, answered_at, closed_at;
    Bytes details;
    bool unsent, missed;
};
BOOST_DESCRIBE_STRUCT(ListedRow, (),
                      (conversation_id, year, number, language, service, topic, stage, outcome, received_at, due_at, received_on,
                       limit_on, due_on, acknowledged_at, decided_at, answered_at, closed_at, details, unsent, missed))

// When a complaint had its end, or now; and whether that was later than what its complainant knew, or the later day was told
// after the day that they knew.
#define OMBUD_ENDED(now) \
    "coalesce(c.answered_at, CASE c.outcome WHEN 'inadmissible' THEN c.decided_at WHEN 'withdrawn' THEN c.closed_at END, " now ")"
#define OMBUD_MISSED(now) \
    "(" OMBUD_ENDED(now) " >= c.due_at OR EXISTS (SELECT FROM complaint_steps p WHERE p.complaint_id = c.id AND p.kind = " \
    "'extended' AND (p.data ->> 'late')::boolean))"

// Newest first, after ($4, $5). `$2` a stage or 'open', `$3` 'due_soon' (before `$7`) or 'late', at `$6`.
inline constexpr Query<Many<ListedRow>(std::optional<std::int64_t>, std::optional<std::string>, std::optional<std::string>,
                                       std::optional<std::int64_t>, std::optional<std::int64_t>, Timestamp, Timestamp,
                                       std::int64_t)>
    list{"complaints.list",
         "SELECT c.conversation_id, c.year, c.number, c.language, c.service, c.topic, c.stage, c.outcome, c.received_at, "
         "c.due_at, "
         "c.received_on::text AS received_on, c.limit_on::text AS limit_on, c.due_on::text AS due_on, c.acknowledged_at, "
         "c.decided_at, c.answered_at, c.closed_at, c.details, " OMBUD_MISSED("$6") R"sql( AS missed,
           EXISTS (SELECT FROM complaint_steps p WHERE p.complaint_id = c.id AND p.letter IS NOT NULL AND p.letter_seq IS NULL) AS unsent
    FROM complaints c
    WHERE ($1::bigint IS NULL OR c.year = $1)
      AND ($2::text IS NULL OR c.stage = $2 OR ($2 = 'open' AND c.stage NOT IN ('answered', 'inadmissible', 'closed')))
      AND ($3::text IS NULL OR (c.stage NOT IN ('answered', 'inadmissible', 'closed')
           AND CASE $3 WHEN 'late' THEN c.due_at <= $6 ELSE c.due_at > $6 AND c.due_at <= $7 END))
      AND ($4::bigint IS NULL OR (c.year, c.number) < ($4, $5::bigint))
    ORDER BY c.year DESC, c.number DESC LIMIT $8)sql",
         Retry::on_conflict};

struct StandingRow {
    std::int64_t open, due_soon, late, unacknowledged;
    std::vector<std::int64_t> years;
};
BOOST_DESCRIBE_STRUCT(StandingRow, (), (open, due_soon, late, unacknowledged, years))

inline constexpr Query<One<StandingRow>(Timestamp, Timestamp, Timestamp)> standing{"complaints.standing", R"sql(
    SELECT count(*) FILTER (WHERE o) AS open, count(*) FILTER (WHERE o AND due_at > $1 AND due_at <= $2) AS due_soon,
           count(*) FILTER (WHERE o AND due_at <= $1) AS late,
           count(*) FILTER (WHERE stage = 'received' AND received_at <= $3) AS unacknowledged,
           (SELECT coalesce(array_agg(year ORDER BY year DESC), '{}') FROM complaint_years) AS years
    FROM (SELECT *, stage NOT IN ('answered', 'inadmissible', 'closed') AS o FROM complaints) c)sql",
                                                                                   Retry::on_conflict};

// The report -----------------------------------------------------------------------------------------------------------------

struct FiguresRow {
    std::int64_t received, answered, open, missed, extended, beyond_two_months, acknowledged_late;
};
BOOST_DESCRIBE_STRUCT(FiguresRow, (), (received, answered, open, missed, extended, beyond_two_months, acknowledged_late))

// `$2` now, `$3` how many seconds an acknowledgement may take. When the first limit ended is kept until there is a longer one.
inline constexpr Query<One<FiguresRow>(std::int64_t, Timestamp, std::int64_t)> figures{
    "complaints.figures",
    "SELECT count(*) AS received, count(answered_at) AS answered, "
    "count(*) FILTER (WHERE stage NOT IN ('answered', 'inadmissible', 'closed')) AS open, "
    "count(*) FILTER (WHERE " OMBUD_MISSED("$2") ") AS missed, count(*) FILTER (WHERE due_on > limit_on) AS extended, "
    "count(*) FILTER (WHERE " OMBUD_ENDED("$2") R"sql(
                                  >= CASE WHEN due_on = limit_on THEN due_at
                                     ELSE (limit_on + 1)::timestamp AT TIME ZONE (SELECT zone FROM complaint_terms) END) AS beyond_two_months,
           count(*) FILTER (WHERE coalesce(acknowledged_at, closed_at, $2) > received_at + make_interval(secs => $3)) AS acknowledged_late
    FROM complaints c WHERE year = $1)sql",
    Retry::on_conflict};

struct TimeRow {
    std::string step;
    std::int64_t count;
    std::optional<double> mean_hours;
};
BOOST_DESCRIBE_STRUCT(TimeRow, (), (step, count, mean_hours))

inline constexpr Query<Many<TimeRow>(std::int64_t)> times{"complaints.times", R"sql(
    SELECT o.step, count(s.at) AS count, (avg(extract(epoch FROM s.at - c.received_at)) / 3600)::float8 AS mean_hours
    FROM (VALUES (1, 'acknowledged'), (2, 'decided'), (3, 'investigated'), (4, 'answered'), (5, 'closed')) o (place, step)
    LEFT JOIN complaints c ON c.year = $1
    LEFT JOIN LATERAL (VALUES ('acknowledged', c.acknowledged_at), ('decided', c.decided_at),
        ('investigated', c.investigated_at), ('answered', c.answered_at), ('closed', c.closed_at)) s (step, at) ON s.step = o.step
    GROUP BY o.place, o.step ORDER BY o.place)sql",
                                                          Retry::on_conflict};

struct CountRow {
    std::string of, name;
    std::int64_t count;
};
BOOST_DESCRIBE_STRUCT(CountRow, (), (of, name, count))

inline constexpr Query<Many<CountRow>(std::int64_t)> counts{"complaints.counts", R"sql(
    SELECT w.of, w.name, count(*) AS count FROM complaints c, LATERAL (VALUES ('month', to_char(c.received_on, 'YYYY-MM')),
        ('topic', c.topic), ('service', c.service), ('outcome', c.outcome), ('stage', c.stage), ('language', c.language)) w (of, name)
    WHERE c.year = $1 AND w.name IS NOT NULL
    GROUP BY w.of, w.name ORDER BY w.of, CASE w.of WHEN 'month' THEN 0 ELSE -count(*) END, w.name)sql",
                                                            Retry::on_conflict};

#undef OMBUD_COMPLAINT
#undef OMBUD_STEP
#undef OMBUD_ENDED
#undef OMBUD_MISSED

}  // namespace ombud::complaints::sql
