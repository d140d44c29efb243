// Every query on webhooks, what is on its way, and its tries.
#pragma once
#include "postgres/query.hpp"
#include "webhooks/model.hpp"

namespace ombud::webhooks::sql {

using postgres::Affected;
using postgres::Bytes;
using postgres::Many;
using postgres::Maybe;
using postgres::One;
using postgres::Query;
using postgres::Retry;

// Endpoints -----------------------------------------------------------------------------------------------------------

#define OMBUD_WEBHOOK                                                                                                   \
    "SELECT w.id, w.name, w.url, w.events, w.notes, w.words, w.made_at, w.changed_at, s.name AS made_by, w.paused_at, " \
    "w.pause, w.failures, w.failing_since, w.rests_until, w.delivered_at, "                                             \
    "(SELECT count(*) FROM webhook_deliveries d WHERE d.webhook_id = w.id AND d.state = 'waiting') AS waiting, "        \
    "(SELECT count(*) FROM webhook_deliveries d WHERE d.webhook_id = w.id AND d.state = 'dead') AS dead "               \
    "FROM webhooks w JOIN staff s ON s.id = w.made_by WHERE w.ended_at IS NULL "

inline constexpr Query<Many<Webhook>()> list{"webhooks.list", OMBUD_WEBHOOK "ORDER BY w.made_at, w.id", Retry::on_conflict};
inline constexpr Query<Maybe<Webhook>(WebhookId)> find{"webhooks.find", OMBUD_WEBHOOK "AND w.id = $1", Retry::on_conflict};

inline constexpr Query<Affected(WebhookId, std::string, std::string, std::vector<std::string>, Telling, Telling, Bytes, Timestamp,
                                StaffId, std::int64_t)>
    add{"webhooks.add", R"sql(
    INSERT INTO webhooks (id, name, url, events, notes, words, sealed_secret, made_at, made_by, changed_at)
    SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $8 WHERE (SELECT count(*) FROM webhooks WHERE ended_at IS NULL) < $10)sql"};

inline constexpr Query<Affected(WebhookId, std::string, std::string, std::vector<std::string>, Telling, Telling, Timestamp)>
    change{"webhooks.change", R"sql(
    UPDATE webhooks SET name = $2, url = $3, events = $4, notes = $5, words = $6, changed_at = $7
    WHERE id = $1 AND ended_at IS NULL)sql"};

// What was on its way to it goes with it: nobody is told any more.
inline constexpr Query<Affected(WebhookId, Timestamp)> end{"webhooks.end", R"sql(
    WITH gone AS (DELETE FROM webhook_deliveries WHERE webhook_id = $1 AND EXISTS (SELECT FROM webhooks WHERE id = $1 AND ended_at IS NULL))
    UPDATE webhooks SET ended_at = $2, sealed_secret = '' WHERE id = $1 AND ended_at IS NULL)sql"};

inline constexpr Query<Affected(WebhookId, Timestamp, Pause)> pause{"webhooks.pause", R"sql(
    UPDATE webhooks SET paused_at = $2, pause = $3 WHERE id = $1 AND ended_at IS NULL AND paused_at IS NULL)sql"};

inline constexpr Query<Affected(WebhookId, Timestamp)> resume{"webhooks.resume", R"sql(
    WITH woken AS (
        UPDATE webhook_deliveries SET due_at = $2 WHERE webhook_id = $1 AND state = 'waiting' AND coalesce(lease_until <= $2, true)
            AND EXISTS (SELECT FROM webhooks WHERE id = $1 AND paused_at IS NOT NULL)
    )
    UPDATE webhooks SET paused_at = NULL, pause = NULL, failures = 0, failing_since = NULL, rests_until = NULL
    WHERE id = $1 AND ended_at IS NULL AND paused_at IS NOT NULL)sql"};

// What is told ----------------------------------------------------------------------------------------------------------

struct Before {
    ConversationId conversation_id;
    std::int64_t seq;
    std::string status;  // before the entry
};
BOOST_DESCRIBE_STRUCT(Before, (), (conversation_id, seq, status))

inline constexpr Query<Many<Before>(std::vector<ConversationId>, std::vector<std::int64_t>)> before{"webhooks.before", R"sql(
    SELECT n.conversation_id, n.seq, e.status FROM unnest($1::uuid[], $2::bigint[]) AS n (conversation_id, seq)
    JOIN entries e ON e.conversation_id = n.conversation_id AND e.seq = n.seq - 1)sql",
                                                                                                    Retry::on_conflict};

inline constexpr Query<One<bool>()> has_any{"webhooks.has_any", "SELECT EXISTS (SELECT FROM webhooks WHERE ended_at IS NULL)",
                                            Retry::on_conflict};

