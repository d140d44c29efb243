// Every statement on incidents, their updates and their conversations.
#pragma once
#include "desk/model.hpp"
#include "incidents/model.hpp"
#include "postgres/query.hpp"

namespace ombud::incidents::sql {

using postgres::Affected;
using postgres::Many;
using postgres::Maybe;
using postgres::One;
using postgres::Query;
using postgres::Retry;

// Incidents ---------------------------------------------------------------------------------------------------------------

struct IncidentRow {
    IncidentId id;
    std::string reference;
    Kind kind;
    std::string title_en, title_zh;
    std::optional<std::string> asset, network;
    std::optional<status::Component> service;
    State state;
    std::optional<json::value> conditions;
    StaffId declared_by;
    std::string declared_by_name;
    Timestamp declared_at, changed_at;
    std::optional<Timestamp> resolved_at;
    std::int64_t conversations, owed;
};
BOOST_DESCRIBE_STRUCT(IncidentRow, (),
                      (id, reference, kind, title_en, title_zh, asset, network, service, state, conditions, declared_by,
                       declared_by_name, declared_at, changed_at, resolved_at, conversations, owed))

#define OMBUD_INCIDENT_COLUMNS                                                                                       \
    "i.id, 'IN-' || i.number AS reference, i.kind, i.title_en, i.title_zh, i.asset, i.network, i.service, i.state, " \
    "i.conditions, i.declared_by, s.public_name AS declared_by_name, i.declared_at, i.changed_at, i.resolved_at, "   \
    "n.conversations, n.owed"
// What was merged into another counts where it went.
#define OMBUD_INCIDENT_TABLES                                                                \
    " JOIN staff s ON s.id = i.declared_by JOIN LATERAL (SELECT count(*) AS conversations, " \
    "count(*) FILTER (WHERE m.done < i.revision) AS owed FROM incident_conversations m "     \
    "JOIN conversations c ON c.id = m.conversation_id AND c.merged_into IS NULL "            \
    "WHERE m.incident_id = i.id AND m.left_at IS NULL) n ON true "

// `$2`: only resolved ones, or only others.
inline constexpr Query<Many<IncidentRow>(std::optional<IncidentId>, std::optional<bool>, std::int64_t)> incidents{
    "incidents.incidents",
    "SELECT " OMBUD_INCIDENT_COLUMNS
    " FROM (SELECT * FROM incidents WHERE ($1::uuid IS NULL OR id < $1) AND ($2::boolean IS NULL OR (state = 'resolved') = $2) "
    "ORDER BY id DESC LIMIT $3) i" OMBUD_INCIDENT_TABLES "ORDER BY i.id DESC",
    Retry::on_conflict};

inline constexpr Query<Maybe<IncidentRow>(IncidentId)> incident{
    "incidents.incident", "SELECT " OMBUD_INCIDENT_COLUMNS " FROM incidents i" OMBUD_INCIDENT_TABLES "WHERE i.id = $1",
    Retry::on_conflict};

// Nothing when its author declared one under that client_id before.
inline constexpr Query<Affected(IncidentId, std::string, Kind, std::string, std::string, std::optional<std::string>,
                                std::optional<std::string>, std::optional<status::Component>, std::optional<json::value>, StaffId,
                                Timestamp)>
    declare{"incidents.declare", R"sql(
    INSERT INTO incidents (id, client_id, kind, title_en, title_zh, asset, network, service, conditions, declared_by, declared_at,
                           changed_at, state)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11, 'open') ON CONFLICT (declared_by, client_id) DO NOTHING)sql"};

inline constexpr Query<Maybe<IncidentId>(StaffId, std::string)> declared{
    "incidents.declared", "SELECT id FROM incidents WHERE declared_by = $1 AND client_id = $2", Retry::on_conflict};

struct HeldRow {
    State state;
    std::int64_t revision;
};
BOOST_DESCRIBE_STRUCT(HeldRow, (), (state, revision))

// Ours until the transaction ends: of two updates one is the later.
inline constexpr Query<Maybe<HeldRow>(IncidentId)> hold{
    "incidents.hold", "SELECT state, revision FROM incidents WHERE id = $1 FOR NO KEY UPDATE", Retry::on_conflict};

inline constexpr Query<Affected(IncidentId, Kind, std::string, std::string, std::optional<std::string>,
                                std::optional<std::string>, std::optional<status::Component>, std::optional<json::value>,
                                Timestamp)>
    change{"incidents.change", R"sql(
    UPDATE incidents SET kind = $2, title_en = $3, title_zh = $4, asset = $5, network = $6, service = $7, conditions = $8,
        changed_at = $9 WHERE id = $1)sql"};

