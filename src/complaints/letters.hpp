// What we write to a complainant, from content/complaints: one template for each step, in the complaint's language.
#pragma once
#include "complaints/model.hpp"

namespace ombud::complaints {

// What a letter can speak of.
struct LetterFacts {
    std::string language;
    std::string reference;
    std::string received_on, due_on, before;  // days: 2026-11-30
    Terms terms;
    Service service{};
    Topic topic{};
    Details details{};
    std::optional<bool> admissible{};
    bool late = false;  // the day that they knew of is over
    std::string reasons{};
    std::vector<Point> points{};
    std::optional<Outcome> outcome{};
};

// `kind`: acknowledged, decided, extended, answered or closed; logic_error for any other.
std::string letter_of(StepKind kind, LetterFacts const& facts);
// What was filed, line by line, as every letter of receipt holds it.
std::string copy_of(LetterFacts const& facts);

// The ways to reach somebody, as their owner alone knows them.
Details masked(Details details);

// Whole lines where that is possible, none of them longer than an entry may be.
std::vector<std::string> in_parts(std::string letter, std::size_t bytes);

}  // namespace ombud::complaints
