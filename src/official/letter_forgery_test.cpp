// Letters with a right code, copied into what we never wrote: none of them is ours.
#include <gmock/gmock.h>

#include "audit/audit.hpp"
#include "official/official.hpp"
#include "outbox/letters.hpp"
#include "outbox/outbox.hpp"
#include "postgres/database.hpp"
#include "support/module_test.hpp"

namespace ombud::official {
namespace {

using namespace std::chrono_literals;
using ombud::testing::run;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Not;

constexpr char const* li = "li@customer.example";
constexpr char const* ours = "https://help.paiwallet.example/en/verify";

NewChannel channel(Kind kind, std::string value, std::optional<Network> network = {}) {
    return {.kind = kind,
            .network = network,
            .value = std::move(value),
            .with_below = true,
            .label = "Pai Wallet",
            .note_zh = {},
            .note_en = {},
            .language = {},
            .region = {}};
}

struct ForgeryTest : ombud::testing::ModuleTest {
    audit::Log log{database, clock};
    approvals::Approvals approvals{database, log, clock, random};
    Official official{database, log, approvals, clock, random};
    outbox::Outbox outbox{
        database, clock, random, Seal{random.bytes<32>()}, {{"Pai", "no-reply@mail.paiwallet.example"}, "b@paiwallet.example"},
        nullptr};
    std::string from = "Pai Wallet <no-reply@mail.paiwallet.example>", to = li,
                passed = said("dkim=pass header.d=mail.paiwallet.example");

    ForgeryTest() {
        run(io,
            official.establish({channel(Kind::site, "paiwallet.example"), channel(Kind::email_domain, "mail.paiwallet.example"),
                                channel(Kind::handle, "paiwallet", Network::telegram)}));
    }

    // Of a letter that was written to Li.
    std::string code = {};
    LetterId id = {};
    std::string const& right() {
        if (code.empty()) {
            id = run(io, outbox.post({.letter = "sign_in_code",
                                      .language = "en",
                                      .to = li,
                                      .values = {{"code", "48151623"},
                                                 {"device", "Chrome, Windows"},
                                                 {"place", "Hong Kong"},
                                                 {"time", "10:00"},
                                                 {"freeze_link", ours}}}));
            code = run(io, official.code_for({.channel = SentBy::email, .letter = id, .to = li}));
            // All that is told here of a letter is told without knowing its words, as of one from before they were noted.
            static constexpr postgres::Query<postgres::Affected()> forget{
                "test.forget_words", "UPDATE letters SET text_digest = NULL, html_digest = NULL"};
            run(io, database.run(forget));
        }
        return code;
    }

