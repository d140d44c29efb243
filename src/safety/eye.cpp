// By ICU's skeletons, and a small table of digits and pairs of letters that they leave out.
#include "safety/eye.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uspoof.h>

namespace ombud::safety {

namespace {

bool is_ascii(std::string_view text) {
    return std::ranges::none_of(text, [](char c) { return static_cast<unsigned char>(c) > 0x7f; });
}

struct Icu {
    USpoofChecker* spoof = nullptr;
    icu::Normalizer2 const* casefold = nullptr;
    icu::Normalizer2 const* decomposed = nullptr;

    Icu() {
        UErrorCode error = U_ZERO_ERROR;
        spoof = uspoof_open(&error);
        casefold = icu::Normalizer2::getNFKCCasefoldInstance(error);
        decomposed = icu::Normalizer2::getNFDInstance(error);
    }
};
Icu const& shared() {
    static Icu const one;  // lives as long as the program
    return one;
}

// Letters for which the skeleton knows no plain one: strokes, and the small capitals that it makes of Cyrillic.
UChar32 plain_letter(UChar32 c) {
    constexpr std::u32string_view from =
        U"\u0131\u00df\u0142\u00f8\u0111\u0180\u0253\u0185\u0138\u0199\u1d00\u0299\u1d04\u1d05\u1d07\u0262\u029c\u026a"
        U"\u1d0a\u1d0b\u029f\u1d0d\u028d\u0274\u1d0f\u1d18\u0280\ua731\u1d1b\u1d1c\u1d20\u1d21\u028f\u1d22";
    constexpr std::string_view to = "iblodbbbkkabcdeghijklmmnoprstuvwyz";
    static_assert(from.size() == to.size());
    auto const at = from.find(char32_t(c));
    return at == from.npos ? c : UChar32(to[at]);
}

icu::UnicodeString without_marks(icu::UnicodeString const& text) {
    UErrorCode error = U_ZERO_ERROR;
    auto const apart = shared().decomposed->normalize(text, error);
    icu::UnicodeString out;
    for (int32_t at = 0; at < apart.length(); at = apart.moveIndex32(at, 1)) {
        auto const c = apart.char32At(at);
        if ((U_GET_GC_MASK(c) & U_GC_M_MASK) == 0) out.append(plain_letter(u_tolower(c)));
    }
    return out;
}

}  // namespace

std::string seen_as(std::string_view text) {
    std::string out;
    if (is_ascii(text)) {
        std::ranges::transform(text, std::back_inserter(out),
                               [](char c) { return c >= 'A' && c <= 'Z' ? char(c + ('a' - 'A')) : c; });
        return out;
    }
    auto const& icu = shared();
    UErrorCode error = U_ZERO_ERROR;
    auto const typed = icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), int32_t(text.size())));
    auto const plain = without_marks(icu.casefold->normalize(typed, error));
    icu::UnicodeString skeleton;
    uspoof_getSkeletonUnicodeString(icu.spoof, 0, plain, skeleton, &error);
    if (U_FAILURE(error)) return {};
    without_marks(skeleton).toUTF8String(out);
    return out;
}

std::string folded(std::string_view seen) {
    constexpr std::string_view from = "01i|!345$78", to = "olllleasstb";
    static_assert(from.size() == to.size());
    std::string out;
    out.reserve(seen.size());
    for (std::size_t at = 0; at < seen.size(); ++at) {
        auto const pair = seen.substr(at, 2);
        auto const known = from.find(seen[at]);
        bool const two = pair == "rn" || pair == "vv" || pair == "cl" || pair == "ci" || pair == "c1";
        out += two ? (pair == "rn" ? 'm' : pair == "vv" ? 'w' : 'd') : known == from.npos ? seen[at] : to[known];
        if (two) ++at;
    }
    return out;
}

namespace {

// For each letter those that it is taken for, one bit each.
constexpr auto confused = [] {
    std::array<std::uint32_t, 26> out{};
    for (std::string_view pair : {"mn", "nr", "uv", "gq", "ce", "bd", "bh", "ft", "vy"}) {
        auto const a = unsigned(pair[0] - 'a'), b = unsigned(pair[1] - 'a');
        out[a] |= 1U << b;
        out[b] |= 1U << a;
    }
    return out;
}();

}  // namespace

bool easily_confused(char a, char b) {
    auto const first = unsigned(a - 'a'), second = unsigned(b - 'a');
    return first < 26 && second < 26 && ((confused[first] >> second) & 1U) != 0;
}

}  // namespace ombud::safety
