// Tells what an address text is: whose form it has, what it pays to, and how sure its checksum makes us.
#pragma once
#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "chains/hashes.hpp"

namespace ombud::chains {

enum class AddressForm {
    base58check,   // Bitcoin, Litecoin, Dogecoin and their kin: a version byte and a hash
    segwit,        // Bech32 and Bech32m programs
    bitcoin_cash,  // cashaddr
    evm,           // one address on every EVM chain
    tron,
    solana,
    xrp,
    stellar,
    ton,
    cardano,
    polkadot,  // SS58
    cosmos,    // Bech32 with 20 or 32 bytes
};
BOOST_DESCRIBE_ENUM(AddressForm, base58check, segwit, bitcoin_cash, evm, tron, solana, xrp, stellar, ton, cardano, polkadot,
                    cosmos)

enum class AddressCheck {
    proved,  // a checksum in the text agrees
    none,    // the form carries no checksum: a typing error would go unseen
};
BOOST_DESCRIBE_ENUM(AddressCheck, proved, none)

struct AddressVerdict {
    AddressForm form{};
    AddressCheck check{};
    Bytes payload;  // the hash or public key that is paid, without version, tag or checksum
};

// nullopt: no address of any form known here, or one whose checksum disagrees.
std::optional<AddressVerdict> recognise_address(std::string_view text);

// EIP-55: the mixed-case spelling of forty hexadecimal digits. Returns them after "0x".
std::string eip55(std::string_view forty_digits);

// SS58: network prefix, payload, Blake2b checksum (checked, not returned).
struct Ss58 {
    std::uint16_t network = 0;
    Bytes payload;
};
std::optional<Ss58> ss58_decode(std::string_view text);

// TON's 36 bytes in 48 characters of Base64: flags, workchain, hash, CRC16.
struct TonAddress {
    bool bounceable = false;
    bool testnet = false;
    std::int8_t workchain = 0;
    Hash256 hash{};
};
std::optional<TonAddress> ton_decode(std::string_view text);

}  // namespace ombud::chains
