// Statements about conversations that are tied to each other.
#pragma once
#include "desk/queries.hpp"

namespace ombud::desk {

using TieId = Id<struct TieTag>;

}  // namespace ombud::desk

namespace ombud::desk::sql {

struct TieRow {
    TieId id;
    std::string kind;
    ConversationId a, b;
    std::string a_reference, a_status, b_reference, b_status;
    std::optional<std::string> a_topic, b_topic;
    bool same_customer;
    Timestamp made_at;
    StaffId made_by;
    std::string made_by_name;
    std::optional<Timestamp> ended_at;
};
BOOST_DESCRIBE_STRUCT(TieRow, (),
                      (id, kind, a, b, a_reference, a_status, b_reference, b_status, a_topic, b_topic, same_customer, made_at,
                       made_by, made_by_name, ended_at))

#define OMBUD_TIES                                                                                                      \
    "SELECT t.id, t.kind, t.a, t.b, a.reference AS a_reference, a.status AS a_status, b.reference AS b_reference, "     \
    "b.status AS b_status, a.topic AS a_topic, b.topic AS b_topic, a.customer_id = b.customer_id AS same_customer, "    \
    "t.made_at, t.made_by, s.public_name AS made_by_name, t.ended_at FROM conversation_ties t JOIN conversations a ON " \
    "a.id = t.a JOIN conversations b ON b.id = t.b JOIN staff s ON s.id = t.made_by "

inline constexpr Query<Maybe<TieRow>(TieId, ConversationId)> tie{"desk.tie", OMBUD_TIES "WHERE t.id = $1 AND $2 IN (t.a, t.b)",
                                                                 Retry::on_conflict};
inline constexpr Query<Many<TieRow>(ConversationId)> ties{
    "desk.ties", OMBUD_TIES "WHERE $1 IN (t.a, t.b) AND t.ended_at IS NULL ORDER BY t.made_at DESC, t.id DESC",
    Retry::on_conflict};

inline constexpr Query<Maybe<ConversationId>(std::string)> conversation_by_reference{
    "desk.conversation_by_reference", "SELECT id FROM conversations WHERE reference = $1", Retry::on_conflict};

// A conversation that is about to be tied: nobody else writes in it until the transaction ends. In the order of their ids, as the
// log takes them.
struct TiedRow {
    ConversationId id;
    std::string reference, status;
    std::optional<std::string> topic;
    CustomerId customer_id;
    std::optional<Timestamp> waiting_since;
    std::int64_t last_seq;
    std::optional<ConversationId> merged_into;
    std::int64_t ties;
};
BOOST_DESCRIBE_STRUCT(TiedRow, (), (id, reference, status, topic, customer_id, waiting_since, last_seq, merged_into, ties))

#define OMBUD_TIED                                                                                                           \
    "SELECT id, reference, status, topic, customer_id, waiting_since, last_seq, merged_into, (SELECT count(*) FROM "         \
    "conversation_ties t WHERE c.id IN (t.a, t.b) AND t.ended_at IS NULL) AS ties FROM conversations c WHERE id = ANY ($1) " \
    "ORDER BY id"

inline constexpr Query<Many<TiedRow>(std::vector<ConversationId>)> hold_tied{"desk.hold_tied",
                                                                             OMBUD_TIED " FOR NO KEY UPDATE OF c"};
inline constexpr Query<Many<TiedRow>(std::vector<ConversationId>)> tied{"desk.tied", OMBUD_TIED, Retry::on_conflict};

inline constexpr Query<One<bool>(ConversationId, ConversationId)> are_related{"desk.are_related", R"sql(
    SELECT EXISTS (SELECT FROM conversation_ties WHERE kind = 'related' AND ended_at IS NULL AND (a, b) IN (($1, $2), ($2, $1))))sql"};

struct KnownTieRow {
    TieId id;
    std::string kind;
    ConversationId a, b;
};
BOOST_DESCRIBE_STRUCT(KnownTieRow, (), (id, kind, a, b))

inline constexpr Query<Maybe<KnownTieRow>(StaffId, std::string)> known_tie{
    "desk.known_tie", "SELECT id, kind, a, b FROM conversation_ties WHERE made_by = $1 AND client_id = $2"};

inline constexpr Query<Affected(TieId, ConversationId, ConversationId, std::string, std::string, Timestamp, StaffId,
                                std::optional<json::value>)>
    add_tie{"desk.add_tie", R"sql(
    INSERT INTO conversation_ties (id, a, b, kind, client_id, made_at, made_by, before) VALUES ($1, $2, $3, $4, $5, $6, $7, $8))sql"};

inline constexpr Query<Affected(ConversationId, std::optional<ConversationId>)> set_merged_into{
    "desk.set_merged_into", "UPDATE conversations SET merged_into = $2 WHERE id = $1"};

// Nothing when it has ended.
struct EndedTieRow {
    std::string kind;
    ConversationId a, b;
    std::optional<json::value> before;
};
BOOST_DESCRIBE_STRUCT(EndedTieRow, (), (kind, a, b, before))

inline constexpr Query<Maybe<EndedTieRow>(TieId, Timestamp, StaffId)> end_tie{"desk.end_tie", R"sql(
    UPDATE conversation_ties SET ended_at = $2, ended_by = $3 WHERE id = $1 AND ended_at IS NULL RETURNING kind, a, b, before)sql"};

// Since when its customer waits for what they said after `$2`.
inline constexpr Query<One<std::optional<Timestamp>>(ConversationId, std::int64_t)> said_since{"desk.said_since", R"sql(
    SELECT min(posted_at) FROM entries
    WHERE conversation_id = $1 AND seq > $2 AND author_kind = 'customer' AND kind IN ('message', 'intake'))sql"};

// What its customer said at these places.
inline constexpr Query<Many<EntryRow>(ConversationId, std::vector<std::int64_t>)> said_at{"desk.said_at",
                                                                                          OMBUD_ENTRY_SELECT R"sql(
    FROM entries e
    WHERE e.conversation_id = $1 AND e.seq = ANY ($2) AND e.author_kind = 'customer' AND e.kind IN ('message', 'intake') ORDER BY e.seq)sql",
                                                                                          Retry::on_conflict};

