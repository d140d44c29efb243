// Every query on calendars, policies and clocks.
#pragma once
#include "postgres/query.hpp"
#include "service_levels/model.hpp"

namespace ombud::service_levels::sql {

using postgres::Affected;
using postgres::Many;
using postgres::Maybe;
using postgres::One;
using postgres::Query;
using postgres::Retry;

// Calendars and policies ------------------------------------------------------------------------------------------------

struct CalendarRow {
    CalendarId id;
    std::string name_en, name_zh, zone;
    json::value hours, holidays;
    Timestamp changed_at;
};
BOOST_DESCRIBE_STRUCT(CalendarRow, (), (id, name_en, name_zh, zone, hours, holidays, changed_at))

struct PolicyRow {
    PolicyId id;
    std::int64_t position;
    std::string name_en, name_zh;
    CalendarId calendar_id;
    json::value conditions, targets, by_priority;
    std::int64_t warn_percent;
    std::optional<std::int64_t> warn_left;
    Timestamp changed_at;
};
BOOST_DESCRIBE_STRUCT(PolicyRow, (),
                      (id, position, name_en, name_zh, calendar_id, conditions, targets, by_priority, warn_percent, warn_left,
                       changed_at))

inline constexpr Query<One<std::int64_t>()> revision{"service_levels.revision", "SELECT revision FROM service_revision",
                                                     Retry::on_conflict};
inline constexpr Query<Affected()> raise_revision{"service_levels.raise_revision",
                                                  "UPDATE service_revision SET revision = revision + 1"};
// Once for each edition of the rules of the zones in use.
inline constexpr Query<Affected(std::string)> counts_by_zones{
    "service_levels.counts_by_zones", "UPDATE service_revision SET zones = $1, revision = revision + 1 WHERE zones <> $1",
    Retry::on_conflict};

inline constexpr Query<Many<CalendarRow>()> calendars{
    "service_levels.calendars",
    "SELECT id, name_en, name_zh, zone, hours, holidays, changed_at FROM calendars ORDER BY name_en, id", Retry::on_conflict};
inline constexpr Query<Many<PolicyRow>()> policies{"service_levels.policies", R"sql(
    SELECT id, position, name_en, name_zh, calendar_id, conditions, targets, by_priority, warn_percent, warn_left, changed_at
    FROM service_policies ORDER BY position, id)sql",
                                                   Retry::on_conflict};

// Zones -------------------------------------------------------------------------------------------------------------------

inline constexpr Query<One<bool>(std::string)> is_zone{"service_levels.is_zone", R"sql(
    SELECT $1 !~ '^(posix|right)/' AND $1 NOT IN ('localtime', 'posixrules', 'Factory')
           AND EXISTS (SELECT FROM pg_timezone_names WHERE name = $1))sql",
                                                       Retry::on_conflict};

struct ZoneChangeRow {
    Timestamp since;
    std::int64_t offset_seconds;
};
BOOST_DESCRIBE_STRUCT(ZoneChangeRow, (), (since, offset_seconds))

// When its clocks are changed, to the minute, and the offset from UTC from then on: by days, then hours, then minutes.
inline constexpr Query<Many<ZoneChangeRow>(std::string)> zone_changes{"service_levels.zone_changes", R"sql(
    WITH day AS (
        SELECT t, (t AT TIME ZONE $1) - (t AT TIME ZONE 'UTC') AS far
        FROM generate_series('2020-01-01T00:00:00Z'::timestamptz, '2060-01-01T00:00:00Z', interval '1 day') t
    ), near_day AS (SELECT t, lag(t) OVER (ORDER BY t) AS before, far <> lag(far) OVER (ORDER BY t) AS changed FROM day
    ), hour AS (
        SELECT h AS t, (h AT TIME ZONE $1) - (h AT TIME ZONE 'UTC') AS far
        FROM near_day d CROSS JOIN LATERAL generate_series(d.before, d.t, interval '1 hour') AS each (h) WHERE d.changed
    ), near_hour AS (SELECT t, lag(t) OVER (ORDER BY t) AS before, far <> lag(far) OVER (ORDER BY t) AS changed FROM hour
    ), minute AS (
        SELECT m AS t, (m AT TIME ZONE $1) - (m AT TIME ZONE 'UTC') AS far
        FROM near_hour h CROSS JOIN LATERAL generate_series(h.before, h.t, interval '1 minute') AS each (m)
        WHERE h.changed AND h.t - h.before <= interval '1 hour'
    ), near_minute AS (SELECT t, far, lag(t) OVER (ORDER BY t) AS before, far <> lag(far) OVER (ORDER BY t) AS changed FROM minute)
    SELECT t AS since, extract(epoch FROM far)::bigint AS offset_seconds FROM day WHERE t = '2020-01-01T00:00:00Z'
    UNION ALL
    SELECT t, extract(epoch FROM far)::bigint FROM near_minute WHERE changed AND t - before <= interval '1 minute'
    ORDER BY since)sql",
                                                                      Retry::on_conflict};

