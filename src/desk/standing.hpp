// How a conversation stands: all that views, rules, routing and clocks decide by. It holds no word of anybody.
#pragma once
#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

#include "desk/choices.hpp"
#include "desk/model.hpp"

namespace ombud::desk {

struct Standing {
    ConversationId id;
    std::string reference;
    std::string status;  // new, open, waiting (for the customer), resolved
    std::string language;
    std::optional<std::string> topic;
    std::string channel;   // chat, email or form
    std::string priority;  // low, normal, high or urgent
    std::optional<QueueId> queue_id;
    std::vector<std::string> tags;  // sorted
    json::value fields;
    std::optional<StaffId> assignee_id;
    CustomerId customer_id;
    std::string customer_kind;  // visitor, user, account or correspondent
    std::optional<Timestamp> snoozed_until;
    std::optional<Timestamp> waiting_since;  // since when its customer waits for an answer
    Timestamp created_at, updated_at;
    std::int64_t last_seq, last_customer_seq, last_answer_seq;

    [[nodiscard]] bool active() const { return status != "resolved"; }
};
BOOST_DESCRIBE_STRUCT(Standing, (),
                      (id, reference, status, language, topic, channel, priority, queue_id, tags, fields, assignee_id,
                       customer_id, customer_kind, snoozed_until, waiting_since, created_at, updated_at, last_seq,
                       last_customer_seq, last_answer_seq))

}  // namespace ombud::desk
