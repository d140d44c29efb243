#include "official/official.hpp"

#include <gmock/gmock.h>

#include "audit/audit.hpp"
#include "core/problem.hpp"
#include "official/queries.hpp"
#include "postgres/database.hpp"
#include "support/module_test.hpp"

namespace ombud::official {
namespace {

using namespace std::chrono_literals;
using ombud::testing::run;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

NewChannel channel(Kind kind, std::string value, std::optional<Network> network = {}, bool with_below = false) {
    return {.kind = kind,
            .network = network,
            .value = std::move(value),
            .with_below = with_below,
            .label = "Pai Wallet",
            .note_zh = "官方渠道",
            .note_en = "Official",
            .language = {},
            .region = {}};
}

struct OfficialTest : ombud::testing::ModuleTest {
    audit::Log log{database, clock};
    approvals::Approvals approvals{database, log, clock, random};
    Official official{database, log, approvals, clock, random};
    Official elsewhere{database, log, approvals, clock, random};  // the same in another process

    FreshAgent const ana = agent("Ana"), ben = agent("Ben");

    Guest guest() { return edge::Gate::guest(customer("visitor"), "192.0.2.1"); }
    void establish() {
        run(io, official.establish({channel(Kind::site, "paiwallet.example", {}, true),
                                    channel(Kind::email_domain, "mail.paiwallet.example"),
                                    channel(Kind::email_address, "help@paiwallet.example"),
                                    channel(Kind::handle, "paiwallet_official", Network::telegram),
                                    channel(Kind::handle, "paiwallet", Network::x), channel(Kind::phone, "+85212345678"),
                                    channel(Kind::app, "123456789", Network::app_store), channel(Kind::brand, "paiwallet")}));
    }
    Answer check(std::string text, std::optional<Network> network = {}, std::string peer = "192.0.2.1") {
        return run(io, official.check(Anyone{std::move(peer)}, {std::move(text), network}));
    }
    std::string verdict(std::string text, std::optional<Network> network = {}) {
        clock.advance(1s);
        return boost::describe::enum_to_string(check(std::move(text), network).verdict, "");
    }
    LetterAnswer letter(std::string const& raw) {
        clock.advance(1min);
        return run(io, official.check_letter(Anyone{"192.0.2.1"}, raw));
    }
    std::vector<std::string> recorded() {
        static constexpr postgres::Query<postgres::Many<std::string>()> acts{"test.acts",
                                                                             "SELECT act FROM audit_records ORDER BY seq"};
        return run(io, database.run(acts));
    }
    static Proposal adding(NewChannel what) {
        return {.add = std::move(what), .end = {}, .reason = "Opened by our marketing team"};
    }
    static Proposal ending(ChannelId id) { return {.add = {}, .end = id, .reason = "The account was given up"}; }
    static approvals::Decision yes() { return {.agrees = true, .reason = "Checked with marketing"}; }
    static approvals::Decision no() { return {.agrees = false, .reason = "Nobody there knows it"}; }
};

TEST_F(OfficialTest, every_query_agrees_with_the_schema) {
    auto agrees = [&](auto const& query) { EXPECT_EQ(run(io, postgres::check(database, query)), ""); };
    agrees(sql::revision);
    agrees(sql::raise_revision);
    agrees(sql::channels);
    agrees(sql::all_channels);
    agrees(sql::find_channel);
    agrees(sql::is_listed);
    agrees(sql::count_channels);
    agrees(sql::add_channel);
    agrees(sql::end_channel);
    agrees(sql::propose);
    agrees(sql::is_waiting);
    agrees(sql::find_change);
    agrees(sql::decide_change);
    agrees(sql::changes);
    agrees(sql::code_of);
    agrees(sql::new_code);
    agrees(sql::sender);
    agrees(sql::agent);
    agrees(sql::agent_code);
    agrees(sql::new_agent_code);
    agrees(sql::note_lookalikes);
    agrees(sql::forget_lookalikes);
    agrees(sql::lookalikes);
    agrees(sql::add_report);
    agrees(sql::report_opened);
    agrees(sql::find_report);
    agrees(sql::reports);
    agrees(sql::decide_report);
}

// The list -------------------------------------------------------------------------------------------------------------------

TEST_F(OfficialTest, a_channel_is_official_when_two_people_agreed_and_not_before) {
    auto const change = run(io, official.propose(ana, adding(channel(Kind::handle, "@PaiWallet_News", Network::telegram))));
    EXPECT_EQ(change.state, ChangeState::waiting);
    EXPECT_EQ(change.by_name, "Ana");
    run(io, official.catch_up());
    EXPECT_EQ(verdict("https://t.me/paiwallet_news"), "not_ours");
    EXPECT_EQ(failure(approvals.decide(ana, *change.approval, yes())), "approval.already_voted");

    auto const approval = run(io, approvals.decide(ben, *change.approval, yes()));
    EXPECT_EQ(approval.facts.at("value"), "paiwallet_news");
    EXPECT_EQ(approval.facts.at("change"), "add");
    run(io, official.catch_up());
    EXPECT_EQ(verdict("https://t.me/PaiWallet_News"), "official");
    run(io, elsewhere.catch_up());
    EXPECT_EQ(elsewhere.snapshot()->channels().size(), 1u);

    auto const book = run(io, official.book(ana));
    ASSERT_EQ(book.channels.size(), 1u);
    EXPECT_EQ(book.channels[0].since, approval.decided_at);
    EXPECT_EQ(book.changes.front().state, ChangeState::done);
    EXPECT_THAT(recorded(),
                ElementsAre("approval.asked", "approval.agreed", "approval.agreed", "official.added", "approval.carried_out"));
}

TEST_F(OfficialTest, what_ends_is_no_longer_ours_and_stays_in_the_book) {
    establish();
    auto const x = run(io, official.list(Anyone{})).channels;
    auto const it = std::ranges::find(x, "paiwallet", &Channel::value);
    ASSERT_NE(it, x.end());
    auto const change = run(io, official.propose(ana, ending(it->id)));
    EXPECT_TRUE(change.ends);
    EXPECT_EQ(verdict("https://x.com/paiwallet"), "official");
    run(io, approvals.decide(ben, *change.approval, yes()));
    run(io, official.catch_up());
    EXPECT_EQ(verdict("https://x.com/paiwallet"), "look_alike");  // whoever takes the name now is not us
    auto const book = run(io, official.book(ana));
    auto const ended = std::ranges::find(book.channels, it->id, &Channel::id);
    EXPECT_TRUE(ended->ended_at);
    EXPECT_EQ(failure(official.propose(ana, ending(it->id))), "channel.ended");
    EXPECT_THAT(recorded(), Contains("official.ended"));
    // And it may come back.
    EXPECT_EQ(failure(official.propose(ana, adding(channel(Kind::handle, "paiwallet", Network::x)))), "fine");
}

TEST_F(OfficialTest, a_change_that_is_refused_or_forgotten_changes_nothing) {
    auto const first = run(io, official.propose(ana, adding(channel(Kind::site, "pai.example"))));
    EXPECT_EQ(failure(official.propose(ben, adding(channel(Kind::site, "https://www.pai.example/")))), "channel.change_waiting");
    run(io, approvals.decide(ben, *first.approval, no()));
    auto const second = run(io, official.propose(ana, adding(channel(Kind::site, "pai.example"))));
    clock.advance(24h * 4);
    run(io, approvals.settle_all());
    run(io, official.catch_up());
    EXPECT_THAT(official.snapshot()->channels(), IsEmpty());
    for (auto const& change : run(io, official.book(ana)).changes) EXPECT_EQ(change.state, ChangeState::refused);
    EXPECT_EQ(failure(approvals.decide(ben, *second.approval, yes())), "approval.decided");
}

TEST_F(OfficialTest, what_cannot_be_proposed) {
    establish();
    EXPECT_EQ(failure(official.propose(ana, {})), "channel.change");
    EXPECT_EQ(failure(official.propose(ana, adding(channel(Kind::site, "paiwallet.example")))), "channel.listed");
    EXPECT_EQ(failure(official.propose(ana, adding(channel(Kind::site, "nothing")))), "channel.value");
    EXPECT_EQ(failure(official.propose(ana, ending(ChannelId::make(clock, random)))), "channel.unknown");
    auto hasty = adding(channel(Kind::site, "pai.example"));
    hasty.reason = "because";
    EXPECT_EQ(failure(official.propose(ana, hasty)), "reason.too_short");
    EXPECT_THAT(run(io, official.book(ana)).changes, IsEmpty());
}

TEST_F(OfficialTest, establishing_twice_adds_nothing_and_brands_are_not_shown) {
    establish();
    establish();
    EXPECT_EQ(run(io, official.list(Anyone{})).channels.size(), 7u);
    EXPECT_EQ(official.snapshot()->channels().size(), 8u);
    EXPECT_THAT(recorded(), ElementsAre("official.established"));
}

// Is it us? ------------------------------------------------------------------------------------------------------------------

TEST_F(OfficialTest, official_not_ours_or_dangerous) {
    establish();
    for (char const* ours : {"paiwallet.example", "https://help.paiwallet.example/en?x", "no-reply@mail.paiwallet.example",
                             "Help@PaiWallet.example", "https://t.me/paiwallet_official", "twitter.com/PaiWallet",
                             "+852 1234 5678", "0085212345678", "https://apps.apple.com/us/app/x/id123456789"})
        EXPECT_EQ(verdict(ours), "official") << ours;
    for (char const* none : {"example.org", "https://t.me/durov", "li@gmail.com", "+85287654321", "other@paiwallet.example"})
        EXPECT_EQ(verdict(none), "not_ours") << none;
    for (char const* imitation :
         {"paiwa11et.example", "paiwallet.top", "https://paiwallet.example@evil.top", "help@paiwallet-mail.com",
          "paiwallet.help@gmail.com", "https://t.me/paiwallet_support", "@paiwallet_0fficial", "paiwallet_support"})
        EXPECT_EQ(verdict(imitation), "look_alike") << imitation;
    for (char const* open : {"Grace", "林晓", "@paiwallet", "PaiWallet", "12345678"})
        EXPECT_EQ(verdict(open), "unproven") << open;
    EXPECT_EQ(verdict("paiwallet_official", Network::telegram), "official");
    EXPECT_EQ(verdict("paiwallet_official", Network::wechat), "look_alike");
    EXPECT_EQ(verdict("????"), "unreadable");
}

TEST_F(OfficialTest, an_answer_says_what_is_imitated_and_why) {
    establish();
    auto const answer = check("打开了 https://paiwallet-login.top/x 和 https://paiwallet.example ，怎么办");
    ASSERT_EQ(answer.findings.size(), 2u);
    EXPECT_EQ(answer.advice, Advice::leave);
    auto const& worst = answer.findings.front();
    EXPECT_EQ(worst.read_as, "paiwallet-login.top");
    EXPECT_EQ(worst.imitates, "paiwallet.example");
    EXPECT_THAT(worst.why, ElementsAre(safety::Trick::combosquat));
    ASSERT_TRUE(worst.entry);
    EXPECT_EQ(worst.entry->note_zh, "官方渠道");
    EXPECT_EQ(answer.findings.back().verdict, Verdict::official);

    auto const disguised = check("https://p\u0430iwallet.example").findings.front();
    EXPECT_EQ(disguised.looks, "p\u0430iwallet.example");
    EXPECT_THAT(disguised.why, ElementsAre(safety::Trick::confusable));
    EXPECT_EQ(check("@paiwallet").advice, Advice::say_network);
    EXPECT_EQ(check("Grace").advice, Advice::ask_for_code);
}

TEST_F(OfficialTest, a_domain_with_a_site_and_mail_answers_as_what_was_asked) {
    run(io, official.establish({channel(Kind::email_domain, "pai.example"), channel(Kind::site, "pai.example")}));
    auto const entry = [&](std::string const& text) { return check(text).findings.front().entry->kind; };
    EXPECT_EQ(entry("pai.example"), Kind::site);
    EXPECT_EQ(entry("https://www.pai.example/x"), Kind::site);
    EXPECT_EQ(entry("help@pai.example"), Kind::email_domain);
    EXPECT_EQ(entry("https://pai.example@evil.top"), Kind::site) << "what it imitates";
    EXPECT_EQ(entry("help@pai-login.example"), Kind::email_domain);
}

TEST_F(OfficialTest, the_address_that_this_program_is_reached_at_needs_no_listing) {
    EXPECT_EQ(verdict("http://127.0.0.1:8080/en"), "not_ours");
    official.stands_at("http://127.0.0.1:8080");
    run(io, official.load());
    for (char const* same : {"http://127.0.0.1:8080/en", "127.0.0.1", "127.1", "http://2130706433/"})
        EXPECT_EQ(verdict(same), "official") << same;
    for (char const* other : {"127.0.0.2", "127.evil.top"}) EXPECT_EQ(verdict(other), "not_ours") << other;
    EXPECT_EQ(run(io, official.list(Anyone{})).channels.size(), 1u);
    EXPECT_THAT(run(io, official.book(ana)).channels, IsEmpty()) << "staff keep the others";
    elsewhere.stands_at("https://paiwallet.example");
    run(io, elsewhere.load());
    establish();
    run(io, elsewhere.catch_up());
    EXPECT_EQ(run(io, elsewhere.list(Anyone{})).channels.size(), 7u) << "listed as well, it stands there once";
}

TEST_F(OfficialTest, an_address_of_a_chain_and_a_link_to_more_than_a_site_are_not_vouched_for) {
    establish();
    auto const address = check("TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t");
    EXPECT_EQ(address.verdict, Verdict::unreadable);
    EXPECT_EQ(address.findings.front().asked, Asked::chain_address);
    EXPECT_EQ(verdict("Send to TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t on paiwallet.top"), "look_alike");
    EXPECT_EQ(verdict("intent://paiwallet.example#Intent;S.browser_fallback_url=http://evil.top;end"), "unreadable");
    EXPECT_EQ(verdict("javascript://paiwallet.example/%0aalert(1)"), "unreadable");
}

TEST_F(OfficialTest, a_secret_is_noticed_and_kept_nowhere) {
    establish();
    auto const answer =
        check("abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about paiwallet-help.top");
    EXPECT_TRUE(answer.secret_seen);
    EXPECT_EQ(answer.verdict, Verdict::look_alike);
    EXPECT_THAT(to_json_text(answer), Not(HasSubstr("abandon")));
}

TEST_F(OfficialTest, asking_has_its_limits) {
    EXPECT_EQ(failure(official.check(Anyone{"192.0.2.9"}, {" \n ", {}})), "text.empty");
    EXPECT_EQ(failure(official.check(Anyone{"192.0.2.9"}, {"\xff\xfe", {}})), "text.empty");
    EXPECT_EQ(failure(official.check(Anyone{"192.0.2.9"}, {std::string(3'000, 'a'), {}})), "text.too_long");
    std::string last = "fine";
    for (int i = 0; i < 100 && last == "fine"; ++i)
        last = failure(official.check(Anyone{"192.0.2.8"}, {"paiwallet.example", {}}));
    EXPECT_EQ(last, "rate.limited");
    EXPECT_EQ(failure(official.check(Anyone{"192.0.2.7"}, {"paiwallet.example", {}})), "fine");
}

TEST_F(OfficialTest, only_look_alikes_are_counted) {
    establish();
    for (int i = 0; i < 3; ++i) verdict("https://paiwa11et.top/private?token=x");
    verdict("li.wei@paiwallet-mail.com");
    verdict("li.wei@gmail.com");
    verdict("example.org");
    run(io, official.catch_up());
    verdict("paiwa11et.top");
    run(io, official.catch_up());
    auto const seen = run(io, official.lookalikes(ana)).lookalikes;
    ASSERT_EQ(seen.size(), 2u);
    EXPECT_EQ(seen[0].value, "paiwa11et.top");
    EXPECT_EQ(seen[0].times, 4);
    EXPECT_LT(seen[0].first_at, seen[0].last_at);
    EXPECT_EQ(seen[0].imitates, "paiwallet.example");
    EXPECT_EQ(seen[1].value, "paiwallet-mail.com");  // whom it was sent to is nobody's business
}

TEST_F(OfficialTest, what_was_asked_while_the_database_is_away_is_written_later) {
    establish();
    verdict("paiwa11et.top");
    static constexpr postgres::Query<postgres::Affected()> away{"test.away", "ALTER TABLE official_lookalikes RENAME TO hidden"};
    static constexpr postgres::Query<postgres::Affected()> back{"test.back", "ALTER TABLE hidden RENAME TO official_lookalikes"};
    postgres::Database owner{io, {.url = scratch.owner_url(), .connections = 1}, observer};
    run(io, owner.connect());
    run(io, owner.run(away));
    EXPECT_THROW(run(io, official.catch_up()), postgres::DatabaseError);
    verdict("paiwa11et.top");
    run(io, owner.run(back));
    run(io, owner.close());
    run(io, official.catch_up());
    EXPECT_EQ(run(io, official.lookalikes(ana)).lookalikes.front().times, 2);
}

// Codes ----------------------------------------------------------------------------------------------------------------------

TEST_F(OfficialTest, a_code_says_who_sent_it_and_nothing_of_what) {
    auto const conversation = ConversationId::make(clock, random);
    auto const shown = run(io, official.code_for({.channel = SentBy::chat, .conversation = conversation, .by = ana.id}));
    EXPECT_EQ(run(io, elsewhere.code_for({.channel = SentBy::chat, .conversation = conversation, .by = ana.id})), shown);
    EXPECT_NE(run(io, official.code_for({.channel = SentBy::chat, .conversation = conversation, .by = ben.id})), shown);

    auto const answer = check("Is " + shown + " real?");
    ASSERT_EQ(answer.findings.size(), 1u);
    EXPECT_EQ(answer.verdict, Verdict::official);
    auto const& sender = answer.findings.front().sender;
    ASSERT_TRUE(sender);
    EXPECT_EQ(sender->agent, "Ana");
    EXPECT_EQ(sender->channel, SentBy::chat);
    EXPECT_EQ(sender->at, clock.now());
    EXPECT_FALSE(answer.secret_seen);
    EXPECT_EQ(verdict("VK7F-3Q9D-M2XA"), "not_ours");
    EXPECT_EQ(check("vk7f-3q9d-m2xa").findings.front().asked, Asked::message_code);
}

TEST_F(OfficialTest, a_code_is_asked_for_in_a_transaction_and_from_both_sides_at_once) {
    auto const letter = LetterId::make(clock, random);
    auto const inside = run(io, database.transaction([&](postgres::Transaction& transaction) {
        return official.code_for(transaction, {.channel = SentBy::email, .letter = letter, .to = "li@customer.example"});
    }));
    EXPECT_EQ(run(io, official.code_for({.channel = SentBy::email, .letter = letter})), inside);
    EXPECT_EQ(check(inside).findings.front().sender->to, "l…@customer.example");
}

TEST_F(OfficialTest, agents_have_a_code_of_their_own_while_they_work_here) {
    auto const own = run(io, official.own_code(ana)).code;
    EXPECT_EQ(run(io, official.own_code(ana)).code, own);
    EXPECT_NE(run(io, official.own_code(ben)).code, own);
    auto const known = check(own).findings.front();
    EXPECT_EQ(known.asked, Asked::agent_code);
    ASSERT_TRUE(known.agent);
    EXPECT_EQ(known.agent->name, "Ana");
    static constexpr postgres::Query<postgres::Affected(StaffId)> leave{"test.leave",
                                                                        "UPDATE staff SET active = false WHERE id = $1"};
    run(io, database.run(leave, ana.id));
    auto const left = check(own);
    EXPECT_EQ(left.verdict, Verdict::not_ours);
    EXPECT_FALSE(left.findings.front().agent);
}

// Letters --------------------------------------------------------------------------------------------------------------------

std::string raw_letter(std::string const& from, std::string const& more, std::string const& type, std::string const& body) {
    return "From: " + from + "\r\nTo: Li <li@customer.example>\r\nSubject: Hello\r\n" + more +
           "MIME-Version: 1.0\r\nContent-Type: " + type + "; charset=utf-8\r\n\r\n" + body + "\r\n";
}
std::vector<std::string> signs(LetterAnswer const& answer) {
    std::vector<std::string> out;
    for (auto const& finding : answer.findings) out.emplace_back(boost::describe::enum_to_string(finding.sign, ""));
    return out;
}

TEST_F(OfficialTest, a_letter_of_ours_is_ours_by_its_code_alone) {
    establish();
    auto const right = run(
        io, official.code_for({.channel = SentBy::email, .letter = LetterId::make(clock, random), .to = "Li@customer.example"}));
    auto const other = run(
        io,
        official.code_for({.channel = SentBy::email, .letter = LetterId::make(clock, random), .to = "emma@customer.example"}));
    auto const from = "Pai Wallet <no-reply@mail.paiwallet.example>";
    auto const passed = "Authentication-Results: mx.customer.example; dkim=pass header.d=mail.paiwallet.example; dmarc=pass\r\n";
    auto const body = [](std::string const& code) { return "Code " + code + " https://help.paiwallet.example/en"; };

    auto const ours = letter(raw_letter(from, passed, "text/plain", body(right)));
    EXPECT_EQ(ours.verdict, LetterVerdict::ours);
    EXPECT_THAT(signs(ours), ElementsAre("from_official", "authentication_passed", "code_right"));
    EXPECT_EQ(ours.sender->channel, SentBy::email);
    EXPECT_EQ(ours.links, 1);

    // Everything in a header can be copied.
    auto const without = letter(raw_letter(from, passed, "text/plain", "https://help.paiwallet.example/en"));
    EXPECT_EQ(without.verdict, LetterVerdict::cannot_be_verified);
    EXPECT_THAT(signs(without), ElementsAre("no_code", "from_official", "authentication_passed"));
    EXPECT_THAT(signs(letter(raw_letter(from, "", "text/plain", body(right)))), Contains("authentication_unknown"));

    auto const copied = letter(raw_letter(from, passed, "text/plain", body(other)));
    EXPECT_EQ(copied.verdict, LetterVerdict::dangerous);
    EXPECT_THAT(signs(copied), Contains("code_of_another_letter"));
    auto const invented = letter(raw_letter(from, passed, "text/plain", body("VK7F-3Q9D-M2XA")));
    EXPECT_EQ(invented.verdict, LetterVerdict::dangerous);
    EXPECT_THAT(signs(invented), Contains("code_wrong"));
}

TEST_F(OfficialTest, a_letter_that_passes_itself_off_as_ours_is_dangerous) {
    establish();
    auto const right = run(
        io, official.code_for({.channel = SentBy::email, .letter = LetterId::make(clock, random), .to = "li@customer.example"}));
    auto const phishing = letter(raw_letter(
        "Pai Wallet Security <security@paiwa11et.example>", "Reply-To: x@evil.top\r\nReturn-Path: <y@evil.top>\r\n", "text/html",
        "<p>Act now, " + right +
            "</p><a href=\"https://evil.top/x\">https://help.paiwallet.example</a>"
            "<a href=https://paiwallet-unlock.top>unlock</a><a href=https://www.example.org>more</a>"));
    EXPECT_EQ(phishing.verdict, LetterVerdict::dangerous);
    EXPECT_EQ(phishing.advice, Advice::leave);
    EXPECT_THAT(signs(phishing), ElementsAre("from_look_alike", "display_name_claims_us", "link_look_alike", "link_text_differs",
                                             "code_copied", "reply_to_elsewhere", "return_path_elsewhere", "link_not_ours",
                                             "link_not_ours", "authentication_unknown"));
    EXPECT_EQ(phishing.findings[0].seen, "security@paiwa11et.example");
    EXPECT_EQ(phishing.findings[0].imitates, "paiwallet.example");
    EXPECT_THAT(phishing.findings[0].why, ElementsAre(safety::Trick::confusable));
    EXPECT_EQ(phishing.findings[3].seen, "evil.top");
    EXPECT_EQ(phishing.findings[3].imitates, "help.paiwallet.example");

    EXPECT_EQ(letter(raw_letter("\"help@paiwallet.example\" <x@evil.top>", "", "text/plain", "hi")).verdict,
              LetterVerdict::dangerous);
    EXPECT_EQ(letter(raw_letter("help@paiwallet.example", "Reply-To: help@evil.top\r\n", "text/plain", "hi")).verdict,
              LetterVerdict::dangerous);
    EXPECT_EQ(
        letter(raw_letter("help@paiwallet.example", "Authentication-Results: mx; dmarc=fail\r\n", "text/plain", "hi")).verdict,
        LetterVerdict::dangerous);
}

TEST_F(OfficialTest, an_ordinary_letter_is_just_not_ours) {
    establish();
    auto const shop = letter(raw_letter("Shop <news@shop.example>", "Reply-To: help@other.example\r\n", "text/html",
                                        "<a href=https://track.example.net>https://shop.example</a> order ABCD-1234-EFGH"));
    EXPECT_EQ(shop.verdict, LetterVerdict::not_ours);
    EXPECT_THAT(signs(shop), ElementsAre("from_not_ours", "reply_to_elsewhere", "link_not_ours", "authentication_unknown"));
}

TEST_F(OfficialTest, letters_have_their_limits) {
    EXPECT_EQ(failure(official.check_letter(Anyone{"192.0.2.3"}, "")), "letter.unreadable");
    EXPECT_EQ(failure(official.check_letter(Anyone{"192.0.2.3"}, "hello, this is no letter")), "letter.unreadable");
    EXPECT_EQ(failure(official.check_letter(Anyone{"192.0.2.3"}, std::string(11'000'000, 'a'))), "letter.too_large");
    std::string last;
    for (int i = 0; i < 20 && last != "rate.limited"; ++i) last = failure(official.check_letter(Anyone{"192.0.2.4"}, "x"));
    EXPECT_EQ(last, "rate.limited");
}

// Reports --------------------------------------------------------------------------------------------------------------------

TEST_F(OfficialTest, a_report_is_kept_without_secrets_and_opens_a_conversation) {
    establish();
    std::vector<std::string> opened;
    auto const conversation = ConversationId::make(clock, random);
    official.opens_conversations([&](Guest, Report report) -> Task<Opened> {
        opened.push_back(report.what);
        co_return Opened{conversation, "OM-7KQ4-M2XA"};
    });
    auto const reported = run(
        io,
        official.report(
            guest(),
            {.what = " https://paiwallet-help.top ",
             .where = "Telegram",
             .text =
                 "They asked for abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about",
             .language = "en"}));
    ASSERT_TRUE(reported.conversation);
    EXPECT_EQ(reported.conversation->id, conversation);
    EXPECT_THAT(opened, ElementsAre("https://paiwallet-help.top"));
    auto const list = run(io, official.reports(ana)).reports;
    ASSERT_EQ(list.size(), 1u);
    EXPECT_EQ(list[0].verdict, Verdict::look_alike);
    EXPECT_EQ(list[0].imitates, "paiwallet.example");
    EXPECT_EQ(list[0].conversation, conversation);
    EXPECT_THAT(list[0].text, HasSubstr("[removed:recovery_phrase]"));

    auto const decided = run(io, official.decide_report(ana, list[0].id, {ReportState::confirmed}));
    EXPECT_EQ(decided.state, ReportState::confirmed);
    EXPECT_EQ(decided.decided_by, "Ana");
    EXPECT_EQ(failure(official.decide_report(ben, list[0].id, {ReportState::dismissed})), "report.decided");
    EXPECT_EQ(failure(official.decide_report(ben, ReportId::make(clock, random), {ReportState::dismissed})), "report.unknown");
    EXPECT_EQ(failure(official.decide_report(ben, list[0].id, {ReportState::waiting})), "field.choice");
    EXPECT_THAT(recorded(), ElementsAre("official.established", "official.impostor_reported", "official.report_decided"));
}

TEST_F(OfficialTest, a_report_stands_even_when_no_conversation_can_be_opened) {
    official.opens_conversations([](Guest, Report) -> Task<Opened> {
        throw Problem{ProblemKind::unavailable, "database.unavailable"};
        co_return Opened{};
    });
    auto const reporter = guest();
    EXPECT_FALSE(
        run(io, official.report(reporter, {.what = "@somebody", .where = {}, .text = {}, .language = "fr"})).conversation);
    EXPECT_EQ(run(io, official.reports(ana)).reports.size(), 1u);
    EXPECT_EQ(failure(official.report(reporter, {.what = "  ", .where = {}, .text = {}, .language = {}})), "what.empty");
    EXPECT_EQ(failure(official.report(reporter, {.what = std::string(3'000, 'a'), .where = {}, .text = {}, .language = {}})),
              "text.too_long");
    std::string last = "fine";
    for (int i = 0; i < 20 && last == "fine"; ++i)
        last = failure(official.report(reporter, {.what = "x.example", .where = {}, .text = {}, .language = {}}));
    EXPECT_EQ(last, "rate.limited");
}

}  // namespace
}  // namespace ombud::official
