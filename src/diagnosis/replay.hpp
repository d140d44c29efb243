// A past run fed into another version of its flow: where the recorded answers and facts would lead now.
#pragma once
#include "diagnosis/diagram.hpp"
#include "diagnosis/flow.hpp"
#include "diagnosis/story.hpp"

namespace ombud::diagnosis {

struct Past {
    std::string step;                // where it ended or stopped
    std::optional<Outcome> outcome;  // of an end
    std::vector<Event> events;
};

struct Now {
    ReplayResult result{};
    std::vector<ReplayTurn> way;  // to the end, or to where it is stuck
};

Now replay_one(Past const& past, Flow const& flow);

// The way that it went.
std::vector<ReplayTurn> way_of(Past const& past);

// The last step that both ways have in common, with what each did there.
struct Parting {
    std::string step;  // none where they begin at different ones
    std::string was, now;
};
Parting parting(std::vector<ReplayTurn> const& was, std::vector<ReplayTurn> const& now);

}  // namespace ombud::diagnosis
