#include "markdown/targets.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>

namespace ombud::markdown {

namespace {

bool is_alnum(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 && static_cast<unsigned char>(c) < 0x80;
}

std::string lower(std::string_view text) {
    std::string out(text);
    std::ranges::transform(out, out.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; });
    return out;
}

// In lower case; empty: the target has none.
std::string scheme_of(std::string_view target) {
    auto const colon = target.find_first_of(":/?#");
    return colon == target.npos || target[colon] != ':' ? std::string{} : lower(target.substr(0, colon)) + ":";
}

bool is_address_letter(char c) {
    return is_alnum(c) || std::string_view("-._~:/?#[]@!$&'()*+,;=%").contains(c);
}

// What ends a sentence ends no address; a bracket does not unless it was opened in it.
std::string_view without_tail(std::string_view address) {
    for (;;) {
        if (address.empty()) return address;
        char const last = address.back();
        if (last == ')') {
            if (std::ranges::count(address, '(') >= std::ranges::count(address, ')')) return address;
        } else if (!std::string_view("?!.,:;*_~'[]").contains(last)) {
            return address;
        }
        address.remove_suffix(1);
    }
}

// The web address that begins at `at`, where there is one.
std::string_view web_address(std::string_view text, std::size_t at) {
    auto const rest = text.substr(at);
    auto const head = lower(rest.substr(0, 8));
    std::size_t const begin = head.starts_with("https://") ? 8 : head.starts_with("http://") ? 7 : 0;
    if (begin == 0 || (at > 0 && is_alnum(text[at - 1]))) return {};
    auto const end = std::ranges::find_if_not(rest, is_address_letter) - rest.begin();
    auto const address = without_tail(rest.substr(0, std::size_t(end)));
    return address.size() > begin && is_alnum(address[begin]) ? address : std::string_view{};
}

struct Span {
    std::size_t begin, end;
};

// The mail address around the `@` at `at`, no further back than `from`.
std::optional<Span> mail_address(std::string_view text, std::size_t from, std::size_t at) {
    auto const is_local = [](char c) { return is_alnum(c) || std::string_view("._+-").contains(c); };
    auto const is_host = [](char c) { return is_alnum(c) || c == '-' || c == '.'; };
    std::size_t begin = at, end = at + 1;
    while (begin > from && at - begin < 64 && is_local(text[begin - 1])) --begin;
    while (end < text.size() && end - at < 254 && is_host(text[end])) ++end;
    while (end > at + 1 && !is_alnum(text[end - 1])) --end;
    auto const host = text.substr(at + 1, end - at - 1);
    bool const whole = begin < at && is_alnum(text[begin]) && host.contains('.') && is_alnum(host[0]) && !host.contains("..");
    return whole ? std::optional{Span{begin, end}} : std::nullopt;
}

}  // namespace

bool is_safe_target(std::string_view target) {
    if (target.empty() || target.starts_with("//")) return false;
    auto const harms = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f || c == '\\'; };
    if (std::ranges::any_of(target, harms) || target[0] == ' ') return false;
    static constexpr std::array<std::string_view, 4> schemes{"http:", "https:", "mailto:", "tel:"};
    auto const scheme = scheme_of(target);
    return scheme.empty() || std::ranges::find(schemes, scheme) != std::end(schemes);
}

bool is_elsewhere(std::string_view target) {
    auto const scheme = scheme_of(target);
    return scheme == "http:" || scheme == "https:";
}

bool is_own_path(std::string_view target) {
    return target.starts_with('/') && is_safe_target(target);
}

std::string unescaped(std::string_view target) {
    auto const digit = [](char c) { return c <= '9' ? c - '0' : (c | 32) - 'a' + 10; };
    auto const is_hex = [](char c) { return std::isxdigit(static_cast<unsigned char>(c)) != 0; };
    std::string out;
    out.reserve(target.size());
    for (std::size_t at = 0; at < target.size(); ++at) {
        if (target[at] == '%' && at + 2 < target.size() && is_hex(target[at + 1]) && is_hex(target[at + 2])) {
            out.push_back(char(digit(target[at + 1]) * 16 + digit(target[at + 2])));
            at += 2;
        } else {
            out.push_back(target[at]);
        }
    }
    return out;
}

std::vector<Stretch> bare_addresses(std::string_view text) {
    std::vector<Stretch> out;
    std::size_t done = 0;
    auto take = [&](std::size_t begin, std::size_t end, std::string target) {
        if (begin > done) out.push_back({text.substr(done, begin - done), {}});
        out.push_back({text.substr(begin, end - begin), std::move(target)});
        done = end;
    };
    for (auto at = text.find_first_of("hH@"); at != text.npos; at = text.find_first_of("hH@", std::max(at + 1, done))) {
        if (text[at] == '@') {
            if (auto const mail = mail_address(text, done, at))
                take(mail->begin, mail->end, "mailto:" + std::string(text.substr(mail->begin, mail->end - mail->begin)));
        } else if (auto const address = web_address(text, at); !address.empty()) {
            take(at, at + address.size(), std::string(address));
        }
    }
    if (done < text.size()) out.push_back({text.substr(done), {}});
    return out;
}

}  // namespace ombud::markdown
