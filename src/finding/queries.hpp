// Every statement on the index and on what is found by it.
#pragma once
#include "desk/model.hpp"
#include "postgres/query.hpp"

namespace ombud::finding::sql {

using postgres::Affected;
using postgres::Bytes;
using postgres::Many;
using postgres::Maybe;
using postgres::One;
using postgres::Query;
using postgres::Retry;

// Filling it --------------------------------------------------------------------------------------------------------------

// An entry with all that it can be found by.
struct ReadRow {
    ConversationId conversation_id;
    std::int64_t seq;
    CustomerId customer_id;
    std::string reference;
    desk::EntryKind kind;
    desk::AuthorKind author_kind;
    std::optional<std::string> plain;  // older than the vault
    std::optional<Bytes> body, told, key;
    Timestamp posted_at;
};
BOOST_DESCRIBE_STRUCT(ReadRow, (),
                      (conversation_id, seq, customer_id, reference, kind, author_kind, plain, body, told, key, posted_at))

inline constexpr Query<Many<ReadRow>(std::vector<ConversationId>, std::vector<std::int64_t>)> entries{"finding.entries", R"sql(
    SELECT e.conversation_id, e.seq, c.customer_id, c.reference, e.kind, e.author_kind, e.plain, e.body, e.told, k.sealed AS key, e.posted_at
    FROM unnest($1::uuid[], $2::bigint[]) AS o (conversation_id, seq)
    JOIN entries e ON e.conversation_id = o.conversation_id AND e.seq = o.seq JOIN conversations c ON c.id = e.conversation_id
    LEFT JOIN customer_keys k ON k.customer_id = c.customer_id)sql",
                                                                                                      Retry::on_conflict};

// Nothing of whoever was erased in the meantime: their key's row is held until this is stored, so that what deletes it finds all.
// `$6`: each entry's terms as the text of an array.
inline constexpr Query<Affected(std::vector<ConversationId>, std::vector<std::int64_t>, std::vector<CustomerId>,
                                std::vector<std::int32_t>, std::vector<Timestamp>, std::vector<std::string>)>
    add{"finding.add", R"sql(
    WITH given AS (
        SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::uuid[], $4::integer[], $5::timestamptz[], $6::text[])
            AS g (conversation_id, seq, customer_id, day, posted_at, terms)
    ), kept AS (
        SELECT customer_id FROM customer_keys WHERE customer_id = ANY ($3) AND sealed IS NOT NULL ORDER BY customer_id FOR SHARE
    ), days AS (
        INSERT INTO search_days (day) SELECT DISTINCT day FROM given ON CONFLICT DO NOTHING
    )
    INSERT INTO search_entries (conversation_id, seq, customer_id, day, posted_at, terms)
    SELECT g.conversation_id, g.seq, g.customer_id, g.day, g.posted_at, g.terms::bigint[] FROM given g JOIN kept USING (customer_id)
    ON CONFLICT DO NOTHING)sql",
        Retry::on_conflict};

inline constexpr Query<Affected(CustomerId)> forget{"finding.forget", "DELETE FROM search_entries WHERE customer_id = $1",
                                                    Retry::on_conflict};

// Where putting in what is older goes on; nothing when it is done, or another process is at it.
inline constexpr Query<Maybe<ConversationId>()> catch_up_place{
    "finding.catch_up_place", "SELECT after FROM search_catch_up WHERE NOT done FOR UPDATE SKIP LOCKED"};
inline constexpr Query<Many<ConversationId>(ConversationId, std::int64_t)> next_conversations{
    "finding.next_conversations", "SELECT id FROM conversations WHERE id > $1 ORDER BY id LIMIT $2"};

struct PlaceRow {
    ConversationId conversation_id;
    std::int64_t seq;
};
BOOST_DESCRIBE_STRUCT(PlaceRow, (), (conversation_id, seq))

inline constexpr Query<Many<PlaceRow>(std::vector<ConversationId>)> not_in_index{"finding.not_in_index", R"sql(
    SELECT e.conversation_id, e.seq FROM entries e WHERE e.conversation_id = ANY ($1) AND NOT EXISTS (
        SELECT FROM search_entries s WHERE s.conversation_id = e.conversation_id AND s.seq = e.seq))sql"};
inline constexpr Query<Affected(ConversationId, bool)> caught_up_to{"finding.caught_up_to",
                                                                    "UPDATE search_catch_up SET after = $1, done = $2"};

// Searching ---------------------------------------------------------------------------------------------------------------

inline constexpr Query<Many<std::int32_t>()> days{"finding.days", "SELECT day FROM search_days ORDER BY day DESC",
                                                  Retry::on_conflict};

struct FoundPlace {
    ConversationId conversation_id;
    std::int64_t seq;
    Timestamp posted_at;
    std::vector<std::int64_t> newer;  // other entries of its conversation that hold the terms and come after it
};
BOOST_DESCRIBE_STRUCT(FoundPlace, (), (conversation_id, seq, posted_at, newer))

