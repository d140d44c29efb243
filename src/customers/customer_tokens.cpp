#include "customers/customer_tokens.hpp"

#include <cstring>
#include <sodium.h>
#include <sstream>

#include "core/base64url.hpp"
#include "core/key_file.hpp"

namespace ombud::customers {

namespace {

// The version stands in the prefix; so does what scanners for leaked secrets look for.
constexpr std::string_view prefix = "omc1_";
// Signed along, so that the key can never be made to vouch for bytes of another meaning.
constexpr std::string_view purpose = "ombud customer token 1";

constexpr std::size_t claims_bytes = 1 + 16 + 8;  // kind, id, seconds since 1970 in network order
using ClaimsBytes = std::array<std::byte, claims_bytes>;
using Signature = std::array<std::byte, crypto_auth_BYTES>;
constexpr std::size_t token_bytes = claims_bytes + crypto_auth_BYTES;
static_assert(sizeof(TokenKey) == crypto_auth_KEYBYTES);

unsigned char const* raw(std::byte const* bytes) {
    return reinterpret_cast<unsigned char const*>(bytes);
}

std::array<std::byte, purpose.size() + claims_bytes> signed_part(std::span<std::byte const, claims_bytes> claims) {
    std::array<std::byte, purpose.size() + claims_bytes> out;
    std::memcpy(out.data(), purpose.data(), purpose.size());
    std::memcpy(out.data() + purpose.size(), claims.data(), claims_bytes);
    return out;
}

ClaimsBytes pack(CustomerClaims const& claims) {
    ClaimsBytes out;
    out[0] = std::byte(claims.kind);
    std::memcpy(out.data() + 1, claims.id.uuid.bytes.data(), 16);
    auto const seconds = std::uint64_t(std::chrono::floor<std::chrono::seconds>(claims.expires_at).time_since_epoch().count());
    for (std::size_t i = 0; i < 8; ++i) out[17 + i] = std::byte(seconds >> (56 - 8 * i));
    return out;
}

CustomerClaims unpack(std::span<std::byte const, claims_bytes> bytes) {
    CustomerClaims claims{};
    claims.kind = CustomerKind(bytes[0]);
    std::memcpy(claims.id.uuid.bytes.data(), bytes.data() + 1, 16);
    std::uint64_t seconds = 0;
    for (auto byte : bytes.subspan<17>()) seconds = seconds << 8 | std::uint64_t(byte);
    claims.expires_at = Timestamp{std::chrono::seconds{std::int64_t(seconds)}};
    return claims;
}

}  // namespace

TokenKeys TokenKeys::parse(std::string_view text) {
    std::vector<TokenKey> keys;
    std::istringstream words{std::string(text)};
    for (std::string word; words >> word;) {
        auto const bytes = from_base64url(word);
        if (!bytes || bytes->size() != sizeof(TokenKey) || keys.size() == 2)
            throw Problem{ProblemKind::invalid, "customer_key.invalid", {}, "expected one or two keys of 32 bytes in base64url"};
        std::ranges::copy(*bytes, keys.emplace_back().begin());
    }
    if (keys.empty()) throw Problem{ProblemKind::invalid, "customer_key.invalid", {}, "there is no key"};
    return TokenKeys{std::move(keys)};
}

TokenKeys TokenKeys::load_or_create(std::filesystem::path const& file, Random& random) {
    return parse(read_or_create_key_file(file, [&] { return base64url(random.bytes<sizeof(TokenKey)>()) + "\n"; }));
}

std::string CustomerTokens::issue(CustomerClaims const& claims) const {
    std::array<std::byte, token_bytes> token;
    auto const packed = pack(claims);
    auto const part = signed_part(packed);
    std::ranges::copy(packed, token.begin());
    crypto_auth(reinterpret_cast<unsigned char*>(token.data() + claims_bytes), raw(part.data()), part.size(),
                raw(keys_.all().front().data()));
    return std::string(prefix) + base64url(token);
}

std::optional<CustomerClaims> CustomerTokens::verify(std::string_view token) const {
    static auto const text_bytes = base64url(std::array<std::byte, token_bytes>{}).size();
    if (!token.starts_with(prefix) || token.size() != prefix.size() + text_bytes) return std::nullopt;
    auto const bytes = from_base64url(token.substr(prefix.size()));
    if (!bytes || bytes->size() != token_bytes) return std::nullopt;
    auto const claims = std::span{*bytes}.first<claims_bytes>();
    auto const part = signed_part(claims);
    bool const ours = std::ranges::any_of(keys_.all(), [&](TokenKey const& key) {
        return crypto_auth_verify(raw(bytes->data() + claims_bytes), raw(part.data()), part.size(), raw(key.data())) == 0;
    });
    if (!ours) return std::nullopt;
    auto const said = unpack(claims);
    return clock_.now() < said.expires_at ? std::optional{said} : std::nullopt;
}

}  // namespace ombud::customers
