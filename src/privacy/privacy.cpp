#include "privacy/privacy.hpp"

#include <algorithm>
#include <boost/system/system_error.hpp>
#include <typeinfo>

#include "core/limits.hpp"
#include "core/log.hpp"
#include "postgres/keep_doing.hpp"
#include "privacy/clearing_queries.hpp"
#include "privacy/queries.hpp"
#include "safety/typed.hpp"
#include "text/names.hpp"

namespace ombud::privacy {

namespace {

using namespace std::chrono_literals;

constexpr char erasure_act[] = "customer.erasure";
constexpr std::int64_t holds_shown = 500;
constexpr auto looked_every = 2s;

}  // namespace

Privacy::Privacy(Ground on) : on_(on) {
    on_.approvals.carries_out(erasure_act, std::bind_front(&Privacy::agreed, this));
    on_.approvals.when_refused(erasure_act, std::bind_front(&Privacy::refused, this));
    on_.approvals.carries_out(shorter_act, std::bind_front(&Privacy::shorten, this));
}

Task<void> Privacy::record(char const* act, StaffId who, std::optional<Uuid> subject, json::object details) {
    co_await on_.audit.record({.act = act,
                               .actor_kind = audit::ActorKind::staff,
                               .actor = who.uuid,
                               .subject = subject,
                               .details = std::move(details)});
}

Task<sql::OwnerRow> Privacy::owner_of(ConversationId id) {
    auto row = co_await on_.database.run(sql::owner, id);
    if (!row) throw Problem{ProblemKind::not_found, "conversation.unknown"};
    co_return std::move(*row);
}

Task<Hold> Privacy::shown(sql::HoldRow row) {
    auto const key = co_await on_.desk.words().key_of(row.conversation_id);
    co_return Hold{.id = row.id,
                   .conversation_id = row.conversation_id,
                   .reference = std::move(row.reference),
                   .reason = key.value().open(row.reason),
                   .placed_at = row.placed_at,
                   .placed_by = {row.staff_id, std::move(row.staff_name)},
                   .until = row.until,
                   .lifted_at = row.lifted_at};
}

Job Privacy::shown(sql::JobRow row) {
    bool const fetchable = row.file && !row.fetched_at;
    return {.id = row.id,
            .kind = std::move(row.kind),
            .conversation_id = row.conversation_id,
            .reference = std::move(row.reference),
            .state = row.state,
            .basis = row.basis,
            .asked_at = row.asked_at,
            .asked_by = {row.staff_id, std::move(row.staff_name)},
            .started_at = row.started_at,
            .ended_at = row.ended_at,
            .done = row.done,
            .total = row.total,
            .why = std::move(row.why),
            .bytes = row.bytes,
            .until = fetchable ? row.until : std::nullopt,
            .fetched_at = row.fetched_at,
            .statement_sha256 = std::move(row.statement_sha256)};
}

Task<Job> Privacy::job(JobId id) {
    auto row = co_await on_.database.run(sql::job, id);
    if (!row) throw Problem{ProblemKind::not_found, "job.unknown"};
    co_return shown(std::move(*row));
}

Task<Overview> Privacy::overview(Agent) {
    Overview out;
    for (auto const& row : co_await on_.database.run(sql::classes)) out.classes.push_back(class_of(row));
    for (auto& row : co_await on_.database.run(sql::holds, on_.clock.now(), holds_shown))
        out.holds.push_back(co_await shown(std::move(row)));
    for (auto& row : co_await on_.database.run(sql::jobs, limits::privacy_jobs_page)) out.jobs.push_back(shown(std::move(row)));
    co_return out;
}

Task<Kept> Privacy::kept(Agent, ConversationId of) {
    auto const owner = co_await owner_of(of);
    Kept out{.erased = owner.erased,
             .account_stays = owner.kind == "account",
             .conversations = owner.conversations,
             .hold = {},
             .jobs = {}};
    if (auto row = co_await on_.database.run(sql::hold_on, on_.clock.now(), owner.id)) out.hold = co_await shown(std::move(*row));
    for (auto& row : co_await on_.database.run(sql::jobs_of, owner.id, limits::privacy_jobs_page))
        out.jobs.push_back(shown(std::move(row)));
    co_return out;
}

// Holds -------------------------------------------------------------------------------------------------------------------

Task<Hold> Privacy::place_hold(FreshAgent by, ConversationId of, PlaceHold wanted) {
    auto const reason = safety::typed_text(on_.guard.redact(std::move(wanted.reason)).text);
    auto const length = text::count_code_points(safety::without_marks(reason));
    if (length < limits::shortest_reason) throw Problem{ProblemKind::invalid, "reason.too_short", "reason"};
    if (length > limits::longest_reason) throw Problem{ProblemKind::invalid, "reason.too_long", "reason"};
    auto const now = on_.clock.now();
    if (wanted.until && *wanted.until <= now) throw Problem{ProblemKind::invalid, "hold.until", "until"};
    auto const owner = co_await owner_of(of);
    auto const key = (co_await on_.desk.words().key_of(of)).value();
    auto const sealed = key.close(reason, on_.random);  // which an erased customer's cannot
    auto const id = HoldId::make(on_.clock, on_.random);
    co_await on_.database.transaction([&](postgres::Transaction& transaction) -> Task<void> {
        co_await transaction.run(sql::lock_customer, owner.id);
        if ((co_await transaction.run(sql::owner, of)).value().erased) throw Problem{ProblemKind::conflict, "erasure.under_way"};
        co_await transaction.run(sql::end_past_holds, owner.id, now);
        if (co_await transaction.run(sql::place_hold, id, owner.id, of, sealed, now, by.id, wanted.until) == 0)
            throw Problem{ProblemKind::conflict, "hold.stands"};
        co_await on_.audit.record(transaction, {.act = "privacy.hold_placed",
                                                .actor_kind = audit::ActorKind::staff,
                                                .actor = by.id.uuid,
                                                .subject = owner.id.uuid,
                                                .details = {{"hold", id.text()}, {"until", to_json(wanted.until)}}});
    });
    co_return co_await shown((co_await on_.database.run(sql::hold, id)).value());
}

Task<void> Privacy::lift_hold(FreshAgent by, HoldId id) {
    auto const row = co_await on_.database.run(sql::hold, id);
    if (!row) throw Problem{ProblemKind::not_found, "hold.unknown"};
    co_await on_.database.transaction([&](postgres::Transaction& transaction) -> Task<void> {
        if (co_await transaction.run(sql::lift_hold, id, on_.clock.now(), by.id) == 0)
            throw Problem{ProblemKind::conflict, "hold.lifted"};
        co_await on_.audit.record(transaction, {.act = "privacy.hold_lifted",
                                                .actor_kind = audit::ActorKind::staff,
                                                .actor = by.id.uuid,
                                                .subject = row->customer_id.uuid,
                                                .details = {{"hold", id.text()}}});
    });
}

// Asking ------------------------------------------------------------------------------------------------------------------

Task<Job> Privacy::ask_export(FreshAgent by, ConversationId of) {
    auto const owner = co_await owner_of(of);
    if (owner.erased) throw Problem{ProblemKind::conflict, "customer.erased"};
    auto id = JobId::make(on_.clock, on_.random);
    if (co_await on_.database.run(sql::add_job, id, "export", owner.id, of, std::nullopt, JobState::waiting, on_.clock.now(),
                                  by.id, owner.conversations) == 0) {
        auto const left = co_await on_.database.run(sql::take_over, owner.id, "export", by.id, std::nullopt);
        if (!left) throw Problem{ProblemKind::conflict, "export.under_way"};
        id = *left;
    }
    co_await record("privacy.export_asked", by.id, owner.id.uuid, {{"job", id.text()}});
    // Their customer sees who it was. Nothing is gathered before it stands there.
    co_await on_.desk.note_reveal(by, of, "export-" + id.text(), {{"field", "everything"}, {"purpose", "documents"}});
    co_await on_.database.run(sql::decide_job, id, JobState::running, on_.clock.now(), std::nullopt);
    co_return co_await job(id);
}

Task<Job> Privacy::ask_erasure(FreshAgent by, ConversationId of, AskErasure wanted) {
    auto const owner = co_await owner_of(of);
    if (owner.erased) throw Problem{ProblemKind::conflict, "customer.erased"};
    if (co_await on_.database.run(sql::hold_on, on_.clock.now(), owner.id)) throw Problem{ProblemKind::conflict, "hold.stands"};
    auto id = JobId::make(on_.clock, on_.random);
    if (co_await on_.database.run(sql::add_job, id, "erasure", owner.id, of, wanted.basis, JobState::waiting, on_.clock.now(),
                                  by.id, erasure_steps) == 0) {
        auto const left = co_await on_.database.run(sql::take_over, owner.id, "erasure", by.id, wanted.basis);
        if (!left) throw Problem{ProblemKind::conflict, "erasure.under_way"};
        id = *left;
    }
    co_await record("privacy.erasure_asked", by.id, owner.id.uuid, {{"job", id.text()}, {"basis", to_json(wanted.basis)}});
    co_await on_.approvals.ask(erasure_act, owner.id.uuid,
                               {{"reference", owner.reference},
                                {"conversations", owner.conversations},
                                {"basis", to_json(wanted.basis)},
                                {"account_stays", owner.kind == "account"},
                                {"asked_by", by.name}},
                               people_have);
    co_return co_await job(id);
}

Task<void> Privacy::agreed(postgres::Transaction& transaction, approvals::Approved approved) {
    auto const now = on_.clock.now();
    CustomerId const customer{approved.subject};
    co_await transaction.run(sql::lock_customer, customer);
    auto const id = co_await transaction.run(sql::waiting_erasure, customer);
    if (!id) co_return;  // done before
    bool const held = (co_await transaction.run(sql::hold_on, now, customer)).has_value();
    co_await transaction.run(sql::decide_job, *id, held ? JobState::stopped : JobState::running, now,
                             held ? std::optional<std::string>{"hold.stands"} : std::nullopt);
    co_await on_.audit.record(transaction, {.act = held ? "privacy.erasure_stopped" : "privacy.erasure_began",
                                            .actor_kind = audit::ActorKind::program,
                                            .actor = {},
                                            .subject = customer.uuid,
                                            .details = {{"job", id->text()}}});
}

Task<void> Privacy::refused(postgres::Transaction& transaction, approvals::Approval approval) {
    if (auto const id = co_await transaction.run(sql::waiting_erasure, CustomerId{approval.subject}))
        co_await transaction.run(sql::decide_job, *id, JobState::refused, on_.clock.now(), std::nullopt);
}

// What came of it ---------------------------------------------------------------------------------------------------------

Task<Proof> Privacy::proof(Agent by, JobId id) {
    auto row = co_await on_.database.run(sql::job, id);
    if (!row || !row->statement) throw Problem{ProblemKind::not_found, "job.unknown"};
    co_await record("privacy.proof_fetched", by.id, row->customer_id.uuid, {{"job", id.text()}});
    co_return Proof{std::move(*row->statement), row->statement_sha256.value_or("")};
}

Task<void> Privacy::work() {
    return postgres::keep_doing(on_.clock, "privacy.jobs", looked_every, [this]() -> Task<postgres::Left> {
        co_return co_await work_once() ? postgres::Left::more : postgres::Left::nothing;
    });
}

Timestamp Privacy::lease() const {
    return on_.clock.now() + 2min;
}

Task<bool> Privacy::work_once() {
    auto const job = co_await on_.database.run(sql::take_job, on_.clock.now(), lease());
    if (!job) {
        for (auto const& over : co_await on_.database.run(sql::exports_over, on_.clock.now(), limits::privacy_jobs_page))
            co_await drop_file(over);
        co_return false;
    }
    std::string why;
    bool helps = true;
    try {
        if (job->kind == "erasure")
            co_await run_erasure(*job);
        else
            co_await run_export(*job);
        co_return true;
    } catch (Problem const& problem) {
        why = problem.code;
        helps = problem.kind == ProblemKind::unavailable || problem.kind == ProblemKind::internal;
    } catch (postgres::DatabaseError const& error) {
        log::error("privacy.job_fell", {{"query", error.query}, {"sqlstate", error.sqlstate}});
        why = "database.refused";
    } catch (boost::system::system_error const&) {
        throw;  // the program ends
    } catch (std::exception const& error) {
        log::error("privacy.job_fell", {{"kind", typeid(error).name()}});
        why = "internal";
    }
    log::warning("privacy.job_fell", {{"job", job->id.text()}, {"code", why}});
    co_await on_.database.run(sql::job_fell, job->id, why, on_.clock.now() + 1min, on_.clock.now(), helps);
    co_return true;
}

}  // namespace ombud::privacy
