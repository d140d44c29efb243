// What people are called and where they are written to, as their owner alone knows it.
#pragma once
#include <string>
#include <string_view>

namespace ombud::text {

// "li•••@q•••.com"
std::string masked(std::string_view email);

// Any text, with every e-mail address in it masked; rather too much of what stands before an @ than too little.
std::string masked_addresses(std::string_view text);

// The first letter as people see one, with all that belongs to it: "L•••", "李•••". Nothing of an empty name.
std::string masked_name(std::string_view name);

}  // namespace ombud::text
