#include "service_levels/course.hpp"

#include <algorithm>

namespace ombud::service_levels {

namespace {

using namespace std::chrono_literals;
using std::chrono::microseconds;
using std::chrono::minutes;

constexpr ClockKind answer_clocks[] = {ClockKind::first_answer, ClockKind::next_answer};

std::optional<bool> snoozed_by(json::value const& data) {
    auto const* object = data.if_object();
    auto const* sets = object ? object->if_contains("set") : nullptr;
    auto const* until = sets && sets->is_object() ? sets->get_object().if_contains("snoozed_until") : nullptr;
    return until ? std::optional{!until->is_null()} : std::nullopt;
}

std::optional<bool> held_by(json::value const& data) {
    auto const* object = data.if_object();
    auto const* word = object ? object->if_contains("clocks") : nullptr;
    if (!word || !word->is_string()) return std::nullopt;
    if (word->get_string() == "hold") return true;
    return word->get_string() == "go_on" ? std::optional{false} : std::nullopt;
}

// A tie with another conversation left its customer waiting here, as long as there.
std::optional<Timestamp> left_waiting_since(json::value const& data) {
    auto const* object = data.if_object();
    auto const* becomes = object ? object->if_contains("becomes") : nullptr;
    auto const* since = becomes && becomes->is_object() ? becomes->get_object().if_contains("waits_since") : nullptr;
    return since ? from_json<std::optional<Timestamp>>(*since) : std::nullopt;
}

// How much of the target is used when it is time to warn.
microseconds warned_after(std::int64_t target, Promise const& promise) {
    microseconds const whole = minutes{target};
    auto out = whole * promise.warn_percent / 100;
    if (promise.warn_left && *promise.warn_left < target) out = std::min(out, whole - minutes{*promise.warn_left});
    return out;
}

// What has passed of it is counted; a due moment that went by was a breach.
void stop(ClockRun& clock, Timestamp at, BusinessTime const& hours) {
    if (!clock.running_since) return;
    clock.elapsed += hours.between(*clock.running_since, at);
    clock.running_since.reset();
    if (clock.due_at && *clock.due_at < at && !clock.breached_at) clock.breached_at = clock.due_at;
}

void end(ClockRun& clock, Timestamp at, BusinessTime const& hours) {
    stop(clock, at, hours);
    clock.ended_at = at;
    clock.warn_at.reset();
}

// Its wait had begun elsewhere, and before.
void reach_back(ClockRun& clock, Timestamp since, BusinessTime const& hours) {
    if (since >= clock.started_at) return;
    if (clock.running_since == clock.started_at)
        clock.running_since = since;
    else
        clock.elapsed += hours.between(since, clock.started_at);
    clock.started_at = since;
}

// Nothing was owed after all; a breach until then stays one.
void let_go(ClockRun& clock) {
    if (clock.breached_at) return;
    clock.target.reset();
    clock.due_at.reset();
    clock.warned_at.reset();
}

void judge(ClockRun& clock, std::optional<std::int64_t> target, Promise const& promise, BusinessTime const& hours,
           Timestamp now) {
    bool const changed = clock.target != target;
    clock.target = target;
    clock.due_at.reset();
    clock.warn_at.reset();
    if (!target) {
        clock.warned_at.reset();
        clock.breached_at.reset();
        clock.told = false;
        return;
    }
    microseconds const whole = minutes{*target};
    auto const warned_when = warned_after(*target, promise);
    if (clock.running_since) {
        clock.due_at = hours.after(*clock.running_since, whole - clock.elapsed);
        clock.warn_at = hours.after(*clock.running_since, warned_when - clock.elapsed);
    }
    if (changed && clock.breached_at && clock.elapsed <= whole) {  // the new target may not have passed
        clock.breached_at.reset();
        clock.told = false;
    }
    if (!clock.breached_at && !clock.running_since && clock.elapsed > whole) clock.breached_at = now;
    if (clock.breached_at) clock.due_at = clock.breached_at;
    bool const early = clock.warn_at ? *clock.warn_at > now : clock.elapsed < warned_when;
    if (clock.warned_at && early) clock.warned_at.reset();
}

}  // namespace

Happened happened(std::int64_t seq, desk::EntryKind kind, desk::AuthorKind author, bool internal, std::string status,
                  json::value const& data, Timestamp at) {
    using desk::AuthorKind;
    using desk::EntryKind;
    Happened out{.seq = seq, .at = at, .what = Happened::What::nothing, .status = std::move(status)};
    bool const message = kind == EntryKind::message;
    if ((message || kind == EntryKind::intake) && author == AuthorKind::customer) out.what = Happened::What::says;
    if (message && author == AuthorKind::agent && !internal) out.what = Happened::What::answers;
    if (kind == EntryKind::link) out.waits_since = left_waiting_since(data);
    if (out.waits_since) out.what = Happened::What::says;
    if (kind == EntryKind::handling) out.snoozed = snoozed_by(data);
    if (kind == EntryKind::note && author == AuthorKind::system) out.held = held_by(data);
    return out;
}

std::optional<std::int64_t> Promise::target(ClockKind kind) const {
    switch (kind) {
        case ClockKind::first_answer:
            return targets.first_answer;
        case ClockKind::next_answer:
            return targets.next_answer;
        case ClockKind::resolution:
            return targets.resolution;
    }
    return std::nullopt;
}

std::optional<std::int64_t> Policy::target(ClockKind kind, std::string_view priority) const {
    auto const& own = priority == "low"      ? by_priority.low
                      : priority == "high"   ? by_priority.high
                      : priority == "urgent" ? by_priority.urgent
                                             : by_priority.normal;
    auto const here = own ? Promise{.targets = *own}.target(kind) : std::nullopt;
    return here ? here : Promise{.targets = targets}.target(kind);
}

ClockState ClockRun::state() const {
    if (breached_at) return ClockState::breached;
    if (ended_at) return ClockState::met;
    return running_since ? ClockState::running : ClockState::paused;
}

std::optional<std::string> Course::paused_by(ClockKind kind) const {
    if (held) return "incident";
    if (status == "waiting") return "customer";
    if (snoozed && kind == ClockKind::resolution) return "snooze";  // who waits for an answer is not put off by it
    return std::nullopt;
}

ClockRun const* Course::find(ClockKind kind) const {
    auto const found = std::ranges::find(clocks, kind, &ClockRun::kind);
    return found == clocks.end() ? nullptr : &*found;
}

ClockRun* Course::open(ClockKind kind) {
    auto const found = std::ranges::find(clocks, kind, &ClockRun::kind);
    return found == clocks.end() || found->ended_at ? nullptr : &*found;
}

void Course::begin(ClockKind kind, Happened const& what) {
    auto place = std::ranges::find(clocks, kind, &ClockRun::kind);
    if (place != clocks.end()) {
        past.push_back(std::move(*place));
        clocks.erase(place);
    }
    place = std::ranges::find_if(clocks, [&](auto const& each) { return each.kind > kind; });
    auto const at = what.waits_since.value_or(what.at);
    clocks.insert(place, {.kind = kind, .started_seq = what.seq, .started_at = at, .running_since = at});
}

// The oldest unanswered words count.
void Course::begin_answering(Happened const& what, BusinessTime const& hours) {
    for (auto const kind : answer_clocks) {
        auto* clock = open(kind);
        if (!clock) continue;
        if (what.waits_since) reach_back(*clock, *what.waits_since, hours);
        return;
    }
    begin(answered ? ClockKind::next_answer : ClockKind::first_answer, what);
}

void Course::end_answering(Happened const& what, BusinessTime const& hours, bool by_answer) {
    for (auto const kind : answer_clocks) {
        auto* clock = open(kind);
        if (!clock) continue;
        end(*clock, what.at, hours);
        if (!by_answer) let_go(*clock);
    }
}

void Course::take(Happened const& what, BusinessTime const& hours) {
    bool const says = what.what == Happened::What::says, was_resolved = status == "resolved";
    seq = what.seq;
    status = what.status;
    snoozed = what.snoozed.value_or(snoozed) && !says && status != "resolved";  // as the desk wakes it
    held = what.held.value_or(held);
    if (says) {
        owed = true;
        if (!find(ClockKind::resolution)) begin(ClockKind::resolution, what);
        begin_answering(what, hours);
    }
    if (what.what == Happened::What::answers) {
        end_answering(what, hours, true);
        answered = true;
        owed = false;
    }
    if (status == "resolved") {
        end_answering(what, hours, false);
        if (auto* clock = open(ClockKind::resolution)) end(*clock, what.at, hours);
    } else if (was_resolved) {
        auto const resolution = std::ranges::find(clocks, ClockKind::resolution, &ClockRun::kind);
        if (resolution != clocks.end()) resolution->ended_at.reset();
        if (owed) begin_answering(what, hours);
    }
    settle(what.at, hours);
}

void Course::settle(Timestamp at, BusinessTime const& hours) {
    for (auto& clock : clocks) {
        if (clock.ended_at) continue;
        if (paused_by(clock.kind))
            stop(clock, at, hours);
        else if (!clock.running_since)
            clock.running_since = at;
    }
}

void Course::promise(Promise const& what, BusinessTime const& hours, Timestamp now) {
    for (auto& clock : clocks)
        if (!clock.ended_at) judge(clock, what.target(clock.kind), what, hours, now);
}

std::vector<Tell> Course::look(Timestamp now, Timestamp until) {
    std::vector<Tell> out;
    for (auto& clock : clocks) {
        bool const runs = !clock.ended_at && clock.running_since;
        if (runs && !clock.breached_at && clock.due_at && *clock.due_at < until) clock.breached_at = clock.due_at;
        bool const late = clock.breached_at && !clock.told;
        bool const soon = runs && !clock.breached_at && !clock.warned_at && clock.warn_at && *clock.warn_at <= now;
        if (late) clock.told = true;
        if (soon) clock.warned_at = now;
        if (late)
            out.push_back(breach_of(clock));
        else if (soon)
            out.push_back({.what = Tell::What::warning,
                           .kind = clock.kind,
                           .started_seq = clock.started_seq,
                           .due_at = clock.due_at.value_or(now),
                           .target = clock.target.value_or(0),
                           .ended = clock.ended_at.has_value()});
    }
    return out;
}

Tell Course::breach_of(ClockRun const& clock) {
    return {.what = Tell::What::breach,
            .kind = clock.kind,
            .started_seq = clock.started_seq,
            .due_at = clock.breached_at.value(),
            .target = clock.target.value_or(0),
            .ended = clock.ended_at.has_value()};
}

std::optional<Timestamp> Course::look_at() const {
    std::optional<Timestamp> out;
    auto const at = [&](std::optional<Timestamp> when) {
        if (when && (!out || *when < *out)) out = when;
    };
    for (auto const& clock : clocks) {
        if (clock.breached_at) {
            if (!clock.told) at(clock.breached_at);
        } else if (!clock.ended_at && clock.running_since) {
            at(clock.due_at);
            if (!clock.warned_at) at(clock.warn_at);
        }
    }
    return out;
}

ClockRun const* Course::next() const {
    ClockRun const* out = nullptr;
    for (auto const& clock : clocks)
        if (!clock.ended_at && clock.running_since && clock.due_at && (!out || *clock.due_at < *out->due_at)) out = &clock;
    return out;
}

}  // namespace ombud::service_levels
