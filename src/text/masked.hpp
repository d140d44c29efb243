// E-mail addresses as their owner alone knows them.
#pragma once
#include <string>
#include <string_view>

namespace ombud::text {

// "li•••@q•••.com"
std::string masked(std::string_view email);

}  // namespace ombud::text
