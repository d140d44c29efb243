// Bech32 and Bech32m (BIP-173, BIP-350), segwit programs, and Bitcoin Cash's cashaddr.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "chains/hashes.hpp"

namespace ombud::chains {

enum class Bech32Variant { bech32, bech32m };

struct Bech32 {
    Bech32Variant variant{};
    std::string prefix;  // lower case
    Bytes values;        // five bits each, without the checksum
};

inline constexpr std::size_t bech32_limit = 90;            // what the BIPs allow
inline constexpr std::size_t bech32_uncapped_limit = 256;  // Cardano writes longer ones

std::optional<Bech32> bech32_decode(std::string_view text, std::size_t length_limit = bech32_limit);

// Five-bit values to bytes; nullopt when the padding is not zero or too long.
std::optional<Bytes> bytes_from_five_bits(ByteView values);

struct SegwitProgram {
    std::string prefix;
    int version = 0;
    Bytes program;
};
std::optional<SegwitProgram> segwit_decode(std::string_view text);

struct CashAddress {
    bool script = false;
    Bytes hash;
};
// With or without its prefix, which is then taken to be "bitcoincash".
std::optional<CashAddress> cashaddr_decode(std::string_view text);

}  // namespace ombud::chains
