// One thread and many sockets: connections that send and receive when they can, and the clock that everything is timed with.
#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace ombud::bench {

using Clock = std::chrono::steady_clock;

class Connection;

class Loop {
public:
    Loop();
    ~Loop();
    Loop(Loop const&) = delete;
    Loop& operator=(Loop const&) = delete;

    // Serves the connections until `done` says so; throws when that takes longer than `patience`.
    void run_until(std::function<bool()> const& done, Clock::duration patience);
    void run_for(Clock::duration span);
    // Serves what is ready, or becomes ready in that time.
    void serve(std::chrono::milliseconds wait);

private:
    friend class Connection;

    int epoll_;
};

// A TCP connection to the server, from one of many loopback addresses so that no limit per address is met.
class Connection {
public:
    Connection(Loop& loop, std::uint16_t port);
    virtual ~Connection();
    Connection(Connection const&) = delete;
    Connection& operator=(Connection const&) = delete;

    void send(std::string_view bytes);

protected:
    virtual void connected() {}
    // Takes whole messages from the front and says how many bytes that were; the rest is given again with what follows.
    virtual std::size_t received(std::string_view bytes) = 0;

private:
    friend class Loop;
    void ready(std::uint32_t events);
    void read();
    void write();
    void watch(bool writing);

    Loop& loop_;
    int socket_;
    std::string unread_, unsent_;
    bool open_ = false, watching_writes_ = true;
};

}  // namespace ombud::bench