// A conversation of the same customer.
inline constexpr Query<Affected(ConversationId, ConversationId, std::string, std::string, std::optional<std::string>, Timestamp)>
    open_split{"desk.open_split", R"sql(
    INSERT INTO conversations (id, reference, customer_id, client_id, language, topic, status, channel, priority, queue_id, created_at, updated_at)
    SELECT $2, $3, customer_id, $4, language, coalesce($5, topic), 'open', channel, priority, queue_id, $6, $6 FROM conversations WHERE id = $1)sql"};

// How its customer is reached. What is plain is older than the vault.
struct ContactRow {
    std::string reach;
    std::optional<Bytes> email, subject;  // sealed for this conversation
    std::optional<std::string> plain_email, plain_subject;
};
BOOST_DESCRIBE_STRUCT(ContactRow, (), (reach, email, subject, plain_email, plain_subject))

inline constexpr Query<Maybe<ContactRow>(ConversationId)> contact_of{"desk.contact_of", R"sql(
    SELECT reach, email, subject, plain_email, plain_subject FROM conversation_contacts WHERE conversation_id = $1)sql"};

inline constexpr Query<Affected(ConversationId, ConversationId, std::optional<Bytes>, std::optional<Bytes>)> reach_as{
    "desk.reach_as", R"sql(
    INSERT INTO conversation_contacts (conversation_id, reach, email, subject, brand_id, stopped_at, proved)
    SELECT $2, reach, $3, $4, brand_id, stopped_at, proved FROM conversation_contacts WHERE conversation_id = $1)sql"};

// What customers said in merged conversations after they were merged, and where that is to be marked.
struct WroteRow {
    ConversationId id;
    std::string reference;
    std::int64_t seq;
    Timestamp at;
    ConversationId into;
};
BOOST_DESCRIBE_STRUCT(WroteRow, (), (id, reference, seq, at, into))

inline constexpr Query<Many<WroteRow>(std::vector<ConversationId>, std::vector<std::int64_t>)> wrote_in_merged{
    "desk.wrote_in_merged", R"sql(
    WITH RECURSIVE wrote AS (
        SELECT c.id, c.reference, c.merged_into, e.seq, e.posted_at AS at
        FROM unnest($1::uuid[], $2::bigint[]) AS i (id, seq) JOIN conversations c ON c.id = i.id AND c.merged_into IS NOT NULL
        JOIN entries e ON e.conversation_id = i.id AND e.seq = i.seq
        JOIN conversation_ties t ON t.a = c.id AND t.kind = 'merged' AND t.ended_at IS NULL AND (t.before ->> 'a_seq')::bigint < i.seq
    ), way AS (
        SELECT id, seq, merged_into AS into FROM wrote
        UNION ALL SELECT w.id, w.seq, c.merged_into FROM way w JOIN conversations c ON c.id = w.into AND c.merged_into IS NOT NULL
    )
    SELECT o.id, o.reference, o.seq, o.at, w.into
    FROM wrote o JOIN way w ON w.id = o.id AND w.seq = o.seq
    WHERE NOT EXISTS (SELECT FROM conversations c WHERE c.id = w.into AND c.merged_into IS NOT NULL) ORDER BY o.at, o.id, o.seq)sql",
    Retry::on_conflict};

}  // namespace ombud::desk::sql
