#include "accounts/standing.hpp"

#include "accounts/locks.hpp"
#include "accounts/standing_queries.hpp"
#include "core/problem.hpp"
#include "postgres/database.hpp"

namespace ombud::accounts {

Task<Standing> Standings::of(CustomerId account) {
    auto standing = co_await database_.run(sql::standing, account);
    if (!standing) throw Problem{ProblemKind::not_found, "account.unknown"};
    co_return std::move(*standing);
}

Task<std::optional<PasswordLock>> Standings::password_lock(CustomerId account) {
    std::vector<std::string> lanes;
    for (auto const& address : co_await database_.run(sql::addresses_of, account))
        lanes.push_back(Lane::of_strangers(address).key());
    co_return co_await database_.run(sql::password_lock, account, lanes, locks_from, in_a_row_at_most);
}

Task<std::vector<Event>> Standings::events(CustomerId account, std::vector<EventKind> kinds, Timestamp since) {
    std::vector<std::string> names;
    for (auto const kind : kinds) names.emplace_back(boost::describe::enum_to_string(kind, ""));
    co_return co_await database_.run(sql::events_since, account, names, since);
}

Task<ApiKeyCounts> Standings::api_keys(CustomerId account) {
    co_return co_await database_.run(sql::api_key_counts, account);
}

}  // namespace ombud::accounts
