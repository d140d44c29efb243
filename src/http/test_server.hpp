// For the tests: a real server on loopback, a small handler behind it, and a client that writes the very bytes it is told to.
#pragma once
#include <arpa/inet.h>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_future.hpp>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <future>
#include <gtest/gtest.h>
#include <map>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

#include "http/server.hpp"

namespace ombud::http {

using namespace std::literals;

constexpr std::size_t kib = 1024, mib = 1024 * kib;

// What the handler saw, told to the test across threads.
struct Seen {
    std::vector<std::string> codes;     // problems
    std::vector<unsigned> statuses;     // finished requests
    std::vector<std::string> failures;  // exceptions that were no Problem
    std::vector<std::string> received;  // socket messages
    std::size_t sockets_closed = 0;
    std::size_t owners = 0;  // alive
};

inline Task<void> pause(std::chrono::milliseconds span) {
    asio::basic_waitable_timer<std::chrono::steady_clock, asio::wait_traits<std::chrono::steady_clock>, Executor> timer{
        co_await asio::this_coro::executor, span};
    co_await timer.async_wait(use_task);
}

// Sends back what it got; some messages make it act. It holds its socket to the end, as owners do.
class TestOwner final : public SocketOwner {
public:
    TestOwner(Seen& seen, std::shared_ptr<Socket> socket) : seen_(seen), socket_(std::move(socket)) { ++seen_.owners; }
    ~TestOwner() override { --seen_.owners; }
    TestOwner(TestOwner const&) = delete;
    TestOwner& operator=(TestOwner const&) = delete;

    Task<void> received(std::string message) override {
        seen_.received.push_back(message);
        if (message == "flood") {
            auto const page = std::make_shared<std::string const>(std::string(4096, 'x'));
            while (socket_->open() && flooded_++ < 100'000) socket_->send(page);
        } else if (message == "goodbye") {
            socket_->send(std::make_shared<std::string const>("last words"));
            socket_->close(4001, "enough");
        } else if (message == "problem") {
            throw Problem{ProblemKind::invalid, "message.wrong"};
        } else if (message == "boom") {
            throw std::runtime_error("boom");
        } else if (message == "burst") {
            for (int i = 0; i < 500; ++i) socket_->send(std::make_shared<std::string const>(std::to_string(i)));
        } else if (message == "wait" || message == "wait long") {
            co_await pause(message == "wait" ? 100ms : 700ms);
            socket_->send(std::make_shared<std::string const>("waited"));
        } else {
            socket_->send(std::make_shared<std::string const>(std::move(message)));
        }
    }
    void closed() override { ++seen_.sockets_closed; }

private:
    Seen& seen_;
    std::shared_ptr<Socket> socket_;
    int flooded_ = 0;
};

class TestHandler final : public Handler {
public:
    Task<Admission> admit(Request& head) override {
        ++admitted;
        if (head.path == "/refused") throw Problem{ProblemKind::forbidden, "test.refused"};
        if (head.path == "/admit-boom") throw std::runtime_error("boom");
        if (head.path == "/upload") co_return Admission{20 * mib, 30s};
        if (head.path == "/short") co_return Admission{1024, 1s};
        co_return Admission{};
    }
    Task<Response> handle(Request& request) override {
        if (request.path == "/hello")
            co_return Response{.fields = {{"Content-Type", "text/plain"}}, .body = std::string_view{"hello"}};
        if (request.path == "/shared") co_return Response{.body = shared};
        if (request.path == "/upload") co_return Response{.body = std::to_string(request.body.size())};
        if (request.path == "/problem") throw Problem{ProblemKind::conflict, "test.conflict"};
        if (request.path == "/boom") throw std::runtime_error("boom");
        if (request.path == "/split")
            co_return Response{.fields = {{"X-Name", "a\r\nSet-Cookie: stolen=1"}}, .body = std::string{}};
        if (request.path == "/own-length") co_return Response{.fields = {{"content-length", "3"}}, .body = std::string{"hello"}};
        if (request.path == "/nothing") co_return Response{.status = 204, .body = std::string{}};
        if (request.path == "/big") co_return Response{.body = std::string(8 * mib, 'b')};
        if (request.path == "/huge") co_return Response{.body = std::string(64 * mib, 'h')};  // more than any socket's buffers
        if (request.path == "/file") co_return Response{.fields = {{"ETag", "\"v1\""}}, .body = FileRange{file, 0, file_size}};
        if (request.path == "/parameter") co_return Response{.body = request.parameter("q").value_or("(none)")};
        if (request.path == "/unmodified") co_return Response{.status = 304, .body = std::string{"must not go out"}};
        if (request.path == "/slow") {
            co_await pause(200ms);
            co_return Response{.body = std::string_view{"slow"}};
        }
        co_return Response{.body = std::to_string(int(request.method)) + " " + request.path + "?" + request.query + " " +
                                   request.peer + (request.secure ? " secure " : " plain ") + request.body};
    }
    Task<std::shared_ptr<SocketOwner>> open_socket(Request& head, std::shared_ptr<Socket> socket) override {
        if (head.path == "/refused") throw Problem{ProblemKind::forbidden, "test.refused"};
        if (head.path == "/greeting") socket->send(std::make_shared<std::string const>("welcome"));
        if (head.path == "/late") co_await pause(200ms);
        if (head.path == "/away") socket->close(4002, "not now");
        token = head.field("sec-websocket-protocol");
        co_return std::make_shared<TestOwner>(seen, std::move(socket));
    }
    Response problem(Problem const& problem, Request const*) override {
        seen.codes.push_back(problem.code);
        static std::map<ProblemKind, unsigned> const statuses{
            {ProblemKind::malformed, 400},  {ProblemKind::unauthenticated, 401}, {ProblemKind::forbidden, 403},
            {ProblemKind::not_found, 404},  {ProblemKind::not_allowed, 405},     {ProblemKind::too_slow, 408},
            {ProblemKind::conflict, 409},   {ProblemKind::too_large, 413},       {ProblemKind::unsupported, 415},
            {ProblemKind::invalid, 422},    {ProblemKind::too_many, 429},        {ProblemKind::internal, 500},
            {ProblemKind::unavailable, 503}};
        return {
            .status = statuses.at(problem.kind), .fields = {{"Content-Type", "application/problem+json"}}, .body = problem.code};
    }
    void failed(Request const&, std::exception const& error) override { seen.failures.emplace_back(error.what()); }
    void finished(Request const&, unsigned status, std::size_t, std::chrono::nanoseconds) override {
        seen.statuses.push_back(status);
    }

