// The facts and acts that the shipped flows may use, as data: whoever looks them up and whoever checks flows read the same table.
#pragma once
#include "diagnosis/registry.hpp"

namespace ombud::diagnosis {

std::vector<FactShape> const& shipped_facts();
std::vector<ActShape> const& shipped_acts();

// Throws logic_error for a name that is not in the table.
FactShape const& fact_shape(std::string_view name);
ActShape const& act_shape(std::string_view name);

// Every kind of the tables, unknown and never done: enough to check flows with, where nobody is asked anything.
Registry registry_of_shapes();

}  // namespace ombud::diagnosis