// Walks the days from the newest, one probe of the index each, and ends as soon as it has enough. `$1`: the days; `$2`: the
// terms, `$3` of them for each day; from `$4`, `$5`, `$6` down, not before `$7`; nothing after `$8` counts, which was when the
// first page was asked for. A filter is asked for each entry by itself, so that no plan reads all conversations.
inline constexpr Query<Many<FoundPlace>(std::vector<std::int32_t>, std::vector<std::int64_t>, std::int64_t, Timestamp,
                                        ConversationId, std::int64_t, Timestamp, Timestamp, bool, std::optional<std::string>,
                                        std::optional<std::string>, std::optional<std::string>, std::optional<std::string>,
                                        std::optional<std::string>, std::optional<desk::QueueId>, std::optional<std::string>,
                                        std::int64_t)>
    walk{"finding.walk", R"sql(
    WITH days AS MATERIALIZED (
        SELECT w.day, ($2::bigint[])[(w.place - 1) * $3 + 1 : w.place * $3] AS wanted
        FROM unnest($1::integer[]) WITH ORDINALITY AS w (day, place)
    ), found AS MATERIALIZED (
        SELECT f.* FROM days w CROSS JOIN LATERAL (
            SELECT s.conversation_id, s.seq, s.posted_at FROM search_entries s
            WHERE s.terms @> w.wanted AND s.day = w.day AND (s.posted_at, s.conversation_id, s.seq) < ($4, $5, $6) AND s.posted_at >= $7
              AND (NOT $9 OR (
                SELECT ($10::text IS NULL OR c.status = $10 OR ($10 = 'active' AND c.status <> 'resolved'))
                   AND ($11::text IS NULL OR c.topic IS NOT DISTINCT FROM $11) AND ($12::text IS NULL OR c.channel = $12)
                   AND ($13::text IS NULL OR c.language = $13) AND ($14::text IS NULL OR $14 = ANY (c.tags))
                   AND ($15::uuid IS NULL OR c.queue_id IS NOT DISTINCT FROM $15)
                   AND ($16::text IS NULL OR coalesce(c.assignee_id::text, 'nobody') = $16)
                FROM conversations c WHERE c.id = s.conversation_id))
            ORDER BY s.posted_at DESC, s.conversation_id DESC, s.seq DESC LIMIT $17) f
        WHERE w.day <= extract(epoch FROM $4::timestamptz) / 86400 LIMIT $17
    )
    SELECT f.conversation_id, f.seq, f.posted_at, ARRAY(
        SELECT n.seq FROM search_entries n
        WHERE n.conversation_id = f.conversation_id AND n.seq > f.seq AND n.posted_at < $8
          AND n.terms @> (SELECT x.wanted FROM days x WHERE x.day = n.day) ORDER BY n.seq) AS newer
    FROM found f ORDER BY f.posted_at DESC, f.conversation_id DESC, f.seq DESC)sql",
         Retry::on_conflict};

// What is related -----------------------------------------------------------------------------------------------------------

inline constexpr Query<Maybe<CustomerId>(ConversationId)> customer_of{
    "finding.customer_of", "SELECT customer_id FROM conversations WHERE id = $1", Retry::on_conflict};
inline constexpr Query<Many<ConversationId>(CustomerId, ConversationId, std::int64_t)> others_of{"finding.others_of", R"sql(
    SELECT id FROM conversations WHERE customer_id = $1 AND id <> $2 AND last_seq > 0 ORDER BY updated_at DESC, id DESC LIMIT $3)sql",
                                                                                                 Retry::on_conflict};
inline constexpr Query<Many<PlaceRow>(ConversationId, std::int64_t)> last_entries{"finding.last_entries", R"sql(
    SELECT conversation_id, seq FROM entries WHERE conversation_id = $1 AND kind IN ('message', 'note', 'intake') ORDER BY seq DESC LIMIT $2)sql",
                                                                                  Retry::on_conflict};

// Of an incident that goes on.
inline constexpr Query<Many<ConversationId>(ConversationId, std::int64_t)> of_the_same_incident{"finding.of_the_same_incident",
                                                                                                R"sql(
    SELECT o.conversation_id FROM incident_conversations m JOIN incidents i ON i.id = m.incident_id AND i.state <> 'resolved'
    JOIN incident_conversations o ON o.incident_id = m.incident_id AND o.conversation_id <> m.conversation_id AND o.left_at IS NULL
    WHERE m.conversation_id = $1 AND m.left_at IS NULL ORDER BY o.joined_at DESC, o.conversation_id LIMIT $2)sql",
                                                                                                Retry::on_conflict};

struct SharedRow {
    ConversationId conversation_id;
    std::int64_t term;  // its place among the terms, from 1
};
BOOST_DESCRIBE_STRUCT(SharedRow, (), (conversation_id, term))

// Who else mentions one of `$2` terms, whose hashes of each month stand one after the other: `$4` conversations at most for each.
inline constexpr Query<Many<SharedRow>(std::vector<std::int64_t>, std::int64_t, ConversationId, std::int64_t)> sharing{
    "finding.sharing", R"sql(
    SELECT DISTINCT f.conversation_id, (t.place - 1) % $2 + 1 AS term
    FROM unnest($1::bigint[]) WITH ORDINALITY AS t (hash, place) CROSS JOIN LATERAL (
        SELECT s.conversation_id FROM search_entries s WHERE s.terms @> ARRAY[t.hash] AND s.conversation_id <> $3
        ORDER BY s.posted_at DESC LIMIT $4) f)sql",
    Retry::on_conflict};

}  // namespace ombud::finding::sql
