// Letters as bytes, handing them over, and what comes back.
#include <fstream>
#include <gmock/gmock.h>
#include <sstream>

#include "core/problem.hpp"
#include "mail/compose.hpp"
#include "mail/delivery_report.hpp"
#include "mail/gmime.hpp"
#include "mail/smtp.hpp"
#include "support/run.hpp"
#include "support/smtp_server.hpp"

namespace ombud::mail {
namespace {

using namespace std::literals;
using ombud::testing::run;
using ombud::testing::SmtpServer;
using ::testing::HasSubstr;

template <class Act>
std::string code(Act act) {
    try {
        act();
        return "fine";
    } catch (Problem const& problem) {
        return problem.code;
    }
}

Message letter() {
    return {.from = {"安席", "support@exchange.example"},
            .to = "li@customer.example",
            .subject = "您的登录验证码",
            .text = "验证码：12345678\n.\nFrom here",
            .html = "<p>验证码：<b>12345678</b></p>",
            .id = "one@exchange.example",
            .date = Timestamp{1'795'507'200s}};
}

// What a mail program makes of it.
struct Opened {
    explicit Opened(std::string const& raw) {
        start_gmime();
        stream.reset(g_mime_stream_mem_new_with_buffer(raw.data(), raw.size()));
        Ref<GMimeParser> const parser{g_mime_parser_new_with_stream(stream.get())};
        message.reset(g_mime_parser_construct_message(parser.get(), nullptr));
    }
    [[nodiscard]] std::string header(char const* name) const {
        return text_or_empty(g_mime_object_get_header(GMIME_OBJECT(message.get()), name));
    }
    [[nodiscard]] std::string part(int number) const {
        auto* both = GMIME_MULTIPART(g_mime_message_get_mime_part(message.get()));
        Text const text{g_mime_text_part_get_text(GMIME_TEXT_PART(g_mime_multipart_get_part(both, number)))};
        auto out = text_or_empty(text.get());
        std::erase(out, '\r');
        return out;
    }
    Ref<GMimeStream> stream;
    Ref<GMimeMessage> message;
};

TEST(Compose, a_mail_program_reads_what_was_written) {
    auto const raw = compose(letter());
    for (unsigned char byte : raw) ASSERT_LT(byte, 0x80) << "seven bits pass everywhere";
    Opened const opened{raw};
    EXPECT_STREQ(g_mime_message_get_subject(opened.message.get()), "您的登录验证码");
    EXPECT_STREQ(g_mime_message_get_message_id(opened.message.get()), "one@exchange.example");
    EXPECT_EQ(opened.header("Auto-Submitted"), "auto-generated");
    EXPECT_EQ(opened.header("List-Id"), "<letters.exchange.example>");
    EXPECT_EQ(opened.header("MIME-Version"), "1.0");
    EXPECT_EQ(opened.header("To"), "li@customer.example");
    EXPECT_THAT(opened.header("Date"), HasSubstr("Nov 2026"));
    EXPECT_EQ(opened.part(0), letter().text);
    EXPECT_EQ(opened.part(1), letter().html);
}

// One click, for a mail program that reads the header: an address that is folded in its middle is none.
TEST(Compose, the_address_that_ends_letters_stands_in_one_piece) {
    auto ending = letter();
    ending.stop_url = "https://support.exchange.example/en/letters/stop/" + std::string(60, 'a');
    auto const raw = compose(ending);
    EXPECT_THAT(raw, HasSubstr("List-Unsubscribe: <" + ending.stop_url + ">\r\n"));
    EXPECT_EQ(Opened{raw}.header("List-Unsubscribe"), "<" + ending.stop_url + ">");
    EXPECT_EQ(Opened{raw}.header("List-Unsubscribe-Post"), "List-Unsubscribe=One-Click");
}

TEST(Compose, no_field_smuggles_a_header_in) {
    for (auto const& evil : {"x\r\nBcc: thief@evil.example"s, "x\nBcc: thief@evil.example"s, "x\rBcc: y"s, "x\0y"s,
                             "\r\n\r\n<b>body</b>"s, "x\tBcc:"s}) {
        auto const refused = [&](auto change) {
            auto message = letter();
            change(message);
            return code([&] { compose(message); });
        };
        EXPECT_EQ(refused([&](Message& m) { m.subject = evil; }), "mail.header");
        EXPECT_EQ(refused([&](Message& m) { m.from.name = evil; }), "mail.header");
        EXPECT_EQ(refused([&](Message& m) { m.from.address = evil + "@exchange.example"; }), "mail.address");
        EXPECT_EQ(refused([&](Message& m) { m.to = evil + "@customer.example"; }), "mail.address");
        EXPECT_EQ(refused([&](Message& m) { m.to = "li@customer.example" + evil; }), "mail.address");
        EXPECT_EQ(refused([&](Message& m) { m.id = evil + "@exchange.example"; }), "mail.address");
    }
    auto message = letter();
    message.text = "a\r\n\r\n--boundary\r\nContent-Type: text/html\r\n\r\n<script>";
    Opened const opened{compose(message)};
    EXPECT_EQ(g_mime_multipart_get_count(GMIME_MULTIPART(g_mime_message_get_mime_part(opened.message.get()))), 2);
}

TEST(Compose, addresses_are_plain) {
    for (auto const* good : {"li@customer.example", "li+tag@b.c", "李@例子.cn", "o'neil@x.example"})
        EXPECT_TRUE(is_address(good)) << good;
    for (auto const* bad :
         {"", "@", "a@", "@b", "a b@c", "a@b@c", "<a@b>", "a@b>", "\"a\"@b", "a@b,c@d", "a@b;", "a\r\n@b", "a@b\x7f"})
        EXPECT_FALSE(is_address(bad)) << bad;
    EXPECT_EQ(read_mailbox("安席 <a@b.c>").name, "安席");
    EXPECT_EQ(read_mailbox("安席 <a@b.c>").address, "a@b.c");
    EXPECT_EQ(read_mailbox("a@b.c").address, "a@b.c");
    EXPECT_EQ(code([] { read_mailbox("nobody"); }), "mail.address");
}

struct SmtpTest : ::testing::Test {
    asio::io_context io;
    SmtpServer server;

    Reply send(SmtpSettings settings) {
        SmtpClient client{std::move(settings), "exchange.example"};
        return run(io, client.send("bounces+1@exchange.example", "li@customer.example", compose(letter())));
    }
    Reply send() { return send({.url = server.url()}); }
};

TEST_F(SmtpTest, a_letter_arrives_whole) {
    auto const reply = send();
    EXPECT_EQ(reply.outcome, Outcome::accepted);
    EXPECT_EQ(reply.line(), "250 2.0.0 Ok: queued");
    auto const taken = server.taken();
    ASSERT_EQ(taken.size(), 1u);
    EXPECT_EQ(taken[0].from, "bounces+1@exchange.example");
    EXPECT_EQ(taken[0].to, "li@customer.example");
    auto undotted = taken[0].message;
    for (std::size_t at = 0; (at = undotted.find("\r\n..", at)) != undotted.npos; ++at) undotted.erase(at + 2, 1);
    EXPECT_EQ(Opened{undotted}.part(0), letter().text);
}

TEST_F(SmtpTest, each_answer_is_told_apart) {
    struct Case {
        char const *command, *answer;
        Outcome outcome;
        char const* line;
    };
    for (auto const& each :
         std::initializer_list<Case>{{"RCPT", "550 5.1.1 <li>: no such user", Outcome::refused, "550 5.1.1 <li>: no such user"},
                                     {"RCPT", "450 4.2.0 greylisted", Outcome::deferred, "450 4.2.0 greylisted"},
                                     {"RCPT", "550 no such user", Outcome::refused, "550 no such user"},
                                     {".", "451 4.3.0 later", Outcome::deferred, "451 4.3.0 later"},
                                     {".", "554 5.7.1 looks like spam", Outcome::refused, "554 5.7.1 looks like spam"},
                                     {"MAIL", "550 5.7.1 sender not welcome", Outcome::deferred, "550 5.7.1 sender not welcome"},
                                     {"greeting", "554 5.3.2 go away", Outcome::deferred, "554 5.3.2 go away"}}) {
        server.answer_well();
        server.answer(each.command, each.answer);
        auto const reply = send();
        EXPECT_EQ(reply.outcome, each.outcome) << each.answer;
        EXPECT_EQ(reply.line(), each.line);
    }
    EXPECT_TRUE(server.taken().empty());
}

TEST_F(SmtpTest, a_line_that_breaks_is_a_deferral) {
    for (auto const* command : {"greeting", "EHLO", "MAIL", "RCPT", "DATA", "."}) {
        server.answer_well();
        server.answer(command, "hang up");
        auto const reply = send();
        EXPECT_EQ(reply.outcome, Outcome::deferred) << command;
    }
    EXPECT_EQ(send({.url = "smtp://127.0.0.1:1"}).outcome, Outcome::deferred);
}

TEST_F(SmtpTest, what_is_under_way_ends_when_it_is_told_to) {
    server.answer("RCPT", "silence");
    SmtpClient client{{.url = server.url()}, "exchange.example"};
    std::thread stopper{[&] {
        std::this_thread::sleep_for(200ms);
        client.stop();
    }};
    auto const started = std::chrono::steady_clock::now();
    EXPECT_EQ(run(io, client.send("a@b.c", "d@e.f", "x")).outcome, Outcome::deferred);
    EXPECT_LT(std::chrono::steady_clock::now() - started, 10s);
    stopper.join();
}

TEST_F(SmtpTest, a_name_and_password_open_the_door_or_defer) {
    EXPECT_EQ(send({.url = server.url(), .user = "desk", .password = "s3cret"}).outcome, Outcome::accepted);
    EXPECT_EQ(server.signed_in, "AGRlc2sAczNjcmV0\r\n") << "PLAIN: name and password";
    server.answer("AUTH", "535 5.7.8 no");
    auto const reply = send({.url = server.url(), .user = "desk", .password = "wrong"});
    EXPECT_EQ(reply.outcome, Outcome::deferred) << "nobody's address is to blame";
    EXPECT_EQ(reply.code, 535);
}

TEST_F(SmtpTest, nothing_goes_in_clear_where_tls_is_due) {
    auto const reply = send({.url = server.url(), .authorities = "/nonexistent.pem"});
    EXPECT_EQ(reply.outcome, Outcome::deferred) << "the server offers no STARTTLS";
    EXPECT_TRUE(server.taken().empty());
}

TEST_F(SmtpTest, a_foreign_envelope_and_a_wrong_url_are_refused) {
    SmtpClient client{{.url = server.url()}, "exchange.example"};
    EXPECT_EQ(code([&] { run(io, client.send("a@b.c", "d@e.f>\r\nRCPT TO:<thief@evil.example", "x")); }), "mail.address");
    EXPECT_EQ(code([&] { run(io, client.send("a@b.c> SIZE=1", "d@e.f", "x")); }), "mail.address");
    for (auto const* url : {"", "http://mail.example", "smtp:", "mail.example:25", "smtp://h/path"})
        EXPECT_EQ(code([&] { SmtpClient({.url = url}, "x"); }), "mail.smtp_url") << url;
}

std::string corpus(std::string const& name) {
    std::ifstream file{"tests/corpus/delivery_report_fuzz/" + name};
    std::ostringstream text;
    text << file.rdbuf();
    EXPECT_FALSE(text.str().empty()) << name;
    return text.str();
}

TEST(DeliveryReportTest, postfix_says_who_was_not_reached) {
    auto const report = read_delivery_report(corpus("postfix_bounce.eml"));
    ASSERT_TRUE(report);
    ASSERT_EQ(report->recipients.size(), 1u);
    EXPECT_EQ(report->recipients[0].recipient, "nobody@customer.example");
    EXPECT_EQ(report->recipients[0].action, "failed");
    EXPECT_EQ(report->recipients[0].status, "5.1.1");
    EXPECT_THAT(report->recipients[0].diagnostic, HasSubstr("550 5.1.1"));
    EXPECT_EQ(report->message_id, "0199aaaa-0000-7000-8000-000000000001@exchange.example");
    EXPECT_EQ(report->sent_to, "bounces+0199aaaa-0000-7000-8000-000000000001@exchange.example");
}

TEST(DeliveryReportTest, folded_fields_comments_and_several_recipients_are_read) {
    auto const report = read_delivery_report(corpus("two_recipients.eml"));
    ASSERT_TRUE(report);
    ASSERT_EQ(report->recipients.size(), 2u);
    EXPECT_EQ(report->recipients[0].action, "delayed");
    EXPECT_EQ(report->recipients[0].status, "4.4.1");
    EXPECT_EQ(report->recipients[1].recipient, "second@customer.example");
    EXPECT_THAT(report->recipients[1].diagnostic, HasSubstr("mailbox is full and stays full"));
    EXPECT_EQ(report->envelope_id, "QQ314159");
    EXPECT_EQ(report->message_id, "two@exchange.example");
}

TEST(DeliveryReportTest, everything_else_is_none) {
    EXPECT_FALSE(read_delivery_report(""));
    EXPECT_FALSE(read_delivery_report(compose(letter())));
    EXPECT_FALSE(read_delivery_report("Content-Type: multipart/report; boundary=x\r\n\r\n--x\r\n\r\nhello\r\n--x--\r\n"));
    EXPECT_FALSE(read_delivery_report("Subject: Out of office\r\nAuto-Submitted: auto-replied\r\n\r\nI am away"));
}

}  // namespace
}  // namespace ombud::mail
