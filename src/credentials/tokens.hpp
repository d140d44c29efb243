// The tokens of people who prove who they are, by their prefixes.
#pragma once
#include "core/tokens.hpp"

namespace ombud::credentials {

inline constexpr std::string_view session_prefix = "oms1_";
inline constexpr std::string_view setup_prefix = "oml1_";

using ombud::looks_like_token;
using ombud::new_token;
using ombud::token_hash;

}  // namespace ombud::credentials
