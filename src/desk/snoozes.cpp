#include "desk/snoozes.hpp"

#include "core/limits.hpp"
#include "core/log.hpp"
#include "desk/queries.hpp"

namespace ombud::desk {

namespace {

using namespace std::chrono_literals;

constexpr auto looked_every = 1s;
constexpr std::int64_t woken_at_once = 100;

}  // namespace

Task<void> Snoozes::work() {
    for (;;) {
        try {
            co_await wake_due();
        } catch (Problem const& problem) {  // the database is away; what is due stays due
            log::warning("snoozes.not_woken", {{"code", problem.code}});
        } catch (postgres::DatabaseError const& error) {
            log::error("snoozes.not_woken", {{"query", error.query}, {"sqlstate", error.sqlstate}});
        }
        co_await clock_.sleep_for(looked_every);
    }
}

Task<void> Snoozes::wake_due() {
    for (auto const& id : co_await database_.run(sql::snoozed_enough, clock_.now(), woken_at_once)) {
        auto const client_id = "woken-" + std::to_string(clock_.now().time_since_epoch() / 1ms);
        co_await desk_.change_as({.kind = "snooze", .id = {}, .name = {}}, id,
                                 {.client_id = client_id, .clear = std::vector<std::string>{"snoozed_until"}});
    }
}

}  // namespace ombud::desk
