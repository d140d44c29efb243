// Listening, counting, watching deadlines, draining: all that is not one connection's own affair.
#include "http/server.hpp"

#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/network_v4.hpp>
#include <boost/asio/ip/network_v6.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/redirect_error.hpp>
#include <charconv>

#include "http/decode.hpp"
#include "http/state.hpp"

namespace ombud::http {

namespace {

using asio::ip::tcp;
using Timer = asio::basic_waitable_timer<Steady, asio::wait_traits<Steady>, Executor>;

tcp::endpoint endpoint_of(std::string const& text) {
    auto const colon = text.rfind(':');
    if (colon == text.npos || colon == 0) throw Problem{ProblemKind::invalid, "listen.address", "listen"};
    auto host = text.substr(0, colon);
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    boost::system::error_code error;
    auto const address = asio::ip::make_address(host == "localhost" ? "127.0.0.1" : host, error);
    unsigned port = 0;
    auto const digits = std::string_view(text).substr(colon + 1);
    auto [stop, wrong] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
    if (error || digits.empty() || wrong != std::errc{} || stop != digits.data() + digits.size() || port > 65535)
        throw Problem{ProblemKind::invalid, "listen.address", "listen"};
    return {address, std::uint16_t(port)};
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
    ++state->by_address[peer];
    state->counters.connections = state->connections.size();
}

Counted::~Counted() {
    state->connections.erase(&connection);
    if (auto found = state->by_address.find(peer); found != state->by_address.end() && --found->second == 0) state->by_address.erase(found);
    state->counters.connections = state->connections.size();
}

Server::State::State(asio::io_context& loop, Settings wanted, Handler& who, Clock& time, Random& dice)
    : io(loop), settings(std::move(wanted)), handler(who), clock(time), random(dice) {
    for (auto const& address : settings.listen) endpoint_of(address);
    for (auto const& network : settings.trusted_proxies) require_network(network);
    if (settings.certificate.empty() != settings.key.empty()) throw Problem{ProblemKind::invalid, "tls.certificate", "certificate"};
    if (!settings.certificate.empty()) tls = make_tls(settings);
}

void Server::State::reload_certificate() {
    if (tls) tls = make_tls(settings);
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
    for (auto& acceptor : acceptors) asio::co_spawn(io, accept(*acceptor), asio::detached);
    if (!watching) asio::co_spawn(io, watch(), asio::detached);
}

Task<void> Server::State::accept(Acceptor& acceptor) {
    auto self = shared_from_this();
    for (;;) {
        boost::system::error_code error;
        tcp::endpoint from;
        asio::basic_stream_socket<tcp, Executor> stream{io.get_executor()};
        co_await acceptor.async_accept(stream, from, asio::redirect_error(use_task, error));
        if (draining || error == asio::error::operation_aborted) co_return;
        if (error) {
            // Out of descriptors, most likely: wait for some to come back.
            Timer pause{io.get_executor(), std::chrono::milliseconds{50}};
            co_await pause.async_wait(use_task);
            continue;
        }
        stream.set_option(tcp::no_delay(true), error);
        auto const protocol = from.protocol();
        start(TcpStream{io.get_executor(), asio::generic::stream_protocol{protocol}, stream.release()}, from.address().to_string());
    }
}

void Server::State::start(TcpStream stream, std::string peer) {
    ++counters.accepted;
    auto const known = by_address.find(peer);
    // A trusted proxy carries everybody: only the total binds it.
    bool const crowd = known != by_address.end() && known->second >= settings.limits.connections_per_address && !trusted(peer);
    if (crowd || connections.size() >= settings.limits.connections) {
        ++counters.refused;
        return;
    }
    if (!watching) asio::co_spawn(io, watch(), asio::detached);
    asio::co_spawn(io,
                   tls ? serve_tls(shared_from_this(), std::move(stream), std::move(peer))
                       : serve_plain(shared_from_this(), std::move(stream), std::move(peer)),
                   asio::detached);
}

Task<void> Server::State::watch() {
    auto const weak = weak_from_this();
    Timer timer{io.get_executor()};
    watching = true;
    auto const precision = settings.limits.precision;
    for (;;) {
        timer.expires_after(precision);
        co_await timer.async_wait(use_task);
        auto const self = weak.lock();
        if (!self || (draining && connections.empty())) co_return;
        auto const now = Steady::now();
        for (auto* connection : std::vector<Connection*>(connections.begin(), connections.end()))
            if (connections.contains(connection)) connection->tick(now);
    }
}

bool Server::State::trusted(std::string const& address) const {
    boost::system::error_code error;
    auto const parsed = asio::ip::make_address(address, error);
    return !error && std::ranges::any_of(settings.trusted_proxies, [&](auto const& network) { return in_network(parsed, network); });
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
    if (!chain.empty() && !asio::ip::make_address(chain.back(), error).is_unspecified() && !error) request.peer = chain.back();
    request.secure = request.secure || same_letters(request.field("x-forwarded-proto"), "https");
}

Server::Server(asio::io_context& io, Settings settings, Handler& handler, Clock& clock, Random& random)
    : state_(std::make_shared<State>(io, std::move(settings), handler, clock, random)) {}

Server::~Server() {
    state_->draining = true;
    for (auto& acceptor : state_->acceptors) acceptor->close();
    for (auto* connection : std::vector<Connection*>(state_->connections.begin(), state_->connections.end())) connection->drop();
}

void Server::listen() { state_->listen(); }

Task<void> Server::drain(std::chrono::seconds patience) {
    state_->draining = true;
    for (auto& acceptor : state_->acceptors) {
        boost::system::error_code ignored;
        acceptor->close(ignored);
    }
    for (auto* connection : std::vector<Connection*>(state_->connections.begin(), state_->connections.end()))
        if (state_->connections.contains(connection)) connection->finish();
    Timer timer{state_->io.get_executor()};
    for (auto const until = Steady::now() + patience; !state_->connections.empty() && Steady::now() < until;) {
        timer.expires_after(std::chrono::milliseconds{20});
        co_await timer.async_wait(use_task);
    }
    for (auto* connection : std::vector<Connection*>(state_->connections.begin(), state_->connections.end())) connection->drop();
}

void Server::reload_certificate() { state_->reload_certificate(); }

void Server::adopt(int descriptor) {
    state_->start(TcpStream{state_->io.get_executor(), asio::generic::stream_protocol{AF_UNIX, 0}, descriptor}, "127.0.0.1");
}

std::uint16_t Server::port() const { return state_->acceptors.empty() ? std::uint16_t{0} : state_->acceptors.front()->local_endpoint().port(); }

Counters Server::counters() const { return state_->counters; }

}  // namespace ombud::http
