#include "official/own_codes.hpp"

#include <algorithm>

namespace ombud::official {

namespace {

constexpr std::string_view alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr std::size_t group = 4, message_letters = 12, agent_letters = 8;

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_word(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// The letter that was meant; 0 for one of no code.
char meant(char c) {
    if (c >= 'a' && c <= 'z') c = char(c - ('a' - 'A'));
    if (c == 'O') return '0';
    if (c == 'I' || c == 'L') return '1';
    if (c == 'U') return 'V';
    return alphabet.contains(c) ? c : '\0';
}

std::string grouped(std::string_view letters) {
    std::string out;
    for (std::size_t at = 0; at < letters.size(); ++at) {
        if (at > 0 && at % group == 0) out += '-';
        out += letters[at];
    }
    return out;
}

// Digits alone are a telephone number, letters alone two words.
bool mixed(std::string_view typed) {
    return std::ranges::any_of(typed, is_digit) && std::ranges::any_of(typed, [](char c) { return is_word(c) && !is_digit(c); });
}

// One that nobody types as a letter.
bool has_sure_digit(std::string_view letters) {
    return letters.find_first_of("23456789") != letters.npos;
}

std::optional<ReadCode> code_of(std::string_view typed) {
    std::string letters;
    for (char const c : typed) {
        if (c == '-' || c == ' ') continue;
        auto const letter = meant(c);
        if (letter == '\0' || letters.size() == message_letters) return std::nullopt;
        letters += letter;
    }
    if (letters.size() != message_letters && (letters.size() != agent_letters || !mixed(letters))) return std::nullopt;
    return ReadCode{letters.size() == message_letters ? CodeKind::message : CodeKind::agent, grouped(letters)};
}

// "xxxx-xxxx" or "xxxx-xxxx-xxxx" as long as it goes on from `at`.
std::size_t groups_from(std::string_view text, std::size_t at) {
    std::size_t end = at, groups = 0;
    for (;; ++groups) {
        auto letters = end;
        while (letters < text.size() && is_word(text[letters])) ++letters;
        if (letters - end != group) return 0;
        end = letters;
        if (end >= text.size() || text[end] != '-') break;
        ++end;
    }
    return groups == 1 || groups == 2 ? end - at : 0;
}

}  // namespace

std::string new_message_code(Random& random) {
    return grouped(random.text(message_letters, alphabet));
}

std::string new_agent_code(Random& random) {
    for (;;)
        if (auto const letters = random.text(agent_letters, alphabet); mixed(letters) && has_sure_digit(letters))
            return grouped(letters);
}

std::vector<ReadCode> codes_in(std::string_view text, std::size_t most) {
    std::vector<ReadCode> out;
    for (std::size_t at = 0; at < text.size() && out.size() < most; ++at) {
        bool const starts =
            is_word(text[at]) &&
            (at == 0 || (!is_word(text[at - 1]) && text[at - 1] != '-' && text[at - 1] != '@' && text[at - 1] != '/'));
        if (!starts) continue;
        auto const length = groups_from(text, at);
        auto code = length == 0 ? std::nullopt : code_of(text.substr(at, length));
        bool const in_host = at + length < text.size() && text[at + length] == '.' && at + length + 1 < text.size() &&
                             is_word(text[at + length + 1]);
        if (code && !in_host && (code->kind == CodeKind::message || mixed(text.substr(at, length)))) {
            code->begin = at;
            code->end = at + length;
            code->certain = true;
            out.push_back(std::move(*code));
        }
        while (at + 1 < text.size() && (is_word(text[at + 1]) || text[at + 1] == '-')) ++at;
    }
    if (!out.empty()) return out;
    auto const first = text.find_first_not_of(" \t\r\n");
    if (first == text.npos) return out;
    auto const whole = text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
    auto code = mixed(whole) ? code_of(whole) : std::nullopt;
    if (code) {
        code->begin = first;
        code->end = first + whole.size();
        out.push_back(std::move(*code));
    }
    return out;
}

}  // namespace ombud::official
