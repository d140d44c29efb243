// A run as a viewer or staff see it: texts filled with facts, and nothing that they have not proved to be theirs.
#pragma once
#include "diagnosis/labels.hpp"
#include "diagnosis/views.hpp"
#include "diagnosis/walk.hpp"

namespace ombud::diagnosis {

// What flows and articles are called.
struct Titles {
    TitleOf flow, article;
};

RunView show(Walk const& walk, Labels const& labels, Titles const& titles, std::string const& language);

}  // namespace ombud::diagnosis
