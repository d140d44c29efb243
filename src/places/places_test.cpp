#include "places/places.hpp"

#include <gmock/gmock.h>

#include "core/problem.hpp"

namespace ombud::places {
namespace {

using ::testing::DoubleNear;
using ::testing::Optional;

constexpr char const* file = "tests/corpus/places/places.mmdb";

TEST(Places, an_address_is_found_with_city_country_and_coordinates) {
    Places const places{file};
    auto const hangzhou = places.find("203.0.113.7");
    ASSERT_TRUE(hangzhou);
    EXPECT_EQ(hangzhou->label(), "Hangzhou, CN");
    EXPECT_THAT(hangzhou->latitude, Optional(DoubleNear(30.29, 0.01)));
    auto const singapore = places.find("2001:db8:1::5");
    ASSERT_TRUE(singapore);
    EXPECT_EQ(singapore->label(), "Singapore, SG");
    EXPECT_EQ(places.find("::ffff:198.51.100.9").value_or(Place{}).label(), "London, GB");
}

TEST(Places, what_is_known_by_its_country_alone_says_only_that) {
    Places const places{file};
    auto const germany = places.find("192.0.2.1");
    ASSERT_TRUE(germany);
    EXPECT_EQ(germany->label(), "DE");
    EXPECT_FALSE(germany->latitude);
    EXPECT_FALSE(kilometres_between(*germany, *places.find("203.0.113.7")));
}

TEST(Places, nothing_is_known_of_other_addresses_of_no_address_or_without_a_file) {
    Places const places{file};
    for (auto const* address : {"127.0.0.1", "8.8.8.8", "", "203.0.113.7 ", "localhost", "203.0.113.7:80", "999.1.1.1", "'; --"})
        EXPECT_FALSE(places.find(address)) << address;
    EXPECT_FALSE(Places{std::nullopt}.find("203.0.113.7"));
}

TEST(Places, a_file_that_is_none_is_told_at_once) {
    for (auto const* wrong : {"tests/corpus/places/make.pl", "tests/corpus/places/missing.mmdb"}) {
        try {
            Places const places{wrong};
            ADD_FAILURE() << wrong;
        } catch (Problem const& problem) {
            EXPECT_EQ(problem.code, "geoip.unreadable");
        }
    }
}

TEST(Places, distances_are_those_of_the_globe) {
    auto const at = [](double latitude, double longitude) { return Place{"XX", std::nullopt, latitude, longitude}; };
    EXPECT_THAT(kilometres_between(at(30.29, 120.16), at(51.51, -0.13)), Optional(DoubleNear(9'210, 60)));  // Hangzhou, London
    EXPECT_THAT(kilometres_between(at(30.29, 120.16), at(31.22, 121.46)), Optional(DoubleNear(162, 3)));
    EXPECT_THAT(kilometres_between(at(0, 179.9), at(0, -179.9)), Optional(DoubleNear(22.2, 0.2)));
    EXPECT_THAT(kilometres_between(at(0, 0), at(0, 180)), Optional(DoubleNear(20'015, 5)));
    EXPECT_THAT(kilometres_between(at(12, 34), at(12, 34)), Optional(DoubleNear(0, 0.001)));
}

}  // namespace
}  // namespace ombud::places
