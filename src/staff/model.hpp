// The people of the desk: roles, what each role may do, and the shapes of signing in and of managing people.
#pragma once
#include <algorithm>
#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/ids.hpp"
#include "core/json.hpp"
#include "core/time.hpp"

namespace ombud::staff {

BOOST_DEFINE_ENUM_CLASS(Role, agent, supervisor, admin)

BOOST_DEFINE_ENUM_CLASS(Permission,
                        read_conversations,  // every conversation of the desk, and the inbox
                        reply,               // answer customers, take notes, change a conversation's state
                        assign,              // take a conversation, hand it over, give it back to the queue
                        see_people,          // who works here, and who is online
                        manage_people)       // add, change and deactivate people; see their addresses

// What a role may do: the only place that says so.
std::vector<Permission> const& permissions_of(Role role);
inline bool may(Role role, Permission permission) {
    auto const& held = permissions_of(role);
    return std::ranges::find(held, permission) != held.end();
}

// One of the desk's people, as the table holds them.
struct Person {
    StaffId id;
    std::string email;
    std::string name;
    std::string public_name;  // what customers see
    Role role;
    std::optional<std::string> language;  // zh-CN or en; none: as the browser asks
    bool active;
    Timestamp created_at;
};
BOOST_DESCRIBE_STRUCT(Person, (), (id, email, name, public_name, role, language, active, created_at))

// What a member of staff is told about themselves.
struct Profile {
    StaffId id;
    std::string email;
    std::string name;
    std::string public_name;
    Role role;
    std::optional<std::string> language;
    std::vector<Permission> permissions;
};
BOOST_DESCRIBE_STRUCT(Profile, (), (id, email, name, public_name, role, language, permissions))

struct SignedIn {
    Profile staff;
    std::string token;
    Timestamp expires_at;
};
BOOST_DESCRIBE_STRUCT(SignedIn, (), (staff, token, expires_at))

// A session that holds right now.
struct Session {
    Profile staff;
    Timestamp expires_at;  // whatever happens; an idle one ends earlier

    [[nodiscard]] bool may(Permission permission) const { return staff::may(staff.role, permission); }
};

// A secret that lets one person choose their password, once; the page is /desk/setup#token=…
struct SetupLink {
    std::string token;
    Timestamp expires_at;
};

struct Added {
    Person staff;
    SetupLink setup_link;
};

// What clients send.

struct SignIn {
    std::string email;
    std::string password;
};
BOOST_DESCRIBE_STRUCT(SignIn, (), (email, password))

struct AddPerson {
    std::string email;
    std::string name;
    std::string public_name;
    Role role;
};
BOOST_DESCRIBE_STRUCT(AddPerson, (), (email, name, public_name, role))

struct ChangePerson {
    std::optional<Role> role;
    std::optional<bool> active;
    std::optional<std::string> name;
    std::optional<std::string> public_name;
    std::optional<std::string> language;
};
BOOST_DESCRIBE_STRUCT(ChangePerson, (), (role, active, name, public_name, language))

struct CompleteSetup {
    std::string token;
    std::string password;
    std::optional<std::string> email;  // the first admin says who they are; everybody else is known
    std::optional<std::string> name;
    std::optional<std::string> public_name;
};
BOOST_DESCRIBE_STRUCT(CompleteSetup, (), (token, password, email, name, public_name))

}  // namespace ombud::staff
