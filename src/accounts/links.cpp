#include "accounts/links.hpp"

#include <algorithm>
#include <bit>
#include <sodium.h>
#include <stdexcept>
#include <vector>

#include "core/base64url.hpp"

namespace ombud::accounts {

namespace {

// 16 bytes of account, 8 of round, 8 of seconds, what it is about, and the seal over all of it.
constexpr std::size_t fixed_bytes = 32, seal_bytes = 32, about_at_most = 40;
constexpr std::size_t letters_at_most = (fixed_bytes + about_at_most + seal_bytes) * 4 / 3 + 2;

// Keeps these links apart from whatever else may ever be signed under the same key.
constexpr std::string_view purpose = "ombud account link 1";

using Seal = std::array<std::byte, seal_bytes>;

unsigned char const* bytes_of(void const* data) {
    return static_cast<unsigned char const*>(data);
}

Seal seal(Links::Key const& key, std::span<std::byte const> text) {
    crypto_generichash_state state;
    Seal out;
    crypto_generichash_init(&state, bytes_of(key.data()), key.size(), out.size());
    crypto_generichash_update(&state, bytes_of(purpose.data()), purpose.size());
    crypto_generichash_update(&state, bytes_of(text.data()), text.size());
    crypto_generichash_final(&state, reinterpret_cast<unsigned char*>(out.data()), out.size());
    return out;
}

void append(std::vector<std::byte>& out, std::int64_t number) {
    for (int shift = 56; shift >= 0; shift -= 8) out.push_back(std::byte(std::uint64_t(number) >> shift));
}

std::int64_t number_at(std::span<std::byte const> bytes) {
    std::uint64_t out = 0;
    for (auto const each : bytes.first(8)) out = out << 8 | std::to_integer<std::uint64_t>(each);
    return std::bit_cast<std::int64_t>(out);
}

}  // namespace

Links::Links(std::span<std::byte const> key) {
    if (key.size() != key_.size()) throw std::logic_error("a link key has 32 bytes");
    std::ranges::copy(key, key_.begin());
}

std::string Links::sign(LinkClaims const& claims) const {
    if (claims.about.size() > about_at_most) throw std::logic_error("a link is about something with a longer name");
    std::vector<std::byte> text;
    text.reserve(fixed_bytes + claims.about.size() + seal_bytes);
    for (auto const each : claims.account.uuid.bytes) text.push_back(std::byte{each});
    append(text, claims.round);
    append(text, std::chrono::floor<std::chrono::seconds>(claims.expires_at).time_since_epoch().count());
    for (char const c : claims.about) text.push_back(std::byte(c));
    auto const sealed = seal(key_, text);
    text.insert(text.end(), sealed.begin(), sealed.end());
    return std::string(link_prefix) + base64url(text);
}

std::optional<LinkClaims> Links::verify(std::string_view token, Timestamp now) const {
    if (!token.starts_with(link_prefix)) return std::nullopt;
    token.remove_prefix(link_prefix.size());
    if (token.size() > letters_at_most) return std::nullopt;
    auto const bytes = from_base64url(token);
    if (!bytes || bytes->size() < fixed_bytes + seal_bytes) return std::nullopt;
    auto const all = std::span<std::byte const>{*bytes};
    auto const text = all.first(all.size() - seal_bytes);
    auto const right = seal(key_, text);
    if (sodium_memcmp(right.data(), all.last(seal_bytes).data(), seal_bytes) != 0) return std::nullopt;

    LinkClaims claims{.account = {}, .about = {}, .round = number_at(text.subspan(16)), .expires_at = {}};
    for (std::size_t i = 0; i < claims.account.uuid.bytes.size(); ++i)
        claims.account.uuid.bytes[i] = std::to_integer<std::uint8_t>(text[i]);
    claims.expires_at = Timestamp{std::chrono::seconds{number_at(text.subspan(24))}};  // ours, so in range
    for (auto const each : text.subspan(fixed_bytes)) claims.about.push_back(char(each));
    if (now >= claims.expires_at) return std::nullopt;
    return claims;
}

}  // namespace ombud::accounts
