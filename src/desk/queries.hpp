// The statements of the log, of conversations and of the queue: named, typed, checked against the schema by a test. All that may
// be run twice outlives a restart of PostgreSQL.
#pragma once
#include "desk/model.hpp"
#include "desk/standing.hpp"
#include "postgres/query.hpp"

namespace ombud::desk::sql {

using postgres::Affected;
using postgres::Bytes;
using postgres::Many;
using postgres::Maybe;
using postgres::One;
using postgres::Query;
using postgres::Retry;

// The log ---------------------------------------------------------------------------------------------------------------

// An entry as it stands in its table.
struct EntryRow {
    ConversationId conversation_id;
    std::int64_t seq;
    EntryKind kind;
    AuthorKind author_kind;
    Uuid author_id;
    std::optional<std::string> author_name;
    std::string client_id;
    std::optional<std::string> plain;  // older than the vault
    std::optional<Bytes> body, told;   // sealed
    bool internal;
    json::value removed;
    std::optional<json::value> data;
    std::string status;
    Timestamp posted_at;
    json::value attachments;  // as the model's Attachment
};
BOOST_DESCRIBE_STRUCT(EntryRow, (),
                      (conversation_id, seq, kind, author_kind, author_id, author_name, client_id, plain, body, told, internal,
                       removed, data, status, posted_at, attachments))

struct AppendedRow {
    std::int64_t place;  // in the batch, from 1
    bool repeated;       // it was stored before under the same client_id
    std::int64_t seq;
    EntryKind kind;
    std::optional<std::string> author_name;
    std::optional<std::string> plain;  // these three only of one that was stored before
    std::optional<Bytes> body, told;
    bool internal;
    std::vector<AttachmentId> attachment_ids;
    json::value removed;
    std::optional<json::value> data;
    std::string status;
    Timestamp posted_at;
};
BOOST_DESCRIBE_STRUCT(AppendedRow, (),
                      (place, repeated, seq, kind, author_name, plain, body, told, internal, attachment_ids, removed, data,
                       status, posted_at))

// Numbers and stores a batch of entries, at most one for each conversation, and brings their conversations up to date: one round
// trip, one commit. Locking a conversation's row makes its writers queue up, so numbers follow commit order. An entry that may
// not be posted (unknown conversation, somebody else's, already answered, no change) is simply absent from the answer.
inline constexpr Query<Many<AppendedRow>(
    std::vector<ConversationId>, std::vector<EntryKind>, std::vector<AuthorKind>, std::vector<Uuid>,
    std::vector<std::optional<std::string>>, std::vector<std::string>, std::vector<Bytes>, std::vector<bool>,
    std::vector<std::string>, std::vector<json::value>, std::vector<std::optional<json::value>>,
    std::vector<std::optional<std::int64_t>>, std::vector<Timestamp>, std::vector<std::optional<Bytes>>)>
    append{"desk.append", R"sql(
    WITH input AS (
        SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::uuid[], $5::text[], $6::text[], $7::bytea[], $8::boolean[], $9::text[],
                             $10::jsonb[], $11::jsonb[], $12::bigint[], $13::timestamptz[], $14::bytea[]) WITH ORDINALITY
            AS i (conversation_id, kind, author_kind, author_id, author_name, client_id, body, internal, attachments,
                  removed, data, answering, posted_at, told, place)
    ), repeated AS (
        SELECT i.place, e.* FROM input i CROSS JOIN LATERAL (
            SELECT * FROM entries e
            WHERE e.conversation_id = i.conversation_id AND e.author_id = i.author_id AND e.client_id = i.client_id LIMIT 1) e
    ), before AS (
        SELECT c.*, i.place FROM (SELECT * FROM input ORDER BY conversation_id) i CROSS JOIN LATERAL (
            SELECT * FROM conversations c
            WHERE c.id = i.conversation_id
              AND (i.author_kind <> 'customer' OR c.customer_id = i.author_id)
              -- What was seen when it was written: no colleague may have answered since, nor, when it changes the state, the customer written.
              AND (i.answering IS NULL OR CASE WHEN i.kind = 'state' THEN c.last_customer_seq <= i.answering
                   ELSE c.last_answer_seq <= i.answering OR c.last_answer_by = i.author_id END)
              AND (i.kind <> 'state' OR i.data ->> 'to' <> c.status)
              -- What was merged into another is answered there, and ends there.
              AND (c.merged_into IS NULL OR NOT (i.kind = 'state' OR (i.kind = 'message' AND i.author_kind = 'agent')))
              AND (i.kind <> 'assignment' OR (i.data -> 'assignee' ->> 'id')::uuid IS DISTINCT FROM c.assignee_id)
              -- What the program saw when it decided: who had it, or its queue.
              AND (i.kind NOT IN ('assignment', 'handling') OR NOT coalesce(i.data ? 'expects', false) OR (c.status <> 'resolved'
                  AND i.data ->> 'expects' IS NOT DISTINCT FROM (CASE i.kind WHEN 'assignment' THEN c.assignee_id ELSE c.queue_id END)::text))
              AND NOT EXISTS (SELECT FROM repeated r WHERE r.place = i.place)
            FOR NO KEY UPDATE) c
    ), fresh AS (
        SELECT i.*, b.last_seq + 1 AS seq, b.status AS status_before, b.assignee_id AS assignee_before, b.waiting_since AS waiting_before,
               b.last_answer_seq AS answer_before, b.last_customer_seq > b.last_answer_seq AS unanswered,
               i.kind = 'message' AND i.author_kind = 'agent' AS answers,
               coalesce(i.data ? 'by', false) AS to_many,  -- of those whom one answer goes to, nobody is taken by it
               i.kind IN ('message', 'intake') AND i.author_kind = 'customer' AS says, b.topic AS topic_before, b.priority AS priority_before,
               b.queue_id AS queue_before, b.tags AS tags_before, b.fields AS fields_before, b.snoozed_until AS snoozed_before,
               CASE WHEN i.kind = 'handling' THEN i.data -> 'set' END AS sets,
               -- What a tie makes of a conversation is decided by whoever holds both: {status, waits_since}.
               CASE WHEN i.kind = 'link' THEN i.data -> 'becomes' END AS becomes, b.merged_into IS NOT NULL AS merged
        FROM input i JOIN before b ON b.place = i.place
    ), judged AS (
        SELECT f.*,
            CASE WHEN f.answers THEN 'waiting'
                 WHEN f.becomes IS NOT NULL THEN f.becomes ->> 'status'
                 WHEN f.says AND f.merged THEN f.status_before  -- its customer is waited on where it was merged into
                 WHEN f.says THEN CASE f.status_before WHEN 'new' THEN 'new' ELSE 'open' END
                 WHEN f.kind = 'assignment' THEN CASE f.status_before WHEN 'new' THEN 'open' ELSE f.status_before END
                 WHEN f.kind = 'state' THEN f.data ->> 'to'
                 ELSE f.status_before END AS status,
            CASE f.kind WHEN 'assignment' THEN (f.data -> 'assignee' ->> 'id')::uuid
                        WHEN 'message' THEN CASE WHEN f.answers THEN coalesce(f.assignee_before, CASE WHEN NOT f.to_many THEN f.author_id END) ELSE f.assignee_before END
                        ELSE f.assignee_before END AS assignee,
            CASE WHEN f.becomes IS NOT NULL THEN (f.becomes ->> 'waits_since')::timestamptz
                 WHEN f.says AND f.merged THEN f.waiting_before
                 WHEN f.says OR (f.kind = 'state' AND f.data ->> 'to' = 'open' AND f.unanswered)
                     THEN coalesce(f.waiting_before, f.posted_at)
                 WHEN f.answers OR f.kind = 'state' THEN NULL
                 ELSE f.waiting_before END AS waiting,
            CASE WHEN f.sets ? 'topic' THEN f.sets ->> 'topic' ELSE f.topic_before END AS topic,
            CASE WHEN f.sets ? 'priority' THEN f.sets ->> 'priority' ELSE f.priority_before END AS priority,
            CASE WHEN f.sets ? 'queue_id' THEN (f.sets ->> 'queue_id')::uuid ELSE f.queue_before END AS queue_id,
            CASE WHEN f.kind = 'handling' AND f.data ?| '{add_tags,remove_tags}' THEN ARRAY(
                     SELECT DISTINCT tag COLLATE "C" FROM (SELECT unnest(f.tags_before) UNION ALL SELECT jsonb_array_elements_text(f.data -> 'add_tags')) all_of (tag)
                     WHERE NOT coalesce(f.data -> 'remove_tags', '[]') ? tag ORDER BY 1)
                 ELSE f.tags_before END AS tags,
            CASE WHEN f.sets ? 'fields' THEN jsonb_strip_nulls(f.fields_before || (f.sets -> 'fields')) ELSE f.fields_before END AS fields,
            -- Whoever writes, or whatever ends it, wakes it.
            CASE WHEN f.sets ? 'snoozed_until' THEN (f.sets ->> 'snoozed_until')::timestamptz
                 WHEN f.says OR f.becomes IS NOT NULL OR (f.kind = 'state' AND f.data ->> 'to' = 'resolved') THEN NULL
                 ELSE f.snoozed_before END AS snoozed_until
        FROM fresh f
    ), told AS (
        SELECT j.*,
            CASE j.kind
                WHEN 'handling' THEN (j.data - '{add_tags,remove_tags,expects}'::text[]) || jsonb_build_object(
                    'set', j.sets || CASE WHEN j.data ?| '{add_tags,remove_tags}' THEN jsonb_build_object('tags', j.tags) ELSE '{}' END,
                    'before', (SELECT coalesce(jsonb_object_agg(key, value), '{}') FROM jsonb_each(jsonb_build_object(
                        'topic', j.topic_before, 'priority', j.priority_before, 'queue_id', j.queue_before, 'tags', j.tags_before,
                        'fields', j.fields_before, 'snoozed_until', j.snoozed_before)) AS old
                        WHERE j.sets ? key OR (key = 'tags' AND j.data ?| '{add_tags,remove_tags}')))
                WHEN 'assignment' THEN (j.data - 'expects') || jsonb_build_object('previous',
                    (SELECT jsonb_build_object('id', s.id, 'name', s.public_name) FROM staff s WHERE s.id = j.assignee_before))
                WHEN 'state' THEN j.data || jsonb_build_object('from', j.status_before)
                WHEN 'message' THEN CASE WHEN NOT j.answers OR j.to_many OR j.assignee_before IS NULL THEN j.data END
                ELSE j.data
            END AS noted
        FROM judged j
        WHERE j.kind <> 'handling' OR (j.topic, j.priority, j.queue_id, j.tags, j.fields, j.snoozed_until) IS DISTINCT FROM
              (j.topic_before, j.priority_before, j.queue_before, j.tags_before, j.fields_before, j.snoozed_before)
    ), changed AS (
        UPDATE conversations c SET
            last_seq = t.seq, status = t.status, assignee_id = t.assignee, waiting_since = t.waiting, topic = t.topic,
            priority = t.priority, queue_id = t.queue_id, tags = t.tags, fields = t.fields, snoozed_until = t.snoozed_until,
            -- A customer reads these, and must not see a note in them.
            updated_at = CASE WHEN t.internal AND t.becomes IS NULL THEN c.updated_at ELSE t.posted_at END,
            last_shown_seq = CASE WHEN t.internal THEN c.last_shown_seq ELSE t.seq END,
            last_customer_seq = CASE WHEN t.says THEN t.seq ELSE c.last_customer_seq END,
            customer_seen_seq = CASE WHEN t.author_kind = 'customer' THEN t.seq ELSE c.customer_seen_seq END,
            last_answer_seq = CASE WHEN t.answers THEN t.seq ELSE c.last_answer_seq END,
            last_answer_by = CASE WHEN t.answers THEN t.author_id ELSE c.last_answer_by END
        FROM told t WHERE c.id = t.conversation_id
    ), posted AS (
        INSERT INTO entries (conversation_id, seq, kind, author_kind, author_id, author_name, client_id, body, internal, attachments, removed,
                             data, told, status, waited, posted_at)
        SELECT t.conversation_id, t.seq, t.kind, t.author_kind, t.author_id, t.author_name, t.client_id, t.body, t.internal,
               t.attachments::uuid[], t.removed, t.noted, t.told, t.status,
               -- Who had been taken before is answered sooner; that says nothing to those in the queue.
               CASE WHEN t.answers AND NOT t.to_many AND t.waiting_before IS NOT NULL AND (t.assignee_before IS NULL OR t.answer_before = 0)
                    THEN greatest(extract(epoch FROM t.posted_at - t.waiting_before), 0)::double precision END, t.posted_at
        FROM told t
    ), unsent AS (  -- whoever is reached by mail, or has left, is sent it: module email
        INSERT INTO unsent_answers (conversation_id, seq, look_at)
        SELECT t.conversation_id, t.seq, t.posted_at FROM told t WHERE t.answers
    ), fed AS (
        INSERT INTO entry_feed (conversation_id, seq) SELECT t.conversation_id, t.seq FROM told t
    )
    SELECT place, false AS repeated, seq, kind, author_name, NULL::text AS plain, NULL::bytea AS body, NULL::bytea AS told, internal,
           attachments::uuid[] AS attachment_ids, removed, noted AS data, status, posted_at
    FROM told
    UNION ALL
    SELECT place, true, seq, kind, author_name, plain, body, told, internal, attachments, removed, data, status, posted_at FROM repeated)sql",
           Retry::on_conflict};

