#include "facts/of_accounts.hpp"

#include "core/problem.hpp"
#include "diagnosis/kinds.hpp"
#include "text/masked.hpp"

namespace ombud::facts {

namespace {

using namespace std::chrono_literals;
using accounts::EventKind;
using diagnosis::Asked;
using diagnosis::Fact;
using Found = std::optional<Fact>;

constexpr auto lately = 24h * 7;
constexpr auto attempts_lately = 24h;
constexpr auto letters_lately = 24h * 7;
constexpr std::int64_t enough_score = 80;

template <class E>
std::string name_of(E value) {
    return boost::describe::enum_to_string(value, "");
}

Task<Found> state(Sources on, Asked asked) {
    auto const standing = co_await on.accounts.standings.of(*asked.account);
    if (!standing.frozen_at) co_return Fact{.value = "open"};
    co_return Fact{.value = "frozen", .fields = {{"since", to_rfc3339(*standing.frozen_at)}}};
}

Task<Found> lock(Sources on, Asked asked) {
    auto const found = co_await on.accounts.standings.password_lock(*asked.account);
    if (!found) co_return Fact{.value = "none"};
    bool const shut = found->shut_until > on.clock.now();
    Fact out{.value = found->until_reset ? "until_reset" : !shut ? "none" : found->long_lock ? "locked" : "waiting"};
    if (out.value == "none") co_return out;
    if (!found->until_reset) out.fields["until"] = to_rfc3339(found->shut_until);
    out.fields["since"] = to_rfc3339(found->failed_at);
    out.fields["tries"] = std::int64_t{found->failures};
    co_return out;
}

Task<Found> factors_held(Sources on, Asked asked) {
    auto const held = co_await on.factors.of(asked.account->uuid);
    Fact out{.value = !held.passkeys.empty() ? (held.totp ? "both" : "passkey") : held.totp ? "totp" : "none"};
    out.fields["recovery_codes_left"] = held.recovery_codes_left;
    out.fields["passkeys"] = std::int64_t(held.passkeys.size());
    co_return out;
}

Task<Found> recovery(Sources on, Asked asked) {
    auto const standing = co_await on.accounts.standings.of(*asked.account);
    if (!standing.recovery) co_return Fact{.value = "none"};
    bool const waits = *standing.recovery == accounts::RecoveryState::waiting_for_staff;
    Fact out{.value = waits ? "waiting_for_staff" : "waiting_time"};
    if (standing.recovery_effective_at) out.fields["until"] = to_rfc3339(*standing.recovery_effective_at);
    co_return out;
}

Task<Found> hold(Sources on, Asked asked) {
    auto const standing = co_await on.accounts.standings.of(*asked.account);
    if (!standing.hold_until || *standing.hold_until <= on.clock.now()) co_return Fact{.value = "none"};
    co_return Fact{.value = "held", .fields = {{"until", to_rfc3339(*standing.hold_until)}}};
}

Task<Found> mail(Sources on, Asked asked) {
    auto const standing = co_await on.accounts.standings.of(*asked.account);
    // The letter with the code that opened this very answer arrived: it says nothing of the others.
    std::vector<std::string> const own{"address_proof_code", "address_proof_unknown"};
    auto const latest = co_await on.outbox.latest(standing.email, on.clock.now() - letters_lately, own);
    if (!latest) co_return Fact{.value = "none_sent"};
    bool const waits = latest->state == outbox::DeliveryState::queued;
    Fact out{.value = waits ? "waiting" : name_of(latest->state)};
    out.fields["at"] = to_rfc3339(latest->created_at);
    out.fields["letter"] = latest->letter;
    if (latest->reply) out.fields["reply"] = text::masked_addresses(*latest->reply);
    if (latest->next_try) out.fields["next_try"] = to_rfc3339(*latest->next_try);
    co_return out;
}

Task<Found> attempts(Sources on, Asked asked) {
    auto const events = co_await on.accounts.standings.events(
        *asked.account, {EventKind::sign_in_failed, EventKind::second_factor_guessed}, on.clock.now() - attempts_lately);
    if (events.empty()) co_return Fact{.value = "none"};
    auto const& last = events.front();
    Fact out{.value = last.kind == EventKind::second_factor_guessed ? "wrong_code" : "wrong_password"};
    out.fields["count"] = std::int64_t(events.size());
    out.fields["last"] = to_rfc3339(last.at);
    if (last.device) out.fields["device"] = *last.device;
    if (last.place) out.fields["place"] = *last.place;
    co_return out;
}

Task<Found> second_address(Sources on, Asked asked) {
    co_return Fact{.value = (co_await on.accounts.standings.of(*asked.account)).second_email ? "set" : "none"};
}

Task<Found> open_sessions(Sources on, Asked asked) {
    auto const open = co_await on.sessions.of(asked.account->uuid);
    sessions::Session const* newest = nullptr;
    for (auto const& each : open)
        if ((!asked.holder || each.id != asked.holder->session) && (!newest || each.created_at > newest->created_at))
            newest = &each;
    Fact out{.value = newest ? "others" : "only_this"};
    out.fields["count"] = std::int64_t(open.size());
    if (newest) {
        out.fields["newest"] = to_rfc3339(newest->created_at);
        out.fields["newest_device"] = newest->device;
    }
    co_return out;
}

Task<Found> devices(Sources on, Asked asked) {
    accounts::Origin const from{.peer = asked.peer, .device = {}, .place = {}, .device_token = {}};
    auto const known = co_await on.accounts.devices.of(*asked.account, from);
    accounts::Device const* newest = nullptr;
    for (auto const& each : known)
        if (!newest || each.first_seen_at > newest->first_seen_at) newest = &each;
    Fact out{.value = known.size() > 1 ? "others" : "only_this"};
    out.fields["count"] = std::int64_t(known.size());
    if (newest) {
        out.fields["newest"] = to_rfc3339(newest->first_seen_at);
        out.fields["newest_device"] = newest->label;
    }
    co_return out;
}

Task<Found> checkup(Sources on, Asked asked) {
    auto const result = co_await on.ways_back.checkup.of(*asked.account);
    bool danger = false;
    json::array worst;
    for (auto const& item : result.items) {
        danger |= item.state == accounts::CheckupState::danger;
        if (item.state != accounts::CheckupState::good) worst.emplace_back(name_of(item.key));
    }
    Fact out{.value = danger ? "danger" : result.score >= enough_score ? "good" : "advice"};
    out.fields["score"] = result.score;
    if (!worst.empty()) out.fields["worst"] = std::move(worst);
    co_return out;
}

Task<Found> phrase(Sources on, Asked asked) {
    co_return Fact{.value = (co_await on.accounts.standings.of(*asked.account)).phrase ? "set" : "none"};
}

Task<Found> api_keys(Sources on, Asked asked) {
    auto const counts = co_await on.accounts.standings.api_keys(*asked.account);
    Fact out{.value = counts.may_withdraw > 0 ? "can_withdraw" : counts.all > 0 ? "some" : "none"};
    out.fields["count"] = counts.all;
    co_return out;
}

Task<Found> password(Sources on, Asked asked) {
    auto const standing = co_await on.accounts.standings.of(*asked.account);
    co_return Fact{.value = standing.password_breached ? "breached" : "good",
                   .fields = {{"changed", to_rfc3339(standing.password_changed_at)}}};
}

Task<Found> recent_changes(Sources on, Asked asked) {
    using enum EventKind;
    std::vector<EventKind> const kinds{password_changed, password_reset,     totp_added,           totp_removed,
                                       passkey_added,    passkey_removed,    recovery_codes_made,  recovery_code_used,
                                       email_changed,    second_email_added, second_email_removed, recovered,
                                       api_key_made,     address_added};
    auto const events = co_await on.accounts.standings.events(*asked.account, kinds, on.clock.now() - lately);
    if (events.empty()) co_return Fact{.value = "none"};
    std::vector<std::string> what;
    for (auto const& event : events)
        if (auto const name = name_of(event.kind); std::ranges::find(what, name) == what.end()) what.push_back(name);
    Fact out{.value = "some"};
    out.fields["what"] = to_json(what);
    out.fields["last"] = to_rfc3339(events.front().at);
    co_return out;
}

accounts::Origin origin_of(Asked const& asked) {
    return {.peer = asked.peer, .device = {}, .place = {}, .device_token = {}};
}

Task<bool> send_reset(Sources on, Asked asked) {
    std::string email = asked.input;
    if (email.empty() && asked.account) email = (co_await on.accounts.standings.of(*asked.account)).email;
    if (email.empty()) co_return false;
    co_await on.ways_back.resets.ask({.email = std::move(email), .language = asked.language}, origin_of(asked));
    co_return true;
}

Task<bool> end_other_sessions(Sources on, Asked asked) {
    if (!asked.fresh_holder) co_return false;
    co_await on.accounts.profiles.end_others(*asked.fresh_holder, origin_of(asked));
    co_return true;
}

Task<bool> freeze(Sources on, Asked asked) {
    if (!asked.holder) co_return false;
    co_await on.ways_back.freezes.by_holder(asked.holder->id, origin_of(asked));
    co_return true;
}

}  // namespace

void add_account_facts(diagnosis::Registry& into, Sources sources) {
    using LookUp = Task<Found> (*)(Sources, Asked);
    std::initializer_list<std::pair<char const*, LookUp>> const facts{
        {"account.state", state},
        {"account.lock", lock},
        {"account.factors", factors_held},
        {"account.recovery", recovery},
        {"account.hold", hold},
        {"account.mail", mail},
        {"account.attempts", attempts},
        {"account.second_address", second_address},
        {"account.sessions", open_sessions},
        {"account.devices", devices},
        {"account.checkup", checkup},
        {"account.phrase", phrase},
        {"account.api_keys", api_keys},
        {"account.password", password},
        {"account.recent_changes", recent_changes},
    };
    for (auto const& [name, look_up] : facts)
        into.add(diagnosis::FactKind{diagnosis::fact_shape(name),
                                     [sources, look_up](Asked asked) { return look_up(sources, std::move(asked)); }});
}

void add_account_acts(diagnosis::Registry& into, Sources sources) {
    using Do = Task<bool> (*)(Sources, Asked);
    std::initializer_list<std::pair<char const*, Do>> const acts{
        {"account.send_reset", send_reset},
        {"account.end_other_sessions", end_other_sessions},
        {"account.freeze", freeze},
    };
    for (auto const& [name, act] : acts)
        into.add(diagnosis::ActKind{diagnosis::act_shape(name),
                                    [sources, act](Asked asked) { return act(sources, std::move(asked)); }});
}

}  // namespace ombud::facts
