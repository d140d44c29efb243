#include "edge/records.hpp"

#include <algorithm>

#include "core/limits.hpp"
#include "core/rate_limit.hpp"

namespace ombud::edge {

namespace {

// Whether there is anything behind the wall is for those who may look behind it.
bool is_behind_the_wall(std::string_view act) {
    return act.starts_with("compliance.");
}

}  // namespace

Task<AuditPage> Records::read(Agent by, AuditQuery query) {
    auto const limit = query.limit.value_or(limits::audit_page);
    if (limit < 1 || limit > limits::audit_page) throw Problem{ProblemKind::invalid, "field.range", "limit"};
    auto const permissions = co_await staff_.permissions_now(by.id);
    bool const all = std::ranges::find(permissions, staff::Permission::see_compliance) != permissions.end();
    AuditPage out;
    if (!all && query.act && is_behind_the_wall(*query.act)) co_return out;
    auto const names = co_await staff_.names();
    out.records.reserve(std::size_t(limit));
    for (bool more = true; more && std::ssize(out.records) < limit;) {
        auto const records = co_await log_.read(query.before, query.act, limit);
        more = std::ssize(records) == limit;
        if (!records.empty()) query.before = records.back().seq;
        for (auto const& record : records) {
            if (!all && is_behind_the_wall(record.act)) continue;
            if (std::ssize(out.records) == limit) break;
            auto const name = record.actor ? names.find(*record.actor) : names.end();
            out.records.push_back({.seq = record.seq,
                                   .at = record.at,
                                   .act = record.act,
                                   .actor_kind = record.actor_kind,
                                   .actor = record.actor,
                                   .actor_name = name == names.end() ? std::nullopt : std::optional{name->second},
                                   .subject = record.subject,
                                   .details = audit::details_of(record),
                                   .hash = audit::hex(record.hash.data)});
        }
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
