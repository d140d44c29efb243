// Every statement on queues and on what routing knows of people.
#pragma once
#include "postgres/query.hpp"
#include "routing/model.hpp"

namespace ombud::routing::sql {

using postgres::Affected;
using postgres::Many;
using postgres::Maybe;
using postgres::One;
using postgres::Query;
using postgres::Retry;

struct QueueRow {
    QueueId id;
    std::int32_t position;
    std::string name_en, name_zh;
    json::value conditions;
    bool everybody;
    std::vector<StaffId> members;
    Strategy strategy;
    std::vector<std::string> skills;
    bool is_default;
    std::optional<Timestamp> ended_at;
    Timestamp changed_at;
};
BOOST_DESCRIBE_STRUCT(QueueRow, (),
                      (id, position, name_en, name_zh, conditions, everybody, members, strategy, skills, is_default, ended_at,
                       changed_at))

#define OMBUD_QUEUE_COLUMNS                                                                                                    \
    "id, position, name_en, name_zh, conditions, everybody, members, strategy, skills, is_default, ended_at, changed_at FROM " \
    "queues "

inline constexpr Query<Many<QueueRow>()> queues{
    "routing.queues", "SELECT " OMBUD_QUEUE_COLUMNS "ORDER BY ended_at IS NOT NULL, is_default, position, id",
    Retry::on_conflict};

// The same in that order, for whoever changes them: one after the other.
inline constexpr Query<Many<QueueRow>()> hold_queues{
    "routing.hold_queues", "SELECT " OMBUD_QUEUE_COLUMNS "ORDER BY ended_at IS NOT NULL, is_default, position, id FOR UPDATE"};

inline constexpr Query<Affected(QueueId, std::int32_t, std::string, std::string, json::value, bool, std::vector<StaffId>,
                                Strategy, std::vector<std::string>, std::optional<Timestamp>, Timestamp)>
    keep_queue{"routing.keep_queue", R"sql(
    INSERT INTO queues (id, position, name_en, name_zh, conditions, everybody, members, strategy, skills, is_default, ended_at, changed_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, false, $10, $11)
    ON CONFLICT (id) DO UPDATE SET position = $2, name_en = $3, name_zh = $4, conditions = $5, everybody = $6, members = $7, strategy = $8,
        skills = $9, ended_at = $10, changed_at = $11)sql"};

inline constexpr Query<Affected(QueueId, std::string, std::string, bool, std::vector<StaffId>, Strategy, std::vector<std::string>,
                                Timestamp)>
    keep_default{"routing.keep_default", R"sql(
    UPDATE queues SET name_en = $2, name_zh = $3, everybody = $4, members = $5, strategy = $6, skills = $7, changed_at = $8
    WHERE id = $1 AND is_default)sql"};

// All that go on, in their order.
inline constexpr Query<Affected(std::vector<QueueId>)> order_queues{"routing.order_queues", R"sql(
    UPDATE queues q SET position = o.place FROM unnest($1::uuid[]) WITH ORDINALITY AS o (id, place) WHERE q.id = o.id AND NOT q.is_default)sql"};

inline constexpr Query<Many<StaffId>(std::vector<StaffId>)> staff_among{
    "routing.staff_among", "SELECT id FROM staff WHERE id = ANY ($1)", Retry::on_conflict};

struct WorkerRow {
    StaffId id;
    std::string name;
    std::optional<std::string> language;  // in which they read the desk
    bool is_program, may_reply, active;
    std::optional<std::vector<std::string>> languages;
    std::vector<std::string> skills;
    std::optional<std::int64_t> chat_capacity, email_capacity, form_capacity;
    Availability availability;
    std::optional<Timestamp> seen_at;
    std::int64_t turn;
};
BOOST_DESCRIBE_STRUCT(WorkerRow, (),
                      (id, name, language, is_program, may_reply, active, languages, skills, chat_capacity, email_capacity,
                       form_capacity, availability, seen_at, turn))

inline constexpr Query<Many<WorkerRow>()> workers{"routing.workers", R"sql(
    SELECT s.id, s.public_name AS name, s.language, s.kind = 'program' AS is_program,
           coalesce(o.built_in OR 'reply' = ANY (o.permissions), true) AS may_reply, s.active, r.languages, coalesce(r.skills, '{}') AS skills, r.chat_capacity, r.email_capacity,
           r.form_capacity, coalesce(r.availability, 'online') AS availability, r.seen_at, coalesce(r.turn, 0) AS turn
    FROM staff s LEFT JOIN staff_routing r ON r.staff_id = s.id LEFT JOIN staff_roles o ON o.key = s.role ORDER BY s.public_name, s.id)sql",
                                                  Retry::on_conflict};

inline constexpr Query<Affected(StaffId, std::vector<std::string>, std::vector<std::string>, std::int64_t, std::int64_t,
                                std::int64_t)>
    set_profile{"routing.set_profile", R"sql(
    INSERT INTO staff_routing (staff_id, languages, skills, chat_capacity, email_capacity, form_capacity) SELECT id, $2, $3, $4, $5, $6
    FROM staff WHERE id = $1
    ON CONFLICT (staff_id) DO UPDATE SET languages = excluded.languages, skills = excluded.skills, chat_capacity = excluded.chat_capacity,
        email_capacity = excluded.email_capacity, form_capacity = excluded.form_capacity)sql"};

inline constexpr Query<Maybe<Availability>(StaffId)> availability{
    "routing.availability", "SELECT availability FROM staff_routing WHERE staff_id = $1", Retry::on_conflict};

inline constexpr Query<Affected(StaffId, Availability)> set_availability{"routing.set_availability", R"sql(
    INSERT INTO staff_routing (staff_id, availability) VALUES ($1, $2)
    ON CONFLICT (staff_id) DO UPDATE SET availability = excluded.availability)sql"};

inline constexpr Query<Affected(std::vector<StaffId>, Timestamp)> seen{"routing.seen", R"sql(
    INSERT INTO staff_routing (staff_id, seen_at) SELECT id, $2 FROM unnest($1::uuid[]) AS here (id) ORDER BY id
    ON CONFLICT (staff_id) DO UPDATE SET seen_at = greatest(staff_routing.seen_at, excluded.seen_at))sql"};

inline constexpr Query<Affected(std::vector<StaffId>, std::vector<std::int64_t>)> keep_turns{"routing.keep_turns", R"sql(
    INSERT INTO staff_routing (staff_id, turn)
    SELECT id, turn FROM unnest($1::uuid[], $2::bigint[]) AS given (id, turn) ORDER BY id
    ON CONFLICT (staff_id) DO UPDATE SET turn = greatest(staff_routing.turn, excluded.turn))sql"};

}  // namespace ombud::routing::sql
