#include "rules/trial.hpp"

#include <algorithm>
#include <set>

#include "core/limits.hpp"
#include "rules/events.hpp"
#include "rules/queries.hpp"
#include "rules/replay.hpp"
#include "rules/rules.hpp"

namespace ombud::rules {

namespace {

// One conversation gone through, with one rule watching.
class Walk {
public:
    Walk(Rule const& rule, desk::Standing now, std::vector<sql::LoggedRow> const& log, Timestamp since, Timestamp until)
        : rule_(rule), replay_(std::move(now), log), since_(since), until_(until) {
        for (std::size_t i = 0; i < log.size(); ++i) {
            replay_.hear(log[i]);
            if (log[i].posted_at >= since_) hear(log[i]);
            if (listens_to_time(rule_)) wait(log[i].posted_at, i + 1 < log.size() ? log[i + 1].posted_at : until_);
        }
    }
    std::vector<WouldDo> times;

private:
    void hear(sql::LoggedRow const& entry) {
        static json::value const none;
        auto const& data = entry.data ? *entry.data : none;
        if (!listens(rule_, events_of({entry.seq, entry.kind, entry.author_kind, entry.internal, data}))) return;
        if (desk::matches(rule_.conditions, replay_.standing(), {.now = entry.posted_at})) act(entry.posted_at, entry.seq);
    }
    // Nothing is said from one moment to the other.
    void wait(Timestamp from, Timestamp to) {
        if (to < since_ || replay_.standing().status == "resolved") return;
        for (auto const at : turns(rule_.conditions, replay_.standing(), std::max(from, since_), to)) {
            if (!replay_.standing().active() || !desk::matches(rule_.conditions, replay_.standing(), {.now = at})) continue;
            if (causes_.insert(cause_of_time(rule_.conditions, replay_.standing())).second) act(at, std::nullopt);
        }
    }
    void act(Timestamp at, std::optional<std::int64_t> seq) {
        auto done = desk::apply(rule_.acts, replay_.standing(), at);
        if (!done.empty()) times.push_back({at, seq, std::move(done)});
    }

    Rule const& rule_;
    Replay replay_;
    Timestamp since_, until_;
    std::set<std::int64_t> causes_;
};

constexpr ConversationId after_all() {
    ConversationId out;
    out.uuid.bytes.fill(0xFF);
    return out;
}

}  // namespace

Task<Trial> Trials::look(Agent, TryRule wanted) {
    auto words = checked(std::move(wanted.rule));
    Rule rule{.id = {},
              .name = std::move(words.name),
              .on = std::move(words.on),
              .conditions = std::move(words.conditions),
              .acts = std::move(words.acts),
              .active = true,
              .stopped_why = {},
              .stopped_at = {},
              .runs = 0,
              .ran_at = {},
              .changed_at = {}};
    auto const now = clock_.now();
    Trial out{.since = now - limits::rules_tried_on, .looked_at = 0, .left_out = 0, .would = {}, .next = {}};
    auto const all =
        co_await database_.run(sql::tried, wanted.cursor.value_or(after_all()), out.since, limits::conversations_tried);
    if (std::ssize(all) == limits::conversations_tried) out.next = all.back().id;
    std::vector<ConversationId> ids;
    for (auto const& each : all) {
        if (!each.stirred) continue;
        ++out.looked_at;
        if (each.last_seq > limits::entries_tried)
            ++out.left_out;
        else
            ids.push_back(each.id);
    }
    std::map<ConversationId, std::vector<sql::LoggedRow>> logs;
    for (auto& entry : co_await database_.run(sql::logs, ids)) logs[entry.conversation_id].push_back(std::move(entry));
    for (auto const& each : all) {
        auto const log = logs.find(each.id);
        if (log == logs.end()) continue;
        Walk walk{rule, each, log->second, out.since, now};
        if (!walk.times.empty()) out.would.push_back({each.id, each.reference, std::move(walk.times)});
    }
    co_return out;
}

}  // namespace ombud::rules
