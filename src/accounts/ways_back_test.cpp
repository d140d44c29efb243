// The ways back into an account against a real database and outbox: resets, freezing, recovery, unfreezing, addresses, keys.
#include "accounts/ways_back.hpp"

#include <gmock/gmock.h>

#include "accounts/queries.hpp"
#include "core/limits.hpp"
#include "support/account_holders.hpp"

namespace ombud::accounts {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

struct WaysBackTest : testing::AccountHolders {
    outbox::Outbox outbox{
        database, clock, random, Seal{random.bytes<32>()}, {{"安席", "support@desk.example"}, "bounces@desk.example", true},
        nullptr};
    audit::Log audit{database, clock};
    credentials::Passwords passwords;
    sessions::Sessions sessions{database, clock, random, {24h, 24h, 0s}, {12h, 1h, 15min}};
    factors::Factors factors{
        database, clock, random, sessions::Owner::account, {"desk.example", "Desk", {"https://desk.example"}}, key()};
    approvals::Approvals approvals{database, audit, clock, random};
    Ground ground{database, outbox, audit, passwords, factors, sessions, clock, random};
    Accounts accounts{ground, {.link_key = key(), .public_url = "https://desk.example"}};
    WaysBack ways{ground, accounts, approvals};
    Origin here{"203.0.113.7", "Chrome, Android"};
    CustomerId li = add_holder("li@q.example");

    std::vector<std::byte> key() {
        auto const drawn = random.bytes<32>();
        return {drawn.begin(), drawn.end()};
    }
    Account account() { return *run(database.run(sql::find_account, li)); }