inline constexpr Query<Affected(IncidentId, State, Timestamp)> move_to{"incidents.move_to", R"sql(
    UPDATE incidents SET state = $2, changed_at = $3, revision = revision + 1,
        resolved_at = CASE WHEN $2 = 'resolved' THEN coalesce(resolved_at, $3) END WHERE id = $1)sql"};

// Updates -----------------------------------------------------------------------------------------------------------------

struct UpdateRow {
    IncidentId incident_id;
    std::int64_t number;
    StaffId author_id;
    std::string author_name;
    Timestamp at;
    bool internal;
    State state;
    std::optional<std::string> text_en, text_zh;
    bool also_resolved;
    std::int64_t posted, revision;
};
BOOST_DESCRIBE_STRUCT(UpdateRow, (),
                      (incident_id, number, author_id, author_name, at, internal, state, text_en, text_zh, also_resolved, posted,
                       revision))

#define OMBUD_INCIDENT_UPDATE                                                                                           \
    "SELECT u.incident_id, u.number, u.author_id, s.public_name AS author_name, u.at, u.internal, u.state, u.text_en, " \
    "u.text_zh, u.also_resolved, u.posted, u.revision FROM incident_updates u JOIN staff s ON s.id = u.author_id "

inline constexpr Query<Many<UpdateRow>(IncidentId)> updates{
    "incidents.updates", OMBUD_INCIDENT_UPDATE "WHERE u.incident_id = $1 ORDER BY u.number DESC", Retry::on_conflict};

// What customers hear of, in order.
inline constexpr Query<Many<UpdateRow>(std::vector<IncidentId>)> public_updates{
    "incidents.public_updates",
    OMBUD_INCIDENT_UPDATE "WHERE u.incident_id = ANY ($1) AND NOT u.internal ORDER BY u.incident_id, u.number",
    Retry::on_conflict};

struct MadeRow {
    bool internal, also_resolved;
    std::optional<std::string> text_en, text_zh;
};
BOOST_DESCRIBE_STRUCT(MadeRow, (), (internal, also_resolved, text_en, text_zh))

inline constexpr Query<Maybe<MadeRow>(IncidentId, StaffId, std::string)> update_made{
    "incidents.update_made",
    "SELECT internal, also_resolved, text_en, text_zh FROM incident_updates "
    "WHERE incident_id = $1 AND author_id = $2 AND client_id = $3",
    Retry::on_conflict};

inline constexpr Query<One<std::int64_t>(IncidentId, StaffId, std::string, Timestamp, bool, State, std::optional<std::string>,
                                         std::optional<std::string>, bool, std::int64_t)>
    add_update{"incidents.add_update", R"sql(
    INSERT INTO incident_updates (incident_id, number, author_id, client_id, at, internal, state, text_en, text_zh, also_resolved, revision)
    SELECT $1, coalesce(max(number), 0) + 1, $2, $3, $4, $5, $6, $7, $8, $9, $10 FROM incident_updates WHERE incident_id = $1
    RETURNING number)sql"};

inline constexpr Query<Affected(std::vector<IncidentId>, std::vector<std::int64_t>, std::vector<std::int64_t>)> count_posted{
    "incidents.count_posted", R"sql(
    UPDATE incident_updates u SET posted = u.posted + p.count
    FROM unnest($1::uuid[], $2::bigint[], $3::bigint[]) AS p (id, number, count) WHERE u.incident_id = p.id AND u.number = p.number)sql"};

// Conversations -----------------------------------------------------------------------------------------------------------

// Those that there are, and are not in it yet, join an incident that is not resolved; they are owed its newest update alone.
// Whoever was taken out comes back by hand only.
// No more than `$6` are in it.
inline constexpr Query<Affected(IncidentId, std::vector<ConversationId>, How, Timestamp, std::optional<StaffId>, std::int64_t)>
    join{"incidents.join", R"sql(
    INSERT INTO incident_conversations AS m (incident_id, conversation_id, how, joined_at, joined_by, told)
    SELECT i.id, c.id, $3, $4, $5, greatest((SELECT max(number) FROM incident_updates u WHERE u.incident_id = i.id AND NOT u.internal) - 1, 0)
    FROM (SELECT id FROM incidents WHERE id = $1 AND state <> 'resolved' FOR SHARE) i
    CROSS JOIN (
        SELECT id FROM conversations c WHERE id = ANY ($2) AND ($3 = 'hand' OR NOT EXISTS (
            SELECT FROM incident_conversations k WHERE k.incident_id = $1 AND k.conversation_id = c.id))
        ORDER BY id
        LIMIT greatest($6 - (SELECT count(*) FROM incident_conversations k WHERE k.incident_id = $1 AND k.left_at IS NULL), 0)) c
    ON CONFLICT (incident_id, conversation_id) DO UPDATE SET how = excluded.how, joined_at = excluded.joined_at,
        joined_by = excluded.joined_by, left_at = NULL, left_by = NULL, told = greatest(m.told, excluded.told), held = true,
        holds = m.holds + 1, noted = false, resolved = false, done = 0
    WHERE m.left_at IS NOT NULL AND $3 = 'hand')sql"};

