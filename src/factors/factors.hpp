// Second factors of one kind of owner: enrolling, proving, listing and removing passkeys, authenticator codes and recovery codes.
#pragma once
#include <boost/describe.hpp>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/ids.hpp"
#include "core/json.hpp"
#include "core/random.hpp"
#include "core/task.hpp"
#include "core/time.hpp"
#include "credentials/webauthn.hpp"
#include "sessions/sessions.hpp"

namespace ombud::postgres {
class Database;
}

namespace ombud::factors {

BOOST_DEFINE_ENUM_CLASS(Kind, passkey, totp, recovery_code)

struct Passkey {
    PasskeyId id;
    std::string name;
    Timestamp created_at;
    std::optional<Timestamp> used_at;
};
BOOST_DESCRIBE_STRUCT(Passkey, (), (id, name, created_at, used_at))

struct Held {
    bool totp{};
    std::vector<Passkey> passkeys;
    std::int64_t recovery_codes_left{};

    [[nodiscard]] bool any() const { return totp || !passkeys.empty(); }
    [[nodiscard]] std::vector<Kind> methods() const;  // strongest first; recovery codes only beside a real factor
};
BOOST_DESCRIBE_STRUCT(Held, (), (totp, passkeys, recovery_codes_left))

struct Challenge {
    std::string challenge_id;  // a secret of whoever asked; five minutes, once
    json::value options;       // for navigator.credentials
};
BOOST_DESCRIBE_STRUCT(Challenge, (), (challenge_id, options))

struct PasskeyProof {
    std::string challenge_id;
    json::value credential;  // AuthenticationResponseJSON
};
BOOST_DESCRIBE_STRUCT(PasskeyProof, (), (challenge_id, credential))

// Exactly one is given, else Problem{invalid, "factor.one"}.
struct Proof {
    std::optional<std::string> totp;
    std::optional<std::string> recovery_code;
    std::optional<PasskeyProof> passkey;
};
BOOST_DESCRIBE_STRUCT(Proof, (), (totp, recovery_code, passkey))

struct TotpOffer {
    std::string secret;  // base32, to type
    std::string uri;
    std::string qr;  // SVG
};
BOOST_DESCRIBE_STRUCT(TotpOffer, (), (secret, uri, qr))

class Factors {
public:
    // `sealing_key`: 32 bytes under which authenticator secrets are stored.
    Factors(postgres::Database& database, Clock& clock, Random& random, sessions::Owner kind, credentials::RelyingParty party,
            std::vector<std::byte> sealing_key);

    Task<Held> of(Uuid owner);

    // An authenticator: offered, then confirmed by its first code. The recovery codes come along when the person has none.
    Task<TotpOffer> offer_totp(Uuid owner, std::string name);
    // Problem{unauthenticated, "code.wrong"}; Problem{conflict, "totp.not_offered"}.
    Task<std::optional<std::vector<std::string>>> confirm_totp(Uuid owner, std::string code);
    Task<void> remove_totp(Uuid owner);
    // Ten new ones; those before end.
    Task<std::vector<std::string>> new_recovery_codes(Uuid owner);

    Task<Challenge> offer_passkey(Uuid owner, std::string name, std::string display_name);
    // Problem{unauthenticated, "passkey.invalid" | "challenge.expired"}, {conflict, "passkey.known"}, {invalid, "name.empty"},
    // {conflict, "passkeys.too_many"}.
    Task<Passkey> add_passkey(Uuid owner, std::string challenge_id, json::value credential, std::string name);
    Task<void> rename_passkey(Uuid owner, PasskeyId id, std::string name);  // {not_found, "passkey.unknown"}
    Task<void> remove_passkey(Uuid owner, PasskeyId id);

    // What a browser is asked: for a known owner their own passkeys, else whatever it has.
    Task<Challenge> challenge(std::optional<Uuid> owner);
    // Which factor was proved; nullopt when it is wrong. Wrong codes are counted for each `lane`, which says where the guesser
    // stands (strangers, one known browser, one session): ten in a row stop authenticator codes there for a growing while (then
    // every one is wrong), and nowhere else. A passkey is never stopped, nor is a recovery code: it is too long to be guessed.
    Task<std::optional<Kind>> verify(Uuid owner, Proof proof, std::string lane);
    // After a wrong one: whether the owner should be told of guesses in this lane; once a day.
    Task<bool> should_tell(Uuid owner, std::string lane);
    // What was guessed is void: the person proved themselves otherwise, and whoever guessed no longer knows the password.
    Task<void> forgive(Uuid owner);
    // Whose passkey this is, proved. nullopt: unknown or wrong.
    Task<std::optional<Uuid>> owner_of(PasskeyProof proof);

    // For recovery: all of them.
    Task<void> remove_all(Uuid owner);

private:
    Task<bool> proves_totp(Uuid owner, std::string code, std::string lane);
    Task<bool> proves_recovery_code(Uuid owner, std::string code, std::string lane);
    Task<bool> count_guess(Uuid owner, std::string lane);  // false: the lane is shut
    Task<std::string> open_challenge(std::optional<Uuid> owner, bool enrols, std::vector<std::byte> challenge);
    Task<std::vector<credentials::PasskeyKey>> keys_of(Uuid owner);
    [[nodiscard]] std::string seal(Uuid owner, std::vector<std::byte> const& secret);
    [[nodiscard]] std::vector<std::byte> unseal(Uuid owner, std::string const& sealed) const;

    postgres::Database& database_;
    Clock& clock_;
    Random& random_;
    sessions::Owner kind_;
    credentials::RelyingParty party_;
    std::vector<std::byte> sealing_key_;
};

}  // namespace ombud::factors
