#include "diagnosis/flow.hpp"

#include <algorithm>
#include <deque>
#include <stdexcept>

#include "core/number.hpp"

namespace ombud::diagnosis {

namespace {

std::string joined(std::vector<std::string> const& words) {
    std::string out;
    for (auto const& word : words) out += (out.empty() ? "" : ",") + word;
    return out;
}

// How many screens lie ahead on the shortest way to an end.
std::map<std::string, std::int64_t, std::less<>> count_screens(Flow const& flow) {
    std::map<std::string, std::int64_t, std::less<>> left;
    bool changed = true;
    while (changed) {
        changed = false;
        for (auto const& step : flow.steps) {
            std::optional<std::int64_t> best;
            if (step.is_end()) best = 0;
            for (auto const& edge : edges_of(step)) {
                auto const next = left.find(edge.to);
                if (next == left.end()) continue;
                auto const ahead = next->second + (flow.step(edge.to).stops() ? 1 : 0);
                best = std::min(best.value_or(ahead), ahead);
            }
            if (!best) continue;
            auto const [place, fresh] = left.try_emplace(step.id, *best);
            changed |= fresh || *best < place->second;
            place->second = std::min(place->second, *best);
        }
    }
    return left;
}

}  // namespace

bool When::fits(std::string_view value) const {
    if (!is.empty()) return std::ranges::find(is, value) != is.end();
    auto const number = number_in(value);
    if (!number) return false;
    return at_least ? *number >= *at_least : under && *number < *under;
}

std::string When::branch() const {
    if (!is.empty()) return "is:" + joined(is);
    return at_least ? "at_least:" + std::to_string(*at_least) : "under:" + std::to_string(under.value_or(0));
}

Answer const* Step::answer(std::string_view answer_id) const {
    auto const found = std::ranges::find(answers, answer_id, &Answer::id);
    return found == answers.end() ? nullptr : &*found;
}

std::vector<Edge> edges_of(Step const& step) {
    std::vector<Edge> out;
    auto const add = [&](std::string branch, std::string const& to) { out.push_back({std::move(branch), to, step.line}); };
    for (auto const& answer : step.answers) out.push_back({answer.id, answer.go, answer.line});
    for (auto const& when : step.when) out.push_back({when.branch(), when.go, when.line});
    if (step.otherwise) add("otherwise", *step.otherwise);
    if (step.unknown) add("unknown", *step.unknown);
    if (step.unproved) add("unproved", *step.unproved);
    if (step.go) add(step.kind == StepKind::act ? "yes" : step.kind == StepKind::typed ? "typed" : "continue", *step.go);
    if (step.kind == StepKind::act) {
        add("failed", step.on_failed);
        add("no", step.on_no);
    }
    return out;
}

Step const* Flow::find(std::string_view id) const {
    auto const found = places_.find(id);
    return found == places_.end() ? nullptr : &steps[found->second];
}

Step const& Flow::step(std::string_view id) const {
    auto const* found = find(id);
    if (!found) throw std::logic_error("no such step");
    return *found;
}

void index_steps(Flow& flow) {
    flow.places_.clear();
    for (std::size_t i = 0; i < flow.steps.size(); ++i) flow.places_.emplace(flow.steps[i].id, i);
    flow.screens_left = count_screens(flow);
}

Edge edge_for_value(Step const& look_up, std::optional<std::string> const& value) {
    if (!value && look_up.unknown) return {"unknown", *look_up.unknown, look_up.line};
    if (value)
        for (auto const& when : look_up.when)
            if (when.fits(*value)) return {when.branch(), when.go, when.line};
    if (look_up.otherwise) return {"otherwise", *look_up.otherwise, look_up.line};
    throw std::logic_error("a fact that leads nowhere");
}

}  // namespace ombud::diagnosis
