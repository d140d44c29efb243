// What staff do about mail: letters that were set aside, brands, a letter sent round, files with answers, letters to those who
// left.
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <sodium.h>

#include "audit/chain.hpp"
#include "email/access_tokens.hpp"
#include "email/brands.hpp"
#include "email/received.hpp"
#include "email/rounds.hpp"
#include "email/standing.hpp"
#include "support/email_world.hpp"
#include "support/pictures.hpp"

namespace ombud::email {

namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::li;
using ::testing::Not;
using testing::run;
using namespace std::chrono_literals;

constexpr auto li_masked = "li•••@m•••.example";

// The token endpoint of an authorization server (RFC 6749 section 6), written from its text: one refresh token, used once.
struct TokenServer final : fetch::Client {
    std::string refresh_token = "a+b/c=1";
    int given = 0;
    unsigned status = 200;
    std::string asked_for;

    Task<fetch::Answer> send(fetch::Request request) override {
        asked_for = request.body;
        if (status != 200)
            co_return fetch::Answer{status, {}, R"({"error": "invalid_grant", "error_description": "Token has been revoked."})"};
        auto const number = std::to_string(++given);
        co_return fetch::Answer{
            200,
            {},
            R"({"access_token": "access-)" + number + R"(", "expires_in": 3600, "refresh_token": "next-)" + number + R"("})"};
    }
};

std::string base64_of(std::string const& bytes) {
    std::string out(sodium_base64_encoded_len(bytes.size(), sodium_base64_VARIANT_ORIGINAL), '\0');
    sodium_bin2base64(out.data(), out.size(), reinterpret_cast<unsigned char const*>(bytes.data()), bytes.size(),
                      sodium_base64_VARIANT_ORIGINAL);
    out.pop_back();
    return out;
}

struct MailRoomTest : testing::EmailWorld {
    audit::Log audit{database, clock};
    Received received{database, testing::shared_guard(), workers, letters, desk, "mx.exchange.example", audit, clock};
    Rounds rounds{database, outbox, "support@exchange.example", clock};
    Brands brands{database, audit, clock, random};
    TokenServer token_server;
    Fetching fetching{{database, letters, seal, token_server, audit, folder.path() / "mailboxes", clock, random}, std::nullopt};
    Standing standing_of_mail{database, outbox, fetching, "support@exchange.example", "mx.exchange.example", clock};

    LetterRow only_aside(std::string state = "quarantined") {
        auto const page = run(io, received.list(ana, {.state = state}));
        EXPECT_EQ(page.letters.size(), 1u);
        return page.letters.at(0);
    }
    std::string as_html(std::string html, std::string headers = "") {
        return letter({.body = html, .headers = "Content-Type: text/html; charset=utf-8\r\n" + headers});
    }
    // Somebody who writes in the chat and said where they are reached.
    desk::Conversation chat(std::optional<std::string> email) {
        static constexpr postgres::Query<postgres::Affected(ConversationId, std::optional<postgres::Bytes>)> reached{
            "test.reached", "INSERT INTO conversation_contacts (conversation_id, reach, email) VALUES ($1, 'chat', $2)"};
        auto const by = customer();
        auto conversation = open(by);
        auto const key = run(io, desk.words().key_of(conversation.id)).value();
        run(io, database.run(reached, conversation.id, email ? std::optional{key.close(*email, random)} : std::nullopt));
        return conversation;
    }
};

}  // namespace

