// Who has which conversation open at this moment: passing news, kept nowhere.
#pragma once
#include <map>
#include <unordered_map>
#include <vector>

#include "callers/callers.hpp"
#include "desk/model.hpp"
#include "realtime/hub.hpp"

namespace ombud::desk {

class Presence {
public:
    explicit Presence(realtime::Hub& hub) : hub_(hub) {}

    // Each arrival needs its own departure: somebody may look on from two windows.
    void arrived(Participant const& who, ConversationId at);
    void left(Participant const& who, ConversationId at);
    void agent_online(StaffId id) { ++online_[id]; }
    void agent_offline(StaffId id);

    void typing(Participant const& who, ConversationId at, bool typing, bool internal);
    [[nodiscard]] bool is_online(StaffId id) const { return online_.contains(id); }
    [[nodiscard]] bool any_agent_online() const { return !online_.empty(); }
    // What somebody who just arrived should know.
    [[nodiscard]] realtime::Event news(ConversationId at) const;

private:
    struct Viewer {
        std::string name;
        int windows = 0;
    };
    struct Room {
        int customer_windows = 0;
        std::map<StaffId, Viewer> agents;
    };

    realtime::Hub& hub_;
    std::unordered_map<ConversationId, Room> rooms_;
    std::unordered_map<StaffId, int> online_;
};

}  // namespace ombud::desk
