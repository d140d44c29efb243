#include "core/rate_limit.hpp"

#include <gtest/gtest.h>

#include "core/problem.hpp"

namespace ombud {
namespace {

using namespace std::chrono_literals;

struct RateLimitTest : testing::Test {
    ManualClock clock{Timestamp{std::chrono::sys_days{std::chrono::year{2026} / 11 / 24}}};
};

TEST_F(RateLimitTest, a_burst_passes_then_one_each_refill_and_the_wait_is_told) {
    RateLimit limit{clock, 3, 10s};
    for (int i = 0; i < 3; ++i) EXPECT_FALSE(limit.take("a"));
    EXPECT_EQ(limit.take("a"), 10s);
    clock.advance(4s);
    EXPECT_EQ(limit.take("a"), 6s);
    clock.advance(6s);
    EXPECT_FALSE(limit.take("a"));
    EXPECT_EQ(limit.take("a"), 10s);
    clock.advance(1h);
    for (int i = 0; i < 3; ++i) EXPECT_FALSE(limit.take("a"));
    EXPECT_TRUE(limit.take("a"));
}

TEST_F(RateLimitTest, keys_do_not_spend_each_others_budget) {
    RateLimit limit{clock, 1, 10s};
    EXPECT_FALSE(limit.take("a"));
    EXPECT_FALSE(limit.take("b"));
    EXPECT_TRUE(limit.take("a"));
}

TEST_F(RateLimitTest, what_is_given_back_can_be_taken_again) {
    RateLimit limit{clock, 1, 10s};
    for (int i = 0; i < 5; ++i) {
        EXPECT_FALSE(limit.take("a"));
        limit.give_back("a");
    }
    limit.give_back("a");
    limit.give_back("stranger");
    EXPECT_FALSE(limit.take("a"));
    EXPECT_TRUE(limit.take("a"));  // giving back too often makes no riches
}

TEST_F(RateLimitTest, over_the_limit_is_a_problem_that_says_when_to_come_back) {
    RateLimit limit{clock, 1, 90s};
    limit.require("a");
    try {
        limit.require("a");
        FAIL() << "not limited";
    } catch (Problem const& problem) {
        EXPECT_EQ(problem.kind, ProblemKind::too_many);
        EXPECT_EQ(problem.code, "rate.limited");
        EXPECT_EQ(problem.retry_after, 90s);
    }
}

TEST_F(RateLimitTest, a_clock_set_back_makes_nobody_wait_longer_than_an_empty_bucket) {
    RateLimit limit{clock, 2, 10s};
    EXPECT_FALSE(limit.take("a"));
    EXPECT_FALSE(limit.take("a"));
    clock.advance(-24h);
    EXPECT_LE(limit.take("a"), 10s);
    clock.advance(10s);
    EXPECT_FALSE(limit.take("a"));
}

TEST_F(RateLimitTest, many_keys_neither_grow_the_memory_nor_stop_newcomers) {
    RateLimit limit{clock, 1, 10s, 100};
    for (int i = 0; i < 10'000; ++i) EXPECT_FALSE(limit.take(std::to_string(i)));
    EXPECT_TRUE(limit.take("9999"));
}

TEST(NetworkOf, an_ipv6_network_counts_as_one_place) {
    EXPECT_EQ(network_of("2001:db8:1:2:3:4:5:6"), network_of("2001:db8:1:2::9"));
    EXPECT_NE(network_of("2001:db8:1:2::9"), network_of("2001:db8:1:3::9"));
    EXPECT_EQ(network_of("203.0.113.7"), "203.0.113.7");
    EXPECT_EQ(network_of("::ffff:203.0.113.7"), "203.0.113.7");
    EXPECT_EQ(network_of("unix"), "unix");
}

}  // namespace
}  // namespace ombud
