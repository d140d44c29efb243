// The variables that the texts of saved replies may have: {customer_name}, or {customer_name|there} with what stands for it where
// there is none. Other braces are just braces.
#pragma once
#include <array>
#include <string_view>
#include <vector>

namespace ombud::replies {

inline constexpr std::array<std::string_view, 7> variables{"customer_name", "reference", "agent_name", "topic",
                                                           "queue",         "date",      "time"};

// The names of all that it has, known or not, in order.
std::vector<std::string_view> variables_in(std::string_view text);
bool is_variable(std::string_view name);

}  // namespace ombud::replies