// Each event for whoever asked for it; told twice, it is stored once. To one that has been paused for so long, nothing is kept.
inline constexpr Query<Affected(std::vector<ConversationId>, std::vector<std::int64_t>, std::vector<std::string>,
                                std::vector<std::string>, std::vector<Timestamp>, std::vector<json::value>, Timestamp, Timestamp)>
    tell{"webhooks.tell", R"sql(
    INSERT INTO webhook_deliveries (id, webhook_id, conversation_id, seq, event, body, made_at, counted_from, due_at)
    SELECT left(encode(sha256(convert_to(concat_ws(' ', w.id, t.conversation_id, t.seq, t.event), 'UTF8')), 'hex'), 32)::uuid,
        w.id, t.conversation_id, t.seq, t.event, t.body, t.posted_at, $7, $7
    FROM unnest($1::uuid[], $2::bigint[], $3::text[], $4::text[], $5::timestamptz[], $6::jsonb[])
        WITH ORDINALITY AS t (conversation_id, seq, event, kind, posted_at, body, place)
    JOIN webhooks w ON w.ended_at IS NULL AND t.event = ANY (w.events) AND (t.kind <> 'note' OR w.notes = 'told')
        AND w.made_at <= t.posted_at AND (w.paused_at IS NULL OR w.paused_at > $8)
    ORDER BY t.place, w.id
    ON CONFLICT (webhook_id, conversation_id, seq, event) DO NOTHING)sql"};

inline constexpr Query<Affected(DeliveryId, WebhookId, std::string, json::value, Timestamp)> tell_test{"webhooks.tell_test",
                                                                                                       R"sql(
    INSERT INTO webhook_deliveries (id, webhook_id, event, body, made_at, counted_from, due_at)
    SELECT $1, w.id, $3, $4, $5, $5, $5 FROM webhooks w WHERE w.id = $2 AND w.ended_at IS NULL)sql"};

// Sending ---------------------------------------------------------------------------------------------------------------

struct Due {
    DeliveryId id;
    WebhookId webhook_id;
    std::string url;
    Bytes sealed_secret;
    Telling words;
    std::optional<ConversationId> conversation_id;
    std::optional<std::int64_t> seq;
    std::string event;
    json::value body;
    std::int64_t tries;
    Timestamp counted_from;
};
BOOST_DESCRIBE_STRUCT(Due, (),
                      (id, webhook_id, url, sealed_secret, words, conversation_id, seq, event, body, tries, counted_from))

// Of each endpoint that does not rest, as many as it may have under way; one that fails, one. Of each conversation only the first
// that waits. Whoever takes one holds it until $2.
inline constexpr Query<Many<Due>(Timestamp, Timestamp, std::int64_t, std::int64_t)> take{"webhooks.take", R"sql(
    WITH taken AS (
        UPDATE webhook_deliveries SET lease_until = $2 WHERE id IN (
            SELECT due.id FROM webhooks w CROSS JOIN LATERAL (
                SELECT d.id FROM webhook_deliveries d
                WHERE d.webhook_id = w.id AND d.state = 'waiting' AND d.due_at <= $1 AND coalesce(d.lease_until <= $1, true)
                    AND NOT EXISTS (SELECT FROM webhook_deliveries e WHERE e.webhook_id = w.id AND e.state = 'waiting'
                        AND e.conversation_id = d.conversation_id AND e.place < d.place)
                ORDER BY d.due_at, d.place
                LIMIT greatest(0, CASE WHEN w.failures >= $4 THEN 1 ELSE $3 END - (SELECT count(*) FROM webhook_deliveries u
                    WHERE u.webhook_id = w.id AND u.state = 'waiting' AND u.lease_until > $1))
                FOR UPDATE SKIP LOCKED
            ) due
            WHERE w.ended_at IS NULL AND w.paused_at IS NULL AND coalesce(w.rests_until <= $1, true)
        ) RETURNING *
    )
    SELECT t.id, t.webhook_id, w.url, w.sealed_secret, w.words, t.conversation_id, t.seq, t.event, t.body, t.tries, t.counted_from
    FROM taken t JOIN webhooks w ON w.id = t.webhook_id ORDER BY t.place)sql"};

struct Words {
    std::optional<std::string> plain;
    std::optional<Bytes> body;
};
BOOST_DESCRIBE_STRUCT(Words, (), (plain, body))

inline constexpr Query<Maybe<Words>(ConversationId, std::int64_t)> words_of{
    "webhooks.words_of", "SELECT plain, body FROM entries WHERE conversation_id = $1 AND seq = $2", Retry::on_conflict};

inline constexpr Query<Affected(DeliveryId, std::int64_t, Timestamp, std::optional<std::int64_t>, std::optional<std::string>,
                                std::int64_t, std::string)>
    note_try{"webhooks.note_try", R"sql(
    INSERT INTO webhook_tries (delivery_id, number, at, status, fault, milliseconds, answer)
    SELECT id, $2, $3, $4, $5, $6, $7 FROM webhook_deliveries WHERE id = $1 ON CONFLICT DO NOTHING)sql"};

