// Digests by Botan and libsodium, checksums by their definitions.
#include "chains/hashes.hpp"

#include <algorithm>
#include <botan/hash.h>
#include <memory>
#include <sodium.h>

namespace ombud::chains {
namespace {

// Making a Botan hash costs more than hashing a block: each thread keeps one of each.
template <std::size_t N>
std::array<std::uint8_t, N> digest(Botan::HashFunction& hash, ByteView data) {
    std::array<std::uint8_t, N> out;
    hash.update(data.data(), data.size());
    hash.final(out.data());
    return out;
}

Botan::HashFunction& sha256_of_thread() {
    thread_local auto const hash = Botan::HashFunction::create_or_throw("SHA-256");
    return *hash;
}

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

}  // namespace

Hash256 sha256(ByteView data) {
    return digest<32>(sha256_of_thread(), data);
}

Hash256 double_sha256(ByteView data) {
    return sha256(sha256(data));
}

Hash256 keccak256(ByteView data) {
    thread_local auto const hash = Botan::HashFunction::create_or_throw("Keccak-1600(256)");
    return digest<32>(*hash, data);
}

Hash160 hash160(ByteView data) {
    thread_local auto const hash = Botan::HashFunction::create_or_throw("RIPEMD-160");
    return digest<20>(*hash, sha256(data));
}

Hash512 blake2b_512(ByteView data) {
    Hash512 out;
    crypto_generichash(out.data(), out.size(), data.data(), data.size(), nullptr, 0);
    return out;
}

std::uint16_t crc16_xmodem(ByteView data) {
    std::uint16_t crc = 0;
    for (auto byte : data) {
        crc = std::uint16_t(crc ^ (byte << 8));
        for (int bit = 0; bit < 8; ++bit) crc = std::uint16_t((crc & 0x8000) ? (crc << 1) ^ 0x1021 : crc << 1);
    }
    return crc;
}

std::uint32_t crc32(ByteView data) {
    std::uint32_t crc = ~0U;
    for (auto byte : data) {
        crc ^= byte;
        for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ (0xEDB88320U & (0U - (crc & 1U)));
    }
    return ~crc;
}

bool decode_hex(std::string_view text, std::span<std::uint8_t> out) {
    if (text.size() != out.size() * 2) return false;
    for (std::size_t i = 0; i < out.size(); ++i) {
        int const high = hex_digit(text[2 * i]);
        int const low = hex_digit(text[2 * i + 1]);
        if (high < 0 || low < 0) return false;
        out[i] = std::uint8_t(high << 4 | low);
    }
    return true;
}

}  // namespace ombud::chains
