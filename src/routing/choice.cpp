#include "routing/choice.hpp"

#include <algorithm>
#include <tuple>

namespace ombud::routing {

namespace {

bool holds(std::vector<std::string> const& all, std::string_view wanted) {
    return std::ranges::find(all, wanted) != all.end();
}

// Whether the first is given it rather than the second.
bool before(Worker const& one, Worker const& other, Strategy strategy, std::string_view channel) {
    if (strategy == Strategy::least_load) {
        // Shares of what each takes, compared without a division.
        auto const left = amount_of(one.load, channel) * amount_of(other.capacity, channel);
        auto const right = amount_of(other.load, channel) * amount_of(one.capacity, channel);
        if (left != right) return left < right;
    }
    return std::tie(one.turn, one.id) < std::tie(other.turn, other.id);
}

}  // namespace

std::int64_t& amount_of(Amounts& amounts, std::string_view channel) {
    return channel == "email" ? amounts.email : (channel == "form" ? amounts.form : amounts.chat);
}

std::int64_t amount_of(Amounts const& amounts, std::string_view channel) {
    return channel == "email" ? amounts.email : (channel == "form" ? amounts.form : amounts.chat);
}

bool is_load(desk::Standing const& standing) {
    return (standing.status == "new" || standing.status == "open") && !standing.snoozed_until;
}

bool could_answer(Worker const& worker, Queue const& queue, std::string_view language) {
    bool const belongs = queue.everybody || std::ranges::find(queue.members, worker.id) != queue.members.end();
    auto const has = [&](auto const& skill) { return holds(worker.skills, skill); };
    return worker.answers && belongs && holds(worker.languages, language) && std::ranges::all_of(queue.skills, has);
}

bool takes_now(Worker const& worker, std::string_view channel) {
    return worker.online && worker.availability == Availability::online &&
           amount_of(worker.load, channel) < amount_of(worker.capacity, channel);
}

Worker* choose(std::vector<Worker>& workers, Queue const& queue, desk::Standing const& standing, std::optional<StaffId> rests) {
    Worker* chosen = nullptr;
    for (auto& worker : workers) {
        if (worker.id == rests || !could_answer(worker, queue, standing.language) || !takes_now(worker, standing.channel))
            continue;
        if (!chosen || before(worker, *chosen, queue.strategy, standing.channel)) chosen = &worker;
    }
    return chosen;
}

}  // namespace ombud::routing
