// The security check-up: what protects an account and what does not, told from facts alone, worst first.
#pragma once
#include "accounts/protection_model.hpp"
#include "core/task.hpp"
#include "core/time.hpp"
#include "factors/factors.hpp"
#include "sessions/sessions.hpp"

namespace ombud::postgres {
class Database;
}

namespace ombud::accounts {

// What the check-up looks at.
struct CheckupFacts {
    bool password_breached;
    bool incident;    // frozen or recovered since the password was chosen
    bool guessed_at;  // strangers locked it in the last 30 days
    bool second_email;
    bool phrase;
    std::int64_t idle_keys;  // not used for 90 days
    std::int64_t open_keys;  // may withdraw, from any network
    std::int64_t addresses;
};
BOOST_DESCRIBE_STRUCT(CheckupFacts, (),
                      (password_breached, incident, guessed_at, second_email, phrase, idle_keys, open_keys, addresses))

CheckupResult judge(CheckupFacts const& facts, factors::Held const& held, std::vector<sessions::Session> const& open_sessions);

class Checkup {
public:
    Checkup(postgres::Database& database, factors::Factors& factors, sessions::Sessions& sessions, Clock& clock)
        : database_(database), factors_(factors), sessions_(sessions), clock_(clock) {}

    Task<CheckupResult> of(CustomerId account);

private:
    postgres::Database& database_;
    factors::Factors& factors_;
    sessions::Sessions& sessions_;
    Clock& clock_;
};

}  // namespace ombud::accounts
