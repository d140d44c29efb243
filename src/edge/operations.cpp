#include "edge/operations.hpp"

#include <boost/asio/ip/address.hpp>

#include "core/limits.hpp"

namespace ombud::edge {

Task<http::Response> Operations::health(Anyone) {
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
    co_return json_response(well ? 200 : 503,
                            json::serialize(json::object{{"status", well ? "ok" : "failing"}, {"checks", std::move(checks)}}));
}

Task<http::Response> Operations::metrics(Anyone by) {
    boost::system::error_code error;
    if (!asio::ip::make_address(by.peer, error).is_loopback()) throw Problem{ProblemKind::not_found, "path.unknown"};
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