    // Letters ---------------------------------------------------------------------------------------------------------------
    std::vector<outbox::LetterLine> letters() { return run(outbox.list(std::nullopt, 100)).letters; }
    std::size_t count(std::string_view letter, std::string_view to = "li@q.example") {
        return std::size_t(
            std::ranges::count_if(letters(), [&](auto const& each) { return each.letter == letter && each.to == to; }));
    }
    // What stands after `mark` in the newest letter of a kind, as far as `end`.
    std::string text_of(std::string_view letter) {
        for (auto const& each : letters())
            if (each.letter == letter) return run(outbox.read(each.id)).text;
        ADD_FAILURE() << "no letter " << letter;
        return {};
    }
    std::string token_in(std::string_view letter, std::string_view page) {
        auto const text = text_of(letter);
        auto const mark = "https://desk.example" + std::string(page) + "#token=";
        auto const at = text.find(mark);
        EXPECT_NE(at, text.npos) << text;
        auto const from = at + mark.size();
        return text.substr(
            from, text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_", from) - from);
    }
    std::string code_in(std::string_view letter) {
        auto const text = text_of(letter);
        for (std::size_t at = 0; at + 8 <= text.size(); ++at) {
            auto const part = std::string_view(text).substr(at, 8);
            if (std::ranges::all_of(part, [](unsigned char c) { return std::isdigit(c) != 0; })) return std::string(part);
        }
        ADD_FAILURE() << text;
        return {};
    }

    // Sign-ins ----------------------------------------------------------------------------------------------------------------
    std::string session() {
        return run(sessions.open(sessions::Owner::account, li.uuid, sessions::Assurance::two_factors,
                                 {"Chrome", "203.0.113.7", {}}))
            .token;
    }
    bool lives(std::string const& token) { return run(sessions.find(token, sessions::Sessions::Use::looks)).has_value(); }
    std::string ticket(Purpose purpose) { return run(accounts.codes.issue({.purpose = purpose, .account = li})).ticket; }
    void give_second_factor() {
        static constexpr postgres::Query<postgres::Affected(Uuid)> add{"test.totp", R"sql(
            INSERT INTO totp_secrets (owner, owner_kind, sealed)
            VALUES ($1, 'account', 'x'))sql"};
        run(database.run(add, li.uuid));
    }

    static constexpr char good_password[] = "seven lamps over the harbour";
    std::string reset_link(std::string email = "li@q.example") {
        run(ways.resets.ask({std::move(email), "en"}, here));
        return token_in("reset_password", "/me/reset");
    }
};

// Resets -------------------------------------------------------------------------------------------------------------------

TEST_F(WaysBackTest, a_reset_changes_the_password_ends_every_session_and_holds_the_money) {
    auto const token = session();
    auto const done = run(ways.resets.complete({reset_link(), good_password}, here));
    EXPECT_FALSE(done.second_factor_next);
    EXPECT_TRUE(done.device_token) << "its own lane past whatever strangers locked";
    EXPECT_FALSE(lives(token));
    EXPECT_TRUE(run(passwords.verify(good_password, account().password_hash)).right);
    EXPECT_EQ(account().hold_until, clock.now() + 24h);
    EXPECT_EQ(account().hold_reason, "password_changed");
    EXPECT_EQ(count("password_changed"), 1u);
}

TEST_F(WaysBackTest, a_reset_link_serves_once_and_for_half_an_hour) {
    auto const token = reset_link();
    EXPECT_EQ(failure(ways.resets.complete({token, ""}, here)), "password.too_short") << "asked ahead: it holds";
    run(ways.resets.complete({token, good_password}, here));
    EXPECT_EQ(failure(ways.resets.complete({token, good_password}, here)), "reset_link.invalid");
    EXPECT_EQ(failure(ways.resets.complete({token, ""}, here)), "reset_link.invalid");
    auto const later = reset_link();
    clock.advance(30min);
    EXPECT_EQ(failure(ways.resets.complete({later, good_password}, here)), "reset_link.invalid");
    for (auto const* forged : {"", "omt1_", "omt1_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "null"})
        EXPECT_EQ(failure(ways.resets.complete({forged, good_password}, here)), "reset_link.invalid");
}

TEST_F(WaysBackTest, of_two_resets_at_once_one_wins) {
    auto const first = reset_link();
    clock.advance(1min);
    auto const second = reset_link();
    ASSERT_NE(first, second);
    for (auto const& [one, other] : {std::pair{first, first}, std::pair{first, second}}) {
        std::vector<Task<Resets::Completed>> both;
        both.push_back(ways.resets.complete({one, good_password}, here));
        both.push_back(ways.resets.complete({other, good_password}, here));
        if (one == other) {
            EXPECT_EQ(successes(std::move(both)), 1);
        } else {
            EXPECT_EQ(successes(std::move(both)), 0) << "the change voided what was mailed before it";
        }
    }
}

TEST_F(WaysBackTest, the_tracking_of_nobodys_address_looks_like_any_other) {
    auto const known = run(ways.resets.ask({"li@q.example", "en"}, here));
    auto const unknown = run(ways.resets.ask({"nobody@q.example", "en"}, here));
    EXPECT_EQ(known.expires_at, unknown.expires_at);
    EXPECT_EQ(known.tracking.size(), unknown.tracking.size());
    auto const one = run(ways.resets.status({known.tracking})), other = run(ways.resets.status({unknown.tracking}));
    EXPECT_EQ(one.state, other.state);
    EXPECT_EQ(one.resend_at, other.resend_at);
    EXPECT_EQ(count("reset_unknown", "nobody@q.example"), 1u);
    EXPECT_THAT(text_of("reset_unknown"), ::testing::Not(::testing::HasSubstr("#token=")));
    EXPECT_EQ(failure(ways.resets.status({"omt1_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"})), "ticket.expired");
}

TEST_F(WaysBackTest, a_mailbox_is_not_filled_and_its_owner_not_kept_out) {
    std::vector<std::string> trackings;
    for (int i = 0; i < 20; ++i) trackings.push_back(run(ways.resets.ask({"li@q.example", "en"}, here)).tracking);
    EXPECT_EQ(count("reset_password"), limits::own_letters_at_once);
    for (auto const& each : trackings) EXPECT_EQ(failure(ways.resets.status({each})), "fine");
    run(ways.resets.complete({token_in("reset_password", "/me/reset"), good_password}, here));
}

TEST_F(WaysBackTest, a_letter_is_sent_again_after_a_minute) {
    auto const asked = run(ways.resets.ask({"li@q.example", "en"}, here));
    EXPECT_EQ(failure(ways.resets.resend({asked.tracking})), "rate.limited");
    clock.advance(1min);
    auto const again = run(ways.resets.resend({asked.tracking}));
    EXPECT_EQ(again.tracking, asked.tracking);
    EXPECT_EQ(count("reset_password"), 2u);
    run(ways.resets.complete({token_in("reset_password", "/me/reset"), good_password}, here));
    EXPECT_TRUE(run(ways.resets.status({asked.tracking})).used);
}

// Freezing -----------------------------------------------------------------------------------------------------------------

TEST_F(WaysBackTest, a_freeze_ends_sessions_and_keys_and_is_told_once) {
    auto const token = session();
    run(ways.api_keys.make(li, {"Bot", {KeyPermission::read, KeyPermission::withdraw}, {}}, here));
    auto const at = run(ways.freezes.by_holder(li, here)).frozen_at;
    EXPECT_FALSE(lives(token));
    EXPECT_THAT(run(ways.api_keys.list(li)).api_keys, IsEmpty());
    clock.advance(1h);
    EXPECT_EQ(run(ways.freezes.by_holder(li, here)).frozen_at, at) << "frozen is frozen";
    EXPECT_EQ(count("frozen"), 1u);
    EXPECT_EQ(failure(ways.api_keys.make(li, {"Bot", {KeyPermission::read}, {}}, here)), "account.frozen");
}

TEST_F(WaysBackTest, a_mailed_code_freezes_and_nobodys_address_learns_nothing) {
    auto const asked = run(ways.freezes.send_code({"li@q.example", "en"}));
    auto const code = code_in("freeze_code");
    EXPECT_EQ(failure(ways.freezes.by_code({asked.ticket, code == "00000000" ? "00000001" : "00000000"}, here)), "code.wrong");
    run(ways.freezes.by_code({asked.ticket, code}, here));
    EXPECT_TRUE(account().frozen_at);
    auto const unknown = run(ways.freezes.send_code({"nobody@q.example", "zh-CN"}));
    EXPECT_EQ(unknown.expires_at - clock.now(), 10min);
    EXPECT_EQ(failure(ways.freezes.by_code({unknown.ticket, "00000000"}, here)), "code.wrong");
    EXPECT_EQ(count("freeze_unknown", "nobody@q.example"), 1u);
}

TEST_F(WaysBackTest, the_link_of_a_letter_freezes_for_thirty_days_again_and_again) {
    run(ways.phrases.set(li, {"blue heron"}, here));
    auto const token = token_in("phrase_changed", "/me/freeze");
    auto const at = run(ways.freezes.by_link({token}, here)).frozen_at;
    EXPECT_EQ(run(ways.freezes.by_link({token}, here)).frozen_at, at);
    clock.advance(std::chrono::days{30});
    EXPECT_EQ(failure(ways.freezes.by_link({token}, here)), "link.invalid");
    for (auto const* forged : {"", "omf1_", "omf1_AAAA", "null"})
        EXPECT_EQ(failure(ways.freezes.by_link({forged}, here)), "link.invalid");
}

// Recovery -----------------------------------------------------------------------------------------------------------------

struct RecoveryTest : WaysBackTest {
    FreshAgent ana = agent("Ana"), ben = agent("Ben");
    Recovery asked;

    RecoveryTest() {
        give_second_factor();
        asked = run(ways.recoveries.start({ticket(Purpose::second_factor), "I lost my phone on the train to Hangzhou."}, here));
    }
    void prove() { run(ways.recoveries.confirm({asked.tracking, code_in("recovery_code")}, here)); }
    Recovery now() { return run(ways.recoveries.status({asked.tracking})); }
    ApprovalId waiting() {
        static constexpr postgres::Query<postgres::One<ApprovalId>()> newest{
            "test.newest", "SELECT approval_id FROM account_recoveries WHERE approval_id IS NOT NULL ORDER BY id DESC LIMIT 1"};
        return run(database.run(newest));
    }
    void agree() {
        run(approvals.decide(ana, waiting(), {true, "Called back, voice known"}));
        run(approvals.decide(ben, waiting(), {true, "Papers are in order"}));
    }
};

TEST_F(RecoveryTest, goes_from_code_to_staff_to_waiting_to_done) {
    EXPECT_EQ(asked.state, RecoveryState::code_sent);
    auto const token = session();
    prove();
    EXPECT_EQ(now().state, RecoveryState::waiting_for_staff);
    EXPECT_EQ(count("recovery_asked"), 1u);
    run(approvals.decide(ana, waiting(), {true, "Called back, voice known"}));
    EXPECT_EQ(now().approvals, 1);
    EXPECT_EQ(failure(approvals.decide(ana, waiting(), {true, "Called back, voice known"})), "approval.already_voted");
    EXPECT_EQ(now().state, RecoveryState::waiting_for_staff) << "the same person twice is one";
    run(approvals.decide(ben, waiting(), {true, "Papers are in order"}));
    EXPECT_EQ(now().state, RecoveryState::waiting_time);
    EXPECT_EQ(now().effective_at, clock.now() + 48h);
    EXPECT_EQ(count("recovery_approved"), 1u);

    run(ways.recoveries.look_once());
    EXPECT_EQ(count("recovery_approved"), 1u) << "told already";
    clock.advance(24h);
    run(ways.recoveries.look_once());
    run(ways.recoveries.look_once());
    EXPECT_EQ(count("recovery_approved"), 2u) << "once a day";
    EXPECT_TRUE(run(factors.of(li.uuid)).any()) << "not before its time";
    clock.advance(24h);
    run(ways.recoveries.look_once());
    EXPECT_EQ(now().state, RecoveryState::done);
    EXPECT_FALSE(run(factors.of(li.uuid)).any());
    EXPECT_FALSE(lives(token));
    EXPECT_EQ(account().hold_until, clock.now() + 48h);
    EXPECT_EQ(count("recovered"), 1u);
    run(ways.recoveries.look_once());
    EXPECT_EQ(count("recovered"), 1u) << "once";
}

TEST_F(RecoveryTest, is_stopped_by_not_me_at_any_time_before_it_is_done) {
    prove();
    agree();
    auto const token = token_in("recovery_approved", "/me/not-me");
    auto const stopped = run(ways.freezes.not_me({token}, here));
    EXPECT_EQ(stopped.stopped, Stopped::recovery);
    EXPECT_TRUE(account().frozen_at);
    EXPECT_EQ(now().state, RecoveryState::stopped);
    clock.advance(72h);
    run(ways.recoveries.look_once());
    EXPECT_TRUE(run(factors.of(li.uuid)).any());
    EXPECT_FALSE(run(ways.freezes.not_me({token}, here)).stopped) << "nothing is left to stop";
}

TEST_F(RecoveryTest, not_me_before_staff_decided_leaves_them_nothing_to_decide) {
    prove();
    auto const approval = waiting();
    run(ways.freezes.not_me({token_in("recovery_asked", "/me/not-me")}, here));
    EXPECT_EQ(failure(approvals.decide(ana, approval, {true, "Called back, voice known"})), "approval.decided");
    EXPECT_EQ(now().state, RecoveryState::stopped);
}

TEST_F(RecoveryTest, one_refusal_refuses_and_is_told) {
    prove();
    run(approvals.decide(ana, waiting(), {false, "The story does not fit"}));
    run(approvals.settle_all());
    EXPECT_EQ(now().state, RecoveryState::refused);
    EXPECT_EQ(count("recovery_refused"), 1u);
    clock.advance(72h);
    run(ways.recoveries.look_once());
    EXPECT_TRUE(run(factors.of(li.uuid)).any());
}

TEST_F(RecoveryTest, asks_staff_again_when_the_program_ended_before_it_did) {
    static constexpr postgres::Query<postgres::Affected()> cut{
        "test.cut", "UPDATE account_recoveries SET state = 'waiting_for_staff' WHERE state = 'code_sent'"};
    run(database.run(cut));
    run(ways.recoveries.look_once());
    agree();
    EXPECT_EQ(now().state, RecoveryState::waiting_time);
}

TEST_F(RecoveryTest, what_was_left_in_the_middle_is_taken_up) {
    prove();
    agree();
    static constexpr postgres::Query<postgres::Affected(Timestamp)> cut{
        "test.cut", "UPDATE account_recoveries SET state = 'carrying_out', told_at = $1"};
    run(database.run(cut, clock.now()));
    EXPECT_EQ(now().state, RecoveryState::waiting_time) << "to whoever looks";
    run(ways.recoveries.look_once());
    EXPECT_TRUE(run(factors.of(li.uuid)).any()) << "another may be at it";
    clock.advance(5min);
    run(ways.recoveries.look_once());
    EXPECT_FALSE(run(factors.of(li.uuid)).any());
    EXPECT_EQ(now().state, RecoveryState::done);
}

TEST_F(RecoveryTest, needs_a_ticket_a_factor_and_a_statement_and_is_one_at_a_time) {
    EXPECT_EQ(failure(ways.recoveries.start({ticket(Purpose::frozen), "I lost my phone on the train."}, here)), "ticket.expired");
    EXPECT_EQ(failure(ways.recoveries.start({ticket(Purpose::second_factor), "help"}, here)), "statement.too_short");
    EXPECT_EQ(failure(ways.recoveries.start({ticket(Purpose::second_factor), std::string(2001, 'a')}, here)),
              "statement.too_long");
    prove();
    EXPECT_EQ(failure(ways.recoveries.start({ticket(Purpose::second_factor), "I lost my phone on the train."}, here)),
              "recovery.under_way");
    EXPECT_EQ(failure(ways.recoveries.confirm({asked.tracking, "00000000"}, here)), "ticket.expired");
}

TEST_F(RecoveryTest, its_statement_holds_no_secret) {
    run(ways.recoveries.start(
        {ticket(Purpose::second_factor),
         "My phrase is abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon "
         "about, I lost my phone on the train."},
        here));
    static constexpr postgres::Query<postgres::One<std::string>()> newest{
        "test.statement", "SELECT statement FROM account_recoveries ORDER BY id DESC LIMIT 1"};
    EXPECT_THAT(run(database.run(newest)), ::testing::Not(::testing::HasSubstr("abandon")));
}

TEST_F(RecoveryTest, its_statement_says_more_than_a_secret) {
    std::string const phrase = "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about";
    for (auto const& statement : {phrase, "phrase: " + phrase, phrase + "\n\n" + phrase + "\n   \n                       "})
        EXPECT_EQ(failure(ways.recoveries.start({ticket(Purpose::second_factor), statement}, here)), "statement.secret");
}

// Unfreezing ---------------------------------------------------------------------------------------------------------------

TEST_F(WaysBackTest, two_people_give_a_frozen_account_back_with_a_hold) {
    auto const ana = agent("Ana"), ben = agent("Ben");
    run(ways.phrases.set(li, {"blue heron"}, here));
    auto const old_link = token_in("phrase_changed", "/me/freeze");
    EXPECT_EQ(failure(ways.unfreezes.start({ticket(Purpose::frozen)}, here)), "ticket.expired") << "not frozen";
    run(ways.freezes.by_link({old_link}, here));
    auto const asked = run(ways.unfreezes.start({ticket(Purpose::frozen)}, here));
    EXPECT_EQ(asked.state, UnfreezeState::code_sent);
    auto const confirmed = run(ways.unfreezes.confirm({asked.tracking, code_in("unfreeze_code")}, here));
    EXPECT_EQ(confirmed.state, UnfreezeState::waiting_for_staff);
    static constexpr postgres::Query<postgres::One<ApprovalId>()> newest{"test.newest",
                                                                         "SELECT approval_id FROM account_unfreezes"};
    auto const approval = run(database.run(newest));
    run(approvals.decide(ana, approval, {true, "Called back, voice known"}));
    EXPECT_TRUE(account().frozen_at) << "one agent cannot";
    run(approvals.decide(ben, approval, {true, "Papers are in order"}));
    EXPECT_FALSE(account().frozen_at);
    EXPECT_EQ(account().hold_until, clock.now() + 24h);
    EXPECT_EQ(account().hold_reason, "unfrozen");
    auto const done = run(ways.unfreezes.status({asked.tracking}));
    EXPECT_EQ(done.state, UnfreezeState::done);
    EXPECT_EQ(done.hold_until, clock.now() + 24h);
    EXPECT_EQ(failure(ways.freezes.by_link({old_link}, here)), "link.invalid") << "letters of before no longer freeze";
    run(ways.freezes.by_link({token_in("unfrozen", "/me/freeze")}, here));
    EXPECT_TRUE(account().frozen_at);
}

TEST_F(WaysBackTest, not_me_stops_an_unfreezing_that_a_thief_asked_for) {
    auto const ana = agent("Ana");
    run(ways.freezes.by_holder(li, here));
    auto const asked = run(ways.unfreezes.start({ticket(Purpose::frozen)}, here));
    run(ways.unfreezes.confirm({asked.tracking, code_in("unfreeze_code")}, here));
    run(ways.freezes.not_me({token_in("unfreeze_asked", "/me/not-me")}, here));
    EXPECT_EQ(run(ways.unfreezes.status({asked.tracking})).state, UnfreezeState::refused);
    EXPECT_TRUE(account().frozen_at);
}

// Addresses of the person ----------------------------------------------------------------------------------------------------

TEST_F(WaysBackTest, an_address_changes_by_a_code_sent_to_it_and_not_me_takes_it_back) {
    run(ways.phrases.set(li, {"blue heron"}, here));
    auto const asked = run(ways.emails.change(li, {"new@q.example", EmailUse::primary}));
    auto const other = add_holder("emma@q.example");
    auto const code = code_in("email_change_code");
    EXPECT_THAT(text_of("email_change_code"), ::testing::Not(::testing::HasSubstr("blue heron"))) << "perhaps a stranger's";
    EXPECT_EQ(failure(ways.emails.confirm(other, {asked.ticket, code}, here)), "ticket.expired") << "another account's ticket";
    run(ways.emails.confirm(li, {asked.ticket, code}, here));
    EXPECT_EQ(account().email, "new@q.example");
    EXPECT_EQ(account().hold_reason, "email_changed");
    EXPECT_EQ(count("email_changed", "new@q.example"), 1u);
    EXPECT_EQ(count("email_changed", "li@q.example"), 1u) << "the old one is told as well";
    auto const stopped = run(ways.freezes.not_me({token_in("email_changed", "/me/not-me")}, here));
    EXPECT_EQ(stopped.stopped, Stopped::email_change);
    EXPECT_EQ(account().email, "li@q.example");
    EXPECT_TRUE(account().frozen_at);
}

TEST_F(WaysBackTest, an_address_of_somebody_else_is_not_told_from_a_free_one) {
    add_holder("emma@q.example");
    auto const asked = run(ways.emails.change(li, {"emma@q.example", EmailUse::second}));
    EXPECT_EQ(count("sign_up_known", "emma@q.example"), 1u);
    EXPECT_EQ(failure(ways.emails.confirm(li, {asked.ticket, "00000000"}, here)), "code.wrong");
    EXPECT_EQ(failure(ways.emails.change(li, {"LI@Q.example", EmailUse::second})), "email.own");
    EXPECT_EQ(failure(ways.emails.change(li, {"lі@q.example", EmailUse::second})), "email.invalid") << "a Cyrillic letter";
}

TEST_F(WaysBackTest, the_second_address_resets_and_is_told) {
    auto const asked = run(ways.emails.change(li, {"li2@q.example", EmailUse::second}));
    run(ways.emails.confirm(li, {asked.ticket, code_in("email_change_code")}, here));
    EXPECT_EQ(account().second_email, "li2@q.example");
    run(ways.resets.complete({reset_link("li2@q.example"), good_password}, here));
    EXPECT_EQ(count("password_changed", "li2@q.example"), 1u);
    run(ways.emails.remove_second(li, here));
    EXPECT_EQ(count("second_email_removed", "li2@q.example"), 1u);
    EXPECT_EQ(failure(ways.emails.remove_second(li, here)), "email.unknown");
}

// What the holder keeps --------------------------------------------------------------------------------------------------------

TEST_F(WaysBackTest, a_phrase_is_short_plain_and_no_secret) {
    EXPECT_EQ(failure(ways.phrases.set(li, {"abc"}, here)), "phrase.too_short");
    EXPECT_EQ(failure(ways.phrases.set(li, {std::string(41, 'a')}, here)), "phrase.too_long");
    EXPECT_EQ(failure(ways.phrases.set(li, {"4111 1111 1111 1111"}, here)), "phrase.secret");
    run(database.run(sql::renew_hash, li, account().password_hash, run(passwords.hash("seven lamps over the harbour"))));
    for (auto const* typed : {"seven lamps over the harbour", "seven  lamps over the harbour", " seven lamps over the harbour "})
        EXPECT_EQ(failure(ways.phrases.set(li, {typed}, here)), "phrase.secret") << typed;
    run(ways.phrases.set(li, {"西湖的白鹭"}, here));
    EXPECT_EQ(account().phrase, "西湖的白鹭");
    EXPECT_THAT(text_of("phrase_changed"), ::testing::HasSubstr("西湖的白鹭"));
    run(ways.phrases.set(li, {std::nullopt}, here));
    EXPECT_FALSE(account().phrase);
}

TEST_F(WaysBackTest, a_key_is_shown_once_and_stored_hashed) {
    auto const made = run(ways.api_keys.make(li,
                                             {"Bot",
                                              {KeyPermission::trade, KeyPermission::read, KeyPermission::read},
                                              {"203.0.113.9", "2001:db8::1/32", "203.0.113.9"}},
                                             here));
    EXPECT_TRUE(made.secret.starts_with("omk1_"));
    EXPECT_THAT(made.api_key.permissions, ElementsAre("read", "trade"));
    EXPECT_THAT(made.api_key.networks, UnorderedElementsAre("203.0.113.9/32", "2001:db8::/32"));
    static constexpr postgres::Query<postgres::One<std::string>()> stored{"test.keys",
                                                                          "SELECT to_jsonb(k)::text FROM api_keys k"};
    EXPECT_THAT(run(database.run(stored)), ::testing::Not(::testing::HasSubstr(made.secret.substr(5))));
    EXPECT_EQ(failure(ways.api_keys.make(li, {"Bot", {}, {}}, here)), "permissions.empty");
    for (auto const* bad : {"", "x", "203.0.113.9/33", "203.0.113.0/", "fe80::1%eth0", "::/129", "1.2.3.4/8/8"})
        EXPECT_EQ(failure(ways.api_keys.make(li, {"Bot", {KeyPermission::read}, {bad}}, here)), "network.invalid") << bad;
    auto const other = add_holder("emma@q.example");
    EXPECT_EQ(failure(ways.api_keys.end(other, made.api_key.id, here)), "api_key.unknown");
    run(ways.api_keys.end(li, made.api_key.id, here));
    EXPECT_EQ(failure(ways.api_keys.end(li, made.api_key.id, here)), "api_key.unknown");
    EXPECT_EQ(count("api_key_made"), 1u);
    EXPECT_EQ(count("api_key_removed"), 1u);
}

TEST_F(WaysBackTest, keys_have_a_limit_even_when_made_at_once) {
    std::vector<Task<MadeApiKey>> many;
    for (std::size_t i = 0; i < limits::api_keys + 5; ++i)
        many.push_back(ways.api_keys.make(li, {"Bot", {KeyPermission::read}, {}}, here));
    EXPECT_EQ(successes(std::move(many)), int(limits::api_keys));
}

TEST_F(WaysBackTest, a_new_address_serves_a_day_later) {
    auto const added =
        run(ways.address_book.add(li, {"Cold", Chain::bitcoin, "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", {}}, here));
    EXPECT_EQ(added.usable_at, clock.now() + 24h);
    EXPECT_EQ(failure(ways.address_book.add(li, {"Again", Chain::bitcoin, added.address, {}}, here)), "address.known");
    auto const other = add_holder("emma@q.example");
    EXPECT_EQ(failure(ways.address_book.remove(other, added.id, here)), "address.unknown");
    EXPECT_THAT(run(ways.address_book.list(other)).addresses, IsEmpty());
    run(ways.address_book.remove(li, added.id, here));
    EXPECT_EQ(count("address_added"), 1u);
    EXPECT_EQ(count("address_removed"), 1u);
}

TEST_F(WaysBackTest, facts_alone_move_the_check_up) {
    auto const bare = run(ways.checkup.of(li)).score;
    EXPECT_EQ(run(ways.checkup.of(li)).score, bare);
    run(ways.phrases.set(li, {"blue heron"}, here));
    auto const better = run(ways.checkup.of(li)).score;
    EXPECT_GT(better, bare);
    run(ways.api_keys.make(li, {"Bot", {KeyPermission::withdraw}, {}}, here));
    EXPECT_LT(run(ways.checkup.of(li)).score, better) << "a key that withdraws from anywhere";
}

}  // namespace
}  // namespace ombud::accounts
