#include "edge/gate.hpp"

namespace ombud::edge {

namespace {

std::string bearer_of(http::Request const& request) {
    auto field = request.field("authorization");
    constexpr std::string_view scheme = "bearer ";
    auto same_letter = [](char a, char b) { return std::tolower(static_cast<unsigned char>(a)) == b; };
    if (field.size() <= scheme.size() || !std::ranges::equal(field.substr(0, scheme.size()), scheme, same_letter)) return {};
    field.remove_prefix(scheme.size());
    return std::string(field);
}

}  // namespace

bool unsafe(http::Method method) {
    return method != http::Method::get && method != http::Method::head && method != http::Method::options;
}

bool from_own_page(http::Request const& request) {
    if (auto site = request.field("sec-fetch-site"); !site.empty()) return site == "same-origin";
    auto origin = request.field("origin");
    return !origin.empty() && origin == (request.secure ? "https://" : "http://") + std::string(request.field("host"));
}

bool from_foreign_page(http::Request const& request) {
    // "none": the person asks by themselves, from no page.
    bool const says = !request.field("origin").empty() || !request.field("sec-fetch-site").empty();
    return says && request.field("sec-fetch-site") != "none" && !from_own_page(request);
}

Task<Identity> Gate::identify_token(std::string token, std::string peer, bool keeps_alive) {
    Identity who{.customer = {}, .holder = {}, .staff = {}, .token = token, .peer = std::move(peer)};
    who.customer = customers_.verify(token);
    using Use = sessions::Sessions::Use;
    if (token.starts_with(staff::key_prefix)) {
        who.staff = co_await keys_.program_of(token, who.peer, keeps_alive ? Use::counts : Use::looks);
    } else if (!who.customer) {
        if (auto session = co_await sessions_.find(token, keeps_alive ? Use::counts : Use::looks)) {
            who.fresh = sessions::is_fresh(*session, clock_.now());
            if (session->owner_kind == sessions::Owner::staff) {
                who.staff = co_await staff_.person_in(std::move(*session));
            } else {
                who.customer = {CustomerId{session->owner}, customers::CustomerKind::account, session->expires_at};
                who.holder = std::move(session);
            }
        }
    }
    if (!who.is_somebody()) throw Problem{ProblemKind::unauthenticated, "session.expired"};
    co_return who;
}

namespace {

using CookieNames = std::array<char const*, 3>;

// Staff may be customers too, in the same browser.
CookieNames cookies_for(CallerKind wanted) {
    bool const of_customers = wanted == CallerKind::viewer || wanted == CallerKind::guest || wanted == CallerKind::customer ||
                              wanted == CallerKind::holder || wanted == CallerKind::fresh_holder;
    return of_customers ? CookieNames{account_cookie, visitor_cookie, staff_cookie}
                        : CookieNames{staff_cookie, account_cookie, visitor_cookie};
}

}  // namespace

Task<Identity> Gate::identify(http::Request const& request, CallerKind wanted) {
    if (auto token = bearer_of(request); !token.empty()) co_return co_await identify_token(std::move(token), request.peer, true);
    for (auto const* name : cookies_for(wanted)) {
        auto token = request.cookie(cookie_name(name, request.secure));
        if (!token || token->starts_with(staff::key_prefix)) continue;
        std::optional<Identity> who;
        try {
            who = co_await identify_token(std::move(*token), request.peer, true);
        } catch (Problem const& problem) {
            if (problem.kind != ProblemKind::unauthenticated) throw;
            continue;  // an old cookie is as good as none
        }
        if (unsafe(request.method) && !from_own_page(request)) throw Problem{ProblemKind::forbidden, "origin.foreign"};
        co_return std::move(*who);
    }
    co_return Identity{.customer = {}, .holder = {}, .staff = {}, .token = {}, .peer = request.peer};
}

Task<std::int64_t> Gate::forget(CustomerId id) {
    customers_.forget(id);
    co_return co_await sessions_.end_all(id.uuid, sessions::Ending::erased);
}

Viewer Gate::viewer_of(Identity const& who) {
    Viewer out{who.peer};
    if (!who.customer || (who.holder && who.holder->locked)) return out;
    out.customer_ = Customer{who.customer->id};
    if (!who.holder) return out;
    out.holder_ = Holder{who.customer->id, who.holder->id};
    if (who.fresh) out.fresh_ = FreshHolder{who.customer->id, who.holder->id};
    return out;
}

void Gate::check(Identity const& who, Access access) {
    using enum CallerKind;
    auto const kind = access.kind;
    auto const refuse = [](char const* code) { throw Problem{ProblemKind::forbidden, code}; };
    if (kind == anyone || kind == viewer || kind == guest) return;
    if (!who.is_somebody()) throw Problem{ProblemKind::unauthenticated, "session.required"};
    if (who.staff) {
        bool const is_program = who.staff->acts_as == staff::ActsAs::program;
        if (kind == password_session && is_program) refuse("program.forbidden");
        if (kind == password_session) return;
        bool const serves_staff = kind == agent || kind == fresh_agent || kind == participant;
        if (!serves_staff) refuse("permission.missing");
        if (!who.staff->complete) refuse("second_factor.required");
        if (who.staff->session.locked) refuse("session.locked");
        if (!who.staff->may(access.permission)) refuse("permission.missing");
        if (kind == fresh_agent && is_program) refuse("program.forbidden");
    } else {
        if (kind == agent || kind == fresh_agent || kind == password_session) refuse("permission.missing");
        // A visitor at a holder's door has not signed in yet.
        if (!who.holder && (kind == holder || kind == fresh_holder))
            throw Problem{ProblemKind::unauthenticated, "session.required"};
        if (who.holder && who.holder->locked) refuse("session.locked");
    }
    if (!who.fresh && (kind == fresh_holder || kind == fresh_agent)) refuse("step_up.required");
}

}  // namespace ombud::edge
