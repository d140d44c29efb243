// What people are called and where they are written to, as their owner alone knows it.
#pragma once
#include <string>
#include <string_view>

namespace ombud::text {

// "li•••@q•••.com"
std::string masked(std::string_view email);

// The first letter as people see one, with all that belongs to it: "L•••", "李•••". Nothing of an empty name.
std::string masked_name(std::string_view name);

}  // namespace ombud::text
