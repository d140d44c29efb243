// One live connection: who it is, what it follows, and how it catches up without a gap or a repeat.
#pragma once
#include <memory>
#include <vector>

#include "edge/api.hpp"

namespace ombud::edge {

class LiveConnection final : public http::SocketOwner, public realtime::Listener, public std::enable_shared_from_this<LiveConnection> {
public:
    LiveConnection(Api& api, std::shared_ptr<http::Socket> socket, std::string peer);
    ~LiveConnection() override;

    void is(Identity who);
    Task<void> received(std::string message) override;
    void closed() override;
    void hear(realtime::Topic const& topic, realtime::Event const& event) override;
    // Closes when the session behind it has ended, or when nobody said who it is in time.
    Task<void> recheck();

private:
    struct Following {
        ConversationId id;
        std::int64_t sent;         // the newest entry that went out, or that this side may not see
        bool catching_up = true;   // entries come from the database; live ones wait for the next reading
        bool behind = false;       // a live one came meanwhile
    };

    Participant participant(staff::Permission needed) const;
    Following* following(Uuid const& id);
    Task<void> authenticate(json::object const& message);
    Task<void> subscribe(ConversationId id, std::int64_t after);
    void unsubscribe(ConversationId id);
    Task<void> subscribe_inbox();
    Task<void> catch_up(ConversationId id);
    Task<void> dispatch(std::string const& type, json::object const& message);
    void send(json::value const& message);
    bool wants(realtime::Audience audience) const;

    Api& api_;
    std::shared_ptr<http::Socket> socket_;
    std::unique_ptr<Identity> who_;
    std::string peer_;
    std::vector<Following> following_;
    Timestamp since_;
    bool inbox_ = false;
    bool counts_due_ = false;
};

}  // namespace ombud::edge
