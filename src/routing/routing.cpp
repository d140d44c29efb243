#include "routing/routing.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <tuple>

#include "core/limits.hpp"
#include "core/log.hpp"
#include "core/problem.hpp"
#include "postgres/keep_doing.hpp"
#include "routing/queries.hpp"
#include "text/languages.hpp"

namespace ombud::routing {

namespace {

desk::Program as_routing(char const* why = nullptr) {
    return {.kind = "routing", .id = {}, .name = why ? std::optional<std::string>{why} : std::nullopt};
}

std::vector<std::string> languages_of(sql::WorkerRow const& row) {
    if (row.languages) return *row.languages;
    if (row.language) return {*row.language};
    return {text::languages.begin(), text::languages.end()};
}

Worker worker_of(sql::WorkerRow row) {
    auto languages = languages_of(row);
    return {.id = row.id,
            .name = std::move(row.name),
            .is_program = row.is_program,
            .may_reply = row.may_reply,
            .active = row.active,
            .answers = false,
            .online = false,
            .availability = row.availability,
            .languages = std::move(languages),
            .skills = std::move(row.skills),
            .is_set = row.languages.has_value(),
            .capacity = {row.chat_capacity.value_or(limits::chats_at_once), row.email_capacity.value_or(limits::letters_in_hand),
                         row.form_capacity.value_or(limits::letters_in_hand)},
            .load = {},
            .turn = row.turn,
            .seen_at = row.seen_at};
}

RoutedPerson shown(Worker const& worker) {
    return {.id = worker.id,
            .name = worker.name,
            .online = worker.online,
            .availability = worker.availability,
            .languages = worker.languages,
            .skills = worker.skills,
            .is_set = worker.is_set,
            .capacity = worker.capacity,
            .load = worker.load};
}

int rank_of(std::string_view priority) {
    return priority == "urgent" ? 0 : (priority == "high" ? 1 : (priority == "normal" ? 2 : 3));
}

bool is_automatic(Queue const& queue) {
    return !queue.ended_at && queue.strategy != Strategy::by_hand;
}

Queue const* find(std::vector<Queue> const& queues, std::optional<QueueId> id) {
    auto const found = id ? std::ranges::find(queues, *id, &Queue::id) : queues.end();
    return found == queues.end() ? nullptr : &*found;
}

// The first whose conditions hold; the default one has none and comes last.
Queue const* queue_for(std::vector<Queue> const& queues, desk::Standing const& standing, Timestamp now) {
    auto const fits = [&](Queue const& each) {
        return !each.ended_at && (each.is_default || desk::matches(each.conditions, standing, {.now = now}));
    };
    auto const found = std::ranges::find_if(queues, fits);
    return found == queues.end() ? nullptr : &*found;
}

bool nobody_could(std::vector<Worker> const& workers, Queue const& queue, std::string_view language) {
    return std::ranges::none_of(workers, [&](Worker const& each) { return could_answer(each, queue, language); });
}

// Somebody ought to be given it.
bool wants_somebody(desk::Standing const& standing) {
    return !standing.assignee_id && is_load(standing);
}

}  // namespace

Routing::Routing(postgres::Database& database, audit::Log& audit, desk::Desk& desk, Queues& queues, WhoAnswers who_answers,
                 Clock& clock, Random& random)
    : database_(database),
      audit_(audit),
      desk_(desk),
      queues_(queues),
      who_answers_(std::move(who_answers)),
      clock_(clock),
      random_(random),
      began_(clock.now()) {
    desk.board().tells([this](desk::Standing const* before, desk::Standing const* now) { heard(before, now); });
}

std::string Routing::new_client_id() {
    return "routing-" + random_.text(20, "0123456789abcdefghijklmnopqrstuvwxyz");
}

// What the board shows ----------------------------------------------------------------------------------------------------

void Routing::heard(desk::Standing const* before, desk::Standing const* now) {
    auto const id = now ? now->id : before->id;
    if (before) count(*before, -1);
    if (now) count(*now, 1);
    auto const showed = before ? before->assignee_id : std::nullopt, has = now ? now->assignee_id : std::nullopt;
    auto had = showed;
    if (auto const found = given_.find(id); found != given_.end())
        if (!now || (found->second.seq > 0 && now->last_seq >= found->second.seq)) {
            if (!had) had = found->second.to;  // perhaps so shortly that the board never showed it
            forget_given(id);
        }
    if (!now || now->queue_id) placed_.erase(id);
    if (now && showed == has && had == has) return;
    bool const by_us = taken_back_.erase(id) > 0;
    rests_.erase(id);
    has_since_.erase(id);
    if (now && has) has_since_[id] = clock_.now();
    noted_.erase(id);
    if (now && had && !has && !by_us) rests_[id] = {*had, clock_.now() + limits::handed_back_rests};
}

void Routing::count(desk::Standing const& standing, std::int64_t by) {
    if (standing.assignee_id && is_load(standing)) amount_of(loads_[*standing.assignee_id], standing.channel) += by;
}

void Routing::forget_given(ConversationId id) {
    auto const node = given_.extract(id);
    if (node) amount_of(loads_[node.mapped().to], node.mapped().channel) -= 1;
}

std::optional<StaffId> Routing::who_rests(ConversationId id) const {
    auto const found = rests_.find(id);
    if (found == rests_.end() || found->second.until <= clock_.now()) return std::nullopt;
    return found->second.who;
}

// People --------------------------------------------------------------------------------------------------------------------

Task<std::vector<Worker>> Routing::workers() {
    auto const answering = co_await who_answers_();
    std::vector<Worker> out;
    for (auto& row : co_await database_.run(sql::workers)) {
        auto& worker = out.emplace_back(worker_of(std::move(row)));
        worker.answers = worker.active && std::ranges::find(answering, worker.id) != answering.end();
        worker.online = desk_.presence().is_online(worker.id);
        if (auto const load = loads_.find(worker.id); load != loads_.end()) worker.load = load->second;
    }
    co_return out;
}

Task<void> Routing::keep_presence(std::vector<Worker> const& workers) {
    auto const now = clock_.now();
    std::vector<StaffId> here;
    for (auto const& each : workers)
        if (each.online && (!each.seen_at || now - *each.seen_at >= limits::presence_kept_every)) here.push_back(each.id);
    if (!here.empty()) co_await database_.run(sql::seen, std::move(here), now);
}

Task<RoutingState> Routing::read(Agent) {
    auto const people = co_await workers();
    auto const queues = co_await queues_.read();
    std::map<std::pair<QueueId, std::string>, std::int64_t> waiting;
    for (auto const& [id, standing] : desk_.board().active()) {
        auto const* queue = find(queues, standing.queue_id);
        if (queue && is_automatic(*queue) && wants_somebody(standing)) ++waiting[{queue->id, standing.language}];
    }
    RoutingState out;
    for (auto const& each : people)
        if (each.answers) out.people.push_back(shown(each));
    for (auto const& [where, number] : waiting)
        if (nobody_could(people, *find(queues, where.first), where.second))
            out.unanswerable.push_back({where.first, where.second, number});
    co_return out;
}

Task<OwnAvailability> Routing::availability(Agent by) {
    co_return OwnAvailability{(co_await database_.run(sql::availability, by.id)).value_or(Availability::online)};
}

Task<OwnAvailability> Routing::set_availability(Agent by, OwnAvailability wanted) {
    co_await database_.run(sql::set_availability, by.id, wanted.availability);
    co_return wanted;
}

Task<RoutedPerson> Routing::set_profile(Agent by, StaffId id, RoutingProfile wanted) {
    if (!std::ranges::all_of(wanted.languages, text::is_language))
        throw Problem{ProblemKind::invalid, "field.choice", "languages"};
    if (!std::ranges::all_of(wanted.skills, desk::is_topic)) throw Problem{ProblemKind::invalid, "field.choice", "skills"};
    auto const& [chat, email, form] = wanted.capacity;
    for (auto const amount : {chat, email, form})
        if (amount < 0 || amount > limits::capacity_at_most) throw Problem{ProblemKind::invalid, "field.range", "capacity"};
    for (auto* all : {&wanted.languages, &wanted.skills}) {
        std::ranges::sort(*all);
        auto const repeated = std::ranges::unique(*all);
        all->erase(repeated.begin(), repeated.end());
    }
    if (co_await database_.run(sql::set_profile, id, wanted.languages, wanted.skills, chat, email, form) == 0)
        throw Problem{ProblemKind::not_found, "staff.unknown"};
    co_await audit_.record({.act = "staff.routing_changed",
                            .actor_kind = audit::ActorKind::staff,
                            .actor = by.id.uuid,
                            .subject = id.uuid,
                            .details = {}});
    auto const all = co_await workers();
    auto const changed = std::ranges::find(all, id, &Worker::id);
    if (changed == all.end()) throw Problem{ProblemKind::not_found, "staff.unknown"};
    co_return shown(*changed);
}

// An act that cannot be done stops no other; only when the database is away all wait.
Task<std::optional<desk::Entry>> Routing::tried(Task<std::optional<desk::Entry>> act) try {
    co_return co_await std::move(act);
} catch (Problem const& problem) {
    if (problem.kind == ProblemKind::unavailable) throw;
    log::warning("routing.refused", {{"code", problem.code}});
    co_return std::nullopt;
} catch (postgres::DatabaseError const& error) {
    log::error("routing.refused", {{"query", error.query}, {"sqlstate", error.sqlstate}});
    co_return std::nullopt;
}

// The round -----------------------------------------------------------------------------------------------------------------

Task<void> Routing::work() {
    return postgres::keep_doing(clock_, "routing", limits::routed_every, [this] { return look(); });
}

Task<void> Routing::look() {
    co_await desk_.board().catch_up();
    auto const queues = co_await queues_.read();
    auto people = co_await workers();
    co_await keep_presence(people);
    co_await take_back(people);
    co_await desk_.board().catch_up();  // what was taken back is given in this round
    co_await place(queues);
    co_await give(queues, std::move(people));
}

// Who works here no more, or may not reply any more, leaves everything; who is away for long leaves the chats whose customers
// wait. Somebody who was last here before we were, or was handed it while away, is given the time to come back. A program answers
// by its key and is never seen here.
bool Routing::has_left(Worker const& worker, desk::Standing const& standing) const {
    if (!worker.active || !worker.may_reply) return true;
    if (worker.is_program) return false;
    bool const chat_waits = standing.channel == "chat" && standing.waiting_since && !standing.snoozed_until;
    if (worker.online || !chat_waits) return false;
    auto const has_since = has_since_.find(standing.id);
    auto const since =
        std::max({worker.seen_at.value_or(began_), began_, has_since == has_since_.end() ? began_ : has_since->second});
    return clock_.now() - since > limits::chat_of_absent_waits;
}

Task<void> Routing::take_back(std::vector<Worker> const& workers) {
    std::unordered_map<StaffId, Worker const*> by_id;
    for (auto const& each : workers) by_id.emplace(each.id, &each);
    auto const left = [&](desk::Standing const& standing) {
        auto const found = standing.assignee_id ? by_id.find(*standing.assignee_id) : by_id.end();
        return found != by_id.end() && !taken_back_.contains(standing.id) && has_left(*found->second, standing);
    };
    std::vector<ConversationId> ids;
    for (auto const& [id, standing] : desk_.board().active())
        if (left(standing)) ids.push_back(id);
    for (auto const& id : ids) {
        auto const* standing = desk_.board().find(id);
        if (!standing || !left(*standing)) continue;
        auto const whose = standing->assignee_id->uuid;
        taken_back_.insert(id);
        auto const entry = co_await tried(
            desk_.assign_as(as_routing("gone"), id, {.assignee_id = {}, .client_id = new_client_id()}, desk::Expected{whose}));
        if (!entry) taken_back_.erase(id);
    }
}

Task<void> Routing::place(std::vector<Queue> const& queues) {
    auto const wants_queue = [&](desk::Standing const& standing) {
        auto const* queue = find(queues, standing.queue_id);
        return (!queue || queue->ended_at) && !placed_.contains(standing.id);
    };
    std::vector<ConversationId> ids;
    for (auto const& [id, standing] : desk_.board().active())
        if (wants_queue(standing)) ids.push_back(id);
    for (auto const& id : ids) {
        auto const* standing = desk_.board().find(id);
        if (!standing || !wants_queue(*standing)) continue;
        auto const* queue = queue_for(queues, *standing, clock_.now());
        if (!queue) continue;
        std::optional<Uuid> was;
        if (standing->queue_id) was = standing->queue_id->uuid;
        placed_[id] = queue->id;
        auto const entry = co_await tried(
            desk_.change_as(as_routing(), id, {.client_id = new_client_id(), .queue_id = queue->id}, desk::Expected{was}));
        if (!entry) placed_.erase(id);
    }
}

// Urgent ones first, then who has waited longest.
std::vector<ConversationId> Routing::in_turn(std::vector<Queue> const& queues) const {
    struct Place {
        int rank;
        Timestamp since;
        ConversationId id;
        auto operator<=>(Place const&) const = default;
    };
    std::vector<Place> line;
    for (auto const& [id, standing] : desk_.board().active()) {
        if (!wants_somebody(standing) || given_.contains(id)) continue;
        auto const placed = placed_.find(id);
        auto const* queue = find(queues, placed == placed_.end() ? standing.queue_id : placed->second);
        if (queue && is_automatic(*queue))
            line.push_back({rank_of(standing.priority), standing.waiting_since.value_or(standing.updated_at), id});
    }
    std::ranges::sort(line);
    std::vector<ConversationId> out;
    for (auto const& each : line) out.push_back(each.id);
    return out;
}

Task<void> Routing::give(std::vector<Queue> const& queues, std::vector<Worker> workers) {
    auto last_turn = workers.empty() ? 0 : std::ranges::max(workers, {}, &Worker::turn).turn;
    std::map<StaffId, std::int64_t> turns;
    std::set<std::tuple<QueueId, std::string, std::string>> nobody;  // takes these in this round
    auto const refresh = [&] {
        for (auto& each : workers) {
            each.online = desk_.presence().is_online(each.id);
            each.load = loads_[each.id];
        }
    };
    refresh();
    for (auto const& id : in_turn(queues)) {
        auto const* standing = desk_.board().find(id);
        if (!standing || !wants_somebody(*standing) || given_.contains(id)) continue;
        auto const placed = placed_.find(id);
        auto const* queue = find(queues, placed == placed_.end() ? standing->queue_id : placed->second);
        if (!queue || !is_automatic(*queue)) continue;
        std::tuple wants{queue->id, standing->channel, standing->language};
        auto const rests = who_rests(id);
        auto* const chosen = nobody.contains(wants) ? nullptr : choose(workers, *queue, *standing, rests);
        if (chosen) {
            if (co_await give_one(*standing, *chosen)) turns[chosen->id] = chosen->turn = ++last_turn;
        } else {
            if (!rests) nobody.insert(std::move(wants));
            if (noted_.contains(id) || !nobody_could(workers, *queue, standing->language)) continue;
            co_await note_unanswerable(*standing, *queue);
        }
        refresh();  // much may have happened meanwhile
    }
    co_await keep_turns(turns);
}

Task<void> Routing::keep_turns(std::map<StaffId, std::int64_t> const& turns) {
    if (turns.empty()) co_return;
    std::vector<StaffId> ids;
    std::vector<std::int64_t> numbers;
    for (auto const& [id, turn] : turns) {
        ids.push_back(id);
        numbers.push_back(turn);
    }
    co_await database_.run(sql::keep_turns, std::move(ids), std::move(numbers));
}

// A person who took it meanwhile keeps it.
Task<bool> Routing::give_one(desk::Standing standing, Worker& to) {
    given_[standing.id] = {to.id, standing.channel};
    amount_of(loads_[to.id], standing.channel) += 1;
    auto const entry = co_await tried(desk_.assign_as(
        as_routing(), standing.id, {.assignee_id = to.id, .client_id = new_client_id()}, desk::Expected{std::nullopt}));
    if (!entry) {
        forget_given(standing.id);
        co_return false;
    }
    if (auto const found = given_.find(standing.id); found != given_.end()) {
        found->second.seq = entry->seq;
        auto const* now = desk_.board().find(standing.id);
        if (!now || now->last_seq >= entry->seq) forget_given(standing.id);
    }
    co_return true;
}

// Once for each conversation and language, however often the program falls: the log knows it by its client_id.
Task<void> Routing::note_unanswerable(desk::Standing standing, Queue const& queue) {
    json::object about{{"nobody_answers", standing.language}, {"queue_id", queue.id.text()}};
    auto const note = [](desk::Desk& desk, desk::Standing at, json::object what) -> Task<std::optional<desk::Entry>> {
        co_return co_await desk.note(at.id, "nobody-answers-" + at.language, "", json::object{{"routing", std::move(what)}});
    };
    if (co_await tried(note(desk_, standing, std::move(about)))) noted_.insert(standing.id);
}

}  // namespace ombud::routing
