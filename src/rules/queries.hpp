// Every query on rules, on what they did, and on the log that they are tried on.
#pragma once
#include "desk/queries.hpp"
#include "postgres/query.hpp"
#include "rules/model.hpp"

namespace ombud::rules::sql {

using postgres::Affected;
using postgres::Many;
using postgres::Maybe;
using postgres::One;
using postgres::Query;
using postgres::Retry;

struct RuleRow {
    RuleId id;
    std::string name;
    std::vector<std::string> on_events;
    json::value conditions, acts;
    bool active;
    std::optional<std::string> stopped_why;
    std::optional<Timestamp> stopped_at;
    std::int64_t runs;
    std::optional<Timestamp> ran_at;
    Timestamp changed_at;
};
BOOST_DESCRIBE_STRUCT(RuleRow, (),
                      (id, name, on_events, conditions, acts, active, stopped_why, stopped_at, runs, ran_at, changed_at))

#define OMBUD_RULE_COLUMNS "id, name, on_events, conditions, acts, active, stopped_why, stopped_at, runs, ran_at, changed_at "

inline constexpr Query<Many<RuleRow>()> rules{"rules.all", "SELECT " OMBUD_RULE_COLUMNS "FROM rules ORDER BY position, id",
                                              Retry::on_conflict};
inline constexpr Query<Many<RuleRow>()> active_rules{
    "rules.active", "SELECT " OMBUD_RULE_COLUMNS "FROM rules WHERE active ORDER BY position, id", Retry::on_conflict};

inline constexpr Query<One<RuleRow>(RuleId, std::string, std::vector<std::string>, json::value, json::value, bool, Timestamp,
                                    StaffId)>
    add{"rules.add",
        "INSERT INTO rules (id, position, name, on_events, conditions, acts, active, changed_at, changed_by) "
        "VALUES ($1, (SELECT coalesce(max(position), 0) + 1 FROM rules), $2, $3, $4, $5, $6, $7, $8) "
        "RETURNING " OMBUD_RULE_COLUMNS};

inline constexpr Query<Maybe<RuleRow>(RuleId, std::string, std::vector<std::string>, json::value, json::value, bool, Timestamp,
                                      StaffId)>
    change{"rules.change",
           "UPDATE rules SET name = $2, on_events = $3, conditions = $4, acts = $5, active = $6, stopped_why = NULL, "
           "stopped_at = NULL, changed_at = $7, changed_by = $8 WHERE id = $1 RETURNING " OMBUD_RULE_COLUMNS};

inline constexpr Query<Maybe<RuleRow>(RuleId, bool, Timestamp, StaffId)> switch_rule{
    "rules.switch",
    "UPDATE rules SET active = $2, stopped_why = NULL, stopped_at = NULL, changed_at = $3, changed_by = $4 WHERE id = $1 "
    "RETURNING " OMBUD_RULE_COLUMNS};

// By the program itself; once.
inline constexpr Query<Affected(RuleId, std::string, Timestamp)> stop{
    "rules.stop", "UPDATE rules SET active = false, stopped_why = $2, stopped_at = $3 WHERE id = $1 AND active"};

inline constexpr Query<Affected(RuleId)> remove{"rules.remove", "DELETE FROM rules WHERE id = $1"};

inline constexpr Query<Affected(std::vector<RuleId>)> put_in_order{"rules.put_in_order", R"sql(
    UPDATE rules r SET position = o.place FROM unnest($1::uuid[]) WITH ORDINALITY AS o (id, place) WHERE r.id = o.id)sql"};

// What they did -----------------------------------------------------------------------------------------------------------

inline constexpr Query<Affected(RuleId, ConversationId, std::int64_t, Timestamp, std::vector<std::string>)> ran{"rules.ran",
                                                                                                                R"sql(
    WITH added AS (
        INSERT INTO rule_runs (rule_id, conversation_id, cause, at, done) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING RETURNING done
    )
    UPDATE rules SET runs = runs + 1, ran_at = $4 WHERE id = $1 AND EXISTS (SELECT FROM added WHERE done <> '{}'))sql"};

struct CauseRow {
    ConversationId conversation_id;
    std::int64_t cause;
};
BOOST_DESCRIBE_STRUCT(CauseRow, (), (conversation_id, cause))

inline constexpr Query<Many<CauseRow>(RuleId, std::vector<ConversationId>, std::vector<std::int64_t>)> ran_before{
    "rules.ran_before",
    R"sql(
    SELECT r.conversation_id, r.cause FROM unnest($2::uuid[], $3::bigint[]) AS o (conversation_id, cause)
    JOIN rule_runs r ON r.rule_id = $1 AND r.conversation_id = o.conversation_id AND r.cause = o.cause)sql",
    Retry::on_conflict};

