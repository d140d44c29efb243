// The bytes of one connection, plain or TLS, read and written without ever blocking and without a buffer while nothing comes.
#pragma once
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <memory>
#include <openssl/ssl.h>
#include <optional>
#include <span>
#include <string>
#include <sys/uio.h>

#include "core/task.hpp"

namespace ombud::http {

using StreamSocket = asio::basic_stream_socket<asio::generic::stream_protocol, Executor>;
using Certificate = std::shared_ptr<SSL_CTX>;

// Throws Problem{invalid, "tls.certificate"}.
Certificate load_certificate(std::string const& certificate, std::string const& key);

class Wire {
public:
    enum class State { done, wants_read, wants_write, ended };
    struct Outcome {
        State state;
        std::size_t bytes = 0;
    };

    Wire(StreamSocket socket, Certificate const& certificate);  // no certificate: plain

    Outcome read(std::span<char> into);  // the TLS handshake happens on the way
    Outcome write(std::span<iovec const> parts);
    Outcome discard();  // throws away what still comes, undeciphered
    // The token is told when what `state` wants may be tried again.
    template <class Token>
    auto wait(State state, Token&& token) {
        return socket_.async_wait(state == State::wants_write ? StreamSocket::wait_write : StreamSocket::wait_read,
                                  std::forward<Token>(token));
    }

    void finish();  // our side is done; the other may still send
    void cancel();  // wakes who waits
    void close();   // what was written is still delivered
    void reset();   // and here it is not
    [[nodiscard]] bool secure() const { return tls_ != nullptr; }
    [[nodiscard]] bool established() const { return !tls_ || SSL_is_init_finished(tls_.get()); }

private:
    struct Free {
        void operator()(SSL* tls) const { SSL_free(tls); }
    };
    [[nodiscard]] Outcome outcome(int result) const;
    Outcome receive(std::span<char> into);

    std::unique_ptr<SSL, Free> tls_;
    StreamSocket socket_;
    bool drained_ = false;  // the last read took all there was: waiting comes before reading
};

}  // namespace ombud::http
