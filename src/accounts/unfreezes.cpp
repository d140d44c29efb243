#include "accounts/unfreezes.hpp"

#include "accounts/mailed_codes.hpp"
#include "accounts/protection_queries.hpp"
#include "accounts/queries.hpp"
#include "core/problem.hpp"
#include "core/rate_limit.hpp"
#include "postgres/database.hpp"
#include "postgres/keep_doing.hpp"
#include "text/masked.hpp"

namespace ombud::accounts {

using namespace std::chrono_literals;

namespace {

constexpr char act[] = "account.unfreeze";
constexpr auto staff_have = std::chrono::days{7};
constexpr auto looked_at_every = 5s;

}  // namespace

Unfreezes::Unfreezes(postgres::Database& database, Codes& codes, Notices& notices, Traces& traces, Holds& holds,
                     factors::Factors& factors, approvals::Approvals& approvals, Clock& clock, Random& random)
    : database_(database),
      codes_(codes),
      notices_(notices),
      traces_(traces),
      holds_(holds),
      factors_(factors),
      approvals_(approvals),
      clock_(clock),
      random_(random) {
    approvals_.carries_out(act, std::bind_front(&Unfreezes::agreed, this));
    approvals_.when_refused(act, std::bind_front(&Unfreezes::refused, this));
}

// By whoever asks -----------------------------------------------------------------------------------------------------------

Task<Unfreeze> Unfreezes::start(AskUnfreeze wanted, Origin from) {
    auto const ticket = co_await codes_.find(Purpose::frozen, std::move(wanted.ticket));
    if (!ticket || !ticket->account) refuse_ticket();
    auto const account = co_await database_.run(sql::find_account, *ticket->account);
    if (!account || !account->frozen_at) refuse_ticket();

    auto const id = UnfreezeId::make(clock_, random_);
    auto place = from.place ? std::optional{from.place->label()} : std::nullopt;
    if (co_await database_.run(sql::new_unfreeze, id, account->id, clock_.now(), network_of(from.peer), from.device,
                               std::move(place)) == 0)
        throw Problem{ProblemKind::conflict, "unfreeze.under_way"};
    auto tracking = co_await mail_tracking(codes_, notices_, *account, Purpose::unfreeze, "unfreeze_code",
                                           {{"unfreeze", id.text()}}, from.device);
    co_return co_await status({std::move(tracking)});
}

Task<Unfreeze> Unfreezes::confirm(TrackingCode proof, Origin from) {
    auto const ticket = co_await codes_.prove(Purpose::unfreeze, proof.tracking, std::move(proof.code));
    auto const before = co_await find(ticket);
    auto const row = co_await database_.run(sql::unfreeze_proved, before.id);
    if (!row) throw Problem{ProblemKind::conflict, "unfreeze.ended"};
    co_await traces_.leave(
        {.account = row->account_id, .what = EventKind::unfreeze_asked, .from = std::move(from), .by = audit::ActorKind::nobody});
    co_await ask_staff(*row);
    co_return co_await shown(std::move(proof.tracking), co_await find(ticket));
}

Task<Unfreeze> Unfreezes::status(Tracking which) {
    auto const ticket = co_await codes_.find(Purpose::unfreeze, which.tracking);
    if (!ticket) refuse_ticket();
    co_return co_await shown(std::move(which.tracking), co_await find(*ticket));
}

Task<UnfreezeRow> Unfreezes::find(Ticket const& ticket) {
    auto const id = UnfreezeId::parse(ticket.data.at("unfreeze").as_string());
    auto row = co_await database_.run(sql::find_unfreeze, id.value());
    if (!row) refuse_ticket();
    co_return std::move(*row);
}

Task<Unfreeze> Unfreezes::shown(std::string tracking, UnfreezeRow row) {
    auto const agreed = co_await approvals_.agreed(row.approval_id);
    co_return Unfreeze{std::move(tracking), row.state, agreed, row.hold_until};
}

// By the staff ---------------------------------------------------------------------------------------------------------------

Task<void> Unfreezes::ask_staff(UnfreezeRow row) {
    auto const account = co_await database_.run(sql::find_account, row.account_id);
    auto const held = co_await factors_.of(row.account_id.uuid);
    auto const known = co_await database_.run(sql::familiarity, row.account_id, row.device, row.place);
    auto const email_changed_at = co_await database_.run(sql::email_changed_at, row.account_id);
    json::array proved{"password"};
    if (held.any()) proved.emplace_back("second_factor");
    proved.emplace_back("email_code");
    json::object facts{{"address", text::masked(account.value().email)},
                       {"proved", std::move(proved)},
                       {"account_created_at", to_rfc3339(account->created_at)},
                       {"password_changed_at", to_rfc3339(account->password_changed_at)},
                       {"email_changed_at", to_json(email_changed_at)},
                       {"frozen_at", to_json(account->frozen_at)},
                       {"new_device", !known.device},
                       {"new_place", !known.place},
                       {"asked_at", to_rfc3339(row.asked_at)},
                       {"hold_seconds", holds_.lasts().count()}};
    auto const approval = co_await approvals_.ask(act, row.account_id.uuid, std::move(facts), staff_have);
    co_await database_.run(sql::unfreeze_asked, row.id, approval);
}

Task<void> Unfreezes::agreed(postgres::Transaction& transaction, approvals::Approved approved) {
    auto const now = clock_.now();
    auto const until = now + holds_.lasts();
    auto const account = co_await transaction.run(sql::unfreeze, CustomerId{approved.subject}, approved.id, now, until);
    if (!account) co_return;  // done before, or stopped
    co_await traces_.leave(transaction, {.account = *account,
                                         .what = EventKind::unfrozen,
                                         .by = audit::ActorKind::program,
                                         .values = {{"ends_at", letter_time(until)}}});
}

Task<void> Unfreezes::refused(postgres::Transaction& transaction, approvals::Approval approval) {
    bool const in_time = approval.state != approvals::State::expired;
    auto const account =
        co_await transaction.run(sql::unfreeze_refused, approval.id, in_time ? "refused" : "expired", clock_.now());
    if (account)
        co_await traces_.leave(transaction,
                               {.account = *account, .what = EventKind::unfreeze_refused, .by = audit::ActorKind::program});
}

// By time --------------------------------------------------------------------------------------------------------------------

Task<void> Unfreezes::look_after() {
    return postgres::keep_doing(clock_, "accounts.unfreezes", looked_at_every, [this] { return look_once(); });
}

Task<void> Unfreezes::look_once() {
    for (auto& row : co_await database_.run(sql::unfreezes_to_ask)) co_await ask_staff(std::move(row));
}

}  // namespace ombud::accounts
