// Public keys of passkeys (COSE, RFC 9052) and the signatures that they check: ES256, EdDSA and RS256.
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>

namespace ombud::credentials::cose {

inline constexpr std::int64_t es256 = -7, eddsa = -8, rs256 = -257;

// Which of the three the key is for; throws cbor::Unreadable for any other key, for a point that is not on its curve, and when
// anything is left over or missing.
std::int64_t algorithm_of(std::span<std::byte const> key);
// Whether the signature is the key's, of exactly this message. Throws for a key as algorithm_of does.
bool fits(std::span<std::byte const> key, std::span<std::byte const> message, std::span<std::byte const> signature);

}  // namespace ombud::credentials::cose
