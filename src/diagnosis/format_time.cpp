#include "diagnosis/format_time.hpp"

#include <cmath>
#include <map>
#include <memory>
#include <unicode/calendar.h>
#include <unicode/dtptngen.h>
#include <unicode/reldatefmt.h>
#include <unicode/smpdtfmt.h>
#include <unicode/timezone.h>

namespace ombud::diagnosis {

namespace {

UDate to_date(Timestamp when) {
    return double(std::chrono::duration_cast<std::chrono::milliseconds>(when.time_since_epoch()).count());
}

// How much of the date it takes to tell the moment from now.
enum class Tells { time, day, year };
constexpr char const* skeletons[] = {"Hm", "MMMdHm", "yMMMdHm"};

// ICU's tools for one language and zone: dear to make, so they are kept.
class Formats {
public:
    Formats(std::string_view language, std::string_view zone) {
        UErrorCode error = U_ZERO_ERROR;
        auto const locale = icu::Locale::forLanguageTag({language.data(), std::int32_t(language.size())}, error);
        zone_.reset(icu::TimeZone::createTimeZone(icu::UnicodeString::fromUTF8({zone.data(), std::int32_t(zone.size())})));
        if (*zone_ == icu::TimeZone::getUnknown()) zone_.reset(icu::TimeZone::createTimeZone("UTC"));
        calendar_.reset(icu::Calendar::createInstance(*zone_, locale, error));
        std::unique_ptr<icu::DateTimePatternGenerator> const patterns{
            icu::DateTimePatternGenerator::createInstance(locale, error)};
        for (std::size_t i = 0; i < std::size(skeletons); ++i) {
            if (U_FAILURE(error)) break;
            auto const pattern = patterns->getBestPattern(icu::UnicodeString(skeletons[i]), error);
            exact_[i] = std::make_unique<icu::SimpleDateFormat>(pattern, locale, error);
            exact_[i]->setTimeZone(*zone_);
        }
        relative_ = std::make_unique<icu::RelativeDateTimeFormatter>(locale, nullptr, UDAT_STYLE_NARROW,
                                                                     UDISPCTX_CAPITALIZATION_NONE, error);
        if (U_FAILURE(error)) throw std::runtime_error("ICU lacks its data");
    }

    [[nodiscard]] std::string exact(Timestamp when, Timestamp now) const {
        UErrorCode error = U_ZERO_ERROR;
        icu::UnicodeString text, name;
        exact_[std::size_t(tells(when, now))]->format(to_date(when), text);
        zone_->getDisplayName(bool(zone_->inDaylightTime(to_date(when), error)), icu::TimeZone::SHORT, icu::Locale::getEnglish(),
                              name);
        std::string out;
        text.append(u' ').append(name).toUTF8String(out);
        return out;
    }

    [[nodiscard]] std::string relative(Timestamp when, Timestamp now) const {
        using Seconds = std::chrono::duration<double>;
        auto const seconds = std::trunc((Seconds(when.time_since_epoch()) - Seconds(now.time_since_epoch())).count());
        constexpr double minute = 60, hour = 60 * minute, day = 24 * hour;
        auto const span = std::abs(seconds);
        auto const [unit, length] = span < minute              ? std::pair{UDAT_REL_UNIT_SECOND, 1.0}
                                    : span < hour - minute / 2 ? std::pair{UDAT_REL_UNIT_MINUTE, minute}
                                    : span < day - hour / 2    ? std::pair{UDAT_REL_UNIT_HOUR, hour}
                                                               : std::pair{UDAT_REL_UNIT_DAY, day};
        UErrorCode error = U_ZERO_ERROR;
        icu::UnicodeString text;
        relative_->formatNumeric(std::round(seconds / length), unit, text, error);
        std::string out;
        text.toUTF8String(out);
        return out;
    }

private:
    [[nodiscard]] Tells tells(Timestamp when, Timestamp now) const {
        UErrorCode error = U_ZERO_ERROR;
        auto const read = [&](Timestamp at) {
            calendar_->setTime(to_date(at), error);
            return std::pair{calendar_->get(UCAL_YEAR, error), calendar_->get(UCAL_DAY_OF_YEAR, error)};
        };
        auto const then = read(when), today = read(now);
        if (then.first != today.first) return Tells::year;
        return then.second == today.second ? Tells::time : Tells::day;
    }

    std::unique_ptr<icu::TimeZone> zone_;
    std::unique_ptr<icu::Calendar> calendar_;
    std::unique_ptr<icu::SimpleDateFormat> exact_[std::size(skeletons)];
    std::unique_ptr<icu::RelativeDateTimeFormatter> relative_;
};

Formats const& formats_for(std::string_view language, std::string_view zone) {
    constexpr std::size_t kept = 64;  // zones come from settings and, one day, from people
    thread_local std::map<std::pair<std::string, std::string>, Formats> known;
    std::pair key{std::string(language), std::string(zone)};
    if (auto const found = known.find(key); found != known.end()) return found->second;
    if (known.size() >= kept) known.clear();
    return known.try_emplace(std::move(key), language, zone).first->second;
}

}  // namespace

std::string format_time(Timestamp when, Timestamp now, std::string_view language, std::string_view zone) {
    auto const& formats = formats_for(language, zone);
    auto const moment = formats.exact(when, now), span = formats.relative(when, now);
    return language == "en" ? moment + ", " + span : moment + "（" + span + "）";
}

}  // namespace ombud::diagnosis
