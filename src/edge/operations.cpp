#include "edge/operations.hpp"

#include <boost/asio/ip/address.hpp>

#include "core/limits.hpp"

namespace ombud::edge {

namespace {

bool is_local(std::string const& peer) {
    boost::system::error_code error;
    return asio::ip::make_address(peer, error).is_loopback();
}

}  // namespace

Task<http::Response> Operations::health(Anyone by) {
    bool const database = co_await database_.healthy();
    auto const waiting = waiting_posts_();
    std::error_code error;
    auto const disk = std::filesystem::space(data_, error);
    bool const queue_ok = waiting < limits::posts_waiting / 2;
    bool const disk_ok = !error && disk.available > limits::disk_free_bytes;
    bool const well = database && queue_ok && disk_ok;
    json::object checks{{"database", {{"ok", database}}},
                        {"posts", {{"ok", queue_ok}, {"waiting", waiting}}},
                        {"disk", {{"ok", disk_ok}, {"free_bytes", error ? 0 : disk.available}}}};
    // A mailbox that is away is no reason to send people elsewhere.
    bool mail_ok = true;
    if (mail_ && database) {
        auto mail = co_await mail_(is_local(by.peer));
        mail_ok = mail.at("ok").as_bool();
        checks.emplace("mail", std::move(mail));
    }
    auto const* const status = !well ? "failing" : mail_ok ? "ok" : "degraded";
    co_return json_response(well ? 200 : 503, json::serialize(json::object{{"status", status}, {"checks", std::move(checks)}}));
}

Task<http::Response> Operations::metrics(Anyone by) {
    if (!is_local(by.peer)) throw Problem{ProblemKind::not_found, "path.unknown"};
    co_return http::Response{
        .status = 200,
        .fields = {{"Content-Type", "text/plain; version=0.0.4; charset=utf-8"}, {"Cache-Control", "no-store"}},
        .body = metrics_.text()};
}

Task<http::Response> Operations::openapi(Anyone) {
    static std::string const text = json::serialize(describe_interface());
    auto response = json_response(200, text);
    co_return response;
}

}  // namespace ombud::edge
