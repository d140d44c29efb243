// The gate: the only place where a Customer or an Agent value comes from.
#pragma once
#include <optional>
#include <string>

#include "callers/callers.hpp"
#include "customers/customers.hpp"
#include "http/cookies.hpp"
#include "http/server.hpp"
#include "sessions/sessions.hpp"
#include "staff/keys.hpp"
#include "staff/staff.hpp"

namespace ombud::edge {

enum class CallerKind {
    anyone,
    viewer,
    guest,
    customer,
    holder,
    fresh_holder,
    participant,
    password_session,
    agent,
    fresh_agent
};

// Who may call a route. There is no default: each route says it.
struct Access {
    CallerKind kind;
    staff::Permission permission;  // what an agent needs
};
consteval Access anyone() {
    return {CallerKind::anyone, {}};
}
// A page that anybody may see, and that knows its holder: an old session is as good as none.
consteval Access viewer() {
    return {CallerKind::viewer, {}};
}
// A form that begins something: nobody is made a visitor.
consteval Access guest() {
    return {CallerKind::guest, {}};
}
consteval Access customer() {
    return {CallerKind::customer, {}};
}
// The holder of an account, in a session of theirs.
consteval Access holder() {
    return {CallerKind::holder, {}};
}
// The same, stepped up a moment ago.
consteval Access fresh_holder() {
    return {CallerKind::fresh_holder, {}};
}
// Staff whose second factor is still missing, or whose session is locked, and all others of the desk.
consteval Access password_session() {
    return {CallerKind::password_session, {}};
}
consteval Access agent(staff::Permission needed) {
    return {CallerKind::agent, needed};
}
consteval Access fresh_agent(staff::Permission needed) {
    return {CallerKind::fresh_agent, needed};
}
// Either side: customers for their own conversations, staff with the permission for any.
consteval Access participant(staff::Permission needed) {
    return {CallerKind::participant, needed};
}

// Whom a token or cookie stands for; neither a customer nor staff: nobody.
struct Identity {
    std::optional<customers::CustomerClaims> customer;  // visitors, the platform's users, holders of accounts
    std::optional<sessions::Session> holder;            // of an account: a customer, too
    std::optional<staff::Session> staff;
    bool fresh = false;  // stepped up a moment ago
    std::string token;
    std::string peer;

    [[nodiscard]] bool is_somebody() const { return customer || staff; }
};

class Gate {
public:
    Gate(customers::Customers& customers, sessions::Sessions& sessions, staff::Staff& staff, staff::Keys& keys, Clock& clock)
        : customers_(customers), sessions_(sessions), staff_(staff), keys_(keys), clock_(clock) {}

    // From `Authorization: Bearer`, else from the cookies: the one that the route is for comes first, and an account's before a
    // visitor's. A token that no longer holds is Problem{unauthenticated, "session.expired"}; a cookie on an unsafe request from
    // another site is Problem{forbidden, "origin.foreign"}. A program's key counts in the header only.
    Task<Identity> identify(http::Request const& request, CallerKind wanted);
    Task<Identity> identify_token(std::string token, std::string peer, bool keeps_alive);

    // Whoever was erased is nobody from now on: their tokens and sessions end. How many sessions there were.
    Task<std::int64_t> forget(CustomerId id);
    // Whom other processes erased; whether anybody.
    Task<bool> learn_erased() { return customers_.learn_erased(); }
    [[nodiscard]] bool was_erased(CustomerId id) const { return customers_.was_erased(id); }

    // Throws Problem{unauthenticated, "session.required"}, or {forbidden, …}: "permission.missing", "second_factor.required",
    // "session.locked", "step_up.required", "program.forbidden".
    static void check(Identity const& who, Access access);

    template <class Caller>
    static Caller let_in(Identity const& who, Access access) {
        check(who, access);
        if constexpr (std::same_as<Caller, Anyone>)
            return Anyone{who.peer};
        else if constexpr (std::same_as<Caller, Viewer>)
            return viewer_of(who);
        else if constexpr (std::same_as<Caller, Guest>)
            return Guest{Customer{who.customer->id}, viewer_of(who)};
        else if constexpr (std::same_as<Caller, Customer>)
            return Customer{who.customer->id};
        else if constexpr (std::same_as<Caller, Holder> || std::same_as<Caller, FreshHolder>)
            return Caller{who.customer->id, who.holder->id};
        else if constexpr (std::same_as<Caller, Agent> || std::same_as<Caller, FreshAgent>)
            return Caller{who.staff->staff.id, who.staff->staff.public_name};
        else if constexpr (std::same_as<Caller, PasswordAgent>)
            return PasswordAgent{who.staff->staff.id, who.staff->session.id};
        else
            return who.staff ? Participant{Agent{who.staff->staff.id, who.staff->staff.public_name}}
                             : Participant{Customer{who.customer->id}};
    }

private:
    static Viewer viewer_of(Identity const& who);

    customers::Customers& customers_;
    sessions::Sessions& sessions_;
    staff::Staff& staff_;
    staff::Keys& keys_;
    Clock& clock_;
};

inline constexpr char staff_cookie[] = "ombud_staff";
inline constexpr char account_cookie[] = "ombud_account";
inline constexpr char visitor_cookie[] = "ombud_visitor";
using http::cookie_name;
using http::set_cookie;

bool unsafe(http::Method method);
// What a browser says of the page that asks: one of ours, or another's. Neither when it says nothing.
bool from_own_page(http::Request const& request);
bool from_foreign_page(http::Request const& request);

}  // namespace ombud::edge
