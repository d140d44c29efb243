#include "accounts/profile.hpp"

#include "accounts/queries.hpp"
#include "accounts/standing_queries.hpp"
#include "postgres/database.hpp"
#include "safety/typed.hpp"
#include "text/masked.hpp"

namespace ombud::accounts {

namespace {

constexpr std::int64_t history_page = 50;

[[noreturn]] void refuse_session() {
    throw Problem{ProblemKind::unauthenticated, "session.expired"};
}

Profile profile_of(Account account, factors::Held held, OwnSession session) {
    auto methods = step_up_methods(held);
    return {.id = account.id,
            .email = std::move(account.email),
            .second_email = account.second_email ? std::optional{text::masked(*account.second_email)} : std::nullopt,
            .name = std::move(account.name),
            .language = std::move(account.language),
            .created_at = account.created_at,
            .frozen_at = account.frozen_at,
            .hold_until = account.hold_until,
            .hold_reason = std::move(account.hold_reason),
            .phrase = std::move(account.phrase),
            .password_changed_at = account.password_changed_at,
            .totp = held.totp,
            .passkeys = std::move(held.passkeys),
            .recovery_codes_left = held.recovery_codes_left,
            .session = std::move(session),
            .step_up = std::move(methods)};
}

}  // namespace

Profiles::Profiles(postgres::Database& database, Events& events, Devices& devices, Traces& traces, factors::Factors& factors,
                   sessions::Sessions& sessions, Clock& clock)
    : database_(database),
      events_(events),
      devices_(devices),
      traces_(traces),
      factors_(factors),
      sessions_(sessions),
      clock_(clock) {}

Task<Profile> Profiles::read(Holder who) {
    auto account = co_await database_.run(sql::find_account, who.id);
    auto const own = co_await sessions_.of(who.id.uuid);
    auto const session = std::ranges::find(own, who.session, &sessions::Session::id);
    if (!account || session == own.end()) refuse_session();  // it ended since the gate let it in
    if (account->hold_until && *account->hold_until <= clock_.now()) account->hold_until = std::nullopt;
    if (!account->hold_until) account->hold_reason = std::nullopt;
    OwnSession here{session->id, session->assurance, {}};
    if (sessions::is_fresh(*session, clock_.now())) here.stepped_up_until = *session->stepped_up_at + sessions::step_up_life;
    auto profile = profile_of(std::move(*account), co_await factors_.of(who.id.uuid), std::move(here));
    if (auto const standing = co_await database_.run(sql::standing, who.id); standing && standing->recovery)
        profile.recovery = OwnRecovery{*standing->recovery, standing->recovery_effective_at};
    co_return profile;
}

Task<Profile> Profiles::change(Holder who, ChangeProfile change) {
    if (change.name) change.name = safety::typed_name(*change.name, "name");
    if (change.language) require_language(*change.language);
    co_await database_.run(sql::change_profile, who.id, std::move(change.name), std::move(change.language));
    co_return co_await read(who);
}

// Sessions --------------------------------------------------------------------------------------------------------------

Task<SessionList> Profiles::sessions(Holder who) {
    SessionList list;
    for (auto& each : co_await sessions_.of(who.id.uuid)) {
        bool const current = each.id == who.session;
        list.sessions.push_back({each.id, std::move(each.device), std::move(each.network), std::move(each.place), each.created_at,
                                 each.used_at, each.expires_at, current});
    }
    co_return list;
}

Task<void> Profiles::end_session(Holder who, SessionId id, Origin from) {
    auto const own = co_await sessions_.of(who.id.uuid);
    if (std::ranges::find(own, id, &sessions::Session::id) == own.end()) throw Problem{ProblemKind::not_found, "session.unknown"};
    co_await sessions_.end(id, sessions::Ending::by_owner);
    co_await events_.add(who.id, EventKind::session_ended, std::move(from));
    co_await traces_.record("account.session_ended", audit::ActorKind::customer, who.id, {{"session", id.text()}});
}

Task<Ended> Profiles::end_others(Holder who, Origin from) {
    auto const ended = co_await sessions_.end_all(who.id.uuid, sessions::Ending::by_owner, who.session);
    if (ended > 0)
        co_await traces_.leave({.account = who.id,
                                .what = EventKind::session_ended,
                                .from = std::move(from),
                                .details = {{"ended", ended}},
                                .detail = "others"});
    co_return Ended{ended};
}

Task<void> Profiles::sign_out(Holder who, Origin from) {
    co_await sessions_.end(who.session, sessions::Ending::signed_out);
    co_await traces_.leave({.account = who.id, .what = EventKind::signed_out, .from = std::move(from)});
}

// Devices and history ---------------------------------------------------------------------------------------------------

Task<DeviceList> Profiles::devices(Holder who, Origin from) {
    co_return DeviceList{co_await devices_.of(who.id, std::move(from))};
}

Task<void> Profiles::forget_device(Holder who, DeviceId id, Origin from) {
    co_await devices_.forget(who.id, id);
    co_await traces_.leave({.account = who.id, .what = EventKind::device_removed, .from = std::move(from)});
}

Task<EventPage> Profiles::history(Holder who, HistoryAsked asked) {
    co_return co_await events_.read(who.id, asked.before, asked.limit.value_or(history_page));
}

}  // namespace ombud::accounts
