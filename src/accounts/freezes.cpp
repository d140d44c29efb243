#include "accounts/freezes.hpp"

#include "accounts/mailed_codes.hpp"
#include "accounts/protection_queries.hpp"
#include "accounts/queries.hpp"
#include "core/limits.hpp"
#include "core/problem.hpp"
#include "postgres/database.hpp"

namespace ombud::accounts {

Freezes::Freezes(postgres::Database& database, Codes& codes, Notices& notices, Traces& traces, sessions::Sessions& sessions,
                 approvals::Approvals& approvals, Clock& clock)
    : database_(database),
      codes_(codes),
      notices_(notices),
      traces_(traces),
      sessions_(sessions),
      approvals_(approvals),
      clock_(clock),
      letters_(clock, limits::own_letters_at_once, limits::one_own_letter_each) {}

Task<TicketGiven> Freezes::send_code(AskByEmail who) {
    // Nobody fills a mailbox. Its owner is kept out by that of nothing: each letter that is there freezes by its link.
    return mail_code(database_, codes_, notices_, letters_, std::move(who), Purpose::freeze, {"freeze_code", "freeze_unknown"});
}

Task<Frozen> Freezes::by_code(TicketCode proof, Origin from) {
    auto const ticket = co_await codes_.prove(Purpose::freeze, std::move(proof.ticket), std::move(proof.code));
    if (!ticket.account) throw Problem{ProblemKind::unauthenticated, "code.wrong"};  // a code that nobody was sent
    auto const done = co_await freeze(*ticket.account, Also::nothing, std::move(from), audit::ActorKind::nobody, "code");
    co_return Frozen{done.frozen_at};
}

Task<Frozen> Freezes::by_link(LinkToken link, Origin from) {
    auto const claims = co_await claims_of(std::move(link.token));
    // Whoever presses it again fears what was asked for since.
    auto const done = co_await freeze(claims.account, Also::what_is_under_way, std::move(from), audit::ActorKind::nobody, "link");
    co_return Frozen{done.frozen_at};
}

Task<NotMe> Freezes::not_me(LinkToken link, Origin from) {
    auto const claims = co_await claims_of(std::move(link.token));
    auto const done =
        co_await freeze(claims.account, Also::what_is_under_way, std::move(from), audit::ActorKind::nobody, "not_me");
    NotMe out{.frozen_at = done.frozen_at, .stopped = {}};
    if (claims.about == "recovery" && done.recoveries > 0) out.stopped = Stopped::recovery;
    if (claims.about == "email_change") {
        auto const mailed_at = claims.expires_at - link_life;
        auto const undone = co_await database_.run(sql::undo_email_changes, claims.account, clock_.now(), mailed_at);
        if (undone > 0) co_await traces_.record("account.email_change_undone", audit::ActorKind::nobody, claims.account);
        if (undone + done.email_changes > 0) out.stopped = Stopped::email_change;
    }
    co_return out;
}

Task<Frozen> Freezes::by_holder(CustomerId who, Origin from) {
    auto const done = co_await freeze(who, Also::nothing, std::move(from), audit::ActorKind::customer, "holder");
    co_return Frozen{done.frozen_at};
}

Task<LinkClaims> Freezes::claims_of(std::string token) {
    auto claims = notices_.verify(token);
    auto const account = co_await database_.run(sql::find_account, claims ? claims->account : CustomerId{});
    if (!claims || !account || account->link_round != claims->round) throw Problem{ProblemKind::unauthenticated, "link.invalid"};
    co_return std::move(*claims);
}

Task<Freezes::Outcome> Freezes::freeze(CustomerId account, Also stops, Origin from, audit::ActorKind by, std::string how) {
    auto const now = clock_.now();
    std::vector<SessionId> ended;
    auto const row = co_await database_.transaction([&](postgres::Transaction& transaction) -> Task<sql::FreezeRow> {
        auto frozen = co_await transaction.run(sql::freeze, account, now, stops == Also::what_is_under_way);
        if (!frozen) throw Problem{ProblemKind::not_found, "account.unknown"};
        // Each time: one may have been opened in between.
        ended = co_await sessions_.end_all(transaction, account.uuid, sessions::Ending::frozen);
        if (frozen->recoveries > 0)
            co_await traces_.leave(transaction,
                                   {.account = account, .what = EventKind::recovery_stopped, .from = from, .by = by});
        if (frozen->newly)
            co_await traces_.leave(transaction, {.account = account,
                                                 .what = EventKind::frozen,
                                                 .from = from,
                                                 .by = by,
                                                 .details = {{"how", how}},
                                                 .detail = how});
        co_return std::move(*frozen);
    });
    sessions_.forget(ended);
    for (auto const& approval : row.approvals) co_await approvals_.withdraw(approval);
    co_return Outcome{row.frozen_at, row.recoveries, row.email_changes};
}

}  // namespace ombud::accounts
