// Passkeys (WebAuthn Level 3): what a browser is asked, and checking what it answers. Nothing here is remembered.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/json.hpp"
#include "core/random.hpp"

namespace ombud::credentials {

struct RelyingParty {
    std::string id;                    // "exchange.example": the host of server.public_url
    std::string name;                  // what the browser shows
    std::vector<std::string> origins;  // "https://support.exchange.example"
};

// One passkey as it is stored.
struct PasskeyKey {
    std::vector<std::byte> credential_id;
    std::vector<std::byte> public_key;  // COSE
    std::int64_t sign_count{};
    bool backup_eligible{};  // may leave its device; never changes
    bool backed_up{};
};

std::vector<std::byte> new_challenge(Random& random);  // 256 bits

// PublicKeyCredentialCreationOptionsJSON: discoverable, user verification required, ES256, EdDSA and RS256.
json::value creation_options(RelyingParty const& party, std::vector<std::byte> const& challenge,
                             std::vector<std::byte> const& user_handle, std::string_view name, std::string_view display_name,
                             std::vector<PasskeyKey> const& known);
// PublicKeyCredentialRequestOptionsJSON; without `allowed` the browser offers what it has (discoverable).
json::value request_options(RelyingParty const& party, std::vector<std::byte> const& challenge,
                            std::vector<PasskeyKey> const& allowed);

// Each throws Problem{unauthenticated, "passkey.invalid"} for whatever is wrong: challenge, origin, relying party, flags,
// signature, algorithm, shape. `credential` is RegistrationResponseJSON or AuthenticationResponseJSON.
PasskeyKey verify_registration(RelyingParty const& party, std::vector<std::byte> const& challenge, json::value const& credential);

struct PasskeyAnswer {
    std::vector<std::byte> credential_id, user_handle;
};
// Which passkey says to answer, before anything is checked.
PasskeyAnswer read_answer(json::value const& credential);
// The key with its new count. A count that does not grow (where the key counts at all) is "passkey.invalid": a copied key.
PasskeyKey verify_answer(RelyingParty const& party, std::vector<std::byte> const& challenge, PasskeyKey key,
                         json::value const& credential);

}  // namespace ombud::credentials
