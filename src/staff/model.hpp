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
#include "factors/factors.hpp"
#include "sessions/sessions.hpp"

namespace ombud::staff {

BOOST_DEFINE_ENUM_CLASS(Role, agent, supervisor, admin)

BOOST_DEFINE_ENUM_CLASS(Permission,
                        read_conversations,  // every conversation of the desk, and the inbox
                        reply,               // answer customers, take notes, change a conversation's state
                        assign,              // take a conversation, hand it over, give it back to the queue
                        see_people,          // who works here, and who is online
                        manage_people,       // add, change and deactivate people; see their addresses
                        approve,             // be one of the two people that a dangerous act needs
                        read_audit,          // the record of security-relevant acts
                        read_outbox,         // the letters that a demo would have sent
                        write_articles,      // draft and translate articles, see what they were good for
                        publish_articles,    // put them before customers, and take them away
                        set_status,          // say what works and what does not
                        change_official,     // propose changes of the official channels, which two people agree to
                        see_mail,            // letters that were set aside, and whether mail comes and goes
                        manage_mail,         // mailboxes and addresses; send a letter round
                        manage_work,         // queues, hours, service levels, macros, rules, fields, views for all
                        manage_access)       // roles; keys and calls of other programs

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

// What a session still lacks before it opens the desk.
BOOST_DEFINE_ENUM_CLASS(Needs, second_factor, enrolment)

struct SignedIn {
    Profile staff;
    std::string token;
    Timestamp expires_at;
    std::optional<Needs> needs;
    std::vector<factors::Kind> methods;  // by which the second factor can be proved
};
BOOST_DESCRIBE_STRUCT(SignedIn, (), (staff, token, expires_at, needs, methods))

// Somebody of the desk in a session that holds right now.
struct Session {
    Profile staff;
    sessions::Session session;
    bool complete;  // its second factor was proved, or none is asked for here

    [[nodiscard]] bool may(Permission permission) const { return staff::may(staff.role, permission); }
};

// Where a request came from.
struct From {
    std::string peer;
    std::string device{};  // "Chrome, Android"
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

// A member of staff as they see themselves.
struct Me {
    StaffId id;
    std::string email;
    std::string name;
    std::string public_name;
    Role role;
    std::optional<std::string> language;
    std::vector<Permission> permissions;
    factors::Held factors;
    std::optional<Timestamp> stepped_up_until;
    bool second_factor_waived;  // a demo asks for none
};
BOOST_DESCRIBE_STRUCT(Me, (),
                      (id, email, name, public_name, role, language, permissions, factors, stepped_up_until,
                       second_factor_waived))

BOOST_DEFINE_ENUM_CLASS(StepUpMethod, passkey, totp, recovery_code, password)

struct StepUpOffer {
    std::vector<StepUpMethod> methods;        // strongest first; a password only where no second factor is asked for
    std::optional<std::string> challenge_id;  // for a passkey, where there is one
    json::value options;
};
BOOST_DESCRIBE_STRUCT(StepUpOffer, (), (methods, challenge_id, options))

// One of them.
struct StepUp {
    std::optional<std::string> totp;
    std::optional<std::string> recovery_code;
    std::optional<factors::PasskeyProof> passkey;
    std::optional<std::string> password;
};
BOOST_DESCRIBE_STRUCT(StepUp, (), (totp, recovery_code, passkey, password))

struct NewPasskey {
    std::string challenge_id;
    json::value credential;
    std::string name;
};
BOOST_DESCRIBE_STRUCT(NewPasskey, (), (challenge_id, credential, name))

struct TotpCode {
    std::string code;
};
BOOST_DESCRIBE_STRUCT(TotpCode, (), (code))

// New ones, shown once; none when the person has some already.
struct RecoveryCodes {
    std::optional<std::vector<std::string>> recovery_codes;
};
BOOST_DESCRIBE_STRUCT(RecoveryCodes, (), (recovery_codes))

// Whom a provider of sign-in vouches for.
struct Vouched {
    std::string issuer;
    std::string subject;
    std::optional<std::string> email;  // that it has checked
    bool second_factor;                // it asked for more than a password
};

// Until when dangerous acts may be done.
struct SteppedUp {
    Timestamp until;
};
BOOST_DESCRIBE_STRUCT(SteppedUp, (), (until))

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
