// What the address book takes: an address of the chain that is named, and a memo where the chain knows one.
#include "accounts/chain_rules.hpp"

#include <gtest/gtest.h>

#include "core/problem.hpp"

namespace ombud::accounts {
namespace {

std::string code(Chain chain, std::string address, std::optional<std::string> memo = {}) {
    NewAddress wanted{"Home", chain, std::move(address), std::move(memo)};
    try {
        check(wanted);
        return wanted.memo ? "fine with memo" : "fine";
    } catch (Problem const& problem) {
        return problem.code;
    }
}

constexpr char bitcoin[] = "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4";
constexpr char evm[] = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed";
constexpr char xrp[] = "rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh";
constexpr char stellar[] = "GA7QYNF7SOWQ3GLR2BGMZEHXAVIRZA4KVWLTJJFC7MGXUA74P7UJVSGZ";

TEST(AddressOfABook, is_one_of_the_chain_that_is_named) {
    EXPECT_EQ(code(Chain::bitcoin, bitcoin), "fine");
    EXPECT_EQ(code(Chain::evm, evm), "fine");
    EXPECT_EQ(code(Chain::xrp, xrp), "fine");
    EXPECT_EQ(code(Chain::stellar, stellar), "fine");
    EXPECT_EQ(code(Chain::litecoin, bitcoin), "address.other_chain");
    EXPECT_EQ(code(Chain::tron, evm), "address.other_chain");
    EXPECT_EQ(code(Chain::bitcoin, "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2"), "fine");
    EXPECT_EQ(code(Chain::dogecoin, "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2"), "address.other_chain");
}

TEST(AddressOfABook, is_refused_when_it_is_mistyped) {
    EXPECT_EQ(code(Chain::bitcoin, "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5"), "address.invalid");
    EXPECT_EQ(code(Chain::evm, "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1Beaed"), "address.invalid");
    for (auto const* text : {"", " ", "hello", "bc1", "0x", "<script>"}) EXPECT_EQ(code(Chain::bitcoin, text), "address.invalid");
    EXPECT_EQ(code(Chain::evm, "0x0000000000000000000000000000000000000000"), "address.invalid");
    EXPECT_EQ(code(Chain::bitcoin, "1111111111111111111114oLvT2"), "address.invalid");
    EXPECT_EQ(code(Chain::bitcoin, std::string(" ") + bitcoin), "address.invalid");
}

TEST(AddressOfABook, has_a_memo_only_where_the_chain_knows_one) {
    EXPECT_EQ(code(Chain::xrp, xrp, "4294967295"), "fine with memo");
    EXPECT_EQ(code(Chain::xrp, xrp, "4294967296"), "memo.invalid");
    EXPECT_EQ(code(Chain::xrp, xrp, "-1"), "memo.invalid");
    EXPECT_EQ(code(Chain::stellar, stellar, std::string(28, 'a')), "fine with memo");
    EXPECT_EQ(code(Chain::stellar, stellar, std::string(29, 'a')), "memo.invalid");
    EXPECT_EQ(code(Chain::stellar, stellar, "a\nb"), "memo.invalid");
    EXPECT_EQ(code(Chain::stellar, stellar, "\xff"), "memo.invalid");
    EXPECT_EQ(code(Chain::stellar, stellar, ""), "fine") << "an empty one is none";
    EXPECT_EQ(code(Chain::evm, evm, "1"), "memo.unexpected");
}

}  // namespace
}  // namespace ombud::accounts
