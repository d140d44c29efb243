// Every statement on notices.
#pragma once
#include "notices/model.hpp"
#include "postgres/query.hpp"

namespace ombud::notices::sql {

using postgres::Affected;
using postgres::Many;
using postgres::One;
using postgres::Query;
using postgres::Retry;

struct FollowerRow {
    ConversationId conversation_id;
    StaffId staff_id;
};
BOOST_DESCRIBE_STRUCT(FollowerRow, (), (conversation_id, staff_id))

inline constexpr Query<Many<FollowerRow>(std::vector<ConversationId>)> followers{"notices.followers", R"sql(
    SELECT conversation_id, staff_id FROM conversation_followers WHERE conversation_id = ANY ($1))sql",
                                                                                 Retry::on_conflict};

// Whoever has left is told nothing; what was told is not told again. Gives whom there is something new for.
inline constexpr Query<Many<StaffId>(std::vector<NoticeId>, std::vector<StaffId>, std::vector<ConversationId>,
                                     std::vector<std::int64_t>, std::vector<Why>, std::vector<Timestamp>)>
    add{"notices.add", R"sql(
    WITH added AS (
        INSERT INTO notices (id, staff_id, conversation_id, seq, why, at)
        SELECT n.id, n.staff_id, n.conversation_id, n.seq, n.why, n.at
        FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::bigint[], $5::text[], $6::timestamptz[])
            AS n (id, staff_id, conversation_id, seq, why, at)
        JOIN staff s ON s.id = n.staff_id AND s.active
        ON CONFLICT (staff_id, conversation_id, seq) DO NOTHING RETURNING staff_id
    )
    SELECT DISTINCT staff_id FROM added ORDER BY 1)sql",
        Retry::on_conflict};

struct NoticeRow {
    NoticeId id;
    Why why;
    ConversationId conversation_id;
    std::string reference;
    std::optional<std::string> topic;
    std::int64_t seq;
    desk::EntryKind kind;
    desk::AuthorKind author_kind;
    Uuid author_id;
    std::optional<std::string> author_name;
    Timestamp at;
    std::optional<Timestamp> read_at;
};
BOOST_DESCRIBE_STRUCT(NoticeRow, (),
                      (id, why, conversation_id, reference, topic, seq, kind, author_kind, author_id, author_name, at, read_at))

// From what comes after `$3` down, none: from the newest.
inline constexpr Query<Many<NoticeRow>(StaffId, bool, std::optional<NoticeId>, std::int64_t)> page{"notices.page", R"sql(
    SELECT n.id, n.why, n.conversation_id, c.reference, c.topic, n.seq, e.kind, e.author_kind, e.author_id, e.author_name, n.at, n.read_at
    FROM notices n JOIN conversations c ON c.id = n.conversation_id
    JOIN entries e ON e.conversation_id = n.conversation_id AND e.seq = n.seq
    WHERE n.staff_id = $1 AND (NOT $2 OR n.read_at IS NULL)
      AND ($3::uuid IS NULL OR (n.at, n.id) < (SELECT l.at, l.id FROM notices l WHERE l.id = $3 AND l.staff_id = $1))
    ORDER BY n.at DESC, n.id DESC LIMIT $4)sql",
                                                                                                   Retry::on_conflict};

inline constexpr Query<One<std::int64_t>(StaffId)> unread{
    "notices.unread", "SELECT count(*) FROM notices WHERE staff_id = $1 AND read_at IS NULL", Retry::on_conflict};

// Of those named, up to a moment, or of a conversation.
inline constexpr Query<Affected(StaffId, Timestamp, std::optional<std::vector<NoticeId>>, std::optional<Timestamp>,
                                std::optional<ConversationId>)>
    mark_read{"notices.mark_read", R"sql(
    UPDATE notices SET read_at = $2 WHERE staff_id = $1 AND read_at IS NULL AND (id = ANY ($3) OR at <= $4 OR conversation_id = $5))sql",
              Retry::on_conflict};

inline constexpr Query<Affected(Timestamp)> forget{"notices.forget", R"sql(
    DELETE FROM notices n WHERE at < $1 OR NOT EXISTS (SELECT FROM staff s WHERE s.id = n.staff_id AND s.active))sql",
                                                   Retry::on_conflict};

}  // namespace ombud::notices::sql
