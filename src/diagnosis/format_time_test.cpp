#include "diagnosis/format_time.hpp"

#include <gmock/gmock.h>

namespace ombud::diagnosis {
namespace {

using namespace std::chrono_literals;

constexpr Timestamp noon = std::chrono::sys_days{std::chrono::year{2026} / 11 / 24} + 12h;

TEST(FormatTime, is_exact_and_relative) {
    EXPECT_EQ(format_time(noon + 125min, noon, "en"), "14:05 UTC, in 2h");
    EXPECT_EQ(format_time(noon + 185min, noon, "zh-CN"), "15:05 UTC（3小时后）");
    EXPECT_EQ(format_time(noon - 40min, noon, "en"), "11:20 UTC, 40m ago");
    EXPECT_EQ(format_time(noon + 20s, noon, "en"), "12:00 UTC, in 20s");
}

TEST(FormatTime, another_day_has_its_date_and_another_year_its_year) {
    EXPECT_EQ(format_time(noon + 48h, noon, "en"), "Nov 26, 12:00 UTC, in 2d");
    EXPECT_EQ(format_time(noon + 48h, noon, "zh-CN"), "11月26日 12:00 UTC（2天后）");
    EXPECT_EQ(format_time(noon + 24h * 60, noon, "en"), "Jan 23, 2027, 12:00 UTC, in 60d");
}

TEST(FormatTime, a_zone_is_named_and_an_unknown_one_is_utc) {
    EXPECT_EQ(format_time(noon + 2h, noon, "zh-CN", "Asia/Shanghai"), "22:00 GMT+8（2小时后）");
    EXPECT_EQ(format_time(noon + 13h, noon, "en", "Asia/Shanghai"), "Nov 25, 09:00 GMT+8, in 13h");
    EXPECT_EQ(format_time(noon + 2h, noon, "en", "Mars/Olympus"), format_time(noon + 2h, noon, "en"));
}

TEST(FormatTime, moments_of_any_size_are_written) {
    for (auto const far : {Timestamp::min() + 24h * 400, Timestamp::max() - 24h * 400, Timestamp{}})
        for (auto const* language : {"en", "zh-CN"}) EXPECT_FALSE(format_time(far, noon, language).empty());
}

}  // namespace
}  // namespace ombud::diagnosis
