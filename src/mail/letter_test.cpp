// Letters as people's programs write them, in every charset, and as those who mean harm do.
#include "mail/letter.hpp"

#include <glib.h>
#include <gmock/gmock.h>

#include "core/limits.hpp"

namespace ombud::mail {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::StartsWith;

// UTF-8 as another program would write it.
std::string in(char const* charset, std::string const& text) {
    gsize size = 0;
    gchar* const bytes = g_convert(text.data(), gssize(text.size()), charset, "UTF-8", nullptr, &size, nullptr);
    EXPECT_NE(bytes, nullptr) << charset;
    std::string out(bytes ? bytes : "", size);
    g_free(bytes);
    return out;
}

std::string base64(std::string const& bytes) {
    gchar* const text = g_base64_encode(reinterpret_cast<guchar const*>(bytes.data()), bytes.size());
    std::string out = text;
    g_free(text);
    return out;
}

std::string quoted_printable(std::string const& bytes) {
    std::string out;
    for (unsigned char c : bytes) {
        constexpr auto* digits = "0123456789ABCDEF";
        out += '=';
        out += digits[c >> 4];
        out += digits[c & 15];
    }
    return out;
}

std::string word(char const* charset, std::string const& bytes) {
    return std::string("=?") + charset + "?B?" + base64(bytes) + "?=";
}

Letter read(std::string const& raw) {
    auto letter = read_letter(raw);
    EXPECT_TRUE(letter) << raw.substr(0, 200);
    return letter.value_or(Letter{});
}

std::string const head = "From: li@customer.example\r\nTo: support@exchange.example\r\n";

Letter with_body(std::string const& type, std::string const& body, std::string const& encoding = "8bit") {
    return read(head + "Content-Type: " + type + "\r\nContent-Transfer-Encoding: " + encoding + "\r\n\r\n" + body);
}

Letter with_header(std::string const& lines) {
    return read(lines + "\r\n" + head + "\r\nwords");
}

// Parts between boundaries "b".
std::string mixed(std::initializer_list<std::string> parts, std::string const& kind = "mixed",
                  std::string const& boundary = "b") {
    std::string out = "Content-Type: multipart/" + kind + "; boundary=\"" + boundary + "\"\r\n\r\nfor old programs\r\n";
    for (auto const& part : parts) out.append("--").append(boundary).append("\r\n").append(part).append("\r\n");
    return out + "--" + boundary + "--\r\n";
}

std::string plain(std::string const& words) {
    return "Content-Type: text/plain; charset=utf-8\r\n\r\n" + words;
}
std::string page(std::string const& words) {
    return "Content-Type: text/html; charset=utf-8\r\n\r\n" + words;
}
std::string file(std::string const& type, std::string const& disposition, std::string const& bytes) {
    return "Content-Type: " + type + "\r\nContent-Disposition: " + disposition + "\r\nContent-Transfer-Encoding: base64\r\n\r\n" +
           base64(bytes);
}

// --- Who and what -------------------------------------------------------------------------------------------------------------

TEST(Letter, tells_who_wrote_to_whom_and_what_it_answers) {
    auto const letter = read(
        "Return-Path: <li@customer.example>\r\nDelivered-To: support+x@exchange.example\r\nX-Original-To: "
        "help@exchange.example\r\n"
        "Authentication-Results: mx.two;\r\n\tdkim=pass header.d=customer.example;\r\n spf=pass\r\nAuthentication-Results: "
        "mx.one; dkim=none\r\n"
        "From: \"Li, Wei\" <li@customer.example>\r\nSender: post@customer.example\r\nReply-To: Wei <wei@other.example>\r\n"
        "To: support@exchange.example, Friends: a@b.example, c@d.example;\r\nCc: Zhang San <z@b.example>\r\nSubject: Re: "
        "withdrawal\r\n"
        "Message-ID: <m3@customer.example>\r\nReferences: <m1@exchange.example>\r\n <m2@exchange.example> "
        "<m1@exchange.example>\r\n"
        "In-Reply-To: <m2@exchange.example>\r\nDate: Tue, 03 Jun 2025 10:00:00 +0800\r\n\r\nHello\r\n");
    ASSERT_THAT(letter.from, SizeIs(1));
    EXPECT_EQ(letter.from[0].name, "Li, Wei");
    EXPECT_EQ(letter.from[0].address, "li@customer.example");
    EXPECT_EQ(letter.sender->address, "post@customer.example");
    EXPECT_EQ(letter.reply_to.at(0).address, "wei@other.example");
    ASSERT_THAT(letter.to, SizeIs(3));
    EXPECT_EQ(letter.to[2].address, "c@d.example");
    EXPECT_EQ(letter.cc.at(0).name, "Zhang San");
    EXPECT_EQ(letter.return_path, "li@customer.example");
    EXPECT_EQ(letter.subject, "Re: withdrawal");
    EXPECT_EQ(letter.message_id, "m3@customer.example");
    EXPECT_THAT(letter.references, ElementsAre("m1@exchange.example", "m2@exchange.example"));
    EXPECT_EQ(letter.date, Timestamp{std::chrono::sys_days{std::chrono::June / 3 / 2025} + std::chrono::hours{2}});
    EXPECT_THAT(letter.delivered_to, ElementsAre("support+x@exchange.example", "help@exchange.example"));
    EXPECT_THAT(letter.authentication_results,
                ElementsAre("mx.two; dkim=pass header.d=customer.example; spf=pass", "mx.one; dkim=none"));
    EXPECT_EQ(letter.text, "Hello\n");
    EXPECT_EQ(letter.html, "");
    EXPECT_EQ(letter.kind, LetterKind::person);
    EXPECT_FALSE(letter.is_cut);
}

TEST(Letter, names_are_read_as_each_program_writes_them) {
    for (auto const& [from, name, address] : std::vector<std::array<std::string, 3>>{
             {"\"=?gb18030?B?" + base64(in("GB18030", "张三")) + "?=\" <1@qq.com>", "张三",
              "1@qq.com"},                                                                   // QQ quotes encoded words
             {word("gb2312", in("GBK", "镕基喆")) + " <a@163.com>", "镕基喆", "a@163.com"},  // no GB2312 at all
             {word("Big5", in("BIG5", "王小明")) + " <w@x.tw>", "王小明", "w@x.tw"},
             {word("ISO-2022-JP", in("ISO-2022-JP", "田中")) + " <t@x.jp>", "田中", "t@x.jp"},
             {word("ks_c_5601-1987", in("CP949", "똠방")) + " <k@x.kr>", "똠방", "k@x.kr"},
             {"=?UTF-8?Q?J=C3=BCrgen_M=C3=BCller?= <j@x.de>", "Jürgen Müller", "j@x.de"},
             {"=?utf-8*de?q?J=C3=BCrgen?= <j@x.de>", "Jürgen", "j@x.de"},
             {word("UTF-8", std::string("张").substr(0, 2)) + " " + word("utf-8", std::string("张").substr(2)) + " <z@x.cn>",
              "张", "z@x.cn"},
             {in("GB18030", "李雷") + " <l@x.cn>", "李雷", "l@x.cn"},
             {"李雷 <l@x.cn>", "李雷", "l@x.cn"},
             {in("WINDOWS-1252", "Café Noël") + " <c@x.fr>", "Café Noël", "c@x.fr"},
             {word("gbk", "李雷") + " <l@x.cn>", "李雷", "l@x.cn"},         // UTF-8 under a wrong label
             {word("gbk", in("GBK", "模")) + " <m@x.cn>", "模", "m@x.cn"},  // which could be UTF-8, and is not
             {"l@x.cn (Li Lei)", "Li Lei", "l@x.cn"},
             {"Li, Lei <l@x.cn>", "Li, Lei", "l@x.cn"},
             {"<l@x.cn>", "", "l@x.cn"},
             {"<@relay.example,@two.example:l@x.cn>", "", "l@x.cn"},
             {"\"li lei\"@x.cn", "", "\"li lei\"@x.cn"},
             {"\"support@exchange.example\" <thief@evil.example>", "support@exchange.example", "thief@evil.example"},
             {"\"a \\\"b\\\" c\" <l@x.cn>", "a \"b\" c", "l@x.cn"},
             {"Li Lei <l@x.cn", "Li Lei", "l@x.cn"},
             {"Li Lei", "Li Lei", ""},
             {"=?utf-8?B?" + base64("evil\r\nBcc: all@x.example") + "?= <e@x.cn>", "evil  Bcc: all@x.example", "e@x.cn"},
             {"=?bogus?X?abc?= <e@x.cn>", "=?bogus?X?abc?=", "e@x.cn"},
             {"=?utf-8?B?5byg <e@x.cn>", "=?utf-8?B?5byg", "e@x.cn"}}) {
        auto const letter = read("From: " + from + "\r\n\r\n");
        ASSERT_THAT(letter.from, SizeIs(1)) << from;
        EXPECT_EQ(letter.from[0].name, name) << from;
        EXPECT_EQ(letter.from[0].address, address) << from;
    }
}

TEST(Letter, subjects_are_read_whatever_they_are_written_in) {
    std::string const words = "您好，我的提现一直没有到账";
    auto const gb = in("GB18030", words);
    for (auto const& written :
         {words, gb, word("gb2312", gb), word("GBK", gb), word("GB18030", gb), word("utf-8", words), word("gb2312", words),
          word("gbk", gb.substr(0, 7)) + "\r\n " + word("gbk", gb.substr(7)),  // broken within a character
          word("gbk", gb.substr(0, 8)) + word("gbk", gb.substr(8)),            // not parted
          "=?gb2312?Q?" + quoted_printable(gb.substr(0, 9)) + "?=\r\n\t=?gb2312?Q?" + quoted_printable(gb.substr(9)) + "?=",
          word("us-ascii", gb), word("iso-8859-1", gb), word("unknown-8bit", gb), word("UNKNOWN", words)}) {
        EXPECT_EQ(with_header("Subject: " + written).subject, words) << written;
    }
    EXPECT_EQ(with_header("Subject: =?utf-8?Q?a?= b =?utf-8?Q?c?= =?utf-8?Q?d?=").subject, "a b cd");
    EXPECT_EQ(with_header("Subject: a\r\n\tb\r\n   c").subject, "a b   c");
    EXPECT_EQ(with_header("Subject: =?utf-7?B?" + base64("+ADw-script+AD4-") + "?=").subject, "+ADw-script+AD4-");
    EXPECT_EQ(with_header("Subject: " + word("iso-2022-jp", in("ISO-2022-JP", "出金"))).subject, "出金");
    EXPECT_EQ(with_header("Subject: \x1b$B=P6b\x1b(B").subject, "出金");
    EXPECT_EQ(with_header("subject : spaced").subject, "spaced");
}

TEST(Letter, ids_are_read_as_they_come) {
    EXPECT_EQ(with_header("Message-ID: <a b\r\n c@x>").message_id, "abc@x");
    EXPECT_EQ(with_header("Message-Id: bare@x").message_id, "bare@x");
    EXPECT_EQ(with_header("Message-ID: <first@x>\r\nMessage-ID: <second@x>").message_id, "first@x");
    for (auto const* none : {"X-None: 1", "Message-ID:", "Message-ID: <>", "Message-ID: < >"})
        EXPECT_EQ(with_header(none).message_id, "") << none;
    EXPECT_EQ(with_header("Message-ID: <" + std::string(2'000, 'a') + "@x>").message_id, "");
    EXPECT_THAT(with_header("In-Reply-To: Your message of Monday <a@x> (fine)\r\nReferences: <b@x><c@x>, <b@x>").references,
                ElementsAre("c@x", "b@x", "a@x"));
    std::string many = "References:";
    for (int i = 0; i < 500; ++i) many += " <" + std::to_string(i) + "@x>\r\n";
    auto const references = with_header(many + "In-Reply-To: <499@x>").references;
    EXPECT_THAT(references, SizeIs(limits::letter_references));
    EXPECT_EQ(references.front(), "0@x");
    EXPECT_EQ(references.back(), "499@x");
}

TEST(Letter, a_clock_that_means_nothing_is_no_date) {
    for (auto const* date :
         {"", "yesterday", "Thu, 01 Jan 1900 00:00:00 +0000", "Fri, 99 Zzz 9999 99:99:99 +9999", "0", "99999999999999999999"})
        EXPECT_FALSE(with_header(std::string("Date: ") + date).date) << date;
    EXPECT_TRUE(with_header("Date: 3 Jun 25 10:00 GMT").date);
    EXPECT_TRUE(with_header("Date: Tue, 3 Jun 2025 10:00:00 +0800 (CST)").date);
}

// --- What kind of letter ------------------------------------------------------------------------------------------------------

TEST(Letter, only_a_persons_letter_is_a_persons) {
    for (auto const& [lines, kind] : std::vector<std::pair<char const*, LetterKind>>{
             {"Auto-Submitted: no", LetterKind::person},
             {"X-Auto-Response-Suppress: None", LetterKind::person},
             {"X-Mailer: Foxmail 7", LetterKind::person},
             {"Auto-Submitted: auto-replied", LetterKind::automatic_reply},
             {"Auto-Submitted: auto-generated (vacation)", LetterKind::automatic_reply},
             {"Precedence: auto_reply", LetterKind::automatic_reply},
             {"Precedence: bulk", LetterKind::automatic_reply},
             {"X-Autoreply: yes", LetterKind::automatic_reply},
             {"X-Auto-Response-Suppress: DR, OOF, AutoReply", LetterKind::automatic_reply},
             {"Return-Path: <>", LetterKind::automatic_reply},
             {"Content-Type: multipart/report; report-type=disposition-notification; boundary=x", LetterKind::automatic_reply},
             {"List-Id: News <news.x.example>", LetterKind::list},
             {"List-Unsubscribe: <https://x.example>\r\nPrecedence: bulk", LetterKind::list},
             {"Precedence: list", LetterKind::list},
             {"List-Id: <n.x>\r\nAuto-Submitted: auto-generated", LetterKind::automatic_reply},
             {"Content-Type: multipart/report; report-type=delivery-status; boundary=x", LetterKind::bounce},
             {"X-Failed-Recipients: a@b.example", LetterKind::bounce},
             {"Return-Path: <>\r\nFrom: PostMaster@qq.com", LetterKind::bounce},
             {"Auto-Submitted: auto-replied\r\nFrom: PostMaster@qq.com", LetterKind::bounce},
             {"Return-Path: <>\r\nFrom: Mail Delivery Subsystem <MAILER-DAEMON@x.example>\r\nAuto-Submitted: auto-replied",
              LetterKind::bounce},
             {"X-Ombud-Loop: other.example\r\nAuto-Submitted: auto-generated", LetterKind::automatic_reply}})
        EXPECT_EQ(with_header(lines).kind, kind) << lines;
    EXPECT_EQ(with_header("X-Ombud-Loop: 0199").loop, "0199");
    EXPECT_EQ(with_header("Return-Path: <>").return_path, "");
    EXPECT_FALSE(with_header("X-A: b").return_path);
}

TEST(Letter, what_filters_thought_of_it_is_told) {
    for (auto const& [lines, score, spam] : std::vector<std::tuple<char const*, std::optional<double>, bool>>{
             {"X-A: b", std::nullopt, false},
             {"X-Spamd-Result: default: False [3.20 / 15.00];\r\n\tARC_NA(0.00)[]", 3.2, false},
             {"X-Spamd-Result: default: True [17.5 / 15.00]", 17.5, true},
             {"X-Spam-Status: Yes, score=15.2 required=5.0 tests=BAYES_99", 15.2, true},
             {"X-Spam-Status: No, score=-1.9 required=5.0", -1.9, false},
             {"X-Spam-Score: 5.3", 5.3, false},
             {"X-Spam-Flag: YES", std::nullopt, true},
             {"X-Spam: Yes", std::nullopt, true},
             {"X-Spam-Score: very bad", std::nullopt, false}}) {
        auto const verdict = with_header(lines).spam;
        EXPECT_EQ(verdict.score, score) << lines;
        EXPECT_EQ(verdict.is_spam, spam) << lines;
    }
}

// --- Words --------------------------------------------------------------------------------------------------------------------

TEST(Letter, each_charset_is_read) {
    for (auto const& [label, charset, words] :
         std::vector<std::array<char const*, 3>>{{"gb2312", "GB18030", "您好，我的提现一直没有到账 𠮷"},
                                                 {"gbk", "GBK", "镕基喆"},
                                                 {"gb18030", "GB18030", "㐂𠮷"},
                                                 {"x-gbk", "GBK", "充值"},
                                                 {"big5", "BIG5", "請幫忙，我收不到驗證碼"},
                                                 {"big5-hkscs", "BIG5-HKSCS", "喺度啲嘢"},
                                                 {"big5", "BIG5-HKSCS", "啲嘢"},
                                                 {"iso-2022-jp", "ISO-2022-JP", "出金できません"},
                                                 {"shift_jis", "SHIFT_JIS", "お願いします"},
                                                 {"euc-jp", "EUC-JP", "口座"},
                                                 {"euc-kr", "EUC-KR", "출금이 안 됩니다"},
                                                 {"ks_c_5601-1987", "CP949", "똠방각하"},
                                                 {"windows-1251", "WINDOWS-1251", "Не приходит код"},
                                                 {"koi8-r", "KOI8-R", "код"},
                                                 {"windows-1252", "WINDOWS-1252", "café – “déjà vu”"},
                                                 {"iso-8859-1", "WINDOWS-1252", "“quotes” €5"},
                                                 {"iso-8859-15", "ISO-8859-15", "5 €"},
                                                 {"windows-1256", "WINDOWS-1256", "مرحبا"},
                                                 {"windows-1258", "WINDOWS-1258", "đồng"},
                                                 {"tis-620", "TIS-620", "สวัสดี"},
                                                 {"utf-16le", "UTF-16LE", "hello 你好"},
                                                 {"hz-gb-2312", "UTF-8", "plain"},
                                                 {"\"GBK\"", "GBK", "引号"}}) {
        auto const bytes = std::string_view{charset} == "WINDOWS-1258" ? std::string(
                                                                             "\xf0\xb0\xcc\xf0"
                                                                             "ng")
                                                                       : in(charset, words);
        auto const letter = with_body(std::string("text/plain; charset=") + label, base64(bytes), "base64");
        if (std::string_view{charset} == "WINDOWS-1258")
            EXPECT_THAT(letter.text, StartsWith("đ")) << label;
        else
            EXPECT_EQ(letter.text, words) << label;
    }
}

TEST(Letter, a_wrong_or_missing_label_is_seen_through) {
    std::string const chinese = "您好，我的提现一直没有到账", french = "Où est mon dépôt ? Déjà payé à l'été";
    for (auto const* label : {"", "; charset=utf-8", "; charset=us-ascii", "; charset=iso-8859-1", "; charset=nonsense"})
        EXPECT_EQ(with_body(std::string("text/plain") + label, in("GB18030", chinese)).text, chinese) << label;
    for (auto const* label :
         {"", "; charset=gb2312", "; charset=big5", "; charset=iso-8859-1", "; charset=iso-2022-jp", "; charset=windows-1251"})
        EXPECT_EQ(with_body(std::string("text/plain") + label, chinese).text, chinese) << label;
    for (auto const* label : {"", "; charset=us-ascii", "; charset=utf-8"})
        EXPECT_EQ(with_body(std::string("text/plain") + label, in("WINDOWS-1252", french)).text, french) << label;
    EXPECT_EQ(with_body("text/plain; charset=utf-7", "+ADw-script+AD4-").text, "+ADw-script+AD4-") << "UTF-7 stays what it is";
    EXPECT_EQ(with_body("text/plain; charset=utf-8", "你好你好你\xff").text, "你好你好你\xef\xbf\xbd");
    EXPECT_EQ(with_body("text/plain", "\xef\xbb\xbfhello").text, "hello");
    EXPECT_EQ(with_body("text/html", "<html><head><meta http-equiv=\"Content-Type\" content=\"text/html; charset=big5\"></head>" +
                                         in("BIG5", "請幫忙"))
                  .html,
              "<html><head><meta http-equiv=\"Content-Type\" content=\"text/html; charset=big5\"></head>請幫忙");
}

TEST(Letter, encodings_of_the_way_are_undone_or_seen_through) {
    EXPECT_EQ(with_body("text/plain; charset=utf-8", "=E4=BD=A0=\r\n=E5=A5=BD =3D=zz", "quoted-printable").text, "你好 ==zz");
    EXPECT_EQ(with_body("text/plain; charset=utf-8", "5L2g5aW9", "BASE64").text, "你好");
    EXPECT_EQ(with_body("text/plain; charset=utf-8", "5L2g\r\n5aW9\r\n\r\n", "base64").text, "你好");
    EXPECT_EQ(with_body("text/plain; charset=utf-8", base64("您好，我的提现") + "\r\n\r\n-- \r\nA list's footer", "base64").text,
              "您好，我的提现\n\n-- \nA list's footer");
    EXPECT_EQ(with_body("text/plain", "\x1b[2Ja\x07").text, "[2Ja");
    EXPECT_EQ(with_body("text/plain", "Hello, this was never base64.", "base64").text, "Hello, this was never base64.");
    EXPECT_EQ(with_body("text/plain", "as it is", "x-unknown").text, "as it is");
    EXPECT_EQ(with_body("text/plain", "a\rb\r\nc\n").text, "a\nb\nc\n");
    EXPECT_EQ(with_body("text/plain", std::string("a\0b", 3)).text, "ab");
}

TEST(Letter, lines_that_were_broken_for_the_way_are_whole_again) {
    EXPECT_EQ(with_body("text/plain; format=flowed", "one \r\ntwo\r\n> old \r\n> words\r\n  stuffed\r\n-- \r\nLi").text,
              "one two\n> old words\n stuffed\n-- \nLi");
    EXPECT_EQ(with_body("text/plain; charset=utf-8; format=flowed; delsp=yes", "我的提现 \r\n没有到账\r\n").text,
              "我的提现没有到账\n");
}

TEST(Letter, of_two_forms_the_words_and_the_page_are_kept) {
    auto const letter = read(head + mixed({plain("plain words"), page("<p>page</p>")}, "alternative"));
    EXPECT_EQ(letter.text, "plain words");
    EXPECT_EQ(letter.html, "<p>page</p>");
    EXPECT_THAT(letter.files, IsEmpty());
    auto const best = read(
        head + mixed({plain("worse"), plain("better"), "Content-Type: text/enriched\r\n\r\n<bold>x</bold>", page("1"), page("2")},
                     "alternative"));
    EXPECT_EQ(best.text, "better");
    EXPECT_EQ(best.html, "2");
    EXPECT_THAT(best.files, IsEmpty());
}

TEST(Letter, parts_to_read_follow_each_other) {
    auto const letter = read(head + mixed({plain("first"), file("image/png", "inline", "PNG"), plain("second")}));
    EXPECT_EQ(letter.text, "first\nsecond");
    EXPECT_THAT(letter.files, SizeIs(1));
    // Apple Mail: a page, a picture, another page, beside the plain words.
    auto const apple =
        read(head + mixed({plain("all words"),
                           mixed({page("<b>1</b>"), file("image/png", "inline", "PNG"), page("<b>2</b>")}, "mixed", "c")},
                          "alternative"));
    EXPECT_EQ(apple.text, "all words");
    EXPECT_EQ(apple.html, "<b>1</b><b>2</b>");
    EXPECT_THAT(apple.files, SizeIs(1));
    // A list's footer must not stand for the letter.
    auto const footer = read(head + mixed({page("<p>the letter</p>"), plain("list <footer>")}));
    EXPECT_EQ(footer.text, "");
    EXPECT_EQ(footer.html, "<p>the letter</p><div>list &lt;footer&gt;</div>");
}

TEST(Letter, pictures_within_the_page_are_told_from_files) {
    auto const letter = read(
        head + mixed({mixed({plain("words"),
                             mixed({page("<img src='cid:p1@x'>"),
                                    "Content-ID: <p1@x>\r\n" + file("image/png; name=a.png", "inline; filename=a.png", "PNG")},
                                   "related", "r")},
                            "alternative", "a"),
                      file("application/pdf", "attachment; filename=\"对账单.pdf\"", "%PDF")}));
    EXPECT_EQ(letter.html, "<img src='cid:p1@x'>");
    ASSERT_THAT(letter.files, SizeIs(2));
    EXPECT_EQ(letter.files[0].content_id, "p1@x");
    EXPECT_TRUE(letter.files[0].in_words);
    EXPECT_EQ(letter.files[0].bytes, "PNG");
    EXPECT_EQ(letter.files[1].name, "对账单.pdf");
    EXPECT_EQ(letter.files[1].media_type, "application/pdf");
    EXPECT_FALSE(letter.files[1].in_words);
    auto const start = read(head +
                            "Content-Type: multipart/related; boundary=b; start=\"<root@x>\"\r\n\r\n--b\r\nContent-Type: "
                            "image/png\r\nContent-ID: <p@x>\r\n\r\nPNG\r\n--b\r\n"
                            "Content-ID: <root@x>\r\n" +
                            page("root") + "\r\n--b--");
    EXPECT_EQ(start.html, "root");
    EXPECT_THAT(start.files, SizeIs(1));
}

// --- Files --------------------------------------------------------------------------------------------------------------------

TEST(Letter, files_keep_the_names_that_their_senders_gave) {
    auto const gb = in("GB18030", "充值截图.png");
    std::string percent;
    for (unsigned char c : std::string("充值截图")) {
        char hex[4];
        std::snprintf(hex, sizeof hex, "%%%02X", c);
        percent += hex;
    }
    for (auto const& disposition : std::vector<std::string>{
             "attachment; filename=\"充值截图.png\"", "attachment; filename=\"" + gb + "\"", "attachment; filename=" + gb,
             "attachment; filename=\"" + word("gb2312", gb) + "\"",
             "attachment; filename=\"" + word("UTF-8", "充值") + "\r\n " + word("UTF-8", "截图.png") + "\"",
             "attachment; filename=" + word("gbk", gb), "attachment; filename*=UTF-8''" + percent + ".png",
             "attachment;\r\n filename*0*=utf-8''" + percent.substr(0, 12) + ";\r\n filename*1*=" + percent.substr(12) +
                 ";\r\n filename*2=\".png\"",
             "attachment; filename=\"?.png\"; filename*=utf-8'zh'" + percent + ".png",
             "attachment; filename*2=.png; filename*1*=" + percent.substr(18) + "; filename*0*=UTF-8''" + percent.substr(0, 18),
             "attachment; name=x; FILENAME=\"充值截图.png\""}) {
        auto const letter = read(head + mixed({plain("x"), file("image/png", disposition, "PNG")}));
        ASSERT_THAT(letter.files, SizeIs(1)) << disposition;
        EXPECT_EQ(letter.files[0].name, "充值截图.png") << disposition;
    }
    auto const named =
        read(head + mixed({plain("x"), file("application/octet-stream; name=\"" + word("gbk", gb) + "\"", "attachment", "PNG")}));
    EXPECT_EQ(named.files.at(0).name, "充值截图.png");
    auto const spaces = read(head + mixed({plain("x"), file("image/png", "attachment; filename=my file.png; size=3", "PNG")}));
    EXPECT_EQ(spaces.files.at(0).name, "my file.png");
    auto const broken = read(head + mixed({plain("x"), file("image/png", "attachment; filename=\"a\\\"b\r\n\t.png\"", "PNG")}));
    EXPECT_EQ(broken.files.at(0).name, "a\"b .png");
}

TEST(Letter, what_is_no_word_to_read_is_a_file) {
    auto const inner =
        head + "Subject: inner\r\n" + mixed({plain("inner words"), file("image/png", "attachment", "PNG")}, "mixed", "inner");
    auto const letter = read(head + mixed({plain("look"), "Content-Type: message/rfc822\r\n\r\n" + inner,
                                           file("application/ms-tnef", "attachment", "TNEF"),
                                           "Content-Type: text/calendar; method=REQUEST\r\n\r\nBEGIN:VCALENDAR",
                                           file("text/plain", "attachment; filename=log.txt", "log"),
                                           file("application/zip", "attachment; filename=bomb.zip", "PK\3\4")}));
    EXPECT_EQ(letter.text, "look");
    ASSERT_THAT(letter.files, SizeIs(5));
    EXPECT_EQ(letter.files[0].name, "inner.eml");
    EXPECT_THAT(letter.files[0].bytes, HasSubstr("inner words"));
    EXPECT_EQ(letter.files[1].name, "winmail.dat");
    EXPECT_EQ(letter.files[2].name, "invite.ics");
    EXPECT_TRUE(letter.has_calendar);
    EXPECT_EQ(letter.files[3].bytes, "log");
    EXPECT_EQ(letter.files[4].bytes, "PK\3\4") << "as it came";
    auto const only = read(head + file("image/png; name=shot.png", "attachment", "PNG"));
    EXPECT_EQ(only.files.at(0).name, "shot.png");
    EXPECT_EQ(only.text, "");
}

TEST(Letter, a_bounce_keeps_its_report_and_the_letter_that_came_back) {
    auto const letter =
        read("Return-Path: <>\r\nFrom: MAILER-DAEMON@x.example\r\n" +
             mixed({plain("It could not be delivered."), "Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; x",
                    "Content-Type: message/rfc822\r\n\r\n" + head + "Subject: ours\r\n\r\nwords"},
                   "report; report-type=delivery-status"));
    EXPECT_EQ(letter.kind, LetterKind::bounce);
    EXPECT_EQ(letter.text, "It could not be delivered.");
    ASSERT_THAT(letter.files, SizeIs(2));
    EXPECT_EQ(letter.files[0].name, "delivery-status.txt");
    EXPECT_EQ(letter.files[1].name, "ours.eml");
}

TEST(Letter, envelopes_and_signatures_are_noted) {
    EXPECT_EQ(with_header("X-A: b").seal, Seal::none);
    EXPECT_EQ(
        read(head +
             mixed({plain("signed words"), file("application/pkcs7-signature", "attachment; filename=smime.p7s", "x")}, "signed"))
            .seal,
        Seal::is_signed);
    EXPECT_EQ(read(head + mixed({plain("signed words"), file("application/pgp-signature", "attachment", "x")}, "signed")).text,
              "signed words");
    EXPECT_EQ(read(head + mixed({"Content-Type: application/pgp-encrypted\r\n\r\nVersion: 1",
                                 file("application/octet-stream", "inline", "x")},
                                "encrypted"))
                  .seal,
              Seal::encrypted);
    EXPECT_EQ(read(head + file("application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m", "attachment", "x")).seal,
              Seal::encrypted);
    EXPECT_EQ(read(head + file("application/pkcs7-mime; smime-type=signed-data", "attachment", "x")).seal, Seal::is_signed);
    EXPECT_EQ(with_body("text/plain", "-----BEGIN PGP MESSAGE-----\r\n").seal, Seal::encrypted);
    EXPECT_EQ(with_body("text/plain", "-----BEGIN PGP SIGNED MESSAGE-----\r\n").seal, Seal::is_signed);
}

// --- Broken and hostile -------------------------------------------------------------------------------------------------------

TEST(Letter, what_is_no_letter_is_none) {
    for (auto const& none : {std::string(), std::string("hello"), std::string(100'000, '\0'), std::string("\r\n\r\n"),
                             std::string(": x\r\n"), std::string("é: x\r\n\r\n")})
        EXPECT_FALSE(read_letter(none)) << none.substr(0, 10);
}

TEST(Letter, broken_letters_are_read_as_far_as_they_go) {
    EXPECT_EQ(read("From: a@b.example\r\nSubject: no body").subject, "no body");
    EXPECT_EQ(read("From: a@b.example\nSubject: x\n\nbare LF").text, "bare LF");
    EXPECT_EQ(read("From: a@b.example\rSubject: x\r\rbare CR").text, "bare CR");
    EXPECT_EQ(read("\r\n\r\n" + head + "\r\nlate").text, "late");
    EXPECT_EQ(read("\xef\xbb\xbf" + head + "\r\nmarked").from.at(0).address, "li@customer.example");
    EXPECT_EQ(read("From li@customer.example Mon Jan  1\r\n" + head + "\r\nfrom a mailbox file").text, "from a mailbox file");
    EXPECT_EQ(read(head + "Hello, there is no empty line.\r\nSecond").text, "Hello, there is no empty line.\nSecond");
    EXPECT_EQ(read("Subject: a long one\r\nthat was broken without a blank\r\n" + head + "\r\nx").from.at(0).address,
              "li@customer.example");
    EXPECT_EQ(read(head + " \r\nspace for an empty line").text, "space for an empty line");
    EXPECT_EQ(read(head + "Subject: \r\n \t\r\n\r\na subject of blanks").text, "a subject of blanks");
    EXPECT_EQ(read(head + "Content-Type: multipart/mixed; boundary=never\r\n\r\nwords without parts").text,
              "words without parts");
    EXPECT_EQ(read(head + "Content-Type: multipart/mixed\r\n\r\n--x\r\n\r\nno boundary named\r\n--x--\r\n").text,
              "no boundary named");
    EXPECT_EQ(read(head + "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nnever ends").text, "never ends");
    EXPECT_EQ(read(head + "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nno header here\r\n--b--\r\n").text,
              "no header here");
    EXPECT_EQ(
        read(head +
             "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n--b\r\nContent-Type: text/plain\r\n\r\nx\r\n--b--\r\n")
            .text,
        "x");
    EXPECT_EQ(
        read(head + "Content-Type: multipart/mixed; boundary=\"a b\"\r\n\r\n--a b  \r\n\r\ntrailing blanks\r\n--a b--  \r\n")
            .text,
        "trailing blanks");
    EXPECT_THAT(read(head + "Content-Type: multipart/mixed; boundary=\"\"\r\n\r\n--\r\n\r\nno name at all\r\n----\r\n").text,
                HasSubstr("no name at all"));
    EXPECT_EQ(read(head + "Content-Type: text\r\n\r\nhalf a type").text, "half a type");
    EXPECT_EQ(read(head + "Content-Type: ;;;=\"\r\n\r\nno type").text, "no type");
    EXPECT_EQ(read(head + "\r\nFrom: b@evil.example\r\nBcc: x").from.at(0).address, "li@customer.example");
    EXPECT_THAT(read("From: a@b.example\r\nFrom: c@d.example\r\n\r\n").from, SizeIs(2)) << "the caller sees that somebody plays";
    EXPECT_EQ(read("From: a@b.example\r\nTo: " + std::string(60'000, '(') + "\r\n\r\nx").text, "x");
}

std::string many(std::string const& text, int times) {
    std::string out;
    for (int i = 0; i < times; ++i) out += text;
    return out;
}

TEST(Letter, letters_without_end_are_bounded_and_say_so) {
    auto const parts = read(head + "Content-Type: multipart/mixed; boundary=b\r\n\r\n" + many("--b\r\n\r\nx\r\n", 10'000));
    EXPECT_TRUE(parts.is_cut);
    EXPECT_THAT(parts.text, StartsWith("x\nx\n"));
    auto const files = read(head + "Content-Type: multipart/mixed; boundary=b\r\n\r\n" +
                            many("--b\r\nContent-Type: image/png\r\n\r\nPNG\r\n", 500));
    EXPECT_TRUE(files.is_cut);
    EXPECT_THAT(files.files, SizeIs(limits::letter_files));
    auto const headers = read(head + many("X-Field: value\r\n", 100'000) + "\r\nwords");
    EXPECT_TRUE(headers.is_cut);
    EXPECT_EQ(headers.text, "words");
    std::string nest = head;
    for (int i = 0; i < 50'000; ++i)
        nest += "Content-Type: multipart/mixed; boundary=b" + std::to_string(i) + "\r\n\r\n--b" + std::to_string(i) + "\r\n";
    EXPECT_TRUE(read(nest).is_cut);
    auto const people = read("From: a@b.example\r\nTo: " + many("p@x.example, ", 100'000) + "\r\n\r\nx");
    EXPECT_TRUE(people.is_cut);
    EXPECT_THAT(people.to, SizeIs(limits::letter_mailboxes));
    auto const words = with_body("text/plain", many("long ", 1'000'000));
    EXPECT_TRUE(words.is_cut);
    EXPECT_LE(words.text.size(), 2 * limits::letter_text_bytes);
    EXPECT_FALSE(with_body("text/plain", many("fine ", 100'000)).is_cut);
    for (auto const* hostile : {"=?", "=?a?q?", "=?utf-8?B?", "\"", "(", "<", "a,", "a:", "@", "=?x ?=", "\\"})
        EXPECT_TRUE(read_letter("From: " + many(hostile, 50'000) + "\r\nSubject: " + many(hostile, 50'000) + "\r\nReferences: " +
                                many(hostile, 50'000) + "\r\nContent-Type: " + many(hostile, 50'000) + "\r\n\r\nx"))
            << hostile;
    auto const enclosed = read(head + many("Content-Type: message/rfc822\r\n\r\n" + head, 20'000));
    EXPECT_THAT(enclosed.files, SizeIs(1)) << "a letter in a letter is not opened";
}

}  // namespace
}  // namespace ombud::mail
