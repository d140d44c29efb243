#include "accounts/locks.hpp"

#include "accounts/queries.hpp"
#include "accounts/traces.hpp"
#include "core/rate_limit.hpp"
#include "core/tokens.hpp"
#include "postgres/database.hpp"
#include "postgres/keep_doing.hpp"

namespace ombud::accounts {

using namespace std::chrono_literals;

namespace {

// Seconds to wait after the first, second, … wrong one: four free, then growing, and a lock from the tenth on.
std::vector<std::int64_t> const waits{0, 0, 0, 0, 1, 2, 4, 8, 16, 900, 1800, 3600, 7200, 14400, 28800, 57600, 86400};
constexpr auto forgiven_after = std::chrono::days{1};
constexpr auto forgotten_after = std::chrono::days{90};
constexpr auto settled_after = 5s;  // a try is under way no longer
constexpr auto told_within = 1s;
constexpr auto swept_every = 1h;

}  // namespace

Lane::Lane(std::string_view what) : key_(token_hash(what)) {}

Lane Lane::of_strangers(std::string_view email) {
    return Lane{"strangers " + std::string(email)};
}
Lane Lane::of_device(CustomerId account, std::string_view device_key) {
    return Lane{"device " + account.text() + " " + std::string(device_key)};
}
Lane Lane::of_session(SessionId session) {
    return Lane{"session " + session.text()};
}

Locks::Locks(postgres::Database& database, Traces& traces, Clock& clock) : database_(database), traces_(traces), clock_(clock) {}

Task<bool> Locks::attempt(Lane lane, std::optional<CustomerId> account) {
    auto const now = clock_.now();
    co_return co_await database_.run(sql::count_attempt, lane.key(), account, now, waits, now - forgiven_after,
                                     in_a_row_at_most) > 0;
}

Task<void> Locks::failed(Lane lane, std::optional<CustomerId> account, Origin from) {
    using Text = std::optional<std::string>;
    co_await database_.run(sql::note_failure, lane.key(), account.value_or(CustomerId{}), clock_.now(), from.device,
                           network_of(from.peer), from.place ? Text{from.place->label()} : std::nullopt,
                           from.place ? Text{from.place->country} : std::nullopt);
}

Task<void> Locks::succeeded(Lane lane) {
    co_await database_.run(sql::forget_failures, lane.key());
}

Task<void> Locks::give_back(Lane lane) {
    co_await database_.run(sql::uncount_attempt, lane.key(), clock_.now());
}

Task<std::optional<Timestamp>> Locks::shut_until(Lane lane) {
    auto const until = co_await database_.run(sql::find_shut_until, lane.key());
    co_return until && *until > clock_.now() ? until : std::nullopt;
}

Task<std::size_t> Locks::tell_owners() {
    auto const now = clock_.now();
    auto const locks = co_await database_.run(sql::locks_to_tell, locks_from, now, now - settled_after);
    for (auto const& lock : locks) {
        co_await traces_.leave({.account = lock.account,
                                .what = EventKind::sign_in_locked,
                                .by = audit::ActorKind::program,
                                .values = {{"ends_at", letter_time(lock.shut_until)}}});
        // Only now: whoever dies before tells again.
        co_await database_.run(sql::note_told, lock.lane, lock.shut_until);
    }
    co_return locks.size();
}

Task<void> Locks::look_after() {
    return postgres::keep_doing(clock_, "accounts.locks", told_within, [this, swept = Timestamp{}]() mutable -> Task<void> {
        co_await tell_owners();
        if (clock_.now() < swept + swept_every) co_return;
        co_await database_.run(sql::sweep_failures, clock_.now() - forgotten_after);
        swept = clock_.now();
    });
}

}  // namespace ombud::accounts
