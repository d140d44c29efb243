// What all connections of one server share: settings, the handler, who is connected, and when each must be done.
#pragma once
#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <unordered_map>
#include <unordered_set>

#include "http/server.hpp"

namespace boost::asio::ssl {
class context;
}

namespace ombud::http {

using Steady = std::chrono::steady_clock;
using TcpStream = asio::basic_stream_socket<asio::generic::stream_protocol, Executor>;
using Acceptor = asio::basic_socket_acceptor<asio::ip::tcp, Executor>;

// A connection as the server keeps it.
class Connection {
public:
    virtual ~Connection() = default;
    virtual void drop() = 0;    // at once, whatever it does
    virtual void finish() = 0;  // after what it is doing now
    virtual void tick(Steady::time_point now) = 0;

    Steady::time_point deadline = Steady::time_point::max();
};

class Server::State : public std::enable_shared_from_this<Server::State> {
public:
    State(asio::io_context& loop, Settings wanted, Handler& who, Clock& time, Random& dice);

    void listen();
    void reload_certificate();
    Task<void> accept(Acceptor& acceptor);
    Task<void> watch();
    void start(TcpStream stream, std::string peer);
    // The client's address and whether it came by TLS, as a trusted proxy says.
    void trust_proxy(Request& request) const;
    [[nodiscard]] bool trusted(std::string const& address) const;

    asio::io_context& io;
    Settings settings;
    Handler& handler;
    Clock& clock;
    Random& random;
    std::vector<std::unique_ptr<Acceptor>> acceptors;
    std::unordered_set<Connection*> connections;
    std::unordered_map<std::string, std::size_t> by_address;
    std::shared_ptr<boost::asio::ssl::context> tls;
    Counters counters;
    bool draining = false;
    bool watching = false;
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

Task<void> serve_plain(std::shared_ptr<Server::State> state, TcpStream stream, std::string peer);
Task<void> serve_tls(std::shared_ptr<Server::State> state, TcpStream stream, std::string peer);
std::shared_ptr<boost::asio::ssl::context> make_tls(Settings const& settings);

}  // namespace ombud::http
