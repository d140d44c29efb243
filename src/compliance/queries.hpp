// Every statement on notes behind the wall.
#pragma once
#include "compliance/model.hpp"
#include "postgres/query.hpp"

namespace ombud::compliance::sql {

using postgres::Affected;
using postgres::Bytes;
using postgres::Many;
using postgres::Maybe;
using postgres::Query;
using postgres::Retry;

struct NoteRow {
    NoteId id;
    ConversationId conversation_id;
    StaffId author_id;
    std::string author_name;
    Timestamp at;
    std::optional<NoteId> corrects;
    Bytes body;  // sealed
    json::value removed;
};
BOOST_DESCRIBE_STRUCT(NoteRow, (), (id, conversation_id, author_id, author_name, at, corrects, body, removed))

#define OMBUD_COMPLIANCE_NOTE                                                                                         \
    "SELECT n.id, n.conversation_id, n.author_id, s.public_name AS author_name, n.at, n.corrects, n.body, n.removed " \
    "FROM compliance_notes n JOIN staff s ON s.id = n.author_id "

// `$2`: those before that one; the newest first.
inline constexpr Query<Many<NoteRow>(ConversationId, std::optional<NoteId>, std::int64_t)> notes{
    "compliance.notes",
    OMBUD_COMPLIANCE_NOTE "WHERE n.conversation_id = $1 AND ($2::uuid IS NULL OR n.id < $2) ORDER BY n.id DESC LIMIT $3",
    Retry::on_conflict};

inline constexpr Query<Maybe<NoteRow>(ConversationId, StaffId, std::string)> note_made{
    "compliance.note_made", OMBUD_COMPLIANCE_NOTE "WHERE n.conversation_id = $1 AND n.author_id = $2 AND n.client_id = $3",
    Retry::on_conflict};

// Whether that note is one of this conversation.
inline constexpr Query<Maybe<NoteId>(ConversationId, NoteId)> note_of{
    "compliance.note_of", "SELECT id FROM compliance_notes WHERE conversation_id = $1 AND id = $2", Retry::on_conflict};

// Nothing when its author wrote one under that client_id before.
inline constexpr Query<Affected(NoteId, ConversationId, StaffId, std::string, Timestamp, std::optional<NoteId>, Bytes,
                                json::value)>
    add{"compliance.add", R"sql(
    INSERT INTO compliance_notes (id, customer_id, conversation_id, author_id, client_id, at, corrects, body, removed)
    SELECT $1, c.customer_id, c.id, $3, $4, $5, $6, $7, $8 FROM conversations c WHERE c.id = $2
    ON CONFLICT (conversation_id, author_id, client_id) DO NOTHING)sql"};

}  // namespace ombud::compliance::sql
