// Statements about answers that wait.
#pragma once
#include "desk/model.hpp"
#include "postgres/query.hpp"

namespace ombud::desk {

using PlannedId = Id<struct PlannedTag>;

}  // namespace ombud::desk

namespace ombud::desk::sql {

struct PlannedRow {
    PlannedId id;
    ConversationId conversation_id;
    StaffId staff_id;
    std::string author_name;
    postgres::Bytes body;  // sealed
    json::value removed;
    std::vector<AttachmentId> attachments;
    Timestamp planned_at, due_at;
    std::optional<std::string> held, then_status;
};
BOOST_DESCRIBE_STRUCT(PlannedRow, (),
                      (id, conversation_id, staff_id, author_name, body, removed, attachments, planned_at, due_at, held,
                       then_status))

// From `planned_answers` or what a statement has just written there.
#define OMBUD_PLANNED_FROM(table)                                                                                  \
    "SELECT p.id, p.conversation_id, p.staff_id, s.public_name AS author_name, p.body, p.removed, p.attachments, " \
    "p.planned_at, p.due_at, p.held, p.then_status FROM " table " p JOIN staff s ON s.id = p.staff_id "

// How far a conversation is; nobody else posts or plans there until the transaction ends.
struct HeldConversationRow {
    std::int64_t last_seq, last_answer_seq;
    std::optional<Uuid> last_answer_by;
};
BOOST_DESCRIBE_STRUCT(HeldConversationRow, (), (last_seq, last_answer_seq, last_answer_by))

inline constexpr postgres::Query<postgres::Maybe<HeldConversationRow>(ConversationId)> hold_conversation{
    "desk.hold_conversation",
    "SELECT last_seq, last_answer_seq, last_answer_by FROM conversations WHERE id = $1 FOR NO KEY UPDATE"};

inline constexpr postgres::Query<postgres::Maybe<PlannedRow>(ConversationId, PlannedId)> planned_answer{
    "desk.planned_answer", OMBUD_PLANNED_FROM("planned_answers") "WHERE p.conversation_id = $1 AND p.id = $2",
    postgres::Retry::on_conflict};

inline constexpr postgres::Query<postgres::Many<PlannedRow>(ConversationId)> planned_answers{
    "desk.planned_answers",
    OMBUD_PLANNED_FROM("planned_answers") "WHERE p.conversation_id = $1 ORDER BY p.due_at, p.planned_at, p.id",
    postgres::Retry::on_conflict};

// Whoever posts it has it locked; then we wait.
inline constexpr postgres::Query<postgres::Maybe<PlannedRow>(ConversationId, PlannedId)> hold_planned_answer{
    "desk.hold_planned_answer",
    OMBUD_PLANNED_FROM("planned_answers") "WHERE p.conversation_id = $1 AND p.id = $2 FOR UPDATE OF p"};

inline constexpr postgres::Query<postgres::One<std::int64_t>(ConversationId)> count_planned{
    "desk.count_planned", "SELECT count(*) FROM planned_answers WHERE conversation_id = $1"};

inline constexpr postgres::Query<postgres::One<bool>(ConversationId, std::string)> was_posted{"desk.was_posted", R"sql(
    SELECT EXISTS (SELECT FROM entries WHERE conversation_id = $1 AND author_kind = 'agent' AND client_id = $2))sql"};

inline constexpr postgres::Query<postgres::One<PlannedRow>(PlannedId, ConversationId, StaffId, std::string, postgres::Bytes,
                                                           json::value, std::vector<AttachmentId>, std::int64_t, Timestamp,
                                                           Timestamp, std::optional<std::string>)>
    add_planned_answer{
        "desk.add_planned_answer",
        "WITH added AS (INSERT INTO planned_answers (id, conversation_id, staff_id, client_id, body, removed, "
        "attachments, seen_seq, planned_at, due_at, then_status) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) "
        "RETURNING *) " OMBUD_PLANNED_FROM("added")};

// `$3`: a seq that the conversation will not reach.
inline constexpr postgres::Query<postgres::One<PlannedRow>(PlannedId, Timestamp, std::int64_t)> make_due{
    "desk.make_planned_due",
    "WITH changed AS (UPDATE planned_answers SET due_at = $2, seen_seq = $3, held = NULL WHERE id = $1 RETURNING "
    "*) " OMBUD_PLANNED_FROM("changed")};

inline constexpr postgres::Query<postgres::Affected(PlannedId)> forget_planned_answer{
    "desk.forget_planned_answer", "DELETE FROM planned_answers WHERE id = $1"};

inline constexpr postgres::Query<postgres::Affected(PlannedId, std::string)> keep_back{
    "desk.keep_planned_back", "UPDATE planned_answers SET held = $2 WHERE id = $1"};

struct DueRow {
    PlannedId id;
    ConversationId conversation_id;
    StaffId staff_id;
    std::string author_name;
    postgres::Bytes body;  // sealed
    json::value removed;
    std::vector<AttachmentId> attachments;
    std::int64_t seen_seq;
    Timestamp planned_at, due_at;
    bool author_active, customer_wrote, answered, resolved;
    std::optional<std::string> then_status;
    std::string reference;
    ConversationId noted_in;  // where it was merged into, if it was
    bool noted_in_waits;      // for its customer
};
BOOST_DESCRIBE_STRUCT(DueRow, (),
                      (id, conversation_id, staff_id, author_name, body, removed, attachments, seen_seq, planned_at, due_at,
                       author_active, customer_wrote, answered, resolved, then_status, reference, noted_in, noted_in_waits))

// The first that is due and nobody else posts, without those named; in each conversation one goes after the other.
inline constexpr postgres::Query<postgres::Maybe<DueRow>(Timestamp, std::vector<PlannedId>)> due_answer{"desk.due_answer", R"sql(
    SELECT p.id, p.conversation_id, p.staff_id, s.public_name AS author_name, p.body, p.removed, p.attachments, p.seen_seq, p.planned_at,
           p.due_at, p.then_status, c.reference, n.id AS noted_in, n.status = 'waiting' AS noted_in_waits, s.active AS author_active, c.last_customer_seq > p.seen_seq AS customer_wrote,
           c.last_answer_seq > p.seen_seq AND c.last_answer_by IS DISTINCT FROM p.staff_id AS answered,
           c.status = 'resolved' AND EXISTS (
               SELECT FROM entries e WHERE e.conversation_id = c.id AND e.seq > p.seen_seq AND e.kind = 'state') AS resolved
    FROM planned_answers p JOIN conversations c ON c.id = p.conversation_id JOIN staff s ON s.id = p.staff_id
         JOIN conversations n ON n.id = coalesce(c.merged_into, c.id)
    WHERE p.held IS NULL AND p.due_at <= $1 AND p.id <> ALL ($2)
      AND NOT EXISTS (SELECT FROM planned_answers o WHERE o.conversation_id = p.conversation_id AND o.held IS NULL
                      AND (o.due_at, o.planned_at, o.id) < (p.due_at, p.planned_at, p.id))
    ORDER BY p.due_at, p.planned_at, p.id LIMIT 1 FOR UPDATE OF p SKIP LOCKED)sql"};

}  // namespace ombud::desk::sql
