#include "replies/macros.hpp"

#include <algorithm>

#include "core/limits.hpp"
#include "desk/queries.hpp"
#include "postgres/database.hpp"
#include "replies/queries.hpp"
#include "replies/variables.hpp"
#include "safety/typed.hpp"
#include "text/names.hpp"

namespace ombud::replies {

namespace {

constexpr std::size_t ending_bytes = 2;  // "-n": of one act's client_id

Macro macro_of(sql::MacroRow row) {
    return {.id = row.id,
            .name = std::move(row.name),
            .acts = from_json<std::vector<desk::WantedAct>>(row.acts),
            .used = row.used,
            .used_at = row.used_at,
            .changed_at = row.changed_at};
}

Problem unknown_macro() {
    return {ProblemKind::not_found, "macro.unknown"};
}

// nullopt: it stands so already, whoever did it, or its customer has written meanwhile.
Task<std::optional<desk::Entry>> if_changes(Task<desk::Entry> act) try {
    co_return co_await std::move(act);
} catch (Problem const& problem) {
    bool const stands = problem.code == "handling.unchanged" || problem.code == "status.unchanged" ||
                        problem.code == "status.customer_wrote" || problem.code == "assignee.unchanged" ||
                        problem.code == "client_id.reused";
    if (!stands) throw;
    co_return std::nullopt;
}

// nullopt: a retry that came after it had been posted.
Task<std::optional<desk::PlannedAnswer>> if_not_posted(Task<desk::PlannedAnswer> planning) try {
    co_return co_await std::move(planning);
} catch (Problem const& problem) {
    if (problem.code != "planned.posted") throw;
    co_return std::nullopt;
}

}  // namespace

Task<MacroList> Macros::list(Agent) {
    MacroList out;
    for (auto& row : co_await database_.run(sql::macros)) out.macros.push_back(macro_of(std::move(row)));
    co_return out;
}

Task<Macro> Macros::read(MacroId id) {
    auto row = co_await database_.run(sql::macro, id);
    if (!row) throw unknown_macro();
    co_return macro_of(std::move(*row));
}

Task<void> Macros::tell(StaffId by, char const* act, MacroId id) {
    co_await audit_.record(
        {.act = act, .actor_kind = audit::ActorKind::staff, .actor = by.uuid, .subject = id.uuid, .details = {}});
}

Task<Macro> Macros::checked(MacroId id, MacroWords words) {
    Macro out{.id = id,
              .name = safety::typed_name(words.name, "name"),
              .acts = std::move(words.acts),
              .used = 0,
              .used_at = {},
              .changed_at = clock_.now()};
    desk::check(out.acts, desk::Acting::person);
    for (std::size_t i = 0; i < out.acts.size(); ++i) {
        auto& [act, values] = out.acts[i];
        auto const place = "acts." + std::to_string(i);
        if (act == "note" || act == "reply") {
            values[0] = text::clean_lines(values[0]);
            if (safety::holds_secret(values[0])) throw Problem{ProblemKind::invalid, "name.secret", place};
        }
        if (act == "reply" && !std::ranges::all_of(variables_in(values[0]), is_variable))
            throw Problem{ProblemKind::invalid, "reply.unknown_variable", place};
        if (act == "saved_reply" && !co_await database_.run(sql::is_for_all, ReplyId::parse(values[0]).value()))
            throw Problem{ProblemKind::invalid, "reply.unknown", place};
    }
    co_return out;
}

Task<Macro> Macros::add(Agent by, MacroWords words) {
    auto const wanted = co_await checked(MacroId::make(clock_, random_), std::move(words));
    if (co_await database_.run(sql::count_macros) >= std::int64_t(limits::macros_at_most))
        throw Problem{ProblemKind::conflict, "macro.too_many"};
    std::optional<Macro> kept;
    try {
        kept = macro_of(
            co_await database_.run(sql::add_macro, wanted.id, wanted.name, to_json(wanted.acts), wanted.changed_at, by.id));
    } catch (postgres::DatabaseError const& error) {
        if (error.sqlstate == "23505") throw Problem{ProblemKind::conflict, "macro.known", "name"};
        throw;
    }
    co_await tell(by.id, "macros.added", wanted.id);
    co_return std::move(*kept);
}

Task<Macro> Macros::change(Agent by, MacroId id, MacroWords words) {
    auto const wanted = co_await checked(id, std::move(words));
    std::optional<sql::MacroRow> row;
    try {
        row = co_await database_.run(sql::change_macro, id, wanted.name, to_json(wanted.acts), wanted.changed_at, by.id);
    } catch (postgres::DatabaseError const& error) {
        if (error.sqlstate == "23505") throw Problem{ProblemKind::conflict, "macro.known", "name"};
        throw;
    }
    if (!row) throw unknown_macro();
    co_await tell(by.id, "macros.changed", id);
    co_return macro_of(std::move(*row));
}

Task<void> Macros::remove(Agent by, MacroId id) {
    if (!co_await database_.run(sql::remove_macro, id)) throw unknown_macro();
    co_await tell(by.id, "macros.removed", id);
}

// Doing it -----------------------------------------------------------------------------------------------------------------

Task<MacroPreview> Macros::preview(Agent by, ConversationId in, MacroId id) {
    auto macro = co_await read(id);
    auto standings = co_await database_.run(desk::sql::standings, std::vector{in});
    if (standings.empty()) throw Problem{ProblemKind::not_found, "conversation.unknown"};
    auto const last_seq = standings[0].last_seq;
    auto changes = desk::apply(macro.acts, standings[0], clock_.now(), by.id);
    co_return MacroPreview{std::move(macro), std::move(changes), last_seq};
}

Task<desk::PlannedAnswer> Macros::answer(Agent by, ConversationId in, RunMacro wanted, std::optional<std::string> then_status) {
    if (!wanted.reply) throw Problem{ProblemKind::invalid, "reply.missing", "reply"};
    if (std::ranges::any_of(variables_in(*wanted.reply), is_variable))
        throw Problem{ProblemKind::invalid, "reply.unfilled", "reply"};
    co_return co_await planned_.plan(std::move(by), in,
                                     {.client_id = wanted.client_id + "-r",
                                      .body = *wanted.reply,
                                      .attachments = {},
                                      .due_at = {},
                                      .seen_seq = wanted.seen_seq,
                                      .then_status = std::move(then_status)});
}

Task<MacroRun> Macros::run(Agent by, ConversationId in, MacroId id, RunMacro wanted) {
    desk::require_client_id(wanted.client_id, ending_bytes);
    auto const macro = co_await read(id);
    auto acts = desk::in_order(macro.acts, clock_.now(), by.id);
    MacroRun out;
    auto const keep = [&](std::optional<desk::Entry> entry) {
        if (entry) out.entries.push_back(std::move(*entry));
    };
    // What it becomes once it is answered, it becomes then: until then its answer can be taken back.
    if (acts.reply) out.planned = co_await if_not_posted(answer(by, in, wanted, std::exchange(acts.status, {})));
    if (acts.handling) {
        acts.handling->client_id = wanted.client_id + "-h";
        keep(co_await if_changes(desk_.change(by, in, std::move(*acts.handling))));
    }
    if (acts.note)
        keep(co_await if_changes(desk_.post(by, in,
                                            {.client_id = wanted.client_id + "-n",
                                             .body = std::move(*acts.note),
                                             .attachments = {},
                                             .internal = true,
                                             .answering = {}})));
    if (acts.status)
        keep(co_await if_changes(
            desk_.change_status(by, in, {std::move(*acts.status), wanted.client_id + "-s", wanted.seen_seq})));
    co_await database_.run(sql::macro_used, id, clock_.now());
    co_return out;
}

Task<MacroRun> Macros::run_assignment(Agent by, ConversationId in, MacroId id, RunAssignment wanted) {
    desk::require_client_id(wanted.client_id, ending_bytes);
    auto const macro = co_await read(id);
    auto const acts = desk::in_order(macro.acts, clock_.now(), by.id);
    MacroRun out;
    co_await desk_.read(by, in);
    if (!acts.assignee) co_return out;
    auto entry = co_await if_changes(desk_.assign(by, in, {*acts.assignee, wanted.client_id + "-a"}));
    if (entry) out.entries.push_back(std::move(*entry));
    co_return out;
}

}  // namespace ombud::replies
