#include "http/codings.hpp"

#include <gtest/gtest.h>

namespace ombud::http {

TEST(CodingsTest, what_is_named_is_taken_as_gladly_as_it_says) {
    Codings const plain{"gzip, br"};
    EXPECT_EQ(plain.weight("gzip"), 1000u);
    EXPECT_EQ(plain.weight("br"), 1000u);
    EXPECT_EQ(plain.weight("zstd"), 0u);
    Codings const weighed{"gzip;q=0.5, br ; q=0.025 ,zstd;q=1.0"};
    EXPECT_EQ(weighed.weight("gzip"), 500u);
    EXPECT_EQ(weighed.weight("br"), 25u);
    EXPECT_EQ(weighed.weight("zstd"), 1000u);
    EXPECT_EQ(Codings{"GZip"}.weight("gzip"), 1000u) << "names have no case";
}

TEST(CodingsTest, a_weight_of_nothing_refuses) {
    for (auto const* field : {"gzip;q=0", "gzip;q=0.0", "gzip;q=0.000", "gzip ; q=0", "br, gzip;q=0", "*;q=0", "*, gzip;q=0"})
        EXPECT_EQ(Codings{field}.weight("gzip"), 0u) << field;
    EXPECT_EQ(Codings{"xgzip, gzipped"}.weight("gzip"), 0u) << "another coding";
}

TEST(CodingsTest, the_star_is_whatever_is_not_named) {
    Codings const all{"gzip;q=0.2, *;q=0.7"};
    EXPECT_EQ(all.weight("gzip"), 200u);
    EXPECT_EQ(all.weight("br"), 700u);
}

TEST(CodingsTest, what_cannot_be_read_takes_nothing) {
    for (auto const* field : {"", " ", ",,,", "gzip;q=2", "gzip;q=-1", "gzip;q=0.1234", "gzip;q=", "gzip;level=9", "gzip br",
                              "\"gzip\"", "gzip;", "gzip;q=0x1", "gzip@"})
        EXPECT_EQ(Codings{field}.weight("gzip"), 0u) << field;
}

}  // namespace ombud::http
