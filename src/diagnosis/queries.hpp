// Every query on flows, runs and their steps.
#pragma once
#include "diagnosis/story.hpp"
#include "postgres/query.hpp"

namespace ombud::diagnosis::sql {

using postgres::Affected;
using postgres::Bytes;
using postgres::Many;
using postgres::Maybe;
using postgres::One;
using postgres::Query;
using postgres::Retry;

// Flows -----------------------------------------------------------------------------------------------------------------

inline constexpr Query<Affected(std::string, std::string, std::int64_t, std::string, Timestamp)> keep_flow{"diagnosis.keep_flow",
                                                                                                           R"sql(
    INSERT INTO diagnosis_flows (hash, name, version, source, loaded_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING)sql",
                                                                                                           Retry::on_conflict};

struct KeptFlow {
    std::string name;
    std::string source;
};
BOOST_DESCRIBE_STRUCT(KeptFlow, (), (name, source))

inline constexpr Query<Maybe<KeptFlow>(std::string)> kept_flow{
    "diagnosis.kept_flow", "SELECT name, source FROM diagnosis_flows WHERE hash = $1", Retry::on_conflict};

// Runs ------------------------------------------------------------------------------------------------------------------

// A run with all that happened in it, in one statement.
inline constexpr Query<Maybe<StoredRun>(std::string)> by_token{"diagnosis.run_by_token", R"sql(
    SELECT r.id, r.flow, r.version, r.flow_hash, r.language, r.channel, r.state, r.step, r.account_id, r.proved_at, r.granted,
           r.proof_ticket, r.proof_masked, r.proofs_sent, r.outcome, r.solved, r.solved_reason, r.conversation_id, r.staff_id,
           r.revision, r.created_at, r.moved_at,
           coalesce((SELECT jsonb_agg(to_jsonb(s) - 'run_id' ORDER BY s.seq) FROM diagnosis_steps s WHERE s.run_id = r.id), '[]') AS events
    FROM diagnosis_runs r WHERE r.token_hash = $1)sql",
                                                               Retry::on_conflict};

inline constexpr Query<Maybe<StoredRun>(RunId)> by_id{"diagnosis.run_by_id", R"sql(
    SELECT r.id, r.flow, r.version, r.flow_hash, r.language, r.channel, r.state, r.step, r.account_id, r.proved_at, r.granted,
           r.proof_ticket, r.proof_masked, r.proofs_sent, r.outcome, r.solved, r.solved_reason, r.conversation_id, r.staff_id,
           r.revision, r.created_at, r.moved_at,
           coalesce((SELECT jsonb_agg(to_jsonb(s) - 'run_id' ORDER BY s.seq) FROM diagnosis_steps s WHERE s.run_id = r.id), '[]') AS events
    FROM diagnosis_runs r WHERE r.id = $1)sql",
                                                      Retry::on_conflict};

// The run, and the steps that it took at once. By the link of a letter ($17) that nobody has followed yet, it belongs to that
// letter's conversation, which comes back; whoever is second begins without. Who presses twice, as $18 says, is
// not second.
inline constexpr Query<Maybe<ConversationId>(
    RunId, std::optional<std::string>, std::string, std::int64_t, std::string, std::string, Channel, State, std::string,
    std::optional<CustomerId>, std::optional<Assurance>, std::optional<Outcome>, std::optional<ConversationId>,
    std::optional<StaffId>, Timestamp, json::value, std::optional<std::string>, std::optional<std::string>)>
    begin{"diagnosis.begin", R"sql(
    WITH offer AS (
        UPDATE diagnosis_offers SET used_at = coalesce(used_at, $15), used_by = coalesce(used_by, $18)
        WHERE token_hash = $17 AND flow = $3 AND expires_at > $15
          AND (used_at IS NULL OR (used_by = $18 AND used_at > $15::timestamptz - interval '10 seconds'))
        RETURNING conversation_id),
    run AS (
        INSERT INTO diagnosis_runs (id, token_hash, flow, version, flow_hash, language, channel, state, step, account_id, granted, outcome,
                                    conversation_id, staff_id, created_at, moved_at)
        SELECT $1, $2, $3, $4, $5, $6, CASE WHEN EXISTS (SELECT FROM offer) THEN 'mail' ELSE $7 END, $8, $9, $10, $11, $12,
               coalesce((SELECT conversation_id FROM offer), $13), $14, $15, $15),
    told AS (
        INSERT INTO diagnosis_steps (run_id, seq, kind, step, branch, goes_to, answer, removed, name, value, fields, looked_up_at, back_to, at)
        SELECT $1, e.seq, e.kind, e.step, e.branch, e.goes_to, e.answer, e.removed, e.name, e.value, e.fields, e.looked_up_at, e.back_to, e.at
        FROM jsonb_to_recordset($16) AS e(seq bigint, kind text, step text, branch text, goes_to text, answer text, removed boolean,
                                          name text, value text, fields jsonb, looked_up_at timestamptz, back_to bigint,
                                          at timestamptz))
    SELECT conversation_id FROM offer)sql"};

