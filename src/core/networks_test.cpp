#include "core/networks.hpp"

#include <gtest/gtest.h>

namespace ombud {
namespace {

TEST(Networks, are_written_in_one_way) {
    EXPECT_EQ(canonical_network("203.0.113.7"), "203.0.113.7/32");
    EXPECT_EQ(canonical_network("203.0.113.7/24"), "203.0.113.0/24");
    EXPECT_EQ(canonical_network("2001:DB8::1/32"), "2001:db8::/32");
    EXPECT_EQ(canonical_network("::1"), "::1/128");
    for (auto const* no : {"", "desk.example", "10.0.0.0/33", "10.0.0", "fe80::1%eth0", "10.0.0.0/8/8", "0x7f.1"})
        EXPECT_EQ(canonical_network(no), std::nullopt) << no;
}

TEST(Networks, hold_the_addresses_that_lie_in_them) {
    std::vector<std::string> const office{"198.51.100.0/24", "2001:db8:7::/48"};
    for (auto const* in : {"198.51.100.1", "198.51.100.255", "::ffff:198.51.100.9", "2001:db8:7::1"})
        EXPECT_TRUE(lies_in(in, office)) << in;
    for (auto const* out : {"198.51.101.1", "2001:db8:8::1", "not an address", ""}) EXPECT_FALSE(lies_in(out, office)) << out;
    EXPECT_TRUE(lies_in("8.8.8.8", {"0.0.0.0/0"}));
    EXPECT_FALSE(lies_in("8.8.8.8", {}));
}

TEST(Networks, of_the_inside_are_not_on_the_open_internet) {
    for (auto const* closed : {"0.0.0.0",
                               "0.1.2.3",
                               "10.0.0.1",
                               "10.255.255.255",
                               "100.64.0.1",
                               "100.127.255.255",
                               "127.0.0.1",
                               "127.9.9.9",
                               "169.254.169.254",
                               "169.254.0.1",
                               "172.16.0.1",
                               "172.31.255.255",
                               "192.0.0.8",
                               "192.0.2.1",
                               "192.88.99.1",
                               "192.168.1.1",
                               "198.18.0.1",
                               "198.19.255.255",
                               "198.51.100.1",
                               "203.0.113.1",
                               "224.0.0.1",
                               "239.255.255.250",
                               "240.0.0.1",
                               "255.255.255.255",
                               "::",
                               "::1",
                               "::ffff:127.0.0.1",
                               "::ffff:10.0.0.1",
                               "::ffff:169.254.169.254",
                               "::7f00:1",
                               "64:ff9b::a00:1",
                               "64:ff9b:1::1",
                               "100::1",
                               "2001::1",
                               "2001:db8::1",
                               "2002:7f00:1::",
                               "2002:a00:1::1",
                               "3fff::1",
                               "fc00::1",
                               "fd00:ec2::254",
                               "fe80::1",
                               "fec0::1",
                               "ff02::1",
                               "ff0e::1"})
        EXPECT_FALSE(is_on_the_open_internet(boost::asio::ip::make_address(closed))) << closed;
    for (auto const* open : {"1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "172.15.0.1",
                             "172.32.0.1", "192.167.1.1", "223.255.255.255", "::ffff:8.8.8.8", "2606:4700:4700::1111", "2a00::1"})
        EXPECT_TRUE(is_on_the_open_internet(boost::asio::ip::make_address(open))) << open;
}

}  // namespace
}  // namespace ombud
