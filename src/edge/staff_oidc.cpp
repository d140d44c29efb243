#include "edge/staff_oidc.hpp"

#include "core/limits.hpp"

namespace ombud::edge {

namespace {

http::Response redirect(std::string location, http::Field cookie) {
    return {.status = 302, .fields = {{"Location", std::move(location)}, std::move(cookie)}, .body = std::string{}};
}

http::Response failed(Problem const& problem, bool secure) {
    return redirect("/desk/#oidc=" + problem.code, set_cookie(oidc_cookie, "", {}, secure, "Lax"));
}

}  // namespace

StaffOidc::StaffOidc(oidc::SignIn& oidc, staff::Staff& staff, audit::Log& audit, Clock& clock)
    : oidc_(oidc),
      staff_(staff),
      audit_(audit),
      clock_(clock),
      trips_(clock, limits::oidc_trips_at_once, limits::one_oidc_trip_each) {}

Task<OidcProviders> StaffOidc::providers(Anyone) {
    OidcProviders out;
    for (auto const& each : oidc_.providers()) out.providers.push_back({each.id, each.name});
    co_return out;
}

Task<http::Response> StaffOidc::start(Anyone by, OidcStart wanted, http::Request* request) {
    try {
        trips_.require(network_of(by.peer));
        auto departure = co_await oidc_.depart(wanted.provider.value_or(""));
        co_return redirect(std::move(departure.location),
                           set_cookie(oidc_cookie, departure.memory, oidc::longest_absence, request->secure, "Lax"));
    } catch (Problem const& problem) {
        co_return failed(problem, request->secure);
    }
}

Task<http::Response> StaffOidc::callback(Anyone by, http::Request* request) {
    // Providers add parameters of their own; only these are ours.
    oidc::Return returned{.code = request->parameter("code"),
                          .state = request->parameter("state"),
                          .iss = request->parameter("iss"),
                          .error = request->parameter("error")};
    auto const network = network_of(by.peer);
    std::optional<Problem> refused;
    try {
        trips_.require(network);
        auto memory = request->cookie(cookie_name(oidc_cookie, request->secure)).value_or("");
        auto who = co_await oidc_.arrive(std::move(memory), std::move(returned));
        auto session = co_await staff_.sign_in_vouched(
            {std::move(who.issuer), std::move(who.subject), std::move(who.email), who.second_factor}, from(*request));
        co_await audit_.record({.act = "staff.signed_in",
                                .actor_kind = audit::ActorKind::staff,
                                .actor = session.staff.id.uuid,
                                .subject = session.staff.id.uuid,
                                .details = {{"network", network}, {"way", "oidc"}}});
        auto signed_in = with_staff_cookie(std::move(session), clock_.now(), request->secure);
        auto response = redirect("/desk/", set_cookie(oidc_cookie, "", {}, request->secure, "Lax"));
        response.fields.push_back(std::move(signed_in.fields.front()));
        co_return response;
    } catch (Problem const& problem) {
        refused = problem;
    }
    co_await audit_.record_noise({.act = "staff.sign_in_refused",
                                  .actor_kind = audit::ActorKind::nobody,
                                  .actor = {},
                                  .subject = {},
                                  .details = {{"code", refused->code}, {"network", network}, {"way", "oidc"}}},
                                 network);
    co_return failed(*refused, request->secure);
}

}  // namespace ombud::edge