// An entry with its attachments; what it is read from, named e, follows.
#define OMBUD_ENTRY_SELECT                                                                                                       \
    "SELECT e.conversation_id, e.seq, e.kind, e.author_kind, e.author_id, e.author_name, e.client_id, e.plain, e.body, e.told, " \
    "e.internal, e.removed, e.data, e.status, e.posted_at, CASE WHEN e.attachments = '{}' THEN '[]'::jsonb ELSE ("               \
    "SELECT coalesce(jsonb_agg(jsonb_build_object('id', a.id, 'name', encode(a.name, 'hex'), 'media_type', a.media_type, "       \
    "'bytes', a.bytes, 'width', a.width, 'height', a.height, 'thumbnail', a.thumbnail_sha256 IS NOT NULL, 'scan', a.scan) "      \
    "ORDER BY array_position(e.attachments, a.id)), '[]') "                                                                      \
    "FROM attachments a WHERE a.id = ANY (e.attachments)) END AS attachments "

// `$4`: staff see notes too.
inline constexpr Query<Many<EntryRow>(ConversationId, std::int64_t, std::int64_t, bool)> entries_after{"desk.entries_after",
                                                                                                       OMBUD_ENTRY_SELECT R"sql(
    FROM entries e
    WHERE e.conversation_id = $1 AND e.seq > $2 AND (NOT e.internal OR $4) ORDER BY e.seq LIMIT $3)sql",
                                                                                                       Retry::on_conflict};

