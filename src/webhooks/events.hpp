// What an entry of a conversation is told as: none, one or several events, without anybody's words.
#pragma once
#include "desk/feed.hpp"
#include "webhooks/model.hpp"

namespace ombud::webhooks {

struct Event {
    std::string name;
    json::value body;
};

// `before`: the conversation's state before this entry; none, before the first.
std::vector<Event> events_of(desk::Followed const& entry, std::optional<std::string> const& before);

Event test_of(WebhookId id, Timestamp now);

bool is_event(std::string_view name);

}  // namespace ombud::webhooks
