// Recovery codes: ten keys on paper for the day when the second factor is lost; each works once.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/random.hpp"

namespace ombud::credentials {

inline constexpr std::size_t recovery_codes_in_a_set = 10;

// "k7m2p-x9q4w-3htz8": 74 random bits in letters that are not mistaken for one another.
std::vector<std::string> new_recovery_codes(Random& random);

// What is stored of a code, and looked for when somebody types it: spaces, hyphens and case do not matter. nullopt for what is
// no recovery code.
std::optional<std::string> recovery_code_hash(std::string_view typed);

}  // namespace ombud::credentials
