#include "routing/queues.hpp"

#include <algorithm>

#include "core/limits.hpp"
#include "core/problem.hpp"
#include "desk/inbox.hpp"
#include "routing/queries.hpp"
#include "safety/typed.hpp"

namespace ombud::routing {

namespace {

using namespace std::chrono_literals;

constexpr auto told_every = 500ms;

Queue queue_of(sql::QueueRow row) {
    return {.id = row.id,
            .position = row.position,
            .name_en = std::move(row.name_en),
            .name_zh = std::move(row.name_zh),
            .conditions = from_json<desk::Conditions>(row.conditions),
            .everybody = row.everybody,
            .members = std::move(row.members),
            .strategy = row.strategy,
            .skills = std::move(row.skills),
            .is_default = row.is_default,
            .ended_at = row.ended_at,
            .changed_at = row.changed_at};
}

std::vector<Queue> queues_of(std::vector<sql::QueueRow> rows) {
    std::vector<Queue> out;
    for (auto& row : rows) out.push_back(queue_of(std::move(row)));
    return out;
}

template <class T>
void sort_once(std::vector<T>& all) {
    std::ranges::sort(all);
    auto const repeated = std::ranges::unique(all);
    all.erase(repeated.begin(), repeated.end());
}

template <class T>
void take(T& into, std::optional<T>& wanted) {
    if (wanted) into = std::move(*wanted);
}

}  // namespace

Queues::Queues(asio::io_context& io, postgres::Database& database, audit::Log& audit, realtime::Hub& hub, desk::Board& board,
               Clock& clock, Random& random)
    : io_(io), database_(database), audit_(audit), hub_(hub), clock_(clock), random_(random) {
    board.tells([this](desk::Standing const* before, desk::Standing const* now) { heard(before, now); });
}

// Counts ------------------------------------------------------------------------------------------------------------------

void Queues::heard(desk::Standing const* before, desk::Standing const* now) {
    if (before) count(*before, -1);
    if (now) count(*now, 1);
    if (!changed_ || telling_) return;
    telling_ = true;
    spawn(io_, tell());
}

void Queues::count(desk::Standing const& standing, std::int64_t by) {
    if (!standing.queue_id || standing.snoozed_until) return;
    auto& counts = counts_.try_emplace(*standing.queue_id, QueueCounts{*standing.queue_id, 0, 0}).first->second;
    counts.active += by;
    if (!standing.assignee_id) counts.unassigned += by;
    changed_ = true;
}

std::vector<QueueCounts> Queues::counts() const {
    std::vector<QueueCounts> out;
    for (auto const& [id, counts] : counts_) out.push_back(counts);
    std::ranges::sort(out, {}, &QueueCounts::queue_id);
    return out;
}

Task<void> Queues::tell() {
    while (std::exchange(changed_, false)) {
        if (hub_.anyone_on(desk::inbox_topic))
            hub_.publish(desk::inbox_topic, {.audience = realtime::Audience::staff,
                                             .frame = realtime::make_frame(to_json_text(QueuesNews{.counts = counts()}))});
        co_await clock_.sleep_for(told_every);
    }
    telling_ = false;
}

// Keeping them --------------------------------------------------------------------------------------------------------------

Task<std::vector<Queue>> Queues::read() {
    co_return queues_of(co_await database_.run(sql::queues));
}

Task<QueueList> Queues::list(Agent) {
    auto all = co_await read();
    co_return QueueList{std::move(all), counts()};
}

Task<void> Queues::check(Queue const& queue) {
    desk::check(queue.conditions);
    if (queue.members.size() > limits::queue_members) throw Problem{ProblemKind::invalid, "field.range", "members"};
    if (!std::ranges::all_of(queue.skills, desk::is_topic)) throw Problem{ProblemKind::invalid, "field.choice", "skills"};
    if (queue.members.empty()) co_return;
    if ((co_await database_.run(sql::staff_among, queue.members)).size() != queue.members.size())
        throw Problem{ProblemKind::invalid, "staff.unknown", "members"};
}

Task<void> Queues::record(postgres::Transaction& transaction, std::string act, Agent by, QueueId id) {
    co_await audit_.record(
        transaction,
        {.act = std::move(act), .actor_kind = audit::ActorKind::staff, .actor = by.id.uuid, .subject = id.uuid, .details = {}});
}

// `others` in their order, those that ended and the default one aside; without a position it stays where it is, or comes last.
Task<void> Queues::keep(postgres::Transaction& transaction, Queue const& queue, std::vector<Queue> const& others,
                        std::optional<std::int64_t> position) {
    if (queue.is_default) {
        co_await transaction.run(sql::keep_default, queue.id, queue.name_en, queue.name_zh, queue.everybody, queue.members,
                                 queue.strategy, queue.skills, queue.changed_at);
        co_return;
    }
    co_await transaction.run(sql::keep_queue, queue.id, queue.position, queue.name_en, queue.name_zh, to_json(queue.conditions),
                             queue.everybody, queue.members, queue.strategy, queue.skills, queue.ended_at, queue.changed_at);
    if (!position) co_return;
    std::vector<QueueId> order;
    for (auto const& each : others)
        if (each.id != queue.id) order.push_back(each.id);
    auto const place = std::clamp<std::int64_t>(*position, 0, std::int64_t(order.size()));
    order.insert(order.begin() + place, queue.id);
    co_await transaction.run(sql::order_queues, std::move(order));
}

Task<Queue> Queues::add(Agent by, NewQueue wanted) {
    Queue queue{.id = QueueId::make(clock_, random_),
                .position = 0,
                .name_en = safety::typed_name(wanted.name_en, "name_en"),
                .name_zh = safety::typed_name(wanted.name_zh, "name_zh"),
                .conditions = std::move(wanted.conditions),
                .everybody = wanted.everybody,
                .members = std::move(wanted.members),
                .strategy = wanted.strategy,
                .skills = std::move(wanted.skills),
                .is_default = false,
                .ended_at = {},
                .changed_at = clock_.now()};
    sort_once(queue.members);
    sort_once(queue.skills);
    co_await check(queue);
    co_await database_.transaction([&](postgres::Transaction& transaction) -> Task<void> {
        auto others = queues_of(co_await transaction.run(sql::hold_queues));
        std::erase_if(others, [](Queue const& each) { return each.ended_at || each.is_default; });
        if (others.size() + 1 >= limits::queues_at_most) throw Problem{ProblemKind::conflict, "queue.too_many"};
        co_await keep(transaction, queue, others, std::int64_t(others.size()));
        co_await record(transaction, "queue.added", by, queue.id);
    });
    co_return queue;
}

Task<Queue> Queues::change(Agent by, QueueId id, ChangeQueue wanted) {
    if (wanted.name_en) wanted.name_en = safety::typed_name(*wanted.name_en, "name_en");
    if (wanted.name_zh) wanted.name_zh = safety::typed_name(*wanted.name_zh, "name_zh");
    if (wanted.members) sort_once(*wanted.members);
    if (wanted.skills) sort_once(*wanted.skills);
    co_return co_await database_.transaction([&](postgres::Transaction& transaction) -> Task<Queue> {
        auto all = queues_of(co_await transaction.run(sql::hold_queues));
        auto const found = std::ranges::find(all, id, &Queue::id);
        if (found == all.end()) throw Problem{ProblemKind::not_found, "queue.unknown"};
        auto queue = *found;
        if (queue.is_default && (wanted.conditions || wanted.position || wanted.ended.value_or(false)))
            throw Problem{ProblemKind::conflict, "queue.default"};
        take(queue.name_en, wanted.name_en);
        take(queue.name_zh, wanted.name_zh);
        take(queue.conditions, wanted.conditions);
        take(queue.everybody, wanted.everybody);
        take(queue.members, wanted.members);
        take(queue.strategy, wanted.strategy);
        take(queue.skills, wanted.skills);
        bool const goes_on = !queue.ended_at;
        if (wanted.ended) queue.ended_at = *wanted.ended ? queue.ended_at.value_or(clock_.now()) : std::optional<Timestamp>{};
        queue.changed_at = clock_.now();
        co_await check(queue);
        std::erase_if(all, [](Queue const& each) { return each.ended_at || each.is_default; });
        if (!goes_on && !queue.ended_at) {  // begins anew, as the last
            if (all.size() + 1 >= limits::queues_at_most) throw Problem{ProblemKind::conflict, "queue.too_many"};
            wanted.position = wanted.position.value_or(std::int64_t(all.size()));
        }
        if (queue.ended_at) wanted.position.reset();
        co_await keep(transaction, queue, all, wanted.position);
        co_await record(transaction, goes_on && queue.ended_at ? "queue.ended" : "queue.changed", by, id);
        co_return queue;
    });
}

}  // namespace ombud::routing
