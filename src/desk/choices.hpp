// The words that a conversation's fields may hold, and the ids that clients give to what they send.
#pragma once
#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <string_view>

namespace ombud::desk {

using Choices = std::span<std::string_view const>;

namespace choices {
inline constexpr std::array<std::string_view, 4> statuses{"new", "open", "waiting", "resolved"};
inline constexpr Choices statuses_set = Choices{statuses}.subspan(1);  // by somebody: new is only what nobody touched
inline constexpr std::array<std::string_view, 7> topics{"sign_in", "security",  "withdrawal", "deposit",
                                                        "theft",   "complaint", "other"};
inline constexpr std::array<std::string_view, 3> channels{"chat", "email", "form"};
inline constexpr std::array<std::string_view, 4> priorities{"urgent", "high", "normal", "low"};  // the most urgent first
inline constexpr std::array<std::string_view, 4> customer_kinds{"visitor", "user", "account", "correspondent"};
}  // namespace choices

[[nodiscard]] constexpr bool is_one_of(std::string_view text, Choices choices) {
    return std::ranges::find(choices, text) != choices.end();
}
[[nodiscard]] constexpr bool is_topic(std::string_view text) {
    return is_one_of(text, choices::topics);
}
[[nodiscard]] constexpr bool is_priority(std::string_view text) {
    return is_one_of(text, choices::priorities);
}

// Problem{invalid, "client_id.invalid", "client_id"}: not 1 to 64 letters, digits, "-" and "_". `room`: bytes that are added.
void require_client_id(std::string_view id, std::size_t room = 0);

}  // namespace ombud::desk