// Where a conversation was merged into, its incidents go on from what it was told, and what it is still owed of one that is over
// comes there; nothing brings back what was taken out there.
inline constexpr Query<Affected(ConversationId, ConversationId, Timestamp)> go_with{"incidents.go_with", R"sql(
    INSERT INTO incident_conversations (incident_id, conversation_id, how, joined_at, told, resolving)
    SELECT m.incident_id, $2, 'condition', $3, m.told, m.resolving
    FROM incident_conversations m JOIN incidents i ON i.id = m.incident_id
    WHERE m.conversation_id = $1 AND m.left_at IS NULL AND (i.state <> 'resolved' OR m.done < i.revision)
    ON CONFLICT (incident_id, conversation_id) DO NOTHING)sql"};

inline constexpr Query<One<std::int64_t>(std::vector<ConversationId>)> known{
    "incidents.known", "SELECT count(*) FROM conversations WHERE id = ANY ($1)", Retry::on_conflict};

inline constexpr Query<Affected(IncidentId, ConversationId, Timestamp, StaffId)> take_out{"incidents.take_out", R"sql(
    UPDATE incident_conversations SET left_at = $3, left_by = $4, resolving = false, done = 0
    WHERE incident_id = $1 AND conversation_id = $2 AND left_at IS NULL)sql"};

struct MemberRow {
    ConversationId conversation_id;
    std::string reference, status, language;
    How how;
    Timestamp joined_at;
    std::int64_t told;
    bool owed, wrote_again;
};
BOOST_DESCRIBE_STRUCT(MemberRow, (), (conversation_id, reference, status, language, how, joined_at, told, owed, wrote_again))

inline constexpr Query<Many<MemberRow>(IncidentId, std::optional<ConversationId>, bool, std::int64_t)> members{
    "incidents.members", R"sql(
    SELECT m.conversation_id, c.reference, c.status, c.language, m.how, m.joined_at, m.told, m.done < i.revision AS owed,
           m.told_seq > 0 AND c.last_customer_seq > c.last_answer_seq AS wrote_again
    FROM incident_conversations m JOIN incidents i ON i.id = m.incident_id JOIN conversations c ON c.id = m.conversation_id
    WHERE m.incident_id = $1 AND m.left_at IS NULL AND c.merged_into IS NULL AND ($2::uuid IS NULL OR m.conversation_id > $2)
      AND (NOT $3 OR (m.told_seq > 0 AND c.last_customer_seq > c.last_answer_seq))
    ORDER BY m.conversation_id LIMIT $4)sql",
    Retry::on_conflict};

inline constexpr Query<One<std::int64_t>(IncidentId)> wrote_again{"incidents.wrote_again", R"sql(
    SELECT count(*) FROM incident_conversations m JOIN conversations c ON c.id = m.conversation_id
    WHERE m.incident_id = $1 AND m.left_at IS NULL AND c.merged_into IS NULL AND m.told_seq > 0 AND c.last_customer_seq > c.last_answer_seq)sql",
                                                                  Retry::on_conflict};

struct TiedRow {
    IncidentId incident_id;
    How how;
    Timestamp joined_at;
    bool owed, wrote_again;
};
BOOST_DESCRIBE_STRUCT(TiedRow, (), (incident_id, how, joined_at, owed, wrote_again))

inline constexpr Query<Many<TiedRow>(ConversationId)> tied{"incidents.tied", R"sql(
    SELECT m.incident_id, m.how, m.joined_at, m.done < i.revision AS owed, m.told_seq > 0 AND c.last_customer_seq > c.last_answer_seq AS wrote_again
    FROM incident_conversations m JOIN incidents i ON i.id = m.incident_id JOIN conversations c ON c.id = m.conversation_id
    WHERE m.conversation_id = $1 AND m.left_at IS NULL ORDER BY i.state = 'resolved', i.id DESC)sql",
                                                           Retry::on_conflict};

