// The record of security-relevant acts: who did what to whom and when, chained so that no later change goes unseen.
#pragma once
#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/ids.hpp"
#include "core/json.hpp"
#include "core/rate_limit.hpp"
#include "core/task.hpp"
#include "core/time.hpp"

namespace ombud::postgres {
class Database;
class Transaction;
}  // namespace ombud::postgres

namespace ombud::audit {

// nobody: not signed in. command_line: the operator at the machine. program: Ombud itself, by a timer.
BOOST_DEFINE_ENUM_CLASS(ActorKind, nobody, customer, staff, command_line, program)

struct Act {
    std::string act;  // a stable dotted name: "account.password_changed"; never changes its meaning
    ActorKind actor_kind;
    std::optional<Uuid> actor;
    std::optional<Uuid> subject;  // whose account, conversation, letter … it was done to
    json::object
        details{};  // codes, counts, ids, networks; never a secret, a password, an address in full or a text of somebody's
};

struct Record;  // audit/chain.hpp

class Log {
public:
    Log(postgres::Database& database, Clock& clock);

    // Numbered and chained when it returns.
    Task<void> record(Act act);
    // The same inside somebody's transaction, as the last thing it does (others wait for its end): the act and its record are
    // stored together or not at all.
    Task<void> record(postgres::Transaction& transaction, Act act);
    // What strangers can cause as often as they like: a refused sign-in, a closed door. So many of one source, and of all
    // strangers or of one of the staff, then no more for a while; how many were left out stands in the details of the source's
    // next one. Never fails: the refusal stands without it.
    Task<void> record_noise(Act act, std::string source);

    // Newest first; `act`: only those of that name.
    Task<std::vector<Record>> read(std::optional<std::int64_t> before, std::optional<std::string> act, std::int64_t limit);

private:
    void leave_out(std::string const& of, std::int64_t acts);

    postgres::Database& database_;
    Clock& clock_;
    RateLimit by_source_, in_all_;
    std::unordered_map<std::string, std::int64_t> left_out_;  // by act and source, until its next record
};

}  // namespace ombud::audit
