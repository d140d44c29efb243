#include "edge/staff_security.hpp"

#include "core/rate_limit.hpp"

namespace ombud::edge {

Task<staff::Session> StaffSecurity::session_of(http::Request const& request) {
    auto who = co_await gate_.identify(request, CallerKind::password_session);
    if (!who.staff) throw Problem{ProblemKind::unauthenticated, "session.expired"};  // it ended since the gate let it in
    co_return std::move(*who.staff);
}

Task<void> StaffSecurity::record(std::string act, StaffId by, http::Request const& request) {
    co_await audit_.record({.act = std::move(act),
                            .actor_kind = audit::ActorKind::staff,
                            .actor = by.uuid,
                            .subject = by.uuid,
                            .details = {{"network", network_of(request.peer)}}});
}

template <class T>
Task<T> StaffSecurity::on_record(std::string act, std::optional<StaffId> by, http::Request const& request, Task<T> proving) {
    std::optional<T> done;
    std::optional<Problem> refused;
    try {
        done = co_await std::move(proving);
    } catch (Problem const& problem) {
        refused = problem;
    }
    auto const network = network_of(request.peer);
    if (refused) {
        co_await audit_.record_noise({.act = by ? "staff.proof_refused" : "staff.sign_in_refused",
                                      .actor_kind = by ? audit::ActorKind::staff : audit::ActorKind::nobody,
                                      .actor = by ? std::optional{by->uuid} : std::nullopt,
                                      .subject = by ? std::optional{by->uuid} : std::nullopt,
                                      .details = {{"act", act}, {"code", refused->code}, {"network", network}}},
                                     network);
        throw *refused;
    }
    if (by) co_await record(std::move(act), *by, request);
    co_return std::move(*done);
}

Task<WithFields<staff::SignedIn>> StaffSecurity::prove_second_factor(PasswordAgent by, factors::Proof proof,
                                                                     http::Request* request) {
    auto session = co_await on_record("staff.second_factor_proved", by.id, *request,
                                      staff_.prove_second_factor(co_await session_of(*request), std::move(proof)));
    co_return with_staff_cookie(std::move(session), clock_.now(), request->secure);
}

Task<factors::Challenge> StaffSecurity::passkey_challenge(Anyone by) {
    return staff_.passkey_challenge(std::move(by.peer));
}

Task<WithFields<staff::SignedIn>> StaffSecurity::sign_in_with_passkey(Anyone, factors::PasskeyProof proof,
                                                                      http::Request* request) {
    auto session = co_await on_record("staff.signed_in", std::nullopt, *request,
                                      staff_.sign_in_with_passkey(std::move(proof), from(*request)));
    co_await record("staff.signed_in", session.staff.id, *request);
    co_return with_staff_cookie(std::move(session), clock_.now(), request->secure);
}

Task<staff::Me> StaffSecurity::me(Agent, http::Request* request) {
    co_return co_await staff_.me(co_await session_of(*request));
}

Task<staff::StepUpOffer> StaffSecurity::offer_step_up(PasswordAgent, http::Request* request) {
    co_return co_await staff_.offer_step_up(co_await session_of(*request));
}

Task<staff::SteppedUp> StaffSecurity::step_up(PasswordAgent by, staff::StepUp proof, http::Request* request) {
    co_return co_await on_record("staff.stepped_up", by.id, *request,
                                 staff_.step_up(co_await session_of(*request), std::move(proof), from(*request)));
}

Task<void> StaffSecurity::lock(Agent, http::Request* request) {
    co_await staff_.lock((co_await session_of(*request)).session.id);
}

Task<factors::TotpOffer> StaffSecurity::offer_totp(PasswordAgent, http::Request* request) {
    co_return co_await staff_.offer_totp(co_await session_of(*request));
}

Task<staff::RecoveryCodes> StaffSecurity::confirm_totp(PasswordAgent by, staff::TotpCode code, http::Request* request) {
    co_return co_await on_record("staff.totp_added", by.id, *request,
                                 staff_.confirm_totp(co_await session_of(*request), std::move(code)));
}

Task<staff::Me> StaffSecurity::remove_totp(PasswordAgent by, http::Request* request) {
    co_return co_await on_record("staff.totp_removed", by.id, *request, staff_.remove_totp(co_await session_of(*request)));
}

Task<factors::Challenge> StaffSecurity::offer_passkey(PasswordAgent, http::Request* request) {
    co_return co_await staff_.offer_passkey(co_await session_of(*request));
}

Task<staff::Me> StaffSecurity::add_passkey(PasswordAgent by, staff::NewPasskey passkey, http::Request* request) {
    co_return co_await on_record("staff.passkey_added", by.id, *request,
                                 staff_.add_passkey(co_await session_of(*request), std::move(passkey)));
}

Task<staff::Me> StaffSecurity::remove_passkey(PasswordAgent by, PasskeyId id, http::Request* request) {
    co_return co_await on_record("staff.passkey_removed", by.id, *request,
                                 staff_.remove_passkey(co_await session_of(*request), id));
}

Task<staff::RecoveryCodes> StaffSecurity::new_recovery_codes(PasswordAgent by, http::Request* request) {
    co_return co_await on_record("staff.recovery_codes_made", by.id, *request,
                                 staff_.new_recovery_codes(co_await session_of(*request)));
}

}  // namespace ombud::edge
