// Whose address it is, proved by a mailed code: enough to be told how one's account stands, too little to sign in.
#pragma once
#include "accounts/codes.hpp"
#include "accounts/model.hpp"
#include "accounts/protection_model.hpp"
#include "core/rate_limit.hpp"

namespace ombud::accounts {

class Notices;
class Traces;

class AddressProofs {
public:
    AddressProofs(postgres::Database& database, Codes& codes, Notices& notices, Traces& traces, Clock& clock);

    // The same for every address: a letter with a code, or one that says that there is no account. An address that was written to
    // often gets no further letter for a while.
    Task<TicketGiven> send_code(AskByEmail who);
    // The account whose address it is. Problem{unauthenticated, "ticket.expired" | "code.wrong" | "code.too_many"}.
    Task<CustomerId> check(TicketCode proof);

private:
    postgres::Database& database_;
    Codes& codes_;
    Notices& notices_;
    Traces& traces_;
    RateLimit letters_;  // to one address
};

}  // namespace ombud::accounts
