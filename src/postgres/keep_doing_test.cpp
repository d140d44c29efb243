#include "postgres/keep_doing.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/problem.hpp"
#include "postgres/query.hpp"

namespace ombud::postgres {

namespace {

using namespace std::chrono_literals;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::Le;

struct KeepDoingTest : ::testing::Test {
    asio::io_context io{1};
    ManualClock clock{Timestamp{1'795'507'200s}};
    asio::cancellation_signal stop;
    bool ended = false;
    std::vector<Timestamp> began;  // each round

    // `round`: Task<void>() or Task<Left>().
    template <class Round>
    void keep_doing(std::chrono::milliseconds every, Round round) {
        asio::co_spawn(io, postgres::keep_doing(clock, "test", every, std::move(round)),
                       asio::bind_cancellation_slot(stop.slot(), [this](std::exception_ptr const&) { ended = true; }));
        io.poll();
    }
    void pass(std::chrono::milliseconds span) {
        for (auto const until = clock.now() + span; clock.now() < until && !ended;) {
            clock.advance(100ms);
            io.restart();
            io.poll();
        }
    }
    void tell_to_stop() {
        stop.emit(asio::cancellation_type::terminal);
        io.restart();
        io.poll();
    }
    // How long each round came after the one before.
    [[nodiscard]] std::vector<std::chrono::milliseconds> gaps() const {
        std::vector<std::chrono::milliseconds> out;
        for (std::size_t i = 1; i < began.size(); ++i)
            out.push_back(std::chrono::duration_cast<std::chrono::milliseconds>(began[i] - began[i - 1]));
        return out;
    }
};

TEST_F(KeepDoingTest, rounds_come_evenly_and_without_a_wait_while_more_is_left) {
    keep_doing(200ms, [&]() -> Task<Left> {
        began.push_back(clock.now());
        co_return began.size() == 2 ? Left::more : Left::nothing;
    });
    pass(600ms);
    EXPECT_THAT(gaps(), ElementsAre(200ms, 0ms, 200ms, 200ms));
}

TEST_F(KeepDoingTest, whatever_fails_is_done_again_later_each_time_and_evenly_once_it_works) {
    keep_doing(500ms, [&]() -> Task<void> {
        began.push_back(clock.now());
        switch (began.size()) {
            case 1:
                throw Problem{ProblemKind::unavailable, "database.unavailable"};
            case 2:
                throw DatabaseError{"test.query", "42P01"};
            case 3:
                throw std::logic_error("a mistake of ours");
            case 4:
                throw boost::system::system_error{asio::error::connection_refused};
            default:
                co_return;
        }
    });
    pass(13'500ms);
    EXPECT_FALSE(ended);
    EXPECT_THAT(gaps(), ElementsAre(1s, 2s, 4s, 5s, 500ms, 500ms, 500ms));
}

TEST_F(KeepDoingTest, a_database_that_is_back_after_days_is_noticed_within_seconds) {
    keep_doing(200ms, [&]() -> Task<void> {
        began.push_back(clock.now());
        throw Problem{ProblemKind::unavailable, "database.unavailable"};
        co_return;
    });
    pass(1h);
    EXPECT_GT(began.size(), 700u);
    EXPECT_THAT(gaps(), Each(Le(5s)));
}

TEST_F(KeepDoingTest, what_comes_round_seldom_comes_no_sooner_for_a_failure) {
    keep_doing(1min, [&]() -> Task<void> {
        began.push_back(clock.now());
        throw DatabaseError{"test.query", "57014"};
        co_return;
    });
    pass(3min);
    EXPECT_THAT(gaps(), ElementsAre(1min, 1min, 1min));
}

TEST_F(KeepDoingTest, it_ends_at_once_when_told_to_between_rounds) {
    keep_doing(1h, [&]() -> Task<void> {
        began.push_back(clock.now());
        co_return;
    });
    tell_to_stop();
    EXPECT_TRUE(ended);
    EXPECT_EQ(began.size(), 1u);
}

TEST_F(KeepDoingTest, it_ends_at_once_when_told_to_in_the_middle_of_a_round_whatever_that_makes_of_it) {
    keep_doing(100ms, [&]() -> Task<Left> {
        began.push_back(clock.now());
        try {
            co_await clock.sleep_for(1h);
        } catch (boost::system::system_error const&) {
            throw Problem{ProblemKind::unavailable, "database.unavailable"};
        }
        co_return Left::more;
    });
    tell_to_stop();
    EXPECT_TRUE(ended);
    EXPECT_EQ(began.size(), 1u);
}

TEST_F(KeepDoingTest, a_fault_is_named_without_a_value_of_anybody) {
    auto const fault = [](auto error) { return fault_of(std::make_exception_ptr(std::move(error))); };
    EXPECT_EQ(fault(Problem{ProblemKind::invalid, "body.empty", "body", "what somebody wrote"}), "body.empty");
    EXPECT_EQ(fault(DatabaseError{"desk.fed", "23505", "entries_pkey"}), "desk.fed 23505");
    EXPECT_THAT(fault(std::runtime_error("what somebody wrote")), ::testing::Not(::testing::HasSubstr("somebody")));
    EXPECT_TRUE(is_away(std::make_exception_ptr(Problem{ProblemKind::unavailable, "mail.away"})));
    EXPECT_FALSE(is_away(std::make_exception_ptr(DatabaseError{"desk.fed", "23505"})));
}

}  // namespace

}  // namespace ombud::postgres
