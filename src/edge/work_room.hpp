// What the desk's people work with around conversations, wired to each other: the program has one of these, and so has each test of
// the whole house.
#pragma once
#include "audit/audit.hpp"
#include "desk/feed.hpp"
#include "desk/planned.hpp"
#include "desk/snoozes.hpp"
#include "fetch/fetch.hpp"

namespace ombud::edge {

// What it builds on.
struct WorkGround {
    asio::io_context& io;
    postgres::Database& database;
    realtime::Hub& hub;
    safety::SecretGuard const& guard;
    audit::Log& audit;
    desk::Desk& desk;
    fetch::Client& client;
    Clock& clock;
    Random& random;
};

struct WorkRoom {
    explicit WorkRoom(WorkGround on)
        : ground(on),
          planned(on.database, on.desk, on.hub, on.clock),
          snoozes(on.database, on.desk, on.clock),
          feed(on.database, on.clock) {}
    WorkRoom(WorkRoom const&) = delete;
    WorkRoom& operator=(WorkRoom const&) = delete;

    // Before the first request.
    Task<void> load() { co_await ground.desk.board().load(); }
    // Each of these runs for ever.
    std::vector<Task<void>> loops() {
        std::vector<Task<void>> out;
        out.push_back(planned.work());
        out.push_back(snoozes.work());
        out.push_back(feed.work());
        return out;
    }

    WorkGround ground;
    desk::Planned planned;
    desk::Snoozes snoozes;
    desk::Feed feed;
};

}  // namespace ombud::edge
