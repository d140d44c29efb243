// Sign-in by an OpenID Connect provider: where to send the browser, and what its coming back proves.
#pragma once
#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/random.hpp"
#include "core/task.hpp"
#include "core/time.hpp"
#include "fetch/fetch.hpp"
#include "jwt/jwt.hpp"

namespace ombud::oidc {

struct Provider {
    std::string id;      // in our paths and settings: "google"
    std::string name;    // on the button
    std::string issuer;  // exactly as its discovery document and tokens name it
    std::string client_id;
    std::string client_secret;
};

// The browser is sent to `location` and keeps `memory`, which it cannot read, until it comes back.
struct Departure {
    std::string location;
    std::string memory;
};

// What the provider's redirect brought.
struct Return {
    std::optional<std::string> code, state, iss, error;
};

// Whom the provider says it is, proved.
struct Identity {
    std::string provider;
    std::string issuer;
    std::string subject;
    std::optional<std::string> email;  // only when the provider vouches for it
    bool second_factor;                // it says that more than a password was asked (`amr`, RFC 8176)
};

inline constexpr auto longest_absence = std::chrono::minutes{10};

class SignIn {
public:
    // `redirect_uri`: where providers send the browser back, as it is registered there. `sealing_key`: 32 bytes, the same in
    // every process.
    SignIn(std::vector<Provider> providers, std::string redirect_uri, fetch::Client& client, Clock const& clock, Random& random,
           std::vector<std::byte> sealing_key);

    [[nodiscard]] std::vector<Provider> const& providers() const { return providers_; }

    // Problem{not_found, "oidc.provider_unknown"}, {unavailable, "oidc.provider_away"} when it does not answer as it should.
    Task<Departure> depart(std::string provider);
    // Problem{unauthenticated, "oidc.state_invalid"} for whoever did not leave from this browser, or too long ago;
    // {unauthenticated, "oidc.refused"} when the provider refused; {unauthenticated, "oidc.token_invalid"}; {unavailable,
    // "oidc.provider_away"}.
    Task<Identity> arrive(std::string memory, Return with);

private:
    struct Metadata {
        std::string authorization_endpoint, token_endpoint, jwks_uri;
        bool says_issuer = false;  // RFC 9207: the redirect names it
        bool secret_in_body = false;
        Timestamp read_at{};
    };
    struct Keys {
        jwt::KeySet set;
        Timestamp read_at;
    };
    struct Memory;

    [[nodiscard]] Provider const& provider(std::string_view id) const;
    Task<Metadata> metadata(Provider const& provider);
    Task<fetch::Answer> ask(fetch::Request request);
    Task<std::string> id_token(Provider const& provider, Metadata const& metadata, std::string const& code,
                               std::string const& verifier);
    Task<jwt::Claims> believed(Provider const& provider, Metadata const& metadata, std::string token);
    Task<jwt::KeySet const*> keys_for(Provider const& provider, Metadata const& metadata, std::optional<std::string> key_id);
    [[nodiscard]] std::string seal(Memory const& memory);
    [[nodiscard]] Memory unseal(std::string_view text) const;

    std::vector<Provider> providers_;
    std::string redirect_uri_;
    fetch::Client& client_;
    Clock const& clock_;
    Random& random_;
    std::vector<std::byte> sealing_key_;
    std::map<std::string, Metadata, std::less<>> metadata_;  // by provider
    std::map<std::string, Keys, std::less<>> keys_;
};

}  // namespace ombud::oidc
