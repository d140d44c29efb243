// What a letter's writer wrote now, below what, by the program that they wrote it with.
#include "mail/folded.hpp"

#include <gmock/gmock.h>
#include <string>

namespace ombud::mail {
namespace {

// "words|quoted|signature" as letters, and the words alone.
std::string kinds(std::string_view text) {
    std::string out, whole;
    for (auto const& each : fold(text)) {
        out += each.kind == StretchKind::words ? 'w' : each.kind == StretchKind::quoted ? 'q' : 's';
        whole += each.text;
    }
    EXPECT_EQ(whole, text);
    return out;
}

std::string words(std::string_view text) {
    std::string out;
    for (auto const& each : fold(text))
        if (each.kind == StretchKind::words) out += each.text;
    return out;
}

TEST(Folded, history_of_each_program_is_history) {
    for (std::string const history : {
             "> old words\n> more\n",
             "On Tue, Jun 3, 2025 at 10:00 AM Support <support@exchange.example> wrote:\n\n> old\n>\n> words\n",
             "On Tue, Jun 3, 2025 at 10:00 AM Exchange Support Team <\nsupport@exchange.example> wrote:\n> old\n",
             "On 3 Jun 2025, at 10:00, Support <support@exchange.example> wrote:\n\nold words without a mark\n",
             "Support <support@exchange.example> 于2025年6月3日周二 10:00写道：\n\n> 您好\n",
             "在 2025年6月3日，上午10:00，Support <support@exchange.example> 写道：\n\n您好\n第二行\n",
             "At 2025-06-03 10:00:00, \"support\" <support@exchange.example> wrote:\n\nold\n",
             "在 2025-06-03 10:00:00，\"support\" <support@exchange.example> 写道：\n>您好\n",
             "-----Original Message-----\nFrom: Support\nSent: Tuesday\nTo: Li\nSubject: x\n\nold\n",
             "____________\nFrom: Support <support@exchange.example>\nSent: Tuesday, 10:00\nTo: Li\nSubject: x\n\nold\n",
             "From: Support <support@exchange.example>\r\nSent: Tuesday\r\nTo: Li\r\nSubject: x\r\n\r\nold\r\n",
             "*From:* Support\n*Sent:* Tuesday\n*To:* Li\n*Subject:* x\n\nold\n",
             "发件人： Support\n发送时间： 2025-06-03 10:00\n收件人： 李\n主题： Re: 提现\n\n您好\n",
             "发件人: Support\n日期: 2025年6月3日\n收件人: 李\n主题: 提现\n您好\n",
             "寄件者: Support\n寄件日期: 2025年6月3日\n收件者: 李\n主旨: 提現\n",
             "------------------ 原始邮件 ------------------\n发件人: \"Support\" <s@x.example>;\n发送时间: 2025\n",
             "------------------&nbsp;原始邮件&nbsp;------------------\n发件人: Support;\n发送时间: 2025年6月3日;\n收件人: 李;\n",
             "---原始邮件---\n发件人: Support\n您好\n",
             "-----邮件原件-----\n您好\n",
             "---- 回复的原邮件 ----\n| 发件人 | Support |\n您好\n",
             "---- Replied Message ----\n| From | Support |\nold\n",
             "-------- Original Message --------\nSubject: x\nold\n",
         }) {
        EXPECT_EQ(kinds("My code does not come.\n\n" + history), "wq") << history;
        EXPECT_EQ(words("My code does not come.\n\n" + history), "My code does not come.\n\n") << history;
    }
}

TEST(Folded, answers_between_quotations_are_words) {
    EXPECT_EQ(kinds("On 3 Jun 2025 Support <s@x.example> wrote:\n> first question\nmy answer\n\n> second\nanother\n"), "qwqw");
    EXPECT_EQ(words("> q\nmy answer\n> q\nanother"), "my answer\nanother");
}

TEST(Folded, signatures_are_told_from_words) {
    for (std::string const signature : {"-- \nLi Wei\nShanghai\n", "--\r\nLi Wei\r\n", "Sent from my iPhone\n",
                                        "Sent from Outlook for Android\n", "Get Outlook for iOS\n", "发自我的iPhone\n",
                                        "发自我的 iPhone\n", "从我的 iPhone 发送\n", "發自我的 iPhone", "发自网易邮箱大师\n"}) {
        EXPECT_EQ(kinds("words\n" + signature), "ws") << signature;
        EXPECT_EQ(kinds("words\n" + signature + "\n> old\n").substr(0, 2), "ws") << signature;
    }
    EXPECT_EQ(kinds("发自我的iPhone\n\n在 2025年6月3日，上午10:00，S <s@x.example> 写道：\n您好"), "sq");
    EXPECT_EQ(kinds("words\n-- \nLi\n> old\nnew"), "wsqw");
    EXPECT_EQ(kinds("words\n\n发自我的iPhone\n\n> old\n\n-- \nLi\n"), "wsqs");
}

TEST(Folded, words_are_not_taken_for_history) {
    for (std::string const text :
         {"", "\n\n", "one line", "a\n-----\nb\n", "On Monday I wrote:\nplease help\n",
          "From: nowhere in particular\nI write to you\n", "在网站上客服写道：请等待\n然后没有了\n", "--\n", "5 > 3\n",
          "I sent from my iPhone 100 USDT to the wrong address, what can I do?\n",
          "---------- Forwarded message ---------\nFrom: Thief <t@evil.example>\nDate: x\nSubject: y\nTo: Li\n\nClick here\n",
          "From: Thief <t@evil.example>\nSent: Tuesday\nTo: Li\nSubject: look what I got\n\nClick here\n",
          "To: the team\nSubject: none\n", "----\n____\n"})
        EXPECT_THAT(kinds(text), ::testing::AnyOf("w", "")) << text;
}

TEST(Folded, lines_without_end_take_no_time) {
    for (std::string const line : {">\n", "\n", "On 1\n", "From: x\n", "--\n", "-----\n", "发件人：\n收件人：\n",
                                   "Sent from my iPhone\n", "a\n>\n", "_____\n\n"}) {
        std::string text;
        for (int i = 0; i < 100'000; ++i) text += line;
        kinds(text);
    }
}

}  // namespace
}  // namespace ombud::mail
