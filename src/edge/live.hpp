// One live connection: who it is, what it follows, and how it catches up without a gap or a repeat.
#pragma once
#include <memory>
#include <vector>

#include "edge/api.hpp"

namespace ombud::edge {

class LiveConnection final : public http::SocketOwner,
                             public realtime::Listener,
                             public std::enable_shared_from_this<LiveConnection> {
public:
    LiveConnection(Api& api, std::shared_ptr<http::Socket> socket, std::string peer);
    ~LiveConnection() override;

    void is(Identity who);
    Task<void> received(std::string message) override;
    void closed() override;
    void hear(realtime::Topic const& topic, realtime::Event const& event) override;
    // Closes when nobody said who it is in time, or when a customer's token has ended or they were erased.
    void check_time();
    // Closes where it is this customer's.
    void end_for(CustomerId id);
    // Closes when a member of staff was signed out; takes a new role or name over, and ends what they may no longer follow.
    Task<void> check_session();
    // How many conversations each view holds for them, when that is not what they were told last.
    Task<void> tell_counts();

private:
    struct Following {
        ConversationId id;
        Participant by;
        std::int64_t sent;        // the newest entry that went out, or that this side may not see
        std::uint64_t round;      // which subscription of this socket it is
        bool catching_up = true;  // entries come from the database; live ones wait for the next reading
        bool behind = false;      // a live one came meanwhile
    };
    // A reading of the log on behalf of one subscription: void once there is another, or none.
    struct Reading {
        ConversationId id;
        std::uint64_t round;
    };

    Participant participant() const;
    [[nodiscard]] std::string person() const;
    Following* following(Uuid const& id);
    Following* reading(Reading const& reading);
    Task<void> authenticate(json::object const& message);
    Task<void> subscribe(ConversationId id, std::int64_t after);
    void unsubscribe(ConversationId id);
    Task<void> subscribe_inbox();
    Task<void> check_openings(staff::Session by);
    Task<void> catch_up(Reading which);
    Task<void> dispatch(std::string const& type, json::object const& message);
    void send(json::value const& message);
    bool wants(realtime::Audience audience) const;

    Api& api_;
    std::shared_ptr<http::Socket> socket_;
    std::shared_ptr<Identity const> who_;
    std::string peer_;
    std::vector<Following> following_;
    Timestamp since_;
    std::uint64_t rounds_ = 0;
    bool said_who_ = false;
    bool inbox_ = false;
    std::string told_counts_;
};

}  // namespace ombud::edge
