#include "edge/people.hpp"

#include "core/limits.hpp"

namespace ombud::edge {

People::People(customers::Customers& customers, staff::Staff& staff, Gate& gate, desk::Presence& presence, Clock& clock,
               std::string public_url)
    : customers_(customers),
      staff_(staff),
      gate_(gate),
      presence_(presence),
      clock_(clock),
      public_url_(std::move(public_url)),
      new_visitors_(clock, limits::visitors_at_once, limits::one_visitor_each),
      platform_tokens_(clock, limits::visitors_at_once, limits::one_visitor_each) {}

Task<WithFields<VisitorToken>> People::create_visitor(Anyone by, NewVisitor wanted, http::Request* request) {
    new_visitors_.require(network_of(by.peer));
    std::optional<customers::IssuedToken> issued;
    try {
        auto const who = co_await gate_.identify(*request, CallerKind::customer);
        if (who.customer && who.customer->kind == customers::CustomerKind::visitor)
            issued = co_await customers_.renew(*who.customer);
    } catch (Problem const& problem) {
        if (problem.kind != ProblemKind::unauthenticated) throw;  // an old token must not keep anybody from getting a new one
    }
    if (!issued) issued = co_await customers_.new_visitor(std::move(wanted.language));
    auto lasts = std::chrono::duration_cast<std::chrono::seconds>(issued->expires_at - clock_.now());
    auto cookie = set_cookie(visitor_cookie, issued->token, lasts, request->secure);
    co_return WithFields<VisitorToken>{{issued->customer_id, std::move(issued->token), issued->expires_at}, {std::move(cookie)}};
}

Task<CustomerToken> People::sign_in_customer(Anyone by, PlatformToken proof) {
    platform_tokens_.require(network_of(by.peer));
    auto issued = co_await customers_.sign_in_with_platform_token(std::move(proof.token));
    co_return CustomerToken{issued.customer_id, std::move(issued.token), std::move(issued.name), issued.expires_at};
}

WithFields<staff::SignedIn> People::signed_in(staff::SignedIn session, bool secure) const {
    auto lasts = std::chrono::duration_cast<std::chrono::seconds>(session.expires_at - clock_.now());
    auto cookie = set_cookie(staff_cookie, session.token, lasts, secure);
    return {std::move(session), {std::move(cookie)}};
}

Task<WithFields<staff::SignedIn>> People::sign_in_staff(Anyone by, staff::SignIn who, http::Request* request) {
    co_return signed_in(co_await staff_.sign_in(std::move(who), std::move(by.peer)), request->secure);
}

Task<http::Response> People::sign_out_staff(Agent, http::Request* request) {
    co_await staff_.sign_out((co_await gate_.identify(*request, CallerKind::agent)).token);
    co_return http::Response{.status = 204, .fields = {set_cookie(staff_cookie, "", {}, request->secure)}, .body = std::string{}};
}

Task<WithFields<staff::SignedIn>> People::complete_setup(Anyone, staff::CompleteSetup choice, http::Request* request) {
    co_return signed_in(co_await staff_.complete_setup(std::move(choice)), request->secure);
}

Task<staff::Session> People::session_of(http::Request const& request) {
    auto who = co_await gate_.identify(request, CallerKind::agent);
    if (!who.staff) throw Problem{ProblemKind::unauthenticated, "session.expired"};  // it ended since the gate let it in
    co_return std::move(*who.staff);
}

Task<staff::Profile> People::me(Agent, http::Request* request) {
    co_return (co_await session_of(*request)).staff;
}

Colleague People::colleague(staff::Person const& person, bool with_address) const {
    return {.id = person.id,
            .name = person.name,
            .public_name = person.public_name,
            .role = person.role,
            .active = person.active,
            .online = presence_.is_online(person.id),
            .email = with_address ? std::optional{person.email} : std::nullopt};
}

Task<Colleagues> People::list(Agent, http::Request* request) {
    bool const manages = (co_await session_of(*request)).may(staff::Permission::manage_people);
    Colleagues out;
    for (auto const& person : co_await staff_.list()) out.staff.push_back(colleague(person, manages));
    co_return out;
}

Task<AddedColleague> People::add(Agent, staff::AddPerson person) {
    auto added = co_await staff_.add(std::move(person));
    co_return AddedColleague{colleague(added.staff, true), setup_url(added.setup_link)};
}

Task<Colleague> People::change(Agent, StaffId id, staff::ChangePerson change) {
    co_return colleague(co_await staff_.change(id, std::move(change)), true);
}

}  // namespace ombud::edge
