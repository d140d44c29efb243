// A lost second factor: password, mailed code and a statement, two people's consent, a waiting time that its owner can stop.
#pragma once
#include "accounts/codes.hpp"
#include "accounts/holds.hpp"
#include "accounts/protection_model.hpp"
#include "accounts/traces.hpp"
#include "approvals/approvals.hpp"
#include "factors/factors.hpp"
#include "sessions/sessions.hpp"

namespace ombud::accounts {

class Recoveries {
public:
    // `wait`: the setting accounts.recovery_wait.
    Recoveries(postgres::Database& database, Codes& codes, Notices& notices, Traces& traces, Holds& holds,
               factors::Factors& factors, sessions::Sessions& sessions, approvals::Approvals& approvals, Clock& clock,
               Random& random, std::chrono::seconds wait);

    // Mails a code. Problem{unauthenticated, "ticket.expired"}, {conflict, "recovery.not_needed" | "recovery.under_way"},
    // {invalid, "statement.too_short" | "statement.too_long", "statement"}, "statement.secret" for little but a secret.
    Task<Recovery> start(AskRecovery wanted, Origin from);
    Task<Recovery> confirm(TrackingCode proof, Origin from);
    Task<Recovery> status(Tracking which);

    // Asks staff, writes the daily letters of the waiting time, carries out what is due, whatever ended in between; runs for
    // ever.
    Task<void> look_after();
    // One round of it.
    Task<void> look_once();

private:
    Task<RecoveryRow> find(Ticket const& ticket);
    Task<Recovery> shown(std::string tracking, RecoveryRow row);
    Task<void> ask_staff(RecoveryRow row);
    Task<void> agreed(postgres::Transaction& transaction, approvals::Approved approved);
    Task<void> refused(postgres::Transaction& transaction, approvals::Approval approval);
    Task<void> tell_waiting(postgres::Transaction& transaction, RecoveryRow row);
    Task<void> carry_out(RecoveryRow row);
    std::string cleaned(std::string_view statement) const;

    postgres::Database& database_;
    Codes& codes_;
    Notices& notices_;
    Traces& traces_;
    Holds& holds_;
    factors::Factors& factors_;
    sessions::Sessions& sessions_;
    approvals::Approvals& approvals_;
    Clock& clock_;
    Random& random_;
    std::chrono::seconds wait_;
};

}  // namespace ombud::accounts
