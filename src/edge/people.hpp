// Signing in and out over HTTP: tokens, cookies, limits on how often; and the desk's people.
#pragma once
#include "audit/audit.hpp"
#include "callers/callers.hpp"
#include "core/rate_limit.hpp"
#include "customers/customers.hpp"
#include "desk/presence.hpp"
#include "edge/route.hpp"
#include "outbox/outbox.hpp"
#include "staff/staff.hpp"

namespace ombud::edge {

struct NewVisitor {
    std::optional<std::string> language;
};
BOOST_DESCRIBE_STRUCT(NewVisitor, (), (language))

struct VisitorToken {
    CustomerId visitor_id;
    std::string token;
    Timestamp expires_at;
};
BOOST_DESCRIBE_STRUCT(VisitorToken, (), (visitor_id, token, expires_at))

struct PlatformToken {
    std::string token;  // a JWT signed by the platform's own server
};
BOOST_DESCRIBE_STRUCT(PlatformToken, (), (token))

struct CustomerToken {
    CustomerId customer_id;
    std::string token;
    std::optional<std::string> name;
    Timestamp expires_at;
};
BOOST_DESCRIBE_STRUCT(CustomerToken, (), (customer_id, token, name, expires_at))

struct Colleague {
    StaffId id;
    std::string name;
    std::string public_name;
    staff::RoleName role;
    std::optional<std::string> role_name_en, role_name_zh;  // of a role of the desk's own
    bool active;
    bool online;
    std::optional<std::string> email;  // for those who manage people
};
BOOST_DESCRIBE_STRUCT(Colleague, (), (id, name, public_name, role, role_name_en, role_name_zh, active, online, email))

struct Colleagues {
    std::vector<Colleague> staff;
};
BOOST_DESCRIBE_STRUCT(Colleagues, (), (staff))

struct AddedColleague {
    Colleague staff;
    std::string setup_link;
};
BOOST_DESCRIBE_STRUCT(AddedColleague, (), (staff, setup_link))

// The session's cookie beside it.
WithFields<staff::SignedIn> with_staff_cookie(staff::SignedIn session, Timestamp now, bool secure);
// Where a request came from, as staff are told of their sessions.
staff::From from(http::Request const& request);

class People {
public:
    // `public_url`: where this desk is reached from outside, without a slash at the end.
    People(customers::Customers& customers, staff::Staff& staff, Gate& gate, desk::Presence& presence, Clock& clock,
           audit::Log& audit, outbox::Outbox& outbox, std::string public_url);

    // Whoever sends a form becomes a visitor.
    struct NewGuest {
        Identity who;
        http::Field cookie;
    };
    Task<NewGuest> visitor_of(http::Request const& request);
    // Of a visitor who is known already.
    Task<http::Field> cookie_of(Customer visitor, bool secure);
    Task<WithFields<VisitorToken>> create_visitor(Anyone by, NewVisitor wanted, http::Request* request);
    Task<CustomerToken> sign_in_customer(Anyone by, PlatformToken proof);
    Task<WithFields<staff::SignedIn>> sign_in_staff(Anyone by, staff::SignIn who, http::Request* request);
    Task<http::Response> sign_out_staff(PasswordAgent by, http::Request* request);
    Task<WithFields<staff::SignedIn>> complete_setup(Anyone by, staff::CompleteSetup choice, http::Request* request);
    Task<Colleagues> list(Agent by, http::Request* request);
    // The link is mailed, too, in the language of whoever invites. Nobody gives what they do not hold: Problem{forbidden,
    // "permission.not_held"}.
    Task<AddedColleague> add(FreshAgent by, staff::AddPerson person, http::Request* request);
    // The same, and {forbidden, "staff.may_more"} for the role and the work of whoever may more.
    Task<Colleague> change(FreshAgent by, StaffId id, staff::ChangePerson change, http::Request* request);

    [[nodiscard]] std::string setup_url(staff::SetupLink const& link) const {
        return public_url_ + "/desk/setup#token=" + link.token;
    }

private:
    Task<void> record(std::string act, StaffId by, StaffId subject, json::object details);
    Task<staff::Session> session_of(http::Request const& request);
    [[nodiscard]] Colleague colleague(staff::Person const& person, bool with_address) const;

    customers::Customers& customers_;
    staff::Staff& staff_;
    Gate& gate_;
    desk::Presence& presence_;
    Clock& clock_;
    audit::Log& audit_;
    outbox::Outbox& outbox_;
    std::string public_url_;
    RateLimit new_visitors_;
    RateLimit platform_tokens_;
};

}  // namespace ombud::edge
