// A whole number written in digits.
#pragma once
#include <charconv>
#include <concepts>
#include <optional>
#include <string_view>
#include <system_error>

namespace ombud {

// nullopt when the text is anything more or less than a number, or one that Number does not hold.
template <std::integral Number = std::int64_t>
std::optional<Number> number_in(std::string_view text) {
    Number out{};
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
    return error == std::errc{} && end == text.data() + text.size() ? std::optional{out} : std::nullopt;
}

}  // namespace ombud
