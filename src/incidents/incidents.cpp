#include "incidents/incidents.hpp"

#include <algorithm>
#include <set>

#include "core/cursor.hpp"
#include "core/limits.hpp"
#include "incidents/queries.hpp"
#include "safety/typed.hpp"
#include "text/names.hpp"

namespace ombud::incidents {

namespace {

constexpr std::size_t joined_at_once = 1'000;
constexpr std::size_t symbol_letters = 20;
constexpr std::int64_t updates_each = 500;
constexpr std::size_t added_by_anybody = 10;

Problem unknown() {
    return {ProblemKind::not_found, "incident.unknown"};
}

Incident incident_of(sql::IncidentRow row) {
    Incident out{.id = row.id,
                 .reference = std::move(row.reference),
                 .kind = row.kind,
                 .title_en = std::move(row.title_en),
                 .title_zh = std::move(row.title_zh),
                 .asset = std::move(row.asset),
                 .network = std::move(row.network),
                 .service = row.service,
                 .state = row.state,
                 .conditions = {},
                 .declared_by = {row.declared_by, std::move(row.declared_by_name)},
                 .declared_at = row.declared_at,
                 .changed_at = row.changed_at,
                 .resolved_at = row.resolved_at,
                 .conversations = row.conversations,
                 .owed = row.owed};
    if (row.conditions) out.conditions = from_json<desk::Conditions>(*row.conditions);
    return out;
}

Update update_of(sql::UpdateRow row) {
    return {.number = row.number,
            .author = {row.author_id, std::move(row.author_name)},
            .at = row.at,
            .internal = row.internal,
            .state = row.state,
            .text_en = std::move(row.text_en),
            .text_zh = std::move(row.text_zh),
            .also_resolved = row.also_resolved,
            .posted = row.posted};
}

// Many read it: a secret in it is refused rather than blanked.
std::optional<std::string> checked_text(std::optional<std::string> const& typed, char const* field) {
    if (!typed) return std::nullopt;
    if (safety::holds_secret(*typed)) throw Problem{ProblemKind::invalid, "incident.secret", field};
    auto out = text::clean_lines(*typed);
    constexpr auto blank = " \t\r\n";
    out.erase(out.find_last_not_of(blank) + 1);
    out.erase(0, std::min(out.size(), out.find_first_not_of(blank)));
    if (out.empty()) return std::nullopt;
    if (text::count_code_points(out) > limits::incident_text_letters) throw Problem{ProblemKind::invalid, "text.too_long", field};
    return out;
}

std::optional<std::string> checked_symbol(std::optional<std::string> const& typed, char const* field) {
    if (!typed) return std::nullopt;
    auto out = text::clean_name(*typed);
    if (!out || text::count_code_points(*out) > symbol_letters) throw Problem{ProblemKind::invalid, "symbol.invalid", field};
    return out;
}

// Whoever means everybody would have to say so of each.
void require_some(desk::Conditions const& conditions) {
    if (conditions.all.empty() && conditions.any.empty()) throw Problem{ProblemKind::invalid, "incident.everybody", "conditions"};
}

// They are looked at when something happens in a conversation: what time alone brings about would go unseen.
void check_joining(std::optional<desk::Conditions> const& conditions) {
    if (!conditions) return;
    desk::check(*conditions);
    require_some(*conditions);
    if (desk::depends_on_time(*conditions)) throw Problem{ProblemKind::invalid, "conditions.time", "conditions"};
    for (auto const* list : {&conditions->all, &conditions->any})
        for (auto const& each : *list)
            if (each.field == "assignee" && std::ranges::find(each.values, "me") != each.values.end())
                throw Problem{ProblemKind::invalid, "conditions.me", "conditions"};
}

}  // namespace

// Reading -----------------------------------------------------------------------------------------------------------------

Task<sql::IncidentRow> Incidents::find(IncidentId id) {
    auto row = co_await database_.run(sql::incident, id);
    if (!row) throw unknown();
    co_return std::move(*row);
}

Task<IncidentList> Incidents::list(Agent, IncidentRange range) {
    std::optional<bool> resolved;
    if (range.state) {
        if (*range.state != "active" && *range.state != "resolved") throw Problem{ProblemKind::invalid, "field.choice", "state"};
        resolved = *range.state == "resolved";
    }
    auto rows =
        co_await database_.run(sql::incidents, read_cursor<IncidentId>(range.cursor), resolved, limits::incidents_page + 1);
    IncidentList out;
    if (std::int64_t(rows.size()) > limits::incidents_page) {
        rows.pop_back();
        out.next = rows.back().id;
    }
    for (auto& row : rows) out.incidents.push_back(incident_of(std::move(row)));
    co_return out;
}

Task<WholeIncident> Incidents::read(Agent, IncidentId id) {
    WholeIncident out{.incident = incident_of(co_await find(id)), .updates = {}, .wrote_again = 0};
    for (auto& row : co_await database_.run(sql::updates, id)) out.updates.push_back(update_of(std::move(row)));
    out.wrote_again = co_await database_.run(sql::wrote_again, id);
    co_return out;
}

Task<MemberPage> Incidents::conversations(Agent, IncidentId id, MemberRange range) {
    if (range.only && *range.only != "wrote_again") throw Problem{ProblemKind::invalid, "field.choice", "only"};
    auto const after = read_cursor<ConversationId>(range.cursor);
    co_await find(id);
    auto rows = co_await database_.run(sql::members, id, after, range.only.has_value(), limits::incident_conversations_page + 1);
    MemberPage out;
    if (std::int64_t(rows.size()) > limits::incident_conversations_page) {
        rows.pop_back();
        out.next = rows.back().conversation_id;
    }
    for (auto& row : rows)
        out.conversations.push_back({.conversation_id = row.conversation_id,
                                     .reference = std::move(row.reference),
                                     .status = std::move(row.status),
                                     .language = std::move(row.language),
                                     .how = row.how,
                                     .joined_at = row.joined_at,
                                     .told = row.told,
                                     .owed = row.owed,
                                     .wrote_again = row.wrote_again});
    co_return out;
}

Task<TiedList> Incidents::of(Agent, ConversationId id) {
    if (!co_await database_.run(sql::conversation, id)) throw Problem{ProblemKind::not_found, "conversation.unknown"};
    TiedList out;
    for (auto const& row : co_await database_.run(sql::tied, id)) {
        Tied tied{.incident = incident_of(co_await find(row.incident_id)),
                  .how = row.how,
                  .joined_at = row.joined_at,
                  .newest = {},
                  .owed = row.owed,
                  .wrote_again = row.wrote_again};
        auto updates = co_await database_.run(sql::public_updates, std::vector{row.incident_id});
        if (!updates.empty()) tied.newest = update_of(std::move(updates.back()));
        out.incidents.push_back(std::move(tied));
    }
    co_return out;
}

// What staff do -----------------------------------------------------------------------------------------------------------

Task<WholeIncident> Incidents::declare(Agent by, Declare wanted) {
    desk::require_client_id(wanted.client_id);
    check_joining(wanted.conditions);
    auto const title_en = safety::typed_name(wanted.title_en, "title_en"),
               title_zh = safety::typed_name(wanted.title_zh, "title_zh");
    auto const asset = checked_symbol(wanted.asset, "asset"), network = checked_symbol(wanted.network, "network");
    auto text_en = checked_text(wanted.text_en, "text_en"), text_zh = checked_text(wanted.text_zh, "text_zh");
    if (text_en.has_value() != text_zh.has_value())
        throw Problem{ProblemKind::invalid, "incident.one_language", text_en ? "text_zh" : "text_en"};
    std::optional<json::value> conditions;
    if (wanted.conditions) conditions = to_json(*wanted.conditions);
    auto const made = IncidentId::make(clock_, random_);
    auto const now = clock_.now();
    co_await database_.transaction([&](postgres::Transaction& transaction) -> Task<void> {
        if (co_await transaction.run(sql::declare, made, wanted.client_id, wanted.kind, title_en, title_zh, asset, network,
                                     wanted.service, conditions, by.id, now) == 0)
            co_return;
        if (text_en)
            co_await transaction.run(sql::add_update, made, by.id, wanted.client_id, now, false, State::open, text_en, text_zh,
                                     false, 1);
        co_await audit_.record(transaction, {.act = "incident.declared",
                                             .actor_kind = audit::ActorKind::staff,
                                             .actor = by.id.uuid,
                                             .subject = made.uuid,
                                             .details = {{"kind", to_json(wanted.kind)}, {"told", text_en.has_value()}}});
    });
    auto const id = (co_await database_.run(sql::declared, by.id, wanted.client_id)).value();
    // Asked again, too: whoever fell after it was stored joined nobody.
    if (auto const row = co_await find(id); row.conditions)
        co_await join(id, matching(from_json<desk::Conditions>(*row.conditions)), How::condition, std::nullopt);
    co_return co_await read(std::move(by), id);
}

Task<WholeIncident> Incidents::change(Agent by, IncidentId id, ChangeIncident wanted) {
    check_joining(wanted.conditions);
    auto const asset = checked_symbol(wanted.asset, "asset"), network = checked_symbol(wanted.network, "network");
    std::set<std::string> const clear(wanted.clear ? wanted.clear->begin() : std::vector<std::string>::iterator{},
                                      wanted.clear ? wanted.clear->end() : std::vector<std::string>::iterator{});
    for (auto const& name : clear)
        if (name != "asset" && name != "network" && name != "service" && name != "conditions")
            throw Problem{ProblemKind::invalid, "field.choice", "clear"};
    auto const set = [&](auto& field, auto const& value, char const* name) {
        if (value) field = *value;
        if (clear.contains(name)) field.reset();
    };
    co_await database_.transaction([&](postgres::Transaction& transaction) -> Task<void> {
        if (!co_await transaction.run(sql::hold, id)) throw unknown();
        auto row = (co_await transaction.run(sql::incident, id)).value();
        if (wanted.title_en) row.title_en = safety::typed_name(*wanted.title_en, "title_en");
        if (wanted.title_zh) row.title_zh = safety::typed_name(*wanted.title_zh, "title_zh");
        if (wanted.kind) row.kind = *wanted.kind;
        set(row.asset, asset, "asset");
        set(row.network, network, "network");
        set(row.service, wanted.service, "service");
        set(row.conditions, wanted.conditions ? std::optional{to_json(*wanted.conditions)} : std::nullopt, "conditions");
        co_await transaction.run(sql::change, id, row.kind, row.title_en, row.title_zh, row.asset, row.network, row.service,
                                 row.conditions, clock_.now());
        co_await audit_.record(transaction, {.act = "incident.changed",
                                             .actor_kind = audit::ActorKind::staff,
                                             .actor = by.id.uuid,
                                             .subject = id.uuid,
                                             .details = {{"gathers", row.conditions.has_value()}}});
    });
    if (wanted.conditions && !clear.contains("conditions"))
        co_await join(id, matching(*wanted.conditions), How::condition, std::nullopt);
    co_return co_await read(std::move(by), id);
}

Task<WholeIncident> Incidents::update(Agent by, IncidentId id, NewUpdate wanted) {
    if (wanted.state == State::resolved) throw Problem{ProblemKind::invalid, "field.choice", "state"};
    co_await take(by, id,
                  {.client_id = std::move(wanted.client_id),
                   .text_en = std::move(wanted.text_en),
                   .text_zh = std::move(wanted.text_zh),
                   .internal = wanted.internal.value_or(false),
                   .also_resolved = wanted.also_resolved.value_or(false),
                   .to = wanted.state,
                   .only_from = {},
                   .act = "incident.updated"});
    co_return co_await read(std::move(by), id);
}

Task<WholeIncident> Incidents::resolve(Agent by, IncidentId id, Resolve wanted) {
    co_await take(by, id,
                  {.client_id = std::move(wanted.client_id),
                   .text_en = std::move(wanted.text_en),
                   .text_zh = std::move(wanted.text_zh),
                   .resolves_all = wanted.resolve_conversations,
                   .to = State::resolved,
                   .only_from = {},
                   .act = "incident.resolved"});
    co_return co_await read(std::move(by), id);
}

Task<WholeIncident> Incidents::reopen(Agent by, IncidentId id, Reopen wanted) {
    co_await take(by, id,
                  {.client_id = std::move(wanted.client_id),
                   .text_en = std::move(wanted.text_en),
                   .text_zh = std::move(wanted.text_zh),
                   .to = State::open,
                   .only_from = State::resolved,
                   .act = "incident.reopened"});
    co_return co_await read(std::move(by), id);
}

// One after the other for each incident, so that each conversation hears them in one order.
Task<void> Incidents::take(Agent by, IncidentId id, Step step) {
    desk::require_client_id(step.client_id);
    step.text_en = checked_text(step.text_en, "text_en");
    step.text_zh = checked_text(step.text_zh, "text_zh");
    if (!step.text_en && !step.text_zh) throw Problem{ProblemKind::invalid, "text.empty", "text_en"};
    if (!step.internal && (!step.text_en || !step.text_zh))
        throw Problem{ProblemKind::invalid, "incident.one_language", step.text_en ? "text_zh" : "text_en"};
    auto const now = clock_.now();
    co_await database_.transaction([&](postgres::Transaction& transaction) -> Task<void> {
        auto const held = co_await transaction.run(sql::hold, id);
        if (!held) throw unknown();
        if (auto const made = co_await transaction.run(sql::update_made, id, by.id, step.client_id)) {
            if (made->internal != step.internal || made->also_resolved != step.also_resolved || made->text_en != step.text_en ||
                made->text_zh != step.text_zh)
                throw Problem{ProblemKind::conflict, "client_id.reused", "client_id"};
            co_return;
        }
        bool const was_resolved = held->state == State::resolved;
        if (step.to == State::resolved && was_resolved) throw Problem{ProblemKind::conflict, "incident.resolved"};
        if (step.only_from && held->state != *step.only_from) throw Problem{ProblemKind::conflict, "incident.not_resolved"};
        // Whoever is told something new about what was over is told that it is not over.
        auto const stays = was_resolved && !step.internal ? State::open : held->state;
        auto const to = step.to.value_or(stays);
        auto const number = co_await transaction.run(sql::add_update, id, by.id, step.client_id, now, step.internal, to,
                                                     step.text_en, step.text_zh, step.also_resolved, held->revision + 1);
        if (number > updates_each) throw Problem{ProblemKind::conflict, "incident.too_many_updates"};
        co_await transaction.run(sql::move_to, id, to, now);
        if (step.resolves_all) co_await transaction.run(sql::resolve_all, id);
        if (was_resolved && to != State::resolved) co_await transaction.run(sql::hold_again, id);
        co_await audit_.record(transaction,
                               {.act = step.act,
                                .actor_kind = audit::ActorKind::staff,
                                .actor = by.id.uuid,
                                .subject = id.uuid,
                                .details = {{"number", number}, {"internal", step.internal}, {"all", step.resolves_all}}});
    });
}

// Gathering ---------------------------------------------------------------------------------------------------------------

std::vector<ConversationId> Incidents::matching(desk::Conditions const& conditions, std::optional<StaffId> me) const {
    std::vector<ConversationId> out;
    for (auto const& [id, standing] : desk_.board().active())
        if (desk::matches(conditions, standing, {.now = clock_.now(), .me = me})) out.push_back(id);
    return out;
}

Task<std::int64_t> Incidents::join(IncidentId id, std::vector<ConversationId> const& ids, How how, std::optional<StaffId> by) {
    std::int64_t added = 0;
    for (std::size_t from = 0; from < ids.size(); from += joined_at_once) {
        auto const end = std::min(ids.size(), from + joined_at_once);
        added += co_await database_.run(sql::join, id,
                                        std::vector(ids.begin() + std::ptrdiff_t(from), ids.begin() + std::ptrdiff_t(end)), how,
                                        clock_.now(), by, limits::incident_conversations);
    }
    co_return added;
}

Task<void> Incidents::record(char const* act, StaffId by, IncidentId id, json::object details) {
    co_await audit_.record(
        {.act = act, .actor_kind = audit::ActorKind::staff, .actor = by.uuid, .subject = id.uuid, .details = std::move(details)});
}

Task<Gathered> Incidents::add(Agent by, IncidentId id, AddConversations wanted) {
    if (wanted.conversation_ids.empty() || wanted.conversation_ids.size() > limits::bulk_conversations)
        throw Problem{ProblemKind::invalid, "field.range", "conversation_ids"};
    if (handles_ && !co_await handles_(by.id)) {
        if (wanted.conversation_ids.size() > added_by_anybody)
            throw Problem{ProblemKind::forbidden, "incident.many", "conversation_ids"};
        for (auto const& each : wanted.conversation_ids) co_await opens_(by.id, each);
    }
    co_return co_await add_all(std::move(by), id, std::move(wanted.conversation_ids), "incident.conversations_added");
}

Task<Gathered> Incidents::gather(Agent by, IncidentId id, Matching wanted) {
    desk::check(wanted.conditions);
    require_some(wanted.conditions);
    co_return co_await add_all(by, id, matching(wanted.conditions, by.id), "incident.conversations_gathered");
}

Task<Gathered> Incidents::add_all(Agent by, IncidentId id, std::vector<ConversationId> ids, char const* act) {
    auto const row = co_await find(id);
    if (row.state == State::resolved) throw Problem{ProblemKind::conflict, "incident.resolved"};
    std::ranges::sort(ids);
    auto const repeated = std::ranges::unique(ids);
    ids.erase(repeated.begin(), repeated.end());
    if (row.conversations + std::int64_t(ids.size()) > limits::incident_conversations)
        throw Problem{ProblemKind::conflict, "incident.full"};
    auto const known = co_await database_.run(sql::known, ids);
    auto const added = co_await join(id, ids, How::hand, by.id);
    co_await record(act, by.id, id, {{"conversations", std::int64_t(ids.size())}, {"done", added}});
    co_return Gathered{.added = added, .already = known - added, .unknown = std::int64_t(ids.size()) - known};
}

Task<void> Incidents::take_out(Agent by, IncidentId id, ConversationId conversation) {
    co_await find(id);
    if (handles_ && !co_await handles_(by.id)) co_await opens_(by.id, conversation);
    if (co_await database_.run(sql::take_out, id, conversation, clock_.now(), by.id) == 0)
        throw Problem{ProblemKind::not_found, "incident.not_in_it"};
    co_await record("incident.conversation_taken_out", by.id, id, {{"conversation", conversation.text()}});
}

Task<Trial> Incidents::trial(Agent by, Matching wanted) {
    desk::check(wanted.conditions);
    Trial out{};
    for (auto const& [id, standing] : desk_.board().active()) {
        if (!desk::matches(wanted.conditions, standing, {.now = clock_.now(), .me = by.id})) continue;
        ++out.conversations;
        ++(standing.language == "en" ? out.english : out.chinese);
        if (standing.waiting_since) ++out.unanswered;
    }
    co_return out;
}

}  // namespace ombud::incidents
