#include "accounts/checkup.hpp"

#include <algorithm>

#include "accounts/protection_queries.hpp"
#include "core/problem.hpp"
#include "postgres/database.hpp"

namespace ombud::accounts {

namespace {

constexpr std::int64_t few_codes = 3;
constexpr std::size_t many_sessions = 5;
constexpr auto guessed_lately = std::chrono::days{30};
constexpr auto key_idle = std::chrono::days{90};

using enum CheckupState;

CheckupItem item(CheckupKey key, std::int64_t weight, CheckupState state) {
    // Advice that is not followed costs half of what a danger costs.
    return {.key = key, .state = state, .weight = weight, .lost = state == danger ? weight : state == advice ? weight / 2 : 0};
}

CheckupState of_sessions(std::vector<sessions::Session> const& open, bool second_factor) {
    bool const weak = std::ranges::any_of(open, [](auto const& each) { return each.assurance == sessions::Assurance::password; });
    if (second_factor && weak) return danger;  // opened before there was a second factor
    return open.size() > many_sessions ? advice : good;
}

CheckupState of_codes(factors::Held const& held) {
    if (held.recovery_codes_left >= few_codes) return good;
    return held.any() && held.recovery_codes_left == 0 ? danger : advice;
}

}  // namespace

CheckupResult judge(CheckupFacts const& facts, factors::Held const& held, std::vector<sessions::Session> const& open_sessions) {
    using enum CheckupKey;
    std::vector<CheckupItem> items{
        item(second_factor, 25, held.any() ? good : danger),
        item(breached, 20, facts.password_breached ? danger : good),
        item(passkey, 14, held.passkeys.empty() ? advice : good),
        item(password, 10,
             facts.incident                    ? danger
             : facts.guessed_at && !held.any() ? advice
                                               : good),
        item(recovery_codes, 10, of_codes(held)),
        item(sessions, 6, of_sessions(open_sessions, held.any())),
        item(api_keys, 5,
             facts.open_keys > 0   ? danger
             : facts.idle_keys > 0 ? advice
                                   : good),
        item(phrase, 4, facts.phrase ? good : advice),
        item(second_email, 4, facts.second_email ? good : advice),
        item(address_book, 2, facts.addresses > 0 ? good : advice),
    };
    std::ranges::sort(items, std::ranges::greater{},
                      [](CheckupItem const& each) { return std::tuple{each.state, each.lost, each.weight, each.key}; });
    std::int64_t score = 100;
    for (auto const& each : items) score -= each.lost;
    return {score, std::move(items)};
}

Task<CheckupResult> Checkup::of(CustomerId account) {
    auto const now = clock_.now();
    auto const facts = co_await database_.run(sql::checkup_facts, account, now - guessed_lately, now - key_idle);
    if (!facts) throw Problem{ProblemKind::not_found, "account.unknown"};
    auto const held = co_await factors_.of(account.uuid);
    co_return judge(*facts, held, co_await sessions_.of(account.uuid));
}

}  // namespace ombud::accounts
