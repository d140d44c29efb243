#include "edge/account_doors.hpp"

#include "core/even_time.hpp"
#include "core/limits.hpp"

namespace ombud::edge {

using namespace accounts;

namespace {

http::Response gone(bool secure) {
    return {.status = 204, .fields = {set_cookie(account_cookie, "", {}, secure)}, .body = std::string{}};
}

}  // namespace

AccountDoors::AccountDoors(Accounts& accounts, credentials::Passwords& passwords, Origins const& origins, Clock& clock,
                           std::chrono::milliseconds even_time)
    : accounts_(accounts),
      passwords_(passwords),
      origins_(origins),
      clock_(clock),
      even_time_(even_time),
      judgements_(clock, limits::judgements_at_once, limits::one_judgement_each) {}

// The cookies of whoever has come all the way in: the session's, and the browser's own when it is new.
template <class Shape>
WithFields<Shape> AccountDoors::let_in(Shape shape, Entrance const& entrance, bool secure) const {
    WithFields<Shape> out{std::move(shape), {}};
    if (auto const& session = entrance.answer.session) {
        auto const lasts = std::chrono::duration_cast<std::chrono::seconds>(session->expires_at - clock_.now());
        out.fields.push_back(set_cookie(account_cookie, session->token, lasts, secure));
    }
    if (entrance.device_token) out.fields.push_back(set_cookie(device_cookie, *entrance.device_token, Devices::life, secure));
    return out;
}

// By anyone -------------------------------------------------------------------------------------------------------------

Task<TicketGiven> AccountDoors::sign_up(Anyone, AskAccount who, http::Request* request) {
    co_return co_await in_even_time(clock_, even_time_, accounts_.sign_ups.ask(std::move(who), origins_.of(*request)));
}

Task<WithFields<SignedIn>> AccountDoors::confirm(Anyone, ConfirmAccount choice, http::Request* request) {
    auto const entrance = co_await accounts_.sign_ups.confirm(std::move(choice), origins_.of(*request));
    co_return let_in(entrance.answer.session.value(), entrance, request->secure);
}

Task<credentials::Judgement> AccountDoors::judge_password(Anyone by, TypedPassword typed) {
    judgements_.require(network_of(by.peer));
    auto words = std::move(typed.words).value_or(std::vector<std::string>{});
    if (words.size() > limits::judged_words) fail_field("words", "field.range", "at most ten");
    co_return co_await passwords_.judge(std::move(typed.password), std::move(words));
}

Task<WithFields<accounts::SignIn>> AccountDoors::sign_in(Anyone, Credentials who, http::Request* request) {
    auto const entrance =
        co_await in_even_time(clock_, even_time_, accounts_.sign_ins.by_password(std::move(who), origins_.of(*request)));
    co_return let_in(entrance.answer, entrance, request->secure);
}

Task<WithFields<accounts::SignIn>> AccountDoors::second_step(Anyone, SecondStep step, http::Request* request) {
    auto const entrance = co_await accounts_.sign_ins.second_step(std::move(step), origins_.of(*request));
    co_return let_in(entrance.answer, entrance, request->secure);
}

Task<factors::Challenge> AccountDoors::ask_passkey(Anyone, PasskeyAsked asked, http::Request* request) {
    co_return co_await accounts_.sign_ins.challenge(std::move(asked.ticket), origins_.of(*request));
}

Task<WithFields<accounts::SignIn>> AccountDoors::sign_in_by_passkey(Anyone, factors::PasskeyProof proof, http::Request* request) {
    auto const entrance = co_await accounts_.sign_ins.by_passkey(std::move(proof), origins_.of(*request));
    co_return let_in(entrance.answer, entrance, request->secure);
}

// By the holder ---------------------------------------------------------------------------------------------------------

Task<Profile> AccountDoors::read(Holder by) {
    return accounts_.profiles.read(std::move(by));
}
Task<Profile> AccountDoors::change(Holder by, ChangeProfile change) {
    return accounts_.profiles.change(std::move(by), std::move(change));
}
Task<StepUpChallenge> AccountDoors::ask_step_up(Holder by) {
    return accounts_.step_ups.challenge(std::move(by));
}
Task<SteppedUp> AccountDoors::step_up(Holder by, StepUpProof proof, http::Request* request) {
    return accounts_.step_ups.prove(std::move(by), std::move(proof), origins_.of(*request));
}
Task<SessionList> AccountDoors::sessions(Holder by) {
    return accounts_.profiles.sessions(std::move(by));
}

Task<http::Response> AccountDoors::end_session(Holder by, SessionId id, http::Request* request) {
    bool const own = id == by.session;
    co_await accounts_.profiles.end_session(std::move(by), id, origins_.of(*request));
    if (own) co_return gone(request->secure);
    co_return http::Response{.status = 204, .fields = {}, .body = std::string{}};
}

Task<Ended> AccountDoors::end_others(Holder by, http::Request* request) {
    return accounts_.profiles.end_others(std::move(by), origins_.of(*request));
}

Task<http::Response> AccountDoors::sign_out(Holder by, http::Request* request) {
    co_await accounts_.profiles.sign_out(std::move(by), origins_.of(*request));
    co_return gone(request->secure);
}

Task<DeviceList> AccountDoors::devices(Holder by, http::Request* request) {
    return accounts_.profiles.devices(std::move(by), origins_.of(*request));
}
Task<void> AccountDoors::forget_device(Holder by, DeviceId id, http::Request* request) {
    return accounts_.profiles.forget_device(std::move(by), id, origins_.of(*request));
}
Task<EventPage> AccountDoors::history(Holder by, HistoryAsked asked) {
    return accounts_.profiles.history(std::move(by), asked);
}
Task<Profile> AccountDoors::rename_passkey(Holder by, PasskeyId id, PasskeyName name) {
    return accounts_.own_factors.rename_passkey(std::move(by), id, std::move(name));
}

// By the holder, freshly stepped up -------------------------------------------------------------------------------------

Task<Profile> AccountDoors::change_password(FreshHolder by, NewPassword choice, http::Request* request) {
    return accounts_.own_factors.change_password(std::move(by), std::move(choice), origins_.of(*request));
}
Task<factors::Challenge> AccountDoors::offer_passkey(FreshHolder by) {
    return accounts_.own_factors.offer_passkey(std::move(by));
}
Task<Profile> AccountDoors::add_passkey(FreshHolder by, NewPasskey made, http::Request* request) {
    return accounts_.own_factors.add_passkey(std::move(by), std::move(made), origins_.of(*request));
}
Task<Profile> AccountDoors::remove_passkey(FreshHolder by, PasskeyId id, http::Request* request) {
    return accounts_.own_factors.remove_passkey(std::move(by), id, origins_.of(*request));
}
Task<factors::TotpOffer> AccountDoors::offer_totp(FreshHolder by) {
    return accounts_.own_factors.offer_totp(std::move(by));
}
Task<RecoveryCodes> AccountDoors::confirm_totp(FreshHolder by, TotpCode proof, http::Request* request) {
    return accounts_.own_factors.confirm_totp(std::move(by), std::move(proof), origins_.of(*request));
}
Task<Profile> AccountDoors::remove_totp(FreshHolder by, http::Request* request) {
    return accounts_.own_factors.remove_totp(std::move(by), origins_.of(*request));
}
Task<RecoveryCodes> AccountDoors::new_recovery_codes(FreshHolder by, http::Request* request) {
    return accounts_.own_factors.new_recovery_codes(std::move(by), origins_.of(*request));
}

}  // namespace ombud::edge
