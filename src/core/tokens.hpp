// Random tokens that people carry; only their hashes are ever stored.
#pragma once
#include <string>
#include <string_view>

#include "core/random.hpp"

namespace ombud {

// The prefix, which scanners for leaked secrets look for and which holds the version, and 256 random bits.
std::string new_token(std::string_view prefix, Random& random);
// Whether it has a token's shape, so that nothing else reaches the database.
bool looks_like_token(std::string_view prefix, std::string_view text);
std::string token_hash(std::string_view token);

}  // namespace ombud
