// Queries on letters that ask how it went.
#pragma once
#include "core/ids.hpp"
#include "core/time.hpp"
#include "postgres/query.hpp"

namespace ombud::email::sql {

using postgres::Affected;
using postgres::Maybe;
using postgres::Query;
using postgres::Retry;

// Heard twice, it is asked about once.
inline constexpr Query<Affected(std::vector<ConversationId>, std::vector<std::int64_t>, std::vector<Timestamp>)> may_ask_about{
    "email.may_ask_about", R"sql(
    INSERT INTO rating_letters (conversation_id, seq, look_at) SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::timestamptz[])
    ON CONFLICT DO NOTHING)sql",
    Retry::on_conflict};

// A resolution whose time has come, with all that its letter needs.
struct RatingToAsk {
    ConversationId conversation_id;
    std::int64_t seq;
    bool wanted;
    std::string reference, language;
    CustomerId customer_id;
    std::optional<postgres::Bytes> customer_key, email;  // sealed
    std::optional<std::string> account_email, account_phrase;
    std::vector<std::string> thread;  // ids of the conversation's letters, the oldest first
    std::optional<std::string> brand_address, brand_name;
};
BOOST_DESCRIBE_STRUCT(RatingToAsk, (),
                      (conversation_id, seq, wanted, reference, language, customer_id, customer_key, email, account_email,
                       account_phrase, thread, brand_address, brand_name))

// Wanted: it came by a letter that was proved to be from its sender's domain, a person answered, it stands resolved, and nobody
// said yet how it went. Not of complaints, of what ended with an incident, of letters out of the quarantine, of whoever ended
// letters of ours, and of whoever was asked since $2.
inline constexpr Query<Maybe<RatingToAsk>(Timestamp, Timestamp)> rating_to_ask{"email.rating_to_ask", R"sql(
    SELECT r.conversation_id, r.seq, c.reference, c.language, c.customer_id, v.sealed AS customer_key, k.email,
           a.email AS account_email, a.phrase AS account_phrase, b.address AS brand_address,
           CASE c.language WHEN 'en' THEN b.name_en ELSE b.name_zh END AS brand_name,
           ARRAY(SELECT message_id FROM (SELECT message_id, at FROM conversation_letters l WHERE l.conversation_id = c.id
                                         ORDER BY at DESC, message_id LIMIT 20) newest ORDER BY at, message_id) AS thread,
           c.status = 'resolved' AND c.channel = 'email' AND c.merged_into IS NULL AND c.cleared_at IS NULL
           AND coalesce(k.reach = 'email' AND k.proved AND k.email IS NOT NULL, false)
           AND c.topic IS DISTINCT FROM 'complaint' AND NOT EXISTS (SELECT FROM complaints WHERE conversation_id = c.id)
           AND e.data -> 'by' ->> 'kind' IS DISTINCT FROM 'incident'
           AND EXISTS (SELECT FROM entries l WHERE l.conversation_id = c.id AND l.seq < r.seq AND l.kind = 'message'
                       AND l.author_kind = 'agent' AND NOT l.internal AND NOT coalesce(l.data ? 'by', false))
           AND NOT EXISTS (SELECT FROM entries l WHERE l.conversation_id = c.id AND l.seq > r.seq AND l.kind IN ('state', 'rating'))
           AND NOT EXISTS (SELECT FROM received_letters l WHERE l.conversation_id = c.id AND l.taken_as_person)
           AND NOT EXISTS (SELECT FROM rating_letters l WHERE l.conversation_id = c.id AND l.asked_at > $2)
           AND NOT EXISTS (SELECT FROM conversations o JOIN conversation_contacts s ON s.conversation_id = o.id
                           WHERE o.customer_id = c.customer_id AND o.cleared_at IS NULL AND s.stopped_at IS NOT NULL) AS wanted
    FROM (SELECT * FROM rating_letters WHERE look_at <= $1 ORDER BY look_at, seq LIMIT 1) r
    JOIN conversations c ON c.id = r.conversation_id
    JOIN entries e ON e.conversation_id = r.conversation_id AND e.seq = r.seq
    LEFT JOIN conversation_contacts k ON k.conversation_id = c.id
    LEFT JOIN accounts a ON a.id = c.customer_id
    LEFT JOIN customer_keys v ON v.customer_id = c.customer_id
    LEFT JOIN brands b ON b.id = k.brand_id)sql",
                                                                               Retry::on_conflict};

inline constexpr Query<Affected(ConversationId, std::int64_t)> do_not_ask{"email.do_not_ask", R"sql(
    DELETE FROM rating_letters WHERE conversation_id = $1 AND seq = $2 AND look_at IS NOT NULL)sql",
                                                                          Retry::on_conflict};

// Whoever of several programs does it first.
inline constexpr Query<Affected(ConversationId, std::int64_t, std::string, Timestamp, Timestamp)> is_asked{"email.is_asked",
                                                                                                           R"sql(
    UPDATE rating_letters SET look_at = NULL, token_hash = $3, asked_at = $4, expires_at = $5
    WHERE conversation_id = $1 AND seq = $2 AND look_at IS NOT NULL)sql"};

// As a letter of the conversation: what answers it stands there, and it ends with it.
inline constexpr Query<Affected(std::string, ConversationId, Timestamp, LetterId)> asking_belongs{"email.asking_belongs", R"sql(
    INSERT INTO conversation_letters (message_id, conversation_id, at, letter_id) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING)sql",
                                                                                                  Retry::on_conflict};

struct AskedRow {
    ConversationId id;
    std::string reference;
    CustomerId customer_id;
    std::optional<postgres::Bytes> customer_key;  // sealed
    Timestamp expires_at;
};
BOOST_DESCRIBE_STRUCT(AskedRow, (), (id, reference, customer_id, customer_key, expires_at))

inline constexpr Query<Maybe<AskedRow>(std::string, Timestamp)> asked_by{"email.asked_by", R"sql(
    SELECT c.id, c.reference, c.customer_id, v.sealed AS customer_key, r.expires_at
    FROM rating_letters r JOIN conversations c ON c.id = r.conversation_id LEFT JOIN customer_keys v ON v.customer_id = c.customer_id
    WHERE r.token_hash = $1 AND r.expires_at > $2 AND c.cleared_at IS NULL)sql",
                                                                         Retry::on_conflict};

inline constexpr Query<Affected(Timestamp)> forget_asked{"email.forget_asked", "DELETE FROM rating_letters WHERE expires_at < $1",
                                                         Retry::on_conflict};

}  // namespace ombud::email::sql
