// What the program reads in a letter before a person does: the matter, the ids, and what is still wanting; whatever comes.
#include "email/intake.hpp"

#include <gmock/gmock.h>

#include "diagnosis/kinds.hpp"
#include "diagnosis/reader.hpp"
#include "support/desk_world.hpp"

namespace ombud::email {
namespace {

using diagnosis::Topic;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr auto usdt_address = "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t";
constexpr auto bitcoin_address = "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4";
constexpr auto evm_address = "0xd8dA6BF26964aF9D7eEd9e03E53415D37aA96045";
constexpr auto hash = "4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b";

std::optional<Topic> topic(std::string_view subject, std::string_view words = "") {
    return matter_in(subject, words).topic;
}

std::string field(Matter const& matter, std::string_view name) {
    auto const found = std::ranges::find(matter.fields, name, &desk::CaseField::name);
    return found == matter.fields.end() ? "" : found->value;
}

TEST(Intake, tells_what_a_letter_is_about_in_both_languages) {
    EXPECT_EQ(topic("Help", "I cannot log in, it says that my password is wrong."), Topic::sign_in);
    EXPECT_EQ(topic("登录不了", "一直提示密码错误"), Topic::sign_in);
    EXPECT_EQ(topic("Help", "收不到验证码，怎么办？"), Topic::sign_in);
    EXPECT_EQ(topic("Where is my withdrawal?", ""), Topic::withdrawal);
    EXPECT_EQ(topic("", "我昨天提币，现在还没收到"), Topic::withdrawal);
    EXPECT_EQ(topic("", "我昨天提幣，到現在還沒收到"), Topic::withdrawal);
    EXPECT_EQ(topic("Deposit not credited", "I sent 100 USDT on TRC20."), Topic::deposit);
    EXPECT_EQ(topic("充值未到账", "选错网络了"), Topic::deposit);
    EXPECT_EQ(topic("Is this e-mail from you?", "It looks like phishing."), Topic::security);
    EXPECT_EQ(topic("这封邮件是不是你们发的？", "感觉是钓鱼"), Topic::security);
    EXPECT_EQ(topic("Formal complaint", "Nobody answers. I will talk to my lawyer."), Topic::complaint);
    EXPECT_EQ(topic("投诉", "没人理我"), Topic::complaint);
    EXPECT_EQ(topic("Hello", "I like your app."), std::nullopt);
    EXPECT_EQ(topic("你好", "想了解一下你们的产品"), std::nullopt);
    EXPECT_EQ(topic("", ""), std::nullopt);
}

TEST(Intake, theft_comes_before_everything_else) {
    EXPECT_EQ(topic("Withdrawal withdrawal withdrawal", "I cannot log in, my deposit is missing, and I was hacked."),
              Topic::theft);
    EXPECT_EQ(topic("提现提现提现", "登录不了，我的币被盗了"), Topic::theft);
    EXPECT_EQ(topic("", "有一笔提现不是我操作的"), Topic::theft);
}

TEST(Intake, the_subject_says_more_than_the_words_and_saying_it_again_says_no_more) {
    EXPECT_EQ(topic("My deposit",
                    "I withdrew it from another exchange. It was a withdrawal, a withdrawal, a withdrawal, a withdrawal."),
              Topic::deposit);
    EXPECT_EQ(topic("", "can’t\nlog in"), Topic::sign_in) << "as a telephone writes it, across a line end";
    EXPECT_EQ(topic("", "CANNOT LOG IN"), Topic::sign_in);
    EXPECT_EQ(topic("", "Our catalogue lists hacks, blogins and paypasskeyed things."), std::nullopt) << "whole words only";
}

TEST(Intake, finds_the_ids_that_a_case_asks_for) {
    auto const found = matter_in("Withdrawal", "Hi,\nI sent 1,250.50 USDT (TRC20) to " + std::string(usdt_address) +
                                                   ".\nTxID: https://tronscan.org/#/transaction/" + hash + "\n");
    EXPECT_EQ(field(found, "transaction_id"), hash);
    EXPECT_EQ(field(found, "address"), usdt_address);
    EXPECT_EQ(field(found, "asset"), "USDT");
    EXPECT_EQ(field(found, "amount"), "1,250.50 USDT");
    EXPECT_EQ(field(found, "network"), "TRON");

    auto const chinese = matter_in(
        "提币没到", "提了0.05BTC到" + std::string(bitcoin_address) + "，提币单号：W20261124-00817，交易哈希是" + hash + "。");
    EXPECT_EQ(field(chinese, "transaction_id"), hash);
    EXPECT_EQ(field(chinese, "address"), bitcoin_address);
    EXPECT_EQ(field(chinese, "asset"), "BTC");
    EXPECT_EQ(field(chinese, "amount"), "0.05 BTC");
    EXPECT_EQ(field(chinese, "withdrawal_id"), "W20261124-00817");

    EXPECT_EQ(field(matter_in("", "to " + std::string(evm_address)), "address"), evm_address);
    EXPECT_EQ(field(matter_in("", "hash 0x" + std::string(hash)), "transaction_id"), "0x" + std::string(hash));
    EXPECT_EQ(field(matter_in("", "ETH: 2.5 please"), "amount"), "2.5 ETH");
    EXPECT_EQ(field(matter_in("", std::string("sent to ") + usdt_address), "network"), "TRON") << "no other has such addresses";
    EXPECT_EQ(field(matter_in("", "my withdrawal ID is 7731-22"), "withdrawal_id"), "7731-22");
}

TEST(Intake, takes_nothing_for_an_id_that_only_looks_like_one) {
    std::string mistyped = bitcoin_address;
    mistyped.back() = '5';
    EXPECT_THAT(matter_in("", mistyped).fields, IsEmpty()) << "its checksum disagrees";
    EXPECT_THAT(matter_in("", "0xD8dA6BF26964aF9D7eEd9e03E53415D37aA96045").fields, IsEmpty()) << "capitals are its checksum";
    EXPECT_THAT(matter_in("", std::string(hash).substr(1)).fields, IsEmpty());
    EXPECT_THAT(matter_in("", std::string(hash) + "0").fields, IsEmpty());
    EXPECT_THAT(matter_in("", "It weighs a ton, and the link is broken; dot. I sold my base.").fields, IsEmpty())
        << "words that are tickers, too";
    EXPECT_EQ(field(matter_in("", "ab12BTC 2FA"), "amount"), "");
    EXPECT_EQ(field(matter_in("", "withdrawal id please"), "withdrawal_id"), "");
}

TEST(Intake, a_secret_that_was_removed_is_no_id) {
    auto const said = ombud::testing::shared_guard().redact("My private key: " + std::string(hash) + ", withdraw for me");
    ASSERT_FALSE(said.removed.empty());
    EXPECT_THAT(matter_in("", said.text).fields, IsEmpty());
}

struct Flows : ::testing::Test {
    diagnosis::Registry const registry = diagnosis::registry_of_shapes();
    diagnosis::Loaded const shipped = diagnosis::read_all(diagnosis::shipped_files(), registry);
    diagnosis::Flow const& flow(Topic about) const { return *std::ranges::find(shipped.flows, about, &diagnosis::Flow::topic); }
};

TEST_F(Flows, each_matter_but_a_complaint_has_one) {
    for (auto const about : {Topic::sign_in, Topic::security, Topic::withdrawal, Topic::deposit, Topic::theft})
        EXPECT_EQ(std::ranges::count(shipped.flows, about, &diagnosis::Flow::topic), 1) << int(about);
}

TEST_F(Flows, say_what_is_missing_and_ask_for_no_more) {
    EXPECT_THAT(missing_of(flow(Topic::withdrawal), {}), ElementsAre("asset", "network", "amount", "address"));
    EXPECT_THAT(missing_of(flow(Topic::deposit), {{"transaction_id", hash}, {"network", "TRON"}}),
                ElementsAre("address", "asset", "amount"));
    EXPECT_THAT(missing_of(flow(Topic::sign_in), {}), IsEmpty());
    auto const missing = missing_of(flow(Topic::deposit), {});
    for (std::string const language : {"en", "zh-CN"}) {
        auto const sentence = sentence_for(missing, language);
        EXPECT_THAT(sentence, HasSubstr("TxID"));
        EXPECT_THAT(sentence, Not(HasSubstr("{{")));
        EXPECT_EQ(sentence_for({}, language), "");
    }
    EXPECT_NE(sentence_for(missing, "en"), sentence_for(missing, "zh-CN"));
}

TEST(Intake, any_bytes_of_any_length_are_read_in_a_moment) {
    SeededRandom random{7};
    std::vector<std::string> const pieces{
        "withdraw", "usdt ", "BTC 0.", "提现", "\xe2\x80", "\xff",       std::string(1, '\0'), "0x", hash,   usdt_address,
        "9",        ",",     ".",      " ",    "\n",       "提币单号：", "withdrawal id ",     "’",  "bc1q", "a"};
    for (int round = 0; round < 300; ++round) {
        std::string words;
        auto const dice = random.bytes<64>();
        for (auto const each : dice) words += pieces[std::size_t(each) % pieces.size()];
        auto const raw = random.bytes<64>();
        words.append(reinterpret_cast<char const*>(raw.data()), raw.size());
        for (auto const& found : matter_in(words, words).fields) {
            EXPECT_FALSE(found.value.empty());
            EXPECT_LE(found.value.size(), 150u);
        }
    }
    for (auto const& piece : pieces) {
        std::string words;
        while (words.size() < 1'000'000) words += piece;
        matter_in(words, words);
    }
    std::string late(1'000'000, 'x');
    EXPECT_EQ(topic("", late + " withdrawal"), std::nullopt) << "nobody reads on for ever";
}

}  // namespace
}  // namespace ombud::email
