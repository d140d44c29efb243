// Folds letter by letter from a table that is made by ICU once; only what becomes several letters is asked for each time.
#include "search/letters.hpp"

#include <memory>
#include <stdexcept>
#include <unicode/normalizer2.h>
#include <unicode/translit.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

namespace ombud::search {
namespace {

constexpr char32_t several = 0xffff'ffff;  // the letter becomes more than one, or lies beyond the table
constexpr char32_t first_han = 0x3400, last_han = 0x9fff;

void check(UErrorCode status) {
    if (U_FAILURE(status)) throw std::runtime_error(u_errorName(status));
}

// Compatibility forms and capitals as ICU folds them, accents of Latin letters left out.
icu::UnicodeString folded(char32_t code) {
    UErrorCode status = U_ZERO_ERROR;
    static auto const& compatible = *icu::Normalizer2::getNFKCCasefoldInstance(status);
    static auto const& apart = *icu::Normalizer2::getNFDInstance(status);
    check(status);
    auto text = compatible.normalize(icu::UnicodeString(UChar32(code)), status);
    auto const parts = apart.normalize(text, status);
    check(status);
    if (parts.length() > 1 && parts[0] < 0x250) {
        text.remove();
        for (std::int32_t at = 0; at < parts.length(); at = parts.moveIndex32(at, 1))
            if (u_charType(parts.char32At(at)) != U_NON_SPACING_MARK) text.append(parts.char32At(at));
    }
    return text;
}

// Every Han letter of the table as simplified writing has it, in one go: a transliterator is slow to ask.
icu::UnicodeString simplified() {
    UErrorCode status = U_ZERO_ERROR;
    std::unique_ptr<icu::Transliterator> const rules{
        icu::Transliterator::createInstance("Traditional-Simplified", UTRANS_FORWARD, status)};
    check(status);
    icu::UnicodeString letters;
    for (auto code = first_han; code <= last_han; ++code) letters.append(char16_t(code)).append(u'\n');
    rules->transliterate(letters);
    return letters;
}

std::vector<char32_t> make_table() {
    std::vector<char32_t> table(0x10000);
    for (char32_t code = 0; code < table.size(); ++code) {
        if (U_IS_SURROGATE(code)) {
            table[code] = U' ';
            continue;
        }
        auto const text = folded(code);
        table[code] = text.countChar32() == 1 ? char32_t(text.char32At(0)) : several;
    }
    auto const letters = simplified();
    auto code = first_han;
    for (std::int32_t at = 0; at < letters.length() && code <= last_han; ++code) {
        auto const end = letters.indexOf(u'\n', at);
        if (letters.countChar32(at, end - at) == 1) table[code] = char32_t(letters.char32At(at));
        at = end + 1;
    }
    return table;
}

std::vector<char32_t> const& table() {
    static auto const made = make_table();
    return made;
}

}  // namespace

std::vector<Letter> fold(std::string_view text) {
    auto const& spelling = table();
    std::vector<Letter> letters;
    letters.reserve(text.size());
    auto const* bytes = reinterpret_cast<std::uint8_t const*>(text.data());
    auto const size = std::int32_t(text.size());
    for (std::int32_t at = 0; at < size;) {
        auto const begin = at;
        UChar32 code = 0;
        U8_NEXT(bytes, at, size, code);
        auto const add = [&](char32_t letter) { letters.push_back({letter, std::uint32_t(begin), std::uint32_t(at)}); };
        if (code < 0) {
            add(U' ');
        } else if (auto const one = char32_t(code) < spelling.size() ? spelling[char32_t(code)] : several; one != several) {
            add(one);
        } else {
            auto const parts = folded(char32_t(code));
            for (std::int32_t part = 0; part < parts.length(); part = parts.moveIndex32(part, 1))
                add(char32_t(parts.char32At(part)));
        }
    }
    return letters;
}

bool is_han(char32_t letter) {
    return (letter >= first_han && letter <= last_han) || (letter >= 0x20000 && letter <= 0x323af) || letter == U'〇';
}

std::string_view within(std::string_view text, std::size_t bytes) {
    if (text.size() <= bytes) return text;
    while (bytes > 0 && (std::uint8_t(text[bytes]) & 0xc0) == 0x80) --bytes;
    return text.substr(0, bytes);
}

}  // namespace ombud::search
