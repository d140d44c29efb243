// How staff prove who they are, over HTTP: second factors, passkeys, stepping up, locking, and their own factors.
#pragma once
#include "audit/audit.hpp"
#include "callers/callers.hpp"
#include "edge/people.hpp"
#include "edge/route.hpp"
#include "staff/staff.hpp"

namespace ombud::edge {

class StaffSecurity {
public:
    StaffSecurity(staff::Staff& staff, Gate& gate, audit::Log& audit, Clock& clock)
        : staff_(staff), gate_(gate), audit_(audit), clock_(clock) {}

    Task<WithFields<staff::SignedIn>> prove_second_factor(PasswordAgent by, factors::Proof proof, http::Request* request);
    Task<factors::Challenge> passkey_challenge(Anyone by);
    Task<WithFields<staff::SignedIn>> sign_in_with_passkey(Anyone by, factors::PasskeyProof proof, http::Request* request);

    Task<staff::Me> me(Agent by, http::Request* request);
    Task<staff::StepUpOffer> offer_step_up(PasswordAgent by, http::Request* request);
    Task<staff::SteppedUp> step_up(PasswordAgent by, staff::StepUp proof, http::Request* request);
    Task<void> lock(Agent by, http::Request* request);

    Task<factors::TotpOffer> offer_totp(PasswordAgent by, http::Request* request);
    Task<staff::RecoveryCodes> confirm_totp(PasswordAgent by, staff::TotpCode code, http::Request* request);
    Task<staff::Me> remove_totp(PasswordAgent by, http::Request* request);
    Task<factors::Challenge> offer_passkey(PasswordAgent by, http::Request* request);
    Task<staff::Me> add_passkey(PasswordAgent by, staff::NewPasskey passkey, http::Request* request);
    Task<staff::Me> remove_passkey(PasswordAgent by, PasskeyId id, http::Request* request);
    Task<staff::RecoveryCodes> new_recovery_codes(PasswordAgent by, http::Request* request);

private:
    Task<staff::Session> session_of(http::Request const& request);
    Task<void> record(std::string act, StaffId by, http::Request const& request);
    // What `proving` gives; a wrong proof is put on record, too.
    template <class T>
    Task<T> on_record(std::string act, std::optional<StaffId> by, http::Request const& request, Task<T> proving);

    staff::Staff& staff_;
    Gate& gate_;
    audit::Log& audit_;
    Clock& clock_;
};

}  // namespace ombud::edge
