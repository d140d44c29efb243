// What people type about themselves, made safe to keep and to show: names, lines and e-mail addresses.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace ombud::text {

inline constexpr std::size_t name_letters = 80;
inline constexpr std::size_t email_bytes = 254;

// One line in Unicode's composed form, without control, direction-changing or unassigned characters, cut to 80 code points.
// nullopt when nothing is left or it is no UTF-8.
std::optional<std::string> clean_name(std::string_view text);

// Text of any length in Unicode's composed form, without control characters but tabs and line ends and without what turns the
// direction of what follows. Empty when it is no UTF-8.
std::string clean_lines(std::string_view text);

// The address in lower case; nullopt when it is none. Plain ASCII only, so that no two look alike.
std::optional<std::string> email_key(std::string_view text);

// Unicode's composed form (NFC): one text however it was typed. nullopt for what is no UTF-8.
std::optional<std::string> composed(std::string_view text);

// The first `bytes` of UTF-8 at most, whole code points.
std::string cut(std::string text, std::size_t bytes);

std::size_t count_code_points(std::string_view text);

// Whether there is nothing in it to read.
bool is_blank(std::string_view text);

}  // namespace ombud::text
