// Listening, counting, watching deadlines, draining: all that is not one connection's own affair.
#include "http/server.hpp"

#include <boost/asio/ip/network_v4.hpp>
#include <boost/asio/ip/network_v6.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/redirect_error.hpp>

#include "core/ids.hpp"
#include "core/number.hpp"
#include "core/rate_limit.hpp"
#include "http/connection.hpp"

namespace ombud::http {

namespace {

using asio::ip::tcp;

tcp::endpoint endpoint_of(std::string const& text) {
    auto const colon = text.rfind(':');
    if (colon == text.npos || colon == 0) throw Problem{ProblemKind::invalid, "listen.address", "listen"};
    auto host = text.substr(0, colon);
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    boost::system::error_code error;
    auto const address = asio::ip::make_address(host == "localhost" ? "127.0.0.1" : host, error);
    auto const port = number_in<std::uint16_t>(std::string_view(text).substr(colon + 1));
    if (error || !port) throw Problem{ProblemKind::invalid, "listen.address", "listen"};
    return {address, *port};
}

bool in_network(asio::ip::address const& address, std::string const& network) {
    boost::system::error_code error;
    if (network.find('/') == network.npos) return asio::ip::make_address(network, error) == address && !error;
    if (address.is_v4()) {
        auto const range = asio::ip::make_network_v4(network, error);
        return !error && asio::ip::make_network_v4(address.to_v4(), range.prefix_length()).canonical() == range.canonical();
    }
    auto const range = asio::ip::make_network_v6(network, error);
    return !error && asio::ip::make_network_v6(address.to_v6(), range.prefix_length()).canonical() == range.canonical();
}

void require_network(std::string const& network) {
    boost::system::error_code four, six, single;
    asio::ip::make_network_v4(network, four);
    asio::ip::make_network_v6(network, six);
    asio::ip::make_address(network, single);
    if (four && six && single) throw Problem{ProblemKind::invalid, "proxy.address", "trusted_proxies"};
}

}  // namespace

Counted::Counted(std::shared_ptr<Server::State> shared, Connection& each, std::string from)
    : state(std::move(shared)), connection(each), peer(std::move(from)) {
    state->connections.insert(&connection);
    ++state->by_network[network_of(peer)];
    state->counters.connections = state->connections.size();
}

Counted::~Counted() {
    state->connections.erase(&connection);
    auto const mine = state->by_network.find(network_of(peer));
    if (--mine->second == 0) state->by_network.erase(mine);
    state->counters.connections = state->connections.size();
    state->left();
}

Server::State::State(asio::io_context& loop, Settings wanted, Handler& who, Clock& time, Random& dice)
    : io(loop),
      settings(std::move(wanted)),
      handler(who),
      clock(time),
      random(dice),
      next_look_(io.get_executor()),
      empty_(io.get_executor()) {
    for (auto const& address : settings.listen) endpoint_of(address);
    for (auto const& network : settings.trusted_proxies) require_network(network);
    if (settings.certificate.empty() != settings.key.empty())
        throw Problem{ProblemKind::invalid, "tls.certificate", "certificate"};
    if (!settings.certificate.empty()) certificate = load_certificate(settings.certificate, settings.key);
}

void Server::State::listen() {
    for (auto const& address : settings.listen) {
        auto const endpoint = endpoint_of(address);
        auto acceptor = std::make_unique<Acceptor>(io.get_executor());
        boost::system::error_code error;
        acceptor->open(endpoint.protocol(), error);
        if (!error) acceptor->set_option(asio::socket_base::reuse_address(true), error);
        if (!error && endpoint.address().is_v6()) acceptor->set_option(asio::ip::v6_only(true), error);
        if (!error) acceptor->bind(endpoint, error);
        if (!error) acceptor->listen(4096, error);
        if (error == asio::error::address_in_use) throw Problem{ProblemKind::conflict, "listen.in_use", "listen", address};
        if (error == asio::error::access_denied) throw Problem{ProblemKind::forbidden, "listen.denied", "listen", address};
        if (error) throw Problem{ProblemKind::invalid, "listen.failed", "listen", address};
        acceptors.push_back(std::move(acceptor));
    }
    for (auto& acceptor : acceptors) spawn(io, accept(*acceptor));
}

Task<void> Server::State::accept(Acceptor& acceptor) {
    auto const self = shared_from_this();
    while (!draining) {
        boost::system::error_code error;
        tcp::endpoint from;
        asio::basic_stream_socket<tcp, Executor> socket{io.get_executor()};
        co_await acceptor.async_accept(socket, from, asio::redirect_error(use_task, error));
        if (draining) break;
        if (error) {
            // Out of descriptors, most likely: wait for some to come back.
            Timer pause{io.get_executor(), std::chrono::milliseconds{50}};
            co_await pause.async_wait(use_task);
            continue;
        }
        socket.set_option(tcp::no_delay(true), error);
        try {
            start(StreamSocket{std::move(socket)}, from.address().to_string());
        } catch (std::exception const&) {
            ++counters.refused;  // one that cannot be set up keeps no other out
        }
    }
}

void Server::State::start(StreamSocket socket, std::string peer) {
    if (draining) return;
    ++counters.accepted;
    auto const known = by_network.find(network_of(peer));
    // A trusted proxy carries everybody: only the total binds it.
    if (known != by_network.end() && known->second >= settings.limits.connections_per_address && !trusted(peer))
        return refuse(std::move(socket), std::move(peer), {ProblemKind::too_many, "connections.too_many"});
    if (connections.size() >= settings.limits.connections)
        return refuse(std::move(socket), std::move(peer), {ProblemKind::unavailable, "connections.full"});
    auto connection = std::make_unique<HttpConnection>(shared_from_this(), Wire{std::move(socket), certificate}, std::move(peer));
    spawn(io, HttpConnection::run(std::move(connection)));
    if (!std::exchange(watching_, true)) spawn(io, watch());
}

// One word of regret if it can be said at once: a flood must cost nothing.
void Server::State::refuse(StreamSocket socket, std::string peer, Problem problem) {
    ++counters.refused;
    if (certificate) return;
    problem.retry_after = limits::refused_retry_after;
    auto const request = new_request(std::move(peer));
    auto const response = handler.problem(problem, &request);
    boost::system::error_code ignored;
    socket.non_blocking(true, ignored);
    socket.write_some(asio::buffer(head_of(response, request, false, clock.now()) + std::string(text_of(response.body))),
                      ignored);
}

void Server::State::stop_accepting() {
    draining = true;
    boost::system::error_code ignored;
    for (auto& acceptor : acceptors) acceptor->close(ignored);
}

void Server::State::each(void (Connection::*act)()) {
    for (auto* connection : std::vector<Connection*>(connections.begin(), connections.end()))
        if (connections.contains(connection)) (connection->*act)();
}

void Server::State::left() {
    if (!connections.empty()) return;
    empty_.cancel();
    next_look_.cancel();
}

Task<void> Server::State::until_empty(std::chrono::milliseconds patience) {
    auto const self = shared_from_this();
    boost::system::error_code cancelled;
    empty_.expires_after(patience);
    if (!connections.empty()) co_await empty_.async_wait(asio::redirect_error(use_task, cancelled));
}

// While there are connections, their deadlines are looked at.
Task<void> Server::State::watch() {
    auto const self = shared_from_this();
    while (!connections.empty()) {
        boost::system::error_code cancelled;
        next_look_.expires_after(settings.limits.precision);
        co_await next_look_.async_wait(asio::redirect_error(use_task, cancelled));
        auto const now = Steady::now();
        for (auto* connection : std::vector<Connection*>(connections.begin(), connections.end()))
            if (connections.contains(connection)) connection->tick(now);
    }
    watching_ = false;
}

Request Server::State::new_request(std::string peer) {
    return {.peer = std::move(peer), .id = Uuid::make_v7(clock.now(), random).text()};
}

bool Server::State::trusted(std::string const& address) const {
    boost::system::error_code error;
    auto const parsed = asio::ip::make_address(address, error);
    return !error &&
           std::ranges::any_of(settings.trusted_proxies, [&](auto const& network) { return in_network(parsed, network); });
}

void Server::State::trust_proxy(Request& request) const {
    if (!trusted(request.peer)) return;
    // The last address that no trusted proxy of ours added is the client's.
    std::vector<std::string> chain;
    for (auto const& field : request.fields) {
        if (!same_letters(field.name, "x-forwarded-for")) continue;
        std::string item;
        for (char c : field.value + ",") {
            if (c == ',') {
                chain.push_back(std::exchange(item, {}));
            } else if (c != ' ') {
                item.push_back(c);
            }
        }
    }
    boost::system::error_code error;
    while (!chain.empty() && trusted(chain.back())) chain.pop_back();
    auto const client = asio::ip::make_address(chain.empty() ? std::string{} : chain.back(), error);
    if (!error && !client.is_unspecified()) request.peer = client.to_string();
    request.secure = request.secure || same_letters(request.field("x-forwarded-proto"), "https");
}

Server::Server(asio::io_context& io, Settings settings, Handler& handler, Clock& clock, Random& random)
    : state_(std::make_shared<State>(io, std::move(settings), handler, clock, random)) {}

Server::~Server() {
    state_->over = true;
    state_->stop_accepting();
    state_->each(&Connection::abandon);
}

void Server::listen() {
    state_->listen();
}

Task<void> Server::drain(std::chrono::seconds patience) {
    auto const state = state_;
    state->stop_accepting();
    state->each(&Connection::finish);
    co_await state->until_empty(patience);
    state->each(&Connection::drop);
    co_await state->until_empty(limits::dropped_time);  // for those who were served to hear of it
}

void Server::reload_certificate() {
    auto const& settings = state_->settings;
    if (state_->certificate) state_->certificate = load_certificate(settings.certificate, settings.key);
}

void Server::adopt(int descriptor) {
    state_->start(StreamSocket{state_->io.get_executor(), asio::generic::stream_protocol{AF_UNIX, 0}, descriptor}, "127.0.0.1");
}

std::uint16_t Server::port() const {
    boost::system::error_code closed;
    return state_->acceptors.empty() ? std::uint16_t{0} : state_->acceptors.front()->local_endpoint(closed).port();
}

Counters Server::counters() const {
    return state_->counters;
}

}  // namespace ombud::http
