// Any bytes may be a message: redacting them twice is redacting them once, and what was UTF-8 stays it.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <unicode/ustring.h>

#include "safety/secret_guard.hpp"

namespace {

bool is_utf8(std::string_view text) {
    UErrorCode error = U_ZERO_ERROR;
    u_strFromUTF8(nullptr, 0, nullptr, text.data(), std::int32_t(text.size()), &error);
    return error != U_INVALID_CHAR_FOUND;
}

void require(bool holds) {
    if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    using namespace ombud::safety;
    static auto const guard = shipped_secret_guard();
    std::string const text(reinterpret_cast<char const*>(data), size);
    auto const once = guard.redact(text);
    require(once.removed.empty() == (once.text == text));
    require(std::ranges::is_sorted(once.removed, {}, &Removed::at));
    auto const twice = guard.redact(once.text);
    require(twice.text == once.text && twice.removed.empty());
    require(!is_utf8(text) || is_utf8(once.text));
    return 0;
}