inline constexpr Query<Many<Run>(RuleId, std::int64_t)> runs{"rules.runs", R"sql(
    SELECT r.conversation_id, c.reference, r.at, r.done FROM rule_runs r JOIN conversations c ON c.id = r.conversation_id
    WHERE r.rule_id = $1 AND r.done <> '{}' ORDER BY r.at DESC, r.conversation_id LIMIT $2)sql",
                                                             Retry::on_conflict};

// Whether one of these entries of the program is there.
inline constexpr Query<One<bool>(ConversationId, std::vector<std::string>)> has_begun{"rules.has_begun", R"sql(
    SELECT EXISTS (SELECT FROM entries WHERE conversation_id = $1 AND author_id = '00000000-0000-0000-0000-000000000000'
                   AND client_id = ANY ($2)))sql",
                                                                                      Retry::on_conflict};

// From an entry back through the entries that set it off, as far as rules made them: their client ids.
inline constexpr Query<Many<std::string>(ConversationId, std::int64_t, std::int32_t)> chain{"rules.chain", R"sql(
    WITH RECURSIVE chain (client_id, depth) AS (
        SELECT e.client_id, 1 FROM entries e WHERE e.conversation_id = $1 AND e.seq = $2 AND e.author_kind = 'system'
        UNION ALL
        SELECT e.client_id, c.depth + 1 FROM chain c JOIN entries e ON e.conversation_id = $1 AND e.author_kind = 'system'
            AND e.seq = substring(c.client_id FROM '^rule-[0-9a-f-]{36}-([0-9]{1,12})-')::bigint
        WHERE c.depth < $3
    )
    SELECT client_id FROM chain WHERE client_id LIKE 'rule-%')sql",
                                                                                            Retry::on_conflict};

// How many entries rules made there since.
inline constexpr Query<One<std::int64_t>(ConversationId, Timestamp, std::int64_t)> acted_since{"rules.acted_since", R"sql(
    SELECT count(*) FROM (SELECT author_kind, client_id, posted_at FROM entries WHERE conversation_id = $1 ORDER BY seq DESC LIMIT $3) e
    WHERE e.author_kind = 'system' AND e.client_id LIKE 'rule-%' AND e.posted_at > $2)sql",
                                                                                               Retry::on_conflict};

// What a rule is tried on ---------------------------------------------------------------------------------------------------

// The newest first, from `$1` down; of those in which nothing happened since `$2` only the id.
struct TriedRow : desk::Standing {
    bool stirred;
};
BOOST_DESCRIBE_STRUCT(TriedRow, (),
                      (id, reference, status, language, topic, channel, priority, queue_id, tags, fields, assignee_id,
                       customer_id, customer_kind, snoozed_until, waiting_since, created_at, updated_at, last_seq,
                       last_customer_seq, last_answer_seq, stirred))

inline constexpr Query<Many<TriedRow>(ConversationId, Timestamp, std::int64_t)> tried{
    "rules.tried",
    "SELECT " OMBUD_STANDING
    ", c.status <> 'resolved' OR EXISTS (SELECT FROM entries e WHERE e.conversation_id = c.id AND e.seq = c.last_seq "
    "AND e.posted_at >= $2) AS stirred FROM (SELECT * FROM conversations WHERE id < $1 AND last_seq > 0 ORDER BY id DESC LIMIT "
    "$3) c "
    "JOIN customers u ON u.id = c.customer_id ORDER BY c.id DESC",
    Retry::on_conflict};

struct LoggedRow {
    ConversationId conversation_id;
    std::int64_t seq;
    desk::EntryKind kind;
    desk::AuthorKind author_kind;
    Uuid author_id;
    bool internal;
    std::optional<json::value> data;
    Timestamp posted_at;
};
BOOST_DESCRIBE_STRUCT(LoggedRow, (), (conversation_id, seq, kind, author_kind, author_id, internal, data, posted_at))

// Whole logs, without a word of them.
inline constexpr Query<Many<LoggedRow>(std::vector<ConversationId>)> logs{"rules.logs", R"sql(
    SELECT conversation_id, seq, kind, author_kind, author_id, internal,
           CASE WHEN kind IN ('assignment', 'state', 'handling') OR (kind = 'message' AND author_kind = 'agent') THEN data END AS data, posted_at
    FROM entries WHERE conversation_id = ANY ($1) ORDER BY conversation_id DESC, seq)sql",
                                                                          Retry::on_conflict};

}  // namespace ombud::rules::sql
