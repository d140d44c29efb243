// A forgotten password: a one-time link by mail, what became of the letter, and the new password.
#pragma once
#include "accounts/codes.hpp"
#include "accounts/devices.hpp"
#include "accounts/holds.hpp"
#include "accounts/protection_model.hpp"
#include "accounts/traces.hpp"
#include "core/rate_limit.hpp"
#include "credentials/passwords.hpp"
#include "factors/factors.hpp"
#include "outbox/outbox.hpp"
#include "sessions/sessions.hpp"

namespace ombud::accounts {

// Whether the letter came through, as far as mail servers said.
struct ResetStatus {
    outbox::DeliveryState state;
    Timestamp at;
    std::optional<std::string> reply;  // codes only: "550 5.1.1"
    std::optional<Timestamp> next_try;
    std::optional<Timestamp> resend_at;  // none: no more, or used
    bool used;
};
BOOST_DESCRIBE_STRUCT(ResetStatus, (), (state, at, reply, next_try, resend_at, used))

class Resets {
public:
    Resets(postgres::Database& database, Codes& codes, Notices& notices, Traces& traces, Holds& holds, Devices& devices,
           credentials::Passwords& passwords, factors::Factors& factors, sessions::Sessions& sessions, outbox::Outbox& outbox,
           Clock& clock);

    // The same answer and the same work for every address: a letter with a link, or one that says that there is no account.
    // An address that was written to often gets no further letter for a while; its tracking then follows the newest one.
    Task<ResetAsked> ask(AskByEmail who, Origin from);
    Task<ResetStatus> status(Tracking which);
    Task<ResetAsked> resend(Tracking which);

    struct Completed {
        CustomerId account;
        bool second_factor_next;
        std::optional<std::string> device_token;  // for a browser that is new: known from now on
    };
    // Problem{unauthenticated, "reset_link.invalid"}; what passwords.choose throws, which leaves the link as it is: an empty
    // password asks whether the link holds. Signs nobody in; ends every session, holds the money, tells every address, and opens
    // what strangers locked. API keys stay: whoever fears a thief freezes.
    Task<Completed> complete(ResetChoice choice, Origin from);

private:
    // One letter for a tracking that stands.
    Task<ResetAsked> send(std::string tracking, std::optional<CustomerId> account, std::string email, std::string language);

    postgres::Database& database_;
    Codes& codes_;
    Notices& notices_;
    Traces& traces_;
    Holds& holds_;
    Devices& devices_;
    credentials::Passwords& passwords_;
    factors::Factors& factors_;
    sessions::Sessions& sessions_;
    outbox::Outbox& outbox_;
    Clock& clock_;
    RateLimit letters_;  // to one address
};

}  // namespace ombud::accounts
