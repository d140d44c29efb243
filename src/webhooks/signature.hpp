// Standard Webhooks 1.0: the key of signed calls, "whsec_" and base64, and what it signs.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "core/random.hpp"
#include "core/time.hpp"

namespace ombud::webhooks {

struct NewSecret {
    std::string key;   // its bytes
    std::string text;  // "whsec_…"
};
NewSecret new_secret(Random& random);

// nullopt: it is none, or shorter than 24 bytes.
std::optional<std::string> read_secret(std::string_view text);

// "v1,BASE64", of webhook-id, webhook-timestamp and the body.
std::string sign(std::string_view key, std::string_view id, std::string_view timestamp, std::string_view body);

// Whether one of "v1,BASE64 v1,BASE64" is right: two while keys are changed. In the same time whatever they are.
bool is_signed(std::string_view signatures, std::string_view key, std::string_view id, std::string_view timestamp,
               std::string_view body);

// Seconds since 1970, as webhook-timestamp says it.
std::string timestamp_of(Timestamp when);

}  // namespace ombud::webhooks
