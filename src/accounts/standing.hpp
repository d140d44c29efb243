// How an account stands, in facts for its holder alone: what shuts it, what protects it, what was tried on it.
#pragma once
#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

#include "accounts/events.hpp"
#include "accounts/protection_model.hpp"
#include "core/task.hpp"

namespace ombud::accounts {

struct Standing {
    std::string email, language;
    std::optional<Timestamp> frozen_at;
    std::optional<Timestamp> hold_until;  // may be past
    bool second_email, phrase, password_breached;
    Timestamp password_changed_at;
    std::optional<RecoveryState> recovery;  // under way
    std::optional<Timestamp> recovery_effective_at;
};
BOOST_DESCRIBE_STRUCT(Standing, (),
                      (email, language, frozen_at, hold_until, second_email, phrase, password_breached, password_changed_at,
                       recovery, recovery_effective_at))

// Of signing in by password from browsers that are not known.
struct PasswordLock {
    std::int32_t failures;  // of late
    Timestamp failed_at;    // the last
    Timestamp shut_until;   // may be past
    bool until_reset;       // no waiting opens it
    bool long_lock;         // longer than the seconds of somebody who mistypes
};
BOOST_DESCRIBE_STRUCT(PasswordLock, (), (failures, failed_at, shut_until, until_reset, long_lock))

struct ApiKeyCounts {
    std::int64_t all, may_withdraw;
};
BOOST_DESCRIBE_STRUCT(ApiKeyCounts, (), (all, may_withdraw))

class Standings {
public:
    explicit Standings(postgres::Database& database) : database_(database) {}

    // Problem{not_found, "account.unknown"}.
    Task<Standing> of(CustomerId account);
    Task<std::optional<PasswordLock>> password_lock(CustomerId account);
    // Events of some kinds since a moment, newest first, at most a hundred.
    Task<std::vector<Event>> events(CustomerId account, std::vector<EventKind> kinds, Timestamp since);
    Task<ApiKeyCounts> api_keys(CustomerId account);

private:
    postgres::Database& database_;
};

}  // namespace ombud::accounts
