#include "diagnosis/replay.hpp"

#include <algorithm>
#include <set>
#include <variant>

namespace ombud::diagnosis {

namespace {

class Replaying {
public:
    Replaying(Past const& past, Flow const& flow) : past_(past), flow_(flow), counting_(counting(past.events)) {}

    Now run() {
        auto const* step = &flow_.step(flow_.start);
        // Each turn uses up something recorded or goes along a way that has no loop without a question.
        for (std::size_t turn = 0; turn <= past_.events.size() + flow_.steps.size(); ++turn) {
            if (step->is_end()) return stopped(end_of(*step), *step);
            auto next = next_of(*step);
            if (auto const* stuck = std::get_if<ReplayResult>(&next)) return stopped(*stuck, *step);
            auto& edge = std::get<Edge>(next);
            way_.push_back({step->id, std::move(edge.branch)});
            step = &flow_.step(edge.to);
        }
        return stopped(ReplayResult::not_asked, *step);
    }

private:
    using Next = std::variant<Edge, ReplayResult>;

    Now stopped(ReplayResult result, Step const& step) {
        way_.push_back({step.id, ""});
        return {result, std::move(way_)};
    }

    ReplayResult end_of(Step const& step) const {
        return step.id == past_.step && step.outcome == past_.outcome ? ReplayResult::same_end : ReplayResult::other_end;
    }
    // Whoever stopped at this step before its end would stop there again.
    ReplayResult unless_stopped(Step const& step, ReplayResult otherwise) const {
        return step.id == past_.step && !past_.outcome ? ReplayResult::same_end : otherwise;
    }

    // The next record that fits, in the order in which things happened; each is used once.
    template <class Fits>
    Event const* take(Fits fits) {
        for (auto const* event : counting_)
            if (!used_.contains(event->seq) && fits(*event)) {
                used_.insert(event->seq);
                return event;
            }
        return nullptr;
    }

    Next next_of(Step const& step) {
        switch (step.kind) {
            case StepKind::look_up:
                return after_fact(step);
            case StepKind::choice: {
                auto const* event =
                    take([&](Event const& one) { return one.kind == EventKind::answered && one.step == step.id; });
                if (!event) return unless_stopped(step, ReplayResult::not_asked);
                auto const* answer = step.answer(event->branch);
                if (!answer) return ReplayResult::answer_gone;
                return Edge{answer->id, answer->go, answer->line};
            }
            case StepKind::act: {
                auto const* event = take([&](Event const& one) { return one.kind == EventKind::acted && one.name == step.name; });
                if (!event) return unless_stopped(step, ReplayResult::not_asked);
                return Edge{event->branch,
                            event->branch == "yes"      ? step.go.value()
                            : event->branch == "failed" ? step.on_failed
                                                        : step.on_no,
                            step.line};
            }
            case StepKind::typed:
                if (!take(
                        [&](Event const& one) { return one.kind == EventKind::answered && one.step == step.id && one.answer; }) &&
                    (!step.optional || unless_stopped(step, ReplayResult::not_asked) == ReplayResult::same_end))
                    return unless_stopped(step, ReplayResult::not_asked);
                return Edge{"typed", step.go.value(), step.line};
            case StepKind::explain:
                // Reading on decides nothing; but who stopped here stopped here.
                if (!take([&](Event const& one) { return one.kind == EventKind::continued && one.step == step.id; }) &&
                    unless_stopped(step, ReplayResult::not_asked) == ReplayResult::same_end)
                    return ReplayResult::same_end;
                return Edge{"continue", step.go.value(), step.line};
            case StepKind::hand_over:
                break;
        }
        return ReplayResult::not_asked;
    }

    // A fact may be looked up at another step now, so its name decides; one that was looked up once may be used again.
    Next after_fact(Step const& step) {
        auto const fits = [&](Event const& one) { return one.kind == EventKind::looked_up && one.name == step.name; };
        auto const* event = take(fits);
        if (!event) {
            auto const found = std::ranges::find_if(counting_, [&](Event const* one) { return fits(*one); });
            event = found == counting_.end() ? nullptr : *found;
        }
        if (!event) return unless_stopped(step, ReplayResult::fact_missing);
        if (event->branch == "unproved")
            return step.unproved ? Next{Edge{"unproved", *step.unproved, step.line}} : Next{ReplayResult::fact_missing};
        return edge_for_value(step, event->value);
    }

    Past const& past_;
    Flow const& flow_;
    std::vector<Event const*> counting_;
    std::set<std::int64_t> used_;
    std::vector<ReplayTurn> way_;
};

}  // namespace

Now replay_one(Past const& past, Flow const& flow) {
    return Replaying{past, flow}.run();
}

std::vector<ReplayTurn> way_of(Past const& past) {
    std::vector<ReplayTurn> out;
    for (auto const* event : counting(past.events)) out.push_back({event->step, event->branch});
    out.push_back({past.step, ""});
    return out;
}

Parting parting(std::vector<ReplayTurn> const& was, std::vector<ReplayTurn> const& now) {
    auto const [a, b] = std::ranges::mismatch(was, now, {}, &ReplayTurn::step, &ReplayTurn::step);
    if (a == was.begin()) return {};
    return {std::prev(a)->step, std::prev(a)->branch, std::prev(b)->branch};
}

}  // namespace ombud::diagnosis
