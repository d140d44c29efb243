// The people of the desk: signing in and out, adding and changing people, one-time setup links.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/random.hpp"
#include "core/task.hpp"
#include "credentials/passwords.hpp"
#include "credentials/sign_in_guard.hpp"
#include "staff/model.hpp"

namespace ombud::postgres {
class Database;
}

namespace ombud::staff {

// A demo waives the second factor of its people; nothing else does.
enum class SecondFactor { required, waived };

class Staff {
public:
    Staff(postgres::Database& database, sessions::Sessions& sessions, factors::Factors& factors,
          credentials::Passwords& passwords, Clock& clock, Random& random, SecondFactor second_factor);

    // Problem{unauthenticated, "credentials.wrong"} whatever is wrong; Problem{too_many, "rate.limited"} with retry_after.
    Task<SignedIn> sign_in(SignIn who, From from);
    Task<void> sign_out(SessionId session);
    // Who is in a session of staff; nullopt when they no longer work here. What another process changed of their names and of
    // what their role may do is news for a few seconds; another role never is, since it ends their sessions.
    Task<std::optional<Session>> person_in(sessions::Session session);
    Task<Me> me(Session of);

    // The second factor of a session that has only a password; the session gets a fresh token. Problem{unauthenticated,
    // "code.wrong"}, {invalid, "factor.one"}, {conflict, "second_factor.proved"}.
    Task<SignedIn> prove_second_factor(Session by, factors::Proof proof);
    // Signing in by a passkey alone. Problem{unauthenticated, "passkey.unknown"} for whomever it is not.
    Task<factors::Challenge> passkey_challenge(std::string peer);
    Task<SignedIn> sign_in_with_passkey(factors::PasskeyProof proof, From from);
    // Signing in by a provider: whoever came from there before, else who works here under the address that it has checked.
    // Problem{unauthenticated, "oidc.nobody"}.
    Task<SignedIn> sign_in_vouched(Vouched who, From from);

    // Proving once more who is there, which unlocks. Problem{unauthenticated, "code.wrong" | "credentials.wrong"}, {invalid,
    // "factor.one"}; {forbidden, "second_factor.required"} before the first time.
    Task<StepUpOffer> offer_step_up(Session by);
    Task<SteppedUp> step_up(Session by, StepUp proof, From from);
    Task<void> lock(SessionId session);

    // Own second factors: after a fresh step-up, or with a password alone as long as there is none. Problem{forbidden,
    // "step_up.required" | "second_factor.required" | "session.locked"}, {conflict, "factor.last"}, and those of `Factors`. A
    // change ends the person's other sessions.
    Task<factors::TotpOffer> offer_totp(Session by);
    Task<RecoveryCodes> confirm_totp(Session by, TotpCode code);
    Task<Me> remove_totp(Session by);
    Task<factors::Challenge> offer_passkey(Session by);
    Task<Me> add_passkey(Session by, NewPasskey passkey);
    Task<Me> remove_passkey(Session by, PasskeyId id);
    Task<RecoveryCodes> new_recovery_codes(Session by);

    // Problem{invalid, "email.invalid" | "name.empty" | "role.unknown"}, Problem{conflict, "email.taken"}.
    Task<Added> add(AddPerson person);
    // The same for the operator at the machine; for an address that is known already, a new link for that person, which may let
    // them start over without their second factors.
    Task<Added> add_from_command_line(AddPerson person, bool resets_factors = false);
    // A link to make the first admin, while there is nobody at all; each call invalidates the one before.
    Task<std::optional<SetupLink>> first_setup_link();
    // Problem{unauthenticated, "setup_link.invalid"}, Problem{invalid, "password.too_short" | "password.too_long" |
    // "password.common"}; for the first admin "field.required", "email.invalid", "name.empty" too. Ends the person's sessions.
    Task<SignedIn> complete_setup(CompleteSetup choice, From from);

    Task<std::vector<Person>> list();
    // Everybody who ever acted here, programs too, by the name that customers see.
    Task<std::map<Uuid, std::string>> names();
    // Problem{not_found, "staff.unknown"}, Problem{conflict, "staff.last_admin" | "role.unknown"}. Deactivating and another role
    // end the person's sessions.
    Task<Person> change(StaffId id, ChangePerson change);

    // What somebody who works here may do at this moment.
    Task<Permissions> permissions_now(StaffId id);
    Task<RoleName> role_now(StaffId id);
    // Nobody gives what they do not hold. Problem{forbidden, "permission.not_held", "role"}, {invalid, "role.unknown", "role"}.
    Task<void> require_may_give(Permissions held, RoleName role);
    // Nor decides about whoever may more than they do. Problem{forbidden, "staff.may_more"}, {not_found, "staff.unknown"}.
    Task<void> require_may_change(Permissions held, StaffId whom);
    // A role has changed: whoever has it is looked at anew.
    void forget(RoleName const& role);

private:
    struct Known {
        Profile profile;
        Timestamp read_at;
    };

    // For a person who has just proved who they are; `password_hash` must still be theirs.
    Task<SignedIn> open_session(Person person, std::optional<std::string> password_hash, sessions::Assurance proved, From from);
    Task<SignedIn> signed_in(Profile profile, sessions::Opened opened);
    [[nodiscard]] bool is_complete(sessions::Session const& session) const;
    // Throws when this session may not change its person's factors.
    Task<factors::Held> require_may_enrol(Session const& by);
    // What a change of factors ends and raises.
    Task<void> factors_changed(Session const& by, std::optional<sessions::Assurance> proved = std::nullopt);
    Task<void> check_password(Session const& by, std::string password, From from);
    SetupLink new_link();
    // `role_since`: none when the operator adds them.
    Task<Added> store(AddPerson person, std::optional<Timestamp> role_since);
    Task<bool> has_role(RoleName role);
    Task<Permissions> permissions_of_anybody(StaffId id);
    void forget(StaffId id);

    postgres::Database& database_;
    sessions::Sessions& sessions_;
    factors::Factors& factors_;
    credentials::Passwords& passwords_;
    Clock& clock_;
    Random& random_;
    bool waived_;
    RateLimit challenges_;
    credentials::SignInGuard guard_;
    std::unordered_map<SessionId, Known> known_;  // who is in which session
    std::uint64_t changes_ = 0;                   // grows with each change of a person here: what was read before is stale
};

}  // namespace ombud::staff
