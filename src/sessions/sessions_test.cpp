#include "sessions/sessions.hpp"

#include <gmock/gmock.h>

#include "core/limits.hpp"
#include "core/problem.hpp"
#include "core/tokens.hpp"
#include "postgres/database.hpp"
#include "sessions/queries.hpp"
#include "support/scratch_database.hpp"

namespace ombud::sessions {
namespace {

using ombud::testing::run;
using Use = Sessions::Use;

struct Counting final : postgres::QueryObserver {
    std::map<std::string, int, std::less<>> asked;
    void observed(std::string_view query, std::chrono::nanoseconds, bool) override { ++asked[std::string(query)]; }
    [[nodiscard]] int all() const {
        int sum = 0;
        for (auto const& [name, times] : asked) sum += times;
        return sum;
    }
};

struct SessionsTest : ::testing::Test {
    asio::io_context io;
    ManualClock clock{Timestamp{std::chrono::seconds{1'795'507'200}}};
    SeededRandom random{8};
    ombud::testing::ScratchDatabase scratch;
    Counting counting;
    postgres::Database database{io, scratch.settings(), counting};
    Sessions here{database, clock, random};
    Sessions there{database, clock, random};  // the same house in another process
    Uuid owner = Uuid::make_v7(clock.now(), random);

    void SetUp() override { run(io, database.connect()); }
    void TearDown() override { run(io, database.close()); }

    Opened open(Owner kind = Owner::account, Assurance assurance = Assurance::password) {
        return run(io, here.open(kind, owner, assurance, {.label = "Chrome, Android", .network = "203.0.113.7", .place = {}}));
    }
    std::optional<Session> find(Sessions& in, Opened const& session, Use use = Use::counts) {
        return run(io, in.find(session.token, use));
    }
    bool holds(Sessions& in, Opened const& session) { return find(in, session).has_value(); }
    void both_catch_up() {
        run(io, here.catch_up());
        run(io, there.catch_up());
    }
    // Time goes by as it does in a running program: what others change is read twice a second.
    void pass(std::chrono::seconds span) {
        clock.advance(span);
        both_catch_up();
    }
    template <class T>
    std::string code(Task<T> task) {
        try {
            run(io, std::move(task));
            return "fine";
        } catch (Problem const& problem) {
            return problem.code;
        }
    }
};

TEST_F(SessionsTest, every_query_agrees_with_the_schema) {
    auto agrees = [&](auto const& query) { EXPECT_EQ(run(io, postgres::check(database, query)), ""); };
    agrees(sql::open);
    agrees(sql::find);
    agrees(sql::of);
    agrees(sql::prove);
    agrees(sql::lock);
    agrees(sql::end);
    agrees(sql::end_all);
    agrees(sql::changes);
    agrees(sql::write_uses);
    agrees(sql::sweep);
}

TEST_F(SessionsTest, a_session_says_whose_it_is_and_from_where) {
    auto const opened = open(Owner::staff, Assurance::passkey);
    for (auto* in : {&here, &there}) {
        auto const found = find(*in, opened);
        ASSERT_TRUE(found);
        EXPECT_EQ(found->id, opened.session.id);
        EXPECT_EQ(found->owner, owner);
        EXPECT_EQ(found->owner_kind, Owner::staff);
        EXPECT_EQ(found->assurance, Assurance::passkey);
        EXPECT_EQ(found->device, "Chrome, Android");
        EXPECT_EQ(found->network, "203.0.113.7");
        EXPECT_EQ(found->expires_at, clock.now() + 12h);
        EXPECT_TRUE(is_fresh(*found, clock.now())) << "two factors were just proved";
    }
    EXPECT_FALSE(is_fresh(open().session, clock.now())) << "a password alone is no step-up";
}

TEST_F(SessionsTest, nonsense_and_strangers_find_nothing) {
    auto const opened = open();
    for (std::string const& token :
         {std::string(), std::string("oms1_"), opened.token + "A", opened.token.substr(1), token_hash(opened.token),
          std::string(100'000, 'A'), new_token(token_prefix, random), std::string("oms1_") + std::string(43, '\0')})
        EXPECT_FALSE(run(io, here.find(token, Use::counts)));
}

TEST_F(SessionsTest, no_token_stands_in_the_database) {
    auto const opened = open();
    static constexpr postgres::Query<postgres::One<std::int64_t>(std::string)> count{
        "test.count", "SELECT count(*) FROM sessions s WHERE s::text LIKE '%' || $1 || '%'"};
    EXPECT_EQ(run(io, database.run(count, opened.token.substr(5))), 0);
    EXPECT_EQ(run(io, database.run(count, token_hash(opened.token))), 1);
}

// Time ----------------------------------------------------------------------------------------------------------------

TEST_F(SessionsTest, silence_ends_a_session_and_use_keeps_it) {
    auto const opened = open();
    for (int i = 0; i < 5; ++i) {
        pass(59min);
        ASSERT_TRUE(holds(here, opened)) << i;
    }
    pass(1h);
    EXPECT_FALSE(holds(here, opened));
    EXPECT_FALSE(holds(there, opened));
}

TEST_F(SessionsTest, use_within_the_last_minute_counts_though_it_was_not_written_down) {
    auto const opened = open();
    pass(1s);
    EXPECT_TRUE(holds(here, opened));
    pass(58s);
    EXPECT_TRUE(holds(here, opened));
    pass(1h - 1s);
    EXPECT_TRUE(holds(here, opened));
}

TEST_F(SessionsTest, a_session_ends_in_the_end_however_busy) {
    auto const opened = open(Owner::staff, Assurance::two_factors);
    for (int i = 0; i < 71; ++i) {
        pass(10min);
        ASSERT_TRUE(holds(here, opened)) << i;
    }
    pass(10min);
    EXPECT_FALSE(holds(here, opened));
    EXPECT_FALSE(holds(there, opened));
}

TEST_F(SessionsTest, a_mere_look_keeps_nothing_alive) {
    auto const opened = open();
    for (int i = 0; i < 6; ++i) {
        EXPECT_TRUE(find(here, opened, Use::looks));
        pass(10min);
    }
    EXPECT_FALSE(find(here, opened, Use::looks));
}

TEST_F(SessionsTest, use_in_one_process_keeps_the_session_alive_in_the_other) {
    auto const opened = open();
    EXPECT_TRUE(holds(there, opened));
    pass(40min);
    EXPECT_TRUE(holds(here, opened));
    pass(40min);
    EXPECT_TRUE(holds(there, opened));
}

TEST_F(SessionsTest, a_clock_that_jumps_makes_nobody_immortal_and_breaks_nothing) {
    auto const opened = open(Owner::account, Assurance::passkey);
    both_catch_up();
    EXPECT_TRUE(holds(here, opened));
    clock.advance(-2h);
    EXPECT_TRUE(holds(here, opened));
    EXPECT_FALSE(is_fresh(*find(here, opened), clock.now())) << "a step-up of the future is none";
    both_catch_up();
    EXPECT_TRUE(holds(here, opened));
    clock.advance(30 * 24h);
    EXPECT_FALSE(holds(here, opened));
    both_catch_up();
    EXPECT_FALSE(holds(here, opened));
    clock.advance(-30 * 24h);
    both_catch_up();
    EXPECT_FALSE(holds(here, opened)) << "what was swept stays away";
}

// Asking nobody -------------------------------------------------------------------------------------------------------

TEST_F(SessionsTest, a_known_session_asks_no_database_and_its_use_is_written_once_a_minute) {
    auto const opened = open();
    both_catch_up();
    EXPECT_TRUE(holds(here, opened));
    counting.asked.clear();
    for (int i = 0; i < 240; ++i) {
        for (int request = 0; request < 5; ++request) ASSERT_TRUE(holds(here, opened));
        clock.advance(500ms);
        run(io, here.catch_up());
    }
    EXPECT_EQ(counting.asked["sessions.find"], 0);
    EXPECT_LE(counting.asked["sessions.write_uses"], 2);
    EXPECT_EQ(counting.all(), 240 + counting.asked["sessions.write_uses"] + counting.asked["sessions.sweep"]);
}

TEST_F(SessionsTest, who_no_longer_hears_what_others_do_trusts_no_memory) {
    auto const opened = open();
    both_catch_up();
    EXPECT_TRUE(holds(there, opened));
    run(io, here.end(opened.session.id, Ending::by_owner));
    EXPECT_TRUE(holds(there, opened)) << "not heard yet";
    clock.advance(2s);
    EXPECT_FALSE(holds(there, opened)) << "and not listening any more";
}

TEST_F(SessionsTest, ten_thousand_sessions_are_known_and_ended_together) {
    both_catch_up();
    std::vector<Opened> all;
    all.reserve(10'000);
    for (int i = 0; i < 10'000; ++i) all.push_back(open());
    for (auto const& each : all) ASSERT_TRUE(holds(there, each));
    counting.asked.clear();
    for (auto const& each : all) ASSERT_TRUE(holds(there, each));
    EXPECT_EQ(counting.all(), 0);
    pass(61s);
    for (auto const& each : all) ASSERT_TRUE(holds(there, each));
    counting.asked.clear();
    pass(10s);
    EXPECT_EQ(counting.asked["sessions.write_uses"], 1) << "all of them in one statement";
    EXPECT_EQ(run(io, here.end_all(owner, Ending::password_changed, all[77].session.id)), 9'999);
    run(io, there.catch_up());
    for (std::size_t i = 0; i < all.size(); ++i) ASSERT_EQ(holds(there, all[i]), i == 77) << i;
}

// Ending --------------------------------------------------------------------------------------------------------------

TEST_F(SessionsTest, an_ending_is_seen_here_at_once_and_elsewhere_with_the_next_round) {
    auto const opened = open(), other = open();
    both_catch_up();
    EXPECT_TRUE(holds(here, opened));
    EXPECT_TRUE(holds(there, opened));
    run(io, here.end(opened.session.id, Ending::signed_out));
    EXPECT_FALSE(holds(here, opened));
    run(io, there.catch_up());
    EXPECT_FALSE(holds(there, opened));
    EXPECT_TRUE(holds(here, other));
    EXPECT_TRUE(holds(there, other));
    run(io, here.end(opened.session.id, Ending::signed_out));
    EXPECT_EQ(code(here.step_up(opened.session.id, Assurance::passkey)), "session.expired");
    EXPECT_EQ(code(here.lock(opened.session.id)), "session.expired");
    EXPECT_EQ(code(here.renew(opened.session.id, Assurance::passkey)), "session.expired");
}

TEST_F(SessionsTest, the_loop_itself_tells_within_a_second) {
    auto const opened = open();
    spawn(io, there.follow_endings());
    auto rounds = [&](std::chrono::milliseconds span) {
        for (; span > 0ms; span -= 100ms) {
            clock.advance(100ms);
            io.restart();
            io.run_for(20ms);
        }
    };
    rounds(1s);
    EXPECT_TRUE(holds(there, opened));
    run(io, here.end(opened.session.id, Ending::by_owner));
    rounds(1s);
    counting.asked.clear();
    EXPECT_FALSE(holds(there, opened));
    EXPECT_GT(counting.asked["sessions.find"], 0) << "it was forgotten, so the database was asked";
}

TEST_F(SessionsTest, a_change_that_commits_late_is_not_missed) {
    auto const opened = open();
    both_catch_up();
    EXPECT_TRUE(holds(there, opened));
    // Stamped now, committed only after others were read with later stamps.
    run(io, database.transaction([&](postgres::Transaction& slow) -> Task<void> {
        co_await slow.run(sql::end, opened.session.id, clock.now(), Ending::frozen);
        auto const later = co_await here.open(Owner::account, owner, Assurance::password, {});
        co_await here.lock(later.session.id);
        co_await there.catch_up();
        EXPECT_TRUE(co_await there.find(opened.token, Use::counts));
    }));
    run(io, there.catch_up());
    EXPECT_FALSE(holds(there, opened));
}

TEST_F(SessionsTest, a_look_under_way_while_its_session_ends_does_not_revive_it) {
    both_catch_up();
    for (int i = 0; i < 30; ++i) {
        auto const opened = open();
        asio::co_spawn(io, here.find(opened.token, Use::counts), [](std::exception_ptr const&, std::optional<Session> const&) {});
        run(io, here.end(opened.session.id, Ending::signed_out));
        io.restart();
        io.poll();
        EXPECT_FALSE(holds(here, opened));
    }
}

TEST_F(SessionsTest, all_of_an_owner_end_but_the_one_that_is_spared_and_nobody_elses) {
    auto const one = open(), two = open(), three = open();
    auto const mine = owner;
    owner = Uuid::make_v7(clock.now(), random);
    auto const stranger = open();
    EXPECT_EQ(run(io, here.end_all(mine, Ending::password_changed, two.session.id)), 2);
    EXPECT_FALSE(holds(here, one));
    EXPECT_TRUE(holds(here, two));
    EXPECT_FALSE(holds(there, three));
    EXPECT_TRUE(holds(there, stranger));
    EXPECT_EQ(run(io, here.end_all(mine, Ending::frozen)), 1);
    EXPECT_EQ(run(io, here.of(mine)).size(), 0u);
}

TEST_F(SessionsTest, an_owner_sees_those_that_hold_the_newest_use_first) {
    both_catch_up();
    auto const older = open();
    clock.advance(1s);
    auto const newer = open();
    auto ids = [&] {
        std::vector<SessionId> out;
        for (auto const& each : run(io, here.of(owner))) out.push_back(each.id);
        return out;
    };
    EXPECT_THAT(ids(), ::testing::ElementsAre(newer.session.id, older.session.id));
    pass(1s);
    EXPECT_TRUE(holds(here, older));
    EXPECT_THAT(ids(), ::testing::ElementsAre(older.session.id, newer.session.id)) << "use that is not written yet counts";
    pass(59min + 59s);
    EXPECT_THAT(ids(), ::testing::ElementsAre(older.session.id));
}

// Proving again -------------------------------------------------------------------------------------------------------

TEST_F(SessionsTest, a_step_up_is_fresh_for_five_minutes_and_only_raises) {
    auto const opened = open(Owner::account, Assurance::password);
    both_catch_up();
    EXPECT_TRUE(holds(there, opened));
    run(io, here.step_up(opened.session.id, Assurance::two_factors));
    run(io, there.catch_up());
    for (auto* in : {&here, &there}) {
        auto const found = find(*in, opened);
        EXPECT_EQ(found->assurance, Assurance::two_factors);
        EXPECT_TRUE(is_fresh(*found, clock.now()));
        EXPECT_FALSE(is_fresh(*found, clock.now() + step_up_life));
    }
    run(io, here.step_up(opened.session.id, Assurance::password));
    EXPECT_EQ(find(here, opened)->assurance, Assurance::two_factors);
    run(io, here.step_up(opened.session.id, Assurance::passkey));
    EXPECT_EQ(find(here, opened)->assurance, Assurance::passkey);
}

TEST_F(SessionsTest, a_round_that_read_before_a_step_up_does_not_undo_it) {
    auto const opened = open();
    both_catch_up();
    for (int i = 0; i < 30; ++i) {
        run(io, here.lock(opened.session.id));
        spawn(io, here.catch_up());
        run(io, here.step_up(opened.session.id, Assurance::password));
        EXPECT_FALSE(find(here, opened)->locked);
        io.restart();
        io.run_for(5ms);
        EXPECT_FALSE(find(here, opened)->locked);
    }
}

TEST_F(SessionsTest, a_renewed_session_keeps_its_id_and_loses_its_old_token_everywhere) {
    auto const before = open(Owner::staff);
    both_catch_up();
    EXPECT_TRUE(holds(there, before));
    auto const after = run(io, here.renew(before.session.id, Assurance::two_factors));
    EXPECT_EQ(after.session.id, before.session.id);
    EXPECT_EQ(after.session.assurance, Assurance::two_factors);
    EXPECT_TRUE(is_fresh(after.session, clock.now()));
    EXPECT_FALSE(holds(here, before));
    EXPECT_TRUE(holds(here, after));
    run(io, there.catch_up());
    EXPECT_FALSE(holds(there, before));
    EXPECT_TRUE(holds(there, after));
}

// Locking -------------------------------------------------------------------------------------------------------------

TEST_F(SessionsTest, a_lock_holds_everywhere_until_a_step_up) {
    auto const opened = open(Owner::staff, Assurance::passkey);
    both_catch_up();
    EXPECT_TRUE(holds(there, opened));
    run(io, here.lock(opened.session.id));
    run(io, there.catch_up());
    for (auto* in : {&here, &there}) {
        auto const found = find(*in, opened);
        EXPECT_TRUE(found->locked);
        EXPECT_FALSE(is_fresh(*found, clock.now())) << "whoever comes back proves it again";
    }
    run(io, there.step_up(opened.session.id, Assurance::two_factors));
    run(io, here.catch_up());
    EXPECT_FALSE(find(here, opened)->locked);
    EXPECT_EQ(find(here, opened)->assurance, Assurance::passkey);
}

TEST_F(SessionsTest, staff_who_went_away_are_locked_out_after_a_quarter_of_an_hour) {
    auto const staff = open(Owner::staff, Assurance::passkey), customer = open(Owner::account, Assurance::passkey);
    pass(14min + 59s);
    EXPECT_FALSE(find(here, staff)->locked);
    pass(14min + 59s);
    EXPECT_FALSE(find(there, staff, Use::looks)->locked) << "used in the other process";
    pass(1s);
    EXPECT_TRUE(find(here, staff)->locked);
    EXPECT_TRUE(find(there, staff)->locked);
    EXPECT_FALSE(find(here, customer)->locked);
    pass(45min);
    EXPECT_FALSE(holds(here, staff)) << "a locked session is not kept alive by asking";
}

}  // namespace
}  // namespace ombud::sessions
