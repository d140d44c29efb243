// Checks the JWT by which a platform's own server vouches for its user (RFC 7519, keys as RFC 7517 sets).
#pragma once
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "customers/model.hpp"

namespace ombud::jwt {
class KeySet;
}

namespace ombud::customers {

struct PlatformTokenSettings {
    std::string keys;       // a JWK set as text, or
    std::string keys_file;  // a file that holds one, read again when it changes
    std::string audience;   // what `aud` must name
    std::optional<std::string> issuer;
};

class PlatformTokens {
public:
    // Throws Problem{invalid, "platform_keys.invalid"} for keys that cannot be used: ES256 (P-256), RS256 (2048 bits or more)
    // and HS256 (`oct`, 32 bytes or more) serve.
    PlatformTokens(PlatformTokenSettings settings, Clock const& clock);
    ~PlatformTokens();
    PlatformTokens(PlatformTokens&&) noexcept;

    // Throws Problem{unauthenticated, "platform_token.invalid" or "platform_token.expired"}.
    PlatformUser verify(std::string_view token);

private:
    void reread_keys();

    PlatformTokenSettings settings_;
    Clock const& clock_;
    std::unique_ptr<jwt::KeySet> keys_;
    std::optional<std::filesystem::file_time_type> read_at_;
};

}  // namespace ombud::customers
