// Checks tokens that others signed (RFC 7519) by their JWK set (RFC 7517): signature first, then time, audience and issuer.
#pragma once
#include <chrono>
#include <exception>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/time.hpp"
#include "jwt/jose.hpp"

namespace ombud::jwt {

inline constexpr std::size_t keys_bytes = std::size_t{256} * 1024;  // of a set that is read

// What is wrong with a token, for developers; it never quotes the token.
struct Refused : std::exception {
    explicit Refused(char const* reason, bool is_over = false) : why(reason), expired(is_over) {}
    [[nodiscard]] char const* what() const noexcept override { return why; }
    char const* why;
    bool expired;  // nothing else is wrong
};

// The first three parts of a compact token, split but not yet believed.
struct Parts {
    std::string_view header, payload, signature;
};

// Keys that may sign: ES256 (P-256), RS256 (2048 bits or more) and HS256 (`oct`, 32 bytes or more). Others in the set are passed
// over.
class KeySet {
public:
    // Empty for a text that is no set.
    explicit KeySet(std::string_view text);
    [[nodiscard]] bool empty() const { return keys_.empty(); }
    // Whether the set has a key of this id, which tells whether it must be fetched anew.
    [[nodiscard]] bool has(std::string_view kid) const;
    // Secrets shared by both sides are no keys for a token of a stranger.
    void keep_public_only();
    [[nodiscard]] bool signed_by_one(Parts const& parts, json_t const* header) const;

private:
    struct Key {
        Json jwk;
        std::string id;  // `kid`, or empty
        std::string_view algorithm;
    };
    std::vector<Key> keys_;
};

struct Expected {
    std::string audience;               // what `aud` must name
    std::optional<std::string> issuer;  // what `iss` must be
    std::chrono::seconds longest_life;  // `exp` may be at most so far ahead
};

// What a token says, once it is believed.
struct Claims {
    Json object;
    std::string issuer;  // empty when it names none
    std::string subject;
    Timestamp expires_at;

    [[nodiscard]] std::optional<std::string_view> text(char const* name) const { return string_member(object.get(), name); }
};

// Throws Refused.
Claims verify(KeySet const& keys, std::string_view token, Expected const& expected, Timestamp now);
// The key that the token names, unchecked; nullopt for whatever is no token. For knowing which keys to fetch.
std::optional<std::string> key_id_of(std::string_view token);

}  // namespace ombud::jwt
