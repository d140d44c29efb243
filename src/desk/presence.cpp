#include "desk/presence.hpp"

namespace ombud::desk {

namespace {

struct PresenceNews {
    std::string type = "presence";
    ConversationId conversation_id;
    bool customer_online;
    std::vector<Person> agents;
};
BOOST_DESCRIBE_STRUCT(PresenceNews, (), (type, conversation_id, customer_online, agents))

struct TypingNews {
    std::string type = "typing";
    ConversationId conversation_id;
    Author author;
    bool typing;
};
BOOST_DESCRIBE_STRUCT(TypingNews, (), (type, conversation_id, author, typing))

}  // namespace

void Presence::arrived(Participant const& who, ConversationId at) {
    auto& room = rooms_[at];
    bool news_worthy = false;
    if (auto const* agent = who.agent()) {
        auto& viewer = room.agents[agent->id];
        viewer.name = agent->name;
        news_worthy = viewer.windows++ == 0;
    } else {
        news_worthy = room.customer_windows++ == 0;
    }
    if (news_worthy) hub_.publish(at.uuid, news(at));
}

void Presence::left(Participant const& who, ConversationId at) {
    auto found = rooms_.find(at);
    if (found == rooms_.end()) return;
    auto& room = found->second;
    bool news_worthy = false;
    if (auto const* agent = who.agent()) {
        auto viewer = room.agents.find(agent->id);
        if (viewer != room.agents.end() && --viewer->second.windows == 0) {
            room.agents.erase(viewer);
            news_worthy = true;
        }
    } else {
        news_worthy = --room.customer_windows == 0;
    }
    if (room.customer_windows <= 0 && room.agents.empty()) rooms_.erase(found);
    if (news_worthy) hub_.publish(at.uuid, news(at));
}

void Presence::agent_offline(StaffId id) {
    auto found = online_.find(id);
    if (found != online_.end() && --found->second == 0) online_.erase(found);
}

void Presence::typing(Participant const& who, ConversationId at, bool typing, bool internal) {
    TypingNews told{.conversation_id = at, .author = {AuthorKind::customer, who.id(), std::nullopt}, .typing = typing};
    auto const* agent = who.agent();
    if (agent) told.author = {AuthorKind::agent, who.id(), agent->name};
    auto audience = agent && internal ? realtime::Audience::staff : realtime::Audience::everyone;
    hub_.publish(at.uuid, {.audience = audience, .frame = realtime::make_frame(to_json_text(told))});
}

realtime::Event Presence::news(ConversationId at) const {
    PresenceNews told{.conversation_id = at, .customer_online = false, .agents = {}};
    if (auto found = rooms_.find(at); found != rooms_.end()) {
        told.customer_online = found->second.customer_windows > 0;
        for (auto const& [id, viewer] : found->second.agents) told.agents.push_back({id.uuid, viewer.name});
    }
    return {.frame = realtime::make_frame(to_json_text(told))};
}

}  // namespace ombud::desk
