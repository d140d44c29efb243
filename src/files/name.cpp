#include "files/name.hpp"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include "core/limits.hpp"

namespace ombud::files {

namespace {

// What shows as something else than it is: control characters, marks that turn the direction, invisible ones.
bool deceptive(UChar32 letter) {
    switch (u_charType(letter)) {
        case U_CONTROL_CHAR:
        case U_FORMAT_CHAR:
        case U_LINE_SEPARATOR:
        case U_PARAGRAPH_SEPARATOR:
        case U_SURROGATE:
        case U_PRIVATE_USE_CHAR:
        case U_UNASSIGNED: return true;
        default: return false;
    }
}

void append(std::string& out, UChar32 letter) {
    std::uint8_t bytes[U8_MAX_LENGTH];
    std::int32_t size = 0;
    U8_APPEND_UNSAFE(bytes, size, letter);
    out.append(reinterpret_cast<char const*>(bytes), std::size_t(size));
}

}  // namespace

std::string clean_name(std::string_view declared, std::string_view extension) {
    if (auto const slash = declared.find_last_of("/\\"); slash != declared.npos) declared.remove_prefix(slash + 1);
    // A drive's letter, a stream's name.
    if (auto const colon = declared.rfind(':'); colon != declared.npos) declared.remove_prefix(colon + 1);
    if (auto const dot = declared.rfind('.'); dot != declared.npos) declared = declared.substr(0, dot);

    std::string out;
    auto const room = limits::attachment_name_bytes - extension.size();
    for (std::int32_t at = 0, size = std::int32_t(std::min<std::size_t>(declared.size(), 4096)); at < size;) {
        UChar32 letter{};
        U8_NEXT(declared.data(), at, size, letter);
        if (letter < 0 || deceptive(letter) || std::u32string_view(U"<>\"|?*").contains(char32_t(letter))) continue;
        auto const before = out.size();
        append(out, letter);
        if (out.size() > room) {
            out.resize(before);
            break;
        }
    }
    auto const first = out.find_first_not_of(" .");
    auto const last = out.find_last_not_of(" .");
    out = first == out.npos ? "file" : out.substr(first, last - first + 1);
    return out + std::string(extension);
}

}  // namespace ombud::files