// One change at a time, so that what is counted in a transaction still holds when it ends.
inline constexpr Query<One<std::int64_t>()> change_alone{"service_levels.change_alone",
                                                         "SELECT revision FROM service_revision FOR UPDATE"};
inline constexpr Query<One<std::int64_t>()> count_calendars{"service_levels.count_calendars", "SELECT count(*) FROM calendars"};
inline constexpr Query<One<std::int64_t>()> count_policies{"service_levels.count_policies",
                                                           "SELECT count(*) FROM service_policies"};
inline constexpr Query<One<bool>(CalendarId)> is_calendar{"service_levels.is_calendar",
                                                          "SELECT EXISTS (SELECT FROM calendars WHERE id = $1)"};
inline constexpr Query<Affected(CalendarId, std::string, std::string, std::string, json::value, json::value, Timestamp)>
    add_calendar{"service_levels.add_calendar", R"sql(
    INSERT INTO calendars (id, name_en, name_zh, zone, hours, holidays, changed_at) VALUES ($1, $2, $3, $4, $5, $6, $7))sql"};
inline constexpr Query<Affected(CalendarId, std::string, std::string, std::string, json::value, json::value, Timestamp)>
    change_calendar{"service_levels.change_calendar", R"sql(
    UPDATE calendars SET name_en = $2, name_zh = $3, zone = $4, hours = $5, holidays = $6, changed_at = $7 WHERE id = $1)sql"};
inline constexpr Query<One<bool>(CalendarId)> calendar_in_use{
    "service_levels.calendar_in_use", "SELECT EXISTS (SELECT FROM service_policies WHERE calendar_id = $1)"};
inline constexpr Query<Affected(CalendarId)> remove_calendar{"service_levels.remove_calendar",
                                                             "DELETE FROM calendars WHERE id = $1"};

// Last of all.
inline constexpr Query<One<std::int64_t>(PolicyId, std::string, std::string, CalendarId, json::value, json::value, json::value,
                                         std::int64_t, std::optional<std::int64_t>, Timestamp)>
    add_policy{"service_levels.add_policy", R"sql(
    INSERT INTO service_policies (id, position, name_en, name_zh, calendar_id, conditions, targets, by_priority, warn_percent, warn_left,
                                  changed_at)
    SELECT $1, coalesce(max(position), 0) + 1, $2, $3, $4, $5, $6, $7, $8, $9, $10 FROM service_policies RETURNING position)sql"};
inline constexpr Query<Maybe<std::int64_t>(PolicyId, std::string, std::string, CalendarId, json::value, json::value, json::value,
                                           std::int64_t, std::optional<std::int64_t>, Timestamp)>
    change_policy{"service_levels.change_policy", R"sql(
    UPDATE service_policies SET name_en = $2, name_zh = $3, calendar_id = $4, conditions = $5, targets = $6, by_priority = $7,
           warn_percent = $8, warn_left = $9, changed_at = $10
    WHERE id = $1 RETURNING position)sql"};
inline constexpr Query<Affected(PolicyId)> remove_policy{"service_levels.remove_policy",
                                                         "DELETE FROM service_policies WHERE id = $1"};
