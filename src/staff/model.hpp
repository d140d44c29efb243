// The people of the desk: roles, what each built-in role may do, and the shapes of signing in and of managing people.
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
                        manage_access,       // roles; keys and calls of other programs
                        reveal,              // look at one masked field of a customer, for a purpose, on the record
                        watch_insiders,      // who opens and reveals how much, alarms, more of it for a shift
                        handle_incidents,    // declare an incident, gather its conversations, answer all of them
                        handle_complaints,   // the register of complaints, their answers and decisions
                        see_compliance,      // notes behind the wall: read and write them
                        see_reports,         // how the desk does, down to the conversations behind each figure
                        manage_privacy)      // retention, legal holds, export and erasure of what is kept of a customer

using Permissions = std::vector<Permission>;
inline bool holds(Permissions const& held, Permission permission) {
    return std::ranges::find(held, permission) != held.end();
}

// What a built-in role may do: the only place that says so. What others may do stands in their rows.
Permissions const& permissions_of(Role role);
inline bool may(Role role, Permission permission) {
    return holds(permissions_of(role), permission);
}

// Which role somebody has: a built-in one by its name, one of the desk's own by its id.
class RoleName {
public:
    RoleName() = default;
    RoleName(Role built_in);  // NOLINT(google-explicit-constructor): each of them has a name
    explicit RoleName(std::string name) : text_(std::move(name)) {}

    [[nodiscard]] std::string const& text() const { return text_; }
    [[nodiscard]] std::optional<Role> built_in() const;
    bool operator==(RoleName const&) const = default;

private:
    std::string text_;
};

// One of the desk's people, as the table holds them.
struct Person {
    StaffId id;
    std::string email;
    std::string name;
    std::string public_name;  // what customers see
    RoleName role;
    std::optional<std::string> role_name_en, role_name_zh;  // of a role of the desk's own
    std::optional<std::string> language;                    // zh-CN or en; none: as the browser asks
    bool active;
    Timestamp created_at;
};
BOOST_DESCRIBE_STRUCT(Person, (), (id, email, name, public_name, role, role_name_en, role_name_zh, language, active, created_at))

// What a member of staff is told about themselves.
struct Profile {
    StaffId id;
    std::string email;
    std::string name;
    std::string public_name;
    RoleName role;
    std::optional<std::string> role_name_en, role_name_zh;
    std::optional<std::string> language;
    Permissions permissions;
};
BOOST_DESCRIBE_STRUCT(Profile, (), (id, email, name, public_name, role, role_name_en, role_name_zh, language, permissions))

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

// Who acts: a person in a session, or a program by its key, which has no session and never steps up.
enum class ActsAs { person, program };

// Somebody of the desk in a session that holds right now.
struct Session {
    Profile staff;
    sessions::Session session;
    bool complete;  // its second factor was proved, or none is asked for here
    ActsAs acts_as = ActsAs::person;

    [[nodiscard]] bool may(Permission permission) const { return holds(staff.permissions, permission); }
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
    RoleName role;
    std::optional<std::string> role_name_en, role_name_zh;
    std::optional<std::string> language;
    Permissions permissions;
    factors::Held factors;
    std::optional<Timestamp> stepped_up_until;
    bool second_factor_waived;  // a demo asks for none
};
BOOST_DESCRIBE_STRUCT(Me, (),
                      (id, email, name, public_name, role, role_name_en, role_name_zh, language, permissions, factors,
                       stepped_up_until, second_factor_waived))

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
    RoleName role;
};
BOOST_DESCRIBE_STRUCT(AddPerson, (), (email, name, public_name, role))

struct ChangePerson {
    std::optional<RoleName> role;
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

// Roles ---------------------------------------------------------------------------------------------------------------

struct RoleRow {
    RoleName id;
    bool built_in;
    std::optional<std::string> name_en, name_zh;  // none: a built-in one, which the front end names
    Permissions permissions;
    std::optional<RoleName> copied_from;
    std::optional<Timestamp> made_at, changed_at;
};
BOOST_DESCRIBE_STRUCT(RoleRow, (), (id, built_in, name_en, name_zh, permissions, copied_from, made_at, changed_at))

struct RoleList {
    std::vector<RoleRow> roles;  // the built-in ones first
};
BOOST_DESCRIBE_STRUCT(RoleList, (), (roles))

struct NewRole {
    std::string name_en, name_zh;
    Permissions permissions;
    RoleName copied_from;
};
BOOST_DESCRIBE_STRUCT(NewRole, (), (name_en, name_zh, permissions, copied_from))

struct RoleWords {
    std::string name_en, name_zh;
    Permissions permissions;
};
BOOST_DESCRIBE_STRUCT(RoleWords, (), (name_en, name_zh, permissions))

// Keys of other programs ----------------------------------------------------------------------------------------------

struct ProgramKey {
    StaffId id;        // the author of what is done by it
    std::string name;  // which customers see, too, beside what it answers
    Permissions permissions;
    std::vector<std::string> networks;  // none: it may be used from anywhere
    Timestamp made_at;
    std::string made_by;  // by the name among colleagues
    bool maker_works_here;
    Timestamp expires_at;
    std::optional<Timestamp> ended_at;
    std::optional<std::string> ended_by;
    std::optional<Timestamp> used_at;  // to the minute
    std::optional<std::string> used_network;
};
BOOST_DESCRIBE_STRUCT(ProgramKey, (),
                      (id, name, permissions, networks, made_at, made_by, maker_works_here, expires_at, ended_at, ended_by,
                       used_at, used_network))

struct ProgramKeyList {
    std::vector<ProgramKey> keys;  // those that hold first, each newest first
};
BOOST_DESCRIBE_STRUCT(ProgramKeyList, (), (keys))

struct NewProgramKey {
    std::string name;
    Permissions permissions;
    std::optional<std::vector<std::string>> networks;
    std::optional<std::int64_t> days;  // that it holds
};
BOOST_DESCRIBE_STRUCT(NewProgramKey, (), (name, permissions, networks, days))

struct MadeProgramKey {
    ProgramKey key;
    std::string token;  // shown this once
};
BOOST_DESCRIBE_STRUCT(MadeProgramKey, (), (key, token))

}  // namespace ombud::staff

namespace ombud {

template <>
struct JsonCodec<staff::RoleName> {
    static staff::RoleName read(json::value const& value, std::string const& path) {
        return staff::RoleName{JsonCodec<std::string>::read(value, path)};
    }
    static json::value write(staff::RoleName const& role) { return json::value(role.text()); }
    static json::value schema() { return {{"type", "string"}}; }
};

}  // namespace ombud