// None: somebody else moved it first.
inline constexpr Query<Maybe<std::int64_t>(RunId, std::int64_t, std::string, Channel, State, std::string,
                                           std::optional<CustomerId>, std::optional<Timestamp>, std::optional<Bytes>,
                                           std::optional<std::string>, std::int64_t, std::optional<Outcome>, std::optional<bool>,
                                           std::optional<std::string>, std::optional<ConversationId>, Timestamp, json::value)>
    move{"diagnosis.move", R"sql(
    WITH moved AS (
        UPDATE diagnosis_runs
        SET revision = revision + 1, language = $3, channel = $4, state = $5, step = $6, account_id = $7, proved_at = $8, proof_ticket = $9,
            proof_masked = $10, proofs_sent = $11, outcome = $12, solved = $13, solved_reason = $14, conversation_id = $15, moved_at = $16
        WHERE id = $1 AND revision = $2
        RETURNING revision),
    told AS (
        INSERT INTO diagnosis_steps (run_id, seq, kind, step, branch, goes_to, answer, removed, name, value, fields, looked_up_at, back_to, at)
        SELECT $1, e.seq, e.kind, e.step, e.branch, e.goes_to, e.answer, e.removed, e.name, e.value, e.fields, e.looked_up_at, e.back_to, e.at
        FROM moved, jsonb_to_recordset($17) AS e(seq bigint, kind text, step text, branch text, goes_to text, answer text, removed boolean,
                                                 name text, value text, fields jsonb, looked_up_at timestamptz, back_to bigint,
                                                 at timestamptz))
    SELECT revision FROM moved)sql"};

inline constexpr Query<Affected(Timestamp)> expire{"diagnosis.expire", R"sql(
    UPDATE diagnosis_runs SET state = 'expired', revision = revision + 1, proof_ticket = NULL
    WHERE state IN ('asking', 'proving', 'acting') AND moved_at < $1)sql",
                                                   Retry::on_conflict};

// Offers: the links of letters ---------------------------------------------------------------------------------------------

inline constexpr Query<Affected(std::string, ConversationId, std::string, Timestamp, Timestamp)> offer{"diagnosis.offer", R"sql(
    INSERT INTO diagnosis_offers (token_hash, conversation_id, flow, made_at, expires_at) VALUES ($1, $2, $3, $4, $5))sql"};

inline constexpr Query<One<bool>(std::string, std::string, Timestamp)> offer_is_open{"diagnosis.offer_is_open", R"sql(
    SELECT EXISTS (SELECT FROM diagnosis_offers WHERE token_hash = $1 AND flow = $2
                   AND coalesce(used_at > $3::timestamptz - interval '10 seconds', true) AND expires_at > $3))sql",
                                                                                     Retry::on_conflict};

// Runs that began by a letter and ended: what the conversation does not know yet.
inline constexpr Query<Maybe<RunId>(Timestamp)> untold{"diagnosis.untold", R"sql(
    SELECT id FROM diagnosis_runs
    WHERE channel = 'mail' AND state = 'ended' AND conversation_id IS NOT NULL AND told_at IS NULL AND moved_at <= $1
    ORDER BY moved_at LIMIT 1)sql",
                                                       Retry::on_conflict};

