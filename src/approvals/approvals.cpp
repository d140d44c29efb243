#include "approvals/approvals.hpp"

#include "approvals/queries.hpp"
#include "audit/audit.hpp"
#include "core/limits.hpp"
#include "core/log.hpp"
#include "postgres/database.hpp"
#include "postgres/keep_doing.hpp"
#include "safety/typed.hpp"

namespace ombud::approvals {

namespace {

using namespace std::chrono_literals;

constexpr std::int64_t people_needed = 2;
constexpr auto new_for = 24h;

Approval approval_of(sql::Row row, std::vector<sql::VoteRow> const& votes) {
    Approval out{.id = row.id,
                 .act = std::move(row.act),
                 .subject = row.subject,
                 .facts = std::move(row.facts),
                 .state = row.state,
                 .votes = {},
                 .asked_at = row.asked_at,
                 .expires_at = row.expires_at,
                 .decided_at = row.decided_at};
    for (auto const& vote : votes)
        if (vote.approval_id == row.id) out.votes.push_back({vote.staff_id, vote.name, vote.agrees, vote.reason, vote.at});
    return out;
}

// Where: the database or a transaction.
template <class Where>
Task<Approval> with_votes(Where& where, sql::Row row) {
    auto const votes = co_await where.run(sql::votes, std::vector{row.id});
    co_return approval_of(std::move(row), votes);
}

// Its length is in characters, blanks at the ends not counted.
std::string cleaned(std::string_view typed) {
    auto reason = safety::typed_text(typed);
    auto const blank = " \t\r\n";
    auto const last = reason.find_last_not_of(blank);
    reason.erase(last == std::string::npos ? 0 : last + 1);
    reason.erase(0, std::min(reason.size(), reason.find_first_not_of(blank)));
    auto const length = std::ranges::count_if(reason, [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; });
    if (length < limits::shortest_reason) fail_field("reason", "reason.too_short", "says too little");
    if (length > limits::longest_reason) fail_field("reason", "reason.too_long", "is too long");
    return reason;
}

}  // namespace

Approvals::Approvals(postgres::Database& database, audit::Log& audit, Clock& clock, Random& random)
    : database_(database), audit_(audit), clock_(clock), random_(random) {}

void Approvals::carries_out(std::string act, CarryOut how) {
    carry_out_[std::move(act)] = std::move(how);
}

void Approvals::when_refused(std::string act, Tell how) {
    tell_[std::move(act)] = std::move(how);
}

Task<void> Approvals::record(postgres::Transaction& transaction, std::string what, Approval const& approval,
                             std::optional<StaffId> by) {
    co_await audit_.record(transaction, {.act = std::move(what),
                                         .actor_kind = by ? audit::ActorKind::staff : audit::ActorKind::program,
                                         .actor = by ? std::optional{by->uuid} : std::nullopt,
                                         .subject = approval.subject,
                                         .details = {{"approval", approval.id.text()}, {"of", approval.act}}});
}

Task<ApprovalId> Approvals::ask(std::string act, Uuid subject, json::value facts, std::chrono::seconds lasts) {
    co_return co_await database_.transaction([&](postgres::Transaction& transaction) -> Task<ApprovalId> {
        for (;;) {
            auto const now = clock_.now();
            auto const id = ApprovalId::make(clock_, random_);
            if (co_await transaction.run(sql::ask, id, act, subject, facts, now, now + lasts) > 0) {
                Approval const asked{.id = id,
                                     .act = act,
                                     .subject = subject,
                                     .facts = {},
                                     .state = {},
                                     .votes = {},
                                     .asked_at = now,
                                     .expires_at = now + lasts,
                                     .decided_at = {}};
                co_await record(transaction, "approval.asked", asked, std::nullopt);
                co_return id;
            }
            auto const first = co_await transaction.run(sql::waiting, act, subject);
            if (first && first->expires_at > now) co_return first->id;
            if (first) co_await transaction.run(sql::close, first->id, State::expired, now);  // its time is over: it makes room
        }
    });
}

Task<void> Approvals::withdraw(ApprovalId id) {
    co_await database_.transaction([&](postgres::Transaction& transaction) -> Task<void> {
        auto row = co_await transaction.run(sql::hold, id);
        if (!row || row->state != State::waiting) co_return;
        co_await transaction.run(sql::close, id, State::withdrawn, clock_.now());
        auto const approval = approval_of(std::move(*row), {});
        co_await record(transaction, "approval.withdrawn", approval, std::nullopt);
    });
    co_await try_to_settle(id);
}

Task<std::optional<Approval>> Approvals::find(ApprovalId id) {
    auto row = co_await database_.run(sql::find, id);
    if (!row) co_return std::nullopt;
    co_return co_await with_votes(database_, std::move(*row));
}

Task<std::int64_t> Approvals::agreed(std::optional<ApprovalId> id) {
    auto const approval = id ? co_await find(*id) : std::nullopt;
    co_return approval ? std::ranges::count_if(approval->votes, &Vote::agrees) : 0;
}

Task<Pending> Approvals::list(Agent) {
    auto const now = clock_.now();
    auto rows = co_await database_.run(sql::list, now, now - limits::decided_approvals_shown, limits::approvals_listed);
    std::vector<ApprovalId> ids;
    ids.reserve(rows.size());
    for (auto const& row : rows) ids.push_back(row.id);
    auto const votes = co_await database_.run(sql::votes, std::move(ids));
    Pending out;
    out.approvals.reserve(rows.size());
    for (auto& row : rows) out.approvals.push_back(approval_of(std::move(row), votes));
    co_return out;
}

Task<Approval> Approvals::decide(FreshAgent by, ApprovalId id, Decision decision) {
    decision.reason = cleaned(decision.reason);
    co_await database_.transaction([&](postgres::Transaction& transaction) { return count_vote(transaction, by, id, decision); });
    co_await try_to_settle(id);
    co_return (co_await find(id)).value();
}

// Whoever may give roles could be all the people that are needed.
Task<void> Approvals::require_not_new(StaffId who) {
    if (co_await database_.run(sql::is_new, who, clock_.now() - new_for))
        throw Problem{ProblemKind::forbidden, "approval.too_new"};
}

Task<void> Approvals::count_vote(postgres::Transaction& transaction, Agent by, ApprovalId id, Decision decision) {
    auto const now = clock_.now();
    auto row = co_await transaction.run(sql::hold, id);
    if (!row) throw Problem{ProblemKind::not_found, "approval.unknown"};
    if (row->subject == by.id.uuid) throw Problem{ProblemKind::forbidden, "approval.own"};
    if (row->state != State::waiting || row->expires_at <= now) throw Problem{ProblemKind::conflict, "approval.decided"};
    // To refuse, nobody is too new.
    if (decision.agrees && co_await transaction.run(sql::is_new, by.id, row->asked_at - new_for))
        throw Problem{ProblemKind::forbidden, "approval.too_new"};
    if (co_await transaction.run(sql::vote, id, by.id, by.name, decision.agrees, decision.reason, now) == 0)
        throw Problem{ProblemKind::conflict, "approval.already_voted"};
    bool const approved = decision.agrees && co_await transaction.run(sql::consents, id) >= people_needed;
    if (approved) co_await transaction.run(sql::close, id, State::approved, now);
    if (!decision.agrees) co_await transaction.run(sql::close, id, State::refused, now);
    auto const approval = approval_of(std::move(*row), {});
    co_await record(transaction, decision.agrees ? "approval.agreed" : "approval.refused", approval, by.id);
}

// Under the row's lock, so that of several programs one does it.
Task<void> Approvals::settle(ApprovalId id) {
    co_await database_.transaction([&](postgres::Transaction& transaction) -> Task<void> {
        auto const now = clock_.now();
        auto row = co_await transaction.run(sql::hold, id);
        if (!row || row->settled_at) co_return;
        if (row->state == State::waiting) {
            if (row->expires_at > now) co_return;
            co_await transaction.run(sql::close, id, State::expired, now);
            row->state = State::expired;
            row->decided_at = now;
        }
        auto const approval = co_await with_votes(transaction, std::move(*row));
        if (approval.state == State::approved) {
            auto const how = carry_out_.find(approval.act);
            if (how == carry_out_.end()) co_return;  // a program that knows how comes later
            co_await how->second(transaction, Approved{id, approval.act, approval.subject, approval.facts});
        } else if (auto const how = tell_.find(approval.act); how != tell_.end()) {
            co_await how->second(transaction, approval);
        }
        co_await transaction.run(sql::settle, id, now);
        if (approval.state == State::approved) co_await record(transaction, "approval.carried_out", approval, std::nullopt);
        if (approval.state == State::expired) co_await record(transaction, "approval.expired", approval, std::nullopt);
    });
}

// What fails stays unsettled and is tried again.
Task<void> Approvals::try_to_settle(ApprovalId id) try { co_await settle(id); } catch (Problem const& problem) {
    log::error("approval.not_settled", {{"approval", id.text()}, {"code", problem.code}});
} catch (std::exception const& error) {
    log::error("approval.not_settled", {{"approval", id.text()}, {"kind", typeid(error).name()}});
}

Task<void> Approvals::settle_all() {
    auto const ids = co_await database_.run(sql::unsettled, clock_.now(), limits::approvals_listed);
    for (auto const id : ids) co_await try_to_settle(id);
}

Task<void> Approvals::look_after() {
    return postgres::keep_doing(clock_, "approvals", limits::approvals_looked_at_every, [this] { return settle_all(); });
}

}  // namespace ombud::approvals
