// Acts that two different people must agree to before they are done.
#pragma once
#include <boost/describe.hpp>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "callers/callers.hpp"
#include "core/ids.hpp"
#include "core/json.hpp"
#include "core/random.hpp"
#include "core/task.hpp"
#include "core/time.hpp"

namespace ombud::postgres {
class Database;
class Transaction;
}  // namespace ombud::postgres
namespace ombud::audit {
class Log;
}

namespace ombud::approvals {

// Proof that two different people agreed, each with the permission and a fresh step-up. Only Approvals makes one.
class Approved {
public:
    ApprovalId id;
    std::string act;  // "account.unfreeze"
    Uuid subject;
    json::value facts;

private:
    friend class Approvals;
    Approved(ApprovalId approval, std::string what, Uuid whose, json::value known)
        : id(approval), act(std::move(what)), subject(whose), facts(std::move(known)) {}
};

BOOST_DEFINE_ENUM_CLASS(State, waiting, approved, refused, expired, withdrawn)

struct Vote {
    StaffId by;
    std::string name;
    bool agrees;
    std::string reason;
    Timestamp at;
};
BOOST_DESCRIBE_STRUCT(Vote, (), (by, name, agrees, reason, at))

struct Approval {
    ApprovalId id;
    std::string act;
    Uuid subject;
    json::value facts;  // what whoever decides must see; masked, no secret
    State state;
    std::vector<Vote> votes;
    Timestamp asked_at;
    Timestamp expires_at;
    std::optional<Timestamp> decided_at;
};
BOOST_DESCRIBE_STRUCT(Approval, (), (id, act, subject, facts, state, votes, asked_at, expires_at, decided_at))

struct Decision {
    bool agrees;
    std::string reason;  // 10 to 500 characters
};
BOOST_DESCRIBE_STRUCT(Decision, (), (agrees, reason))

struct Pending {
    std::vector<Approval> approvals;
};
BOOST_DESCRIBE_STRUCT(Pending, (), (approvals))

class Approvals {
public:
    // Both run inside the transaction that marks the approval as settled: what they store there happens exactly once, even when
    // the program dies in between; anything else that they do may happen again.
    using CarryOut = std::function<Task<void>(postgres::Transaction&, Approved)>;
    using Tell = std::function<Task<void>(postgres::Transaction&, Approval)>;

    Approvals(postgres::Database& database, audit::Log& audit, Clock& clock, Random& random);

    // What carries an act out once it is approved; each act has one.
    void carries_out(std::string act, CarryOut how);
    // What is told when it is refused, has expired or was withdrawn.
    void when_refused(std::string act, Tell how);

    // One waiting approval for each act and subject: a second asking gives the first.
    Task<ApprovalId> ask(std::string act, Uuid subject, json::value facts, std::chrono::seconds lasts);
    // Nothing happens to what is decided already.
    Task<void> withdraw(ApprovalId id);
    Task<std::optional<Approval>> find(ApprovalId id);
    // How many agreed so far; of none: nobody.
    Task<std::int64_t> agreed(std::optional<ApprovalId> id);

    // Those that wait, and those decided in the last days.
    Task<Pending> list(Agent by);
    // Problem{not_found, "approval.unknown"}, {conflict, "approval.decided"}, {conflict, "approval.already_voted"},
    // {forbidden, "approval.own" | "approval.too_new"}, {invalid, "reason.too_short" | "reason.too_long", "reason"}. One refusal
    // refuses; the second different person's consent carries the act out.
    Task<Approval> decide(FreshAgent by, ApprovalId id, Decision decision);
    // Before anything is stored by whoever asks and agrees at once. Problem{forbidden, "approval.too_new"}.
    Task<void> require_not_new(StaffId who);
    // Carries out and tells what a dead program or a failure left over, and ends what has expired; runs for ever.
    Task<void> look_after();
    // One round of it.
    Task<void> settle_all();

private:
    // The state after the vote of this person.
    Task<void> count_vote(postgres::Transaction& transaction, Agent by, ApprovalId id, Decision decision);
    Task<void> settle(ApprovalId id);
    Task<void> try_to_settle(ApprovalId id);
    Task<void> record(postgres::Transaction& transaction, std::string what, Approval const& approval, std::optional<StaffId> by);

    postgres::Database& database_;
    audit::Log& audit_;
    Clock& clock_;
    Random& random_;
    std::map<std::string, CarryOut> carry_out_;
    std::map<std::string, Tell> tell_;
};

}  // namespace ombud::approvals