inline constexpr Query<Affected(RunId, Timestamp)> is_told{"diagnosis.is_told", R"sql(
    UPDATE diagnosis_runs SET told_at = $2 WHERE id = $1 AND told_at IS NULL)sql",
                                                           Retry::on_conflict};

// Counts: runs of customers of one version of a flow ------------------------------------------------------------------------

struct BranchCount {
    std::string step;
    std::string branch;
    std::string goes_to;
    std::int64_t runs{};
};
BOOST_DESCRIBE_STRUCT(BranchCount, (), (step, branch, goes_to, runs))

inline constexpr Query<Many<BranchCount>(std::string, std::int64_t, Timestamp)> branches{"diagnosis.branches", R"sql(
    SELECT s.step, s.branch, s.goes_to, count(DISTINCT s.run_id) AS runs
    FROM diagnosis_runs r JOIN diagnosis_steps s ON s.run_id = r.id
    WHERE r.flow = $1 AND r.version = $2 AND r.created_at >= $3 AND r.staff_id IS NULL AND s.kind <> 'back'
      AND NOT EXISTS (SELECT FROM diagnosis_steps b
                      WHERE b.run_id = s.run_id AND b.kind = 'back' AND b.seq > s.seq AND b.back_to <= s.seq)
    GROUP BY s.step, s.branch, s.goes_to)sql",
                                                                                         Retry::on_conflict};

struct StepCount {
    std::string step;
    std::int64_t runs{};
};
BOOST_DESCRIBE_STRUCT(StepCount, (), (step, runs))

inline constexpr Query<Many<StepCount>(std::string, std::int64_t, Timestamp)> reached{"diagnosis.reached", R"sql(
    SELECT s.goes_to AS step, count(DISTINCT s.run_id) AS runs
    FROM diagnosis_runs r JOIN diagnosis_steps s ON s.run_id = r.id
    WHERE r.flow = $1 AND r.version = $2 AND r.created_at >= $3 AND r.staff_id IS NULL AND s.kind <> 'back'
      AND NOT EXISTS (SELECT FROM diagnosis_steps b
                      WHERE b.run_id = s.run_id AND b.kind = 'back' AND b.seq > s.seq AND b.back_to <= s.seq)
    GROUP BY s.goes_to)sql",
                                                                                      Retry::on_conflict};

struct EndCount {
    std::string step;
    State state{};
    std::optional<Outcome> outcome;
    std::optional<bool> solved;
    std::int64_t runs{};
};
BOOST_DESCRIBE_STRUCT(EndCount, (), (step, state, outcome, solved, runs))

inline constexpr Query<Many<EndCount>(std::string, std::int64_t, Timestamp)> ends{"diagnosis.ends", R"sql(
    SELECT step, state, outcome, solved, count(*) AS runs FROM diagnosis_runs
    WHERE flow = $1 AND version = $2 AND created_at >= $3 AND staff_id IS NULL
    GROUP BY step, state, outcome, solved)sql",
                                                                                  Retry::on_conflict};

// For a replay, newest first, from one place on.
struct PastRun {
    RunId id;
    std::string step;
    std::optional<Outcome> outcome;
    Timestamp created_at;
    json::value events;
};
BOOST_DESCRIBE_STRUCT(PastRun, (), (id, step, outcome, created_at, events))

inline constexpr Query<Many<PastRun>(std::string, Timestamp, RunId, std::int64_t)> past_runs{"diagnosis.past_runs", R"sql(
    SELECT r.id, r.step, r.outcome, r.created_at,
           coalesce((SELECT jsonb_agg(to_jsonb(s) - 'run_id' ORDER BY s.seq) FROM diagnosis_steps s WHERE s.run_id = r.id), '[]') AS events
    FROM diagnosis_runs r
    WHERE r.flow = $1 AND r.created_at >= $2 AND r.id < $3 AND r.staff_id IS NULL
    ORDER BY r.id DESC LIMIT $4)sql",
                                                                                             Retry::on_conflict};

}  // namespace ombud::diagnosis::sql
