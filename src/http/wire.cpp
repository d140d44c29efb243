#include "http/wire.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <openssl/err.h>
#include <sys/socket.h>

#include "core/problem.hpp"

namespace ombud::http {

namespace {

constexpr std::size_t tls_record = 16'384;

int choose_protocol(SSL*, unsigned char const** chosen, unsigned char* size, unsigned char const* offered, unsigned offered_size,
                    void*) {
    static constexpr unsigned char ours[] = "\x08http/1.1";
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-const-cast): OpenSSL's own signature
    auto const result =
        SSL_select_next_proto(const_cast<unsigned char**>(chosen), size, ours, sizeof ours - 1, offered, offered_size);
    return result == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

Wire::Outcome outcome_of_errno(Wire::State wanted) {
    return {errno == EAGAIN || errno == EWOULDBLOCK ? wanted : Wire::State::ended};
}

}  // namespace

Certificate load_certificate(std::string const& certificate, std::string const& key) {
    // OpenSSL writes to sockets without MSG_NOSIGNAL: a peer that hangs up must not end the program.
    std::signal(SIGPIPE, SIG_IGN);
    Certificate context{SSL_CTX_new(TLS_server_method()), SSL_CTX_free};
    auto* native = context.get();
    bool const fits = native && SSL_CTX_use_certificate_chain_file(native, certificate.c_str()) == 1 &&
                      SSL_CTX_use_PrivateKey_file(native, key.c_str(), SSL_FILETYPE_PEM) == 1 &&
                      SSL_CTX_check_private_key(native) == 1 && SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION) == 1 &&
                      SSL_CTX_set_cipher_list(native, "ECDHE+AESGCM:ECDHE+CHACHA20") == 1;
    ERR_clear_error();
    if (!fits) throw Problem{ProblemKind::invalid, "tls.certificate", "certificate"};
    SSL_CTX_set_options(native, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE);
    SSL_CTX_set_session_cache_mode(native, SSL_SESS_CACHE_OFF);  // clients keep their own tickets
    SSL_CTX_set_mode(native, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_alpn_select_cb(native, choose_protocol, nullptr);
    return context;
}

Wire::Wire(StreamSocket socket, Certificate const& certificate) : socket_(std::move(socket)) {
    boost::system::error_code ignored;
    socket_.native_non_blocking(true, ignored);
    if (!certificate) return;
    tls_.reset(SSL_new(certificate.get()));
    if (!tls_ || SSL_set_fd(tls_.get(), socket_.native_handle()) != 1) throw std::bad_alloc();
    SSL_set_accept_state(tls_.get());
}

Wire::Outcome Wire::outcome(int result) const {
    if (result > 0) return {State::done, std::size_t(result)};
    auto const why = SSL_get_error(tls_.get(), result);
    ERR_clear_error();
    if (why == SSL_ERROR_WANT_READ) return {State::wants_read};
    if (why == SSL_ERROR_WANT_WRITE) return {State::wants_write};
    return {State::ended};
}

Wire::Outcome Wire::read(std::span<char> into) {
    // OpenSSL knows the descriptor by its number, which after closing may be another connection's.
    if (!socket_.is_open()) return {State::ended};
    return tls_ ? outcome(SSL_read(tls_.get(), into.data(), int(into.size()))) : receive(into);
}

Wire::Outcome Wire::discard() {
    std::array<char, 16'384> scratch;
    return receive(scratch);
}

Wire::Outcome Wire::receive(std::span<char> into) {
    if (std::exchange(drained_, false)) return {State::wants_read};
    ssize_t size = 0;
    do {
        size = ::recv(socket_.native_handle(), into.data(), into.size(), MSG_DONTWAIT);
    } while (size < 0 && errno == EINTR);
    if (size < 0) return outcome_of_errno(State::wants_read);
    if (size == 0) return {State::ended};
    drained_ = std::size_t(size) < into.size();
    return {State::done, std::size_t(size)};
}

Wire::Outcome Wire::write(std::span<iovec const> parts) {
    if (!socket_.is_open()) return {State::ended};
    if (tls_) {
        // Small parts go out as one record. A write that OpenSSL asks to repeat starts with the same bytes.
        std::array<char, tls_record> record;
        std::size_t size = 0;
        for (auto const& part : parts) {
            auto const taken = std::min(part.iov_len, record.size() - size);
            std::memcpy(record.data() + size, part.iov_base, taken);
            size += taken;
        }
        return outcome(SSL_write(tls_.get(), record.data(), int(size)));
    }
    msghdr message{};
    message.msg_iov = const_cast<iovec*>(parts.data());  // NOLINT(cppcoreguidelines-pro-type-const-cast): sendmsg only reads
    message.msg_iovlen = parts.size();
    ssize_t size = 0;
    do {
        size = ::sendmsg(socket_.native_handle(), &message, MSG_DONTWAIT | MSG_NOSIGNAL);
    } while (size < 0 && errno == EINTR);
    if (size < 0) return outcome_of_errno(State::wants_write);
    return {State::done, std::size_t(size)};
}

void Wire::finish() {
    if (!socket_.is_open()) return;
    if (tls_ && SSL_is_init_finished(tls_.get())) {
        SSL_shutdown(tls_.get());
        ERR_clear_error();
    }
    boost::system::error_code ignored;
    socket_.shutdown(StreamSocket::shutdown_send, ignored);
}

void Wire::cancel() {
    boost::system::error_code ignored;
    socket_.cancel(ignored);
}

void Wire::close() {
    boost::system::error_code ignored;
    socket_.close(ignored);
}

void Wire::reset() {
    boost::system::error_code ignored;
    socket_.set_option(asio::socket_base::linger(true, 0), ignored);
    close();
}

}  // namespace ombud::http
