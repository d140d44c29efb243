// Normalises by ICU, cluster by cluster, only where a quick look at the lead bytes says that it may matter.
#include "safety/plain_text.hpp"

#include <algorithm>
#include <cstdint>
#include <stdexcept>
#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

namespace ombud::safety {
namespace {

std::uint8_t byte_at(std::string_view text, std::size_t at) {
    return at < text.size() ? std::uint8_t(text[at]) : 0;
}

bool within(unsigned value, unsigned first, unsigned last) {
    return value - first <= last - first;
}

// Whether the character at `at` may be read as it stands; errs towards no. Sets its length in bytes.
bool stands_as_it_is(std::string_view text, std::size_t at, std::size_t& length) {
    auto const lead = byte_at(text, at);
    auto const second = byte_at(text, at + 1);
    auto const third = byte_at(text, at + 2);
    length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    if (within(lead, 0xe4, 0xee)) return true;  // Han and Hangul syllables
    switch (lead) {
        case 0xc2:
            return second != 0xa0 && second != 0xad;  // no-break space, soft hyphen
        case 0xcc:
            return false;  // combining marks
        case 0xcd:
            return second > 0xaf;
        case 0xd8:
            return second != 0x9c;  // Arabic letter mark
        case 0xe1:
            return !within(second, 0x84, 0x87) && second != 0xa0 && second != 0x9e;  // Jamo, Mongolian and Khmer invisibles
        case 0xe2:
            if (second == 0x80) return within(third, 0x90, 0xa7) || third > 0xaf;  // spaces and invisible characters
            if (second == 0x81) return third < 0x9f;
            return !within(second, 0x91, 0x93);  // enclosed letters and digits
        case 0xe3:
            if (second == 0x80) return third != 0x80;                   // ideographic space
            if (second == 0x82) return third != 0x99 && third != 0x9a;  // combining voice marks
            return second != 0x85;                                      // Hangul filler
        case 0xef:
            if (second == 0xbc) return within(third, 0x81, 0x8f) || within(third, 0x9a, 0xa0) || third > 0xba;  // punctuation
            if (second == 0xbd) return third == 0x80 || within(third, 0x9b, 0xa0);
            if (second == 0xb8) return third > 0x8f;              // variation selectors
            return within(second, 0x80, 0xa3) || second == 0xbf;  // not compatibility forms, not U+FEFF
        case 0xf0:
            return second != 0x9d && (second != 0x9f || !within(third, 0x84, 0x87));  // mathematical and enclosed letters
        case 0xf3:
            return false;
        default:
            return true;
    }
}

bool is_plain(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
        std::size_t length = 1;
        if (std::uint8_t(text[at]) >= 0x80 && !stands_as_it_is(text, at, length)) return false;
        at += length;
    }
    return true;
}

UChar32 decode(std::string_view text, std::size_t& at) {
    UChar32 c{};
    auto next = std::int32_t(0);
    auto const rest = text.substr(at, 4);
    U8_NEXT(rest.data(), next, std::int32_t(rest.size()), c);  // NOLINT(bugprone-inc-dec-in-conditions): ICU's own words
    at += std::size_t(next);
    return c;  // negative when the bytes are no character
}

// Marks and letters that form one character with what stands before them.
bool continues(UChar32 c) {
    return c >= 0x300 &&
           (within(unsigned(c), 0x1160, 0x11ff) || c == 0xff9e || c == 0xff9f || (U_GET_GC_MASK(c) & U_GC_M_MASK) != 0);
}

constexpr int marks_per_cluster = 8;  // longer chains are no writing, and sorting them is quadratic

icu::Normalizer2 const& compatible_composed() {
    static auto const& nfkc = []() -> icu::Normalizer2 const& {
        UErrorCode error = U_ZERO_ERROR;
        auto const* found = icu::Normalizer2::getNFKCInstance(error);
        if (!found || U_FAILURE(error)) throw std::runtime_error("ICU has no NFKC data");
        return *found;
    }();
    return nfkc;
}

// The one spelling of a character and its marks.
std::string spelling_of(std::string_view cluster) {
    std::size_t after_first = 0;
    auto const first = decode(cluster, after_first);
    bool const single = after_first == cluster.size();
    if (first < 0 || (single && first < 0x80)) return std::string(cluster);
    if (single) {
        if (within(unsigned(first), 0xff01, 0xff5e)) return {char(first - 0xff01 + '!')};
        if (first == 0x2028 || first == 0x2029) return "\n";
        if (u_hasBinaryProperty(first, UCHAR_DEFAULT_IGNORABLE_CODE_POINT)) return {};
        if (compatible_composed().isInert(first)) return std::string(cluster);
    }
    std::string normal;
    icu::StringByteSink<std::string> sink(&normal);
    UErrorCode error = U_ZERO_ERROR;
    compatible_composed().normalizeUTF8(0, {cluster.data(), std::int32_t(cluster.size())}, sink, nullptr, error);
    return U_SUCCESS(error) ? normal : std::string(cluster);
}

}  // namespace

PlainText::PlainText(std::string_view original) : text_(original) {
    if (is_plain(original)) return;
    rewrite(original);
    text_ = own_;
}

void PlainText::rewrite(std::string_view original) {
    own_.reserve(original.size());
    pieces_.push_back({0, 0, true});
    for (std::size_t at = 0; at < original.size();) {
        auto const begin = at;
        auto const c = decode(original, at);
        for (int marks = 0; c >= 0 && marks < marks_per_cluster && at < original.size() && byte_at(original, at) >= 0xcc;
             ++marks) {
            auto next = at;
            if (!continues(decode(original, next))) break;
            at = next;
        }
        add(original, begin, at);
    }
    pieces_.push_back({own_.size(), original.size(), true});
}

void PlainText::add(std::string_view original, std::size_t begin, std::size_t end) {
    auto const cluster = original.substr(begin, end - begin);
    auto const spelling = spelling_of(cluster);
    if (spelling == cluster) {
        if (!pieces_.back().copied) pieces_.push_back({own_.size(), begin, true});
    } else {
        pieces_.push_back({own_.size(), begin, false});
    }
    own_ += spelling;
}

std::size_t PlainText::original_begin(std::size_t at) const {
    if (pieces_.empty()) return at;
    // The last piece that begins here or before: what was dropped in front stays in front.
    auto const next = std::ranges::upper_bound(pieces_, at, {}, &Piece::plain);
    auto const& piece = *std::prev(next);
    return piece.copied ? piece.original + (at - piece.plain) : piece.original;
}

std::size_t PlainText::original_end(std::size_t at) const {
    if (pieces_.empty()) return at;
    // The piece that holds the byte before; what was dropped behind it stays behind.
    auto const next = std::ranges::lower_bound(pieces_, at, {}, &Piece::plain);
    if (next == pieces_.begin()) return pieces_.front().original;
    auto const& piece = *std::prev(next);
    if (piece.copied) return piece.original + (at - piece.plain);
    return next == pieces_.end() ? piece.original : next->original;
}

}  // namespace ombud::safety
