#include "credentials/recovery_codes.hpp"

#include <algorithm>
#include <cmath>
#include <gmock/gmock.h>
#include <set>

namespace ombud::credentials {
namespace {

TEST(RecoveryCodes, are_ten_of_at_least_64_bits_in_readable_groups) {
    SeededRandom random{3};
    std::set<std::string> codes;
    std::set<char> letters;
    for (int i = 0; i < 100; ++i)
        for (auto const& code : new_recovery_codes(random)) {
            EXPECT_THAT(code, testing::MatchesRegex("[a-z2-9]{5}-[a-z2-9]{5}-[a-z2-9]{5}"));
            codes.insert(code);
            letters.insert(code.begin(), code.end());
        }
    EXPECT_EQ(codes.size(), 1'000u);
    letters.erase('-');
    for (char const mistaken : {'0', 'o', '1', 'l', 'i'}) EXPECT_FALSE(letters.contains(mistaken)) << mistaken;
    EXPECT_GE(15 * std::log2(letters.size()), 64);
}

TEST(RecoveryCodes, are_known_however_they_are_typed) {
    auto const hash = recovery_code_hash("k7m2p-x9q4w-3htz8");
    ASSERT_TRUE(hash);
    for (auto const* typed : {"K7M2P-X9Q4W-3HTZ8", "k7m2px9q4w3htz8", " k7m2p x9q4w 3htz8 ", "k7-m2-px-9q-4w-3h-tz-8"})
        EXPECT_EQ(recovery_code_hash(typed), hash) << typed;
    EXPECT_NE(recovery_code_hash("k7m2p-x9q4w-3htz9"), hash);
    EXPECT_THAT(*hash, testing::Not(testing::HasSubstr("k7m2p")));
}

TEST(RecoveryCodes, nothing_else_is_one) {
    for (std::string const& typed :
         {std::string{}, std::string("123456"), std::string("k7m2p-x9q4w-3htz"), std::string("k7m2p-x9q4w-3htz88"),
          std::string("k7m2p-x9q4w-3htz0"), std::string("k7m2p-x9q4w-3htzé"), std::string("k7m2p-x9q4w-3htz8\0", 18),
          std::string(1'000'000, ' ') + "k7m2p-x9q4w-3htz8"})
        EXPECT_EQ(recovery_code_hash(typed), std::nullopt) << typed.substr(0, 30);
}

}  // namespace
}  // namespace ombud::credentials
