// The HTTP/1.1 and WebSocket server as the rest of the house sees it: requests in, responses out, live sockets.
#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/limits.hpp"
#include "core/problem.hpp"
#include "core/random.hpp"
#include "core/task.hpp"
#include "core/time.hpp"

namespace ombud::http {

enum class Method { get, head, post, put, patch, delete_, options, other };

struct Field {
    std::string name;
    std::string value;
};

struct Request {
    Method method = Method::other;
    std::string path;   // decoded, valid UTF-8, starts with '/', no empty, "." or ".." segment; "*" for OPTIONS *
    std::string query;  // as it came, without '?'
    std::vector<Field> fields;
    std::string body;
    std::string peer;               // the client's address; from X-Forwarded-For only when a trusted proxy says so
    std::string id;                 // ours, UUIDv7; in every response as X-Request-Id
    bool secure = false;            // TLS here, or X-Forwarded-Proto: https from a trusted proxy
    std::shared_ptr<void> context;  // what admit() found out and handle() wants to know; the transport never looks

    // The first field of that name in any case; empty when absent.
    [[nodiscard]] std::string_view field(std::string_view name) const;
    [[nodiscard]] std::optional<std::string> cookie(std::string_view name) const;
    // A query parameter, decoded. Throws Problem{malformed, "query.malformed"} when it decodes to no valid text.
    [[nodiscard]] std::optional<std::string> parameter(std::string_view name) const;
};

// What stood at a place of the path that a route leaves open.
struct PathText {
    std::string value;
};

// The fields of a form as application/x-www-form-urlencoded has them, in order. Throws Problem{malformed, "form.malformed"}.
std::vector<Field> read_form(std::string_view body);

// A file that came in a form.
struct FormFile {
    std::string field;
    std::string name;  // as the browser says it
    std::string bytes;
};
struct FormWithFiles {
    std::vector<Field> fields;
    std::vector<FormFile> files;
};
// A form as multipart/form-data has it (RFC 7578). Throws Problem{malformed, "form.malformed"}, {unsupported, "form.type"}.
FormWithFiles read_form_with_files(Request const& request);

// A part of a file, or all of it. With status 200 the transport itself answers Range and If-Range.
struct FileRange {
    std::string path;
    std::uint64_t offset = 0;
    std::uint64_t size = 0;
};

// The transport adds Content-Length, Date, Connection and X-Request-Id; a response that brings its own, or a field with a
// line break in it, is a programming error and becomes `internal`.
struct Response {
    unsigned status = 200;
    std::vector<Field> fields;
    std::variant<std::string, std::string_view /* static */, std::shared_ptr<std::string const>, FileRange> body;
};

struct Admission {
    std::size_t body_limit = limits::json_body_bytes;
    std::chrono::seconds body_time = limits::body_time;
};

// One live WebSocket, our side of it.
class Socket : public std::enable_shared_from_this<Socket> {
public:
    virtual ~Socket() = default;
    // Queues a text message; many sockets may share it. A reader that lets its queue grow over the limits is closed with 4008.
    // After a close it does nothing.
    virtual void send(std::shared_ptr<std::string const> message) = 0;
    // Sends what is queued, then says goodbye. `reason`: at most 123 bytes.
    virtual void close(std::uint16_t code, std::string_view reason) = 0;
    [[nodiscard]] virtual bool open() const = 0;
    // What is queued and not yet on its way: whoever has much to say waits for it to shrink.
    [[nodiscard]] virtual std::size_t queued_bytes() const = 0;
};

class SocketOwner {
public:
    virtual ~SocketOwner() = default;
    // The next message is read when this is done. A Problem thrown closes with 1008 and its code, anything else with 1011.
    virtual Task<void> received(std::string message) = 0;
    // Once, last, never from within send() or close() nor before received() is done: whoever ended it, nothing can be sent or
    // received any more.
    virtual void closed() = 0;
};

class Handler {
public:
    virtual ~Handler() = default;
    // Before the body is read (and before 100 Continue). Throws Problem to refuse.
    virtual Task<Admission> admit(Request& head) = 0;
    // May move the body out. Throws Problem to fail.
    virtual Task<Response> handle(Request& request) = 0;
    // A well-formed WebSocket upgrade on any path. What is sent before it returns follows the handshake. Throws Problem to
    // refuse.
    virtual Task<std::shared_ptr<SocketOwner>> open_socket(Request& head, std::shared_ptr<Socket> socket) = 0;
    // The one place that turns errors into responses, the transport's own too (then `request` may be null: nothing was
    // understood).
    virtual Response problem(Problem const& problem, Request const* request) = 0;
    // admit, handle or open_socket threw something that is no Problem; the client gets Problem{internal, "internal"}.
    virtual void failed(Request const& request, std::exception const& error) = 0;
    // After each response (101 for an upgrade): access log and metrics. Of a malformed request only id and peer are known.
    virtual void finished(Request const& request, unsigned status, std::size_t bytes, std::chrono::nanoseconds took) = 0;
};

// The house's limits, as members so that a test can shorten them.
struct Limits {
    std::size_t header_bytes = limits::header_bytes;
    std::size_t header_fields = limits::header_fields;
    std::size_t connections = limits::connections;
    std::size_t connections_per_address = limits::connections_per_address;
    std::chrono::milliseconds header_time = limits::header_time;
    std::chrono::milliseconds keep_alive_time = limits::keep_alive_time;
    std::chrono::milliseconds write_time = limits::write_time;
    std::chrono::milliseconds socket_ping_time = limits::socket_ping_time;
    std::size_t socket_message_bytes = limits::socket_frame_bytes;
    std::size_t socket_outbox_frames = limits::socket_outbox_frames;
    std::size_t socket_outbox_bytes = limits::socket_outbox_bytes;
    std::chrono::milliseconds precision{500};  // how often all deadlines are looked at
};

struct Settings {
    std::vector<std::string> listen{"127.0.0.1:8080"};  // "127.0.0.1:8080", "[::1]:8080"; port 0 takes a free one
    std::string certificate;                            // PEM files; with both set every listener speaks TLS only
    std::string key;
    std::vector<std::string> trusted_proxies;  // addresses or networks: "127.0.0.1", "10.0.0.0/8"
    std::string subprotocol = "ombud.v1";      // echoed to a WebSocket client that offers it
    Limits limits;
};

struct Counters {
    std::size_t connections = 0;  // open now, sockets among them
    std::size_t sockets = 0;
    std::uint64_t accepted = 0;  // since start, and so on
    std::uint64_t refused = 0;   // over a connection limit
    std::uint64_t timed_out = 0;
    std::uint64_t slow_readers_dropped = 0;
    std::uint64_t dead_peers_dropped = 0;
};

class Server {
public:
    // Throws Problem{invalid} with "listen.address", "proxy.address" or "tls.certificate" for settings that cannot be.
    Server(asio::io_context& io, Settings settings, Handler& handler, Clock& clock, Random& random);
    // Drops what is open; socket owners hear it before this returns. The io_context may outlive it, and who handles may not.
    ~Server();
    Server(Server const&) = delete;
    Server& operator=(Server const&) = delete;

    // Throws Problem{conflict, "listen.in_use"}, Problem{forbidden, "listen.denied"} or Problem{invalid, "listen.failed"}.
    void listen();
    // Stops accepting, finishes requests, closes sockets with 1001; what is left after `patience` is dropped. Afterwards nothing
    // of the server's own keeps the io_context running.
    Task<void> drain(std::chrono::seconds patience);
    // Reads certificate and key again for new connections; throws Problem and keeps the old ones when they do not fit.
    void reload_certificate();
    // Serves a connected stream socket that someone else opened; takes the descriptor.
    void adopt(int descriptor);
    [[nodiscard]] std::uint16_t port() const;  // of the first listener
    [[nodiscard]] Counters counters() const;

    class State;

private:
    std::shared_ptr<State> state_;
};

}  // namespace ombud::http
