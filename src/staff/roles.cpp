#include "staff/roles.hpp"

#include "core/limits.hpp"
#include "postgres/database.hpp"
#include "safety/typed.hpp"
#include "staff/queries.hpp"

namespace ombud::staff {

namespace {

[[noreturn]] void refuse(ProblemKind kind, char const* code, char const* field = "") {
    throw Problem{kind, code, field};
}

RoleRow shown(sql::StoredRole row) {
    auto permissions = permissions_of(row.key, row.permissions);
    return {.id = std::move(row.key),
            .built_in = row.built_in,
            .name_en = std::move(row.name_en),
            .name_zh = std::move(row.name_zh),
            .permissions = std::move(permissions),
            .copied_from = std::move(row.copied_from),
            .made_at = row.made_at,
            .changed_at = row.changed_at};
}

// Those of one that the other lacks.
Permissions without(Permissions const& all, Permissions const& but) {
    Permissions out;
    std::ranges::copy_if(all, std::back_inserter(out), [&](Permission each) { return !holds(but, each); });
    return out;
}

}  // namespace

Permissions read_permissions(std::vector<std::string> const& stored) {
    Permissions out;
    for (auto const& name : stored)
        if (Permission each{}; boost::describe::enum_from_string(name.c_str(), each)) out.push_back(each);
    return out;
}

Permissions permissions_of(RoleName const& role, std::vector<std::string> const& stored) {
    auto const built_in = role.built_in();
    return built_in ? permissions_of(*built_in) : read_permissions(stored);
}

Permissions in_order(Permissions permissions) {
    std::ranges::sort(permissions);
    permissions.erase(std::ranges::unique(permissions).begin(), permissions.end());
    if (permissions.empty()) refuse(ProblemKind::invalid, "permissions.empty", "permissions");
    return permissions;
}

void require_holds(Permissions const& held, Permissions const& given, char const* field) {
    if (!without(given, held).empty()) refuse(ProblemKind::forbidden, "permission.not_held", field);
}

Task<RoleList> Roles::list(Agent) {
    RoleList out;
    for (auto& row : co_await database_.run(sql::list_roles)) out.roles.push_back(shown(std::move(row)));
    co_return out;
}

Task<RoleRow> Roles::add(FreshAgent by, NewRole wanted) {
    auto name_en = safety::typed_name(wanted.name_en, "name_en"), name_zh = safety::typed_name(wanted.name_zh, "name_zh");
    auto permissions = in_order(std::move(wanted.permissions));
    require_holds(co_await staff_.permissions_now(by.id), permissions, "permissions");
    if ((co_await database_.run(sql::list_roles)).size() >= limits::roles_at_most) refuse(ProblemKind::conflict, "role.too_many");
    RoleName const key{Uuid::make_v7(clock_.now(), random_).text()};
    auto made = co_await database_.run(sql::add_role, key, std::move(name_en), std::move(name_zh), permissions,
                                       wanted.copied_from, clock_.now(), by.id);
    if (!made) refuse(ProblemKind::invalid, "role.unknown", "copied_from");
    co_await record("role.added", by, key, {{"permissions", to_json(permissions)}, {"copied_from", to_json(wanted.copied_from)}});
    co_return shown(std::move(*made));
}

Task<RoleRow> Roles::change(FreshAgent by, RoleName role, RoleWords words) {
    auto name_en = safety::typed_name(words.name_en, "name_en"), name_zh = safety::typed_name(words.name_zh, "name_zh");
    auto const wanted = in_order(std::move(words.permissions));
    auto const held = co_await staff_.permissions_now(by.id);
    auto const own = co_await staff_.role_now(by.id);
    Permissions added, taken;
    auto changed = co_await database_.transaction([&](postgres::Transaction& alone) -> Task<std::optional<sql::StoredRole>> {
        auto const before = co_await alone.run(sql::hold_role, role);
        if (!before) refuse(ProblemKind::not_found, "role.unknown");
        if (before->built_in) refuse(ProblemKind::conflict, "role.built_in");
        if (own == role) refuse(ProblemKind::conflict, "role.own");
        auto const had = read_permissions(before->permissions);
        added = without(wanted, had), taken = without(had, wanted);
        require_holds(held, added, "permissions");
        if (holds(added, Permission::approve)) co_await alone.run(sql::given_anew, role, clock_.now());
        co_return co_await alone.run(sql::change_role, role, name_en, name_zh, wanted, clock_.now());
    });
    staff_.forget(role);
    co_await record("role.changed", by, role, {{"added", to_json(added)}, {"taken", to_json(taken)}});
    co_return shown(std::move(changed.value()));
}

Task<void> Roles::end(FreshAgent by, RoleName role) {
    auto const own = co_await staff_.role_now(by.id);
    co_await database_.transaction([&](postgres::Transaction& alone) -> Task<void> {
        auto const before = co_await alone.run(sql::hold_role, role);
        if (!before) refuse(ProblemKind::not_found, "role.unknown");
        if (before->built_in) refuse(ProblemKind::conflict, "role.built_in");
        if (own == role) refuse(ProblemKind::conflict, "role.own");
        if (co_await alone.run(sql::end_role, role, clock_.now()) == 0) refuse(ProblemKind::conflict, "role.in_use");
    });
    co_await record("role.ended", by, role, {});
}

Task<void> Roles::record(char const* act, FreshAgent const& by, RoleName const& role, json::object details) {
    co_await audit_.record({.act = act,
                            .actor_kind = audit::ActorKind::staff,
                            .actor = by.id.uuid,
                            .subject = Uuid::parse(role.text()),
                            .details = std::move(details)});
}

}  // namespace ombud::staff
