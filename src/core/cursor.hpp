// Where the next page of a list begins: what its last row was sorted by, as a text that clients hand back untouched.
#pragma once
#include <algorithm>
#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>

#include "core/ids.hpp"
#include "core/number.hpp"
#include "core/problem.hpp"
#include "core/time.hpp"

namespace ombud {

// A part is an id, a moment or a whole number.
template <class Part>
std::string cursor_part(Part const& part) {
    if constexpr (is_id<Part>)
        return part.text();
    else if constexpr (std::same_as<Part, Timestamp>)
        return to_rfc3339(part);
    else
        return std::to_string(std::int64_t{part});
}
template <class Part>
std::optional<Part> read_cursor_part(std::string_view text) {
    if constexpr (is_id<Part>) {
        return Part::parse(text);
    } else if constexpr (std::same_as<Part, Timestamp>) {
        return from_rfc3339(text);
    } else {
        return number_in<Part>(text);
    }
}

template <class... Parts>
std::string cursor_of(Parts const&... parts) {
    std::string out;
    ((out += (out.empty() ? "" : "_") + cursor_part(parts)), ...);
    return out;
}

// The parts of which `cursor_of` made exactly this text. Problem{invalid, "cursor.invalid", "cursor"}.
template <class... Parts>
std::tuple<Parts...> read_cursor(std::string_view text) {
    auto const wrong = [] { return Problem{ProblemKind::invalid, "cursor.invalid", "cursor"}; };
    auto rest = text;
    auto const next = [&]<class Part>(std::type_identity<Part>) {
        auto const end = std::min(rest.find('_'), rest.size());
        auto const part = read_cursor_part<Part>(rest.substr(0, end));
        if (!part) throw wrong();
        rest.remove_prefix(std::min(end + 1, rest.size()));
        return *part;
    };
    std::tuple<Parts...> out{next(std::type_identity<Parts>{})...};  // braces: from left to right
    if (std::apply([](auto const&... parts) { return cursor_of(parts...); }, out) != text) throw wrong();
    return out;
}

// Of one part.
template <class Part>
std::optional<Part> read_cursor(std::optional<std::string> const& text) {
    if (!text) return std::nullopt;
    return std::get<0>(read_cursor<Part>(std::string_view{*text}));
}

}  // namespace ombud
