// Fuzzes the cleaning of names: what comes out is short, whole UTF-8, without a path or a control, and ends as it was told.
#include <cstdint>
#include <cstdlib>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include "core/limits.hpp"
#include "files/name.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    using namespace ombud;
    std::string_view const declared{reinterpret_cast<char const*>(data), size};
    auto const name = files::clean_name(declared, ".png");
    if (name.size() > limits::attachment_name_bytes || name.size() < 5 || !name.ends_with(".png")) std::abort();
    if (name.find_first_of("/\\\"<>:|?*") != name.npos || name.starts_with('.') || name.starts_with(' ')) std::abort();
    for (std::size_t at = 0; at < name.size();) {
        UChar32 character{};
        U8_NEXT(name.data(), at, name.size(), character);  // NOLINT(bugprone-inc-dec-in-conditions): a macro of ICU
        if (character < 0 || u_charType(character) == U_CONTROL_CHAR || (character >= 0x202a && character <= 0x202e))
            std::abort();
    }
    return 0;
}
