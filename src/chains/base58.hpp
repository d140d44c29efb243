// Base58 and Base58Check, in Bitcoin's alphabet and the XRP Ledger's, and Base32 as Stellar writes it.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "chains/hashes.hpp"

namespace ombud::chains {

enum class Base58Alphabet { bitcoin, ripple };

inline constexpr std::size_t base58_text_limit = 160;  // no address or key is longer; longer text is refused unread

std::optional<Bytes> base58_decode(std::string_view text, Base58Alphabet alphabet = Base58Alphabet::bitcoin);
std::string base58_encode(ByteView data, Base58Alphabet alphabet = Base58Alphabet::bitcoin);

// With four bytes of double SHA-256 at the end, which are checked, or added, and not returned.
std::optional<Bytes> base58check_decode(std::string_view text, Base58Alphabet alphabet = Base58Alphabet::bitcoin);
std::string base58check_encode(ByteView data, Base58Alphabet alphabet = Base58Alphabet::bitcoin);

// RFC 4648 Base32 without padding; leftover bits must be zero.
std::optional<Bytes> base32_decode(std::string_view text);
// SEP-23 StrKey: version byte, payload, CRC16; the checksum is checked and not returned.
std::optional<Bytes> strkey_decode(std::string_view text);

}  // namespace ombud::chains
