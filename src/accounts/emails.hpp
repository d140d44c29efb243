// The addresses of an account's holder: changing the one, adding and removing the second, each proved by a code first.
#pragma once
#include "accounts/codes.hpp"
#include "accounts/holds.hpp"
#include "accounts/model.hpp"
#include "accounts/protection_model.hpp"
#include "accounts/traces.hpp"

namespace ombud::accounts {

class Emails {
public:
    Emails(postgres::Database& database, Codes& codes, Notices& notices, Traces& traces, Holds& holds, Clock& clock,
           Random& random);

    // Mails a code to the new address. One that is another account's gets "you already have an account" and no code, so that
    // nobody learns whose address is known. Problem{conflict, "email.own", "email"} for one that is theirs already.
    Task<TicketGiven> change(CustomerId who, ChangeEmail wanted);
    // Problem{unauthenticated, "code.wrong" | "ticket.expired"}, {conflict, "email.taken"}.
    Task<void> confirm(CustomerId who, TicketCode proof, Origin from);
    Task<void> remove_second(CustomerId who, Origin from);  // {not_found, "email.unknown"}

private:
    Task<Account> account_of(CustomerId who);

    postgres::Database& database_;
    Codes& codes_;
    Notices& notices_;
    Traces& traces_;
    Holds& holds_;
    Clock& clock_;
    Random& random_;
};

}  // namespace ombud::accounts
