#include "html/targets.hpp"

#include <algorithm>
#include <array>

namespace ombud::html {

namespace {

constexpr std::size_t target_bytes = 4'000, id_bytes = 250;

bool is_control(char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}

std::string lower(std::string_view text) {
    std::string out{text};
    std::ranges::transform(out, out.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; });
    return out;
}

// As browsers read it: without blanks around it, tabs and line ends.
std::string bare(std::string_view target) {
    std::string out;
    for (char c : target)
        if (c != '\t' && c != '\n' && c != '\r') out.push_back(c);
    auto const is_end = [](char c) { return is_control(c) || c == ' '; };
    while (!out.empty() && is_end(out.back())) out.pop_back();
    out.erase(out.begin(), std::ranges::find_if_not(out, is_end));
    return out;
}

}  // namespace

std::optional<std::string> safe_target(std::string_view target) {
    auto out = bare(target.substr(0, target_bytes + 1));
    if (out.size() > target_bytes || std::ranges::any_of(out, [](char c) { return is_control(c) || c == '\\'; }))
        return std::nullopt;
    static constexpr std::array<std::string_view, 4> schemes{"https://", "http://", "mailto:", "tel:"};
    auto const head = lower(out.substr(0, 8));
    for (auto const scheme : schemes) {
        if (!head.starts_with(scheme) || out.size() == scheme.size()) continue;
        if (scheme.ends_with("//") && std::string_view{"/?#@:"}.contains(out[scheme.size()])) return std::nullopt;
        return out;
    }
    return std::nullopt;
}

bool is_content_id(std::string_view id) {
    return !id.empty() && id.size() <= id_bytes &&
           std::ranges::all_of(id, [](char c) { return c > 32 && c < 127 && !std::string_view{"\"'<>&`"}.contains(c); });
}

std::optional<std::string> content_id(std::string_view source) {
    auto const text = bare(source.substr(0, 3 * id_bytes));
    if (!lower(text.substr(0, 4)).starts_with("cid:")) return std::nullopt;
    auto const digit = [](char c) { return c <= '9' ? c - '0' : (c | 32) - 'a' + 10; };
    auto const is_hex = [](char c) { return (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'f'); };
    std::string id;
    for (std::size_t at = 4; at < text.size(); ++at) {
        if (text[at] == '%' && at + 2 < text.size() && is_hex(text[at + 1]) && is_hex(text[at + 2])) {
            id.push_back(char(digit(text[at + 1]) * 16 + digit(text[at + 2])));
            at += 2;
        } else if (text[at] != '<' && text[at] != '>') {
            id.push_back(text[at]);
        }
    }
    return is_content_id(id) ? std::optional{id} : std::nullopt;
}

// All that is no data of the letter's own.
bool is_remote(std::string_view source) {
    auto const head = lower(bare(source.substr(0, 100)).substr(0, 5));
    return !head.empty() && !head.starts_with("data:") && !head.starts_with("cid:");
}

bool says_target(std::string_view words, std::string_view target) {
    auto left = lower(words), right = lower(target);
    for (auto* each : {&left, &right}) {
        for (auto const* scheme : {"https://", "http://", "mailto:", "tel:"})
            if (each->starts_with(scheme)) each->erase(0, std::string_view{scheme}.size());
        while (each->ends_with('/')) each->pop_back();
    }
    return left == right;
}

}  // namespace ombud::html
