// Small judgements that the rooms of complaints share.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "complaints/model.hpp"
#include "core/problem.hpp"

namespace ombud::complaints {

inline constexpr std::size_t line_letters = 300;  // of what is no long text

template <class E>
std::string name_of(E value) {
    return boost::describe::enum_to_string(value, "");
}

inline Problem unknown() {
    return {ProblemKind::not_found, "complaint.unknown"};
}

inline bool is_open(Stage stage) {
    return stage != Stage::inadmissible && stage != Stage::answered && stage != Stage::closed;
}

inline void require_stage(bool it_is_its_turn) {
    if (!it_is_its_turn) throw Problem{ProblemKind::conflict, "complaint.stage"};
}

// Of the answer: what all points add up to, and that none of them is left without one.
Outcome outcome_of(std::vector<Point> const& points);
void require_answered(std::vector<Point> const& points);

}  // namespace ombud::complaints
