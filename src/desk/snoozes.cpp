#include "desk/snoozes.hpp"

#include "core/limits.hpp"
#include "core/log.hpp"
#include "desk/queries.hpp"
#include "postgres/keep_doing.hpp"

namespace ombud::desk {

namespace {

using namespace std::chrono_literals;

constexpr auto looked_every = 1s;
constexpr std::int64_t woken_at_once = 100;

}  // namespace

Task<void> Snoozes::work() {
    return postgres::keep_doing(clock_, "desk.snoozes", looked_every, [this] { return wake_due(); });
}

Task<void> Snoozes::wake_due() {
    for (auto const& id : co_await database_.run(sql::snoozed_enough, clock_.now(), woken_at_once)) {
        auto const client_id = "woken-" + std::to_string(clock_.now().time_since_epoch() / 1ms);
        try {
            co_await desk_.change_as({.kind = "snooze", .id = {}, .name = {}}, id,
                                     {.client_id = client_id, .clear = std::vector<std::string>{"snoozed_until"}});
        } catch (Problem const& problem) {  // one that cannot wake keeps none of the others asleep
            if (problem.kind == ProblemKind::unavailable) throw;
            log::warning("desk.not_woken", {{"conversation", id.text()}, {"code", problem.code}});
        }
    }
}

}  // namespace ombud::desk
