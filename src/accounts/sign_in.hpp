// Signing in: by password and whatever must follow it, or by passkey; the same answer and the same work for every address.
#pragma once
#include "accounts/codes.hpp"
#include "accounts/devices.hpp"
#include "accounts/events.hpp"
#include "accounts/locks.hpp"
#include "accounts/model.hpp"
#include "accounts/traces.hpp"
#include "core/rate_limit.hpp"
#include "credentials/passwords.hpp"
#include "factors/factors.hpp"
#include "sessions/sessions.hpp"

namespace ombud::accounts {

// What a step of signing in gives to the door.
struct Entrance {
    SignIn answer;
    std::optional<std::string> device_token{};  // for a browser that is new, to be known by from now on
};

// How a sign-in looks beside those before it.
enum class Risk { none, new_device, new_country, impossible_travel };

class SignIns {
public:
    SignIns(postgres::Database& database, Codes& codes, Events& events, Devices& devices, Locks& locks, Notices& notices,
            Traces& traces, audit::Log& audit, credentials::Passwords& passwords, factors::Factors& factors,
            sessions::Sessions& sessions, Clock& clock);

    // Problem{unauthenticated, "credentials.wrong"} whatever is wrong or locked; Problem{too_many, "rate.limited"} for a network
    // that tries too often.
    Task<Entrance> by_password(Credentials who, Origin from);
    // Problem{unauthenticated, "ticket.expired" | "code.wrong" | "code.too_many"}; {invalid, "factor.not_asked"} for what another
    // kind of ticket asks.
    Task<Entrance> second_step(SecondStep step, Origin from);
    // What a browser is asked for: the passkeys of whoever holds the ticket, else any that it has.
    Task<factors::Challenge> challenge(std::optional<std::string> ticket, Origin from);
    // Problem{unauthenticated, "passkey.unknown" | "passkey.invalid" | "challenge.expired"}. Wrong passwords never slow it down.
    Task<Entrance> by_passkey(factors::PasskeyProof proof, Origin from);
    // For whoever has just signed up.
    Task<Entrance> begin(CustomerId account, Origin from);

private:
    Task<Entrance> after_password(CustomerId account, bool device_known, Timestamp proved_at, Origin from);
    Task<Entrance> mail_code(Account account, Origin from);
    Task<Ticket> held_for(SecondStep const& step);
    Task<Problem> wrong_factor(CustomerId account, std::string ticket, Lane lane, Origin from);
    Task<void> note_failure(std::optional<CustomerId> account, std::string network);
    // Everything asked for was proved, since `proved_at`.
    Task<Entrance> enter(CustomerId account, sessions::Assurance assurance, Timestamp proved_at, Origin from);
    Task<Entrance> open(Account const& account, sessions::Assurance assurance, Timestamp proved_at, Origin const& from);
    Task<Risk> risk_of(CustomerId account, bool device_known, Origin const& from);

    postgres::Database& database_;
    Codes& codes_;
    Events& events_;
    Devices& devices_;
    Locks& locks_;
    Notices& notices_;
    Traces& traces_;
    audit::Log& audit_;
    credentials::Passwords& passwords_;
    factors::Factors& factors_;
    sessions::Sessions& sessions_;
    Clock& clock_;
    RateLimit by_source_;  // a known browser, else a network
    RateLimit passkeys_by_network_;
};

}  // namespace ombud::accounts
