// The roles: three that are built in, and those of the desk's own making; nobody gives what they do not hold themselves.
#pragma once
#include "audit/audit.hpp"
#include "callers/callers.hpp"
#include "staff/staff.hpp"

namespace ombud::staff {

// What the stored words of a role mean now: a built-in one's stand in the program; words that it does not know give nothing.
Permissions permissions_of(RoleName const& role, std::vector<std::string> const& stored);
Permissions read_permissions(std::vector<std::string> const& stored);
// Sorted, each once. Problem{invalid, "permissions.empty", "permissions"}.
Permissions in_order(Permissions permissions);
// Problem{forbidden, "permission.not_held", field}.
void require_holds(Permissions const& held, Permissions const& given, char const* field);

class Roles {
public:
    Roles(postgres::Database& database, Staff& staff, audit::Log& audit, Clock& clock, Random& random)
        : database_(database), staff_(staff), audit_(audit), clock_(clock), random_(random) {}

    Task<RoleList> list(Agent by);
    // Problem{forbidden, "permission.not_held", "permissions"}, {invalid, "name.empty" | "permissions.empty" | "role.unknown"},
    // {conflict, "role.too_many"}.
    Task<RoleRow> add(FreshAgent by, NewRole wanted);
    // Holds at once for whoever has it, signed in or not. The same, and {not_found, "role.unknown"}, {conflict, "role.built_in" |
    // "role.own"}. Of what the role may do already, nothing needs to be held.
    Task<RoleRow> change(FreshAgent by, RoleName role, RoleWords words);
    // {conflict, "role.in_use"} as long as somebody has it.
    Task<void> end(FreshAgent by, RoleName role);

private:
    Task<void> record(char const* act, FreshAgent const& by, RoleName const& role, json::object details);

    postgres::Database& database_;
    Staff& staff_;
    audit::Log& audit_;
    Clock& clock_;
    Random& random_;
};

}  // namespace ombud::staff
