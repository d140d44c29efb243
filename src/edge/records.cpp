#include "edge/records.hpp"

#include <algorithm>

#include "core/limits.hpp"
#include "core/rate_limit.hpp"

namespace ombud::edge {

namespace {

// Whose records they are is for those who may see what they are about: notes behind the wall, and customers that only exist to
// raise an alarm.
bool may_see(staff::Permissions const& held, std::string_view act) {
    if (act.starts_with("compliance.")) return staff::holds(held, staff::Permission::see_compliance);
    static constexpr std::string_view of_insiders[] = {"insider.opened_canary", "insider.canary_set", "insider.alarm_handled"};
    return std::ranges::find(of_insiders, act) == std::end(of_insiders) || staff::holds(held, staff::Permission::watch_insiders);
}

}  // namespace

Task<AuditPage> Records::read(Agent by, AuditQuery query) {
    auto const limit = query.limit.value_or(limits::audit_page);
    if (limit < 1 || limit > limits::audit_page) throw Problem{ProblemKind::invalid, "field.range", "limit"};
    auto const held = co_await staff_.permissions_now(by.id);
    AuditPage out;
    if (query.act && !may_see(held, *query.act)) co_return out;
    auto const names = co_await staff_.names();
    for (auto const& record : co_await log_.read(query.before, query.act, limit)) {
        auto& row = out.records.emplace_back(AuditRecord{.seq = record.seq});
        if (!may_see(held, record.act)) continue;
        auto const name = record.actor ? names.find(*record.actor) : names.end();
        row.at = record.at;
        row.act = record.act;
        row.actor_kind = record.actor_kind;
        row.actor = record.actor;
        if (name != names.end()) row.actor_name = name->second;
        row.subject = record.subject;
        row.details = audit::details_of(record);
        row.hash = audit::hex(record.hash.data);
    }
    if (std::ssize(out.records) == limit) out.next = out.records.back().seq;
    co_return out;
}

Task<void> Records::closed_door(Identity const& who, std::string_view route, std::string code) {
    if (!who.staff && !who.customer) co_return;  // not signed in: nothing was tried in anybody's name
    auto const actor = who.staff ? who.staff->staff.id.uuid : who.customer->id.uuid;
    co_await log_.record_noise({.act = "gate.refused",
                                .actor_kind = who.staff ? audit::ActorKind::staff : audit::ActorKind::customer,
                                .actor = actor,
                                .subject = {},
                                .details = {{"route", route}, {"code", std::move(code)}, {"network", network_of(who.peer)}}},
                               actor.text() + ' ' + std::string(route));  // each door that was tried counts for itself
}

}  // namespace ombud::edge
