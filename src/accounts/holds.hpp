// The time after a change of what protects an account in which no money leaves it.
#pragma once
#include "core/ids.hpp"
#include "core/task.hpp"
#include "core/time.hpp"

namespace ombud::postgres {
class Database;
class Transaction;
}  // namespace ombud::postgres

namespace ombud::accounts {

// After a lost factor was taken off, whatever the setting says.
inline constexpr auto recovery_hold = std::chrono::hours{48};

class Holds {
public:
    // `lasts`: the setting accounts.hold.
    Holds(postgres::Database& database, Clock& clock, std::chrono::seconds lasts)
        : database_(database), clock_(clock), lasts_(lasts) {}

    // `reason`: password_changed, email_changed, factors_changed. Until when; a later hold that is there already stays.
    Task<Timestamp> start(CustomerId account, std::string reason);
    Task<Timestamp> start(CustomerId account, std::string reason, std::chrono::seconds lasts);
    Task<Timestamp> start(postgres::Transaction& transaction, CustomerId account, std::string reason);
    [[nodiscard]] std::chrono::seconds lasts() const { return lasts_; }

private:
    template <class Where>  // Database or Transaction
    Task<Timestamp> start_by(Where& where, CustomerId account, std::string reason, std::chrono::seconds lasts);

    postgres::Database& database_;
    Clock& clock_;
    std::chrono::seconds lasts_;
};

}  // namespace ombud::accounts
