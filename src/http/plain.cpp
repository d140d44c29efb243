// Connections without TLS.
#include "http/connection.hpp"

namespace ombud::http {

Task<void> serve_plain(std::shared_ptr<Server::State> state, TcpStream stream, std::string peer) {
    auto connection = std::make_shared<HttpConnection<TcpStream>>(std::move(state), std::move(stream), std::move(peer));
    co_await connection->run();
}

}  // namespace ombud::http
