// The shapes of webhooks: endpoints, what is told, and what became of it.
#pragma once
#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/ids.hpp"
#include "core/json.hpp"
#include "core/time.hpp"

namespace ombud::webhooks {

using WebhookId = Id<struct WebhookTag>;
using DeliveryId = Id<struct DeliveryTag>;

// Stored and sent by these names: "entry.posted".
inline constexpr char opened_event[] = "conversation.opened";
inline constexpr char posted_event[] = "entry.posted";
inline constexpr char assigned_event[] = "conversation.assigned";
inline constexpr char status_event[] = "conversation.status_changed";
inline constexpr char handling_event[] = "conversation.handling_changed";
inline constexpr char test_event[] = "webhook.test";  // every endpoint hears it, when staff ask for it

// Whether something is told to an endpoint.
BOOST_DEFINE_ENUM_CLASS(Telling, left_out, told)

// Why nothing is sent to an endpoint.
BOOST_DEFINE_ENUM_CLASS(Pause, by_person,
                        failing,  // nothing but failures for a day
                        gone)     // it answered 410

BOOST_DEFINE_ENUM_CLASS(State, waiting, delivered,
                        dead)  // given up after three days

struct Webhook {
    WebhookId id;
    std::string name, url;
    std::vector<std::string> events;
    Telling notes;  // what colleagues write among themselves
    Telling words;  // what entries say; else only that there is one
    Timestamp made_at, changed_at;
    std::string made_by;
    std::optional<Timestamp> paused_at;
    std::optional<Pause> pause;
    std::int64_t failures;  // in a row
    std::optional<Timestamp> failing_since, rests_until, delivered_at;
    std::int64_t waiting, dead;  // deliveries
};
BOOST_DESCRIBE_STRUCT(Webhook, (),
                      (id, name, url, events, notes, words, made_at, changed_at, made_by, paused_at, pause, failures,
                       failing_since, rests_until, delivered_at, waiting, dead))

struct WebhookList {
    std::vector<Webhook> webhooks;
};
BOOST_DESCRIBE_STRUCT(WebhookList, (), (webhooks))

struct WebhookWish {
    std::string name, url;
    std::vector<std::string> events;
    std::optional<Telling> notes, words;  // left out, unless it is said otherwise
};
BOOST_DESCRIBE_STRUCT(WebhookWish, (), (name, url, events, notes, words))

struct MadeWebhook {
    Webhook webhook;
    std::string secret;  // "whsec_…", shown this once
};
BOOST_DESCRIBE_STRUCT(MadeWebhook, (), (webhook, secret))

// One event on its way to one endpoint.
struct Delivery {
    DeliveryId id;
    std::string event;
    std::optional<ConversationId> conversation_id;
    std::optional<std::string> reference;
    std::optional<std::int64_t> seq;
    State state;
    Timestamp made_at;
    std::int64_t tries;
    std::optional<Timestamp> due_at;  // of the next try
    std::optional<Timestamp> settled_at;
    std::optional<std::int64_t> status;  // of the last try
    std::optional<std::string> fault;
    std::optional<std::int64_t> milliseconds;
    std::int64_t place;
};
BOOST_DESCRIBE_STRUCT(Delivery, (),
                      (id, event, conversation_id, reference, seq, state, made_at, tries, due_at, settled_at, status, fault,
                       milliseconds, place))

struct DeliveryRange {
    std::optional<std::string> state;  // waiting, delivered or dead
    std::optional<std::int64_t> before;
};
BOOST_DESCRIBE_STRUCT(DeliveryRange, (), (state, before))

struct DeliveryPage {
    std::vector<Delivery> deliveries;  // newest first
    std::optional<std::int64_t> next;
};
BOOST_DESCRIBE_STRUCT(DeliveryPage, (), (deliveries, next))

struct Try {
    Timestamp at;
    std::optional<std::int64_t> status;
    std::optional<std::string> fault;
    std::int64_t milliseconds;
    std::string answer;  // its first bytes
};
BOOST_DESCRIBE_STRUCT(Try, (), (at, status, fault, milliseconds, answer))

struct WholeDelivery {
    Delivery delivery;
    json::value body;  // as it is sent, but for the words
    std::vector<Try> tries;
};
BOOST_DESCRIBE_STRUCT(WholeDelivery, (), (delivery, body, tries))

struct SentAgain {
    std::int64_t deliveries;
};
BOOST_DESCRIBE_STRUCT(SentAgain, (), (deliveries))

}  // namespace ombud::webhooks
