// The digests and checksums that address formats are built from.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace ombud::chains {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<std::uint8_t const>;
using Hash160 = std::array<std::uint8_t, 20>;
using Hash256 = std::array<std::uint8_t, 32>;
using Hash512 = std::array<std::uint8_t, 64>;

Hash256 sha256(ByteView data);
Hash256 double_sha256(ByteView data);
Hash256 keccak256(ByteView data);
Hash160 hash160(ByteView data);  // RIPEMD-160 of SHA-256
Hash512 blake2b_512(ByteView data);
std::uint16_t crc16_xmodem(ByteView data);
std::uint32_t crc32(ByteView data);

inline ByteView bytes_of(std::string_view text) {
    return {reinterpret_cast<std::uint8_t const*>(text.data()), text.size()};
}

// An even count of hexadecimal digits, written to `out`; false when a character is none or the length differs.
bool decode_hex(std::string_view text, std::span<std::uint8_t> out);

}  // namespace ombud::chains
