#include "text/masked.hpp"

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <unicode/brkiter.h>

#include "text/names.hpp"

namespace ombud::text {

namespace {

constexpr std::string_view dots = "•••";

// The first letters of a part; of a short one, one.
std::string begin_of(std::string_view part) {
    return cut(std::string(part), part.size() > 4 ? 2 : 1) + std::string(dots);
}

// What may stand in an address without quotation marks; letters of any script.
bool is_of_address(char c) {
    static constexpr std::string_view signs = ".!#$%&'*+-/=?^_`{|}~";
    return std::uint8_t(c) >= 0x80 || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
           signs.contains(c);
}

bool is_of_domain(char c) {
    return is_of_address(c) && (c == '.' || c == '-' || !std::ispunct(std::uint8_t(c)));
}

}  // namespace

std::string masked(std::string_view email) {
    auto const at = std::min(email.rfind('@'), email.size());
    auto const domain = email.substr(std::min(at + 1, email.size()));
    auto const dot = std::min(domain.rfind('.'), domain.size());
    return begin_of(email.substr(0, at)) + "@" + begin_of(domain.substr(0, dot)) + std::string(domain.substr(dot));
}

std::string masked_addresses(std::string_view text) {
    std::string out;
    for (std::size_t from = 0;;) {
        auto const at = text.find('@', from);
        if (at == text.npos) return out + std::string(text.substr(from));
        auto begin = at, end = at + 1;
        if (at > from && text[at - 1] == '"') {  // "li wei"@example.com
            auto const quoted = at - 1 > from ? text.rfind('"', at - 2) : text.npos;
            begin = quoted == text.npos || quoted < from ? from : quoted;
        }
        while (begin > from && is_of_address(text[begin - 1])) --begin;
        if (end < text.size() && text[end] == '[') end = std::min(text.find(']', end), text.size() - 1) + 1;  // li@[192.0.2.1]
        while (end < text.size() && is_of_domain(text[end])) ++end;
        while (end > at + 1 && (text[end - 1] == '.' || text[end - 1] == '-')) --end;  // of the sentence
        out += text.substr(from, begin - from);
        out += masked(text.substr(begin, end - begin));
        from = end;
    }
}

std::string masked_name(std::string_view name) {
    if (name.empty()) return {};
    UErrorCode status = U_ZERO_ERROR;
    static thread_local std::unique_ptr<icu::BreakIterator> const letters{
        icu::BreakIterator::createCharacterInstance(icu::Locale::getRoot(), status)};
    if (!letters) throw std::runtime_error("ICU knows no letters");
    auto const whole = icu::UnicodeString::fromUTF8({name.data(), std::int32_t(name.size())});
    letters->setText(whole);
    letters->first();
    std::string out;
    whole.tempSubString(0, letters->next()).toUTF8String(out);
    return out + std::string(dots);
}

}  // namespace ombud::text
