// The hub hands events to whoever listens to a topic; each event is encoded once and shared by all.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/ids.hpp"

namespace ombud::realtime {

using Frame = std::shared_ptr<std::string const>;

inline Frame make_frame(std::string text) {
    return std::make_shared<std::string const>(std::move(text));
}

enum class Audience { everyone, staff, customer };

struct Event {
    std::int64_t seq = 0;  // place in the topic's log; 0 = passing news that nobody will miss
    Audience audience = Audience::everyone;
    Frame frame;
};

using Topic = Uuid;

class Listener {
public:
    virtual void hear(Topic const& topic, Event const& event) = 0;

protected:
    ~Listener() = default;
};

class Hub {
public:
    // A listener must leave before it is destroyed.
    void join(Topic const& topic, Listener& listener);
    void leave(Topic const& topic, Listener& listener);
    // While it hears, a listener must not join or leave: it starts a coroutine for that.
    void publish(Topic const& topic, Event const& event);
    [[nodiscard]] bool anyone_on(Topic const& topic) const { return topics_.contains(topic); }

private:
    struct Hash {
        std::size_t operator()(Topic const& topic) const noexcept { return std::hash<Id<void>>{}({topic}); }
    };
    std::unordered_map<Topic, std::vector<Listener*>, Hash> topics_;
};

}  // namespace ombud::realtime
