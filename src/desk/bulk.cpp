#include "desk/bulk.hpp"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "core/limits.hpp"
#include "core/log.hpp"
#include "desk/queries.hpp"

namespace ombud::desk {

namespace {

void require_named(std::vector<ConversationId> const& ids) {
    if (ids.empty() || ids.size() > limits::bulk_conversations)
        throw Problem{ProblemKind::invalid, "field.range", "conversation_ids"};
    if (std::unordered_set<ConversationId>(ids.begin(), ids.end()).size() != ids.size())
        throw Problem{ProblemKind::invalid, "bulk.repeated", "conversation_ids"};
}

void require_one(BulkAct const& act) {
    if (int(act.assign.has_value()) + int(act.status.has_value()) + int(act.change.has_value()) != 1)
        throw Problem{ProblemKind::invalid, "bulk.act", "act"};
}

ChangeHandling handling_of(BulkChange change, std::string client_id) {
    return {.client_id = std::move(client_id),
            .topic = std::move(change.topic),
            .priority = std::move(change.priority),
            .queue_id = change.queue_id,
            .add_tags = std::move(change.add_tags),
            .remove_tags = std::move(change.remove_tags),
            .fields = std::move(change.fields),
            .snoozed_until = change.snoozed_until,
            .clear = std::move(change.clear)};
}

bool stands_so_already(Problem const& problem) {
    return problem.code == "handling.unchanged" || problem.code == "status.unchanged" || problem.code == "assignee.unchanged";
}

std::optional<json::value> value_in(json::value const& fields, std::string_view name) {
    auto const* own = fields.is_object() ? fields.get_object().if_contains(name) : nullptr;
    return own ? std::optional{*own} : std::nullopt;
}

bool changes_tags(BulkChange const& change, Standing const& standing) {
    auto const has = [&](auto const& tag) { return std::ranges::find(standing.tags, tag) != standing.tags.end(); };
    auto const removed = [&](auto const& tag) {
        return change.remove_tags && std::ranges::find(*change.remove_tags, tag) != change.remove_tags->end();
    };
    return (change.add_tags &&
            std::ranges::any_of(*change.add_tags, [&](auto const& tag) { return !has(tag) && !removed(tag); })) ||
           (change.remove_tags && std::ranges::any_of(*change.remove_tags, has));
}

bool changes_fields(BulkChange const& change, Standing const& standing) {
    if (!change.fields || !change.fields->is_object()) return false;
    return std::ranges::any_of(change.fields->get_object(), [&](auto const& each) {
        auto const now = value_in(standing.fields, each.key());
        return each.value().is_null() ? now.has_value() : now != each.value();
    });
}

// Whether it would come to another standing; as the desk's log judges it.
bool changes(BulkAct const& act, Standing const& standing) {
    if (act.assign) return act.assign->assignee_id != standing.assignee_id;
    if (act.status) return *act.status != standing.status;
    auto const& change = *act.change;
    auto const cleared = [&](std::string_view name) {
        return change.clear && std::ranges::find(*change.clear, name) != change.clear->end();
    };
    return (change.topic && change.topic != standing.topic) || (cleared("topic") && standing.topic) ||
           (change.priority && *change.priority != standing.priority) ||
           (change.queue_id && change.queue_id != standing.queue_id) || (cleared("queue_id") && standing.queue_id) ||
           (change.snoozed_until && change.snoozed_until != standing.snoozed_until) ||
           (cleared("snoozed_until") && standing.snoozed_until) || changes_tags(change, standing) ||
           changes_fields(change, standing);
}

}  // namespace

Bulk::Bulk(postgres::Database& database, Desk& desk, audit::Log& audit, Clock& clock)
    : database_(database),
      desk_(desk),
      audit_(audit),
      acts_(clock, limits::bulk_acts_at_once, limits::one_bulk_act_each),
      looks_(clock, limits::previews_at_once, limits::one_preview_each) {}

Task<BulkOutcomes> Bulk::act(Agent by, BulkWanted wanted) {
    require_one(wanted.act);
    if (wanted.act.assign) throw Problem{ProblemKind::invalid, "bulk.act", "act"};
    co_return co_await act_on_each(std::move(by), std::move(wanted));
}

Task<BulkOutcomes> Bulk::assign(Agent by, BulkWanted wanted) {
    require_one(wanted.act);
    if (!wanted.act.assign) throw Problem{ProblemKind::invalid, "bulk.act", "act"};
    co_return co_await act_on_each(std::move(by), std::move(wanted));
}

Task<BulkOutcomes> Bulk::act_on_each(Agent by, BulkWanted wanted) {
    require_named(wanted.conversation_ids);
    acts_.require(by.id.text());
    BulkOutcomes out;
    std::unordered_map<ConversationId, std::int64_t> seen;  // who writes while others are done is not put away unread
    if (wanted.act.status)
        for (auto const& standing : co_await database_.run(sql::standings, wanted.conversation_ids))
            seen.emplace(standing.id, standing.last_seq);
    for (auto const& id : wanted.conversation_ids) {
        BulkOutcome outcome{.conversation_id = id, .outcome = "done", .code = {}, .data = nullptr};
        std::optional<Problem> wrong;
        try {
            if (opens_) co_await opens_(by.id, id);
            std::optional<std::int64_t> until;
            if (auto const found = seen.find(id); found != seen.end()) until = found->second;
            outcome.data = (co_await act_on(by, id, wanted.act, wanted.client_id, until)).data;
        } catch (Problem const& problem) {
            wrong = problem;
        } catch (postgres::DatabaseError const& error) {  // what was done is told, so that the rest can be tried again
            log::error("bulk.failed", {{"query", error.query}, {"sqlstate", error.sqlstate}});
            wrong = Problem{ProblemKind::internal, "internal"};
        }
        // What is wrong with the act itself is wrong everywhere: nothing was done.
        if (wrong && wrong->kind == ProblemKind::invalid && out.outcomes.empty()) throw *wrong;
        if (wrong) {
            outcome.outcome = stands_so_already(*wrong) ? "unchanged" : "failed";
            if (outcome.outcome == "failed") outcome.code = wrong->code;
        }
        out.outcomes.push_back(std::move(outcome));
    }
    auto const done = std::ranges::count(out.outcomes, "done", &BulkOutcome::outcome);
    co_await audit_.record({.act = wanted.act.assign ? "desk.bulk_assigned" : "desk.bulk_changed",
                            .actor_kind = audit::ActorKind::staff,
                            .actor = by.id.uuid,
                            .subject = wanted.act.assign && wanted.act.assign->assignee_id
                                           ? std::optional{wanted.act.assign->assignee_id->uuid}
                                           : std::nullopt,
                            .details = {{"conversations", std::int64_t(out.outcomes.size())}, {"done", std::int64_t(done)}}});
    co_return out;
}

Task<Entry> Bulk::act_on(Agent by, ConversationId id, BulkAct act, std::string client_id, std::optional<std::int64_t> seen) {
    if (act.assign)
        co_return co_await desk_.assign(by, id, {.assignee_id = act.assign->assignee_id, .client_id = std::move(client_id)});
    if (act.status)
        co_return co_await desk_.change_status(by, id,
                                               {.status = *act.status, .client_id = std::move(client_id), .answering = seen});
    co_return co_await desk_.change(by, id, handling_of(std::move(*act.change), std::move(client_id)));
}

Task<BulkPreview> Bulk::preview(Agent by, BulkLook wanted) {
    require_one(wanted.act);
    require_named(wanted.conversation_ids);
    looks_.require(by.id.text());
    BulkPreview out{};
    auto const standings = co_await database_.run(sql::standings, wanted.conversation_ids);
    for (auto const& standing : standings) {
        if (!changes(wanted.act, standing)) {
            ++out.unchanged;
            continue;
        }
        ++out.changes;
        if (standing.assignee_id && *standing.assignee_id != by.id) ++out.of_others;
    }
    out.unknown = std::int64_t(wanted.conversation_ids.size() - standings.size());
    co_return out;
}

}  // namespace ombud::desk
