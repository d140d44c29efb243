// Plays the platform's own server for the demo and the tests: it has a key pair and vouches for users.
#pragma once
#include <chrono>
#include <filesystem>
#include <optional>
#include <string>

#include "core/time.hpp"
#include "customers/platform_tokens.hpp"

namespace ombud::customers {

class DemoPlatformSigner {
public:
    // Makes an ES256 key pair in `folder` unless it is there: platform_key.json (private) and platform_keys.json (public).
    DemoPlatformSigner(std::filesystem::path folder, Clock const& clock);

    [[nodiscard]] std::string sign(std::string const& subject, std::optional<std::string> const& name,
                                   std::chrono::seconds lasts = std::chrono::hours{1}) const;
    // What `ombud` needs to trust this signer.
    [[nodiscard]] PlatformTokenSettings settings() const;

private:
    std::filesystem::path folder_;
    Clock const& clock_;
};

}  // namespace ombud::customers
