#include "core/networks.hpp"

#include <algorithm>
#include <array>
#include <boost/asio/ip/network_v4.hpp>
#include <boost/asio/ip/network_v6.hpp>

namespace ombud {

namespace ip = boost::asio::ip;

namespace {

constexpr bool within(ip::address_v6::bytes_type const& address, ip::address_v6::bytes_type const& network, unsigned length) {
    for (unsigned bit = 0; bit < length; ++bit) {
        auto const mask = std::uint8_t(0x80u >> (bit % 8));
        if ((address[bit / 8] & mask) != (network[bit / 8] & mask)) return false;
    }
    return true;
}

struct Block {
    char const* network;
    unsigned length;
};

// The registries of special addresses (RFC 6890 and what followed it), and the groups.
constexpr std::array closed_v4{
    Block{"0.0.0.0", 8},      Block{"10.0.0.0", 8},     Block{"100.64.0.0", 10}, Block{"127.0.0.0", 8},
    Block{"169.254.0.0", 16}, Block{"172.16.0.0", 12},  Block{"192.0.0.0", 24},  Block{"192.0.2.0", 24},
    Block{"192.88.99.0", 24}, Block{"192.168.0.0", 16}, Block{"198.18.0.0", 15}, Block{"198.51.100.0", 24},
    Block{"203.0.113.0", 24}, Block{"224.0.0.0", 4},    Block{"240.0.0.0", 4},
};
// Of IPv6 only what is given to hosts (2000::/3) is open, less these.
constexpr std::array closed_v6{
    Block{"2001::", 23},                                                // Teredo, benchmarks, ORCHID
    Block{"2001:db8::", 32}, Block{"3fff::", 20}, Block{"2002::", 16},  // 6to4 wraps an IPv4 address
};

bool is_open_v4(ip::address_v4 const& address) {
    return std::ranges::none_of(closed_v4, [&](Block const& block) {
        auto const shift = 32 - block.length;
        return (address.to_uint() >> shift) == (ip::make_address_v4(block.network).to_uint() >> shift);
    });
}

bool is_open_v6(ip::address_v6 const& address) {
    auto const bytes = address.to_bytes();
    if (!within(bytes, ip::make_address_v6("2000::").to_bytes(), 3)) return false;
    return std::ranges::none_of(closed_v6, [&](Block const& block) {
        return within(bytes, ip::make_address_v6(block.network).to_bytes(), block.length);
    });
}

ip::address plain(ip::address const& address) {
    if (address.is_v6() && address.to_v6().is_v4_mapped()) return ip::make_address_v4(ip::v4_mapped, address.to_v6());
    return address;
}

}  // namespace

std::optional<std::string> canonical_network(std::string_view text) {
    boost::system::error_code no;
    auto const bare = ip::make_address(text, no);
    std::string written{text};
    if (text.contains('%')) return std::nullopt;  // a link's own name of an address says nothing here
    if (!no) written += bare.is_v4() ? "/32" : "/128";
    auto const v4 = ip::make_network_v4(written, no);
    if (!no) return v4.canonical().to_string();
    auto const v6 = ip::make_network_v6(written, no);
    if (no) return std::nullopt;
    return v6.canonical().to_string();
}

bool lies_in(std::string_view text, std::vector<std::string> const& networks) {
    boost::system::error_code no;
    auto const read = ip::make_address(text, no);
    if (no) return false;
    auto const address = plain(read);
    return std::ranges::any_of(networks, [&](std::string const& each) {
        boost::system::error_code unread;
        if (address.is_v4()) {
            auto const network = ip::make_network_v4(each, unread);
            if (unread) return false;
            auto const shift = 32u - network.prefix_length();
            return shift == 32 || (address.to_v4().to_uint() >> shift) == (network.network().to_uint() >> shift);
        }
        auto const network = ip::make_network_v6(each, unread);
        return !unread && within(address.to_v6().to_bytes(), network.network().to_bytes(), network.prefix_length());
    });
}

bool is_on_the_open_internet(ip::address const& address) {
    auto const real = plain(address);
    return real.is_v4() ? is_open_v4(real.to_v4()) : is_open_v6(real.to_v6());
}

}  // namespace ombud
