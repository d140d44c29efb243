// Letters from order to answer: real templates, a real database, a real mail server on loopback, time that stands still.
#include "outbox/outbox.hpp"

#include <gmock/gmock.h>

#include "core/limits.hpp"
#include "core/problem.hpp"
#include "mail/smtp.hpp"
#include "outbox/queries.hpp"
#include "outbox/returned_mail.hpp"
#include "postgres/database.hpp"
#include "support/scratch_database.hpp"
#include "support/smtp_server.hpp"

namespace ombud::outbox {
namespace {

using namespace std::chrono_literals;
using ombud::testing::run;
using ombud::testing::SmtpServer;
using ::testing::AllOf;
using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char const* li = "li@customer.example";

struct OutboxTest : ::testing::Test {
    asio::io_context io;
    ManualClock clock{Timestamp{1'795'507'200s}};
    SeededRandom random{5};
    ombud::testing::ScratchDatabase scratch;
    ombud::testing::SilentObserver observer;
    postgres::Database database{io, scratch.settings(), observer};
    SmtpServer server;
    mail::SmtpClient client{{.url = server.url()}, "exchange.example"};
    Seal seal{random.bytes<32>()};
    Outbox outbox = make(&client);
    asio::thread_pool workers{1};
    ReturnedMail returned{database, workers, clock};

    Outbox make(mail::SmtpClient* with, bool shown = false) {
        return {database, clock, random, seal, {{"安席", "support@exchange.example"}, "bounces@exchange.example", shown}, with};
    }

    void SetUp() override { run(io, database.connect()); }
    void TearDown() override { run(io, database.close()); }

    static Order code_letter(std::string to = li) {
        return {.letter = "sign_up_code", .language = "zh-CN", .to = std::move(to), .values = {{"code", "48151623"}}};
    }
    LetterId post(std::string to = li) { return run(io, outbox.post(code_letter(std::move(to)))); }
    std::size_t deliver() { return run(io, outbox.deliver_due()); }
    Delivery delivery(LetterId id) { return run(io, outbox.delivery(id)).value(); }
    DeliveryState state(LetterId id) { return delivery(id).state; }
    std::vector<std::string> log(LetterId id) {
        std::vector<std::string> out;
        for (auto const& each : run(io, outbox.attempts(id))) out.push_back(each.outcome + ": " + each.reply);
        return out;
    }
    bool body_is_kept(LetterId id) { return run(io, database.run(sql::read, id))->sealed.has_value(); }

    // A letter that came: it stands in the store when it is read.
    bool take(std::string const& raw) {
        static constexpr postgres::Query<postgres::Affected(std::string, Timestamp)> stored{
            "test.stored", "INSERT INTO received_letters (sha256, received_at) VALUES ($1, $2) ON CONFLICT DO NOTHING"};
        auto const name = std::to_string(std::hash<std::string>{}(raw));
        run(io, database.run(stored, name, clock.now()));
        return run(io, returned.read(name, raw));
    }
    // As Postfix writes one.
    std::string report(LetterId id, std::string const& action, std::string const& status, bool by_return_path = true,
                       std::string const& about = li) {
        auto const ours = id.text() + "@exchange.example";
        return "To: " + (by_return_path ? "bounces+" + ours : "postmaster@exchange.example") +
               "\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\n\r\nSorry\r\n"
               "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n"
               "Final-Recipient: rfc822; " +
               about + "\r\nAction: " + action + "\r\nStatus: " + status + "\r\nDiagnostic-Code: smtp; 550 " + status +
               " unknown\r\n\r\n--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-Id: <" + ours + ">\r\n\r\n--b--\r\n";
    }
};

TEST_F(OutboxTest, every_query_agrees_with_the_schema) {
    auto agrees = [&](auto const& query) { EXPECT_EQ(run(io, postgres::check(database, query)), ""); };
    agrees(sql::post);
    agrees(sql::take_due);
    agrees(sql::record);
    agrees(sql::bounced);
    agrees(sql::delayed);
    agrees(sql::delivery);
    agrees(sql::attempts);
    agrees(sql::allow);
    agrees(sql::list);
    agrees(sql::read);
    agrees(sql::is_about);
    agrees(sql::receive_about);
}

TEST_F(OutboxTest, a_letter_is_stored_sealed_sent_and_forgotten) {
    auto const id = post();
    EXPECT_EQ(state(id), DeliveryState::queued);
    auto const stored = run(io, database.run(sql::read, id));
    EXPECT_THAT(stored->sealed->data, Not(HasSubstr("48151623")));
    EXPECT_EQ(deliver(), 1u);
    EXPECT_EQ(state(id), DeliveryState::accepted);
    EXPECT_FALSE(delivery(id).next_try);
    EXPECT_EQ(delivery(id).reply, "250 2.0.0 Ok: queued");
    EXPECT_FALSE(body_is_kept(id));
    auto const taken = server.taken();
    ASSERT_EQ(taken.size(), 1u);
    EXPECT_EQ(taken[0].to, li);
    EXPECT_EQ(taken[0].from, "bounces+" + id.text() + "@exchange.example");
    EXPECT_THAT(taken[0].message, AllOf(HasSubstr("<" + id.text() + "@exchange.example>"), HasSubstr("48151623")));
    EXPECT_EQ(deliver(), 0u);
}

TEST_F(OutboxTest, a_transaction_that_fails_sends_nothing) {
    auto const failing = [&]() -> Task<void> {
        co_await database.transaction([&](postgres::Transaction& transaction) -> Task<void> {
            co_await outbox.post(transaction, code_letter());
            throw Problem{ProblemKind::conflict, "test.stop"};
        });
    };
    EXPECT_THROW(run(io, failing()), Problem);
    EXPECT_EQ(deliver(), 0u);
    run(io, [&]() -> Task<void> {
        co_await database.transaction(
            [&](postgres::Transaction& transaction) -> Task<void> { co_await outbox.post(transaction, code_letter()); });
    }());
    EXPECT_EQ(deliver(), 1u);
}

TEST_F(OutboxTest, a_letter_ends_with_its_code_which_is_stored_with_it_or_not_at_all) {
    static constexpr postgres::Query<postgres::Affected(LetterId)> keep{
        "test.keep", "INSERT INTO official_codes (code, channel, letter_id, at) VALUES ('VK7F-3Q9D-M2XA', 'email', $1, now())"};
    static constexpr postgres::Query<postgres::One<std::int64_t>()> kept{"test.kept", "SELECT count(*) FROM official_codes"};
    bool fails = true;
    outbox.shows_codes(
        [&](postgres::Transaction& transaction, LetterId id, std::string to) -> Task<std::string> {
            EXPECT_EQ(to, li);
            co_await transaction.run(keep, id);
            if (fails) throw Problem{ProblemKind::unavailable, "test.stop"};
            co_return "VK7F-3Q9D-M2XA";
        },
        "https://desk.example/verify");
    EXPECT_THROW(post(), Problem);
    EXPECT_EQ(run(io, database.run(kept)), 0);
    EXPECT_EQ(deliver(), 0u);
    fails = false;
    server.answer(".", "451 4.3.0 later");
    post();
    deliver();
    clock.advance(1h);
    server.answer_well();
    deliver();
    EXPECT_EQ(run(io, database.run(kept)), 1) << "trying again makes no other";
    ASSERT_EQ(server.taken().size(), 1u);
    EXPECT_THAT(server.taken()[0].message, AllOf(HasSubstr("VK7F-3Q9D-M2XA"), HasSubstr("https://desk.example/verify")));
}

TEST_F(OutboxTest, what_is_deferred_is_tried_again_ever_later_and_given_up_after_a_day) {
    server.answer("RCPT", "450 4.2.0 greylisted");
    auto const id = post();
    auto wait = 0us;
    int tries = 0;
    while (state(id) != DeliveryState::bounced) {
        EXPECT_EQ(deliver(), 1u);
        ++tries;
        EXPECT_EQ(deliver(), 0u) << "not before its time";
        ASSERT_LT(tries, 60);
        auto const now = delivery(id);
        if (now.state == DeliveryState::bounced) break;
        EXPECT_EQ(now.state, DeliveryState::deferred);
        EXPECT_EQ(now.reply, "450 4.2.0 greylisted");
        wait = *now.next_try - clock.now();
        EXPECT_GE(wait, limits::letter_retry_first * 3 / 4);
        EXPECT_LE(wait, std::chrono::microseconds{limits::letter_retry_longest} * 5 / 4);
        clock.advance(wait);
    }
    EXPECT_GT(wait, 40min) << "it grew";
    EXPECT_THAT(log(id), ::testing::SizeIs(std::size_t(tries)));
    EXPECT_THAT(log(id), Each("deferred: 450 4.2.0 greylisted"));
    EXPECT_FALSE(body_is_kept(id));
    server.answer_well();
    auto const next = post();
    deliver();
    EXPECT_EQ(state(next), DeliveryState::accepted) << "the address is not to blame";
}

TEST_F(OutboxTest, a_letter_keeps_its_message_id_over_all_tries) {
    server.answer(".", "451 4.3.0 later");
    auto const id = post();
    deliver();
    clock.advance(1h);
    server.answer_well();
    deliver();
    ASSERT_EQ(server.taken().size(), 1u);
    EXPECT_THAT(server.taken()[0].message, HasSubstr("<" + id.text() + "@exchange.example>"));
    EXPECT_EQ(log(id), (std::vector<std::string>{"deferred: 451 4.3.0 later", "accepted: 250 2.0.0 Ok: queued"}));
}

TEST_F(OutboxTest, who_dies_while_sending_leaves_the_letter_to_the_next) {
    auto const id = post();
    auto const now = clock.now();
    EXPECT_TRUE(run(io, database.run(sql::take_due, now, now + limits::letter_lease))) << "and is gone";
    EXPECT_EQ(deliver(), 0u);
    clock.advance(limits::letter_lease);
    EXPECT_EQ(deliver(), 1u);
    EXPECT_EQ(state(id), DeliveryState::accepted);
}

TEST_F(OutboxTest, a_dead_address_is_written_to_no_more_until_it_is_allowed_again) {
    server.answer("RCPT", "550 5.1.1 no such user");
    auto const first = post();
    deliver();
    EXPECT_EQ(state(first), DeliveryState::bounced);
    EXPECT_EQ(delivery(first).reply, "550 5.1.1 no such user");
    server.answer_well();
    auto const second = post();
    EXPECT_EQ(state(second), DeliveryState::suppressed);
    EXPECT_EQ(delivery(second).reply, "550 5.1.1 no such user");
    EXPECT_FALSE(body_is_kept(second));
    EXPECT_EQ(deliver(), 0u);
    EXPECT_EQ(state(post("other@customer.example")), DeliveryState::queued);
    run(io, allow_address(database, li));
    EXPECT_EQ(state(post()), DeliveryState::queued);
}

TEST_F(OutboxTest, a_letter_that_did_not_please_suppresses_nobody) {
    server.answer(".", "554 5.7.1 looks like spam");
    auto const id = post();
    deliver();
    EXPECT_EQ(state(id), DeliveryState::bounced);
    EXPECT_EQ(state(post()), DeliveryState::queued);
}

TEST_F(OutboxTest, a_bounce_finds_its_letter_by_return_path_or_message_id) {
    for (bool const by_return_path : {true, false}) {
        auto const id = post();
        deliver();
        auto const raw = report(id, "failed", "5.1.1", by_return_path);
        EXPECT_TRUE(take(raw));
        EXPECT_TRUE(take(raw));
        EXPECT_EQ(state(id), DeliveryState::bounced);
        EXPECT_EQ(log(id).back(), "bounced: 550 5.1.1 unknown");
        EXPECT_EQ(log(id).size(), 2u) << "the same report twice is one";
        EXPECT_EQ(state(post()), DeliveryState::suppressed);
        run(io, allow_address(database, li));
    }
}

TEST_F(OutboxTest, an_address_that_forwards_to_a_dead_one_is_still_written_to) {
    auto const id = post();
    deliver();
    take(report(id, "failed", "5.1.1", true, "elsewhere@other.example"));
    EXPECT_EQ(state(id), DeliveryState::bounced);
    EXPECT_NE(state(post()), DeliveryState::suppressed);
}

TEST_F(OutboxTest, a_report_of_delay_or_of_nothing_of_ours_bounces_nothing) {
    auto const id = post();
    deliver();
    take(report(id, "delayed", "4.4.1"));
    EXPECT_EQ(state(id), DeliveryState::accepted);
    EXPECT_EQ(log(id).back(), "delayed: 550 4.4.1 unknown");
    EXPECT_FALSE(take(report(LetterId::make(clock, random), "failed", "5.1.1")));
    EXPECT_FALSE(take("Subject: hello\r\n\r\nbody"));
    EXPECT_FALSE(take(""));
    EXPECT_EQ(state(id), DeliveryState::accepted);
    EXPECT_EQ(state(post()), DeliveryState::queued);
}

TEST_F(OutboxTest, without_a_server_letters_wait) {
    auto waiting = make(nullptr);
    auto const id = run(io, waiting.post(code_letter()));
    EXPECT_EQ(state(id), DeliveryState::queued);
    EXPECT_EQ(deliver(), 1u) << "and go out when one is named";
}

TEST_F(OutboxTest, the_demo_shows_what_it_wrote_and_nobody_else_does) {
    auto shown = make(nullptr, true);
    std::vector<LetterId> ids;
    for (int i = 0; i < 3; ++i) {
        clock.advance(1s);
        ids.push_back(run(io, shown.post(code_letter())));
    }
    auto const page = run(io, shown.list({}, 2));
    ASSERT_EQ(page.letters.size(), 2u);
    EXPECT_EQ(page.letters[0].id, ids[2]);
    EXPECT_EQ(page.letters[0].subject, "您的注册验证码");
    EXPECT_EQ(page.letters[0].delivery.state, DeliveryState::accepted);
    EXPECT_EQ(page.next, ids[1]);
    auto const rest = run(io, shown.list(page.next, 2));
    ASSERT_EQ(rest.letters.size(), 1u);
    EXPECT_EQ(rest.letters[0].id, ids[0]);
    EXPECT_FALSE(rest.next);
    auto const whole = run(io, shown.read(ids[1]));
    EXPECT_THAT(whole.text, HasSubstr("48151623"));
    EXPECT_THAT(whole.html, HasSubstr("48151623"));
    EXPECT_THROW(run(io, outbox.list({}, 10)), Problem);
    EXPECT_THROW(run(io, outbox.read(ids[1])), Problem);
}

TEST_F(OutboxTest, what_another_key_sealed_is_not_sent_and_not_blamed_on_the_address) {
    Outbox other{database, clock, random, Seal{random.bytes<32>()}, {{"", "a@b.c"}, "b@b.c"}, &client};
    auto const id = post();
    EXPECT_EQ(run(io, other.deliver_due()), 1u);
    EXPECT_EQ(state(id), DeliveryState::bounced);
    EXPECT_EQ(server.taken().size(), 0u);
    EXPECT_EQ(state(post()), DeliveryState::queued);
}

TEST_F(OutboxTest, several_carriers_send_side_by_side_and_end_when_they_are_told) {
    SystemClock real;
    Outbox busy{database, real, random, seal, {{"", "support@exchange.example"}, "bounces@exchange.example"}, &client};
    run(io, [&]() -> Task<void> {
        for (int i = 0; i < 20; ++i) co_await busy.post(code_letter("li" + std::to_string(i) + "@customer.example"));
    }());
    std::size_t carriers = limits::letters_at_once;
    for (std::size_t i = 0; i < limits::letters_at_once; ++i)
        asio::co_spawn(io, busy.deliver(), [&](std::exception_ptr const& error) {
            EXPECT_FALSE(error);
            --carriers;
        });
    io.restart();
    while (server.taken().size() < 20) io.run_one();
    run(io, busy.end());
    io.restart();
    io.run_for(10s);
    EXPECT_EQ(carriers, 0u);
    EXPECT_GT(server.most_at_once(), 1u);
    std::set<std::string> receivers;
    for (auto const& each : server.taken()) receivers.insert(each.to);
    EXPECT_EQ(receivers.size(), 20u) << "each once";
    EXPECT_EQ(server.taken().size(), 20u);
}

// Words ------------------------------------------------------------------------------------------------------------------

std::map<std::string, std::string> filled(std::string const& letter, std::string const& with) {
    std::map<std::string, std::string> out;
    for (auto const& name : values_of(letter, "en")) out[name] = with;
    return out;
}

TEST(Letters, each_is_written_in_both_languages_from_the_same_values) {
    EXPECT_GT(letter_names().size(), 30u);
    for (auto const& name : letter_names()) {
        EXPECT_EQ(values_of(name, "zh-CN"), values_of(name, "en")) << name;
        for (std::string const language : {"zh-CN", "en"}) {
            std::map<std::string, std::string> values;
            for (auto const& value : values_of(name, language)) values[value] = "value-of-" + value;
            auto const written = write_letter(
                {name, language, values, "blue heron", true, Proof{"VK7F-3Q9D-M2XA", "https://desk.example/verify"}});
            EXPECT_FALSE(written.subject.empty()) << name;
            for (auto const& [value, text] : values) {
                EXPECT_THAT(written.text, HasSubstr(text)) << name;
                EXPECT_THAT(written.html, HasSubstr(text)) << name;
            }
            for (auto const& body : {written.subject, written.text, written.html})
                EXPECT_THAT(body, Not(HasSubstr("{{"))) << name;
            for (auto const& body : {written.text, written.html})
                EXPECT_THAT(
                    body, AllOf(HasSubstr("blue heron"), HasSubstr("VK7F-3Q9D-M2XA"), HasSubstr("https://desk.example/verify")));
            EXPECT_THAT(written.html, Not(::testing::ContainsRegex("<img|<script|<link|url\\(|@import"))) << "nothing remote";
        }
    }
}

TEST(Letters, how_one_is_headed_is_told_without_what_differs) {
    for (auto const& name : letter_names())
        for (std::string const language : {"zh-CN", "en"})
            EXPECT_EQ(subject_of(name, language), write_letter({name, language, filled(name, "…"), {}}).subject) << name;
    EXPECT_EQ(subject_of("sign_up_code", "en"), "Your sign-up code");
    EXPECT_EQ(subject_of("sign_up_code", "zh-CN"), "您的注册验证码");
    EXPECT_EQ(subject_of("no_such_letter", "en"), std::nullopt);
    EXPECT_EQ(subject_of("sign_up_code", "fr"), std::nullopt);
}

TEST(Letters, hostile_values_stay_text) {
    std::string const evil = "<script>alert(1)</script>\"'&{{code}}{{{code}}}\r\nBcc: thief@evil.example";
    for (auto const& name : letter_names()) {
        auto values = filled(name, evil);
        // An administrator's own words, which have lines.
        if (auto const brand = values.find("brand"); brand != values.end()) brand->second = evil.substr(0, evil.find('\r'));
        auto const written = write_letter({name, "en", values, evil, true});
        EXPECT_THAT(written.html, Not(HasSubstr("<script"))) << name;
        EXPECT_THAT(written.html, Not(HasSubstr("\"'&{{"))) << name;
        EXPECT_THAT(written.subject, Not(HasSubstr("\n"))) << name;
        EXPECT_THAT(written.subject, Not(HasSubstr("\r"))) << name;
        EXPECT_THAT(written.text, Not(HasSubstr("\nBcc"))) << name;
    }
}

TEST(Letters, a_phrase_stands_on_top_or_a_hint_for_those_who_have_an_account) {
    std::map<std::string, std::string> const values{{"code", "1"}};
    auto const text = [&](std::optional<std::string> const& phrase, bool account) {
        return write_letter({"sign_up_code", "en", values, phrase, account}).text;
    };
    EXPECT_TRUE(text("blue heron", true).starts_with("Your anti-phishing phrase: blue heron\n"));
    EXPECT_TRUE(text({}, true).starts_with("You have not set"));
    EXPECT_TRUE(text({}, false).starts_with("Enter this code"));
    EXPECT_THAT(text({}, false), Not(HasSubstr("Check it"))) << "without a code there is nothing to check";
}

TEST(Letters, what_is_missing_is_an_error_of_ours) {
    std::optional<std::string> const none;
    EXPECT_THROW(write_letter({"no_such_letter", "en", {}, none}), std::logic_error);
    EXPECT_THROW(write_letter({"sign_up_code", "fr", {{"code", "1"}}, none}), std::logic_error);
    EXPECT_THROW(write_letter({"sign_up_code", "en", {}, none}), std::logic_error);
}

}  // namespace
}  // namespace ombud::outbox
