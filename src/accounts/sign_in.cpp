#include "accounts/sign_in.hpp"

#include "accounts/queries.hpp"
#include "core/limits.hpp"
#include "postgres/database.hpp"
#include "text/masked.hpp"
#include "text/names.hpp"

namespace ombud::accounts {

using namespace std::chrono_literals;
using sessions::Assurance;

namespace {

// Faster than any flight, and farther than GeoIP is usually wrong.
constexpr double fastest_kilometres_an_hour = 900;
constexpr double nearest_kilometres = 500;

[[noreturn]] void refuse_credentials() {
    throw Problem{ProblemKind::unauthenticated, "credentials.wrong"};
}
bool is_impossible(Events::SignedInFrom const& last, places::Place const& here, Timestamp now) {
    places::Place const there{.country = {}, .city = {}, .latitude = last.latitude, .longitude = last.longitude};
    auto const distance = places::kilometres_between(there, here);
    if (!distance || *distance < nearest_kilometres) return false;
    auto const hours = std::chrono::duration<double, std::ratio<3600>>(std::max(now - last.at, std::chrono::microseconds{0}));
    return *distance > fastest_kilometres_an_hour * hours.count();
}

sessions::Device device_of(Origin const& from) {
    return {.label = from.device,
            .network = network_of(from.peer),
            .place = from.place ? std::optional{from.place->label()} : std::nullopt};
}

}  // namespace

SignIns::SignIns(postgres::Database& database, Codes& codes, Events& events, Devices& devices, Locks& locks, Notices& notices,
                 Traces& traces, audit::Log& audit, credentials::Passwords& passwords, factors::Factors& factors,
                 sessions::Sessions& sessions, Clock& clock)
    : database_(database),
      codes_(codes),
      events_(events),
      devices_(devices),
      locks_(locks),
      notices_(notices),
      traces_(traces),
      audit_(audit),
      passwords_(passwords),
      factors_(factors),
      sessions_(sessions),
      clock_(clock),
      by_source_(clock, limits::entrances_at_once, limits::one_entrance_each),
      passkeys_by_network_(clock, limits::entrances_at_once, limits::one_entrance_each) {}

// The password ----------------------------------------------------------------------------------------------------------

Task<Entrance> SignIns::by_password(Credentials who, Origin from) {
    auto const network = network_of(from.peer);
    auto const asked_at = clock_.now();
    // An address that is none is nobody's: it takes the same path and the same time.
    auto const email = text::email_key(who.email).value_or("");
    auto const device = Devices::key_of(from);
    auto const known = co_await database_.run(sql::find_claimant, email, device, asked_at - Devices::life);
    auto const account = known ? std::optional{known->id} : std::nullopt;
    bool const device_known = known && known->device_known;
    // A browser that is known has tries of its own, so that no neighbour uses them up.
    auto const& source = device_known ? device : network;
    by_source_.require(source);
    auto const lane = device_known ? Lane::of_device(*account, device) : Lane::of_strangers(email);
    if (!co_await locks_.attempt(lane, account)) refuse_credentials();

    std::optional<credentials::Passwords::Verdict> verdict;
    std::exception_ptr busy;
    try {
        verdict = co_await passwords_.verify(who.password, known ? std::optional{known->password_hash} : std::nullopt,
                                             device_known ? credentials::Lane::owner : credentials::Lane::stranger);
    } catch (Problem const&) {
        busy = std::current_exception();
    }
    if (busy) {
        co_await locks_.give_back(lane);
        by_source_.give_back(source);
        std::rethrow_exception(busy);
    }
    if (!verdict->right) {
        co_await locks_.failed(lane, account, from);
        co_await note_failure(account, network);
        refuse_credentials();
    }
    co_await locks_.succeeded(lane);
    by_source_.give_back(source);
    if (verdict->outdated)
        co_await database_.run(sql::renew_hash, *account, known->password_hash,
                               co_await passwords_.hash(std::move(who.password)));
    co_return co_await after_password(*account, device_known, asked_at, std::move(from));
}

Task<Entrance> SignIns::after_password(CustomerId account, bool device_known, Timestamp proved_at, Origin from) {
    if (auto const held = co_await factors_.of(account.uuid); held.any()) {
        auto issued = co_await codes_.issue({.purpose = Purpose::second_factor, .account = account});
        SignIn answer{.next = Next::second_factor, .ticket = std::move(issued.ticket), .methods = held.methods()};
        co_return Entrance{std::move(answer)};
    }
    if (co_await risk_of(account, device_known, from) == Risk::none)
        co_return co_await enter(account, Assurance::password, proved_at, std::move(from));
    auto known = co_await database_.run(sql::find_account, account);
    if (!known) refuse_credentials();
    co_return co_await mail_code(std::move(*known), std::move(from));
}

Task<Entrance> SignIns::mail_code(Account account, Origin from) {
    auto issued = co_await codes_.issue({.purpose = Purpose::email_code, .account = account.id});
    auto code = co_await codes_.code_for(issued.ticket);
    LetterValues values{{"code", std::move(code)}, {"device", from.device}, {"place", letter_place(from, account.language)}};
    auto const letter = co_await notices_.send("sign_in_code", account.email, account.language, std::move(values), account.id);
    co_await codes_.carried_by(issued.ticket, letter);
    SignIn answer{
        .next = Next::email_code, .ticket = std::move(issued.ticket), .methods = {}, .masked_email = text::masked(account.email)};
    co_return Entrance{std::move(answer)};
}

// What follows ----------------------------------------------------------------------------------------------------------

Task<Entrance> SignIns::second_step(SecondStep step, Origin from) {
    int const given = int(step.totp.has_value()) + int(step.recovery_code.has_value()) + int(step.email_code.has_value()) +
                      int(step.passkey.has_value());
    if (given != 1) throw Problem{ProblemKind::invalid, "factor.one"};
    auto const held = co_await held_for(step);
    if (step.email_code) {
        auto const ticket = co_await codes_.prove(Purpose::email_code, step.ticket, std::move(*step.email_code));
        if (!ticket.account || !co_await codes_.use(Purpose::email_code, std::move(step.ticket))) refuse_ticket();
        co_return co_await enter(*ticket.account, Assurance::password, ticket.created_at, std::move(from));
    }
    auto const account = held.account.value();
    auto const lane = co_await devices_.has_signed_in(account, from) ? Lane::of_device(account, Devices::key_of(from))
                                                                     : Lane::of_strangers(account.text());
    bool const by_recovery_code = step.recovery_code.has_value();
    auto const proved = co_await factors_.verify(
        account.uuid,
        {.totp = std::move(step.totp), .recovery_code = std::move(step.recovery_code), .passkey = std::move(step.passkey)},
        lane.key());
    if (!proved) throw co_await wrong_factor(account, std::move(step.ticket), lane, std::move(from));
    if (!co_await codes_.use(Purpose::second_factor, std::move(step.ticket))) refuse_ticket();
    if (by_recovery_code) co_await traces_.leave({.account = account, .what = EventKind::recovery_code_used, .from = from});
    auto const assurance = *proved == factors::Kind::passkey ? Assurance::passkey : Assurance::two_factors;
    co_return co_await enter(account, assurance, held.created_at, std::move(from));
}

Task<Ticket> SignIns::held_for(SecondStep const& step) {
    auto const asked = step.email_code ? Purpose::email_code : Purpose::second_factor;
    auto held = co_await codes_.find(asked, step.ticket);
    if (held && held->account) co_return std::move(*held);
    auto const other = step.email_code ? Purpose::second_factor : Purpose::email_code;
    if (co_await codes_.find(other, step.ticket)) throw Problem{ProblemKind::invalid, "factor.not_asked"};
    refuse_ticket();
}

// The password was right: whoever this is knows it, and its owner is told.
Task<Problem> SignIns::wrong_factor(CustomerId account, std::string ticket, Lane lane, Origin from) {
    co_await note_failure(account, network_of(from.peer));
    co_await events_.add(account, EventKind::sign_in_failed, from, "second_factor");
    if (co_await factors_.should_tell(account.uuid, lane.key()))
        co_await traces_.leave({.account = account,
                                .what = EventKind::second_factor_guessed,
                                .from = std::move(from),
                                .by = audit::ActorKind::nobody});
    bool const over = co_await codes_.was_wrong(Purpose::second_factor, std::move(ticket));
    co_return Problem{ProblemKind::unauthenticated, over ? "code.too_many" : "code.wrong"};
}

// Passkeys --------------------------------------------------------------------------------------------------------------

Task<factors::Challenge> SignIns::challenge(std::optional<std::string> ticket, Origin from) {
    passkeys_by_network_.require(network_of(from.peer));
    if (!ticket) co_return co_await factors_.challenge(std::nullopt);
    auto const held = co_await codes_.find(Purpose::second_factor, std::move(*ticket));
    if (!held || !held->account) refuse_ticket();
    co_return co_await factors_.challenge(held->account->uuid);
}

Task<Entrance> SignIns::by_passkey(factors::PasskeyProof proof, Origin from) {
    auto const network = network_of(from.peer);
    passkeys_by_network_.require(network);
    auto const owner = co_await factors_.owner_of(std::move(proof));
    if (!owner) {
        co_await note_failure(std::nullopt, network);
        throw Problem{ProblemKind::unauthenticated, "passkey.unknown"};
    }
    passkeys_by_network_.give_back(network);
    co_return co_await enter(CustomerId{*owner}, Assurance::passkey, clock_.now(), std::move(from));
}

// Inside ----------------------------------------------------------------------------------------------------------------

Task<void> SignIns::note_failure(std::optional<CustomerId> account, std::string network) {
    co_await audit_.record_noise({.act = "account.sign_in_failed",
                                  .actor_kind = audit::ActorKind::nobody,
                                  .actor = {},
                                  .subject = account ? std::optional{account->uuid} : std::nullopt,
                                  .details = {{"network", network}}},
                                 network);
}

Task<Entrance> SignIns::enter(CustomerId id, Assurance assurance, Timestamp proved_at, Origin from) {
    auto const account = co_await database_.run(sql::find_account, id);
    if (!account) refuse_ticket();
    if (account->frozen_at) {
        auto issued = co_await codes_.issue({.purpose = Purpose::frozen, .account = id});
        SignIn answer{.next = Next::frozen,
                      .ticket = std::move(issued.ticket),
                      .methods = {},
                      .masked_email = {},
                      .session = {},
                      .frozen_at = account->frozen_at};
        co_return Entrance{std::move(answer)};
    }
    bool const device_known = co_await devices_.knows(id, from);
    bool const familiar = co_await risk_of(id, device_known, from) == Risk::none;
    auto entrance = co_await open(*account, assurance, proved_at, from);
    json::object details{{"assurance", boost::describe::enum_to_string(assurance, "")}};
    if (familiar) {
        co_await events_.add(id, EventKind::signed_in, from);
        details["network"] = network_of(from.peer);
        co_await traces_.record("account.signed_in", audit::ActorKind::customer, id, std::move(details));
    } else {
        co_await traces_.leave(
            {.account = id, .what = EventKind::signed_in, .from = std::move(from), .details = std::move(details)});
    }
    co_return entrance;
}

Task<Entrance> SignIns::open(Account const& account, Assurance assurance, Timestamp proved_at, Origin const& from) {
    auto opened = co_await sessions_.open(sessions::Owner::account, account.id.uuid, assurance, device_of(from));
    // A freeze or a new password that came between ended the sessions that it saw; this one it may not have seen.
    if (!co_await database_.run(sql::still_stands, account.id, proved_at)) {
        co_await sessions_.end(opened.session.id, sessions::Ending::password_changed);
        refuse_credentials();
    }
    Entrance entrance;
    entrance.device_token = co_await devices_.remember(account.id, from, Devices::By::sign_in);
    entrance.answer.session = SignedIn{account.id, std::move(opened.token), opened.session.expires_at, account.name};
    co_return entrance;
}

Task<Entrance> SignIns::begin(CustomerId id, Origin from) {
    auto const account = co_await database_.run(sql::find_account, id);
    if (!account) refuse_credentials();
    auto entrance = co_await open(*account, Assurance::password, clock_.now(), from);
    co_await traces_.leave({.account = id, .what = EventKind::signed_up, .from = std::move(from)});
    co_return entrance;
}

Task<Risk> SignIns::risk_of(CustomerId account, bool device_known, Origin const& from) {
    if (from.place) {
        auto const last = co_await events_.last_sign_in(account, from.place->country);
        if (last && is_impossible(*last, *from.place, clock_.now())) co_return Risk::impossible_travel;
        if (last && !last->country_known) co_return Risk::new_country;
    }
    co_return device_known ? Risk::none : Risk::new_device;
}

}  // namespace ombud::accounts
