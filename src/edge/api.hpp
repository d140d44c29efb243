// The transport's handler: finds the route, passes the gate, runs the answer, and puts security fields on every response.
#pragma once
#include <unordered_map>
#include <unordered_set>

#include "core/rate_limit.hpp"
#include "edge/house.hpp"
#include "edge/metrics.hpp"

namespace ombud::edge {

class LiveConnection;

class Api final : public http::Handler {
public:
    // `widget_origins`: sites that may embed the chat, as "https://exchange.example"; "*" lets any.
    Api(asio::io_context& io, House& house, realtime::Hub& hub, Metrics& metrics, Clock& clock,
        std::vector<std::string> widget_origins);
    ~Api() override;

    Task<http::Admission> admit(http::Request& head) override;
    Task<http::Response> handle(http::Request& request) override;
    Task<std::shared_ptr<http::SocketOwner>> open_socket(http::Request& head, std::shared_ptr<http::Socket> socket) override;
    http::Response problem(Problem const& problem, http::Request const* request) override;
    void failed(http::Request const& request, std::exception const& error) override;
    void finished(http::Request const& request, unsigned status, std::size_t bytes, std::chrono::nanoseconds took) override;

    // Ends live connections whose session has ended, and those that never said who they are; runs for ever.
    Task<void> watch_sessions();

private:
    friend class LiveConnection;
    struct Admitted;
    [[nodiscard]] bool foreign_but_allowed(http::Request const& request) const;
    // Passes the gate; whoever is known and tried a door that is not theirs is put on record.
    Task<void> note_opening(staff::Session const& who, Match const& match);
    Task<void> check_access(Identity const& who, Route const& route);
    // What may come, and where that is a file a place for it.
    Task<http::Admission> make_room(Admitted& admitted, std::string const& peer);
    Task<void> check_sessions();
    // Whoever was erased: their sockets close.
    Task<std::int64_t> forget(CustomerId id);
    [[nodiscard]] std::vector<std::shared_ptr<LiveConnection>> connections() const;
    void add_common_fields(http::Request const* request, http::Response& response) const;

    asio::io_context& io_;
    House& house_;
    realtime::Hub& hub_;
    Metrics& metrics_;
    Clock& clock_;
    std::vector<std::string> widget_origins_;
    std::unordered_set<LiveConnection*> live_;
    RateLimit frames_;  // of live sockets, by person
};

}  // namespace ombud::edge
