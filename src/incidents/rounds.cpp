#include "incidents/rounds.hpp"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/this_coro.hpp>
#include <set>

#include "core/limits.hpp"
#include "core/log.hpp"
#include "core/promise.hpp"
#include "incidents/queries.hpp"
#include "postgres/keep_doing.hpp"

namespace ombud::incidents {

namespace {

using namespace std::chrono_literals;

constexpr auto looked_every = 500ms;

// Of an entry that an incident makes: whoever posts it a second time posts nothing.
std::string client_id_of(IncidentId id, char which, std::int64_t number) {
    return "incident-" + id.text() + "-" + which + std::to_string(number);
}

// Customers see it, so it does not say what staff call the incident.
desk::Program who(IncidentId id) {
    return {.kind = "incident", .id = id.uuid, .name = {}};
}

// Which conversation came into this one by it.
std::optional<ConversationId> merged_from(desk::Followed const& entry) {
    auto const* data = entry.kind == desk::EntryKind::link ? entry.data.if_object() : nullptr;
    if (!data || data->at("act") != "merged" || data->at("role") != "from") return std::nullopt;
    return ConversationId::parse(data->at("other").at("id").as_string());
}

}  // namespace

// Gathering ---------------------------------------------------------------------------------------------------------------

Task<void> Rounds::follow(std::vector<desk::Followed> const& entries) {
    auto const gathering = co_await database_.run(sql::gathering);
    for (auto const& incident : gathering) {
        auto const conditions = from_json<desk::Conditions>(incident.conditions);
        std::vector<ConversationId> ids;
        for (auto const& entry : entries)
            if (entry.standing.active() && desk::matches(conditions, entry.standing, {.now = clock_.now()}))
                ids.push_back(entry.standing.id);
        if (!ids.empty())
            co_await database_.run(sql::join, incident.id, ids, How::condition, clock_.now(), std::nullopt,
                                   limits::incident_conversations);
    }
    for (auto const& entry : entries)
        if (auto const merged = merged_from(entry))
            co_await database_.run(sql::go_with, *merged, entry.standing.id, clock_.now());
}

// Bringing ----------------------------------------------------------------------------------------------------------------

Task<void> Rounds::work() {
    return postgres::keep_doing(clock_, "incidents", looked_every, [this]() -> Task<postgres::Left> {
        co_return co_await bring() > 0 ? postgres::Left::more : postgres::Left::nothing;
    });
}

Task<std::size_t> Rounds::bring() {
    co_return co_await database_.transaction([&](postgres::Transaction& transaction) -> Task<std::size_t> {
        auto owed = co_await transaction.run(sql::owed, std::int64_t(limits::incident_gathered_at_once));
        if (owed.empty()) co_return std::size_t{0};
        std::set<IncidentId> ids;
        for (auto const& each : owed) {
            ids.insert(each.incident_id);
            // Before it counts as told: whoever was merged a moment ago hears of it where they went.
            if (each.merged_into) co_await transaction.run(sql::go_with, each.conversation_id, *each.merged_into, clock_.now());
        }
        Updates updates;
        for (auto& row : co_await transaction.run(sql::public_updates, std::vector(ids.begin(), ids.end())))
            updates[row.incident_id].push_back(std::move(row));
        auto const brought = co_await bring_all(std::move(owed), std::move(updates));
        co_await keep(transaction, brought);
        co_return brought.size();
    });
}

// All of them at once: the desk's log stores in one statement what waits together.
Task<std::vector<Rounds::Brought>> Rounds::bring_all(std::vector<sql::OwedRow> owed, Updates updates) {
    struct Together {
        std::vector<Brought> brought;
        std::size_t left;
        std::exception_ptr error;
    };
    auto const executor = co_await asio::this_coro::executor;
    auto const together = std::make_shared<Together>(Together{std::vector<Brought>(owed.size()), owed.size(), {}});
    auto const all = std::make_shared<Promise<bool>>(executor);
    for (std::size_t i = 0; i < owed.size(); ++i) {
        auto const& theirs = updates[owed[i].incident_id];
        asio::co_spawn(executor, bring_to(std::move(owed[i]), theirs),
                       [together, all, i](std::exception_ptr error, Brought brought) {
                           if (error)
                               together->error = std::move(error);
                           else
                               together->brought[i] = std::move(brought);
                           if (--together->left == 0) all->deliver(true);
                       });
    }
    co_await Promise<bool>::wait(all);
    if (together->error) std::rethrow_exception(together->error);
    co_return std::move(together->brought);
}

Task<Rounds::Brought> Rounds::bring_to(sql::OwedRow owed, std::vector<sql::UpdateRow> updates) {
    Brought out{std::move(owed), {}, {}};
    auto& now = out.now;
    std::string fault;
    try {
        if (now.held && !now.noted) co_await stop_clocks(now, true);
        if (!now.has_left) co_await tell(out, updates);
        // The clocks go on once nothing stops them any more.
        if (now.held && (now.has_left || now.state == State::resolved)) co_await stop_clocks(now, false);
    } catch (Problem const& problem) {
        if (problem.kind == ProblemKind::unavailable) throw;
        fault = problem.code;  // customer.erased: there is nobody to tell
    } catch (postgres::DatabaseError const& error) {
        fault = error.query + " " + error.sqlstate;
    }
    if (!fault.empty()) log::error("incidents.not_brought", {{"conversation", now.conversation_id.text()}, {"why", fault}});
    co_return out;
}

// What it has not heard, in order. Whoever wrote since they were told last may ask for something else: theirs is not resolved
// with it, and where nobody answered them yet, somebody still has to.
Task<void> Rounds::tell(Brought& brought, std::vector<sql::UpdateRow> const& updates) {
    auto& now = brought.now;
    if (now.merged_into) {
        if (!updates.empty()) now.told = updates.back().number;
        now.resolving = false;
        co_return;
    }
    bool const wrote = now.told_seq > 0 && now.last_customer_seq > now.told_seq;
    bool const waits = wrote && now.last_customer_seq > now.last_answer_seq;
    for (auto const& update : updates) {
        if (update.number <= now.told || update.revision > now.revision) continue;
        if (now.status != "resolved" || now.resolved || update.also_resolved) {
            auto const& text = now.language == "en" ? update.text_en : update.text_zh;
            auto const entry = co_await desk_.post_as(who(now.incident_id), now.conversation_id,
                                                      {.author = update.author_id,
                                                       .author_name = update.author_name,
                                                       .client_id = client_id_of(now.incident_id, 'u', update.number),
                                                       .body = text.value()});
            if (!entry) {  // merged just now: the next round tells where it went
                brought.again = true;
                co_return;
            }
            now.told_seq = entry->seq;
            now.status = entry->status;
            now.resolved = false;
            brought.posted.push_back(update.number);
        }
        now.told = update.number;
    }
    if (now.resolving && !wrote && now.status != "resolved") {
        co_await set_status(now, "resolved", 'r');
        now.resolved = true;
    } else if (waits && !brought.posted.empty()) {
        co_await set_status(now, "open", 'o');
    }
    now.resolving = false;
}

Task<void> Rounds::set_status(sql::OwedRow const& now, char const* status, char which) {
    co_await desk_.change_status_as(who(now.incident_id), now.conversation_id,
                                    {.status = status, .client_id = client_id_of(now.incident_id, which, now.told)});
}

// As a note that clocks read, and staff.
Task<void> Rounds::stop_clocks(sql::OwedRow& now, bool stop) {
    json::object const incident{
        {"id", now.incident_id.text()}, {"reference", now.reference}, {"title_en", now.title_en}, {"title_zh", now.title_zh}};
    char const* const event = stop ? (now.holds > 1 ? "again" : "joined") : (now.has_left ? "left" : "resolved");
    json::object data{{"incident", incident}, {"event", event}};
    if (stop || !now.held_elsewhere) data["clocks"] = stop ? "hold" : "go_on";
    co_await desk_.note(now.conversation_id, client_id_of(now.incident_id, stop ? 'h' : 'g', now.holds), "", std::move(data));
    now.noted = true;
    now.held = stop;
}

Task<void> Rounds::keep(postgres::Transaction& transaction, std::vector<Brought> const& brought) {
    std::vector<IncidentId> incidents;
    std::vector<ConversationId> conversations;
    std::vector<std::int64_t> told, told_seq, done;
    std::vector<bool> held, noted, resolving, resolved;
    std::map<std::pair<IncidentId, std::int64_t>, std::int64_t> counts;
    for (auto const& [now, posted, again] : brought) {
        incidents.push_back(now.incident_id);
        conversations.push_back(now.conversation_id);
        told.push_back(now.told);
        told_seq.push_back(now.told_seq);
        held.push_back(now.held);
        noted.push_back(now.noted);
        resolving.push_back(now.resolving);
        resolved.push_back(now.resolved);
        done.push_back(now.revision - (again ? 1 : 0));
        for (auto const number : posted) ++counts[{now.incident_id, number}];
    }
    co_await transaction.run(sql::brought, incidents, conversations, told, told_seq, held, noted, resolving, resolved, done);
    if (counts.empty()) co_return;
    std::vector<IncidentId> ids;
    std::vector<std::int64_t> numbers, how_many;
    for (auto const& [update, count] : counts) {
        ids.push_back(update.first);
        numbers.push_back(update.second);
        how_many.push_back(count);
    }
    co_await transaction.run(sql::count_posted, ids, numbers, how_many);
}

}  // namespace ombud::incidents
