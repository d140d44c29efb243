// Any bytes may come on a connection: each gets whole answers, and when the client is done nothing of it is left.
#include <cstdlib>
#include <sys/socket.h>
#include <unistd.h>

#include "http/server.hpp"

using namespace ombud;
using namespace ombud::http;

namespace {

class Echo final : public SocketOwner {
public:
    explicit Echo(std::shared_ptr<Socket> socket) : socket_(std::move(socket)) {}
    Task<void> received(std::string message) override {
        if (message == "bye") socket_->close(4000, "bye");
        socket_->send(std::make_shared<std::string const>(std::move(message)));
        co_return;
    }
    void closed() override {}

private:
    std::shared_ptr<Socket> socket_;
};

class EchoHandler final : public Handler {
public:
    Task<Admission> admit(Request& head) override {
        if (head.path == "/refused") throw Problem{ProblemKind::forbidden, "refused"};
        co_return Admission{.body_limit = 1'000};
    }
    Task<Response> handle(Request& request) override { co_return Response{.body = std::move(request.body)}; }
    Task<std::shared_ptr<SocketOwner>> open_socket(Request&, std::shared_ptr<Socket> socket) override {
        co_return std::make_shared<Echo>(std::move(socket));
    }
    Response problem(Problem const& problem, Request const*) override { return {.status = 400, .body = problem.code}; }
    void failed(Request const&, std::exception const&) override { std::abort(); }
    void finished(Request const&, unsigned, std::size_t, std::chrono::nanoseconds) override {}
};

void read_answers(int client) {
    std::array<char, 65'536> part;
    std::string start;
    for (ssize_t got = 0; (got = ::recv(client, part.data(), part.size(), MSG_DONTWAIT)) > 0;)
        if (start.size() < 9) start.append(part.data(), std::size_t(std::min<ssize_t>(got, 9)));
    if (!start.empty() && !start.starts_with("HTTP/1.1 ")) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    if (size < 2 || size > 32'768) return 0;
    asio::io_context io{1};
    SystemClock clock;
    SeededRandom random{7};
    EchoHandler handler;
    Server server{io, {.limits = {.header_bytes = 2'000, .socket_message_bytes = 1'000}}, handler, clock, random};
    int both[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, both) != 0) return 0;
    server.adopt(both[1]);
    // In two parts, cut where the first two bytes say.
    std::size_t const cut = 2 + (std::size_t(data[0]) << 8 | data[1]) % (size - 1);
    for (auto const& [from, to] : {std::pair{std::size_t(2), cut}, std::pair{cut, size}}) {
        (void)::send(both[0], data + from, to - from, MSG_NOSIGNAL | MSG_DONTWAIT);
        io.poll();
        io.restart();
    }
    ::shutdown(both[0], SHUT_WR);
    for (int turns = 0; turns < 100 && server.counters().connections > 0; ++turns) {
        read_answers(both[0]);
        io.poll();
        io.restart();
    }
    if (server.counters().connections > 0 || server.counters().sockets > 0) std::abort();
    ::close(both[0]);
    return 0;
}
