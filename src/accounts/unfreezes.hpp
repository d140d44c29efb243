// Giving a frozen account back: a whole sign-in and a mailed code, two people's consent, then a hold.
#pragma once
#include "accounts/codes.hpp"
#include "accounts/holds.hpp"
#include "accounts/protection_model.hpp"
#include "accounts/traces.hpp"
#include "approvals/approvals.hpp"
#include "factors/factors.hpp"

namespace ombud::accounts {

class Unfreezes {
public:
    Unfreezes(postgres::Database& database, Codes& codes, Notices& notices, Traces& traces, Holds& holds,
              factors::Factors& factors, approvals::Approvals& approvals, Clock& clock, Random& random);

    // Mails a code. Problem{unauthenticated, "ticket.expired"}, {conflict, "unfreeze.under_way"}.
    Task<Unfreeze> start(AskUnfreeze wanted, Origin from);
    Task<Unfreeze> confirm(TrackingCode proof, Origin from);
    Task<Unfreeze> status(Tracking which);

    // Asks staff where the program ended before it did; runs for ever.
    Task<void> look_after();
    // One round of it.
    Task<void> look_once();

private:
    Task<UnfreezeRow> find(Ticket const& ticket);
    Task<Unfreeze> shown(std::string tracking, UnfreezeRow row);
    Task<void> ask_staff(UnfreezeRow row);
    Task<void> agreed(postgres::Transaction& transaction, approvals::Approved approved);
    Task<void> refused(postgres::Transaction& transaction, approvals::Approval approval);

    postgres::Database& database_;
    Codes& codes_;
    Notices& notices_;
    Traces& traces_;
    Holds& holds_;
    factors::Factors& factors_;
    approvals::Approvals& approvals_;
    Clock& clock_;
    Random& random_;
};

}  // namespace ombud::accounts
