#include "text/names.hpp"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/ustring.h>
#include <unicode/utf8.h>

namespace ombud::text {

namespace {

std::optional<icu::UnicodeString> decoded(std::string_view text) {
    if (!std::in_range<std::int32_t>(text.size())) return std::nullopt;
    UErrorCode error = U_ZERO_ERROR;
    icu::UnicodeString out;
    std::int32_t units{};
    auto* buffer = out.getBuffer(std::int32_t(text.size()));  // UTF-16 never needs more units than UTF-8 bytes
    if (!buffer) return std::nullopt;
    u_strFromUTF8(buffer, out.getCapacity(), &units, text.data(), std::int32_t(text.size()), &error);
    out.releaseBuffer(U_SUCCESS(error) ? units : 0);
    return U_SUCCESS(error) ? std::optional{std::move(out)} : std::nullopt;
}

std::optional<icu::UnicodeString> composed(icu::UnicodeString const& text) {
    UErrorCode error = U_ZERO_ERROR;
    auto const* nfc = icu::Normalizer2::getNFCInstance(error);
    if (U_FAILURE(error)) return std::nullopt;
    auto out = nfc->normalize(text, error);
    return U_SUCCESS(error) ? std::optional{std::move(out)} : std::nullopt;
}

// Joiners shape Persian and Indic names and family emoji, so they stay; every other format character can only deceive.
bool shows(UChar32 letter) {
    constexpr UChar32 non_joiner = 0x200C, joiner = 0x200D;
    constexpr auto hidden = U_GC_CC_MASK | U_GC_CF_MASK | U_GC_CS_MASK | U_GC_CO_MASK | U_GC_CN_MASK;
    return letter == non_joiner || letter == joiner || (U_GET_GC_MASK(letter) & hidden) == 0;
}

// Embeddings, overrides and isolates: with them a text reads otherwise than it is written.
bool turns_direction(UChar32 letter) {
    return (letter >= 0x202A && letter <= 0x202E) || (letter >= 0x2066 && letter <= 0x2069);
}

bool is_local(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || std::string_view("!#$%&'*+-/=?^_`{|}~.").contains(c);
}

bool is_domain(std::string_view domain) {
    if (domain.empty() || domain.size() > 253 || !domain.contains('.')) return false;
    std::size_t label = 0;
    char before = '.';
    for (char c : domain) {
        bool const letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (c == '.' ? (label == 0 || before == '-') : (!letter && (c != '-' || label == 0))) return false;
        label = c == '.' ? 0 : label + 1;
        if (label > 63) return false;
        before = c;
    }
    return label > 0 && before != '-';
}

}  // namespace

std::optional<std::string> clean_name(std::string_view text) {
    auto const letters = decoded(text);
    if (!letters) return std::nullopt;
    auto const whole = composed(*letters);
    if (!whole) return std::nullopt;

    icu::UnicodeString kept;
    std::size_t count = 0;
    bool gap = false, visible = false;
    for (std::int32_t i = 0; i < whole->length() && count < name_letters; i = whole->moveIndex32(i, 1)) {
        auto const letter = whole->char32At(i);
        if (u_isUWhiteSpace(letter)) {
            gap = count > 0;
        } else if (shows(letter) && (!gap || count + 1 < name_letters)) {
            if (gap) kept.append(UChar32{' '}), ++count;
            gap = false;
            kept.append(letter), ++count;
            visible |= u_charType(letter) != U_FORMAT_CHAR && !u_hasBinaryProperty(letter, UCHAR_DEFAULT_IGNORABLE_CODE_POINT);
        }
    }
    if (!visible) return std::nullopt;
    std::string out;
    kept.toUTF8String(out);
    return out;
}

std::string clean_lines(std::string_view text) {
    auto const letters = decoded(text);
    auto const whole = letters ? composed(*letters) : std::nullopt;
    if (!whole) return {};
    icu::UnicodeString kept;
    for (std::int32_t i = 0; i < whole->length(); i = whole->moveIndex32(i, 1)) {
        auto const letter = whole->char32At(i);
        bool const control = u_charType(letter) == U_CONTROL_CHAR && letter != '\n' && letter != '\t';
        if (!control && !turns_direction(letter)) kept.append(letter);
    }
    std::string out;
    kept.toUTF8String(out);
    return out;
}

std::optional<std::string> email_key(std::string_view text) {
    if (text.size() > email_bytes) return std::nullopt;
    std::string key{text};
    for (char& c : key)
        if (c >= 'A' && c <= 'Z') c = char(c - 'A' + 'a');
    auto const at = key.find('@');
    if (at == key.npos || at == 0 || at > 64) return std::nullopt;
    auto const local = std::string_view(key).substr(0, at);
    if (!std::ranges::all_of(local, is_local) || local.front() == '.' || local.back() == '.' || local.contains("..") ||
        !is_domain(std::string_view(key).substr(at + 1)))
        return std::nullopt;
    return key;
}

std::optional<std::string> composed(std::string_view text) {
    auto const letters = decoded(text);
    auto const whole = letters ? composed(*letters) : std::nullopt;
    if (!whole) return std::nullopt;
    std::string out;
    whole->toUTF8String(out);
    return out;
}

std::string cut(std::string text, std::size_t bytes) {
    if (text.size() <= bytes) return text;
    while (bytes > 0 && (std::uint8_t(text[bytes]) & 0xc0) == 0x80) --bytes;
    text.resize(bytes);
    return text;
}

std::size_t count_code_points(std::string_view text) {
    return std::size_t(std::ranges::count_if(text, [](char c) { return !U8_IS_TRAIL(c); }));
}

bool is_blank(std::string_view text) {
    return text.find_first_not_of(" \t\r\n") == text.npos;
}

}  // namespace ombud::text