TEST_F(MailRoomTest, spam_waits_for_somebody_who_may_say_that_a_person_wrote_it) {
    arrive({.headers = "X-Spam-Flag: YES\r\n"});
    EXPECT_THAT(inbox(), IsEmpty());
    auto const row = only_aside();
    EXPECT_EQ(row.why, Why::spam);
    EXPECT_EQ(row.sender, li_masked);
    EXPECT_EQ(row.subject, "Withdrawal");
    EXPECT_TRUE(row.kept);
    auto const whole = run(io, received.read(ana, row.id));
    EXPECT_THAT(whole.text, HasSubstr("My withdrawal is stuck."));
    EXPECT_EQ(run(io, standing_of_mail.look(ana)).incoming.quarantined, 1);

    run(io, received.read_again(ana, row.id, {.as_person = false}));
    read();
    EXPECT_EQ(only_aside().why, Why::spam) << "nothing about it has changed";
    run(io, received.read_again(ana, row.id, {.as_person = true}));
    read();
    EXPECT_EQ(run(io, desk.read(ana, only().id)).customer.name, "Li Wei");
    EXPECT_EQ(code(received.read_again(ana, row.id, {.as_person = true})), "letter.read");
    EXPECT_EQ(run(io, standing_of_mail.look(ana)).incoming.quarantined, 0);
}

TEST_F(MailRoomTest, no_header_and_no_reply_of_a_mail_server_names_an_address_in_full) {
    arrive({.headers = "Reply-To: \"Li\" <" + std::string(li) + ">\r\nReturn-Path: <" + li + ">\r\n"});
    auto const in = only();
    auto const id = *LetterId::parse(entries(in.id).at(0).data.at("letter").at("id").as_string());
    auto const whole = to_json_text(run(io, received.read_in(ana, in.id, id)));
    EXPECT_THAT(whole, HasSubstr("Return-Path"));
    EXPECT_THAT(whole, HasSubstr(li_masked));
    EXPECT_THAT(whole, Not(HasSubstr(li)));

    answer(in.id, "Which network?");
    static constexpr postgres::Query<postgres::Affected(std::string)> refused{"test.refused", R"sql(
        WITH tried AS (INSERT INTO letter_attempts (letter_id, at, outcome, reply) SELECT id, created_at, 'refused', $1 FROM letters)
        UPDATE letters SET reply = $1)sql"};
    run(io, database.run(refused, "550 5.1.1 <" + std::string(li) + ">: Recipient address rejected"));
    auto const told = run(io, answers.deliveries(ana, in.id)).deliveries.at(0);
    EXPECT_EQ(told.reply, "550 5.1.1 <" + std::string(li_masked) + ">: Recipient address rejected");
    EXPECT_EQ(told.attempts.back().reply, told.reply);

    arrive({.to = addresses.make(in.id, clock.now()), .body = "I am away.", .headers = "Auto-Submitted: auto-replied\r\n"});
    EXPECT_EQ(entries(in.id).back().data.at("automatic").as_string(), li_masked);
}

TEST_F(MailRoomTest, whoever_looks_into_a_letter_is_on_the_record) {
    arrive({.headers = "X-Spam-Flag: YES\r\n"});
    auto const id = only_aside().id;
    run(io, received.read(ana, id));
    run(io, received.page(ana, id));
    auto const records = run(io, audit.read(std::nullopt, "mail.letter_opened", 10));
    ASSERT_EQ(records.size(), 2u);
    EXPECT_EQ(records[0].actor, ana.id.uuid);
    EXPECT_EQ(records[0].subject, id.uuid);
}

TEST_F(MailRoomTest, who_wrote_what_was_set_aside_and_of_what_is_no_text_in_the_database) {
    arrive({.headers = "X-Spam-Flag: YES\r\n"});
    static constexpr postgres::Query<postgres::One<std::string>()> all{
        "test.aside", "SELECT string_agg(concat(r::text, encode(about, 'escape')), ' ') FROM received_letters r"};
    auto const unreadable = [&] { return ::testing::AllOf(Not(HasSubstr(li)), Not(HasSubstr("Withdrawal"))); };
    EXPECT_THAT(run(io, database.run(all)), unreadable());
    // One that was set aside before that was sealed.
    static constexpr postgres::Query<postgres::Affected(std::string)> older{"test.older", R"sql(
        UPDATE received_letters SET about = NULL, sender_key = NULL, plain_sender = $1, plain_subject = 'Withdrawal')sql"};
    run(io, database.run(older, li));
    EXPECT_EQ(only_aside().sender, li_masked) << "read as it lies there until it is sealed";
    run(io, letters.seal_old_asides(vault));
    EXPECT_THAT(run(io, database.run(all)), unreadable());
    EXPECT_EQ(only_aside().sender, li_masked);
    EXPECT_EQ(only_aside().subject, "Withdrawal");
}

