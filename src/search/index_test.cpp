// What a reader finds by words, slips, sound and meaning, and what is shown of it.
#include "search/index.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <random>

#include "core/limits.hpp"

namespace ombud::search {
namespace {

Document page(std::string id, std::string language, std::string title, std::string body) {
    return {.id = std::move(id),
            .language = std::move(language),
            .title = std::move(title),
            .summary = "",
            .keywords = {},
            .headings = {},
            .body = std::move(body),
            .related = {}};
}

// Few enough to know by heart; their ids are none that ship, so that nothing but these words is known of them.
std::vector<Document> shelf() {
    return {
        page("t-deposit", "en", "Deposits that do not arrive",
             "A deposit needs a transaction and some patience. Ask the sender for the hash."),
        page("t-deposit", "zh-CN", "充值没有到账", "先找到交易哈希。充值要等区块确认，请耐心等待。"),
        page("t-withdraw", "en", "How to withdraw",
             "Choose the coin, the receiver and the amount. Confirm with your authenticator."),
        page("t-withdraw", "zh-CN", "怎样提现", "选择币种和收款地址，填写数量，用身份验证器确认。"),
        page("t-password", "en", "Choosing a password", "A long one that you use nowhere else."),
        page("t-password", "zh-CN", "设置密码", "要长，别处没用过。"),
        page("t-english", "en", "Colours of the pages", "Light or dark, as your system has it."),
    };
}

Index const& small() {
    static Index const index{shelf()};
    return index;
}

std::string best(std::string_view query, std::string_view language = "en") {
    auto const hits = small().find(query, language, 5);
    return hits.empty() ? "" : hits.front().id;
}

std::string joined(std::vector<Piece> const& pieces) {
    std::string text;
    for (auto const& piece : pieces) text += piece.text;
    return text;
}

std::vector<std::string> marked(std::vector<Piece> const& pieces) {
    std::vector<std::string> texts;
    for (auto const& piece : pieces)
        if (piece.marked) texts.push_back(piece.text);
    return texts;
}

bool is_whole_utf8(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
        auto const lead = std::uint8_t(text[at]);
        std::size_t const length = lead < 0x80 ? 1 : lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc2 ? 2 : 0;
        if (length == 0 || at + length > text.size()) return false;
        for (std::size_t more = 1; more < length; ++more)
            if ((std::uint8_t(text[at + more]) & 0xc0) != 0x80) return false;
        at += length;
    }
    return true;
}

TEST(Search, FindsEnglishInAnyForm) {
    EXPECT_EQ(best("depositing"), "t-deposit");
    EXPECT_EQ(best("PASSWORDS"), "t-password");
    EXPECT_EQ(best("ｗｉｔｈｄｒａｗ"), "t-withdraw");
}

TEST(Search, FindsChinese) {
    EXPECT_EQ(best("充值", "zh-CN"), "t-deposit");
    EXPECT_EQ(best("提现怎么弄", "zh-CN"), "t-withdraw");
    EXPECT_EQ(best("区块确认", "zh-CN"), "t-deposit");
}

TEST(Search, FindsTraditionalCharacters) {
    EXPECT_EQ(best("密碼設置", "zh-CN"), "t-password");
    EXPECT_EQ(best("區塊確認", "zh-CN"), "t-deposit");
}

TEST(Search, FindsPinyinTogetherApartAndHalfTyped) {
    EXPECT_EQ(best("chongzhi", "zh-CN"), "t-deposit");
    EXPECT_EQ(best("mi ma", "zh-CN"), "t-password");
    EXPECT_EQ(best("zenme tixian", "zh-CN"), "t-withdraw");
    EXPECT_EQ(best("qukuai queren", "zh-CN"), "t-deposit");
    EXPECT_EQ(best("shezhi mim", "zh-CN"), "t-password");
}

TEST(Search, FindsThroughSlips) {
    EXPECT_EQ(best("depsoit "), "t-deposit");
    EXPECT_EQ(best("pasword "), "t-password");
    EXPECT_EQ(best("widthdraw coins"), "t-withdraw");
    EXPECT_EQ(best("蜜码", "zh-CN"), "t-password") << "sounds the same";
    EXPECT_EQ(best("充直", "zh-CN"), "t-deposit");
}

TEST(Search, FindsWhatMeansTheSame) {
    EXPECT_EQ(best("top up"), "t-deposit");
    EXPECT_EQ(best("cash out"), "t-withdraw");
    EXPECT_EQ(best("提币", "zh-CN"), "t-withdraw");
    EXPECT_EQ(best("充币", "zh-CN"), "t-deposit");
    EXPECT_EQ(best("谷歌验证", "zh-CN"), "t-withdraw");
    EXPECT_EQ(best("2FA app"), "t-withdraw");
}

TEST(Search, FindsAcrossLanguagesAndShowsTheReaders) {
    EXPECT_EQ(best("提现", "en"), "t-withdraw");
    EXPECT_EQ(best("deposit 没到账", "zh-CN"), "t-deposit");
    auto const hits = small().find("提现", "en", 5);
    ASSERT_FALSE(hits.empty());
    EXPECT_EQ(hits.front().language, "en");
    EXPECT_EQ(joined(hits.front().title), "How to withdraw");
    auto const other = small().find("colours", "zh-CN", 5);
    ASSERT_FALSE(other.empty());
    EXPECT_EQ(other.front().language, "en") << "there is no other";
}

TEST(Search, ShowsEachArticleOnce) {
    auto const hits = small().find("deposit 充值 withdraw 提现 password 密码", "en", 20);
    for (std::size_t at = 0; at < hits.size(); ++at)
        for (std::size_t next = at + 1; next < hits.size(); ++next) EXPECT_NE(hits[at].id, hits[next].id);
}

TEST(Search, AnswersAsPeopleType) {
    EXPECT_EQ(best("passw"), "t-password");
    EXPECT_EQ(best("withdr"), "t-withdraw");
    EXPECT_EQ(best("充", "zh-CN"), "t-deposit");
}

TEST(Search, MarksWhatWasAskedFor) {
    auto const hits = small().find("transaction hash", "en", 1);
    ASSERT_EQ(hits.size(), 1);
    auto const marks = marked(hits.front().snippet);
    EXPECT_TRUE(std::ranges::find(marks, "hash") != marks.end() || std::ranges::find(marks, "transaction") != marks.end());
    auto const chinese = small().find("充值", "zh-CN", 1);
    ASSERT_EQ(chinese.size(), 1);
    EXPECT_EQ(marked(chinese.front().title), std::vector<std::string>{"充值"});
    EXPECT_EQ(joined(chinese.front().title), "充值没有到账");
}

TEST(Search, ShowsTheBestPlaceOfALongPage) {
    std::string body;
    for (int line = 0; line < 60; ++line) body += "Nothing of interest stands in this sentence. 这一句没有什么。\n";
    body += "The zebra crossed the river at noon, 斑马在中午过河。\n";
    for (int line = 0; line < 60; ++line) body += "Nothing of interest stands in this sentence either. 这一句也没有。\n";
    Index const index{{page("t-long", "en", "Animals", body)}};
    for (auto const* query : {"zebra river", "斑马过河"}) {
        auto const hits = index.find(query, "en", 1);
        ASSERT_EQ(hits.size(), 1);
        auto const text = joined(hits.front().snippet);
        EXPECT_NE(text.find("zebra"), text.npos) << text;
        EXPECT_LE(text.size(), 320);
        EXPECT_FALSE(marked(hits.front().snippet).empty());
    }
}

TEST(Search, NeverCutsALetter) {
    std::mt19937 random{7};
    std::string const letters[] = {"a", "b", "z", " ", ".", "\n", "é", "充", "值", "提", "现", "😀", "。", "𠀀", "ﬁ", "ß"};
    for (int round = 0; round < 200; ++round) {
        std::string text;
        for (int at = 0; at < 400; ++at) text += letters[random() % std::size(letters)];
        auto const query = text.substr(random() % 100, 40);
        Index const index{{page("t-random", "zh-CN", text.substr(0, 20), text)}};
        for (auto const& hit : index.find(query, "zh-CN", 3)) {
            EXPECT_TRUE(is_whole_utf8(joined(hit.snippet)));
            for (auto const& piece : hit.snippet) EXPECT_TRUE(is_whole_utf8(piece.text));
        }
    }
}

TEST(Search, EqualsStandInTheOrderOfTheirIds) {
    std::vector<Document> documents;
    for (auto const* id : {"t-c", "t-a", "t-b"}) documents.push_back(page(id, "en", "Same title", "Same text"));
    Index const index{documents};
    std::ranges::reverse(documents);
    Index const reversed{documents};
    for (auto const* each : {&index, &reversed}) {
        auto const hits = each->find("same title", "en", 3);
        ASSERT_EQ(hits.size(), 3);
        EXPECT_EQ(hits[0].id, "t-a");
        EXPECT_EQ(hits[1].id, "t-b");
        EXPECT_EQ(hits[2].id, "t-c");
    }
    EXPECT_EQ(index.find("same title", "en", 2).size(), 2);
}

TEST(Search, WhatTheBestLeadsToFollowsIt) {
    auto documents = shelf();
    documents[0].related = {"t-english", "t-unknown", "t-deposit"};
    auto const hits = Index{documents}.find("deposits that do not arrive", "en", 5);
    ASSERT_GE(hits.size(), 2);
    EXPECT_EQ(hits[0].id, "t-deposit");
    EXPECT_TRUE(std::ranges::any_of(hits, [](Hit const& hit) { return hit.id == "t-english"; }));
}

TEST(Search, AnEmptyShelfAndAnEmptyQueryFindNothing) {
    Index const empty{{}};
    EXPECT_TRUE(empty.find("deposit", "en", 5).empty());
    EXPECT_TRUE(empty.find("", "en", 5).empty());
    EXPECT_TRUE(small().find("", "en", 5).empty());
    EXPECT_TRUE(small().find("   \n\t", "en", 5).empty());
    EXPECT_TRUE(small().find("deposit", "en", 0).empty());
    EXPECT_TRUE(small().find("qqqqzzzzxxxx", "en", 5).empty());
    Index const blank{{page("t-blank", "en", "", "")}};
    EXPECT_TRUE(blank.find("deposit", "en", 5).empty());
}

TEST(Search, TakesWhateverIsTyped) {
    std::string const hostile[] = {std::string(10'000, 'a'),
                                   std::string(10'000, '?'),
                                   std::string(3'000, '\0'),
                                   "' OR 1=1; DROP TABLE articles; --",
                                   "<script>alert(1)</script>",
                                   "\xff\xfe\xfa",
                                   "\xe5\x85",
                                   "𝔡𝔢𝔭𝔬𝔰𝔦𝔱 充值 депозит إيداع 입금",
                                   "((((((((((",
                                   "\"deposit AND NOT (",
                                   "%00%ff",
                                   "e\u0301\u0301\u0301\u0301",
                                   "\u202edeposit\u202c",
                                   "0x" + std::string(64, 'f'),
                                   std::string("充值\0提现", 13)};
    for (auto const& query : hostile)
        for (auto const* language : {"en", "zh-CN", "xx", ""})
            for (auto const& hit : small().find(query, language, limits::search_results)) EXPECT_GT(hit.score, 0);
    std::string long_chinese, long_english;
    while (long_chinese.size() < 10'000) long_chinese += "充值没有到账提现失败";
    while (long_english.size() < 10'000) long_english += "depsoit witdrawal pasword ";
    EXPECT_EQ(best(long_chinese, "zh-CN"), "t-deposit");
    EXPECT_FALSE(best(long_english).empty());
    EXPECT_EQ(best("𝔡𝔢𝔭𝔬𝔰𝔦𝔱"), "t-deposit");
    EXPECT_EQ(best("deposit'; --"), "t-deposit");
}

}  // namespace
}  // namespace ombud::search
