#include "service_levels/business_time.hpp"

#include <algorithm>
#include <charconv>

#include "core/limits.hpp"

namespace ombud::service_levels {

namespace {

using namespace std::chrono_literals;
using std::chrono::local_days;
using std::chrono::microseconds;

std::size_t weekday_of(local_days day) {
    return std::chrono::weekday{day}.iso_encoding() - 1;
}

}  // namespace

std::optional<std::chrono::year_month_day> parse_date(std::string_view text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
    auto const number = [&](std::size_t at, std::size_t size) {
        int out = -1;
        auto const* end = text.data() + at + size;
        return std::from_chars(text.data() + at, end, out).ptr == end ? out : -1;
    };
    auto const year = number(0, 4), month = number(5, 2), day = number(8, 2);
    if (year < 1'900 || month < 1 || day < 1) return std::nullopt;
    std::chrono::year_month_day const date{std::chrono::year{year}, std::chrono::month{unsigned(month)},
                                           std::chrono::day{unsigned(day)}};
    return date.ok() ? std::optional{date} : std::nullopt;
}

BusinessTime::BusinessTime() : always_(true) {}

BusinessTime::BusinessTime(std::vector<Stretch> zone, std::vector<OpenSpan> const& hours, std::vector<Holiday> const& holidays)
    : zone_(std::move(zone)) {
    if (zone_.empty()) throw std::logic_error("a time zone without an offset");
    for (auto const& span : hours)
        week_.at(std::size_t(span.day - 1)).push_back({std::chrono::minutes{span.opens}, std::chrono::minutes{span.closes}});
    for (auto& day : week_) std::ranges::sort(day, {}, &Span::opens);
    for (auto const& holiday : holidays) {
        auto const date = parse_date(holiday.date);
        if (!date) continue;
        if (holiday.yearly) {
            auto const [known, fresh] = shut_yearly_.try_emplace({date->month(), date->day()}, date->year());
            if (!fresh) known->second = std::min(known->second, date->year());
        } else {
            shut_.insert(local_days{*date});
        }
    }
    bool const whole = std::ranges::all_of(
        week_, [](auto const& day) { return day.size() == 1 && day.front().opens == 0min && day.front().closes == 24h; });
    always_ = whole && holidays.empty();
}

Stretch const& BusinessTime::stretch_at(Timestamp at) const {
    auto const later = std::ranges::upper_bound(zone_, at, {}, &Stretch::from);
    return later == zone_.begin() ? zone_.front() : *std::prev(later);
}

std::vector<BusinessTime::Span> const& BusinessTime::spans_of(local_days day) const {
    static std::vector<Span> const none;
    if (shut_.contains(day)) return none;
    if (!shut_yearly_.empty()) {
        std::chrono::year_month_day const date{day};
        auto const yearly = shut_yearly_.find({date.month(), date.day()});
        if (yearly != shut_yearly_.end() && yearly->second <= date.year()) return none;
    }
    return week_[weekday_of(day)];
}

template <class Take>
void BusinessTime::walk(Timestamp from, Timestamp end, Take take) const {
    while (from < end) {
        auto const& stretch = stretch_at(from);
        // One local day, or what a change of the clock leaves of it.
        std::chrono::local_time<microseconds> const local{(from + stretch.offset).time_since_epoch()};
        auto const day = std::chrono::floor<std::chrono::days>(local);
        auto const midnight = Timestamp{microseconds{day.time_since_epoch()}} - stretch.offset;
        auto until = midnight + 24h;
        if (stretch.until > from) until = std::min(until, stretch.until);
        for (auto const& span : spans_of(day)) {
            auto const opens = std::max(from, midnight + span.opens), closes = std::min({until, end, midnight + span.closes});
            if (opens < closes && !take(opens, closes)) return;
        }
        from = until;
    }
}

microseconds BusinessTime::between(Timestamp from, Timestamp to) const {
    if (to <= from) return 0us;
    if (always_) return to - from;
    microseconds out{0};
    walk(from, to, [&](Timestamp opens, Timestamp closes) {
        out += closes - opens;
        return true;
    });
    return out;
}

std::optional<Timestamp> BusinessTime::after(Timestamp from, microseconds span) const {
    if (span <= 0us) return from;
    if (always_) return from + span;
    std::optional<Timestamp> out;
    // Looked for until nothing has been open for years.
    auto end = from + limits::no_opening_within;
    for (auto at = from; at < end && !out;) {
        auto const until = end;
        walk(at, until, [&](Timestamp opens, Timestamp closes) {
            if (closes - opens >= span) {
                out = opens + span;
                return false;
            }
            span -= closes - opens;
            end = closes + limits::no_opening_within;
            return true;
        });
        at = until;
    }
    return out;
}

bool BusinessTime::is_open(Timestamp at) const {
    return between(at, at + 1us) > 0us;
}

}  // namespace ombud::service_levels
