// Warnings of what is due, noted in the conversation, each once.
#include "complaints/complaints.hpp"
#include "core/limits.hpp"
#include "core/log.hpp"
#include "postgres/keep_doing.hpp"

namespace ombud::complaints {

namespace {

constexpr std::int64_t warned_at_once = 100;
constexpr auto looked_after_every = std::chrono::minutes{1};

}  // namespace

// Noted before it counts as told: whoever falls in between notes it once more, which notes nothing.
Task<std::size_t> Complaints::warn() {
    auto const now = clock_.now();
    std::size_t told = 0;
    for (auto const& row : co_await database_.run(sql::to_warn, now, now - limits::complaint_acknowledged_within,
                                                  now + due_soon_within, warned_at_once)) {
        try {
            co_await note(row.conversation_id, row.event, reference_of(row.year, row.number), row.due_on,
                          "complaint-" + row.event + "-" + row.due_on);
        } catch (Problem const& problem) {
            if (problem.kind == ProblemKind::unavailable) throw;
            log::error("complaint.not_warned", {{"code", problem.code}});
        }
        co_await database_.run(sql::warned, row.id, row.event + " " + row.due_on);
        ++told;
    }
    co_return told;
}

Task<void> Complaints::look_after() {
    return postgres::keep_doing(clock_, "complaints.warnings", looked_after_every, [this]() -> Task<postgres::Left> {
        co_return co_await warn() == std::size_t(warned_at_once) ? postgres::Left::more : postgres::Left::nothing;
    });
}

}  // namespace ombud::complaints
