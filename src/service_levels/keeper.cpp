#include "service_levels/keeper.hpp"

#include <algorithm>

#include "core/limits.hpp"
#include "core/log.hpp"
#include "postgres/keep_doing.hpp"

namespace ombud::service_levels {

namespace {

using namespace std::chrono_literals;
using std::chrono::microseconds;

constexpr auto tried_again_after = 10min;

char const* name_of(ClockKind kind) {
    return boost::describe::enum_to_string(kind, "");
}

Promise promise_of(Policy const* policy, desk::Standing const& standing) {
    if (!policy) return {};
    auto const target = [&](ClockKind kind) { return policy->target(kind, standing.priority); };
    return {.targets = {target(ClockKind::first_answer), target(ClockKind::next_answer), target(ClockKind::resolution)},
            .warn_percent = policy->warn_percent,
            .warn_left = policy->warn_left};
}

ClockRun run_of(sql::ClockRow const& row) {
    return {.kind = row.kind,
            .started_seq = row.started_seq,
            .started_at = row.started_at,
            .elapsed = microseconds{row.elapsed},
            .running_since = row.running_since,
            .ended_at = row.ended_at,
            .target = row.target,
            .due_at = row.due_at,
            .warn_at = row.warn_at,
            .warned_at = row.warned_at,
            .breached_at = row.breached_at,
            .told = row.told};
}

std::string state_of(ClockRun const& clock) {
    return clock.breached_at ? "breached" : (clock.warned_at ? "warned" : "running");
}

// The columns of many clocks.
struct ClockColumns {
    std::vector<ConversationId> conversation;
    std::vector<ClockKind> kind;
    std::vector<std::int64_t> started_seq, elapsed;
    std::vector<bool> live, told;
    std::vector<Timestamp> started_at;
    std::vector<std::optional<Timestamp>> running_since, ended_at, due_at, warn_at, warned_at, breached_at;
    std::vector<std::optional<std::int64_t>> target;

