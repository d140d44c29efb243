#include "text/masked.hpp"

#include <gtest/gtest.h>

namespace ombud::text {

TEST(MaskedAddresses, are_known_by_their_owner_alone) {
    EXPECT_EQ(masked("liwei@qq.example"), "li•••@q•••.example");
    EXPECT_EQ(masked("li@paiwallet.example"), "l•••@pa•••.example");
    EXPECT_EQ(masked("a@b"), "a•••@b•••");
}

}  // namespace ombud::text