inline constexpr Query<Many<EntryRow>(ConversationId, std::int64_t, std::int64_t, bool)> entries_before{"desk.entries_before",
                                                                                                        OMBUD_ENTRY_SELECT R"sql(
    FROM (SELECT * FROM entries WHERE conversation_id = $1 AND seq < $2 AND (NOT internal OR $4) ORDER BY seq DESC LIMIT $3) e
    ORDER BY e.seq)sql",
                                                                                                        Retry::on_conflict};

// Conversations -----------------------------------------------------------------------------------------------------------

struct ConversationRow {
    ConversationId id;
    std::string reference;
    std::string status;
    std::string language;
    std::optional<std::string> topic;
    std::int64_t last_seq;
    CustomerId customer_id;
    std::string customer_kind;
    std::optional<std::string> customer_name;  // an account's
    std::optional<Bytes> customer_sealed_name, customer_key;
    std::optional<Uuid> assignee_id;
    std::optional<std::string> assignee_name, assignee_code;
    Timestamp created_at, updated_at;
    std::int64_t customer_seen_seq, staff_seen_seq, last_shown_seq;
    std::optional<Timestamp> waiting_since;
    std::string channel, priority;
    std::optional<QueueId> queue_id;
    std::vector<std::string> tags;
    json::value fields;
    std::optional<Timestamp> snoozed_until;
};
BOOST_DESCRIBE_STRUCT(ConversationRow, (),
                      (id, reference, status, language, topic, last_seq, customer_id, customer_kind, customer_name,
                       customer_sealed_name, customer_key, assignee_id, assignee_name, assignee_code, created_at, updated_at,
                       customer_seen_seq, staff_seen_seq, last_shown_seq, waiting_since, channel, priority, queue_id, tags,
                       fields, snoozed_until))