    void add(ConversationId id, ClockRun const& clock, bool is_live) {
        conversation.push_back(id);
        kind.push_back(clock.kind);
        started_seq.push_back(clock.started_seq);
        live.push_back(is_live);
        started_at.push_back(clock.started_at);
        elapsed.push_back(clock.elapsed.count());
        running_since.push_back(clock.running_since);
        ended_at.push_back(clock.ended_at);
        target.push_back(clock.target);
        due_at.push_back(clock.due_at);
        warn_at.push_back(clock.warn_at);
        warned_at.push_back(clock.warned_at);
        breached_at.push_back(clock.breached_at);
        told.push_back(clock.told);
    }
};

ClockRun const* same_in(std::vector<ClockRun> const& clocks, ClockRun const& clock) {
    auto const found = std::ranges::find_if(
        clocks, [&](auto const& each) { return each.kind == clock.kind && each.started_seq == clock.started_seq; });
    return found == clocks.end() ? nullptr : &*found;
}

// What was judged stays judged: a promise that was kept is not broken by a later one.
void adopt(Course& fresh, std::vector<ClockRun> const& before) {
    auto const settle = [&](ClockRun& clock) {
        auto const* known = same_in(before, clock);
        if (clock.ended_at && known && known->ended_at) {
            clock = *known;
        } else if (clock.ended_at) {
            clock.told = clock.told || !known;  // nobody counted it then: it is long over
        } else if (known) {
            clock.warned_at = known->warned_at;
            clock.told = known->told && clock.breached_at;
        }
    };
    std::ranges::for_each(fresh.clocks, settle);
    std::ranges::for_each(fresh.past, settle);
    for (auto const& known : before)
        if (!same_in(fresh.clocks, known) && !same_in(fresh.past, known)) fresh.past.push_back(known);
}

}  // namespace

Keeper::Keeper(postgres::Database& database, Agreements& agreements, desk::Desk& desk, realtime::Hub& hub, Clock& clock)
    : database_(database), agreements_(agreements), desk_(desk), hub_(hub), clock_(clock) {}

// Counting ----------------------------------------------------------------------------------------------------------------

Task<Keeper::Counts> Keeper::hold(postgres::Transaction& transaction, std::vector<ConversationId> ids) {
    Counts out;
    for (auto& row : co_await transaction.run(sql::hold_states, ids)) {
        auto const id = row.conversation_id;
        Course course{.seq = row.seq,
                      .status = row.status,
                      .snoozed = row.snoozed,
                      .held = row.held,
                      .answered = row.answered,
                      .owed = row.owed};
        out.emplace(id, Count{std::move(row), std::move(course), {}});
    }
    for (auto const& row : co_await transaction.run(sql::live_clocks, ids))
        if (auto const found = out.find(row.conversation_id); found != out.end())
            found->second.course.clocks.push_back(run_of(row));
    for (auto& [id, count] : out) {
        std::ranges::sort(count.course.clocks, {}, &ClockRun::kind);
        count.before = count.course.clocks;
    }
    co_return out;
}

Task<void> Keeper::keep(postgres::Transaction& transaction, Counts const& counts, Changed& changed) {
    ClockColumns columns;
    for (auto const& [id, count] : counts) {
        auto const& [row, course, before] = count;
        for (auto const& clock : course.past) columns.add(id, clock, false);
        for (auto const& clock : course.clocks)
            if (auto const* known = same_in(before, clock); !known || *known != clock) columns.add(id, clock, true);
        auto const* next = course.next();
        std::optional<std::string> kind, state;
        std::optional<Timestamp> due_at;
        if (next) {
            kind = name_of(next->kind);
            state = state_of(*next);
            due_at = next->due_at;
        }
        if (due_at != row.next_due_at || state != row.next_state) changed.rows.push_back(id);
        if (course.clocks != before) changed.clocks.push_back(id);
        co_await transaction.run(sql::keep_state, id, course.seq, row.revision, row.policy_id, row.calendar, course.status,
                                 course.snoozed, course.held, course.answered, course.owed, course.look_at(), kind, due_at,
                                 state);
    }
    if (columns.conversation.empty()) co_return;
    co_await transaction.run(sql::keep_clocks, columns.conversation, columns.kind, columns.started_seq, columns.live,
                             columns.started_at, columns.elapsed, columns.running_since, columns.ended_at, columns.target,
                             columns.due_at, columns.warn_at, columns.warned_at, columns.breached_at, columns.told);
}

// The whole log up to that entry, from its beginning.
Task<Course> Keeper::recount(ConversationId id, std::int64_t until, std::vector<ClockRun> before, Promise promise,
                             BusinessTime const& hours) {
    Course out;
    for (bool more = true; more;) {
        auto const rows = co_await database_.run(sql::log, id, out.seq, until, limits::entries_read_at_once);
        for (auto const& row : rows) {
            out.take(
                happened(row.seq, row.kind, row.author_kind, row.internal, row.status, row.data.value_or(nullptr), row.posted_at),
                hours);
            out.promise(promise, hours, row.posted_at);
            std::erase_if(out.past, [&](auto const& each) { return !same_in(before, each); });
        }
        more = std::int64_t(rows.size()) == limits::entries_read_at_once;
    }
    adopt(out, before);
    co_return out;
}

// Under the settings of now. Other hours change all that has elapsed: then it is counted from the log, and so is what was missed.
Task<void> Keeper::bring_up(Count& count, desk::Standing const& standing, Agreed const& agreed, std::int64_t seq, Timestamp at) {
    auto const* policy = agreed.policy_of(standing, at);
    auto const& hours = agreed.hours_of(policy);
    auto const promise = promise_of(policy, standing);
    auto edition = agreed.edition_of(policy);
    if (count.course.seq < seq || count.row.calendar != edition) {
        auto const until = std::max(seq, count.course.seq);
        count.course = co_await recount(standing.id, until, count.course.clocks, promise, hours);
    }
    count.course.promise(promise, hours, at);
    count.row.policy_id = policy ? std::optional{policy->id} : std::nullopt;
    count.row.calendar = std::move(edition);
    count.row.revision = agreed.revision;
}

Task<void> Keeper::follow(std::vector<desk::Followed> const& entries) {
    std::vector<ConversationId> ids;
    Changed changed;
    for (auto const& entry : entries) ids.push_back(entry.standing.id);
    std::ranges::sort(ids);
    auto const repeated = std::ranges::unique(ids);
    ids.erase(repeated.begin(), repeated.end());
    auto const agreed = agreements_.now();
    co_await database_.transaction([&](postgres::Transaction& transaction) -> Task<void> {
        co_await transaction.run(sql::begin_states, ids);
        auto counts = co_await hold(transaction, ids);
        for (auto const& entry : entries) {
            auto& count = counts.at(entry.standing.id);
            if (entry.seq <= count.course.seq) continue;  // heard before
            auto const* policy = agreed->policy_of(entry.standing, entry.posted_at);
            if (count.course.seq == 0) count.row.calendar = agreed->edition_of(policy);  // nothing was counted in other hours
            if (entry.seq == count.course.seq + 1 && count.row.calendar == agreed->edition_of(policy))
                count.course.take(
                    happened(entry.seq, entry.kind, entry.author_kind, entry.internal, entry.status, entry.data, entry.posted_at),
                    agreed->hours_of(policy));
            co_await bring_up(count, entry.standing, *agreed, entry.seq, entry.posted_at);
        }
        for (auto& [id, count] : counts) co_await tell_past(id, count.course, agreed->find(count.row.policy_id));
        co_await keep(transaction, counts, changed);
    });
    announce(changed);
}

// Nobody looks at a clock again that a newer one of its kind has followed: when it was late, and nobody had looked yet, it is
// told now.
Task<void> Keeper::tell_past(ConversationId id, Course& course, Policy const* policy) {
    for (auto& clock : course.past) {
        if (!clock.breached_at || clock.told) continue;
        co_await post(id, Course::breach_of(clock), policy);
        clock.told = true;
    }
}

void Keeper::announce(Changed const& changed) {
    for (auto const& id : changed.rows) desk_.live_inbox().changed(id);
    for (auto const& id : changed.clocks)
        hub_.publish(id.uuid, {.audience = realtime::Audience::staff,
                               .frame = realtime::make_frame(to_json_text(ClocksNews{.conversation_id = id}))});
}

Task<void> Keeper::renew() {
    auto const agreed = agreements_.now();
    if (renewed_ == agreed->revision || !desk_.board().loaded()) co_return;
    std::vector<ConversationId> active;
    for (auto const& [id, standing] : desk_.board().active()) active.push_back(id);
    for (std::size_t from = 0; from < active.size(); from += limits::clocks_renewed_at_once) {
        auto const end = std::min(active.size(), from + limits::clocks_renewed_at_once);
        auto ids = co_await database_.run(
            sql::out_of_date, std::vector(active.begin() + std::ptrdiff_t(from), active.begin() + std::ptrdiff_t(end)),
            agreed->revision);
        if (ids.empty()) continue;
        Changed changed;
        co_await database_.transaction([&](postgres::Transaction& transaction) -> Task<void> {
            co_await transaction.run(sql::begin_states, ids);
            auto counts = co_await hold(transaction, ids);
            for (auto& [id, count] : counts) {
                auto const* standing = desk_.board().find(id);
                if (!standing) continue;  // resolved meanwhile: its last entry says so
                auto const known = *standing;
                // What has been followed stays where it is; what never was is counted whole.
                auto const seq = count.course.seq > 0 ? count.course.seq : known.last_seq;
                co_await bring_up(count, known, *agreed, seq, clock_.now());
            }
            co_await keep(transaction, counts, changed);
        });
        announce(changed);
    }
    renewed_ = agreed->revision;
}

// Telling -----------------------------------------------------------------------------------------------------------------

Task<void> Keeper::work() {
    return postgres::keep_doing(clock_, "service_levels.clocks", limits::clocks_looked_at_every, [this] { return round(); });
}

Task<void> Keeper::round() {
    co_await agreements_.keep_up();
    co_await renew();
    while (co_await tell_due() == std::size_t(limits::clocks_told_at_once)) {
    }
}

Task<std::size_t> Keeper::tell_due() {
    std::size_t told = 0;
    for (auto const& id : co_await database_.run(sql::to_look_at, clock_.now(), limits::clocks_told_at_once)) {
        std::exception_ptr wrong;
        try {
            if (co_await tell_of(id)) ++told;
        } catch (std::exception const&) {
            wrong = std::current_exception();
        }
        if (!wrong) continue;
        if (postgres::is_away(wrong)) std::rethrow_exception(wrong);
        log::error("clocks.not_told", {{"why", postgres::fault_of(wrong)}});
        co_await database_.run(sql::look_later, id, clock_.now() + tried_again_after);
    }
    co_return told;
}

// The notes are posted while the count is ours. When we fall before it is kept, they are posted once more, which posts nothing.
Task<bool> Keeper::tell_of(ConversationId id) {
    bool told = false;
    Changed changed;
    auto const agreed = agreements_.now();
    co_await database_.transaction([&](postgres::Transaction& transaction) -> Task<void> {
        auto counts = co_await hold(transaction, {id});
        if (counts.empty()) co_return;
        auto& count = counts.begin()->second;
        if (co_await transaction.run(sql::last_seq, id) != count.course.seq) co_return;  // something was said just now
        auto const now = clock_.now();
        for (auto const& tell : count.course.look(now, now - limits::late_entries_wait)) {
            co_await post(id, tell, agreed->find(count.row.policy_id));
            told = true;
        }
        co_await keep(transaction, counts, changed);
    });
    announce(changed);
    co_return told;
}

Task<void> Keeper::post(ConversationId id, Tell tell, Policy const* policy) {
    bool const breach = tell.what == Tell::What::breach;
    std::string const kind = name_of(tell.kind);
    json::object clock{{"event", breach ? "breach" : "warning"},
                       {"kind", kind},
                       {"due_at", to_rfc3339(tell.due_at)},
                       {"target", tell.target},
                       {"ended", tell.ended}};
    if (policy) clock["policy"] = {{"id", policy->id.text()}, {"name_en", policy->name_en}, {"name_zh", policy->name_zh}};
    auto const client_id = (breach ? "breach-" : "warning-") + kind + "-" + std::to_string(tell.started_seq);
    co_await desk_.note(id, client_id, "", json::value{{"clock", std::move(clock)}});
}

// Reading -----------------------------------------------------------------------------------------------------------------

Task<ConversationClocks> Keeper::read(Agent, ConversationId id) {
    if (!co_await database_.run(sql::last_seq, id)) throw Problem{ProblemKind::not_found, "conversation.unknown"};
    ConversationClocks out;
    auto const row = co_await database_.run(sql::state, id);
    if (!row) co_return out;
    auto const agreed = agreements_.now();
    auto const* policy = agreed->find(row->policy_id);
    if (policy) {
        out.policy = PolicyName{policy->id, policy->name_en, policy->name_zh};
        if (auto const hours = agreed->calendars.find(policy->calendar_id); hours != agreed->calendars.end()) {
            out.calendar_en = hours->second.calendar.name_en;
            out.calendar_zh = hours->second.calendar.name_zh;
            out.zone = hours->second.calendar.zone;
        }
    }
    Course const course{.seq = row->seq, .status = row->status, .snoozed = row->snoozed, .held = row->held};
    auto const now = clock_.now();
    auto const& hours = agreed->hours_of(policy);
    auto rows = co_await database_.run(sql::live_clocks, std::vector{id});
    std::ranges::sort(rows, {}, &sql::ClockRow::kind);
    for (auto const& each : rows) {
        auto const clock = run_of(each);
        if (!clock.target) continue;  // nothing is promised
        auto elapsed = clock.elapsed;
        if (clock.running_since) elapsed += hours.between(*clock.running_since, now);
        auto const left = std::chrono::floor<std::chrono::seconds>(std::chrono::minutes{*clock.target} - elapsed).count();
        bool const still = !clock.ended_at && !clock.running_since;
        out.clocks.push_back({.kind = clock.kind,
                              .state = clock.state(),
                              .paused_by = still ? course.paused_by(clock.kind) : std::nullopt,
                              .started_at = clock.started_at,
                              .target = clock.target,
                              .left_seconds = left,
                              .due_at = clock.due_at,
                              .warned_at = clock.warned_at,
                              .breached_at = clock.breached_at,
                              .ended_at = clock.ended_at});
    }
    co_return out;
}

}  // namespace ombud::service_levels
