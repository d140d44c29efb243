// The languages that the house speaks, in every screen, letter and search.
#pragma once
#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "core/problem.hpp"

namespace ombud::text {

inline constexpr std::array<std::string_view, 2> languages{"zh-CN", "en"};

[[nodiscard]] constexpr bool is_language(std::string_view language) {
    return std::ranges::find(languages, language) != languages.end();
}

// Problem{invalid, "field.choice", "language"}.
inline void require_language(std::string_view language) {
    if (!is_language(language)) throw Problem{ProblemKind::invalid, "field.choice", "language"};
}

}  // namespace ombud::text