inline constexpr Query<Affected(DeliveryId, State, std::int64_t, Timestamp, std::optional<Timestamp>)> settle{"webhooks.settle",
                                                                                                              R"sql(
    UPDATE webhook_deliveries SET state = $2, tries = $3, due_at = coalesce($5, due_at), lease_until = NULL,
        settled_at = CASE WHEN $2 = 'waiting' THEN NULL ELSE $4 END
    WHERE id = $1 AND state = 'waiting')sql"};

inline constexpr Query<Affected(WebhookId, Timestamp)> went_well{"webhooks.went_well", R"sql(
    UPDATE webhooks SET failures = 0, failing_since = NULL, rests_until = NULL, delivered_at = $2 WHERE id = $1)sql"};

struct Health {
    std::int64_t failures;
    Timestamp failing_since;
};
BOOST_DESCRIBE_STRUCT(Health, (), (failures, failing_since))

inline constexpr Query<Maybe<Health>(WebhookId, Timestamp)> went_wrong{"webhooks.went_wrong", R"sql(
    UPDATE webhooks SET failures = failures + 1, failing_since = coalesce(failing_since, $2) WHERE id = $1 AND ended_at IS NULL
    RETURNING failures, failing_since)sql"};

inline constexpr Query<Affected(WebhookId, Timestamp)> rest{"webhooks.rest",
                                                            "UPDATE webhooks SET rests_until = $2 WHERE id = $1"};

// Time passes -----------------------------------------------------------------------------------------------------------

// Those of a paused endpoint that nobody tries any more.
inline constexpr Query<Affected(Timestamp, Timestamp)> give_up{"webhooks.give_up", R"sql(
    UPDATE webhook_deliveries SET state = 'dead', settled_at = $1, lease_until = NULL WHERE state = 'waiting' AND counted_from <= $2
        AND coalesce(lease_until <= $1, true)
        AND EXISTS (SELECT FROM webhooks w WHERE w.id = webhook_id AND w.paused_at IS NOT NULL))sql"};

inline constexpr Query<Affected(Timestamp, Timestamp)> sweep{"webhooks.sweep", R"sql(
    DELETE FROM webhook_deliveries WHERE (state = 'delivered' AND settled_at <= $1) OR (state = 'dead' AND settled_at <= $2))sql"};

// What staff see --------------------------------------------------------------------------------------------------------

#define OMBUD_DELIVERY                                                                                                     \
    "SELECT d.id, d.event, d.conversation_id, c.reference, d.seq, d.state, d.made_at, d.tries, "                           \
    "CASE WHEN d.state = 'waiting' THEN d.due_at END AS due_at, d.settled_at, t.status, t.fault, t.milliseconds, d.place " \
    "FROM webhook_deliveries d LEFT JOIN conversations c ON c.id = d.conversation_id "                                     \
    "LEFT JOIN webhook_tries t ON t.delivery_id = d.id AND t.number = d.tries "

inline constexpr Query<Many<Delivery>(WebhookId, std::optional<std::string>, std::optional<std::int64_t>, std::int64_t)>
    deliveries{"webhooks.deliveries",
               OMBUD_DELIVERY
               "WHERE d.webhook_id = $1 AND ($2::text IS NULL OR d.state = $2) AND ($3::bigint IS NULL OR d.place < $3) "
               "ORDER BY d.place DESC LIMIT $4",
               Retry::on_conflict};

inline constexpr Query<Maybe<Delivery>(WebhookId, DeliveryId)> delivery{
    "webhooks.delivery", OMBUD_DELIVERY "WHERE d.webhook_id = $1 AND d.id = $2", Retry::on_conflict};

inline constexpr Query<One<json::value>(DeliveryId)> body{"webhooks.body", "SELECT body FROM webhook_deliveries WHERE id = $1",
                                                          Retry::on_conflict};

inline constexpr Query<Many<Try>(DeliveryId)> tries{
    "webhooks.tries",
    "SELECT at, status, fault, milliseconds, answer FROM webhook_tries WHERE delivery_id = $1 ORDER BY number DESC LIMIT 100",
    Retry::on_conflict};

// One, or all that were given up; each has its three days again.
inline constexpr Query<Affected(WebhookId, std::optional<DeliveryId>, Timestamp)> send_again{"webhooks.send_again", R"sql(
    UPDATE webhook_deliveries SET state = 'waiting', settled_at = NULL, counted_from = $3, due_at = $3
    WHERE webhook_id = $1 AND coalesce(lease_until <= $3, true) AND (id = $2 OR ($2 IS NULL AND state = 'dead')))sql"};

#undef OMBUD_WEBHOOK
#undef OMBUD_DELIVERY

}  // namespace ombud::webhooks::sql
