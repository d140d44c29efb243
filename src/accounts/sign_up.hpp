// Signing up: an address is confirmed by a code before there is an account; one that has an account gets a letter that says so.
#pragma once
#include "accounts/sign_in.hpp"

namespace ombud::accounts {

class SignUps {
public:
    SignUps(postgres::Database& database, Codes& codes, Notices& notices, credentials::Passwords& passwords, SignIns& sign_ins,
            Clock& clock, Random& random);

    // The same answer and the same work for every address. Problem{invalid, "email.invalid"}, {too_many, "rate.limited"}.
    Task<TicketGiven> ask(AskAccount who, Origin from);
    // Problem{unauthenticated, "code.wrong" | "code.expired"}, what Passwords::choose throws, {invalid, "name.empty"},
    // {conflict, "email.taken"} for whoever confirms an address that another confirmed a moment ago. The code is judged before
    // the password, and a right one serves again: an empty password asks whether the code holds.
    Task<Entrance> confirm(ConfirmAccount choice, Origin from);
    // An account for an address that needs no confirming: the demo's. What Passwords::choose throws, "email.taken".
    Task<CustomerId> establish(AskAccount who, std::string name, std::string password);

private:
    Task<CustomerId> add(std::string email, std::optional<std::string> name, std::string language, std::string password_hash);

    postgres::Database& database_;
    Codes& codes_;
    Notices& notices_;
    credentials::Passwords& passwords_;
    SignIns& sign_ins_;
    Clock& clock_;
    Random& random_;
    RateLimit by_network_;
    RateLimit by_asker_;  // for one address
    RateLimit by_address_;
};

}  // namespace ombud::accounts
