#include "edge/people.hpp"

#include "core/limits.hpp"
#include "text/device_label.hpp"

namespace ombud::edge {

staff::From from(http::Request const& request) {
    return {request.peer, text::device_label(request.field("user-agent"))};
}

WithFields<staff::SignedIn> with_staff_cookie(staff::SignedIn session, Timestamp now, bool secure) {
    auto const lasts = std::chrono::duration_cast<std::chrono::seconds>(session.expires_at - now);
    auto cookie = set_cookie(staff_cookie, session.token, lasts, secure);
    return {std::move(session), {std::move(cookie)}};
}

People::People(customers::Customers& customers, staff::Staff& staff, Gate& gate, desk::Presence& presence, Clock& clock,
               audit::Log& audit, outbox::Outbox& outbox, std::string public_url)
    : customers_(customers),
      staff_(staff),
      gate_(gate),
      presence_(presence),
      clock_(clock),
      audit_(audit),
      outbox_(outbox),
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

Task<People::NewGuest> People::visitor_of(http::Request const& request) {
    new_visitors_.require(network_of(request.peer));
    auto const issued = co_await customers_.new_visitor(request.path.starts_with("/zh-CN/") ? "zh-CN" : "en");
    auto const lasts = std::chrono::duration_cast<std::chrono::seconds>(issued.expires_at - clock_.now());
    auto cookie = set_cookie(visitor_cookie, issued.token, lasts, request.secure);
    co_return NewGuest{co_await gate_.identify_token(issued.token, request.peer, false), std::move(cookie)};
}

Task<http::Field> People::cookie_of(Customer visitor, bool secure) {
    auto const issued =
        co_await customers_.renew({.id = visitor.id, .kind = customers::CustomerKind::visitor, .expires_at = clock_.now()});
    auto const lasts = std::chrono::duration_cast<std::chrono::seconds>(issued.expires_at - clock_.now());
    co_return set_cookie(visitor_cookie, issued.token, lasts, secure);
}

Task<CustomerToken> People::sign_in_customer(Anyone by, PlatformToken proof) {
    platform_tokens_.require(network_of(by.peer));
    auto issued = co_await customers_.sign_in_with_platform_token(std::move(proof.token));
    co_return CustomerToken{issued.customer_id, std::move(issued.token), std::move(issued.name), issued.expires_at};
}

Task<WithFields<staff::SignedIn>> People::sign_in_staff(Anyone by, staff::SignIn who, http::Request* request) {
    auto const network = network_of(by.peer);
    std::optional<staff::SignedIn> session;
    std::optional<Problem> refused;
    try {
        session = co_await staff_.sign_in(std::move(who), from(*request));
    } catch (Problem const& problem) {
        refused = problem;
    }
    if (refused) {
        // Whose address it was is not said: it may be nobody's, or a password typed in the wrong field.
        co_await audit_.record_noise({.act = "staff.sign_in_refused",
                                      .actor_kind = audit::ActorKind::nobody,
                                      .actor = {},
                                      .subject = {},
                                      .details = {{"code", refused->code}, {"network", network}}},
                                     network);
        throw *refused;
    }
    co_await audit_.record({.act = "staff.signed_in",
                            .actor_kind = audit::ActorKind::staff,
                            .actor = session->staff.id.uuid,
                            .subject = session->staff.id.uuid,
                            .details = {{"network", network}}});
    co_return with_staff_cookie(std::move(*session), clock_.now(), request->secure);
}

Task<http::Response> People::sign_out_staff(PasswordAgent by, http::Request* request) {
    co_await staff_.sign_out(by.session);
    co_await record("staff.signed_out", by.id, by.id, {});
    co_return http::Response{.status = 204, .fields = {set_cookie(staff_cookie, "", {}, request->secure)}, .body = std::string{}};
}

Task<WithFields<staff::SignedIn>> People::complete_setup(Anyone by, staff::CompleteSetup choice, http::Request* request) {
    auto session = co_await staff_.complete_setup(std::move(choice), from(*request));
    co_await audit_.record({.act = "staff.setup_link_used",
                            .actor_kind = audit::ActorKind::staff,
                            .actor = session.staff.id.uuid,
                            .subject = session.staff.id.uuid,
                            .details = {{"network", network_of(by.peer)}}});
    co_return with_staff_cookie(std::move(session), clock_.now(), request->secure);
}

Task<staff::Session> People::session_of(http::Request const& request) {
    auto who = co_await gate_.identify(request, CallerKind::agent);
    if (!who.staff) throw Problem{ProblemKind::unauthenticated, "session.expired"};  // it ended since the gate let it in
    co_return std::move(*who.staff);
}

Colleague People::colleague(staff::Person const& person, bool with_address) const {
    return {.id = person.id,
            .name = person.name,
            .public_name = person.public_name,
            .role = person.role,
            .role_name_en = person.role_name_en,
            .role_name_zh = person.role_name_zh,
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

Task<void> People::record(std::string act, StaffId by, StaffId subject, json::object details) {
    co_await audit_.record({.act = std::move(act),
                            .actor_kind = audit::ActorKind::staff,
                            .actor = by.uuid,
                            .subject = subject.uuid,
                            .details = std::move(details)});
}

Task<AddedColleague> People::add(FreshAgent by, staff::AddPerson person, http::Request* request) {
    co_await staff_.require_may_give((co_await session_of(*request)).staff.permissions, person.role);
    auto added = co_await staff_.add(std::move(person));
    co_await record("staff.added", by.id, added.staff.id, {{"role", to_json(added.staff.role)}});
    auto link = setup_url(added.setup_link);
    bool const chinese = request->field("accept-language").starts_with("zh");
    co_await outbox_.post({.letter = "staff_invitation",
                           .language = chinese ? "zh-CN" : "en",
                           .to = added.staff.email,
                           .values = {{"link", link}}});
    co_return AddedColleague{colleague(added.staff, true), std::move(link)};
}

Task<Colleague> People::change(FreshAgent by, StaffId id, staff::ChangePerson change, http::Request* request) {
    auto const held = (co_await session_of(*request)).staff.permissions;
    if (change.role || change.active) co_await staff_.require_may_change(held, id);
    if (change.role) co_await staff_.require_may_give(held, *change.role);
    json::object details;
    if (change.role) details["role"] = to_json(*change.role);
    if (change.active) details["active"] = *change.active;
    details["names"] = change.name || change.public_name;
    auto const changed = co_await staff_.change(id, std::move(change));
    co_await record("staff.changed", by.id, id, std::move(details));
    co_return colleague(changed, true);
}

}  // namespace ombud::edge
