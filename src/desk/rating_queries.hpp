// What decides whether a customer may say how it went, and what they said.
#pragma once
#include "desk/model.hpp"
#include "postgres/query.hpp"

namespace ombud::desk::sql {

struct EndingRow {
    std::string status;
    std::optional<Timestamp> resolved_at;  // the last time
    std::optional<std::int64_t> rated_seq, score;
    std::optional<postgres::Bytes> words, customer_key;  // sealed
};
BOOST_DESCRIBE_STRUCT(EndingRow, (), (status, resolved_at, rated_seq, score, words, customer_key))

inline constexpr postgres::Query<postgres::Maybe<EndingRow>(ConversationId, CustomerId)> ending{"desk.ending", R"sql(
    SELECT c.status, r.posted_at AS resolved_at, g.seq AS rated_seq, (g.data ->> 'score')::bigint AS score, g.body AS words,
           v.sealed AS customer_key
    FROM conversations c
    LEFT JOIN LATERAL (
        SELECT seq, posted_at FROM entries e WHERE e.conversation_id = c.id AND e.kind = 'state' AND e.status = 'resolved'
        ORDER BY seq DESC LIMIT 1) r ON true
    LEFT JOIN LATERAL (
        SELECT seq, data, body FROM entries e WHERE e.conversation_id = c.id AND e.kind = 'rating' AND e.seq > r.seq
        ORDER BY seq DESC LIMIT 1) g ON true
    LEFT JOIN customer_keys v ON v.customer_id = c.customer_id
    WHERE c.id = $1 AND c.customer_id = $2)sql",
                                                                                                postgres::Retry::on_conflict};

}  // namespace ombud::desk::sql
