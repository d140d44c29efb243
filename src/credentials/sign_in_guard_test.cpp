#include "credentials/sign_in_guard.hpp"

#include <gtest/gtest.h>

#include "core/problem.hpp"

namespace ombud::credentials {
namespace {

using namespace std::chrono_literals;

struct SignInGuardTest : testing::Test {
    ManualClock clock{Timestamp{std::chrono::seconds{1'795'507'200}}};
    SignInGuard guard{clock};

    // How long one has to wait; zero when the attempt may be made (and fails).
    std::chrono::seconds attempt(std::string const& account, std::string const& peer) {
        try {
            guard.attempt(account, peer);
            return 0s;
        } catch (Problem const& problem) {
            EXPECT_EQ(problem.kind, ProblemKind::too_many);
            EXPECT_EQ(problem.code, "rate.limited");
            return problem.retry_after.value();
        }
    }
    static std::string stranger(int number) {
        return "198.51." + std::to_string(number / 250) + "." + std::to_string(number % 250);
    }
};

TEST_F(SignInGuardTest, mistyping_a_few_times_costs_nothing_then_each_failure_costs_more) {
    for (int i = 0; i < 5; ++i) EXPECT_EQ(attempt("emma", stranger(i)), 0s);
    for (auto const delay : {1s, 2s, 4s, 8s, 16s, 32s, 64s, 128s, 256s, 512s}) {
        EXPECT_EQ(attempt("emma", stranger(9)), delay);
        clock.advance(delay - 1us);
        EXPECT_EQ(attempt("emma", stranger(9)), 1s);
        clock.advance(1us);
        EXPECT_EQ(attempt("emma", stranger(9)), 0s);
    }
}

TEST_F(SignInGuardTest, no_number_of_failures_locks_an_account_for_good) {
    for (int i = 0; i < 1'000; ++i) {
        auto const wait = attempt("emma", stranger(i));
        EXPECT_LE(wait, 15min);
        clock.advance(wait);
    }
    clock.advance(15min);
    EXPECT_EQ(attempt("emma", stranger(0)), 0s);
}

TEST_F(SignInGuardTest, strangers_cannot_keep_the_owner_out_of_a_place_the_owner_knows) {
    EXPECT_EQ(attempt("emma", "203.0.113.7"), 0s);
    guard.succeeded("emma", "203.0.113.7");
    for (int i = 0; i < 50; ++i) attempt("emma", stranger(i));
    EXPECT_GT(attempt("emma", stranger(51)), 0s);
    EXPECT_EQ(attempt("emma", "203.0.113.7"), 0s);
    // There too guesses are counted, apart.
    for (int i = 0; i < 4; ++i) EXPECT_EQ(attempt("emma", "203.0.113.7"), 0s);
    EXPECT_EQ(attempt("emma", "203.0.113.7"), 1s);
}

TEST_F(SignInGuardTest, success_forgives) {
    for (int i = 0; i < 20; ++i) {
        EXPECT_EQ(attempt("emma", "203.0.113.7"), 0s);
        guard.succeeded("emma", "203.0.113.7");
    }
    for (int i = 0; i < 5; ++i) EXPECT_EQ(attempt("emma", "203.0.113.7"), 0s);
}

TEST_F(SignInGuardTest, one_network_has_one_budget_for_all_accounts) {
    int allowed = 0;
    for (int i = 0; i < 1'000; ++i) allowed += attempt("account" + std::to_string(i), "2001:db8::" + std::to_string(i)) == 0s;
    EXPECT_LE(allowed, 30);
    EXPECT_GT(attempt("another", "2001:db8::1"), 0s);
    EXPECT_EQ(attempt("another", "2001:db8:0:1::1"), 0s);
    clock.advance(10s);
    EXPECT_EQ(attempt("yet another", "2001:db8::1"), 0s);
}

TEST_F(SignInGuardTest, a_clock_set_back_delays_nobody_longer) {
    for (int i = 0; i < 6; ++i) attempt("emma", stranger(i));
    clock.advance(-72h);
    EXPECT_LE(attempt("emma", stranger(7)), 2s);
}

}  // namespace
}  // namespace ombud::credentials
