#include "edge/api.hpp"

#include "core/limits.hpp"
#include "core/log.hpp"
#include "edge/complaint_door.hpp"
#include "edge/live.hpp"
#include "edge/problems.hpp"
#include "site/problem_page.hpp"

namespace ombud::edge {

// What admit() found out and handle() needs.
struct Api::Admitted {
    Match match;
    Identity who;
    std::shared_ptr<void> room{};         // for a file that is about to come
    std::optional<http::Field> cookie{};  // of whoever became a visitor
};

namespace {

constexpr char live_path[] = "/api/v1/live";

bool has_field(http::Response const& response, std::string_view name) {
    return std::ranges::any_of(response.fields, [&](auto const& field) { return field.name == name; });
}

}  // namespace

Api::Api(asio::io_context& io, House& house, realtime::Hub& hub, Metrics& metrics, Clock& clock,
         std::vector<std::string> widget_origins)
    : io_(io),
      house_(house),
      hub_(hub),
      metrics_(metrics),
      clock_(clock),
      widget_origins_(std::move(widget_origins)),
      frames_(clock, limits::frames_at_once, limits::one_frame_each) {
    file_complaints(house_.help, house_.work, house_.people);
    house_.work.privacy.forgets("sessions", [this](CustomerId id) { return forget(id); });
}

Api::~Api() = default;

bool Api::foreign_but_allowed(http::Request const& request) const {
    auto const origin = request.field("origin");
    if (origin.empty() || !request.path.starts_with("/api/")) return false;
    return std::ranges::any_of(widget_origins_, [&](auto const& allowed) { return allowed == "*" || allowed == origin; });
}

Task<http::Admission> Api::admit(http::Request& head) {
    if (head.method == http::Method::options && foreign_but_allowed(head)) co_return http::Admission{};
    auto admitted = std::make_shared<Admitted>(Admitted{match(head.method, head.path), {}});
    auto const& route = *admitted->match.route;
    head.context = admitted;
    // Routes for anyone read no session: an old token must not keep anybody from getting a new one.
    if (route.access.kind == CallerKind::anyone)
        admitted->who.peer = head.peer;
    else
        admitted->who = co_await house_.gate.identify(head, route.access.kind);
    co_await check_access(admitted->who, route);
    if (admitted->who.staff) co_await note_opening(*admitted->who.staff, admitted->match);
    // What a page may send unasked is no wish of the person before it, whoever is let in: a sign-in would set a cookie.
    if (unsafe(head.method) && from_foreign_page(head) && !foreign_but_allowed(head))
        throw Problem{ProblemKind::forbidden, "origin.foreign"};
    if (route.access.kind == CallerKind::guest && !admitted->who.customer) {
        auto visitor = co_await house_.people.visitor_of(head);
        admitted->who = std::move(visitor.who);
        admitted->cookie = std::move(visitor.cookie);
    }
    co_return co_await make_room(*admitted, head.peer);
}

// Every way to a conversation leads through here, whatever it is that is read of it or done to it.
Task<void> Api::note_opening(staff::Session const& who, Match const& match) {
    std::string_view const path = match.route->path;
    auto& insiders = house_.work.insiders;
    if (path.starts_with("/api/v1/conversations/{}")) {
        if (auto const id = ConversationId::parse(match.captures.front())) co_await insiders.opens(who, *id);
    } else if (path.starts_with("/api/v1/attachments/{}")) {
        if (auto const id = AttachmentId::parse(match.captures.front())) co_await insiders.opens_file(who, *id);
    } else if (path.starts_with("/api/v1/diagnoses/{}")) {
        if (auto const id = Uuid::parse(match.captures.front())) co_await insiders.opens_run(who, *id);
    } else if (path.starts_with("/api/v1/mail/letters/{}")) {
        if (auto const id = LetterId::parse(match.captures.front())) co_await insiders.opens_letter(who, *id);
    }
}

Task<http::Admission> Api::make_room(Admitted& admitted, std::string const& peer) {
    auto const& route = *admitted.match.route;
    switch (route.body) {
        case Body::json:
            break;
        case Body::article:
            co_return http::Admission{.body_limit = limits::article_body_bytes};
        case Body::form:
            admitted.room = house_.uploads.make_form_room(peer);
            co_return http::Admission{limits::upload_form_bytes, limits::upload_time};
        case Body::letter:
            admitted.room = house_.uploads.make_form_room(peer);
            co_return http::Admission{limits::received_letter_bytes, limits::upload_time};
        case Body::picture:
            admitted.room = house_.uploads.make_picture_room(peer);
            co_return http::Admission{limits::attachment_bytes, limits::upload_time};
        case Body::file:
            auto by = Gate::let_in<Participant>(admitted.who, route.access);
            admitted.room = co_await house_.uploads.make_room(std::move(by), admitted.match.captures.front(), peer);
            co_return http::Admission{limits::attachment_bytes, limits::upload_time};
    }
    co_return http::Admission{};
}

Task<void> Api::check_access(Identity const& who, Route const& route) {
    std::optional<Problem> refused;
    try {
        Gate::check(who, route.access);
    } catch (Problem const& problem) {
        refused = problem;
    }
    if (!refused) co_return;
    if (refused->code == "permission.missing") co_await house_.records.closed_door(who, route.name, refused->code);
    throw std::move(*refused);
}

Task<http::Response> Api::handle(http::Request& request) {
    http::Response response;
    if (auto admitted = std::static_pointer_cast<Admitted>(request.context)) {
        auto const& route = *admitted->match.route;
        response = co_await route.answer({.house = house_,
                                          .request = request,
                                          .who = admitted->who,
                                          .access = route.access,
                                          .captures = admitted->match.captures,
                                          .status = route.status});
        // An answer that says who they are knows better.
        if (admitted->cookie && std::ranges::none_of(response.fields, [](auto const& each) { return each.name == "Set-Cookie"; }))
            response.fields.push_back(*admitted->cookie);
    } else {
        response = {.status = 204,
                    .fields = {{"Access-Control-Allow-Methods", "GET, POST"},
                               {"Access-Control-Allow-Headers", "Authorization, Content-Type"},
                               {"Access-Control-Max-Age", "600"}},
                    .body = std::string{}};
    }
    add_common_fields(&request, response);
    co_return response;
}

http::Response Api::problem(Problem const& problem, http::Request const* request) {
    auto response = request && site::wants_page(*request)
                        ? site::problem_page(house_.help.frame, problem, status_of(problem.kind), *request)
                        : problem_response(problem, request ? request->id : std::string{});
    if (problem.kind == ProblemKind::not_allowed && request) response.fields.push_back({"Allow", allowed_methods(request->path)});
    add_common_fields(request, response);
    return response;
}

void Api::add_common_fields(http::Request const* request, http::Response& response) const {
    auto& fields = response.fields;
    fields.push_back({"X-Content-Type-Options", "nosniff"});
    if (!has_field(response, "Referrer-Policy")) fields.push_back({"Referrer-Policy", "no-referrer"});
    fields.push_back({"Permissions-Policy", "camera=(), microphone=(), geolocation=()"});
    fields.push_back({"Cross-Origin-Opener-Policy", "same-origin"});
    if (!has_field(response, "Content-Security-Policy"))
        fields.push_back({"Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"});
    if (!has_field(response, "Cache-Control")) fields.push_back({"Cache-Control", "no-store"});
    if (!request) return;
    if (request->secure) fields.push_back({"Strict-Transport-Security", "max-age=31536000"});
    if (foreign_but_allowed(*request)) {
        // Never with credentials: a foreign page's chat carries its own token.
        fields.push_back({"Access-Control-Allow-Origin", std::string(request->field("origin"))});
        fields.push_back({"Access-Control-Expose-Headers", "Retry-After, X-Request-Id"});
        fields.push_back({"Vary", "Origin"});
    } else if (!has_field(response, "Cross-Origin-Resource-Policy")) {
        fields.push_back({"Cross-Origin-Resource-Policy", "same-origin"});
    }
}

Task<std::shared_ptr<http::SocketOwner>> Api::open_socket(http::Request& head, std::shared_ptr<http::Socket> socket) {
    if (head.path != live_path) throw Problem{ProblemKind::not_found, "path.unknown"};
    bool const ours = !from_foreign_page(head);
    if (!ours && !foreign_but_allowed(head)) throw Problem{ProblemKind::forbidden, "origin.foreign"};
    std::optional<Identity> who;
    // A cookie counts only for our own pages; a foreign page's chat says who it is in its first message.
    if (ours || !head.field("authorization").empty()) who = co_await house_.gate.identify(head, CallerKind::participant);
    auto live = std::make_shared<LiveConnection>(*this, std::move(socket), head.peer);
    if (who && who->is_somebody()) live->is(std::move(*who));
    co_return live;
}

void Api::failed(http::Request const& request, std::exception const& error) {
    // Only the kind of error: its text could hold what somebody wrote.
    json::object details{{"request_id", request.id}, {"kind", typeid(error).name()}};
    if (auto const* refused = dynamic_cast<postgres::DatabaseError const*>(&error)) {
        details.emplace("query", refused->query);
        details.emplace("sqlstate", refused->sqlstate);
    }
    log::error("request.failed", details);
}

void Api::finished(http::Request const& request, unsigned status, std::size_t bytes, std::chrono::nanoseconds took) {
    auto admitted = std::static_pointer_cast<Admitted>(request.context);
    std::string_view const name = admitted ? admitted->match.route->name : status == 101 ? "live" : "none";
    metrics_.request(name, status, took);
    if (status < 500 && !log::wants_requests()) return;
    log::info("request", {{"request_id", request.id},
                          {"route", name},
                          {"status", status},
                          {"bytes", bytes},
                          {"milliseconds", std::chrono::duration<double, std::milli>(took).count()}});
}

Task<void> Api::watch_sessions() {
    for (;;) {
        co_await clock_.sleep_for(limits::session_recheck_every);
        co_await check_sessions();
    }
}

Task<std::int64_t> Api::forget(CustomerId id) {
    auto const sessions = co_await house_.gate.forget(id);
    for (auto& connection : connections()) connection->end_for(id);
    co_return sessions;
}

std::vector<std::shared_ptr<LiveConnection>> Api::connections() const {
    std::vector<std::shared_ptr<LiveConnection>> all;
    for (auto* connection : live_)
        if (auto kept = connection->weak_from_this().lock()) all.push_back(std::move(kept));
    return all;
}

Task<void> Api::check_sessions() try {
    if (co_await house_.gate.learn_erased()) house_.desk.words().forget();
    auto const all = connections();
    for (auto& connection : all) connection->check_time();
    for (auto& connection : all) co_await connection->check_session();
    for (auto& connection : all) co_await connection->tell_counts();
} catch (std::exception const&) {
    co_return;  // the database is away: that ends nobody's session, and the next round asks again
}

}  // namespace ombud::edge
