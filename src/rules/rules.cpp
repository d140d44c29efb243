#include "rules/rules.hpp"

#include <algorithm>
#include <set>

#include "core/limits.hpp"
#include "postgres/database.hpp"
#include "rules/queries.hpp"
#include "safety/typed.hpp"
#include "text/names.hpp"

namespace ombud::rules {

namespace {

Problem unknown() {
    return {ProblemKind::not_found, "rule.unknown"};
}

bool names_time(desk::Conditions const& conditions) {
    auto const spans = [](auto const& each) { return each.field == "waiting" || each.field == "age" || each.field == "idle"; };
    return std::ranges::any_of(conditions.all, spans) || std::ranges::any_of(conditions.any, spans);
}

std::vector<std::string> texts_of(std::vector<Event> const& events) {
    std::vector<std::string> out;
    for (auto each : events) out.emplace_back(boost::describe::enum_to_string(each, ""));
    return out;
}

Problem refused(postgres::DatabaseError const& error) {
    if (error.sqlstate != "23505") throw error;
    return {ProblemKind::conflict, "rule.known", "name"};
}

}  // namespace

Rule rule_of(sql::RuleRow row) {
    Rule out{.id = row.id,
             .name = std::move(row.name),
             .on = {},
             .conditions = from_json<desk::Conditions>(row.conditions),
             .acts = from_json<std::vector<desk::WantedAct>>(row.acts),
             .active = row.active,
             .stopped_why = std::move(row.stopped_why),
             .stopped_at = row.stopped_at,
             .runs = row.runs,
             .ran_at = row.ran_at,
             .changed_at = row.changed_at};
    for (auto const& each : row.on_events) out.on.push_back(from_json<Event>(json::value(each)));
    return out;
}

RuleWords checked(RuleWords words) {
    words.name = safety::typed_name(words.name, "name");
    if (words.on.empty()) throw Problem{ProblemKind::invalid, "rule.no_event", "on"};
    std::ranges::sort(words.on);
    words.on.erase(std::unique(words.on.begin(), words.on.end()), words.on.end());
    desk::check(words.conditions);
    desk::check(words.acts, desk::Acting::program);
    if (std::ranges::find(words.on, Event::time_passed) != words.on.end() && !names_time(words.conditions))
        throw Problem{ProblemKind::invalid, "rule.needs_time", "conditions"};
    for (std::size_t i = 0; i < words.acts.size(); ++i) {
        if (words.acts[i].act != "note") continue;
        auto& note = words.acts[i].values[0];
        note = text::clean_lines(note);
        if (safety::holds_secret(note)) throw Problem{ProblemKind::invalid, "name.secret", "acts." + std::to_string(i)};
    }
    return words;
}

Task<void> Rules::tell(StaffId by, char const* act, RuleId id, json::object details) {
    co_await audit_.record(
        {.act = act, .actor_kind = audit::ActorKind::staff, .actor = by.uuid, .subject = id.uuid, .details = std::move(details)});
}

Task<RuleList> Rules::list(Agent) {
    RuleList out;
    for (auto& row : co_await database_.run(sql::rules)) out.rules.push_back(rule_of(std::move(row)));
    co_return out;
}

Task<Rule> Rules::add(Agent by, RuleWords words) {
    words = checked(std::move(words));
    if ((co_await database_.run(sql::rules)).size() >= limits::rules_at_most)
        throw Problem{ProblemKind::conflict, "rule.too_many"};
    std::optional<sql::RuleRow> row;
    try {
        row = co_await database_.run(sql::add, RuleId::make(clock_, random_), words.name, texts_of(words.on),
                                     to_json(words.conditions), to_json(words.acts), words.active, clock_.now(), by.id);
    } catch (postgres::DatabaseError const& error) {
        throw refused(error);
    }
    co_await tell(by.id, "rules.added", row->id, {{"active", words.active}});
    co_return rule_of(std::move(*row));
}

Task<Rule> Rules::change(Agent by, RuleId id, RuleWords words) {
    words = checked(std::move(words));
    std::optional<sql::RuleRow> row;
    try {
        row = co_await database_.run(sql::change, id, words.name, texts_of(words.on), to_json(words.conditions),
                                     to_json(words.acts), words.active, clock_.now(), by.id);
    } catch (postgres::DatabaseError const& error) {
        throw refused(error);
    }
    if (!row) throw unknown();
    co_await tell(by.id, "rules.changed", id, {{"active", words.active}});
    co_return rule_of(std::move(*row));
}

Task<Rule> Rules::switch_to(Agent by, RuleId id, RuleSwitch wanted) {
    auto row = co_await database_.run(sql::switch_rule, id, wanted.active, clock_.now(), by.id);
    if (!row) throw unknown();
    co_await tell(by.id, wanted.active ? "rules.switched_on" : "rules.switched_off", id);
    co_return rule_of(std::move(*row));
}

Task<void> Rules::remove(Agent by, RuleId id) {
    if (!co_await database_.run(sql::remove, id)) throw unknown();
    co_await tell(by.id, "rules.removed", id);
}

Task<RuleList> Rules::put_in_order(Agent by, RuleOrder wanted) {
    std::set<RuleId> known;
    for (auto const& each : co_await database_.run(sql::rules)) known.insert(each.id);
    if (wanted.ids.size() != known.size() || std::set<RuleId>(wanted.ids.begin(), wanted.ids.end()) != known)
        throw Problem{ProblemKind::conflict, "rule.order"};
    co_await database_.run(sql::put_in_order, wanted.ids);
    if (!wanted.ids.empty()) co_await tell(by.id, "rules.put_in_order", wanted.ids.front());
    co_return co_await list(std::move(by));
}

Task<RunList> Rules::runs(Agent, RuleId id) {
    auto const known = co_await database_.run(sql::rules);
    if (std::ranges::none_of(known, [&](auto const& each) { return each.id == id; })) throw unknown();
    co_return RunList{co_await database_.run(sql::runs, id, limits::rule_runs_shown)};
}

}  // namespace ombud::rules
