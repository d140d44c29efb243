#include "loop.hpp"

#include <arpa/inet.h>
#include <array>
#include <netinet/tcp.h>
#include <stdexcept>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <system_error>
#include <unistd.h>

namespace ombud::bench {

namespace {

constexpr std::uint32_t addresses = 64;  // 127.0.1.1 and so on

[[noreturn]] void fail(char const* what, int error = errno) {
    throw std::system_error(error, std::generic_category(), what);
}

sockaddr_in loopback(std::uint32_t low_bytes, std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(0x7f000000U | low_bytes);
    address.sin_port = htons(port);
    return address;
}

sockaddr const* generic(sockaddr_in const& address) {
    return reinterpret_cast<sockaddr const*>(&address);
}

}  // namespace

Loop::Loop() : epoll_(epoll_create1(EPOLL_CLOEXEC)) {
    if (epoll_ < 0) fail("epoll");
}

Loop::~Loop() {
    ::close(epoll_);
}

void Loop::serve(std::chrono::milliseconds wait) {
    std::array<epoll_event, 512> events;
    auto const count = epoll_wait(epoll_, events.data(), int(events.size()), int(wait.count()));
    for (int i = 0; i < count; ++i)
        static_cast<Connection*>(events[std::size_t(i)].data.ptr)->ready(events[std::size_t(i)].events);
}

void Loop::run_until(std::function<bool()> const& done, Clock::duration patience) {
    for (auto const end = Clock::now() + patience; !done(); serve(std::chrono::milliseconds{1}))
        if (Clock::now() > end) throw std::runtime_error("the server did not do its part in time");
}

void Loop::run_for(Clock::duration span) {
    for (auto const end = Clock::now() + span; Clock::now() < end;) serve(std::chrono::milliseconds{1});
}

Connection::Connection(Loop& loop, std::uint16_t port)
    : loop_(loop), socket_(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)) {
    if (socket_ < 0) fail("socket");
    static std::uint32_t number = 0;
    int const on = 1;
    linger const none{.l_onoff = 1, .l_linger = 0};  // thousands of sockets must not wait in the kernel after the run
    ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    ::setsockopt(socket_, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
    ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &none, sizeof none);
    auto const from = loopback(0x100 + 1 + number++ % addresses, 0);
    auto const to = loopback(1, port);
    if (::bind(socket_, generic(from), sizeof from) != 0) fail("bind");
    if (::connect(socket_, generic(to), sizeof to) != 0 && errno != EINPROGRESS) fail("connect");
    epoll_event event{.events = EPOLLIN | EPOLLOUT, .data = {.ptr = this}};
    if (epoll_ctl(loop_.epoll_, EPOLL_CTL_ADD, socket_, &event) != 0) fail("epoll");
}

Connection::~Connection() {
    ::close(socket_);
}

void Connection::watch(bool writing) {
    if (watching_writes_ == writing) return;
    watching_writes_ = writing;
    epoll_event event{.events = EPOLLIN | (writing ? EPOLLOUT : 0U), .data = {.ptr = this}};
    if (epoll_ctl(loop_.epoll_, EPOLL_CTL_MOD, socket_, &event) != 0) fail("epoll");
}

void Connection::ready(std::uint32_t events) {
    if (!open_) {
        int error = 0;
        socklen_t size = sizeof error;
        ::getsockopt(socket_, SOL_SOCKET, SO_ERROR, &error, &size);
        if (error != 0) fail("connect", error);
        open_ = true;
        connected();
    }
    if (events & EPOLLOUT) write();
    if (events & ~std::uint32_t{EPOLLOUT}) read();
}

void Connection::send(std::string_view bytes) {
    unsent_ += bytes;
    if (open_) write();
}

void Connection::write() {
    while (!unsent_.empty()) {
        auto const size = ::send(socket_, unsent_.data(), unsent_.size(), MSG_NOSIGNAL);
        if (size < 0 && errno == EAGAIN) break;
        if (size < 0) fail("send");
        unsent_.erase(0, std::size_t(size));
    }
    watch(!unsent_.empty());
}

void Connection::read() {
    static std::array<char, 256 * 1024> buffer;
    auto const size = ::recv(socket_, buffer.data(), buffer.size(), 0);
    if (size < 0 && errno == EAGAIN) return;
    if (size <= 0) throw std::runtime_error("the server closed a connection");
    std::string_view bytes{buffer.data(), std::size_t(size)};
    std::string joined;
    if (!unread_.empty()) {
        joined = std::move(unread_);
        joined += bytes;
        bytes = joined;
    }
    unread_ = bytes.substr(received(bytes));
}

}  // namespace ombud::bench
