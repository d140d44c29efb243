// How an account stands, and who is told: an address proved by a mailed code, and the facts behind it.
#include "accounts/standing.hpp"

#include <gmock/gmock.h>
#include <regex>

#include "accounts/accounts.hpp"
#include "accounts/standing_queries.hpp"
#include "outbox/outbox.hpp"
#include "support/account_holders.hpp"

namespace ombud::accounts {
namespace {

using namespace std::chrono_literals;
using ::testing::SizeIs;

struct StandingTest : testing::AccountHolders {
    outbox::Outbox outbox{
        database, clock, random, Seal{random.bytes<32>()}, {{"安席", "support@desk.example"}, "bounces@desk.example", true},
        nullptr};
    audit::Log audit{database, clock};
    credentials::Passwords passwords;
    sessions::Sessions sessions{database, clock, random};
    factors::Factors factors{
        database, clock, random, sessions::Owner::account, {"desk.example", "Desk", {"https://desk.example"}}, key()};
    Accounts accounts{{database, outbox, audit, passwords, factors, sessions, clock, random},
                      {.link_key = key(), .public_url = "https://desk.example"}};
    Origin const here{"203.0.113.7", "Chrome, Android"};
    CustomerId const li = add_holder("li@q.example");

    std::vector<std::byte> key() {
        auto const drawn = random.bytes<32>();
        return {drawn.begin(), drawn.end()};
    }
    std::string code_to(std::string const& address) {
        for (auto const& line : run(outbox.list({}, 50)).letters) {
            if (line.to != address || line.letter != "address_proof_code") continue;
            auto const text = run(outbox.read(line.id)).text;
            std::smatch found;
            if (std::regex_search(text, found, std::regex{"\\b[0-9]{8}\\b"})) return found.str();
        }
        return "";
    }
    void guess(int times) {
        for (int i = 0; i < times; ++i) {
            auto const lane = Lane::of_strangers("li@q.example");
            if (!run(accounts.locks.attempt(lane, li))) {
                clock.advance(times > 10 ? std::chrono::seconds{48h} : 16s);
                --i;
                continue;
            }
            run(accounts.locks.failed(lane, li, here));
        }
    }
};

TEST_F(StandingTest, queries_fit_the_schema) {
    auto agrees = [&](auto const& query) { EXPECT_EQ(run(postgres::check(database, query)), ""); };
    agrees(sql::standing);
    agrees(sql::password_lock);
    agrees(sql::addresses_of);
    agrees(sql::events_since);
    agrees(sql::api_key_counts);
}

TEST_F(StandingTest, a_mailed_code_proves_whose_address_it_is) {
    auto const given = run(accounts.address_proofs.send_code({"li@q.example", "en"}));
    EXPECT_EQ(run(accounts.address_proofs.check({given.ticket, code_to("li@q.example")})), li);
    EXPECT_EQ(failure(accounts.address_proofs.check({given.ticket, code_to("li@q.example")})), "ticket.expired") << "once";
}

TEST_F(StandingTest, nobodys_address_gets_the_same_answer_and_no_code) {
    auto const given = run(accounts.address_proofs.send_code({"nobody@q.example", "zh-CN"}));
    EXPECT_EQ(code_to("nobody@q.example"), "");
    EXPECT_EQ(failure(accounts.address_proofs.check({given.ticket, "12345678"})), "code.wrong");
    EXPECT_EQ(run(outbox.list({}, 50)).letters.front().letter, "address_proof_unknown");
}

TEST_F(StandingTest, an_address_is_not_flooded_with_codes) {
    for (int i = 0; i < 20; ++i) run(accounts.address_proofs.send_code({"li@q.example", "en"}));
    EXPECT_LE(run(outbox.list({}, 50)).letters.size(), 6u);
}

TEST_F(StandingTest, a_lock_is_told_with_its_end) {
    EXPECT_EQ(run(accounts.standings.password_lock(li)), std::nullopt);
    guess(10);
    auto const lock = run(accounts.standings.password_lock(li));
    ASSERT_TRUE(lock);
    EXPECT_TRUE(lock->long_lock);
    EXPECT_FALSE(lock->until_reset);
    EXPECT_GT(lock->shut_until, clock.now());
    EXPECT_EQ(lock->failures, 10);
    EXPECT_THAT(run(accounts.standings.events(li, {EventKind::sign_in_failed}, clock.now() - 1h)), SizeIs(10));
}

TEST_F(StandingTest, guesses_in_a_known_browser_are_no_lock_of_the_account) {
    auto const lane = Lane::of_device(li, "a key");
    for (int i = 0; i < 4; ++i) run(accounts.locks.attempt(lane, li));
    EXPECT_EQ(run(accounts.standings.password_lock(li)), std::nullopt);
}

TEST_F(StandingTest, a_hundred_in_a_row_need_a_reset) {
    guess(100);
    EXPECT_TRUE(run(accounts.standings.password_lock(li))->until_reset);
}

TEST_F(StandingTest, what_shuts_and_protects_an_account) {
    auto before = run(accounts.standings.of(li));
    EXPECT_EQ(before.email, "li@q.example");
    EXPECT_FALSE(before.frozen_at);
    EXPECT_FALSE(before.hold_until);
    EXPECT_FALSE(before.recovery);
    EXPECT_FALSE(before.second_email);
    run(accounts.holds.start(li, "password_changed"));
    EXPECT_GT(*run(accounts.standings.of(li)).hold_until, clock.now());
    EXPECT_EQ(run(accounts.standings.api_keys(li)).all, 0);
    EXPECT_EQ(failure(accounts.standings.of(CustomerId::make(clock, random))), "account.unknown");
}

TEST_F(StandingTest, the_newest_letter_says_what_became_of_it) {
    EXPECT_EQ(run(outbox.latest("li@q.example", clock.now() - 1h, {})), std::nullopt);
    run(accounts.address_proofs.send_code({"li@q.example", "en"}));
    EXPECT_EQ(run(outbox.latest("li@q.example", clock.now() - 1h, {})).value().letter, "address_proof_code");
    EXPECT_EQ(run(outbox.latest("li@q.example", clock.now() - 1h, {"address_proof_code"})), std::nullopt);
    EXPECT_EQ(run(outbox.latest("li@q.example", clock.now() + 1h, {})), std::nullopt);
}

}  // namespace
}  // namespace ombud::accounts
