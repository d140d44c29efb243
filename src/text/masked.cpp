#include "text/masked.hpp"

#include <algorithm>
#include <memory>
#include <stdexcept>
#include <unicode/brkiter.h>

namespace ombud::text {

namespace {

constexpr std::string_view dots = "•••";

// The first letters of a part; of a short one, one.
std::string begin_of(std::string_view part) {
    return std::string(part.substr(0, part.size() > 4 ? 2 : 1)) + std::string(dots);
}

}  // namespace

std::string masked(std::string_view email) {
    auto const at = std::min(email.rfind('@'), email.size());
    auto const domain = email.substr(std::min(at + 1, email.size()));
    auto const dot = std::min(domain.rfind('.'), domain.size());
    return begin_of(email.substr(0, at)) + "@" + begin_of(domain.substr(0, dot)) + std::string(domain.substr(dot));
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
