// Every query on saved replies and macros.
#pragma once
#include "postgres/query.hpp"
#include "replies/model.hpp"

namespace ombud::replies::sql {

using postgres::Affected;
using postgres::Many;
using postgres::Maybe;
using postgres::One;
using postgres::Query;
using postgres::Retry;

#define OMBUD_REPLY_COLUMNS "id, owner_id, title, shortcut, topic, folder, text_en, text_zh, used, used_at, changed_at "

inline constexpr Query<Many<SavedReply>(StaffId)> replies_for{
    "replies.for", "SELECT " OMBUD_REPLY_COLUMNS "FROM saved_replies WHERE owner_id IS NULL OR owner_id = $1 ORDER BY title, id",
    Retry::on_conflict};

// `$1`: whose; null: for all.
inline constexpr Query<One<std::int64_t>(std::optional<StaffId>)> count_replies{
    "replies.count", "SELECT count(*) FROM saved_replies WHERE owner_id IS NOT DISTINCT FROM $1", Retry::on_conflict};

inline constexpr Query<One<SavedReply>(ReplyId, std::optional<StaffId>, std::string, std::optional<std::string>,
                                       std::optional<std::string>, std::string, std::string, std::string, Timestamp, StaffId)>
    add_reply{
        "replies.add",
        "INSERT INTO saved_replies (id, owner_id, title, shortcut, topic, folder, text_en, text_zh, changed_at, changed_by) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING " OMBUD_REPLY_COLUMNS};

inline constexpr Query<Maybe<SavedReply>(ReplyId, std::optional<StaffId>, std::string, std::optional<std::string>,
                                         std::optional<std::string>, std::string, std::string, std::string, Timestamp, StaffId)>
    change_reply{"replies.change",
                 "UPDATE saved_replies SET title = $3, shortcut = $4, topic = $5, folder = $6, text_en = $7, text_zh = $8, "
                 "changed_at = $9, changed_by = $10 WHERE id = $1 AND owner_id IS NOT DISTINCT FROM $2 "
                 "RETURNING " OMBUD_REPLY_COLUMNS};

// Of a macro that answers with it.
inline constexpr Query<Maybe<std::string>(std::string)> macro_with{"replies.macro_with", R"sql(
    SELECT name FROM macros WHERE acts @> jsonb_build_array(jsonb_build_object('act', 'saved_reply', 'values', jsonb_build_array($1)))
    ORDER BY name LIMIT 1)sql",
                                                                   Retry::on_conflict};

inline constexpr Query<Affected(ReplyId, std::optional<StaffId>)> remove_reply{
    "replies.remove", "DELETE FROM saved_replies WHERE id = $1 AND owner_id IS NOT DISTINCT FROM $2"};

// Somebody's own are used by nobody else.
inline constexpr Query<Affected(ReplyId, StaffId, Timestamp)> reply_used{
    "replies.used",
    "UPDATE saved_replies SET used = used + 1, used_at = $3 WHERE id = $1 AND (owner_id IS NULL OR owner_id = $2)"};

inline constexpr Query<One<bool>(ReplyId)> is_for_all{
    "replies.is_for_all", "SELECT EXISTS (SELECT FROM saved_replies WHERE id = $1 AND owner_id IS NULL)", Retry::on_conflict};

// Macros --------------------------------------------------------------------------------------------------------------------

struct MacroRow {
    MacroId id;
    std::string name;
    json::value acts;
    std::int64_t used;
    std::optional<Timestamp> used_at;
    Timestamp changed_at;
};
BOOST_DESCRIBE_STRUCT(MacroRow, (), (id, name, acts, used, used_at, changed_at))

#define OMBUD_MACRO_COLUMNS "id, name, acts, used, used_at, changed_at "

inline constexpr Query<Many<MacroRow>()> macros{"replies.macros", "SELECT " OMBUD_MACRO_COLUMNS "FROM macros ORDER BY name, id",
                                                Retry::on_conflict};

inline constexpr Query<Maybe<MacroRow>(MacroId)> macro{"replies.macro", "SELECT " OMBUD_MACRO_COLUMNS "FROM macros WHERE id = $1",
                                                       Retry::on_conflict};

inline constexpr Query<One<std::int64_t>()> count_macros{"replies.count_macros", "SELECT count(*) FROM macros",
                                                         Retry::on_conflict};

inline constexpr Query<One<MacroRow>(MacroId, std::string, json::value, Timestamp, StaffId)> add_macro{
    "replies.add_macro",
    "INSERT INTO macros (id, name, acts, changed_at, changed_by) VALUES ($1, $2, $3, $4, $5) RETURNING " OMBUD_MACRO_COLUMNS};

inline constexpr Query<Maybe<MacroRow>(MacroId, std::string, json::value, Timestamp, StaffId)> change_macro{
    "replies.change_macro",
    "UPDATE macros SET name = $2, acts = $3, changed_at = $4, changed_by = $5 WHERE id = $1 RETURNING " OMBUD_MACRO_COLUMNS};

inline constexpr Query<Affected(MacroId)> remove_macro{"replies.remove_macro", "DELETE FROM macros WHERE id = $1"};

inline constexpr Query<Affected(MacroId, Timestamp)> macro_used{"replies.macro_used",
                                                                "UPDATE macros SET used = used + 1, used_at = $2 WHERE id = $1"};

}  // namespace ombud::replies::sql