    static std::string said(std::string const& results) {
        return "Authentication-Results: mx.customer.example; " + results + "\r\n";
    }
    LetterAnswer ask(std::string const& header, std::string const& type, std::string const& body) {
        clock.advance(1min);
        return run(io, official.check_letter(Anyone{"192.0.2.1"},
                                             header + "From: " + from + "\r\nTo: " + to +
                                                 "\r\nSubject: Your sign-in code\r\nMIME-Version: 1.0\r\nContent-Type: " + type +
                                                 "\r\n\r\n" + body + "\r\n"));
    }
    LetterAnswer text(std::string const& words) { return ask(passed, "text/plain; charset=utf-8", words + "\r\n" + right()); }
    LetterAnswer html(std::string const& words) {
        return ask(passed, "text/html; charset=utf-8", "<p>" + right() + "</p>" + words);
    }
    LetterAnswer vouched_by(std::string const& header) { return ask(header, "text/plain; charset=utf-8", right()); }
    LetterAnswer with(std::string const& more) {
        return ask(passed, "multipart/mixed; boundary=x",
                   "--x\r\nContent-Type: text/plain\r\n\r\n" + right() + "\r\n--x\r\n" + more + "\r\n--x--");
    }
};

std::vector<std::string> signs(LetterAnswer const& answer) {
    std::vector<std::string> out;
    for (auto const& finding : answer.findings) out.emplace_back(boost::describe::enum_to_string(finding.sign, ""));
    return out;
}
void expect_copied(LetterAnswer const& answer, std::string const& what) {
    EXPECT_EQ(answer.verdict, LetterVerdict::dangerous) << what;
    EXPECT_EQ(answer.advice, Advice::leave) << what;
    EXPECT_THAT(signs(answer), AllOf(Contains("code_copied"), Not(Contains("code_right")))) << what;
}
// What we sent is shown, for the reader to hold it against what he got.
void expect_compared(LetterAnswer const& answer, std::string const& what) {
    EXPECT_EQ(answer.verdict, LetterVerdict::cannot_be_verified) << what;
    EXPECT_EQ(answer.advice, Advice::compare) << what;
    ASSERT_TRUE(answer.sender) << what;
    EXPECT_EQ(answer.sender->to, "l…@customer.example") << what;
    EXPECT_EQ(answer.sender->subject, "Your sign-in code") << what;
}

TEST_F(ForgeryTest, what_we_wrote_is_ours_as_it_was_written) {
    auto const sent_at = clock.now();
    for (std::string const language : {"en", "zh-CN"})
        for (std::string const& name : outbox::letter_names()) {
            std::map<std::string, std::string> values;
            for (auto const& value : outbox::values_of(name, language))
                values[value] = value.ends_with("link") ? "https://help.paiwallet.example/x?action=freeze&href=1#token=abc"
                                : value == "device"     ? "Chrome 120.0, Windows"
                                                        : "2026-03-01 10:00";
            auto const written = outbox::write_letter({name, language, values, "blue heron", true, outbox::Proof{right(), ours}});
            auto const answer = ask(passed, "multipart/alternative; boundary=x",
                                    "--x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + written.text +
                                        "\r\n--x\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + written.html + "\r\n--x--");
            EXPECT_EQ(answer.verdict, LetterVerdict::ours) << name;
            EXPECT_THAT(signs(answer), ElementsAre("from_official", "authentication_passed", "code_right")) << name;
            EXPECT_EQ(answer.sender->at, sent_at) << name;
            EXPECT_EQ(answer.sender->to, "l…@customer.example");
        }
}

TEST_F(ForgeryTest, a_right_code_beside_a_link_elsewhere_was_copied) {
    for (std::string const words :
         {"Go to http://evil.example now", "Go to HTTP://EVIL.EXAMPLE now", "see:https://evil.example", "www.evil.example/x",
          "http://help.paiwallet.example@evil.example/", "http://help.paiwallet.example\u3002evil.example/", "http://2130706433/",
          "https://[2001:db8::1]/", "http://evil", "<https://help.paiwallet.example.evil.example>",
          "请打开http://evil.example，谢谢"})
        expect_copied(text(words), words);
    expect_copied(text("http://help.paiwallet.example:" + std::string(5'000, '0') + "@evil.example/"),
                  "beyond what is read of a link");
}

TEST_F(ForgeryTest, a_right_code_in_html_that_leads_elsewhere_was_copied) {
    for (std::string const words :
         {"<a href=http://evil.example>x</a>",
          "<A\nHREF = 'HTTP://evil.example'>x</A>",
          "<a href=//evil.example>x</a>",
          "<a href='h&#116;tp&colon;//evil.example'>x</a>",
          "<a href='https://help.paiwallet.example\t.evil.example'>x</a>",
          "<a href='https://help.paiwallet.example&#10;.evil.example'>x</a>",
          "<a href=' \x01 http://evil.example'>x</a>",
          "<a href='https://help.paiwallet.example。evil.example'>x</a>",
          "<a href=https:evil.example>x</a>",
          "<a href='mailto:evil@x.example'>x</a>",
          "<a href='MAILTO:no-reply@mail.paiwallet.example,evil@x.example'>x</a>",
          "<a href='mailto:no-reply@mail.paiwallet.example?cc=evil@x.example'>x</a>",
          "<a href='mailto:evil%40x.example%2c@mail.paiwallet.example'>x</a>",
          "<a href=tel:+85212345678>x</a>",
          "<a href=javascript:alert(1)>x</a>",
          "<a href='javascript://help.paiwallet.example/%0aalert(1)'>x</a>",
          "<a href='intent://help.paiwallet.example#Intent;S.browser_fallback_url=http://evil.example;end'>x</a>",
          "<a href='data:text/html,x'>x</a>",
          "<a href='tg://resolve?domain=evil'>x</a>",
          "<a href=/relative>x</a>",
          "<a href=https://t.me/paiwallet/../evil>x</a>",
          "<form action=http://evil.example><button>x</button></form>",
          "<form><button formaction=http://evil.example>x</button></form>",
          "<form><input type=image formaction='http://evil.example'></form>",
          "<img usemap=#m><map name=m><area href=http://evil.example></map>",
          "<base href=http://evil.example/><a href=x>x</a>",
          "<meta http-equiv=refresh content='0;url=http://evil.example'>",
          "<meta http-equiv='REFRESH' content='0 http://evil.example'>",
          "<svg><a xlink:href=http://evil.example><text>x</text></a></svg>",
          "<iframe src=http://evil.example></iframe>",
          "<img src='http://evil.example/words.png'>",
          "<!--><a href=http://evil.example>x</a>-->",
          "<!--[if mso]><a href=http://evil.example>x</a><![endif]-->",
          "<svg><title><a href=http://evil.example>x</a></title></svg>",
          "<select><style></select><a href=http://evil.example>x</a></style>",
          "<title><!--</title><a href=http://evil.example>x</a>-->",
          "<p>Open http://evil.example by hand</p>",
          "<p>打开https://evil.example</p>"})
        expect_copied(html(words), words);
    std::string many;
    for (int i = 0; i < 1'100; ++i) many += "<a href=" + std::string(ours) + "?" + std::to_string(i) + ">x</a>";
    EXPECT_NE(html(many + "<a href=http://evil.example>x</a>").verdict, LetterVerdict::ours);
    EXPECT_EQ(html("<a href='" + std::string(ours) + "'>x</a><a href='#top'>y</a><a href=''>z</a>").verdict, LetterVerdict::ours);
}

TEST_F(ForgeryTest, what_is_named_among_the_words_or_not_read_is_never_vouched_for) {
    for (std::string const words :
         {"Open evil.top/login", "Write to evil@x.example", "mailto:evil@x.example", "请打开evil.top登录", "Ask @evil_help",
          "客服：@evil_help", "Ask t.me/evil_help", "EVIL.COM."})
        EXPECT_NE(text(words).verdict, LetterVerdict::ours) << words;
    expect_compared(text("Open evil.top/login"), "no link, and yet many programs make one of it");
    expect_compared(html("<p>Write to evil@x.example</p>"), "the same in HTML");
    EXPECT_EQ(text("To " + std::string(li) + ": see no-reply@mail.paiwallet.example, e.g. notes.txt, 10.0").verdict,
              LetterVerdict::ours);

    auto const first = [&](std::string const& words) { return ask(passed, "text/plain; charset=utf-8", right() + words); };
    expect_compared(first(std::string(1024 * 1024, ' ') + "http://evil.example"), "beyond what is read");
    expect_compared(html(std::string(1024 * 1024, 'a') + " evil.top"), "beyond what is read of HTML");
    expect_compared(first(std::string(" hello\0http://evil.example", 26)), "behind a NUL");
    expect_compared(with("Content-Type: application/pdf\r\n\r\nx"), "a file");
    expect_compared(with("Content-Type: image/png\r\nContent-Disposition: inline\r\n\r\nx"), "a picture of words");
    expect_compared(with("Content-Type: message/rfc822\r\n\r\nFrom: a@b.example\r\n\r\nhello"), "a letter within");
    EXPECT_NE(ask(passed, "text/html; charset=utf-7", right() + " +ADw-a href+AD0-evil+AD4-").verdict, LetterVerdict::ours);
    EXPECT_THAT(signs(with("Content-Type: application/pdf\r\n\r\nx")), Contains("not_all_read"));
    expect_copied(with("Content-Type: text/x-amp-html\r\n\r\n<a href='h&#116;tp://evil.example'>x</a>"),
                  "as HTML of another name");
    std::string parts;
    for (int i = 0; i < 150; ++i) parts += "Content-Type: text/plain\r\n\r\nhello\r\n--x\r\n";
    expect_compared(with(parts + "Content-Type: text/html\r\n\r\n<a href=http://evil.example>x</a>"),
                    "in a part beyond those read");
}

TEST_F(ForgeryTest, only_the_receiving_server_vouches_and_for_the_domain_that_is_seen) {
    for (std::string const results :
         {"dmarc=pass header.from=mail.paiwallet.example", "dmarc=pass (p=REJECT) action=none header.from=mail.paiwallet.example",
          "spf=fail; dkim=pass header.i=@mail.paiwallet.example header.s=s1 header.b=\"a=b\"",
          "dkim=pass header.d=paiwallet.example",
          "dkim=fail header.d=evil.example; DKIM=Pass\r\n (2048 bit) header.i=no-reply@mail.paiwallet.example"})
        EXPECT_EQ(vouched_by(said(results)).verdict, LetterVerdict::ours) << results;
    EXPECT_EQ(
        vouched_by(
            "Authentication-Results: spf=pass smtp.mailfrom=x.example; dkim=pass header.d=mail.paiwallet.example;dmarc=pass\r\n")
            .verdict,
        LetterVerdict::ours)
        << "a server that does not name itself";

    expect_compared(vouched_by(""), "nobody says anything");
    for (std::string const results :
         {"none",
          "dmarc=pass",
          "dkim=pass",
          "spf=pass smtp.mailfrom=mail.paiwallet.example",
          "dmarc=pass header.from=evil.example",
          "dkim=pass header.d=evil.example",
          "dkim=pass (header.d=mail.paiwallet.example) header.d=evil.example",
          "dkim=pass header.d=evil.example (header.d=mail.paiwallet.example)",
          "dkim=pass header.d=evil.example header.d=mail.paiwallet.example",
          "dkim=none (dkim=pass header.d=mail.paiwallet.example)",
          "none (a (b) ; dkim=pass header.d=mail.paiwallet.example; )",
          "none reason=\"; dkim=pass header.d=mail.paiwallet.example\"",
          "none reason=\"\\\"; dkim=pass header.d=mail.paiwallet.example\"",
          "none (\\); dkim=pass header.d=mail.paiwallet.example)",
          "dkim=pass header.d=mail.paiwallet.example.evil.example",
          "dkim=pass header.i=mail.paiwallet.example@evil.example",
          "dkim=pass smtp.x=header.d=mail.paiwallet.example",
          "dkim=passed header.d=mail.paiwallet.example",
          "dkim=pass header.i=@mail.paiwallet.example header.d=evil.example",
          "arc=pass header.d=mail.paiwallet.example",
          "spf=pass (of =?utf-8?q?)=3B_dkim=3Dpass_header.d=3Dmail.paiwallet.example=3B?= ok) smtp.mailfrom=x.example"})
        expect_compared(vouched_by(said(results)), results);
    expect_compared(vouched_by(said("none") + passed), "the sender wrote a second line");
    expect_compared(vouched_by("X-Authentication-Results: mx; dmarc=pass header.from=mail.paiwallet.example\r\n"),
                    "another header");
    EXPECT_EQ(
        vouched_by(said("dkim=pass header.d=mail.paiwallet.example; dmarc=fail header.from=mail.paiwallet.example")).verdict,
        LetterVerdict::dangerous);
}

TEST_F(ForgeryTest, a_code_proves_nothing_to_anybody_else) {
    for (std::string const other :
         {"wei@customer.example", "li@customer.example, wei@customer.example", "wei@customer.example\r\nTo: li@customer.example",
          "Li: li@customer.example, wei@customer.example;"}) {
        to = other;
        auto const answer = text("hello");
        EXPECT_EQ(answer.verdict, LetterVerdict::dangerous) << other;
        EXPECT_THAT(signs(answer), Contains("code_of_another_letter")) << other;
        EXPECT_FALSE(answer.sender) << other;
    }
    to = li;
    for (std::string const other :
         {"Pai Wallet <x@evil.example>", "no-reply@mail.paiwallet.example, x@evil.example",
          "no-reply@mail.paiwallet.example\r\nFrom: x@evil.example", "\"no-reply@mail.paiwallet.example\" <x@evil.example>",
          "no-reply@mail.paiwallet.example.evil.example"}) {
        from = other;
        EXPECT_NE(text("hello").verdict, LetterVerdict::ours) << other;
    }
}

}  // namespace
}  // namespace ombud::official
