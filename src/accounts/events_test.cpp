// What an account remembers of its past, and every query of the module against the schema.
#include "accounts/events.hpp"

#include <gmock/gmock.h>

#include "accounts/queries.hpp"
#include "core/rate_limit.hpp"
#include "support/account_holders.hpp"

namespace ombud::accounts {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;

struct EventsOfAccounts : testing::AccountHolders {
    Events events{database, clock};
};

TEST_F(EventsOfAccounts, are_read_newest_first_page_by_page) {
    auto const holder = add_holder("li@q.example"), other = add_holder("emma@q.example");
    Origin const from{.peer = "2001:db8:1:2::7", .device = "Chrome, Android", .place = {}, .device_token = {}};
    run(events.add(holder, EventKind::signed_up, from));
    run(events.add(other, EventKind::signed_up, from));
    run(events.add(holder, EventKind::sign_in_failed, from));
    run(events.add(holder, EventKind::frozen, std::nullopt, "by_link"));
    auto const first = run(events.read(holder, std::nullopt, 2));
    ASSERT_EQ(first.events.size(), 2u);
    EXPECT_EQ(first.events[0].kind, EventKind::frozen);
    EXPECT_EQ(first.events[0].detail, "by_link");
    EXPECT_FALSE(first.events[0].network);
    EXPECT_EQ(first.events[1].kind, EventKind::sign_in_failed);
    EXPECT_EQ(first.events[1].device, "Chrome, Android");
    EXPECT_EQ(first.events[1].network, network_of(from.peer)) << "no single address of a customer's network is kept";
    auto const second = run(events.read(holder, first.next, 2));
    ASSERT_EQ(second.events.size(), 1u);
    EXPECT_EQ(second.events[0].kind, EventKind::signed_up);
    EXPECT_FALSE(second.next);
    EXPECT_EQ(failure(events.read(holder, {}, 0)), "field.range");
    EXPECT_EQ(failure(events.read(holder, {}, 101)), "field.range");
}

TEST_F(EventsOfAccounts, tell_from_where_the_holder_last_signed_in) {
    auto const holder = add_holder("li@q.example");
    EXPECT_FALSE(run(events.last_sign_in(holder, "CN")));
    Origin const from{.peer = "203.0.113.7",
                      .device = "Chrome, Android",
                      .place = places::Place{.country = "CN", .city = "Hangzhou", .latitude = 30.25, .longitude = 120.17},
                      .device_token = {}};
    run(events.add(holder, EventKind::signed_in, from));
    clock.advance(1h);
    run(events.add(holder, EventKind::sign_in_failed,
                   Origin{.peer = "203.0.113.9",
                          .device = "curl",
                          .place = places::Place{.country = "BR", .city = {}, .latitude = {}, .longitude = {}},
                          .device_token = {}}));
    auto const last = run(events.last_sign_in(holder, "CN"));
    ASSERT_TRUE(last);
    EXPECT_TRUE(last->country_known);
    EXPECT_FALSE(run(events.last_sign_in(holder, "BR"))->country_known) << "who failed to sign in was not the holder";
    EXPECT_EQ(last->at, clock.now() - 1h);
    EXPECT_EQ(last->latitude, 30.25);
    EXPECT_EQ(run(events.read(holder, {}, 1)).events[0].place, "BR");
}

TEST_F(EventsOfAccounts, of_nobody_are_written_nowhere) {
    run(events.add(CustomerId{}, EventKind::sign_in_failed, std::nullopt));
    EXPECT_TRUE(run(events.read(CustomerId{}, {}, 10)).events.empty());
}

struct QueriesOnAccounts : testing::AccountHolders {
    template <class... Q>
    void agree(Q const&... queries) {
        for (auto const& differs : {run(postgres::check(database, queries))...}) EXPECT_EQ(differs, "");
    }
};

TEST_F(QueriesOnAccounts, agree_with_the_schema) {
    agree(sql::find_account, sql::find_by_address, sql::add_ticket, sql::set_code, sql::carried_by, sql::find_ticket,
          sql::judge_code, sql::use_ticket, sql::void_tickets, sql::add_event, sql::read_events, sql::last_sign_in,
          sql::add_account, sql::find_claimant, sql::renew_hash, sql::change_password, sql::change_profile, sql::still_stands,
          sql::count_attempt, sql::count_wrong, sql::note_failure, sql::uncount_attempt, sql::forget_failures,
          sql::forget_all_failures, sql::find_shut_until, sql::locks_to_tell, sql::note_told, sql::sweep_failures,
          sql::knows_device, sql::signed_in_on, sql::see_device, sql::add_device, sql::list_devices, sql::forget_device);
}

TEST(WordsAboutAPerson, are_those_of_the_address_and_the_name) {
    EXPECT_THAT(words_about("li.wei-92@q.example", "Li Wei"),
                ElementsAre("li.wei-92@q.example", "wei", "example", "Li Wei", "Wei"));
}

}  // namespace
}  // namespace ombud::accounts
