#include "realtime/hub.hpp"

#include <algorithm>

namespace ombud::realtime {

void Hub::join(Topic const& topic, Listener& listener) {
    auto& listeners = topics_[topic];
    if (std::ranges::find(listeners, &listener) == listeners.end()) listeners.push_back(&listener);
}

void Hub::leave(Topic const& topic, Listener& listener) {
    auto found = topics_.find(topic);
    if (found == topics_.end()) return;
    std::erase(found->second, &listener);
    if (found->second.empty()) topics_.erase(found);
}

void Hub::publish(Topic const& topic, Event const& event) {
    auto found = topics_.find(topic);
    if (found == topics_.end()) return;
    for (auto* listener : found->second) listener->hear(topic, event);
}

}  // namespace ombud::realtime