// Opens a conversation once for each client_id; with a body that is entry 1. Empty when another request opened it just now.
struct OpenedRow {
    ConversationId id;
    bool repeated;
    std::optional<std::string> first_plain;
    std::optional<Bytes> first_body;  // of one that was opened before
};
BOOST_DESCRIBE_STRUCT(OpenedRow, (), (id, repeated, first_plain, first_body))

inline constexpr Query<Maybe<OpenedRow>(ConversationId, std::string, CustomerId, std::string, std::string,
                                        std::optional<std::string>, std::optional<Bytes>, json::value, Timestamp, std::string)>
    open_conversation{"desk.open_conversation", R"sql(
    WITH opened AS (
        INSERT INTO conversations (id, reference, customer_id, client_id, language, topic, last_seq, last_shown_seq, last_customer_seq,
                                   customer_seen_seq, waiting_since, created_at, updated_at, channel)
        SELECT $1, $2, $3, $4, $5, $6, n, n, n, n, CASE WHEN n = 1 THEN $9::timestamptz END, $9, $9, $10
        FROM (SELECT CASE WHEN $7::bytea IS NULL THEN 0 ELSE 1 END AS n) first
        ON CONFLICT (customer_id, client_id) DO NOTHING RETURNING id
    ), first AS (
        INSERT INTO entries (conversation_id, seq, kind, author_kind, author_id, client_id, body, internal, removed, status, posted_at)
        SELECT id, 1, 'message', 'customer', $3, $4, $7, false, $8, 'new', $9 FROM opened WHERE $7 IS NOT NULL
    ), fed AS (
        INSERT INTO entry_feed (conversation_id, seq) SELECT id, 1 FROM opened WHERE $7 IS NOT NULL
    )
    SELECT id, false AS repeated, NULL::text AS first_plain, NULL::bytea AS first_body FROM opened
    UNION ALL
    SELECT c.id, true, e.plain, e.body
    FROM conversations c LEFT JOIN entries e ON e.conversation_id = c.id AND e.seq = 1 AND e.client_id = $4 WHERE c.customer_id = $3 AND c.client_id = $4)sql",
                      Retry::on_conflict};

