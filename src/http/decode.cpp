#include "http/decode.hpp"

#include <algorithm>
#include <boost/url/decode_view.hpp>
#include <boost/url/pct_string_view.hpp>
#include <unicode/utf8.h>

namespace ombud::http {

bool same_letters(std::string_view a, std::string_view b) {
    auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; };
    return std::ranges::equal(a, b, {}, lower, lower);
}

std::optional<std::string> percent_decode(std::string_view text, Plus plus) {
    auto const checked = boost::urls::make_pct_string_view(text);
    if (!checked) return std::nullopt;
    boost::urls::encoding_opts options;
    options.space_as_plus = plus == Plus::is_space;
    std::string out;
    checked->decode(options, boost::urls::string_token::assign_to(out));
    return out;
}

bool valid_utf8(std::string_view text) {
    for (std::int32_t at = 0, size = std::int32_t(text.size()); at < size;) {
        UChar32 letter{};
        // NOLINTNEXTLINE(bugprone-inc-dec-in-conditions): ICU's own macro
        U8_NEXT(text.data(), at, size, letter);
        if (letter < 0) return false;
    }
    return true;
}

bool valid_text(std::string_view text) {
    return !text.contains('\0') && valid_utf8(text);
}

std::optional<std::string> decode_path(std::string_view raw) {
    if (!raw.starts_with('/')) return std::nullopt;
    auto path = percent_decode(raw, Plus::is_plus);
    if (!path || !valid_text(*path)) return std::nullopt;
    if (std::ranges::count(*path, '/') != std::ranges::count(raw, '/')) return std::nullopt;  // one was encoded
    if (std::ranges::any_of(*path, [](unsigned char c) { return c < 0x20 || c == 0x7f || c == '\\'; })) return std::nullopt;
    for (std::size_t from = 1; from <= path->size();) {
        auto const to = std::min(path->find('/', from), path->size());
        auto const segment = std::string_view(*path).substr(from, to - from);
        if (segment == "." || segment == ".." || (segment.empty() && to != path->size())) return std::nullopt;
        from = to + 1;
    }
    return path;
}

bool strict_head(std::string_view head) {
    bool first = true;
    while (!head.empty()) {
        auto const end = head.find("\r\n");
        if (end == head.npos) return false;
        auto const line = head.substr(0, end);
        head.remove_prefix(end + 2);
        if (std::ranges::any_of(line, [](unsigned char c) { return (c < 0x20 && c != '\t') || c == 0x7f; })) return false;
        if (line.empty()) return head.empty() && !first;
        if (!first) {
            auto const name = line.substr(0, line.find(':'));
            if (name.empty() || name.size() == line.size() || name.find_first_of(" \t") != name.npos) return false;
        }
        first = false;
    }
    return false;
}

}  // namespace ombud::http