TEST_F(MailRoomTest, what_is_no_letter_is_shown_dismissed_and_read_again_by_command) {
    take(std::string("\0\0\0 no letter at all", 20));
    read();
    auto const row = only_aside();
    EXPECT_EQ(row.why, Why::unreadable);
    EXPECT_THAT(run(io, received.read(ana, row.id)).text, HasSubstr("no letter at all"));
    run(io, received.dismiss(ana, row.id));
    EXPECT_EQ(only_aside("set_aside").id, row.id);
    EXPECT_EQ(run(io, reparse(database, std::nullopt)), 1);
    read();
    EXPECT_EQ(only_aside().why, Why::unreadable);
    EXPECT_EQ(code(received.read(ana, LetterId::make(clock, random))), "letter.unknown");
}

TEST_F(MailRoomTest, a_thousand_that_were_set_aside_are_listed_page_by_page_newest_first) {
    for (int i = 0; i < 120; ++i) {
        clock.advance(1s);
        take(letter({.subject = "Spam " + std::to_string(i), .headers = "X-Spam-Flag: YES\r\n"}));
    }
    read();
    std::vector<std::string> seen;
    for (std::optional<std::string> before;;) {
        auto const page = run(io, received.list(ana, {.state = "quarantined", .before = before, .limit = 50}));
        for (auto const& each : page.letters) seen.push_back(each.subject.value());
        if (!page.next) break;
        before = page.next->text();
    }
    ASSERT_EQ(seen.size(), 120u);
    EXPECT_EQ(seen.front(), "Spam 119");
    EXPECT_EQ(seen.back(), "Spam 0");
}

TEST_F(MailRoomTest, a_letter_is_shown_as_it_was_sent_without_what_runs_or_loads) {
    auto const png = base64_of(testing::draw(testing::Format::png));
    std::string const boundary = "\r\n--b\r\n";
    take(
        letter({.body = boundary +
                        "Content-Type: text/html; charset=utf-8\r\n\r\n<p>Look: <img src=\"cid:pic@x\" alt=\"screen\"><img "
                        "src=\"https://evil.example/track.gif\"><script>probe(1)</script><a href=\"https://pay.example/x\">our "
                        "site</a></p>" +
                        boundary + "Content-Type: image/png\r\nContent-ID: <pic@x>\r\nContent-Transfer-Encoding: base64\r\n\r\n" +
                        png + "\r\n--b--",
                .headers = "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n"}));
    read();
    auto const conversation = only();
    auto const entry = entries(conversation.id).at(0);
    ASSERT_EQ(entry.attachments.size(), 1u);
    auto const id = *LetterId::parse(entry.data.at("letter").at("id").as_string());
    auto const page = run(io, received.page_in(ana, conversation.id, id));
    EXPECT_THAT(page, HasSubstr("src=\"data:image/png;base64,"));
    EXPECT_THAT(page, Not(HasSubstr("evil.example")));
    EXPECT_THAT(page, Not(HasSubstr("probe")));
    auto const whole = run(io, received.read_in(ana, conversation.id, id));
    EXPECT_EQ(whole.remote, 1);
    ASSERT_EQ(whole.links.size(), 1u);
    EXPECT_EQ(whole.links[0].target, "https://pay.example/x");
    auto const other = open(customer());
    EXPECT_EQ(code(received.page_in(ana, other.id, id)), "letter.unknown") << "it is no letter of that conversation";
}