struct CaseRow {
    std::optional<json::value> data;  // older than the vault
    std::optional<Bytes> told;        // sealed: the case, or {letter: {case}}
    Timestamp posted_at;
};
BOOST_DESCRIBE_STRUCT(CaseRow, (), (data, told, posted_at))

// A letter may tell one, too: what the program read in it.
inline constexpr Query<Maybe<CaseRow>(ConversationId)> newest_case{"desk.newest_case", R"sql(
    SELECT CASE kind WHEN 'intake' THEN data ELSE data #> '{letter,case}' END AS data, told, posted_at FROM entries
    WHERE conversation_id = $1 AND (kind = 'intake' OR data ? 'tells_case' OR data #> '{letter,case}' IS NOT NULL)
    ORDER BY seq DESC LIMIT 1)sql",
                                                                   Retry::on_conflict};

inline constexpr Query<One<bool>(ConversationId, CustomerId, std::string)> has_posted{"desk.has_posted", R"sql(
    SELECT EXISTS (SELECT FROM entries WHERE conversation_id = $1 AND author_id = $2 AND client_id = $3))sql",
                                                                                      Retry::on_conflict};

inline constexpr Query<Affected(ConversationId, std::string, std::optional<Bytes>)> keep_contact{"desk.keep_contact", R"sql(
    INSERT INTO conversation_contacts (conversation_id, reach, email) VALUES ($1, $2, $3)
    ON CONFLICT (conversation_id) DO UPDATE SET reach = excluded.reach, email = excluded.email, plain_email = NULL)sql",
                                                                                                 Retry::on_conflict};

