// The record of security-relevant acts: who did what to whom and when, chained so that no later change goes unseen.
#pragma once
#include <boost/describe.hpp>
#include <optional>
#include <string>

#include "core/ids.hpp"
#include "core/json.hpp"
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

class Log {
public:
    Log(postgres::Database& database, Clock& clock);

    // Numbered and chained when it returns.
    Task<void> record(Act act);
    // The same inside somebody's transaction, as the last thing it does: the act and its record are stored together or not at
    // all.
    Task<void> record(postgres::Transaction& transaction, Act act);

private:
    postgres::Database& database_;
    Clock& clock_;
};

}  // namespace ombud::audit
