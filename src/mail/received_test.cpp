// Letters that somebody else wrote, whole, broken and hostile.
#include "mail/received.hpp"

#include <gmock/gmock.h>

namespace ombud::mail {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(Received, tells_who_it_says_it_is_from_and_its_words) {
    auto const letter = read_received(
        "Return-Path: <bounce@evil.top>\r\n"
        "Authentication-Results: mx.one; dkim=pass\r\nAuthentication-Results: mx.two; dkim=fail\r\n"
        "From: =?utf-8?B?5a6J5bitIOWuouacjQ==?= <help@evil.top>\r\nReply-To: other@evil.top\r\nTo: a@b.example, Group: "
        "c@d.example;\r\n"
        "Subject: =?gb18030?B?xPrrw7XH?=\r\nMIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=x\r\n\r\n"
        "--x\r\nContent-Type: text/plain; charset=gb18030\r\nContent-Transfer-Encoding: base64\r\n\r\nxPq6ww==\r\n"
        "--x\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n<a "
        "href=3D\"https://evil.top\">x</a>\r\n"
        "--x\r\nContent-Type: message/rfc822\r\n\r\nFrom: inner@x.example\r\n\r\ninner words\r\n--x--\r\n");
    ASSERT_TRUE(letter);
    ASSERT_EQ(letter->from.size(), 1u);
    EXPECT_EQ(letter->from[0].name, "安席 客服");
    EXPECT_EQ(letter->from[0].address, "help@evil.top");
    EXPECT_EQ(letter->reply_to[0].address, "other@evil.top");
    EXPECT_EQ(letter->to.size(), 2u);
    EXPECT_EQ(letter->return_path, "bounce@evil.top");
    EXPECT_THAT(letter->authentication_results, ElementsAre(HasSubstr("mx.one"), HasSubstr("mx.two")));
    ASSERT_EQ(letter->texts.size(), 2u);
    EXPECT_THAT(letter->texts[0], HasSubstr("您好"));
    EXPECT_THAT(letter->texts[1], HasSubstr("inner words"));
    EXPECT_THAT(letter->htmls, ElementsAre(HasSubstr("<a href=\"https://evil.top\">")));
    EXPECT_FALSE(letter->whole) << "there is another letter in it";
}

TEST(Received, says_whether_its_words_are_all_of_it) {
    auto const whole = [](std::string const& type, std::string const& body) {
        return read_received("From: a@b.example\r\nMIME-Version: 1.0\r\n" + type + "\r\n\r\n" + body)->whole;
    };
    std::string const mixed = "Content-Type: multipart/mixed; boundary=x",
                      words = "--x\r\nContent-Type: text/html\r\n\r\n<p>a\r\n";
    EXPECT_TRUE(whole("X-No: type", "hello"));
    EXPECT_TRUE(whole("Content-Type: text/plain; charset=UTF-8", "您好"));
    EXPECT_TRUE(whole(mixed, words + words + "--x--\r\n"));
    EXPECT_FALSE(whole(mixed, words + "--x\r\nContent-Type: image/png\r\n\r\na\r\n--x--\r\n")) << "a picture";
    EXPECT_FALSE(whole(mixed, words + "--x\r\nContent-Type: text/html\r\nContent-Disposition: attachment\r\n\r\na\r\n--x--\r\n"));
    EXPECT_FALSE(whole("Content-Type: text/x-amp-html", "<a href=x>"));
    EXPECT_FALSE(whole("Content-Type: application/xhtml+xml", "<a href=x>"));
    EXPECT_FALSE(whole("Content-Type: text/html; charset=utf-7", "+ADw-a href=x>"));
    EXPECT_FALSE(whole("Content-Type: text/html", std::string("hello\0<a href=x>", 17)));
    std::string many;
    for (int i = 0; i < 150; ++i) many += words;
    EXPECT_FALSE(whole(mixed, many + "--x--\r\n"));
}

TEST(Received, what_servers_said_is_not_decoded) {
    auto const letter = read_received(
        "From: a@b.example\r\nAuthentication-Results: mx; spf=pass (of =?utf-8?q?)=3Bdkim=3Dpass?=@evil.top)\r\n\r\nhello");
    EXPECT_THAT(letter->authentication_results, ElementsAre(HasSubstr("=?utf-8?q?)=3Bdkim=3Dpass?=")));
}

TEST(Received, what_is_no_letter_is_none) {
    EXPECT_FALSE(read_received(""));
    EXPECT_FALSE(read_received("hello"));
    EXPECT_FALSE(read_received("X-Other: field\r\n\r\nbody"));
    EXPECT_FALSE(read_received(std::string(100'000, '\0')));
}

TEST(Received, nesting_without_end_is_refused) {
    std::string raw = "From: a@b.example\r\n";
    for (int i = 0; i < 100'000; ++i)
        raw += "Content-Type: multipart/mixed; boundary=b" + std::to_string(i) + "\r\n\r\n--b" + std::to_string(i) + "\r\n";
    EXPECT_FALSE(read_received(raw));
    std::string letters;
    for (int i = 0; i < 100'000; ++i) letters += "From: a@b.example\r\nContent-Type: message/rfc822\r\n\r\n";
    EXPECT_FALSE(read_received(letters));
}

}  // namespace
}  // namespace ombud::mail
