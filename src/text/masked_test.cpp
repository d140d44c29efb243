#include "text/masked.hpp"

#include <gtest/gtest.h>

namespace ombud::text {

TEST(MaskedAddresses, are_known_by_their_owner_alone) {
    EXPECT_EQ(masked("liwei@qq.example"), "li•••@q•••.example");
    EXPECT_EQ(masked("li@paiwallet.example"), "l•••@pa•••.example");
    EXPECT_EQ(masked("a@b"), "a•••@b•••");
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
