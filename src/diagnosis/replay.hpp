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
    std::string step;  // the end, or where it is stuck
};

Now replay_one(Past const& past, Flow const& flow);

}  // namespace ombud::diagnosis
