#include "edge/mail_doors.hpp"

#include "core/limits.hpp"
#include "core/number.hpp"
#include "core/problem.hpp"
#include "site/stop_page.hpp"
#include "webhooks/signature.hpp"

namespace ombud::edge {

namespace {

http::Response as_page(std::string html) {
    return {.status = 200,
            .fields = {{"Content-Type", "text/html; charset=utf-8"},
                       {"Content-Security-Policy",
                        "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; img-src data:; style-src "
                        "'unsafe-inline'; form-action 'none'; base-uri 'none'; frame-ancestors 'self'"},
                       {"Referrer-Policy", "no-referrer"},
                       {"Cache-Control", "no-store"}},
            .body = std::move(html)};
}

}  // namespace

std::string read_hook_secret(std::string_view text) {
    auto key = webhooks::read_secret(text);
    if (!key) throw Problem{ProblemKind::invalid, "hook_secret.invalid", "mail_in.hook_secret_file"};
    return std::move(*key);
}

Task<http::Response> MailDoors::take(Anyone, http::Request* request) {
    if (!hook_key_) throw Problem{ProblemKind::not_found, "path.unknown"};
    auto const id = request->field("webhook-id"), time = request->field("webhook-timestamp");
    auto const seconds = number_in(time);
    auto const now = std::chrono::floor<std::chrono::seconds>(clock_.now()).time_since_epoch().count();
    auto const skew = std::chrono::seconds{limits::hook_clock_skew}.count();
    if (id.empty() || !webhooks::is_signed(request->field("webhook-signature"), *hook_key_, id, time, request->body))
        throw Problem{ProblemKind::unauthenticated, "hook.signature"};
    if (!seconds || *seconds < now - skew || *seconds > now + skew) throw Problem{ProblemKind::unauthenticated, "hook.timestamp"};
    co_await letters_.take(std::move(request->body));
    co_return http::Response{.status = 204, .fields = {}, .body = std::string{}};
}

Task<http::Response> MailDoors::page(Agent by, LetterId id) {
    co_return as_page(co_await received_.page(std::move(by), id));
}

Task<http::Response> MailDoors::page_in(Agent by, ConversationId conversation, LetterId id) {
    co_return as_page(co_await received_.page_in(std::move(by), conversation, id));
}

Task<http::Response> MailDoors::ask_to_stop(Anyone, http::PathText language, http::PathText token, http::Request* request) {
    auto const state = answers_.knows(token.value) ? site::StopState::ask : site::StopState::unknown;
    co_return site::stop_page(frame_, language.value, state, request->path, *request);
}

Task<http::Response> MailDoors::stop(Anyone, http::PathText language, http::PathText token, http::Request* request) {
    auto const state = co_await answers_.stop(token.value) ? site::StopState::done : site::StopState::unknown;
    co_return site::stop_page(frame_, language.value, state, {}, *request);
}

}  // namespace ombud::edge