TEST_F(MailRoomTest, a_secret_that_only_the_html_shows_is_kept_nowhere_and_its_sender_is_told) {
    std::string const phrase = "legal winner thank year wave sausage worth useful legal winner thank yellow";
    take(letter(
        {.body =
             "\r\n--b\r\nContent-Type: text/plain\r\n\r\nPlease help.\r\n--b\r\nContent-Type: text/html\r\n\r\n<p>My words: " +
             phrase + "</p>\r\n--b--",
         .headers = "MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=b\r\n"}));
    read();
    auto const conversation = only();
    auto const id = *LetterId::parse(entries(conversation.id).at(0).data.at("letter").at("id").as_string());
    EXPECT_EQ(code(received.page_in(ana, conversation.id, id)), "letter.not_kept");
    std::vector<std::string> names;
    for (auto const& each : sent()) names.push_back(each.letter);
    EXPECT_THAT(names, ::testing::UnorderedElementsAre("mail_received", "mail_secret"));
}

TEST_F(MailRoomTest, a_secret_in_a_name_or_a_file_is_kept_nowhere_either) {
    std::string const phrase = "legal winner thank year wave sausage worth useful legal winner thank yellow";
    auto const with_file = [](std::string const& head, std::string const& content) {
        return std::string("\r\n--b\r\nContent-Type: text/plain\r\n\r\nPlease help.\r\n--b\r\n") + head + "\r\n\r\n" + content +
               "\r\n--b--";
    };
    auto const mixed = "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n";
    std::string const attached = "Content-Disposition: attachment; filename=";
    take("From: \"" + phrase +
         "\" <one@mail.example>\r\nTo: support@exchange.example\r\nMessage-ID: <n1@mail.example>\r\n\r\nHello\r\n");
    take(letter(
        {.body = with_file("Content-Type: image/gif\r\n" + attached + "\"" + phrase + ".gif\"", "GIF89a"), .headers = mixed}));
    take(letter({.from = "three@mail.example",
                 .body = with_file("Content-Type: application/json\r\n" + attached + "\"wallet.json\"",
                                   "{\"mnemonic\": \"" + phrase + "\"}"),
                 .headers = mixed}));
    take(letter({.from = "four@mail.example",
                 .body = with_file("Content-Type: message/rfc822", "Subject: fwd\r\n\r\n" + phrase),
                 .headers = mixed}));
    read();
    static constexpr postgres::Query<postgres::One<std::int64_t>()> kept{
        "test.kept", "SELECT count(*) FROM received_letters WHERE sealed IS NOT NULL"};
    EXPECT_EQ(run(io, database.run(kept)), 0);
    static constexpr postgres::Query<postgres::One<std::string>()> all{
        "test.all",
        "SELECT concat((SELECT string_agg(c::text, ' ') FROM customers c), (SELECT string_agg(e::text, ' ') FROM entries e), "
        "(SELECT string_agg(a::text, ' ') FROM attachments a), (SELECT string_agg(r::text, ' ') FROM received_letters r))"};
    EXPECT_THAT(run(io, database.run(all)), Not(HasSubstr("sausage")));
    for (auto const& each : std::filesystem::recursive_directory_iterator(folder.path())) {
        if (!each.is_regular_file()) continue;
        std::ifstream in{each.path(), std::ios::binary};
        std::string const bytes{std::istreambuf_iterator<char>{in}, {}};
        EXPECT_THAT(bytes, Not(HasSubstr("sausage"))) << each.path();
    }
    std::size_t warned = 0;
    for (auto const& each : sent()) warned += each.letter == "mail_secret" ? 1 : 0;
    EXPECT_EQ(warned, 4u);
    bool told = false;
    for (auto const& row : inbox())
        for (auto const& entry : entries(row.conversation.id))
            told = told || json::serialize(entry.data).find("wallet.json") != std::string::npos;
    EXPECT_TRUE(told) << "staff see that a file was not taken";
}

TEST_F(MailRoomTest, white_space_at_its_end_makes_no_other_letter) {
    auto const raw = letter({});
    take(raw);
    take(raw + "\r\n");
    take(raw + " \r\n\r\n");
    read();
    EXPECT_EQ(entries(only().id).size(), 1u);
}

