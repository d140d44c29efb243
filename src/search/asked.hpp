// How people ask for the articles that ship with the house.
#pragma once
#include <string>
#include <string_view>

namespace ombud::search {

// One question to a line, in that language; nothing for an article that is not ours.
std::string asked_of(std::string_view id, std::string_view language);

}  // namespace ombud::search
