#include "insiders/insiders.hpp"

#include <algorithm>
#include <array>

#include "core/limits.hpp"
#include "insiders/queries.hpp"
#include "text/masked.hpp"
#include "text/names.hpp"

namespace ombud::insiders {

namespace {

using postgres::Bytes;

constexpr std::int64_t people_shown = 200;
constexpr std::int64_t alarms_shown = 100;
constexpr std::int64_t reveals_shown = 100;
constexpr std::int64_t sealed_at_once = 200;
constexpr std::size_t openings_held = 1'000;  // of one person
constexpr std::string_view email_field = "email";
constexpr std::array<std::string_view, 3> copied_kinds{"entries", "field", "case"};

Alarm alarm_of(sql::AlarmRow row) {
    Alarm out{.id = row.id,
              .kind = row.kind,
              .staff = {row.staff_id, std::move(row.staff_name)},
              .conversation_id = row.conversation_id,
              .reference = std::move(row.reference),
              .at = row.at,
              .handled_at = row.handled_at,
              .handled_by = {}};
    if (row.handler_id) out.handled_by = StaffName{*row.handler_id, row.handler_name.value_or("")};
    return out;
}

Problem unknown_conversation() {
    return {ProblemKind::not_found, "conversation.unknown"};
}

}  // namespace

Timestamp Insiders::shift() const {
    return clock_.now() - limits::shift;
}

Task<void> Insiders::record(char const* act, StaffId who, std::optional<Uuid> subject, json::object details) {
    co_await audit_.record({.act = act,
                            .actor_kind = audit::ActorKind::staff,
                            .actor = who.uuid,
                            .subject = subject,
                            .details = std::move(details)});
}

// Openings ----------------------------------------------------------------------------------------------------------------

Task<void> Insiders::opens(StaffId who, bool watches, ConversationId id) {
    auto const now = clock_.now();
    auto& theirs = opened_[who];
    if (auto const known = theirs.find(id); known != theirs.end() && known->second > now) co_return;
    auto const row = co_await database_.run(sql::opened, who, id, shift());
    if (!row) co_return;
    bool const mine = row->assignee_id == who;
    bool const archived = row->status == "resolved" && row->updated_at < now - limits::open_after_resolved;
    std::optional<Problem> refused;
    if (archived && !mine && !watches) refused = Problem{ProblemKind::forbidden, "conversation.archived"};
    if (!refused && !row->known) {
        try {
            co_await count(who, row->customer_id, id);
        } catch (Problem const& problem) {
            refused = problem;
        }
    }
    if (refused) {
        if (refused->kind == ProblemKind::forbidden)
            co_await audit_.record_noise({.act = "insider.refused",
                                          .actor_kind = audit::ActorKind::staff,
                                          .actor = who.uuid,
                                          .subject = id.uuid,
                                          .details = {{"code", refused->code}}},
                                         who.text());
        if (refused->code == "budget.spent") co_await raise(AlarmKind::customers_spent, who, id);
        throw std::move(*refused);
    }
    if (row->canary_of && *row->canary_of != who) {
        co_await record("insider.opened_canary", who, id.uuid);
        co_await raise(AlarmKind::canary_opened, who, id);
    }
    auto& held = opened_[who];
    if (held.size() >= openings_held) held.clear();
    held.insert_or_assign(id, now + limits::opening_remembered);
}

Task<void> Insiders::opens_file(staff::Session const& who, AttachmentId file) {
    if (auto const id = co_await database_.run(sql::conversation_of_attachment, file)) co_await opens(who, *id);
}

Task<void> Insiders::opens_run(staff::Session const& who, Uuid run) {
    if (auto const id = co_await database_.run(sql::conversation_of_run, run)) co_await opens(who, *id);
}

Task<void> Insiders::opens_letter(staff::Session const& who, LetterId id) {
    if (auto const in = co_await database_.run(sql::conversation_of_letter, id)) co_await opens(who, *in);
}

Task<std::vector<ConversationId>> Insiders::open_to(StaffId who, std::vector<ConversationId> ids) {
    return database_.run(sql::open_to, who, std::move(ids), shift(), clock_.now() - limits::open_after_resolved);
}

// One after the other for each person, or many at once would all see the same number.
Task<void> Insiders::count(StaffId who, CustomerId customer, ConversationId id) {
    bool const near = co_await database_.transaction([&](postgres::Transaction& transaction) -> Task<bool> {
        co_await transaction.run(sql::hold_person, who);
        auto const used = co_await transaction.run(sql::used, shift(), who);
        if (used.customers >= used.customers_stop) throw Problem{ProblemKind::forbidden, "budget.spent"};
        co_await transaction.run(sql::add_opening, who, customer, id, clock_.now());
        co_return used.customers + 1 >= used.customers_alert;
    });
    if (near) co_await raise(AlarmKind::customers_near, who, id);
}

Task<void> Insiders::raise(AlarmKind kind, StaffId who, std::optional<ConversationId> id) {
    co_await database_.run(sql::raise_alarm, AlarmId::make(clock_, random_), kind, who, id, clock_.now(), shift());
}

// Reveals -----------------------------------------------------------------------------------------------------------------

// Whoever nobody knows could be anybody: what we know of them is shown for nobody's sake. Nor does a conversation ask for it that
// staff alone opened again.
Task<std::optional<std::string>> Insiders::why_not(sql::PersonalRow row, ConversationId id) {
    if (row.status == "resolved" || !row.asks) co_return "closed";
    bool const known = row.customer_kind == "account" || row.customer_kind == "user" || row.proved;
    if (known) co_return std::nullopt;
    auto const told = co_await desk_.told_case(id);
    co_return told && told->assurance >= Assurance::address ? std::nullopt : std::optional<std::string>{"assurance"};
}

// Where they said that they are reached goes before the address of their account.
Task<std::vector<Known>> Insiders::known_of(StaffId who, ConversationId id) {
    auto row = co_await database_.run(sql::personal, id, clock_.now() - limits::open_after_resolved);
    if (!row) throw unknown_conversation();
    if (row->told_email) {
        auto const key = co_await desk_.words().key_of(id);
        row->email = key && !key->erased() ? std::optional{key->open(row->told_email)} : std::nullopt;
    }
    std::vector<Known> out;
    if (row->email) {
        auto const email = *row->email;
        out.push_back({{std::string(email_field), text::masked(email), co_await why_not(std::move(*row), id)}, email});
    }
    if (more_) std::ranges::move(co_await more_(who, id), std::back_inserter(out));
    co_return out;
}

Task<Personal> Insiders::personal(Agent by, ConversationId of) {
    Personal out;
    for (auto& each : co_await known_of(by.id, of)) out.fields.push_back(std::move(each.field));
    co_return out;
}

Task<Reveal> Insiders::reveal(Agent by, ConversationId of, AskReveal wanted) {
    auto const all = co_await known_of(by.id, of);
    auto const known = std::ranges::find(all, wanted.field, [](Known const& each) { return each.field.name; });
    if (known == all.end()) throw Problem{ProblemKind::invalid, "reveal.field", "field"};
    auto const customer = (co_await database_.run(sql::customer_of, of)).value();
    std::optional<std::string> reason;
    if (wanted.reason) reason = text::clean_lines(guard_.redact(std::move(*wanted.reason)).text);
    auto const letters = reason ? text::count_code_points(*reason) : 0;
    if (letters > limits::reason_letters || (wanted.purpose == Purpose::other && letters < limits::reason_letters_at_least))
        throw Problem{ProblemKind::invalid, "purpose.reason", "reason"};
    if (known->field.why_not) throw Problem{ProblemKind::forbidden, "reveal." + *known->field.why_not};

    auto const sealed =
        reason ? std::optional{(co_await desk_.words().key_of(of)).value().close(*reason, random_)} : std::nullopt;
    auto const now = clock_.now();
    std::optional<Problem> refused;
    Reveal out{.id = RevealId::make(clock_, random_),
               .conversation_id = of,
               .field = wanted.field,
               .purpose = wanted.purpose,
               .value = known->value,
               .until = now + limits::reveal_lasts};
    bool near = false;
    co_await database_.transaction([&](postgres::Transaction& transaction) -> Task<void> {
        co_await transaction.run(sql::hold_person, by.id);
        if (auto const made = co_await transaction.run(sql::reveal_made, by.id, of, wanted.client_id)) {
            if (made->until <= now || made->field != wanted.field)
                throw Problem{ProblemKind::conflict, "client_id.reused", "client_id"};
            out.id = made->id, out.purpose = made->purpose, out.until = made->until;
            co_return;
        }
        auto const used = co_await transaction.run(sql::used, shift(), by.id);
        if (used.reveals >= used.reveals_stop) {
            refused = Problem{ProblemKind::forbidden, "reveal.spent"};
            co_return;
        }
        near = used.reveals + 1 >= used.reveals_alert;
        co_await transaction.run(sql::add_reveal, out.id, by.id, customer, of, wanted.client_id, wanted.field, wanted.purpose,
                                 sealed, now, out.until);
        co_await audit_.record(transaction, {.act = "insider.revealed",
                                             .actor_kind = audit::ActorKind::staff,
                                             .actor = by.id.uuid,
                                             .subject = of.uuid,
                                             .details = {{"field", wanted.field}, {"purpose", to_json(wanted.purpose)}}});
    });
    if (refused) {
        co_await record("insider.refused", by.id, of.uuid, {{"code", refused->code}});
        co_await raise(AlarmKind::reveals_spent, by.id, of);
        throw std::move(*refused);
    }
    if (near) co_await raise(AlarmKind::reveals_near, by.id, of);
    // Its customer sees it; a retry finds it posted. Nothing is shown before it stands there.
    co_await desk_.note_reveal(by, of, "reveal-" + out.id.text(),
                               {{"field", out.field}, {"purpose", to_json(out.purpose)}, {"until", to_rfc3339(out.until)}});
    co_return out;
}

Task<void> Insiders::seal_old_reasons() {
    for (auto rows = co_await database_.run(sql::plain_reasons, sealed_at_once); !rows.empty();
         rows = co_await database_.run(sql::plain_reasons, sealed_at_once))
        for (auto const& row : rows) {
            auto const key = (co_await desk_.words().key_of(row.conversation_id)).value();
            co_await database_.run(sql::seal_reason, row.id, key.erased() ? Bytes{} : key.close(row.plain_reason, random_));
        }
}

Task<void> Insiders::copied(Agent by, ConversationId of, Copied what) {
    if (std::ranges::find(copied_kinds, what.what) == copied_kinds.end())
        throw Problem{ProblemKind::invalid, "field.choice", "what"};
    if (what.letters < 0 || what.letters > std::int64_t(limits::copied_letters))
        throw Problem{ProblemKind::invalid, "field.range", "letters"};
    if (!co_await database_.run(sql::customer_of, of)) throw unknown_conversation();
    copies_.require(by.id.text());
    co_await record("insider.copied", by.id, of.uuid, {{"what", what.what}, {"letters", what.letters}});
}

// What supervisors see and decide -----------------------------------------------------------------------------------------

Task<Watch> Insiders::watch(Agent) {
    Watch out{.window_hours = std::chrono::duration_cast<std::chrono::hours>(limits::shift).count(),
              .people = {},
              .alarms = {},
              .reveals = {}};
    for (auto& row : co_await database_.run(sql::all_used, shift(), people_shown))
        out.people.push_back({.id = row.id,
                              .name = std::move(row.name),
                              .role = std::move(row.role),
                              .customers = row.customers,
                              .customers_alert = row.customers_alert,
                              .customers_stop = row.customers_stop,
                              .reveals = row.reveals,
                              .reveals_alert = row.reveals_alert,
                              .reveals_stop = row.reveals_stop,
                              .last_at = row.last_at});
    for (auto& row : co_await database_.run(sql::last_alarms, alarms_shown)) out.alarms.push_back(alarm_of(std::move(row)));
    for (auto& row : co_await database_.run(sql::last_reveals, reveals_shown)) {
        auto const key = desk_.words().key_of(row.conversation_id, row.customer_id, row.key);
        bool const told = row.reason || row.plain_reason;
        out.reveals.push_back({.id = row.id,
                               .staff = {row.staff_id, std::move(row.staff_name)},
                               .conversation_id = row.conversation_id,
                               .reference = std::move(row.reference),
                               .field = std::move(row.field),
                               .purpose = row.purpose,
                               .reason = told ? std::optional{key.open(row.reason, row.plain_reason)} : std::nullopt,
                               .at = row.at});
    }
    co_return out;
}

Task<Alarm> Insiders::handle(Agent by, AlarmId id, Nothing) {
    bool const now = co_await database_.run(sql::handle_alarm, id, by.id, clock_.now()) > 0;
    auto row = co_await database_.run(sql::alarm, id);
    if (!row) throw Problem{ProblemKind::not_found, "alarm.unknown"};
    if (now) co_await record("insider.alarm_handled", by.id, id.uuid, {{"kind", to_json(row->kind)}});
    co_return alarm_of(std::move(*row));
}

Task<Granted> Insiders::grant(FreshAgent by, GrantMore more) {
    if (more.staff_id == by.id) throw Problem{ProblemKind::forbidden, "grant.own", "staff_id"};
    auto const most = std::int64_t(limits::granted_at_once);
    if (more.customers < 0 || more.customers > most) throw Problem{ProblemKind::invalid, "field.range", "customers"};
    if (more.reveals < 0 || more.reveals > most || more.customers + more.reveals == 0)
        throw Problem{ProblemKind::invalid, "field.range", "reveals"};
    auto const reason = text::clean_lines(guard_.redact(std::move(more.reason)).text);
    auto const letters = text::count_code_points(reason);
    if (letters < limits::reason_letters_at_least || letters > limits::reason_letters)
        throw Problem{ProblemKind::invalid, "purpose.reason", "reason"};
    auto const id = GrantId::make(clock_, random_);
    if (co_await database_.run(sql::grant, id, more.staff_id, more.customers, more.reveals, reason, clock_.now(), by.id) == 0)
        throw Problem{ProblemKind::not_found, "staff.unknown", "staff_id"};
    co_await record("insider.granted", by.id, more.staff_id.uuid, {{"customers", more.customers}, {"reveals", more.reveals}});
    co_return Granted{id};
}

Task<Budgets> Insiders::budgets(Agent) {
    co_return Budgets{co_await database_.run(sql::budgets)};
}

Task<Budget> Insiders::set_budget(FreshAgent by, Budget wanted) {
    auto const most = std::int64_t(limits::budget_at_most);
    auto fits = [&](std::int64_t alert, std::int64_t stop) { return alert >= 1 && stop >= alert && stop <= most; };
    if (!fits(wanted.customers_alert, wanted.customers_stop))
        throw Problem{ProblemKind::invalid, "field.range", "customers_stop"};
    if (!fits(wanted.reveals_alert, wanted.reveals_stop)) throw Problem{ProblemKind::invalid, "field.range", "reveals_stop"};
    auto out = co_await database_.transaction([&](postgres::Transaction& transaction) -> Task<std::optional<Budget>> {
        auto const before = co_await transaction.run(sql::used, shift(), by.id);
        auto set = co_await transaction.run(sql::set_budget, wanted.role, wanted.customers_alert, wanted.customers_stop,
                                            wanted.reveals_alert, wanted.reveals_stop);
        auto const after = co_await transaction.run(sql::used, shift(), by.id);
        bool const raised = after.customers_alert > before.customers_alert || after.customers_stop > before.customers_stop ||
                            after.reveals_alert > before.reveals_alert || after.reveals_stop > before.reveals_stop;
        if (raised) throw Problem{ProblemKind::conflict, "role.own", "role"};
        co_return set;
    });
    if (!out) throw Problem{ProblemKind::not_found, "role.unknown"};
    co_await record("insider.budget_changed", by.id, std::nullopt,
                    {{"role", out->role}, {"customers_stop", out->customers_stop}, {"reveals_stop", out->reveals_stop}});
    co_return std::move(*out);
}

Task<MarkCanary> Insiders::mark_canary(FreshAgent by, ConversationId of, MarkCanary mark) {
    auto const customer = co_await database_.run(sql::customer_of, of);
    if (!customer) throw unknown_conversation();
    auto const changed = mark.on ? co_await database_.run(sql::mark_canary, *customer, clock_.now(), by.id)
                                 : co_await database_.run(sql::unmark_canary, *customer);
    if (changed > 0) co_await record("insider.canary_set", by.id, of.uuid, {{"on", mark.on}});
    co_return mark;
}

}  // namespace ombud::insiders
