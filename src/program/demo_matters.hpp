// What the demo's desk has going on beside single conversations: an incident, and complaints at several stages.
#pragma once
#include "edge/work_room.hpp"

namespace ombud {

// How a complaint of the demo is answered, in one language.
struct DemoAnswer {
    std::string language, finding, claim, reasons;
};
BOOST_DESCRIBE_STRUCT(DemoAnswer, (), (language, finding, claim, reasons))

struct DemoMatters {
    std::vector<incidents::Declare> incidents;
    complaints::Terms terms;  // its revision counts for nothing
    std::vector<DemoAnswer> answers;
};
BOOST_DESCRIBE_STRUCT(DemoMatters, (), (incidents, terms, answers))

// Each active conversation whose topic is a complaint is registered, and a few of them go on from there.
Task<void> add_matters(edge::WorkRoom& work, Agent by, DemoMatters matters);

}  // namespace ombud
