// What one query may mean: the terms that are looked for, and how much each counts.
#pragma once
#include <string_view>
#include <vector>

#include "search/built.hpp"

namespace ombud::search {

struct Want {
    Term term;
    float weight;
};

// Each term once, sorted. Any bytes may be asked; what is too long is cut.
std::vector<Want> wants_of(std::string_view query, Built const& built);

}  // namespace ombud::search
