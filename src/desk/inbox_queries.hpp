// Statements of the inbox: one for each of its views.
#pragma once
#include "desk/queries.hpp"

namespace ombud::desk::sql {

struct InboxSqlRow {
    ConversationId id;
    std::string reference;
    std::string status;
    std::string language;
    std::optional<std::string> topic;
    std::int64_t last_seq;
    CustomerId customer_id;
    std::string customer_kind;
    std::optional<std::string> customer_name;  // an account's
    std::optional<Bytes> customer_sealed_name;
    std::optional<Uuid> assignee_id;
    std::optional<std::string> assignee_name, assignee_code;
    Timestamp created_at, updated_at;
    std::int64_t customer_seen_seq, staff_seen_seq, last_customer_seq;
    std::optional<Timestamp> waiting_since;
    std::optional<EntryKind> preview_kind;
    std::optional<AuthorKind> preview_author_kind;
    std::optional<std::string> preview_author_name, preview_plain;
    std::optional<Bytes> preview_body, customer_key;  // sealed
    std::optional<Timestamp> preview_posted_at;
    std::optional<std::int64_t> preview_attachments;
    std::optional<std::int64_t> seen_seq;
    std::string channel, priority;
    std::optional<QueueId> queue_id;
    std::vector<std::string> tags;
    json::value fields;
    std::optional<Timestamp> snoozed_until;
    std::optional<std::string> due_kind, due_state;
    std::optional<Timestamp> due_at;
};
BOOST_DESCRIBE_STRUCT(InboxSqlRow, (),
                      (id, reference, status, language, topic, last_seq, customer_id, customer_kind, customer_name,
                       customer_sealed_name, assignee_id, assignee_name, assignee_code, created_at, updated_at, customer_seen_seq,
                       staff_seen_seq, last_customer_seq, waiting_since, preview_kind, preview_author_kind, preview_author_name,
                       preview_plain, preview_body, customer_key, preview_posted_at, preview_attachments, seen_seq, channel,
                       priority, queue_id, tags, fields, snoozed_until, due_kind, due_state, due_at))

// The preview is the last that a person did: what the program notes, places or assigns says nothing of the matter. What needs no
// join is asked for row by row: planning seven tables at once takes longer than reading them. Nobody in particular is told what
// stands in fields of words, only in which there is something.
#define OMBUD_INBOX_SELECT(from)                                                                                               \
    "SELECT c.id, c.reference, c.status, c.language, c.topic, c.last_seq, c.customer_id, u.kind AS customer_kind, "            \
    "u.name AS customer_name, u.sealed_name AS customer_sealed_name, c.assignee_id, "                                          \
    "(SELECT public_name FROM staff s WHERE s.id = c.assignee_id) AS assignee_name, "                                          \
    "(SELECT code FROM official_codes o WHERE o.channel = 'chat' AND o.conversation_id = c.id AND o.staff_id = c.assignee_id " \
    "AND o.letter_id IS NULL) AS assignee_code, "                                                                              \
    "c.created_at, c.updated_at, c.customer_seen_seq, c.staff_seen_seq, c.last_customer_seq, c.waiting_since, "                \
    "e.kind AS preview_kind, e.author_kind AS preview_author_kind, e.author_name AS preview_author_name, "                     \
    "left(e.plain, 160) AS preview_plain, e.body AS preview_body, "                                                            \
    "(SELECT sealed FROM customer_keys k WHERE k.customer_id = c.customer_id) AS customer_key, "                               \
    "e.posted_at AS preview_posted_at, cardinality(e.attachments)::bigint AS preview_attachments, "                            \
    "(SELECT seq FROM staff_seen seen WHERE seen.conversation_id = c.id AND seen.staff_id = $1) AS seen_seq, c.channel, "      \
    "c.priority, c.queue_id, c.tags, CASE WHEN $1::uuid IS NULL THEN c.fields || coalesce((SELECT jsonb_object_agg(f.name, "   \
    "NULL::text) FROM field_definitions f WHERE f.kind = 'text' AND c.fields ? f.name), '{}') ELSE c.fields END AS fields, "   \
    "c.snoozed_until, due.next_kind AS due_kind, due.next_state AS due_state, "                                                \
    "due.next_due_at AS due_at FROM " from                                                                                     \
    " c JOIN customers u ON u.id = c.customer_id LEFT JOIN service_states due ON due.conversation_id = c.id "                  \
    "LEFT JOIN LATERAL (SELECT * FROM entries e WHERE e.conversation_id = c.id AND e.author_kind <> 'system' AND e.kind NOT "  \
    "IN ('handling', 'link') "                                                                                                 \
    "ORDER BY e.seq DESC LIMIT 1) e ON true ORDER BY c.updated_at DESC, c.id DESC"

// One view of the inbox each, so that each reads its own index: from ($2, $3) down.
using InboxQuery = Query<Many<InboxSqlRow>(StaffId, Timestamp, ConversationId, std::int64_t)>;
inline constexpr InboxQuery inbox_mine{
    "desk.inbox_mine",
    OMBUD_INBOX_SELECT("(SELECT * FROM conversations WHERE status <> 'resolved' AND assignee_id = $1 AND snoozed_until IS NULL "
                       "AND (updated_at, id) < ($2, $3) ORDER BY updated_at DESC, id DESC LIMIT $4)"),
    Retry::on_conflict};
inline constexpr InboxQuery inbox_unassigned{
    "desk.inbox_unassigned",
    OMBUD_INBOX_SELECT("(SELECT * FROM conversations WHERE status <> 'resolved' AND assignee_id IS NULL AND last_seq > 0 "
                       "AND snoozed_until IS NULL AND (updated_at, id) < ($2, $3) ORDER BY updated_at DESC, id DESC LIMIT $4)"),
    Retry::on_conflict};
inline constexpr InboxQuery inbox_all{
    "desk.inbox_all",
    OMBUD_INBOX_SELECT("(SELECT * FROM conversations WHERE status <> 'resolved' AND last_seq > 0 "
                       "AND snoozed_until IS NULL AND (updated_at, id) < ($2, $3) ORDER BY updated_at DESC, id DESC LIMIT $4)"),
    Retry::on_conflict};
inline constexpr InboxQuery inbox_snoozed{
    "desk.inbox_snoozed",
    OMBUD_INBOX_SELECT("(SELECT * FROM conversations WHERE snoozed_until IS NOT NULL AND last_seq > 0 "
                       "AND (updated_at, id) < ($2, $3) ORDER BY updated_at DESC, id DESC LIMIT $4)"),
    Retry::on_conflict};
inline constexpr InboxQuery inbox_resolved{
    "desk.inbox_resolved",
    OMBUD_INBOX_SELECT("(SELECT * FROM conversations WHERE status = 'resolved' AND (updated_at, id) < ($2, $3) "
                       "ORDER BY updated_at DESC, id DESC LIMIT $4)"),
    Retry::on_conflict};
inline constexpr InboxQuery inbox_resolved_mine{
    "desk.inbox_resolved_mine",
    OMBUD_INBOX_SELECT(
        "(SELECT * FROM conversations WHERE status = 'resolved' AND assignee_id = $1 AND (updated_at, id) < ($2, $3) "
        "ORDER BY updated_at DESC, id DESC LIMIT $4)"),
    Retry::on_conflict};
// For the live inbox: the rows that changed, as nobody in particular sees them.
inline constexpr Query<Many<InboxSqlRow>(std::optional<StaffId>, std::vector<ConversationId>)> inbox_rows{
    "desk.inbox_rows", OMBUD_INBOX_SELECT("(SELECT * FROM conversations WHERE id = ANY ($2) AND last_seq > 0)"),
    Retry::on_conflict};

}  // namespace ombud::desk::sql
