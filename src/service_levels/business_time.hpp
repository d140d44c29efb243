// Business time: how much of it lies between two moments, and when so much of it will have passed, in any time zone.
#pragma once
#include <map>
#include <optional>
#include <set>

#include "service_levels/model.hpp"

namespace ombud::service_levels {

// So long a zone has one offset from UTC.
struct Stretch {
    Timestamp from, until;
    std::chrono::seconds offset;
    bool operator==(Stretch const&) const = default;
};

// "2026-02-29" is none.
[[nodiscard]] std::optional<std::chrono::year_month_day> parse_date(std::string_view text);

// A moment is open when the clock on the wall there shows a time of the weekly hours on a day that is no holiday. So an hour that
// a change of the clock leaves out is nobody's, and one that comes twice counts twice.
class BusinessTime {
public:
    // Always open.
    BusinessTime();
    // `zone`: at least one stretch, each beginning where the one before ends; the first and the last go on beyond.
    BusinessTime(std::vector<Stretch> zone, std::vector<OpenSpan> const& hours, std::vector<Holiday> const& holidays);

    // Zero when `to` is not later.
    [[nodiscard]] std::chrono::microseconds between(Timestamp from, Timestamp to) const;
    // The first moment at which so much has passed since `from`; nullopt: it stays shut for years.
    [[nodiscard]] std::optional<Timestamp> after(Timestamp from, std::chrono::microseconds span) const;
    [[nodiscard]] bool is_open(Timestamp at) const;

private:
    struct Span {
        std::chrono::minutes opens, closes;
    };
    [[nodiscard]] Stretch const& stretch_at(Timestamp at) const;
    [[nodiscard]] std::vector<Span> const& spans_of(std::chrono::local_days day) const;
    // Calls `take(from, until)` for each open stretch after `from`, in order, until it says false or `end` is passed.
    template <class Take>
    void walk(Timestamp from, Timestamp end, Take take) const;

    bool always_ = false;
    std::vector<Stretch> zone_;
    std::array<std::vector<Span>, 7> week_;  // Monday first
    std::set<std::chrono::local_days> shut_;
    std::map<std::chrono::month_day, std::chrono::year> shut_yearly_;  // from that year on
};

}  // namespace ombud::service_levels
