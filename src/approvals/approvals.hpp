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
    Approvals(postgres::Database& database, audit::Log& audit, Clock& clock, Random& random);

    // What carries an act out once it is approved; each act has one.
    void carries_out(std::string act, std::function<Task<void>(Approved)> how);
    // What is told when it is refused, has expired or was withdrawn.
    void when_refused(std::string act, std::function<Task<void>(Approval)> how);

    // One waiting approval for each act and subject: a second asking gives the first.
    Task<ApprovalId> ask(std::string act, Uuid subject, json::value facts, std::chrono::seconds lasts);
    Task<void> withdraw(ApprovalId id);
    Task<std::optional<Approval>> find(ApprovalId id);

    Task<Pending> list(Agent by);
    // Problem{not_found, "approval.unknown"}, {conflict, "approval.decided"}, {conflict, "approval.already_voted"},
    // {invalid, "reason.too_short" | "reason.too_long", "reason"}. One refusal refuses; the second different person's consent
    // carries the act out, once, even when the program dies in between.
    Task<Approval> decide(FreshAgent by, ApprovalId id, Decision decision);
    // Finishes what was approved but not carried out, and tells of what has expired; runs for ever.
    Task<void> look_after();
};

}  // namespace ombud::approvals
