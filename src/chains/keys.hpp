// What belongs to a private key: the payloads of the addresses that it can spend from.
#pragma once
#include <optional>

#include "chains/address.hpp"

namespace ombud::chains {

// The addresses of one 32-byte secret, as secp256k1 and as Ed25519 chains derive them.
struct OwnedPayloads {
    bool on_curve = false;  // false: no secp256k1 key has this value, and only `ed25519` is set
    Hash160 compressed{};   // hash of the compressed public key: P2PKH, P2WPKH, XRP, Cosmos
    Hash160 uncompressed{};
    Hash160 nested{};  // P2SH-P2WPKH
    Hash160 evm{};     // also TRON
    Hash256 taproot{};
    Hash256 ed25519{};  // Solana, Stellar
};

OwnedPayloads owned_by(Hash256 const& secret);
bool owns(OwnedPayloads const& owned, AddressVerdict const& address);

// Solana's and Stellar's long form: 32 secret bytes, then the public key that belongs to them.
bool is_ed25519_pair(ByteView sixty_four_bytes);

}  // namespace ombud::chains
