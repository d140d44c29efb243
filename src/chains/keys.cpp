// Derivation by libsecp256k1 and libsodium.
#include "chains/keys.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <secp256k1.h>
#include <secp256k1_extrakeys.h>
#include <sodium.h>

namespace ombud::chains {
namespace {

secp256k1_context const* curve() {
    // Its tables are only read after it is made: any thread may use it.
    static std::unique_ptr<secp256k1_context, decltype(&secp256k1_context_destroy)> const context{
        secp256k1_context_create(SECP256K1_CONTEXT_SIGN), &secp256k1_context_destroy};
    return context.get();
}

template <std::size_t N>
std::array<std::uint8_t, N> serialise(secp256k1_pubkey const& key, unsigned flags) {
    std::array<std::uint8_t, N> out{};
    std::size_t size = N;
    secp256k1_ec_pubkey_serialize(curve(), out.data(), &size, &key, flags);
    return out;
}

Hash160 nested_hash(Hash160 const& compressed) {
    std::array<std::uint8_t, 22> script{0x00, 0x14};
    std::ranges::copy(compressed, script.begin() + 2);
    return hash160(script);
}

// BIP-341 with no script path: the key tweaked by its own tagged hash.
Hash256 taproot_key(secp256k1_pubkey const& key) {
    secp256k1_xonly_pubkey internal;
    if (!secp256k1_xonly_pubkey_from_pubkey(curve(), &internal, nullptr, &key)) return {};
    auto const tag = sha256(bytes_of("TapTweak"));
    std::array<std::uint8_t, 96> message{};
    std::ranges::copy(tag, message.begin());
    std::ranges::copy(tag, message.begin() + 32);
    secp256k1_xonly_pubkey_serialize(curve(), message.data() + 64, &internal);
    secp256k1_pubkey tweaked;
    Hash256 out{};
    if (!secp256k1_xonly_pubkey_tweak_add(curve(), &tweaked, &internal, sha256(message).data())) return out;
    std::ranges::copy_n(serialise<33>(tweaked, SECP256K1_EC_COMPRESSED).begin() + 1, 32, out.begin());
    return out;
}

}  // namespace

OwnedPayloads owned_by(Hash256 const& secret) {
    OwnedPayloads out;
    std::array<std::uint8_t, crypto_sign_SECRETKEYBYTES> pair;
    crypto_sign_seed_keypair(out.ed25519.data(), pair.data(), secret.data());
    secp256k1_pubkey key;
    if (!secp256k1_ec_pubkey_create(curve(), &key, secret.data())) return out;
    out.on_curve = true;
    auto const whole = serialise<65>(key, SECP256K1_EC_UNCOMPRESSED);
    out.compressed = hash160(serialise<33>(key, SECP256K1_EC_COMPRESSED));
    out.uncompressed = hash160(whole);
    out.nested = nested_hash(out.compressed);
    std::ranges::copy_n(keccak256(ByteView(whole).subspan(1)).begin() + 12, 20, out.evm.begin());
    out.taproot = taproot_key(key);
    return out;
}

bool owns(OwnedPayloads const& owned, AddressVerdict const& address) {
    auto const is = [&](auto const& payload) { return std::ranges::equal(address.payload, payload); };
    if (is(owned.ed25519)) return true;
    return owned.on_curve &&
           (is(owned.compressed) || is(owned.uncompressed) || is(owned.nested) || is(owned.evm) || is(owned.taproot));
}

bool is_ed25519_pair(ByteView sixty_four_bytes) {
    if (sixty_four_bytes.size() != 64) return false;
    std::array<std::uint8_t, crypto_sign_PUBLICKEYBYTES> derived;
    std::array<std::uint8_t, crypto_sign_SECRETKEYBYTES> pair;
    crypto_sign_seed_keypair(derived.data(), pair.data(), sixty_four_bytes.data());
    return std::ranges::equal(derived, sixty_four_bytes.subspan(32));
}

}  // namespace ombud::chains
