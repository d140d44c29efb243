#include "files/name.hpp"

#include <algorithm>
#include <cstdint>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include "core/limits.hpp"

namespace ombud::files {

namespace {

constexpr std::string_view forbidden_somewhere = "<>:\"|?*";

// Controls, direction marks and other characters that nobody sees.
bool is_unwanted(UChar32 character) {
    return (U_GET_GC_MASK(character) & (U_GC_CC_MASK | U_GC_CF_MASK | U_GC_CS_MASK | U_GC_ZL_MASK | U_GC_ZP_MASK)) != 0 ||
           u_hasBinaryProperty(character, UCHAR_DEFAULT_IGNORABLE_CODE_POINT) || U_IS_UNICODE_NONCHAR(character);
}

// Emoji are made with them.
bool joins_emoji(UChar32 character) {
    constexpr UChar32 zero_width_joiner = 0x200d, emoji_style = 0xfe0f;
    return character == zero_width_joiner || character == emoji_style;
}

std::string visible(std::string_view part) {
    std::string out;
    auto const* data = part.data();
    for (std::size_t at = 0; at < part.size();) {
        UChar32 character{};
        auto start = at;
        U8_NEXT(data, at, part.size(), character);  // NOLINT(bugprone-inc-dec-in-conditions): a macro of ICU
        if (character < 0) continue;
        bool const alone = out.empty() || out.back() == ' ' || out.back() == '.';
        if (joins_emoji(character) ? alone : is_unwanted(character)) continue;
        if (u_charType(character) == U_SPACE_SEPARATOR) {
            if (!out.ends_with(' ')) out += ' ';
        } else if (character < 0x80 && forbidden_somewhere.contains(char(character))) {
            out += '_';
        } else {
            out += part.substr(start, at - start);
        }
    }
    return out;
}

std::string trimmed(std::string name) {
    auto last = name.find_last_not_of(" .");
    name.erase(last == name.npos ? 0 : last + 1);
    name.erase(0, name.find_first_not_of(" ."));
    return name;
}

bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
char lower(char c) {
    return c >= 'A' && c <= 'Z' ? char(c + 32) : c;
}

// "2024.12" has none, "notes.MP3" has one.
std::string_view extension_of(std::string_view name) {
    auto dot = name.rfind('.');
    if (dot == name.npos) return {};
    auto letters = name.substr(dot + 1);
    bool plausible = letters.size() <= 8 && std::ranges::any_of(letters, is_letter) &&
                     std::ranges::all_of(letters, [](char c) { return is_letter(c) || is_digit(c); });
    return plausible ? name.substr(dot) : std::string_view{};
}

std::string shortened(std::string name, std::size_t bytes) {
    if (name.size() <= bytes) return name;
    while (bytes > 0 && U8_IS_TRAIL(name[bytes])) --bytes;
    name.resize(bytes);
    return name;
}

}  // namespace

std::string clean_name(std::string_view declared, std::string_view extension) {
    declared.remove_prefix(declared.find_last_of("/\\") + 1);  // npos + 1 is 0
    auto name = trimmed(visible(declared));
    name = trimmed(name.substr(0, name.size() - extension_of(name).size()));
    if (std::ranges::equal(extension_of(name), extension, {}, lower))
        name = trimmed(name.substr(0, name.size() - extension.size()));
    name = trimmed(shortened(std::move(name), limits::attachment_name_bytes - extension.size()));
    if (name.empty()) name = "file";
    return name.append(extension);
}

}  // namespace ombud::files
