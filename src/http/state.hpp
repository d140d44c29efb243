// What all connections of one server share: settings, the handler, who is connected, and when each must be done.
#pragma once
#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <unordered_map>
#include <unordered_set>

#include "http/server.hpp"
#include "http/wire.hpp"

namespace ombud::http {

using Steady = std::chrono::steady_clock;
using Timer = asio::basic_waitable_timer<Steady, asio::wait_traits<Steady>, Executor>;
using Acceptor = asio::basic_socket_acceptor<asio::ip::tcp, Executor>;

// A connection as the server keeps it.
class Connection {
public:
    virtual ~Connection() = default;
    virtual void finish() = 0;          // after what it is doing now
    virtual void drop() = 0;            // at once, whatever it does
    virtual void abandon() { drop(); }  // the same, and who is served by it hears of it before this returns
    virtual void tick(Steady::time_point now) = 0;

    void within(std::chrono::milliseconds span) { deadline = Steady::now() + span; }

    Steady::time_point deadline = Steady::time_point::max();
};

class Server::State : public std::enable_shared_from_this<Server::State> {
public:
    State(asio::io_context& loop, Settings wanted, Handler& who, Clock& time, Random& dice);

    void listen();
    void start(StreamSocket socket, std::string peer);
    void stop_accepting();
    void each(void (Connection::*act)());
    Task<void> until_empty(std::chrono::milliseconds patience);
    // The client's address and whether it came by TLS, as a trusted proxy says.
    void trust_proxy(Request& request) const;
    [[nodiscard]] bool trusted(std::string const& address) const;
    [[nodiscard]] Request new_request(std::string peer);
    void left();  // a connection did

    asio::io_context& io;
    Settings settings;
    Handler& handler;
    Clock& clock;
    Random& random;
    std::vector<std::unique_ptr<Acceptor>> acceptors;
    std::unordered_set<Connection*> connections;
    std::unordered_map<std::string, std::size_t> by_network;
    Certificate certificate;
    Counters counters;
    bool draining = false;  // nobody new comes in
    bool over = false;      // the server is gone, and so may be handler, clock and random

private:
    Task<void> accept(Acceptor& acceptor);
    Task<void> watch();
    void refuse(StreamSocket socket, std::string peer, Problem problem);

    Timer next_look_, empty_;
    bool watching_ = false;
};

// How a connection is counted while it lives.
struct Counted {
    Counted(std::shared_ptr<Server::State> state, Connection& connection, std::string peer);
    ~Counted();
    Counted(Counted const&) = delete;
    Counted& operator=(Counted const&) = delete;

    std::shared_ptr<Server::State> state;
    Connection& connection;
    std::string peer;
};

}  // namespace ombud::http
