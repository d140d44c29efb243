// How staff prove who they are beyond a password: second factors, passkeys, a provider's word, stepping up, and their own
// factors.
#include "postgres/database.hpp"
#include "staff/queries.hpp"
#include "staff/staff.hpp"
#include "text/names.hpp"

namespace ombud::staff {

using sessions::Assurance;

namespace {

[[noreturn]] void refuse(ProblemKind kind, char const* code) {
    throw Problem{kind, code};
}

Assurance assurance_of(factors::Kind proved) {
    return proved == factors::Kind::passkey ? Assurance::passkey : Assurance::two_factors;
}

Person person_of(sql::Credentials const& row) {
    return {row.id,           row.email,        row.name,     row.public_name, row.role,
            row.role_name_en, row.role_name_zh, row.language, row.active,      row.created_at};
}

StepUpMethod method_of(factors::Kind kind) {
    switch (kind) {
        case factors::Kind::passkey:
            return StepUpMethod::passkey;
        case factors::Kind::totp:
            return StepUpMethod::totp;
        case factors::Kind::recovery_code:
            break;
    }
    return StepUpMethod::recovery_code;
}

}  // namespace

Task<Me> Staff::me(Session of) {
    auto& person = of.staff;
    auto held = co_await factors_.of(person.id.uuid);
    auto const stepped_up = of.session.stepped_up_at;
    bool const fresh = sessions::is_fresh(of.session, clock_.now());
    co_return Me{.id = person.id,
                 .email = std::move(person.email),
                 .name = std::move(person.name),
                 .public_name = std::move(person.public_name),
                 .role = std::move(person.role),
                 .role_name_en = std::move(person.role_name_en),
                 .role_name_zh = std::move(person.role_name_zh),
                 .language = std::move(person.language),
                 .permissions = std::move(person.permissions),
                 .factors = std::move(held),
                 .stepped_up_until = fresh ? std::optional{*stepped_up + sessions::step_up_life} : std::nullopt,
                 .second_factor_waived = waived_};
}

// Signing in ----------------------------------------------------------------------------------------------------------

Task<SignedIn> Staff::prove_second_factor(Session by, factors::Proof proof) {
    if (by.session.assurance > Assurance::password) refuse(ProblemKind::conflict, "second_factor.proved");
    auto const proved = co_await factors_.verify(by.staff.id.uuid, std::move(proof), "sign-in");
    if (!proved) refuse(ProblemKind::unauthenticated, "code.wrong");
    auto opened = co_await sessions_.renew(by.session.id, assurance_of(*proved));
    co_return co_await signed_in(std::move(by.staff), std::move(opened));
}

Task<factors::Challenge> Staff::passkey_challenge(std::string peer) {
    challenges_.require(network_of(peer));
    co_return co_await factors_.challenge(std::nullopt);
}

Task<SignedIn> Staff::sign_in_with_passkey(factors::PasskeyProof proof, From from) {
    auto const owner = co_await factors_.owner_of(std::move(proof));
    auto const person = owner ? co_await database_.run(sql::find_credentials_by_id, StaffId{*owner}) : std::nullopt;
    if (!person || !person->active) refuse(ProblemKind::unauthenticated, "passkey.unknown");
    co_return co_await open_session(person_of(*person), person->password_hash, Assurance::passkey, std::move(from));
}

Task<SignedIn> Staff::sign_in_vouched(Vouched who, From from) {
    auto id = co_await database_.run(sql::find_identity, who.issuer, who.subject);
    if (auto const email = who.email ? text::email_key(*who.email) : std::nullopt; !id && email)
        id = co_await database_.run(sql::link_identity, who.issuer, who.subject, *email, clock_.now());
    auto const person = id ? co_await database_.run(sql::find_credentials_by_id, *id) : std::nullopt;
    if (!person || !person->active) refuse(ProblemKind::unauthenticated, "oidc.nobody");
    auto const proved = who.second_factor ? Assurance::two_factors : Assurance::password;
    co_return co_await open_session(person_of(*person), person->password_hash, proved, std::move(from));
}

// Stepping up ---------------------------------------------------------------------------------------------------------

Task<StepUpOffer> Staff::offer_step_up(Session by) {
    auto const held = co_await factors_.of(by.staff.id.uuid);
    StepUpOffer offer;
    for (auto const kind : held.methods()) offer.methods.push_back(method_of(kind));
    if (waived_) offer.methods.push_back(StepUpMethod::password);
    if (held.passkeys.empty()) co_return offer;
    auto challenge = co_await factors_.challenge(by.staff.id.uuid);
    offer.challenge_id = std::move(challenge.challenge_id);
    offer.options = std::move(challenge.options);
    co_return offer;
}

Task<SteppedUp> Staff::step_up(Session by, StepUp proof, From from) {
    if (!by.complete) refuse(ProblemKind::forbidden, "second_factor.required");
    auto proved = Assurance::password;
    if (proof.password && waived_) {
        if (proof.totp || proof.recovery_code || proof.passkey) refuse(ProblemKind::invalid, "factor.one");
        co_await check_password(by, std::move(*proof.password), std::move(from));
    } else {
        if (proof.password) refuse(ProblemKind::invalid, "factor.one");
        auto const kind = co_await factors_.verify(
            by.staff.id.uuid, {std::move(proof.totp), std::move(proof.recovery_code), std::move(proof.passkey)},
            "session " + by.session.id.text());
        if (!kind) refuse(ProblemKind::unauthenticated, "code.wrong");
        proved = assurance_of(*kind);
    }
    co_await sessions_.step_up(by.session.id, proved);
    co_return SteppedUp{clock_.now() + sessions::step_up_life};
}

Task<void> Staff::check_password(Session const& by, std::string password, From from) {
    auto const email = by.staff.email;
    guard_.attempt(email, from.peer);
    auto const known = co_await database_.run(sql::find_credentials_by_id, by.staff.id);
    auto const verdict = co_await passwords_.verify(std::move(password), known ? known->password_hash : std::nullopt);
    if (!verdict.right || !known->active) refuse(ProblemKind::unauthenticated, "credentials.wrong");
    guard_.succeeded(email, from.peer);
}

Task<void> Staff::lock(SessionId session) {
    return sessions_.lock(session);
}

// Own factors ---------------------------------------------------------------------------------------------------------

Task<factors::Held> Staff::require_may_enrol(Session const& by) {
    if (by.session.locked) refuse(ProblemKind::forbidden, "session.locked");
    auto held = co_await factors_.of(by.staff.id.uuid);
    if (by.complete && !sessions::is_fresh(by.session, clock_.now())) refuse(ProblemKind::forbidden, "step_up.required");
    if (!by.complete && held.any()) refuse(ProblemKind::forbidden, "second_factor.required");
    co_return held;
}

// Whoever adds the first factor has proved it, and the password before.
Task<void> Staff::factors_changed(Session const& by, std::optional<Assurance> proved) {
    co_await sessions_.end_all(by.staff.id.uuid, sessions::Ending::factors_changed, by.session.id);
    if (proved && !by.complete) co_await sessions_.step_up(by.session.id, *proved);
}

Task<factors::TotpOffer> Staff::offer_totp(Session by) {
    co_await require_may_enrol(by);
    co_return co_await factors_.offer_totp(by.staff.id.uuid, by.staff.email);
}

Task<RecoveryCodes> Staff::confirm_totp(Session by, TotpCode code) {
    co_await require_may_enrol(by);
    auto codes = co_await factors_.confirm_totp(by.staff.id.uuid, std::move(code.code));
    co_await factors_changed(by, Assurance::two_factors);
    co_return RecoveryCodes{std::move(codes)};
}

Task<Me> Staff::remove_totp(Session by) {
    auto const held = co_await require_may_enrol(by);
    if (!waived_ && held.passkeys.empty()) refuse(ProblemKind::conflict, "factor.last");
    co_await factors_.remove_totp(by.staff.id.uuid);
    co_await factors_changed(by);
    co_return co_await me(std::move(by));
}

Task<factors::Challenge> Staff::offer_passkey(Session by) {
    co_await require_may_enrol(by);
    co_return co_await factors_.offer_passkey(by.staff.id.uuid, by.staff.email, by.staff.name);
}

Task<Me> Staff::add_passkey(Session by, NewPasskey passkey) {
    co_await require_may_enrol(by);
    co_await factors_.add_passkey(by.staff.id.uuid, std::move(passkey.challenge_id), std::move(passkey.credential),
                                  std::move(passkey.name));
    co_await factors_changed(by, Assurance::passkey);
    co_return co_await me(std::move(by));
}

Task<Me> Staff::remove_passkey(Session by, PasskeyId id) {
    auto const held = co_await require_may_enrol(by);
    if (!waived_ && !held.totp && held.passkeys.size() == 1 && held.passkeys.front().id == id)
        refuse(ProblemKind::conflict, "factor.last");
    co_await factors_.remove_passkey(by.staff.id.uuid, id);
    co_await factors_changed(by);
    co_return co_await me(std::move(by));
}

Task<RecoveryCodes> Staff::new_recovery_codes(Session by) {
    auto const held = co_await require_may_enrol(by);
    if (!held.any()) refuse(ProblemKind::conflict, "factor.none");
    co_return RecoveryCodes{co_await factors_.new_recovery_codes(by.staff.id.uuid)};
}

}  // namespace ombud::staff