// How many of them there are.
inline constexpr Query<Affected(std::vector<PolicyId>)> order_policies{"service_levels.order_policies", R"sql(
    UPDATE service_policies p SET position = given.place
    FROM unnest($1::uuid[]) WITH ORDINALITY AS given (id, place) WHERE p.id = given.id)sql"};

// Clocks ------------------------------------------------------------------------------------------------------------------

struct StateRow {
    ConversationId conversation_id;
    std::int64_t seq, revision;
    std::optional<PolicyId> policy_id;
    std::string calendar;
    std::string status;
    bool snoozed, held, answered, owed;
    std::optional<Timestamp> next_due_at;
    std::optional<std::string> next_state;
};
BOOST_DESCRIBE_STRUCT(StateRow, (),
                      (conversation_id, seq, revision, policy_id, calendar, status, snoozed, held, answered, owed, next_due_at,
                       next_state))

struct ClockRow {
    ConversationId conversation_id;
    ClockKind kind;
    std::int64_t started_seq;
    Timestamp started_at;
    std::int64_t elapsed;
    std::optional<Timestamp> running_since, ended_at;
    std::optional<std::int64_t> target;
    std::optional<Timestamp> due_at, warn_at, warned_at, breached_at;
    bool told;
};
BOOST_DESCRIBE_STRUCT(ClockRow, (),
                      (conversation_id, kind, started_seq, started_at, elapsed, running_since, ended_at, target, due_at, warn_at,
                       warned_at, breached_at, told))

// Conversations of which nothing was counted yet get an empty count.
inline constexpr Query<Affected(std::vector<ConversationId>)> begin_states{"service_levels.begin_states", R"sql(
    INSERT INTO service_states (conversation_id, seq, revision, calendar, status, snoozed, held, answered, owed)
    SELECT id, 0, 0, '', 'new', false, false, false, false FROM unnest($1::uuid[]) AS given (id)
    ON CONFLICT (conversation_id) DO NOTHING)sql"};
// Ours until the transaction ends.
inline constexpr Query<Many<StateRow>(std::vector<ConversationId>)> hold_states{"service_levels.hold_states", R"sql(
    SELECT conversation_id, seq, revision, policy_id, calendar, status, snoozed, held, answered, owed, next_due_at, next_state
    FROM service_states WHERE conversation_id = ANY ($1) ORDER BY conversation_id FOR UPDATE)sql"};
inline constexpr Query<Many<ClockRow>(std::vector<ConversationId>)> live_clocks{"service_levels.live_clocks", R"sql(
    SELECT conversation_id, kind, started_seq, started_at, elapsed, running_since, ended_at, target, due_at, warn_at, warned_at,
           breached_at, told
    FROM service_clocks WHERE conversation_id = ANY ($1) AND live)sql",
                                                                                Retry::on_conflict};
inline constexpr Query<Maybe<StateRow>(ConversationId)> state{"service_levels.state", R"sql(
    SELECT conversation_id, seq, revision, policy_id, calendar, status, snoozed, held, answered, owed, next_due_at, next_state
    FROM service_states WHERE conversation_id = $1)sql",
                                                              Retry::on_conflict};

inline constexpr Query<Affected(ConversationId, std::int64_t, std::int64_t, std::optional<PolicyId>, std::string, std::string,
                                bool, bool, bool, bool, std::optional<Timestamp>, std::optional<std::string>,
                                std::optional<Timestamp>, std::optional<std::string>)>
    keep_state{"service_levels.keep_state", R"sql(
    UPDATE service_states SET seq = $2, revision = $3, policy_id = $4, calendar = $5, status = $6, snoozed = $7, held = $8,
           answered = $9, owed = $10, look_at = $11, next_kind = $12, next_due_at = $13, next_state = $14
    WHERE conversation_id = $1)sql"};

