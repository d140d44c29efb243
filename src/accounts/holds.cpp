#include "accounts/holds.hpp"

#include "accounts/protection_queries.hpp"
#include "core/problem.hpp"
#include "postgres/database.hpp"

namespace ombud::accounts {

Task<Timestamp> Holds::start(CustomerId account, std::string reason) {
    return start_by(database_, account, std::move(reason), lasts_);
}

Task<Timestamp> Holds::start(CustomerId account, std::string reason, std::chrono::seconds lasts) {
    return start_by(database_, account, std::move(reason), lasts);
}

Task<Timestamp> Holds::start(postgres::Transaction& transaction, CustomerId account, std::string reason) {
    return start_by(transaction, account, std::move(reason), lasts_);
}

template <class Where>
Task<Timestamp> Holds::start_by(Where& where, CustomerId account, std::string reason, std::chrono::seconds lasts) {
    auto const until = co_await where.run(sql::start_hold, account, clock_.now() + lasts, std::move(reason));
    if (!until) throw Problem{ProblemKind::not_found, "account.unknown"};
    co_return *until;
}

}  // namespace ombud::accounts
