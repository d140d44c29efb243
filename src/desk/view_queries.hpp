// Statements about saved views, fields of the desk's own making, and how conversations stand before many are changed at once.
#pragma once
#include "desk/model.hpp"
#include "desk/standing.hpp"
#include "postgres/query.hpp"

namespace ombud::desk {

using ViewId = Id<struct ViewTag>;

}  // namespace ombud::desk

namespace ombud::desk::sql {

struct ViewRow {
    ViewId id;
    std::string name;
    std::optional<StaffId> owner_id;
    json::value conditions;
    std::string sort;
    std::int64_t position;
};
BOOST_DESCRIBE_STRUCT(ViewRow, (), (id, name, owner_id, conditions, sort, position))

inline constexpr postgres::Query<postgres::Many<ViewRow>()> views{
    "desk.views", "SELECT id, name, owner_id, conditions, sort, position FROM views ORDER BY position, id",
    postgres::Retry::on_conflict};

// At the end of its owner's; nothing when they have `$7` already.
inline constexpr postgres::Query<postgres::Affected(ViewId, std::string, std::optional<StaffId>, json::value, std::string,
                                                    Timestamp, std::int64_t)>
    add_view{"desk.add_view", R"sql(
    INSERT INTO views (id, name, owner_id, conditions, sort, position, changed_at)
    SELECT $1, $2, $3, $4, $5, coalesce(max(v.position), 0) + 1, $6 FROM views v WHERE v.owner_id IS NOT DISTINCT FROM $3
    HAVING count(*) < $7)sql"};

// Only of that owner; null: those for all.
inline constexpr postgres::Query<postgres::Affected(ViewId, std::optional<StaffId>, std::optional<std::string>,
                                                    std::optional<json::value>, std::optional<std::string>, Timestamp)>
    change_view{"desk.change_view", R"sql(
    UPDATE views SET name = coalesce($3, name), conditions = coalesce($4, conditions), sort = coalesce($5, sort), changed_at = $6
    WHERE id = $1 AND owner_id IS NOT DISTINCT FROM $2)sql",
                postgres::Retry::on_conflict};

// Two change places.
inline constexpr postgres::Query<postgres::Affected(ViewId, ViewId)> swap_views{"desk.swap_views", R"sql(
    UPDATE views a SET position = b.position FROM views b WHERE (a.id = $1 AND b.id = $2) OR (a.id = $2 AND b.id = $1))sql"};

inline constexpr postgres::Query<postgres::Affected(ViewId, std::optional<StaffId>)> remove_view{
    "desk.remove_view", "DELETE FROM views WHERE id = $1 AND owner_id IS NOT DISTINCT FROM $2"};

struct FieldRow {
    std::string name, label_en, label_zh, kind;
    json::value choices;
    std::vector<std::string> topics;
    std::int64_t position;
    bool ended;
};
BOOST_DESCRIBE_STRUCT(FieldRow, (), (name, label_en, label_zh, kind, choices, topics, position, ended))

inline constexpr postgres::Query<postgres::Many<FieldRow>()> field_definitions{
    "desk.field_definitions",
    "SELECT name, label_en, label_zh, kind, choices, topics, position, ended FROM field_definitions ORDER BY position, name",
    postgres::Retry::on_conflict};

// Nothing when there are `$8` already, ended ones among them.
inline constexpr postgres::Query<postgres::Affected(std::string, std::string, std::string, std::string, json::value,
                                                    std::vector<std::string>, Timestamp, std::int64_t)>
    add_field_definition{"desk.add_field_definition", R"sql(
    INSERT INTO field_definitions (name, label_en, label_zh, kind, choices, topics, position, changed_at)
    SELECT $1, $2, $3, $4, $5, $6, coalesce(max(f.position), 0) + 1, $7 FROM field_definitions f HAVING count(*) < $8)sql"};

inline constexpr postgres::Query<postgres::Affected(std::string, std::string, std::string, json::value, std::vector<std::string>,
                                                    bool, Timestamp)>
    change_field_definition{"desk.change_field_definition", R"sql(
    UPDATE field_definitions SET label_en = $2, label_zh = $3, choices = $4, topics = $5, ended = $6, changed_at = $7
    WHERE name = $1)sql",
                            postgres::Retry::on_conflict};

inline constexpr postgres::Query<postgres::Affected(std::string, std::string)> swap_field_definitions{
    "desk.swap_field_definitions", R"sql(
    UPDATE field_definitions a SET position = b.position FROM field_definitions b
    WHERE (a.name = $1 AND b.name = $2) OR (a.name = $2 AND b.name = $1))sql"};

}  // namespace ombud::desk::sql
