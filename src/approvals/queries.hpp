// Every query on approvals and their votes.
#pragma once
#include "approvals/approvals.hpp"
#include "postgres/query.hpp"

namespace ombud::approvals::sql {

using postgres::Affected;
using postgres::Many;
using postgres::Maybe;
using postgres::One;
using postgres::Query;
using postgres::Retry;

struct Row {
    ApprovalId id;
    std::string act;
    Uuid subject;
    json::value facts;
    State state;
    Timestamp asked_at;
    Timestamp expires_at;
    std::optional<Timestamp> decided_at;
    std::optional<Timestamp> settled_at;
};
BOOST_DESCRIBE_STRUCT(Row, (), (id, act, subject, facts, state, asked_at, expires_at, decided_at, settled_at))

struct VoteRow {
    ApprovalId approval_id;
    StaffId staff_id;
    std::string name;
    bool agrees;
    std::string reason;
    Timestamp at;
};
BOOST_DESCRIBE_STRUCT(VoteRow, (), (approval_id, staff_id, name, agrees, reason, at))

// None: the same thing waits already.
inline constexpr Query<Affected(ApprovalId, std::string, Uuid, json::value, Timestamp, Timestamp)> ask{"approvals.ask", R"sql(
    INSERT INTO approvals (id, act, subject, facts, asked_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (act, subject) WHERE state = 'waiting' DO NOTHING)sql"};

inline constexpr Query<Maybe<Row>(std::string, Uuid)> waiting{"approvals.waiting", R"sql(
    SELECT * FROM approvals WHERE act = $1 AND subject = $2 AND state = 'waiting' FOR UPDATE)sql"};

inline constexpr Query<Maybe<Row>(ApprovalId)> find{"approvals.find", "SELECT * FROM approvals WHERE id = $1",
                                                    Retry::on_conflict};

// Whoever holds the row decides it; everybody else waits and sees the outcome.
inline constexpr Query<Maybe<Row>(ApprovalId)> hold{"approvals.hold", "SELECT * FROM approvals WHERE id = $1 FOR UPDATE"};

inline constexpr Query<Many<Row>(Timestamp, Timestamp, std::int64_t)> list{"approvals.list", R"sql(
    SELECT * FROM approvals WHERE (state = 'waiting' AND expires_at > $1) OR decided_at > $2
    ORDER BY state = 'waiting' DESC, asked_at DESC LIMIT $3)sql",
                                                                           Retry::on_conflict};

inline constexpr Query<Many<VoteRow>(std::vector<ApprovalId>)> votes{"approvals.votes", R"sql(
    SELECT * FROM approval_votes WHERE approval_id = ANY ($1) ORDER BY at, staff_id)sql",
                                                                     Retry::on_conflict};

// Who got the role in which they vote after this moment.
inline constexpr Query<One<bool>(StaffId, Timestamp)> is_new{
    "approvals.is_new", "SELECT EXISTS (SELECT FROM staff WHERE id = $1 AND role_since > $2)"};

// None: this person has voted.
inline constexpr Query<Affected(ApprovalId, StaffId, std::string, bool, std::string, Timestamp)> vote{"approvals.vote", R"sql(
    INSERT INTO approval_votes (approval_id, staff_id, name, agrees, reason, at) VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT DO NOTHING)sql"};

inline constexpr Query<One<std::int64_t>(ApprovalId)> consents{"approvals.consents", R"sql(
    SELECT count(*) FROM approval_votes WHERE approval_id = $1 AND agrees)sql"};

inline constexpr Query<Affected(ApprovalId, State, Timestamp)> close{"approvals.close", R"sql(
    UPDATE approvals SET state = $2, decided_at = $3 WHERE id = $1 AND state = 'waiting')sql"};

inline constexpr Query<Affected(ApprovalId, Timestamp)> settle{"approvals.settle", R"sql(
    UPDATE approvals SET settled_at = $2 WHERE id = $1 AND settled_at IS NULL)sql"};

// Decided and not carried out or told, and waiting beyond its time.
inline constexpr Query<Many<ApprovalId>(Timestamp, std::int64_t)> unsettled{"approvals.unsettled", R"sql(
    SELECT id FROM approvals WHERE settled_at IS NULL AND (state <> 'waiting' OR expires_at <= $1)
    ORDER BY expires_at LIMIT $2)sql",
                                                                            Retry::on_conflict};

}  // namespace ombud::approvals::sql
