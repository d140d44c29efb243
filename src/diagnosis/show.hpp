// A run as a viewer or staff see it: texts filled with facts, and nothing that they have not proved to be theirs.
#pragma once
#include "diagnosis/labels.hpp"
#include "diagnosis/views.hpp"
#include "diagnosis/walk.hpp"

namespace ombud::diagnosis {

// What flows are called, for links to them.
using FlowTitle = std::function<std::string(std::string_view name, std::string_view language)>;

RunView show(Walk const& walk, Labels const& labels, FlowTitle const& title, std::string const& language);

}  // namespace ombud::diagnosis
