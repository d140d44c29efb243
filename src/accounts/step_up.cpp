#include "accounts/step_up.hpp"

#include "accounts/queries.hpp"
#include "postgres/database.hpp"

namespace ombud::accounts {

using sessions::Assurance;

std::vector<StepUpMethod> step_up_methods(factors::Held const& held) {
    std::vector<StepUpMethod> methods;
    if (!held.any()) return {StepUpMethod::password};
    for (auto const kind : held.methods()) switch (kind) {
            case factors::Kind::passkey:
                methods.push_back(StepUpMethod::passkey);
                break;
            case factors::Kind::totp:
                methods.push_back(StepUpMethod::totp);
                break;
            case factors::Kind::recovery_code:
                methods.push_back(StepUpMethod::recovery_code);
                break;
        }
    return methods;
}

StepUps::StepUps(postgres::Database& database, Locks& locks, Traces& traces, credentials::Passwords& passwords,
                 factors::Factors& factors, sessions::Sessions& sessions, Clock& clock)
    : database_(database),
      locks_(locks),
      traces_(traces),
      passwords_(passwords),
      factors_(factors),
      sessions_(sessions),
      clock_(clock) {}

Task<StepUpChallenge> StepUps::challenge(Holder who) {
    auto const held = co_await factors_.of(who.id.uuid);
    StepUpChallenge out{step_up_methods(held), std::nullopt, nullptr};
    if (held.passkeys.empty()) co_return out;
    auto challenge = co_await factors_.challenge(who.id.uuid);
    out.challenge_id = std::move(challenge.challenge_id);
    out.options = std::move(challenge.options);
    co_return out;
}

Task<SteppedUp> StepUps::prove(Holder who, StepUpProof proof, Origin from) {
    int const given = int(proof.totp.has_value()) + int(proof.password.has_value()) + int(proof.recovery_code.has_value()) +
                      int(proof.passkey.has_value());
    if (given != 1) throw Problem{ProblemKind::invalid, "factor.one"};
    auto proved = Assurance::password;
    if (proof.password)
        co_await prove_password(who, std::move(*proof.password), from);
    else
        proved = co_await prove_factor(who, std::move(proof), from);
    co_await sessions_.step_up(who.session, proved);
    auto const until = clock_.now() + sessions::step_up_life;
    co_await traces_.leave({.account = who.id, .what = EventKind::stepped_up, .from = std::move(from)});
    co_return SteppedUp{until};
}

Task<Assurance> StepUps::prove_factor(Holder who, StepUpProof proof, Origin const& from) {
    bool const by_recovery_code = proof.recovery_code.has_value();
    auto const lane = Lane::of_session(who.session);
    auto const proved = co_await factors_.verify(
        who.id.uuid,
        {.totp = std::move(proof.totp), .recovery_code = std::move(proof.recovery_code), .passkey = std::move(proof.passkey)},
        lane.key());
    if (!proved) {
        co_await traces_.record("account.step_up_failed", audit::ActorKind::customer, who.id);
        if (co_await factors_.should_tell(who.id.uuid, lane.key()))
            co_await traces_.leave({.account = who.id, .what = EventKind::second_factor_guessed, .from = from});
        throw Problem{ProblemKind::unauthenticated, "code.wrong"};
    }
    if (by_recovery_code) co_await traces_.leave({.account = who.id, .what = EventKind::recovery_code_used, .from = from});
    co_return *proved == factors::Kind::passkey ? Assurance::passkey : Assurance::two_factors;
}

Task<void> StepUps::prove_password(Holder who, std::string password, Origin const& from) {
    auto const account = co_await database_.run(sql::find_account, who.id);
    if (!account || (co_await factors_.of(who.id.uuid)).any()) throw Problem{ProblemKind::forbidden, "factor.too_weak"};
    auto const lane = Lane::of_session(who.session);
    if (!co_await locks_.attempt(lane, who.id)) {
        Problem limited{ProblemKind::too_many, "rate.limited"};
        if (auto const until = co_await locks_.shut_until(lane))
            limited.retry_after = std::chrono::ceil<std::chrono::seconds>(*until - clock_.now());
        throw limited;
    }
    auto const verdict = co_await passwords_.verify(std::move(password), account->password_hash, credentials::Lane::owner);
    if (!verdict.right) {
        co_await locks_.failed(lane, who.id, from);
        co_await traces_.record("account.step_up_failed", audit::ActorKind::customer, who.id);
        throw Problem{ProblemKind::unauthenticated, "credentials.wrong"};
    }
    co_await locks_.succeeded(lane);
}

}  // namespace ombud::accounts
