#include "core/tokens.hpp"

#include <array>
#include <sodium.h>

#include "core/base64url.hpp"

namespace ombud {

namespace {
constexpr std::size_t token_bytes = 32;
constexpr std::size_t token_letters = 43;  // of base64url
}  // namespace

std::string new_token(std::string_view prefix, Random& random) {
    return std::string(prefix) + base64url(random.bytes<token_bytes>());
}

bool looks_like_token(std::string_view prefix, std::string_view text) {
    return text.starts_with(prefix) && text.size() == prefix.size() + token_letters;
}

std::string token_hash(std::string_view token) {
    // Fast is right here: 256 random bits cannot be guessed.
    std::array<std::byte, crypto_generichash_BYTES> hash;
    crypto_generichash(reinterpret_cast<unsigned char*>(hash.data()), hash.size(),
                       reinterpret_cast<unsigned char const*>(token.data()), token.size(), nullptr, 0);
    return base64url(hash);
}

}  // namespace ombud
