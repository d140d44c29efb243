// Business time where clocks change, years leap and zones are odd; and against PostgreSQL's own zones, minute by minute.
#include "service_levels/business_time.hpp"

#include <gmock/gmock.h>

#include "service_levels/zones.hpp"
#include "support/module_test.hpp"

namespace ombud::service_levels {
namespace {

using namespace std::chrono_literals;
using ombud::testing::run;

Timestamp at(char const* text) {
    return from_rfc3339(text).value();
}

std::vector<OpenSpan> every_day(std::int64_t opens, std::int64_t closes) {
    std::vector<OpenSpan> out;
    for (std::int64_t day = 1; day <= 7; ++day) out.push_back({day, opens, closes});
    return out;
}
std::vector<OpenSpan> weekdays(std::int64_t opens, std::int64_t closes) {
    auto out = every_day(opens, closes);
    out.resize(5);
    return out;
}
constexpr std::int64_t hour = 60;

struct BusinessTimeTest : ombud::testing::ModuleTest {
    Zones zones{database};

    BusinessTime time_in(std::string zone, std::vector<OpenSpan> const& hours, std::vector<Holiday> const& holidays = {}) {
        return {*run(io, zones.rules(std::move(zone))), hours, holidays};
    }
};

TEST_F(BusinessTimeTest, always_is_always) {
    BusinessTime const time;
    EXPECT_EQ(time.between(at("2026-11-27T18:00:00Z"), at("2026-11-30T09:00:00Z")), 63h);
    EXPECT_EQ(time.after(at("2026-11-27T18:00:00Z"), 90min), at("2026-11-27T19:30:00Z"));
    EXPECT_EQ(time.between(at("2026-11-30T09:00:00Z"), at("2026-11-27T18:00:00Z")), 0h);
}

TEST_F(BusinessTimeTest, what_begins_on_friday_evening_goes_on_on_monday) {
    auto const time = time_in("Asia/Shanghai", weekdays(9 * hour, 18 * hour), {});
    auto const friday = at("2026-11-27T17:30:00+08:00");
    EXPECT_EQ(time.after(friday, 30min), at("2026-11-27T18:00:00+08:00")) << "just in time";
    EXPECT_EQ(time.after(friday, 31min), at("2026-11-30T09:01:00+08:00"));
    EXPECT_EQ(time.between(friday, at("2026-11-30T10:00:00+08:00")), 90min);
    EXPECT_EQ(time.between(at("2026-11-28T03:00:00+08:00"), at("2026-11-29T22:00:00+08:00")), 0min) << "a weekend";
    EXPECT_EQ(time.after(friday, 45h), at("2026-12-04T17:30:00+08:00")) << "five days of nine hours";
    EXPECT_FALSE(time.is_open(at("2026-11-27T18:00:00+08:00")));
    EXPECT_TRUE(time.is_open(at("2026-11-27T17:59:59+08:00")));
}

TEST_F(BusinessTimeTest, several_spans_a_day_and_a_night_over_midnight) {
    auto const lunch = time_in("Etc/UTC", {{1, 9 * hour, 12 * hour}, {1, 13 * hour, 17 * hour}}, {});
    EXPECT_EQ(lunch.after(at("2026-11-30T11:30:00Z"), 1h), at("2026-11-30T13:30:00Z"));
    auto const night = time_in("Europe/Berlin", {{5, 22 * hour, 24 * hour}, {6, 0, 6 * hour}}, {});
    EXPECT_EQ(night.between(at("2026-11-27T12:00:00Z"), at("2026-11-29T12:00:00Z")), 8h);
    EXPECT_EQ(night.after(at("2026-11-27T22:30:00+01:00"), 3h), at("2026-11-28T01:30:00+01:00"));
}

TEST_F(BusinessTimeTest, in_spring_an_hour_is_nobodys) {
    auto const nights = time_in("America/New_York", every_day(1 * hour, 4 * hour), {});
    EXPECT_EQ(nights.between(at("2026-03-08T00:00:00-05:00"), at("2026-03-08T12:00:00-04:00")), 2h) << "2:00 to 3:00 is left out";
    EXPECT_EQ(nights.between(at("2026-03-07T00:00:00-05:00"), at("2026-03-07T12:00:00-05:00")), 3h);
    EXPECT_EQ(nights.after(at("2026-03-08T01:30:00-05:00"), 1h), at("2026-03-08T03:30:00-04:00"));
    auto const in_the_gap = time_in("Europe/Berlin", {{7, 2 * hour, 3 * hour}}, {});
    EXPECT_EQ(in_the_gap.between(at("2026-03-29T00:00:00Z"), at("2026-03-30T00:00:00Z")), 0h) << "that hour is not";
    EXPECT_EQ(in_the_gap.after(at("2026-03-29T00:00:00Z"), 1h), at("2026-04-05T03:00:00+02:00")) << "a week later";
}

TEST_F(BusinessTimeTest, in_autumn_an_hour_comes_twice) {
    auto const nights = time_in("America/New_York", every_day(1 * hour, 4 * hour), {});
    EXPECT_EQ(nights.between(at("2026-11-01T00:00:00-04:00"), at("2026-11-01T12:00:00-05:00")), 4h);
    EXPECT_EQ(nights.after(at("2026-11-01T01:00:00-04:00"), 150min), at("2026-11-01T02:30:00-05:00"));
    auto const office = time_in("Europe/London", weekdays(9 * hour, 17 * hour), {});
    EXPECT_EQ(office.after(at("2026-10-23T16:00:00+01:00"), 2h), at("2026-10-26T10:00:00Z"))
        << "the office hours keep to the wall";
}

TEST_F(BusinessTimeTest, zones_with_odd_offsets_and_half_hour_changes) {
    auto const kathmandu = time_in("Asia/Kathmandu", every_day(10 * hour, 11 * hour), {});
    EXPECT_EQ(kathmandu.after(at("2026-06-01T00:00:00Z"), 30min), at("2026-06-01T10:30:00+05:45"));
    auto const island = time_in("Australia/Lord_Howe", every_day(1 * hour, 3 * hour), {});  // half an hour back on 2026-04-05
    EXPECT_EQ(island.between(at("2026-04-04T14:00:00Z"), at("2026-04-05T00:00:00Z")), 2h + 30min);
    // Where clocks change at midnight, a day has no first hour.
    auto const cairo = time_in("Africa/Cairo", every_day(0, 2 * hour), {});
    EXPECT_EQ(cairo.between(at("2026-04-24T00:00:00+02:00"), at("2026-04-24T12:00:00+03:00")), 1h);
}

TEST_F(BusinessTimeTest, holidays_shut_the_whole_day_there) {
    std::vector<Holiday> const holidays{{"2026-10-01", "National Day", true}, {"2026-12-24", "Christmas Eve", false}};
    auto const time = time_in("Asia/Shanghai", every_day(0, 24 * hour), holidays);
    EXPECT_EQ(time.between(at("2026-09-30T00:00:00+08:00"), at("2026-10-03T00:00:00+08:00")), 48h);
    EXPECT_EQ(time.after(at("2026-09-30T23:00:00+08:00"), 2h), at("2026-10-02T01:00:00+08:00"));
    EXPECT_EQ(time.between(at("2027-10-01T00:00:00+08:00"), at("2027-10-02T00:00:00+08:00")), 0h) << "each year";
    EXPECT_EQ(time.between(at("2025-10-01T00:00:00+08:00"), at("2025-10-02T00:00:00+08:00")), 24h) << "but not before";
    EXPECT_EQ(time.between(at("2027-12-24T00:00:00+08:00"), at("2027-12-25T00:00:00+08:00")), 24h) << "once only";
}

TEST_F(BusinessTimeTest, a_leap_day_is_a_day) {
    auto const office = time_in("Etc/UTC", every_day(9 * hour, 17 * hour), {});
    EXPECT_EQ(office.between(at("2028-02-28T00:00:00Z"), at("2028-03-01T00:00:00Z")), 16h);
    EXPECT_EQ(office.between(at("2027-02-28T00:00:00Z"), at("2027-03-01T00:00:00Z")), 8h);
    auto const shut = time_in("Etc/UTC", every_day(0, 24 * hour), {{"2024-02-29", "Leap day", true}});
    EXPECT_EQ(shut.between(at("2028-02-28T00:00:00Z"), at("2028-03-02T00:00:00Z")), 48h);
    EXPECT_EQ(shut.between(at("2027-02-28T00:00:00Z"), at("2027-03-02T00:00:00Z")), 48h) << "there is none to shut";
}

TEST_F(BusinessTimeTest, what_never_opens_is_never_due) {
    EXPECT_EQ((time_in("Etc/UTC", {}).after(at("2026-01-01T00:00:00Z"), 1min)), std::nullopt);
    auto const rare = time_in("Etc/UTC", every_day(0, 1), {});
    EXPECT_EQ(rare.after(at("2026-01-01T12:00:00Z"), 400min), at("2027-02-05T00:01:00Z")) << "one minute a day";
}

TEST_F(BusinessTimeTest, dates_and_zones_are_checked) {
    EXPECT_TRUE(parse_date("2028-02-29"));
    for (auto const* none : {"2027-02-29", "2026-13-01", "2026-00-10", "2026-1-1", "26-01-01", "2026-01-0x", "", "2026/01/01"})
        EXPECT_FALSE(parse_date(none)) << none;
    for (auto const* zone : {"Asia/Shanghai", "America/Argentina/Buenos_Aires", "Etc/UTC"})
        EXPECT_TRUE(run(io, zones.rules(zone))) << zone;
    for (auto const* none : {"", "Shanghai", "GMT+8:30", "Mars/Olympus", "../../etc/passwd", "posix/Europe/Berlin", "东八区"})
        EXPECT_FALSE(run(io, zones.rules(none))) << none;
}

TEST_F(BusinessTimeTest, the_rules_of_a_zone_are_exact_to_the_minute) {
    auto const berlin = *run(io, zones.rules("Europe/Berlin"));
    auto const in_spring = std::ranges::find(berlin, at("2026-03-29T01:00:00Z"), &Stretch::from);
    ASSERT_NE(in_spring, berlin.end());
    EXPECT_EQ(in_spring->offset, 2h);
    EXPECT_EQ(in_spring->until, at("2026-10-25T01:00:00Z"));
    EXPECT_EQ(run(io, zones.rules("Asia/Shanghai"))->size(), 1u);
    EXPECT_NE(edition_of(berlin), edition_of(*run(io, zones.rules("Europe/London"))));
}

// PostgreSQL reads the system's zones; we read ICU's. They agree on each minute around the changes of the clock.
TEST_F(BusinessTimeTest, every_minute_is_open_when_postgresql_says_that_the_clock_on_the_wall_shows_so) {
    static constexpr postgres::Query<postgres::One<std::int64_t>(std::string, Timestamp, Timestamp, std::int64_t, std::int64_t)>
        counted{"test.minutes_open", R"sql(
        SELECT count(*) FROM (SELECT m AT TIME ZONE $1 AS wall FROM generate_series($2::timestamptz, $3::timestamptz - interval '1 minute', interval '1 minute') m) there
        WHERE extract(isodow FROM wall) <> 6 AND wall::date <> '2026-11-02'
          AND extract(hour FROM wall) * 60 + extract(minute FROM wall) >= $4 AND extract(hour FROM wall) * 60 + extract(minute FROM wall) < $5)sql"};
    char const* const zones[] = {"Asia/Shanghai",    "America/New_York",    "Europe/Berlin",     "Europe/London",
                                 "Australia/Sydney", "Australia/Lord_Howe", "America/Sao_Paulo", "Asia/Kathmandu",
                                 "Africa/Cairo",     "America/St_Johns",    "Pacific/Auckland",  "America/Los_Angeles",
                                 "Etc/UTC",          "Pacific/Apia",        "Asia/Kolkata"};
    for (auto const* zone : zones)
        for (int round = 0; round < 12; ++round) {
            // Spring and autumn, in both halves of the world.
            auto const base = at(round % 2 == 0 ? "2026-03-01T00:00:00Z" : "2026-10-20T00:00:00Z");
            auto const from = base + std::chrono::minutes{random.below(20 * 1'440)};
            auto const to = from + std::chrono::minutes{random.below(25 * 1'440)};
            std::int64_t const opens = random.below(1'400), closes = opens + 1 + random.below(std::uint32_t(1'440 - opens));
            auto hours = every_day(opens, closes);
            hours.erase(hours.begin() + 5);
            auto const time = time_in(zone, hours, {{"2026-11-02", "Day off", false}});
            auto const minutes = run(io, database.run(counted, std::string(zone), from, to, opens, closes));
            EXPECT_EQ(time.between(from, to), std::chrono::minutes{minutes})
                << zone << " " << to_rfc3339(from) << " " << to_rfc3339(to) << " " << opens << "-" << closes;
            if (minutes == 0) continue;
            auto const due = time.after(from, std::chrono::minutes{minutes});
            ASSERT_TRUE(due);
            EXPECT_LE(*due, to);
            EXPECT_EQ(time.between(from, *due), std::chrono::minutes{minutes});
            EXPECT_LT(time.between(from, *due - 1us), std::chrono::minutes{minutes}) << "the first such moment";
        }
}

}  // namespace
}  // namespace ombud::service_levels
