// Tickets and mailed codes: what holds, what ends, and who gets it when two want it at once.
#include "accounts/codes.hpp"

#include <gmock/gmock.h>

#include "accounts/queries.hpp"
#include "support/account_holders.hpp"

namespace ombud::accounts {
namespace {

using namespace std::chrono_literals;

struct CodesOfAccounts : testing::AccountHolders {
    Codes codes{database, clock, random};

    std::string ticket(Purpose purpose = Purpose::freeze, std::chrono::seconds lasts = 10min) {
        return run(codes.issue({.purpose = purpose, .email = "li@q.example", .data = {{"a", 1}}, .lasts = lasts})).ticket;
    }
};

TEST_F(CodesOfAccounts, a_right_code_serves_once_and_its_ticket_holds_on) {
    auto const held = ticket();
    auto const code = run(codes.code_for(held));
    EXPECT_EQ(code.size(), 8u);
    auto const proved = run(codes.prove(Purpose::freeze, held, code.substr(0, 4) + " " + code.substr(4)));
    EXPECT_EQ(proved.email, "li@q.example");
    EXPECT_EQ(proved.data.at("a").as_int64(), 1);
    EXPECT_EQ(failure(codes.prove(Purpose::freeze, held, code)), "ticket.expired");
    EXPECT_TRUE(run(codes.find(Purpose::freeze, held)));
    EXPECT_TRUE(run(codes.use(Purpose::freeze, held)));
    EXPECT_FALSE(run(codes.use(Purpose::freeze, held)));
    EXPECT_FALSE(run(codes.find(Purpose::freeze, held)));
}

TEST_F(CodesOfAccounts, a_code_that_was_only_checked_serves_again) {
    auto const held = ticket();
    auto const code = run(codes.code_for(held));
    EXPECT_EQ(failure(codes.check(Purpose::freeze, held, code)), "fine");
    EXPECT_EQ(failure(codes.check(Purpose::freeze, held, code)), "fine");
}

TEST_F(CodesOfAccounts, the_sixth_try_ends_the_ticket) {
    auto const held = ticket();
    auto const code = run(codes.code_for(held));
    auto const wrong = code == "00000000" ? "00000001" : "00000000";
    for (int i = 0; i < 5; ++i) EXPECT_EQ(failure(codes.prove(Purpose::freeze, held, wrong)), "code.wrong");
    EXPECT_EQ(failure(codes.prove(Purpose::freeze, held, code)), "ticket.expired");
    EXPECT_EQ(failure(codes.code_for(held)), "ticket.expired");
    EXPECT_FALSE(run(codes.use(Purpose::freeze, held)));
}

TEST_F(CodesOfAccounts, a_code_holds_ten_minutes_even_where_its_ticket_holds_longer) {
    auto const held = ticket(Purpose::recovery, 48h);
    auto const first = run(codes.code_for(held));
    clock.advance(10min);
    EXPECT_EQ(failure(codes.prove(Purpose::recovery, held, first)), "ticket.expired");
    auto const second = run(codes.code_for(held));
    EXPECT_EQ(failure(codes.prove(Purpose::recovery, held, second)), "fine");
}

TEST_F(CodesOfAccounts, a_ticket_serves_its_own_purpose_and_its_time) {
    auto const held = ticket();
    auto const code = run(codes.code_for(held));
    EXPECT_EQ(failure(codes.prove(Purpose::unfreeze, held, code)), "ticket.expired");
    EXPECT_EQ(failure(codes.prove(Purpose::freeze, "omt1_nonsense", code)), "ticket.expired");
    EXPECT_FALSE(run(codes.find(Purpose::reset, held)));
    clock.advance(10min);
    EXPECT_EQ(failure(codes.prove(Purpose::freeze, held, code)), "ticket.expired");
    EXPECT_FALSE(run(codes.find(Purpose::freeze, held)));
}

TEST_F(CodesOfAccounts, neither_ticket_nor_code_is_in_the_database) {
    auto const held = ticket();
    auto const code = run(codes.code_for(held));
    static constexpr postgres::Query<postgres::Many<std::string>()> everything{"test.tickets",
                                                                               "SELECT t::text FROM account_tickets t"};
    for (auto const& row : run(database.run(everything))) {
        EXPECT_EQ(row.find(held), row.npos);
        EXPECT_EQ(row.find(code), row.npos);
    }
}

TEST_F(CodesOfAccounts, of_many_at_once_one_gets_it) {
    auto const held = ticket();
    auto const code = run(codes.code_for(held));
    std::vector<Task<Ticket>> tries;
    for (int i = 0; i < 8; ++i) tries.push_back(codes.prove(Purpose::freeze, held, code));
    EXPECT_EQ(successes(std::move(tries)), 1);
    std::vector<Task<std::optional<Ticket>>> uses;
    for (int i = 0; i < 8; ++i) uses.push_back(codes.use(Purpose::freeze, held));
    int used = 0;
    for (auto const& outcome : all(std::move(uses))) used += outcome.value && *outcome.value;
    EXPECT_EQ(used, 1);
}

TEST_F(CodesOfAccounts, many_at_once_get_no_more_than_five_tries) {
    auto const held = ticket();
    auto const code = run(codes.code_for(held));
    auto const wrong = code == "00000000" ? "00000001" : "00000000";
    std::vector<Task<Ticket>> tries;
    for (int i = 0; i < 12; ++i) tries.push_back(codes.prove(Purpose::freeze, held, wrong));
    int wrong_said = 0;
    for (auto const& outcome : all(std::move(tries))) wrong_said += outcome.code == "code.wrong";
    EXPECT_EQ(wrong_said, 5);
}

TEST_F(CodesOfAccounts, all_of_an_account_can_be_voided) {
    auto const holder = add_holder("li@q.example");
    auto const held = run(codes.issue({.purpose = Purpose::email_change, .account = holder})).ticket;
    auto const other = run(codes.issue({.purpose = Purpose::recovery, .account = holder})).ticket;
    run(codes.void_all(holder, Purpose::email_change));
    EXPECT_FALSE(run(codes.find(Purpose::email_change, held)));
    EXPECT_TRUE(run(codes.find(Purpose::recovery, other)));
}

TEST_F(CodesOfAccounts, what_ended_long_ago_is_swept_out) {
    for (int i = 0; i < 5; ++i) ticket();
    clock.advance(25h);
    ticket();
    static constexpr postgres::Query<postgres::One<std::int64_t>()> count{"test.count", "SELECT count(*) FROM account_tickets"};
    EXPECT_EQ(run(database.run(count)), 1);
}

}  // namespace
}  // namespace ombud::accounts
