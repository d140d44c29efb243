// Step-up: whoever is signed in proves again who they are, with a factor that they have, before an important act.
#pragma once
#include "accounts/events.hpp"
#include "accounts/locks.hpp"
#include "accounts/model.hpp"
#include "accounts/traces.hpp"
#include "callers/callers.hpp"
#include "credentials/passwords.hpp"
#include "factors/factors.hpp"
#include "sessions/sessions.hpp"

namespace ombud::accounts {

BOOST_DEFINE_ENUM_CLASS(StepUpMethod, passkey, totp, recovery_code, password)

// Strongest first. A password counts only where there is nothing stronger.
std::vector<StepUpMethod> step_up_methods(factors::Held const& held);

struct StepUpChallenge {
    std::vector<StepUpMethod> methods;
    std::optional<std::string> challenge_id;  // where there is a passkey
    json::value options;
};
BOOST_DESCRIBE_STRUCT(StepUpChallenge, (), (methods, challenge_id, options))

// Exactly one is given, else Problem{invalid, "factor.one"}.
struct StepUpProof {
    std::optional<std::string> totp;
    std::optional<std::string> password;
    std::optional<std::string> recovery_code;
    std::optional<factors::PasskeyProof> passkey;
};
BOOST_DESCRIBE_STRUCT(StepUpProof, (), (totp, password, recovery_code, passkey))

struct SteppedUp {
    Timestamp until;
};
BOOST_DESCRIBE_STRUCT(SteppedUp, (), (until))

class StepUps {
public:
    StepUps(postgres::Database& database, Locks& locks, Traces& traces, credentials::Passwords& passwords,
            factors::Factors& factors, sessions::Sessions& sessions, Clock& clock);

    Task<StepUpChallenge> challenge(Holder who);
    // Problem{unauthenticated, "code.wrong" | "credentials.wrong"}; {forbidden, "factor.too_weak"} for a password beside a
    // factor; {too_many, "rate.limited"} with retry_after: here it may be said, the session proves whose account it is.
    Task<SteppedUp> prove(Holder who, StepUpProof proof, Origin from);

private:
    Task<sessions::Assurance> prove_factor(Holder who, StepUpProof proof, Origin const& from);
    Task<void> prove_password(Holder who, std::string password, Origin const& from);

    postgres::Database& database_;
    Locks& locks_;
    Traces& traces_;
    credentials::Passwords& passwords_;
    factors::Factors& factors_;
    sessions::Sessions& sessions_;
    Clock& clock_;
};

}  // namespace ombud::accounts
