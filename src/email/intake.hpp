// What a letter is about: its topic, by the words in it, and what it names of what a case asks for. Knows no conversation.
#pragma once
#include "desk/model.hpp"
#include "diagnosis/flow.hpp"

namespace ombud::email {

struct Matter {
    std::optional<diagnosis::Topic> topic;  // none: nothing in it says
    std::vector<desk::CaseField> fields;    // each once: what it names first
};

// Of a letter whose secrets are removed: an id that is taken from it is none of them. Any bytes are safe; the time is bounded,
// whatever comes.
Matter matter_in(std::string_view subject, std::string_view words);

// What whoever takes over from this flow mostly asks for, could stand in a letter, and does not: names of fields.
std::vector<std::string> missing_of(diagnosis::Flow const& flow, std::vector<desk::CaseField> const& told);

// The sentence that asks for them; empty where nothing is missing.
std::string sentence_for(std::vector<std::string> const& missing, std::string_view language);

}  // namespace ombud::email
