#include "reports/tally.hpp"

#include <algorithm>

#include "core/limits.hpp"
#include "desk/queries.hpp"
#include "postgres/keep_doing.hpp"
#include "reports/queries.hpp"

namespace ombud::reports {

namespace {

using namespace std::chrono_literals;

constexpr std::int64_t conversations_at_once = 200;
constexpr std::int64_t forgotten_at_once = 2'000;
constexpr std::int64_t no_edition = -1;
constexpr auto looked_every = 1min;
constexpr auto runs_overlap = 1min;  // of a run that is just being stored

Happened happened(desk::Followed const& entry) {
    Happened out{.seq = entry.seq,
                 .kind = entry.kind,
                 .author_kind = entry.author_kind,
                 .author_id = entry.author_id,
                 .status = entry.status,
                 .score = {},
                 .at = entry.posted_at};
    auto const* link = entry.kind == desk::EntryKind::link ? entry.data.if_object() : nullptr;
    if (auto const* becomes = link ? link->if_contains("becomes") : nullptr) {
        out.tied = true;
        out.waits_since = from_json<std::optional<Timestamp>>(becomes->at("waits_since"));
    }
    if (auto const* message = entry.kind == desk::EntryKind::message ? entry.data.if_object() : nullptr)
        out.by_program = message->contains("by");
    auto const* data = entry.kind == desk::EntryKind::rating ? entry.data.if_object() : nullptr;
    auto const* score = data ? data->if_contains("score") : nullptr;
    if (score && score->is_int64()) out.score = score->get_int64();
    return out;
}

Course course_of(sql::CourseRow const& row) {
    return {.seq = row.seq,
            .resolved = row.resolved,
            .answered = row.answered,
            .owed_since = row.owed_since,
            .began_at = row.began_at,
            .began_seq = row.began_seq,
            .agent_id = row.agent_id,
            .rated_seq = row.rated_seq};
}

}  // namespace

// A topic of a customer's own making is none of the desk's.
Tally::Place Tally::place_of(desk::Standing const& standing) {
    auto topic = standing.topic;
    if (topic && !desk::is_topic(*topic)) topic = "other";
    return {std::move(topic), standing.channel, standing.language, standing.queue_id};
}

Task<Tally::Counts> Tally::hold(postgres::Transaction& transaction, std::vector<desk::Standing const*> standings) {
    std::vector<ConversationId> ids;
    std::vector<std::string> channels, languages;
    Counts out;
    for (auto const* standing : standings) {
        ids.push_back(standing->id);
        channels.push_back(standing->channel);
        languages.push_back(standing->language);
        out[standing->id].now = place_of(*standing);
    }
    co_await transaction.run(sql::count_alone);
    co_await transaction.run(sql::begin_courses, ids, channels, languages);
    for (auto const& row : co_await transaction.run(sql::courses, ids)) {
        auto& count = out[row.conversation_id];
        count.before = {row.topic, row.channel, row.language, row.queue_id};
        count.course = course_of(row);
    }
    co_return out;
}

Task<void> Tally::read_log(postgres::Transaction& transaction, ConversationId id, Course& course, std::int64_t until) {
    while (course.seq < until) {
        auto const rows = co_await transaction.run(sql::log, id, course.seq, until, limits::entries_read_at_once);
        if (rows.empty()) co_return;
        for (auto const& row : rows)
            course.take({row.seq, row.kind, row.author_kind, row.author_id, row.status, row.score, row.posted_at, row.by_program,
                         row.tied, row.waits_since});
    }
}

Task<void> Tally::keep(postgres::Transaction& transaction, Counts const& counts) {
    std::vector<ConversationId> of, closed_of, withdrawn_of;
    std::vector<std::int64_t> seqs, buckets, values, closed_seqs, withdrawn;
    std::vector<FactKind> kinds;
    std::vector<Timestamp> times, closed_at;
    std::vector<std::optional<Uuid>> agents;
    for (auto const& [id, count] : counts) {
        auto const& [before, now, course] = count;
        if (before != now) co_await transaction.run(sql::move_facts, id, now.topic, now.channel, now.language, now.queue_id);
        co_await transaction.run(sql::keep_course, id, course.seq, now.topic, now.channel, now.language, now.queue_id,
                                 course.resolved, course.answered, course.owed_since, course.began_at, course.began_seq,
                                 course.agent_id, course.rated_seq);
        for (auto const& fact : course.facts) {
            of.push_back(id);
            seqs.push_back(fact.seq);
            kinds.push_back(fact.kind);
            times.push_back(fact.at);
            agents.push_back(fact.agent_id);
            buckets.push_back(fact.bucket);
            values.push_back(fact.value);
        }
        for (auto const& closing : course.closings) {
            closed_of.push_back(id);
            closed_seqs.push_back(closing.began_seq);
            closed_at.push_back(closing.at);
        }
        for (auto const seq : course.withdrawn) {
            withdrawn_of.push_back(id);
            withdrawn.push_back(seq);
        }
    }
    if (!of.empty()) co_await transaction.run(sql::add_facts, of, seqs, kinds, times, agents, buckets, values);
    if (!closed_of.empty()) co_await transaction.run(sql::close_facts, closed_of, closed_seqs, closed_at);
    if (!withdrawn.empty()) co_await transaction.run(sql::withdraw_ratings, withdrawn_of, withdrawn);
}

Task<void> Tally::follow(std::vector<desk::Followed> const& entries) {
    std::map<ConversationId, desk::Standing const*> newest;
    for (auto const& entry : entries) newest[entry.standing.id] = &entry.standing;
    std::vector<desk::Standing const*> standings;
    for (auto const& [id, standing] : newest) standings.push_back(standing);
    co_await database_.transaction([&](postgres::Transaction& transaction) -> Task<void> {
        auto counts = co_await hold(transaction, standings);
        for (auto const& entry : entries) {
            auto& course = counts.at(entry.standing.id).course;
            if (entry.seq <= course.seq) continue;  // heard before
            co_await read_log(transaction, entry.standing.id, course, entry.seq - 1);
            course.take(happened(entry));
        }
        co_await keep(transaction, counts);
    });
}

Task<std::optional<ConversationId>> Tally::count_some(ConversationId after) {
    auto const ids = co_await database_.run(sql::uncounted, after, conversations_at_once);
    if (ids.empty()) co_return std::nullopt;
    co_await database_.transaction([&](postgres::Transaction& transaction) -> Task<void> {
        auto const rows = co_await transaction.run(desk::sql::standings, ids);
        std::vector<desk::Standing const*> standings;
        for (auto const& row : rows) standings.push_back(&row);
        auto counts = co_await hold(transaction, standings);
        for (auto const& row : rows) co_await read_log(transaction, row.id, counts.at(row.id).course, row.last_seq);
        co_await keep(transaction, counts);
    });
    co_return ids.back();
}

// Until the last of it is gone it is of no edition, so that whoever is cut off begins again. What is counted meanwhile goes with
// it.
Task<void> Tally::forget_all() {
    co_await database_.run(sql::is_of_edition, no_edition);
    for (bool more = true; more;)
        co_await database_.transaction([&](postgres::Transaction& transaction) -> Task<void> {
            co_await transaction.run(sql::count_alone);
            more = co_await transaction.run(sql::forget_some, forgotten_at_once) == forgotten_at_once;
            if (!more) co_await transaction.run(sql::is_of_edition, edition);
        });
}

Task<void> Tally::catch_up() {
    auto const progress = co_await database_.run(sql::progress);
    if (progress.edition != edition) co_await forget_all();
    if (progress.edition == edition && progress.complete) co_return;
    for (std::optional<ConversationId> last = ConversationId{}; last;) last = co_await count_some(*last);
    co_await database_.run(sql::is_complete);
}

Task<void> Tally::count_runs() {
    auto const now = clock_.now();
    auto const progress = co_await database_.run(sql::progress);
    co_await database_.run(sql::count_runs, progress.runs_until - runs_overlap);
    co_await database_.run(sql::runs_counted, now);
}

Task<void> Tally::work() {
    return postgres::keep_doing(clock_, "reports.tally", looked_every, [this]() -> Task<void> {
        co_await catch_up();
        co_await count_runs();
    });
}

}  // namespace ombud::reports
