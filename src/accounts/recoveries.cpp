#include "accounts/recoveries.hpp"

#include "accounts/mailed_codes.hpp"
#include "accounts/protection_queries.hpp"
#include "accounts/queries.hpp"
#include "core/limits.hpp"
#include "core/problem.hpp"
#include "core/rate_limit.hpp"
#include "postgres/database.hpp"
#include "postgres/keep_doing.hpp"
#include "safety/typed.hpp"
#include "text/masked.hpp"
#include "text/names.hpp"

namespace ombud::accounts {

using namespace std::chrono_literals;

namespace {

constexpr char act[] = "account.recover";
constexpr auto staff_have = std::chrono::days{7};
constexpr auto told_every = 24h;
constexpr auto looked_at_every = 5s;
constexpr auto taken_up_after = 5min;  // what a process that ended left in the middle

}  // namespace

Recoveries::Recoveries(postgres::Database& database, Codes& codes, Notices& notices, Traces& traces, Holds& holds,
                       factors::Factors& factors, sessions::Sessions& sessions, approvals::Approvals& approvals, Clock& clock,
                       Random& random, std::chrono::seconds wait)
    : database_(database),
      codes_(codes),
      notices_(notices),
      traces_(traces),
      holds_(holds),
      factors_(factors),
      sessions_(sessions),
      approvals_(approvals),
      clock_(clock),
      random_(random),
      wait_(wait) {
    approvals_.carries_out(act, std::bind_front(&Recoveries::agreed, this));
    approvals_.when_refused(act, std::bind_front(&Recoveries::refused, this));
}

// By whoever asks -----------------------------------------------------------------------------------------------------------

Task<Recovery> Recoveries::start(AskRecovery wanted, Origin from) {
    auto statement = cleaned(wanted.statement);
    auto const ticket = co_await codes_.find(Purpose::second_factor, std::move(wanted.ticket));
    if (!ticket || !ticket->account) refuse_ticket();
    auto const account = co_await database_.run(sql::find_account, *ticket->account);
    if (!account) refuse_ticket();
    if (!(co_await factors_.of(account->id.uuid)).any()) throw Problem{ProblemKind::conflict, "recovery.not_needed"};

    auto const id = RecoveryId::make(clock_, random_);
    auto place = from.place ? std::optional{from.place->label()} : std::nullopt;
    if (co_await database_.run(sql::new_recovery, id, account->id, std::move(statement), clock_.now(), network_of(from.peer),
                               from.device, std::move(place)) == 0)
        throw Problem{ProblemKind::conflict, "recovery.under_way"};
    auto tracking = co_await mail_tracking(codes_, notices_, *account, Purpose::recovery, "recovery_code",
                                           {{"recovery", id.text()}}, from.device);
    co_return co_await status({std::move(tracking)});
}

Task<Recovery> Recoveries::confirm(TrackingCode proof, Origin from) {
    auto const ticket = co_await codes_.prove(Purpose::recovery, proof.tracking, std::move(proof.code));
    auto const before = co_await find(ticket);
    auto const row = co_await database_.run(sql::recovery_proved, before.id);
    if (!row) throw Problem{ProblemKind::conflict, "recovery.ended"};
    co_await traces_.leave(
        {.account = row->account_id, .what = EventKind::recovery_asked, .from = std::move(from), .by = audit::ActorKind::nobody});
    co_await ask_staff(*row);
    co_return co_await shown(std::move(proof.tracking), co_await find(ticket));
}

Task<Recovery> Recoveries::status(Tracking which) {
    auto const ticket = co_await codes_.find(Purpose::recovery, which.tracking);
    if (!ticket) refuse_ticket();
    co_return co_await shown(std::move(which.tracking), co_await find(*ticket));
}

Task<RecoveryRow> Recoveries::find(Ticket const& ticket) {
    auto const id = RecoveryId::parse(ticket.data.at("recovery").as_string());
    auto row = co_await database_.run(sql::find_recovery, id.value());
    if (!row) refuse_ticket();
    co_return std::move(*row);
}

Task<Recovery> Recoveries::shown(std::string tracking, RecoveryRow row) {
    // The moment between due and done is still waiting to whoever looks.
    auto const state = row.state == RecoveryState::carrying_out ? RecoveryState::waiting_time : row.state;
    auto const agreed = co_await approvals_.agreed(row.approval_id);
    co_return Recovery{std::move(tracking), state, row.statement_at, agreed, row.effective_at};
}

std::string Recoveries::cleaned(std::string_view statement) const {
    auto text = safety::typed_text(statement);
    auto const said = safety::without_marks(text);
    if (text::count_code_points(said) < limits::statement_letters_at_least) {
        if (safety::holds_secret(statement)) fail_field("statement", "statement.secret", "is little but a secret");
        fail_field("statement", "statement.too_short", "say what happened");
    }
    if (text::count_code_points(text) > limits::statement_letters) fail_field("statement", "statement.too_long", "is too long");
    return text;
}

// By the staff ---------------------------------------------------------------------------------------------------------------

Task<void> Recoveries::ask_staff(RecoveryRow row) {
    auto const account = co_await database_.run(sql::find_account, row.account_id);
    auto const known = co_await database_.run(sql::familiarity, row.account_id, row.device, row.place);
    json::object facts{{"address", text::masked(account.value().email)},
                       {"proved", json::array{"password", "email_code"}},
                       {"account_created_at", to_rfc3339(account->created_at)},
                       {"password_changed_at", to_rfc3339(account->password_changed_at)},
                       {"new_device", !known.device},
                       {"new_place", !known.place},
                       {"frozen", account->frozen_at.has_value()},
                       {"statement", row.statement},
                       {"statement_at", to_rfc3339(row.statement_at)},
                       {"waits_seconds", wait_.count()}};
    auto const approval = co_await approvals_.ask(act, row.account_id.uuid, std::move(facts), staff_have);
    co_await database_.run(sql::recovery_asked, row.id, approval);
}

Task<void> Recoveries::agreed(postgres::Transaction& transaction, approvals::Approved approved) {
    auto const row =
        co_await transaction.run(sql::recovery_agreed, CustomerId{approved.subject}, approved.id, clock_.now() + wait_);
    if (row) co_await tell_waiting(transaction, *row);  // else it was done before, or stopped
}

Task<void> Recoveries::refused(postgres::Transaction& transaction, approvals::Approval approval) {
    bool const in_time = approval.state != approvals::State::expired;
    auto const account =
        co_await transaction.run(sql::recovery_refused, approval.id, in_time ? "refused" : "expired", clock_.now());
    if (account)
        co_await traces_.leave(transaction,
                               {.account = *account, .what = EventKind::recovery_refused, .by = audit::ActorKind::program});
}

// By time --------------------------------------------------------------------------------------------------------------------

Task<void> Recoveries::look_after() {
    return postgres::keep_doing(clock_, "accounts.recoveries", looked_at_every, [this] { return look_once(); });
}

Task<void> Recoveries::look_once() {
    auto const now = clock_.now();
    for (auto& row : co_await database_.run(sql::recoveries_to_ask)) co_await ask_staff(std::move(row));
    for (auto& row : co_await database_.run(sql::recoveries_to_tell, now, now - told_every))
        co_await database_.transaction(
            [&](postgres::Transaction& transaction) { return tell_waiting(transaction, std::move(row)); });
    for (auto& row : co_await database_.run(sql::recoveries_due, now, now - taken_up_after)) co_await carry_out(std::move(row));
}

// Claimed and written in one: no letter is lost or doubled.
Task<void> Recoveries::tell_waiting(postgres::Transaction& transaction, RecoveryRow row) {
    auto const now = clock_.now();
    if (co_await transaction.run(sql::recovery_told, row.id, now, now - told_every) == 0) co_return;
    co_await notices_.tell(transaction, row.account_id, EventKind::recovery_approved, std::nullopt,
                           {{"ends_at", letter_time(row.effective_at.value())}});
    co_await traces_.record(transaction, "account.recovery_told", audit::ActorKind::program, row.account_id);
}

Task<void> Recoveries::carry_out(RecoveryRow row) {
    // Each step may be taken twice; only the last one ends it.
    co_await factors_.remove_all(row.account_id.uuid);
    co_await codes_.void_all(row.account_id, Purpose::second_factor);
    co_await sessions_.end_all(row.account_id.uuid, sessions::Ending::factors_changed);
    auto const until = co_await holds_.start(row.account_id, "recovered", recovery_hold);
    co_await traces_.leave({.account = row.account_id,
                            .what = EventKind::recovered,
                            .by = audit::ActorKind::program,
                            .values = {{"ends_at", letter_time(until)}}});
    co_await database_.run(sql::recovery_done, row.id, clock_.now());
}

}  // namespace ombud::accounts