TEST_F(MailRoomTest, a_letter_to_a_brand_is_answered_under_its_name) {
    static constexpr postgres::Query<postgres::Affected(std::string)> add{
        "test.brand",
        "INSERT INTO brands (id, address, name_en, name_zh, acknowledgement_en, closing_en, changed_at) VALUES "
        "(gen_random_uuid(), $1, "
        "'Pai Card', '派卡', 'The card team answers within a day.', 'The Pai Card team', now())"};
    run(io, database.run(add, "card@exchange.example"));
    arrive({.to = "card@exchange.example"});
    EXPECT_THAT(read_sent(0).text, HasSubstr("The card team answers within a day."));
    answer(only().id, "Your card is on its way.");
    EXPECT_THAT(read_sent(0).text, HasSubstr("The Pai Card team"));
    arrive({.from = "other@mail.example"});
    EXPECT_THAT(read_sent(0).text, Not(HasSubstr("card team")));
    EXPECT_EQ(run(io, standing_of_mail.look(ana)).brands.at(0).name_zh, "派卡");
}

TEST_F(MailRoomTest, the_words_of_a_brand_are_seen_before_they_are_kept) {
    BrandWords const words{.address = "card@exchange.example",
                           .name_en = "Pai Card",
                           .name_zh = "派卡",
                           .acknowledgement_zh = "卡片团队一天内回复。",
                           .closing_zh = "派卡团队"};
    auto const shown = run(io, brands.preview(ana, {words, "zh-CN"}));
    EXPECT_THAT(shown.acknowledgement.text, HasSubstr("卡片团队一天内回复。"));
    EXPECT_THAT(shown.answer.text, HasSubstr("派卡团队"));
    EXPECT_EQ(code(brands.preview(ana, {words, "fr"})), "field.choice");
}

TEST_F(MailRoomTest, a_letter_sent_round_is_followed_until_it_is_back) {
    auto const begun = run(io, rounds.start(ana, {"en"}));
    EXPECT_FALSE(begun.over);
    EXPECT_EQ(begun.steps.at(2).state, StepState::waiting);
    clock.advance(2s);
    take(
        "Authentication-Results: mx.exchange.example; dkim=pass header.d=exchange.example\r\nFrom: "
        "support@exchange.example\r\nTo: "
        "support@exchange.example\r\nMessage-ID: <" +
        outbox.message_id(begun.id) + ">\r\nX-Ombud-Loop: exchange.example\r\nAuto-Submitted: auto-generated\r\n\r\nround\r\n");
    read();
    auto const back = run(io, rounds.read(ana, begun.id));
    EXPECT_TRUE(back.over);
    EXPECT_EQ(back.steps.at(2).state, StepState::done);
    EXPECT_EQ(back.belief, Belief::believed);
    EXPECT_THAT(inbox(), IsEmpty());
    EXPECT_EQ(only_aside("set_aside").why, Why::round);

    auto const lost = run(io, rounds.start(ana, {"zh-CN"}));
    clock.advance(11min);
    EXPECT_EQ(run(io, rounds.read(ana, lost.id)).steps.at(2).state, StepState::failed);
}

TEST_F(MailRoomTest, a_person_at_another_desk_of_this_kind_may_write_to_us) {
    arrive({.from = "ana@other.example", .headers = "X-Ombud-Loop: other.example\r\n"});
    EXPECT_EQ(inbox().size(), 1u);
    arrive({.from = "support@exchange.example", .headers = "X-Ombud-Loop: exchange.example\r\n"});
    EXPECT_EQ(inbox().size(), 1u) << "our own, come back";
}

TEST_F(MailRoomTest, an_answer_takes_its_files_along) {
    arrive({});
    auto const conversation = only();
    auto const file = run(io, desk.attach(ana, conversation.id, "账单 bill.txt", "what you paid"));
    run(io, desk.post(ana, conversation.id, {.client_id = "a1", .body = "Here it is.", .attachments = std::vector{file.id}}));
    clock.advance(11s);
    EXPECT_EQ(run(io, answers.send_due()), 1u);
    auto const told = run(io, answers.deliveries(ana, conversation.id));
    ASSERT_EQ(told.deliveries.size(), 1u);
    EXPECT_EQ(told.deliveries[0].seq, 2);
    EXPECT_EQ(told.deliveries[0].state, outbox::DeliveryState::accepted);
}