    Seen seen;
    int admitted = 0;
    std::string token;
    std::string file;
    std::size_t file_size = 0;
    std::shared_ptr<std::string const> shared = std::make_shared<std::string const>("shared");
};

struct Answer {
    unsigned status = 0;
    std::string head, body;
    [[nodiscard]] std::string field(std::string_view name) const {
        auto const at = head.find("\r\n" + std::string(name) + ": ");
        if (at == head.npos) return {};
        auto const from = at + name.size() + 4;
        return head.substr(from, head.find("\r\n", from) - from);
    }
};

struct Frame {
    int opcode = -1;  // -1: the connection ended
    std::string payload;
    [[nodiscard]] unsigned close_code() const {
        if (opcode != 8 || payload.size() < 2) return 0;
        return unsigned(std::uint8_t(payload[0])) << 8 | std::uint8_t(payload[1]);
    }
};

// Writes bytes as they are given and reads what comes back, five seconds at most.
class Client {
public:
    explicit Client(int descriptor) : connected(true), fd_(descriptor) {}
    explicit Client(std::uint16_t port, char const* from = "127.0.0.1", int receive_buffer = 0)
        : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        if (receive_buffer) ::setsockopt(fd_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
        sockaddr_in own{.sin_family = AF_INET};
        ::inet_pton(AF_INET, from, &own.sin_addr);
        EXPECT_EQ(::bind(fd_, reinterpret_cast<sockaddr*>(&own), sizeof own), 0);
        sockaddr_in to{.sin_family = AF_INET, .sin_port = htons(port)};
        ::inet_pton(AF_INET, "127.0.0.1", &to.sin_addr);
        connected = ::connect(fd_, reinterpret_cast<sockaddr*>(&to), sizeof to) == 0;
    }
    Client(Client&& other) noexcept
        : connected(other.connected), fd_(std::exchange(other.fd_, -1)), got_(std::move(other.got_)) {}
    Client& operator=(Client&&) = delete;
    ~Client() { hang_up(); }

    void hang_up() {
        if (fd_ >= 0) ::close(std::exchange(fd_, -1));
    }
    void half_close() const { ::shutdown(fd_, SHUT_WR); }

    bool send(std::string_view bytes) const {
        while (!bytes.empty()) {
            auto const sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent <= 0) return false;
            bytes.remove_prefix(std::size_t(sent));
        }
        return true;
    }
    // False when the other side ended or nothing came in time.
    bool more(std::chrono::milliseconds patience = 5s) {
        pollfd waiting{fd_, POLLIN, 0};
        if (::poll(&waiting, 1, int(patience.count())) <= 0) return false;
        char part[64 * kib];
        auto const size = ::recv(fd_, part, sizeof part, 0);
        if (size <= 0) {
            ended_ = true;
            return false;
        }
        got_.append(part, std::size_t(size));
        return true;
    }
    // How much goes out while nobody reads the answers.
    std::size_t push(std::string_view bytes, std::size_t most) const {
        std::size_t total = 0;
        for (pollfd ready{fd_, POLLOUT, 0}; total < most && ::poll(&ready, 1, 300) > 0;) {
            auto const sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
            if (sent != ssize_t(bytes.size())) return total + (sent > 0 ? std::size_t(sent) : 0);
            total += bytes.size();
        }
        return total;
    }
    bool ended(std::chrono::milliseconds patience = 5s) {
        auto const until = std::chrono::steady_clock::now() + patience;
        while (!ended_ && std::chrono::steady_clock::now() < until) more(50ms);
        return ended_;
    }
    std::string everything() {
        ended();
        return std::exchange(got_, {});
    }

