#include "text/masked.hpp"

#include <gtest/gtest.h>

namespace ombud::text {

TEST(MaskedAddresses, are_known_by_their_owner_alone) {
    EXPECT_EQ(masked("liwei@qq.example"), "li•••@q•••.example");
    EXPECT_EQ(masked("li@paiwallet.example"), "l•••@pa•••.example");
    EXPECT_EQ(masked("a@b"), "a•••@b•••");
}

TEST(MaskedAddresses, are_found_in_any_text) {
    EXPECT_EQ(masked_addresses("550 5.1.1 <liwei@qq.example>: unknown"), "550 5.1.1 <li•••@q•••.example>: unknown");
    EXPECT_EQ(masked_addresses("Li Wei <liwei@qq.example>, ben@mail.example."),
              "Li Wei <li•••@q•••.example>, b•••@m•••.example.");
    EXPECT_EQ(masked_addresses("bounce+liwei=qq.example@list.example"), "bo•••@l•••.example") << "one address in another";
    EXPECT_EQ(masked_addresses("\"li wei\"@qq.example"), "\"l•••@q•••.example");
    EXPECT_EQ(masked_addresses("\"li@wei\"@qq.example").find("wei"), std::string::npos);
    EXPECT_EQ(masked_addresses("liwei@[192.0.2.1] 550"), "li•••@[1•••.1] 550");
    EXPECT_EQ(masked_addresses("请写信给李伟@例子.公司"), "•••@•••.公司") << "no letter is cut in two";
    EXPECT_EQ(masked_addresses("no address, @ and all"), "no address, •••@••• and all");
    EXPECT_EQ(masked_addresses(""), "");
}

// One letter as people see it: an accent, a vowel sign and a joined picture belong to it.
TEST(MaskedNames, keep_their_first_letter) {
    EXPECT_EQ(masked_name("Li Wei"), "L•••");
    EXPECT_EQ(masked_name("李伟"), "李•••");
    EXPECT_EQ(masked_name("E\u0301lise"), "E\u0301•••");
    EXPECT_EQ(masked_name("مُحَمَّد"), "مُ•••");
    EXPECT_EQ(masked_name("👩‍👧 family"), "👩‍👧•••");
    EXPECT_EQ(masked_name("X"), "X•••") << "nor does it tell how short a name is";
    EXPECT_EQ(masked_name(""), "");
    EXPECT_EQ(masked_name("\xff\xfe"), "\uFFFD•••");
}

}  // namespace ombud::text