// With who has it, and the code that was made for them there.
#define OMBUD_CONVERSATION_COLUMNS                                                                                          \
    "c.id, c.reference, c.status, c.language, c.topic, c.last_seq, c.customer_id, u.kind AS customer_kind, u.name AS "      \
    "customer_name, u.sealed_name AS customer_sealed_name, v.sealed AS customer_key, "                                      \
    "c.assignee_id, s.public_name AS assignee_name, o.code AS assignee_code, c.created_at, c.updated_at, "                  \
    "c.customer_seen_seq, c.staff_seen_seq, c.last_shown_seq, c.waiting_since, c.channel, c.priority, c.queue_id, c.tags, " \
    "c.fields, c.snoozed_until "                                                                                            \
    "FROM conversations c JOIN customers u ON u.id = c.customer_id LEFT JOIN customer_keys v ON v.customer_id = "           \
    "c.customer_id LEFT JOIN staff s ON s.id = c.assignee_id "                                                              \
    "LEFT JOIN official_codes o ON o.channel = 'chat' AND o.conversation_id = c.id AND o.staff_id = c.assignee_id "         \
    "AND o.letter_id IS NULL "

// `$2`: only if it is this customer's; null for staff.
inline constexpr Query<Maybe<ConversationRow>(ConversationId, std::optional<CustomerId>)> conversation{
    "desk.conversation", "SELECT " OMBUD_CONVERSATION_COLUMNS "WHERE c.id = $1 AND ($2::uuid IS NULL OR c.customer_id = $2)",
    Retry::on_conflict};

inline constexpr Query<Many<ConversationRow>(CustomerId, std::int64_t)> conversations_of{
    "desk.conversations_of", "SELECT " OMBUD_CONVERSATION_COLUMNS "WHERE c.customer_id = $1 ORDER BY c.updated_at DESC LIMIT $2",
    Retry::on_conflict};

// Conversations as all their followers see them ------------------------------------------------------------------------------

#define OMBUD_STANDING                                                                                                       \
    "c.id, c.reference, c.status, c.language, c.topic, c.channel, c.priority, c.queue_id, c.tags, c.fields, c.assignee_id, " \
    "c.customer_id, u.kind AS customer_kind, c.snoozed_until, c.waiting_since, c.created_at, c.updated_at, c.last_seq, "     \
    "c.last_customer_seq, c.last_answer_seq "

inline constexpr Query<Many<Standing>()> active_standings{
    "desk.active_standings",
    "SELECT " OMBUD_STANDING
    "FROM conversations c JOIN customers u ON u.id = c.customer_id WHERE c.status <> 'resolved' AND c.last_seq > 0",
    Retry::on_conflict};
inline constexpr Query<Many<Standing>(std::vector<ConversationId>)> standings{
    "desk.standings",
    "SELECT " OMBUD_STANDING
    "FROM conversations c JOIN customers u ON u.id = c.customer_id WHERE c.id = ANY ($1) AND c.last_seq > 0",
    Retry::on_conflict};

// What not every follower has heard of, in the order in which it was stored.
struct FedRow : Standing {
    std::int64_t place, seq;
    EntryKind kind;
    AuthorKind author_kind;
    Uuid author_id;
    std::optional<std::string> author_name;
    bool internal;
    std::string status_after;
    std::optional<json::value> data;
    std::optional<double> waited;
    Timestamp posted_at;
};
BOOST_DESCRIBE_STRUCT(FedRow, (),
                      (id, reference, status, language, topic, channel, priority, queue_id, tags, fields, assignee_id,
                       customer_id, customer_kind, snoozed_until, waiting_since, created_at, updated_at, last_seq,
                       last_customer_seq, last_answer_seq, place, seq, kind, author_kind, author_id, author_name, internal,
                       status_after, data, waited, posted_at))

inline constexpr Query<Many<FedRow>(std::int64_t)> fed{
    "desk.fed",
    "SELECT " OMBUD_STANDING
    ", f.place, f.seq, e.kind, e.author_kind, e.author_id, e.author_name, e.internal, e.status AS status_after, e.data, "
    "e.waited, e.posted_at "
    "FROM (SELECT * FROM entry_feed ORDER BY place LIMIT $1) f JOIN entries e ON e.conversation_id = f.conversation_id "
    "AND e.seq = f.seq JOIN conversations c ON c.id = f.conversation_id JOIN customers u ON u.id = c.customer_id "
    "ORDER BY f.place",
    Retry::on_conflict};
