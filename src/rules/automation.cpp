#include "rules/automation.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "core/limits.hpp"
#include "core/log.hpp"
#include "desk/queries.hpp"
#include "postgres/keep_doing.hpp"
#include "rules/events.hpp"
#include "rules/queries.hpp"
#include "rules/rules.hpp"

namespace ombud::rules {

namespace {

using namespace std::chrono_literals;

constexpr std::string_view made_by_rule = "rule-";
constexpr std::size_t id_bytes = 36;
constexpr std::int64_t entries_looked_back = 200;
constexpr std::string_view too_much = "rule.too_much";

// Of the entries that a rule makes: names it and what set it off, so that each is made once, and a chain can be read back.
std::string client_id_of(RuleId rule, std::int64_t cause, char which) {
    return std::string(made_by_rule) + rule.text() + "-" + std::to_string(cause) + "-" + which;
}

std::vector<std::string> entries_of(RuleId rule, std::int64_t cause) {
    std::vector<std::string> out;
    for (char const which : {'h', 'a', 'n', 's'}) out.push_back(client_id_of(rule, cause, which));
    return out;
}

std::optional<RuleId> rule_in(std::string_view client_id) {
    return RuleId::parse(client_id.substr(made_by_rule.size(), id_bytes));
}

// Whether the program says that a rule did it.
bool by_rule(desk::Followed const& entry) {
    if (entry.author_kind != desk::AuthorKind::system || !entry.data.is_object()) return false;
    auto const* by = entry.data.get_object().if_contains("by");
    auto const* kind = by && by->is_object() ? by->get_object().if_contains("kind") : nullptr;
    return kind && *kind == "rule";
}

desk::Program who(Rule const& rule, bool named) {
    return {.kind = "rule", .id = rule.id.uuid, .name = named ? std::optional{rule.name} : std::nullopt};
}

// Whether something came of it. What the same cause brought about before, when we fell in between, counts.
Task<bool> done(Task<std::optional<desk::Entry>> act) try {
    co_return (co_await std::move(act)).has_value();
} catch (Problem const& problem) {
    if (problem.code != "client_id.reused") throw;
    co_return true;
}

}  // namespace

Task<std::vector<Rule>> Automation::active_rules() {
    std::vector<Rule> out;
    for (auto& row : co_await database_.run(sql::active_rules)) out.push_back(rule_of(std::move(row)));
    co_return out;
}

Task<void> Automation::follow(std::vector<desk::Followed> const& entries) {
    auto rules = co_await active_rules();
    if (rules.empty()) co_return;
    for (auto const& entry : entries) co_await hear(rules, entry);
}

Task<void> Automation::hear(std::vector<Rule>& rules, desk::Followed const& entry) {
    auto const events = events_of({entry.seq, entry.kind, entry.author_kind, entry.internal, entry.data});
    if (std::ranges::none_of(rules, [&](Rule const& each) { return listens(each, events); })) co_return;
    std::set<RuleId> chain;  // those without which it would not have been
    if (by_rule(entry))
        for (auto const& client_id :
             co_await database_.run(sql::chain, entry.standing.id, entry.seq, std::int32_t(limits::rule_chain)))
            if (auto const id = rule_in(client_id)) chain.insert(*id);
    if (chain.size() >= limits::rule_chain) co_return;
    Cause const cause{
        .in = entry.standing.id, .place = entry.seq, .of_customer = entry.author_kind == desk::AuthorKind::customer};
    std::vector<RuleId> stopped;
    for (auto const& rule : rules)
        if (listens(rule, events) && !chain.contains(rule.id) && !co_await act(rule, cause)) stopped.push_back(rule.id);
    std::erase_if(rules, [&](Rule const& each) { return std::ranges::find(stopped, each.id) != stopped.end(); });
}

// As things stand now: whatever happened since it was set off counts, too.
Task<bool> Automation::act(Rule const& rule, Cause cause) {
    if (!(co_await database_.run(sql::ran_before, rule.id, std::vector{cause.in}, std::vector{cause.place})).empty())
        co_return true;
    auto const standings = co_await database_.run(desk::sql::standings, std::vector{cause.in});
    auto const now = clock_.now();
    if (standings.empty()) co_return true;
    // What it has begun it ends, when we fell in between: that its conditions hold no more may be its own doing.
    if (!desk::matches(rule.conditions, standings[0], {.now = now}) &&
        !co_await database_.run(sql::has_begun, cause.in, entries_of(rule.id, cause.place)))
        co_return true;
    if (co_await database_.run(sql::acted_since, cause.in, now - 1min, entries_looked_back) >= limits::rule_acts_each_minute) {
        log::warning("rules.too_much", {{"rule", rule.id.text()}, {"conversation", cause.in.text()}});
        if (cause.of_customer) co_return true;
        co_await stop(rule.id, std::string(too_much));
        co_return false;
    }
    std::string refused;
    try {
        auto const changed = co_await do_acts(rule, cause, standings[0]);
        if (!changed.empty() || cause.of_time) co_await database_.run(sql::ran, rule.id, cause.in, cause.place, now, changed);
    } catch (Problem const& problem) {
        if (problem.kind == ProblemKind::unavailable) throw;
        if (problem.code == "customer.erased") co_return true;  // there is nothing left to do, and it is not the rule's fault
        refused = problem.code;
    } catch (postgres::DatabaseError const& error) {
        log::error("rules.refused", {{"query", error.query}, {"sqlstate", error.sqlstate}});
        refused = "rule.refused";
    }
    if (refused.empty()) co_return true;
    co_await stop(rule.id, std::move(refused));
    co_return false;
}

// Which of its acts changed something. Each entry is made once for each cause.
Task<std::vector<std::string>> Automation::do_acts(Rule const& rule, Cause cause, desk::Standing standing) {
    auto const now = clock_.now();
    auto const seen = standing;
    auto changes = desk::apply(rule.acts, standing, now);
    auto const will = [&](std::string_view act) { return std::ranges::find(changes, act) != changes.end(); };
    auto acts = desk::in_order(rule.acts, now);
    auto const made = [&](char which) { return client_id_of(rule.id, cause.place, which); };
    if (acts.handling) {
        acts.handling->client_id = made('h');
        co_await done(desk_.change_as(who(rule, true), cause.in, std::move(*acts.handling)));
    }
    // Customers see these two, so they do not say what the rule is called. Whoever took it meanwhile keeps it.
    if (acts.assignee && will("assign")) {
        std::optional<desk::Expected> as_seen;
        if (seen.active()) as_seen = desk::Expected{seen.assignee_id ? std::optional{seen.assignee_id->uuid} : std::nullopt};
        if (!co_await done(desk_.assign_as(who(rule, false), cause.in, {*acts.assignee, made('a')}, as_seen)))
            std::erase(changes, "assign");
    }
    if (acts.note) co_await desk_.note(cause.in, made('n'), std::move(*acts.note), json::value{{"by", to_json(who(rule, true))}});
    if (acts.status && will("status"))
        if (!co_await done(
                desk_.change_status_as(who(rule, false), cause.in, {std::move(*acts.status), made('s'), seen.last_seq})))
            std::erase(changes, "status");
    co_return changes;
}

Task<void> Automation::stop(RuleId id, std::string why) {
    if (!co_await database_.run(sql::stop, id, why, clock_.now())) co_return;
    log::error("rules.stopped", {{"rule", id.text()}, {"why", why}});
    co_await audit_.record({.act = "rules.stopped",
                            .actor_kind = audit::ActorKind::program,
                            .actor = std::nullopt,
                            .subject = id.uuid,
                            .details = {{"why", why}}});
}

// Time ---------------------------------------------------------------------------------------------------------------------

Task<void> Automation::work() {
    return postgres::keep_doing(clock_, "rules", limits::rules_look_every, [this] { return look_at_time(); });
}

Task<void> Automation::look_at_time() {
    for (auto const& rule : co_await active_rules())
        if (listens_to_time(rule)) co_await look(rule);
}

// Once for each cause, however long the conditions hold.
Task<void> Automation::look(Rule const& rule) {
    std::map<ConversationId, std::int64_t> due;
    auto const now = clock_.now();
    for (auto const& [id, standing] : desk_.board().active())
        if (desk::matches(rule.conditions, standing, {.now = now})) due[id] = cause_of_time(rule.conditions, standing);
    if (due.empty()) co_return;
    std::vector<ConversationId> ids;
    std::vector<std::int64_t> causes;
    for (auto const& [id, cause] : due) {
        ids.push_back(id);
        causes.push_back(cause);
    }
    for (auto const& [id, cause] : co_await database_.run(sql::ran_before, rule.id, ids, causes)) due.erase(id);
    for (auto const& [id, cause] : due)
        if (!co_await act(rule, {.in = id, .place = cause, .of_time = true})) co_return;
}

}  // namespace ombud::rules
