// Roles over HTTP: which one is meant stands in the path, a built-in one by its name, one of the desk's own by its id.
#pragma once
#include "edge/route.hpp"
#include "staff/roles.hpp"

namespace ombud::edge {

class RoleDoors {
public:
    explicit RoleDoors(staff::Roles& roles) : roles_(roles) {}

    Task<staff::RoleList> list(Agent by) { return roles_.list(std::move(by)); }
    Task<staff::RoleRow> add(FreshAgent by, staff::NewRole wanted) { return roles_.add(std::move(by), std::move(wanted)); }
    Task<staff::RoleRow> change(FreshAgent by, PathText role, staff::RoleWords words) {
        return roles_.change(std::move(by), staff::RoleName{std::move(role.value)}, std::move(words));
    }
    Task<void> end(FreshAgent by, PathText role) { return roles_.end(std::move(by), staff::RoleName{std::move(role.value)}); }

private:
    staff::Roles& roles_;
};

}  // namespace ombud::edge
