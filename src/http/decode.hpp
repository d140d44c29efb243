// Decoding outside text: percent signs, UTF-8, paths, and the bytes of a request's head.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace ombud::http {

bool same_letters(std::string_view a, std::string_view b);  // ASCII, in any case

enum class Plus { is_plus, is_space };
std::optional<std::string> percent_decode(std::string_view text, Plus plus);

bool valid_utf8(std::string_view text);
// UTF-8 without U+0000.
bool valid_text(std::string_view text);

// A request's path, decoded: starts with '/', holds no encoded slash, no "." or ".." segment, no control character.
std::optional<std::string> decode_path(std::string_view raw);

// Whether a head (up to and with its empty line) is strict: each line ends with CR LF, none is folded, names hold no space, there
// are no control characters. What a lenient parser would forgive is how requests are smuggled past a proxy.
bool strict_head(std::string_view head);

}  // namespace ombud::http