// In the order in which they are given: the past ones first.
inline constexpr Query<Affected(std::vector<ConversationId>, std::vector<ClockKind>, std::vector<std::int64_t>, std::vector<bool>,
                                std::vector<Timestamp>, std::vector<std::int64_t>, std::vector<std::optional<Timestamp>>,
                                std::vector<std::optional<Timestamp>>, std::vector<std::optional<std::int64_t>>,
                                std::vector<std::optional<Timestamp>>, std::vector<std::optional<Timestamp>>,
                                std::vector<std::optional<Timestamp>>, std::vector<std::optional<Timestamp>>, std::vector<bool>)>
    keep_clocks{"service_levels.keep_clocks", R"sql(
    INSERT INTO service_clocks (conversation_id, kind, started_seq, live, started_at, elapsed, running_since, ended_at, target, due_at,
                                warn_at, warned_at, breached_at, told)
    SELECT conversation_id, kind, started_seq, live, started_at, elapsed, running_since, ended_at, target, due_at, warn_at, warned_at,
           breached_at, told
    FROM unnest($1::uuid[], $2::text[], $3::bigint[], $4::boolean[], $5::timestamptz[], $6::bigint[], $7::timestamptz[],
                $8::timestamptz[], $9::bigint[], $10::timestamptz[], $11::timestamptz[], $12::timestamptz[], $13::timestamptz[],
                $14::boolean[]) WITH ORDINALITY
        AS given (conversation_id, kind, started_seq, live, started_at, elapsed, running_since, ended_at, target, due_at, warn_at,
                  warned_at, breached_at, told, place)
    ORDER BY place
    ON CONFLICT (conversation_id, kind, started_seq) DO UPDATE SET
        live = excluded.live, started_at = excluded.started_at, elapsed = excluded.elapsed, running_since = excluded.running_since, ended_at = excluded.ended_at,
        target = excluded.target, due_at = excluded.due_at, warn_at = excluded.warn_at, warned_at = excluded.warned_at,
        breached_at = excluded.breached_at, told = excluded.told)sql"};

// Conversations of which a clock has something to tell. Only those whose whole log has been counted: an answer may stand in what
// has not.
inline constexpr Query<Many<ConversationId>(Timestamp, std::int64_t)> to_look_at{"service_levels.to_look_at", R"sql(
    SELECT s.conversation_id FROM service_states s JOIN conversations c ON c.id = s.conversation_id AND c.last_seq = s.seq
    WHERE s.look_at <= $1 ORDER BY s.look_at, s.conversation_id LIMIT $2)sql",
                                                                                 Retry::on_conflict};
inline constexpr Query<Maybe<std::int64_t>(ConversationId)> last_seq{"service_levels.last_seq",
                                                                     "SELECT last_seq FROM conversations WHERE id = $1"};
// What could not be told is tried again later, so that it keeps nobody else waiting.
inline constexpr Query<Affected(ConversationId, Timestamp)> look_later{
    "service_levels.look_later", "UPDATE service_states SET look_at = $2 WHERE conversation_id = $1", Retry::on_conflict};

// Of these, what was counted under other settings, or never.
inline constexpr Query<Many<ConversationId>(std::vector<ConversationId>, std::int64_t)> out_of_date{"service_levels.out_of_date",
                                                                                                    R"sql(
    SELECT given.id FROM unnest($1::uuid[]) AS given (id) LEFT JOIN service_states s ON s.conversation_id = given.id
    WHERE s.revision IS DISTINCT FROM $2)sql",
                                                                                                    Retry::on_conflict};

// A conversation's log as clocks read it.
struct LogRow {
    std::int64_t seq;
    desk::EntryKind kind;
    desk::AuthorKind author_kind;
    bool internal;
    std::string status;
    std::optional<json::value> data;
    Timestamp posted_at;
};
BOOST_DESCRIBE_STRUCT(LogRow, (), (seq, kind, author_kind, internal, status, data, posted_at))

inline constexpr Query<Many<LogRow>(ConversationId, std::int64_t, std::int64_t, std::int64_t)> log{"service_levels.log", R"sql(
    SELECT seq, kind, author_kind, internal, status, CASE WHEN kind IN ('handling', 'note', 'link') THEN data END AS data, posted_at
    FROM entries WHERE conversation_id = $1 AND seq > $2 AND seq <= $3 ORDER BY seq LIMIT $4)sql",
                                                                                                   Retry::on_conflict};

}  // namespace ombud::service_levels::sql