inline constexpr Query<Affected(std::vector<std::int64_t>)> is_followed{
    "desk.is_followed", "DELETE FROM entry_feed WHERE place = ANY ($1)", Retry::on_conflict};
inline constexpr Query<One<bool>()> passes_on_alone{"desk.passes_on_alone", "SELECT pg_try_advisory_xact_lock(7264001)"};
inline constexpr Query<Affected(std::string, ConversationId, std::int64_t, Timestamp, std::string)> not_followed{
    "desk.not_followed", R"sql(
    INSERT INTO entry_feed_faults (follower, conversation_id, seq, at, why) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING)sql",
    Retry::on_conflict};
inline constexpr Query<One<std::int64_t>()> feed_faults{"desk.feed_faults", "SELECT count(*) FROM entry_feed_faults",
                                                        Retry::on_conflict};

inline constexpr Query<Many<ConversationId>(Timestamp, std::int64_t)> snoozed_enough{
    "desk.snoozed_enough", "SELECT id FROM conversations WHERE snoozed_until <= $1 ORDER BY snoozed_until, id LIMIT $2",
    Retry::on_conflict};

// The key under which a conversation's words are kept.
struct ConversationKeyRow {
    CustomerId customer_id;
    std::optional<Bytes> sealed;
    bool erased;
};
BOOST_DESCRIBE_STRUCT(ConversationKeyRow, (), (customer_id, sealed, erased))

inline constexpr Query<Maybe<ConversationKeyRow>(ConversationId)> conversation_key{"desk.conversation_key", R"sql(
    SELECT c.customer_id, k.sealed, k.erased_at IS NOT NULL AS erased
    FROM conversations c LEFT JOIN customer_keys k ON k.customer_id = c.customer_id WHERE c.id = $1)sql",
                                                                                   Retry::on_conflict};

// Entries that are older than the vault.
struct PlainRow {
    ConversationId conversation_id;
    std::int64_t seq;
    std::string plain;
    std::optional<json::value> told;
    bool tells_case;
};
BOOST_DESCRIBE_STRUCT(PlainRow, (), (conversation_id, seq, plain, told, tells_case))

inline constexpr Query<Many<PlainRow>(std::int64_t)> plain_entries{"desk.plain_entries", R"sql(
    SELECT conversation_id, seq, plain, CASE WHEN kind = 'intake' OR data ? 'letter' THEN data END AS told,
           data #> '{letter,case}' IS NOT NULL AS tells_case
    FROM entries WHERE plain IS NOT NULL LIMIT $1)sql",
                                                                   Retry::on_conflict};
inline constexpr Query<Affected(ConversationId, std::int64_t, Bytes, std::optional<Bytes>, bool)> seal_entry{"desk.seal_entry",
                                                                                                             R"sql(
    UPDATE entries SET body = $3, told = $4, plain = NULL,
        data = CASE WHEN $4::bytea IS NULL THEN data WHEN $5 THEN '{"tells_case": true}'::jsonb END
    WHERE conversation_id = $1 AND seq = $2 AND plain IS NOT NULL)sql",
                                                                                                             Retry::on_conflict};

// What decides whether somebody may read on, and how far the log goes for them.
inline constexpr Query<Maybe<std::int64_t>(ConversationId, std::optional<CustomerId>)> last_seq{"desk.last_seq", R"sql(
    SELECT CASE WHEN $2::uuid IS NULL THEN last_seq ELSE last_shown_seq END
    FROM conversations WHERE id = $1 AND ($2::uuid IS NULL OR customer_id = $2))sql",
                                                                                                Retry::on_conflict};

struct StandingRow {
    std::string status;
    std::optional<Uuid> assignee_id;
    std::int64_t last_answer_seq, last_customer_seq;
    bool merged;
};
BOOST_DESCRIBE_STRUCT(StandingRow, (), (status, assignee_id, last_answer_seq, last_customer_seq, merged))

inline constexpr Query<Maybe<StandingRow>(ConversationId, std::optional<CustomerId>)> standing{
    "desk.standing",
    "SELECT status, assignee_id, last_answer_seq, last_customer_seq, merged_into IS NOT NULL AS merged FROM conversations "
    "WHERE id = $1 AND ($2::uuid IS NULL OR customer_id = $2)",
    Retry::on_conflict};

