// Accounts of the built-in platform as the house knows them, and the shapes of signing up and in.
#pragma once
#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/ids.hpp"
#include "core/json.hpp"
#include "core/time.hpp"
#include "factors/factors.hpp"

namespace ombud::accounts {

using DeviceId = Id<struct DeviceTag>;  // a browser that somebody signed in with

struct Account {
    CustomerId id;
    std::string email;
    std::optional<std::string> second_email;
    std::optional<std::string> name;
    std::string language;  // zh-CN or en
    std::string password_hash;
    Timestamp password_changed_at;
    bool password_breached;
    std::optional<std::string> phrase;
    std::optional<Timestamp> frozen_at;
    std::optional<Timestamp> hold_until;
    std::optional<std::string> hold_reason;
    std::int64_t link_round;
    Timestamp created_at;
};
BOOST_DESCRIBE_STRUCT(Account, (),
                      (id, email, second_email, name, language, password_hash, password_changed_at, password_breached, phrase,
                       frozen_at, hold_until, hold_reason, link_round, created_at))

// Signing up ----------------------------------------------------------------------------------------------------------

struct AskAccount {
    std::string email;
    std::string language;
};
BOOST_DESCRIBE_STRUCT(AskAccount, (), (email, language))

// What whoever asked for a mailed code holds.
struct TicketGiven {
    std::string ticket;
    Timestamp expires_at;
};
BOOST_DESCRIBE_STRUCT(TicketGiven, (), (ticket, expires_at))

struct ConfirmAccount {
    std::string ticket;
    std::string code;
    std::string password;
    std::optional<std::string> name;
};
BOOST_DESCRIBE_STRUCT(ConfirmAccount, (), (ticket, code, password, name))

struct SignedIn {
    CustomerId customer_id;
    std::string token;
    Timestamp expires_at;
    std::optional<std::string> name;
};
BOOST_DESCRIBE_STRUCT(SignedIn, (), (customer_id, token, expires_at, name))

// Signing in ----------------------------------------------------------------------------------------------------------

struct Credentials {
    std::string email;
    std::string password;
};
BOOST_DESCRIBE_STRUCT(Credentials, (), (email, password))

BOOST_DEFINE_ENUM_CLASS(Next, second_factor, email_code, frozen)

// How far a sign-in has come: either a session, or a ticket and what is asked next.
struct SignIn {
    std::optional<Next> next;
    std::optional<std::string> ticket;
    std::vector<factors::Kind> methods;
    std::optional<std::string> masked_email;  // where a code went
    std::optional<SignedIn> session;
    std::optional<Timestamp> frozen_at;
};
BOOST_DESCRIBE_STRUCT(SignIn, (), (next, ticket, methods, masked_email, session, frozen_at))

// Exactly one proof is given, else Problem{invalid, "factor.one"}.
struct SecondStep {
    std::string ticket;
    std::optional<std::string> totp;
    std::optional<std::string> recovery_code;
    std::optional<std::string> email_code;
    std::optional<factors::PasskeyProof> passkey;
};
BOOST_DESCRIBE_STRUCT(SecondStep, (), (ticket, totp, recovery_code, email_code, passkey))

// What somebody who knows the person tries first as a password.
std::vector<std::string> words_about(std::string_view email, std::optional<std::string> const& name);
// Problem{invalid, "email.invalid", "email"} for what is no plain address, look-alike letters among it.
std::string required_email(std::string_view typed);
// Problem{invalid, "field.choice", "language"}.
void require_language(std::string_view language);

}  // namespace ombud::accounts