    Answer answer(bool head_only = false) {
        std::size_t end = 0;
        while ((end = got_.find("\r\n\r\n")) == got_.npos)
            if (!more()) return {};
        Answer answer{.head = got_.substr(0, end + 2)};
        got_.erase(0, end + 4);
        answer.status = unsigned(std::stoul(answer.head.substr(9, 3)));
        auto const length = answer.field("Content-Length");
        auto const size = length.empty() || head_only ? 0 : std::stoull(length);
        while (got_.size() < size)
            if (!more()) return answer;
        answer.body = got_.substr(0, size);
        got_.erase(0, size);
        return answer;
    }
    Answer ask(std::string_view bytes) {
        send(bytes);
        return answer();
    }
    Answer get(std::string_view target) { return ask("GET " + std::string(target) + " HTTP/1.1\r\nHost: test\r\n\r\n"); }

    // --- WebSocket ---
    Answer upgrade(std::string_view path = "/socket", std::string_view extra = {}) {
        return ask("GET " + std::string(path) +
                   " HTTP/1.1\r\nHost: test\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                   "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" +
                   std::string(extra) + "\r\n");
    }
    static std::string frame(std::uint8_t first, std::string_view payload, bool masked = true) {
        std::string bytes{char(first)};
        char const bit = masked ? char(0x80) : char(0);
        if (payload.size() < 126) {
            bytes += char(bit | char(payload.size()));
        } else if (payload.size() < 65536) {
            bytes += {char(bit | 126), char(payload.size() >> 8), char(payload.size())};
        } else {
            bytes += char(bit | 127);
            for (int shift = 56; shift >= 0; shift -= 8) bytes += char(std::uint64_t(payload.size()) >> shift);
        }
        std::string_view const mask = "\x12\x34\x56\x78";
        if (masked) bytes += mask;
        for (std::size_t i = 0; i < payload.size(); ++i) bytes += masked ? char(payload[i] ^ mask[i % 4]) : payload[i];
        return bytes;
    }
    bool say(std::string_view text) const { return send(frame(0x81, text)); }
    Frame hear() {
        auto const need = [&](std::size_t size) {
            while (got_.size() < size)
                if (!more()) return false;
            return true;
        };
        if (!need(2)) return {};
        std::size_t size = std::uint8_t(got_[1]), head = 2;
        if (size == 126) {
            if (!need(4)) return {};
            size = std::size_t(std::uint8_t(got_[2])) << 8 | std::uint8_t(got_[3]), head = 4;
        } else if (size == 127) {
            if (!need(10)) return {};
            size = 0, head = 10;
            for (int i = 2; i < 10; ++i) size = size << 8 | std::uint8_t(got_[i]);
        }
        if (!need(head + size)) return {};
        Frame frame{got_[0] & 0x0f, got_.substr(head, size)};
        got_.erase(0, head + size);
        return frame;
    }

    bool connected = false;
    int descriptor() const { return fd_; }

private:
    int fd_;
    std::string got_;
    bool ended_ = false;
};

class ServerTest : public testing::Test {
public:
    ~ServerTest() override { stop(); }

protected:
    ServerTest() { settings.listen = {"127.0.0.1:0"}; }

    void start() {
        server.emplace(io, settings, handler, clock, random);
        server->listen();
        port = server->port();
        thread = std::thread([this] { io.run(); });
    }
    // Whatever the connections were doing: without the server nothing keeps the loop running.
    void stop() {
        if (!thread.joinable()) return;
        on_loop([this] { server.reset(); });
        work.reset();
        EXPECT_TRUE(comes_true([this] { return io.stopped(); })) << "something still runs on the loop";
        io.stop();
        thread.join();
    }
    // Drains on the loop and says whether the loop then ended by itself.
    bool drain(std::chrono::seconds patience) {
        work.reset();
        spawn(io, server->drain(patience));
        return comes_true([this] { return io.stopped(); });
    }
    // Runs there, answers here.
    template <class Act>
    auto on_loop(Act act) -> decltype(act()) {
        if (io.stopped()) return act();
        std::packaged_task<decltype(act())()> task(std::move(act));
        auto done = task.get_future();
        asio::post(io, [&task] { task(); });
        return done.get();
    }
    Seen seen() {
        return on_loop([this] { return handler.seen; });
    }
    Counters counters() {
        return on_loop([this] { return server->counters(); });
    }
    template <class Is>
    bool comes_true(Is is, std::chrono::milliseconds patience = 5s) {
        auto const until = std::chrono::steady_clock::now() + patience;
        while (!is()) {
            if (std::chrono::steady_clock::now() > until) return false;
            std::this_thread::sleep_for(5ms);
        }
        return true;
    }
    Client client(char const* from = "127.0.0.1", int receive_buffer = 0) { return Client(port, from, receive_buffer); }

    asio::io_context io{1};
    asio::executor_work_guard<Executor> work{io.get_executor()};
    SystemClock clock;
    SeededRandom random{7};
    TestHandler handler;
    Settings settings;
    std::optional<Server> server;
    std::uint16_t port = 0;
    std::thread thread;
};

}  // namespace ombud::http