// Each gives the new mark, or nothing when it was not moved. Marks that customers see stand on entries that they see.
inline constexpr Query<Maybe<std::int64_t>(ConversationId, CustomerId, std::int64_t)> customer_saw{"desk.customer_saw", R"sql(
    UPDATE conversations SET customer_seen_seq = least($3, last_shown_seq)
    WHERE id = $1 AND customer_id = $2 AND customer_seen_seq < least($3, last_shown_seq) RETURNING customer_seen_seq)sql",
                                                                                                   Retry::on_conflict};

inline constexpr Query<Maybe<std::int64_t>(ConversationId, StaffId, std::int64_t)> staff_saw{"desk.staff_saw", R"sql(
    WITH mine AS (
        INSERT INTO staff_seen (conversation_id, staff_id, seq)
        SELECT id, $2, least($3, last_seq) FROM conversations WHERE id = $1
        ON CONFLICT (conversation_id, staff_id) DO UPDATE SET seq = greatest(staff_seen.seq, excluded.seq)
    )
    UPDATE conversations SET staff_seen_seq = least($3, last_shown_seq)
    WHERE id = $1 AND staff_seen_seq < least($3, last_shown_seq) RETURNING staff_seen_seq)sql",
                                                                                             Retry::on_conflict};

struct StaffNameRow {
    StaffId id;
    std::string public_name;
};
BOOST_DESCRIBE_STRUCT(StaffNameRow, (), (id, public_name))

// Somebody who works here. Every built-in role may reply, and a program that has no role answers by its key.
struct AssignableRow {
    StaffId id;
    std::string public_name;
    bool may_reply;
};
BOOST_DESCRIBE_STRUCT(AssignableRow, (), (id, public_name, may_reply))

inline constexpr Query<Maybe<AssignableRow>(StaffId)> assignable{
    "desk.assignable",
    "SELECT s.id, s.public_name, coalesce(r.built_in OR 'reply' = ANY (r.permissions), true) AS may_reply "
    "FROM staff s LEFT JOIN staff_roles r ON r.key = s.role WHERE s.id = $1 AND s.active",
    Retry::on_conflict};

// Those of them that a note can name.
inline constexpr Query<Many<StaffNameRow>(std::vector<StaffId>)> mentionable{
    "desk.mentionable", "SELECT id, public_name FROM staff WHERE id = ANY ($1) AND active ORDER BY public_name, id",
    Retry::on_conflict};

// The queue ---------------------------------------------------------------------------------------------------------------

inline constexpr Query<One<std::int64_t>(ConversationId, Timestamp)> queue_place{"desk.queue_place", R"sql(
    SELECT count(*) + 1 FROM conversations
    WHERE status IN ('new', 'open') AND assignee_id IS NULL AND waiting_since IS NOT NULL AND (waiting_since, id) < ($2, $1))sql",
                                                                                 Retry::on_conflict};

struct WaitedRow {
    std::int64_t sample;
    std::optional<double> low, high;
    std::optional<Timestamp> oldest;  // since when the first in the queue waits
};
BOOST_DESCRIBE_STRUCT(WaitedRow, (), (sample, low, high, oldest))

inline constexpr Query<One<WaitedRow>(Timestamp)> waited{"desk.waited", R"sql(
    SELECT count(*) AS sample, percentile_cont(0.25) WITHIN GROUP (ORDER BY waited) AS low,
           percentile_cont(0.9) WITHIN GROUP (ORDER BY waited) AS high,
           (SELECT min(waiting_since) FROM conversations
            WHERE status IN ('new', 'open') AND assignee_id IS NULL AND waiting_since IS NOT NULL) AS oldest
    FROM entries WHERE waited IS NOT NULL AND posted_at > $1::timestamptz - interval '1 hour' AND posted_at <= $1)sql",
                                                         Retry::on_conflict};

// Who waits in the queue, from the front.
inline constexpr Query<Many<ConversationId>(std::int64_t)> queue{"desk.queue", R"sql(
    SELECT id FROM conversations
    WHERE status IN ('new', 'open') AND assignee_id IS NULL AND waiting_since IS NOT NULL ORDER BY waiting_since, id LIMIT $1)sql",
                                                                 Retry::on_conflict};

}  // namespace ombud::desk::sql
