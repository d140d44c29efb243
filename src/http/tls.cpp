// Connections with TLS 1.2 or newer.
#include <boost/asio/ssl.hpp>
#include <boost/beast/websocket/ssl.hpp>

#include "http/connection.hpp"

namespace ombud::http {

namespace {

using TlsStream = asio::ssl::stream<TcpStream>;

// Holds the settings that it was made with for as long as it lives: a reload must not pull them away.
int choose_protocol(SSL*, unsigned char const** chosen, unsigned char* size, unsigned char const* offered, unsigned offered_size, void*) {
    static constexpr unsigned char ours[] = "\x08http/1.1";
    auto const result = SSL_select_next_proto(const_cast<unsigned char**>(chosen), size, ours, sizeof ours - 1, offered, offered_size);
    return result == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

}  // namespace

std::shared_ptr<asio::ssl::context> make_tls(Settings const& settings) {
    auto context = std::make_shared<asio::ssl::context>(asio::ssl::context::tls_server);
    auto* native = context->native_handle();
    boost::system::error_code error;
    context->use_certificate_chain_file(settings.certificate, error);
    if (!error) context->use_private_key_file(settings.key, asio::ssl::context::pem, error);
    if (error || SSL_CTX_check_private_key(native) != 1) throw Problem{ProblemKind::invalid, "tls.certificate", "certificate"};
    SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION);
    SSL_CTX_set_cipher_list(native, "ECDHE+AESGCM:ECDHE+CHACHA20");
    SSL_CTX_set_options(native, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE);
    SSL_CTX_set_alpn_select_cb(native, choose_protocol, nullptr);
    return context;
}

Task<void> serve_tls(std::shared_ptr<Server::State> state, TcpStream stream, std::string peer) {
    auto const context = state->tls;
    TlsStream encrypted{std::move(stream), *context};
    boost::system::error_code error;
    {
        // Counted and watched from the first byte on.
        struct Handshake final : Connection {
            explicit Handshake(TlsStream& handshaking) : tls(handshaking) {}
            void drop() override {
                boost::system::error_code ignored;
                tls.lowest_layer().close(ignored);
            }
            void finish() override { drop(); }
            void tick(Steady::time_point now) override {
                if (now >= deadline) drop();
            }
            TlsStream& tls;
        } handshake{encrypted};
        Counted const counted{state, handshake, peer};
        handshake.deadline = Steady::now() + state->settings.limits.header_time;
        co_await encrypted.async_handshake(asio::ssl::stream_base::server, asio::redirect_error(use_task, error));
    }
    if (error) co_return;
    auto connection = std::make_shared<HttpConnection<TlsStream>>(std::move(state), std::move(encrypted), std::move(peer));
    co_await connection->run();
}

}  // namespace ombud::http