inline constexpr Query<Maybe<ConversationId>(ConversationId)> conversation{
    "incidents.conversation", "SELECT id FROM conversations WHERE id = $1", Retry::on_conflict};

// Of an incident that is about to be resolved, or open again.
inline constexpr Query<Affected(IncidentId)> resolve_all{
    "incidents.resolve_all", "UPDATE incident_conversations SET resolving = true WHERE incident_id = $1 AND left_at IS NULL"};
inline constexpr Query<Affected(IncidentId)> hold_again{"incidents.hold_again", R"sql(
    UPDATE incident_conversations SET held = true, holds = holds + 1, noted = false, resolved = resolved OR resolving, resolving = false
    WHERE incident_id = $1 AND left_at IS NULL)sql"};

// Rounds ------------------------------------------------------------------------------------------------------------------

struct GatheringRow {
    IncidentId id;
    json::value conditions;
};
BOOST_DESCRIBE_STRUCT(GatheringRow, (), (id, conditions))

inline constexpr Query<Many<GatheringRow>()> gathering{
    "incidents.gathering",
    "SELECT id, conditions FROM incidents WHERE state <> 'resolved' AND conditions IS NOT NULL ORDER BY id", Retry::on_conflict};

// A conversation to which something is owed, and how both stand.
struct OwedRow {
    IncidentId incident_id;
    ConversationId conversation_id;
    std::optional<ConversationId> merged_into;  // it is answered there
    std::string reference, title_en, title_zh;
    State state;
    std::int64_t revision;
    std::string language, status;
    std::int64_t last_customer_seq, last_answer_seq, told, told_seq, holds;
    bool has_left, held, noted, resolving, resolved;
    bool held_elsewhere;  // another incident stops its clocks, too
};
BOOST_DESCRIBE_STRUCT(OwedRow, (),
                      (incident_id, conversation_id, merged_into, reference, title_en, title_zh, state, revision, language,
                       status, last_customer_seq, last_answer_seq, told, told_seq, holds, has_left, held, noted, resolving,
                       resolved, held_elsewhere))

// Ours until the transaction ends; what others work on is passed by. It was resolved, too, by a round that fell before it was
// kept.
inline constexpr Query<Many<OwedRow>(std::int64_t)> owed{"incidents.owed", R"sql(
    SELECT m.incident_id, m.conversation_id, c.merged_into, 'IN-' || i.number AS reference, i.title_en, i.title_zh, i.state, i.revision, c.language,
           c.status, c.last_customer_seq, c.last_answer_seq, m.told, m.told_seq, m.holds, m.left_at IS NOT NULL AS has_left, m.held, m.noted, m.resolving,
           m.resolved OR (m.resolving AND EXISTS (
               SELECT FROM entries e WHERE e.conversation_id = m.conversation_id AND e.seq > m.told_seq AND e.author_kind <> 'customer'
                 AND e.client_id LIKE 'incident-' || m.incident_id || '-r%')) AS resolved, EXISTS (
               SELECT FROM incident_conversations o JOIN incidents oi ON oi.id = o.incident_id
               WHERE o.conversation_id = m.conversation_id AND o.incident_id <> m.incident_id AND o.left_at IS NULL
                 AND oi.state <> 'resolved') AS held_elsewhere
    FROM incidents i JOIN incident_conversations m ON m.incident_id = i.id AND m.done < i.revision
    JOIN conversations c ON c.id = m.conversation_id
    LIMIT $1 FOR UPDATE OF m SKIP LOCKED)sql"};

inline constexpr Query<Affected(std::vector<IncidentId>, std::vector<ConversationId>, std::vector<std::int64_t>,
                                std::vector<std::int64_t>, std::vector<bool>, std::vector<bool>, std::vector<bool>,
                                std::vector<bool>, std::vector<std::int64_t>)>
    brought{"incidents.brought", R"sql(
    UPDATE incident_conversations m SET told = b.told, told_seq = b.told_seq, held = b.held, noted = b.noted, resolving = b.resolving,
        resolved = b.resolved, done = b.done
    FROM unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::bigint[], $5::boolean[], $6::boolean[], $7::boolean[], $8::boolean[], $9::bigint[])
        AS b (incident_id, conversation_id, told, told_seq, held, noted, resolving, resolved, done)
    WHERE m.incident_id = b.incident_id AND m.conversation_id = b.conversation_id)sql"};

}  // namespace ombud::incidents::sql