TEST_F(MailRoomTest, whoever_left_the_chat_is_sent_what_they_have_not_read_once_it_has_waited) {
    auto const left = chat("li@mail.example"), stayed = chat("mei@mail.example"), unknown = chat(std::nullopt);
    for (auto const& each : {left, stayed, unknown}) say(ana, each.id, "Which network?");
    clock.advance(1min);
    EXPECT_EQ(run(io, answers.send_due()), 0u);
    run(io, desk.seen(edge::Gate::customer(stayed.customer.id), stayed.id, {2}));
    clock.advance(5min);
    EXPECT_EQ(run(io, answers.send_due()), 1u);
    EXPECT_EQ(run(io, answers.send_due()), 0u);
    ASSERT_EQ(sent().size(), 1u);
    auto const out = read_sent(0);
    EXPECT_EQ(out.to, "li@mail.example");
    EXPECT_THAT(out.text, HasSubstr("Which network?"));
    EXPECT_THAT(out.text, HasSubstr("https://desk.example/en/letters/stop/"));
    EXPECT_THAT(out.text, Not(HasSubstr("Where is my withdrawal?"))) << "nobody proved that the address is theirs";
}

TEST_F(MailRoomTest, letters_to_those_who_left_end_when_they_say_so_and_begin_again_when_they_write) {
    auto const left = chat("li@mail.example");
    EXPECT_FALSE(run(io, answers.stop("forged")));
    EXPECT_TRUE(run(io, answers.stop(addresses.token(left.id, clock.now()))));
    say(ana, left.id, "Which network?");
    clock.advance(6min);
    EXPECT_EQ(run(io, answers.send_due()), 0u);
    arrive({.from = "li@mail.example", .to = addresses.make(left.id, clock.now()), .body = "TRC20"});
    EXPECT_EQ(entries(left.id).back().body, "TRC20") << "what comes by letter stands in the chat";
    say(ana, left.id, "Thank you.");
    clock.advance(6min);
    EXPECT_EQ(run(io, answers.send_due()), 1u);
}

TEST_F(MailRoomTest, a_planned_answer_has_stood_long_enough) {
    arrive({});
    auto const conversation = only();
    run(io, desk.post(ana, conversation.id, {.client_id = "planned-1", .body = "Which network?"}));
    EXPECT_EQ(run(io, answers.send_due()), 1u);
}

TEST_F(MailRoomTest, access_tokens_are_asked_for_with_the_newest_refresh_token) {
    std::vector<std::string> kept;
    AccessTokens tokens{
        token_server,
        {.token_url = "https://login.example/token", .client_id = "desk", .client_secret = "s&s", .refresh_token = "a+b/c=1"},
        [&](OAuth now) -> Task<void> {
            kept.push_back(now.refresh_token);
            co_return;
        }};
    EXPECT_EQ(run(io, tokens.get()), "access-1");
    EXPECT_THAT(token_server.asked_for, HasSubstr("refresh_token=a%2Bb%2Fc%3D1&"));
    EXPECT_THAT(token_server.asked_for, HasSubstr("client_secret=s%26s"));
    EXPECT_EQ(run(io, tokens.get()), "access-2");
    EXPECT_THAT(token_server.asked_for, HasSubstr("refresh_token=next-1"));
    EXPECT_THAT(kept, ::testing::ElementsAre("next-1", "next-2"));
    token_server.status = 400;
    EXPECT_EQ(code(tokens.get()), "mail.oauth_refused");
    EXPECT_THROW((AccessTokens{token_server, {.token_url = "http://login.example/token"}}), Problem);
}

}  // namespace ombud::email
