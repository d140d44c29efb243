// Addresses and networks as people write them: "203.0.113.7", "2001:db8::/32"; and which addresses lie on the open internet.
#pragma once
#include <boost/asio/ip/address.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ombud {

// As it is written canonically: the network's own address and its length; a bare address is a network of one.
std::optional<std::string> canonical_network(std::string_view text);

// Whether the address lies in one of these; an IPv4 address written as IPv6 counts as what it is.
bool lies_in(std::string_view address, std::vector<std::string> const& networks);

// Whether it is a host's on the open internet: not private, not this machine, its link or its provider's inside, no group, no
// example, and no such address wrapped in IPv6.
bool is_on_the_open_internet(boost::asio::ip::address const& address);

}  // namespace ombud
