// The queue: whose turn it is, how long people really waited in the last hour, and how long those who wait still do.
#pragma once
#include <optional>
#include <set>

#include "callers/callers.hpp"
#include "desk/model.hpp"
#include "postgres/database.hpp"
#include "realtime/hub.hpp"

namespace ombud::desk {

class Queue {
public:
    Queue(asio::io_context& io, postgres::Database& database, realtime::Hub& hub, Clock& clock)
        : io_(io), database_(database), hub_(hub), clock_(clock) {}

    // From the last hour's answers, and never less than the first in the queue has waited; read again at most every few seconds.
    Task<Waiting> waiting();
    Task<QueuePlace> place_of(ConversationId id, Timestamp waiting_since);
    // Somebody joined or left: those who wait and look on are told their new places, at most once a second.
    void changed();

private:
    Task<void> tell_places();
    Task<void> tell_line();
    void tell(ConversationId id, std::optional<QueuePlace> const& place);

    asio::io_context& io_;
    postgres::Database& database_;
    realtime::Hub& hub_;
    Clock& clock_;
    std::optional<Waiting> known_;
    Timestamp known_at_{};
    std::set<Uuid> in_line_;  // when places were last told
    bool telling_ = false, again_ = false;
};

// Live news that a waiting customer's place has changed; null once somebody has taken the conversation.
struct QueueNews {
    std::string type = "queue";
    ConversationId conversation_id;
    std::optional<QueuePlace> queue;
};
BOOST_DESCRIBE_STRUCT(QueueNews, (), (type, conversation_id, queue))

}  // namespace ombud::desk
