// Webhooks: who is told what happens in conversations, and the telling: signed, in each conversation's order, until it is heard
// or three days have passed.
#pragma once
#include <memory>

#include "audit/audit.hpp"
#include "callers/callers.hpp"
#include "core/promise.hpp"
#include "core/random.hpp"
#include "core/seal.hpp"
#include "desk/feed.hpp"
#include "desk/words.hpp"
#include "fetch/outward.hpp"
#include "postgres/database.hpp"
#include "safety/secret_guard.hpp"
#include "webhooks/model.hpp"

namespace ombud::webhooks {

namespace sql {
struct Due;
}

// What it builds on.
struct Ground {
    asio::io_context& io;
    postgres::Database& database;
    safety::SecretGuard const& guard;
    audit::Log& audit;
    desk::Words& words;
    fetch::OutwardClient& client;
    Seal seal;  // of the secrets by which it signs
    Clock& clock;
    Random& random;
    std::chrono::milliseconds patience;
};

class Webhooks final : public desk::Follower {
public:
    explicit Webhooks(Ground ground) : on_(std::move(ground)) {}

    Task<WebhookList> list(Agent by);
    // Problem{invalid, "name.empty" | "url.invalid" | "url.insecure" | "url.inside" | "events.empty" | "event.unknown"},
    // {conflict, "webhook.too_many"}.
    Task<MadeWebhook> add(FreshAgent by, WebhookWish wanted);
    // The same, and {not_found, "webhook.unknown"}.
    Task<Webhook> change(FreshAgent by, WebhookId id, WebhookWish wanted);
    Task<void> end(FreshAgent by, WebhookId id);
    // Problem{conflict, "webhook.paused"}, {conflict, "webhook.not_paused"}.
    Task<Webhook> pause(Agent by, WebhookId id);
    Task<Webhook> resume(Agent by, WebhookId id);
    // An event that says nothing, on its way at once, whichever events the endpoint asked for.
    Task<Delivery> test(Agent by, WebhookId id);

    // Problem{invalid, "field.choice", "state"}.
    Task<DeliveryPage> deliveries(Agent by, WebhookId id, DeliveryRange range);
    // Problem{not_found, "delivery.unknown"}.
    Task<WholeDelivery> delivery(Agent by, WebhookId id, DeliveryId which);
    // Before what waits of the same conversation. Problem{conflict, "delivery.under_way"}.
    Task<Delivery> send_again(Agent by, WebhookId id, DeliveryId which);
    Task<SentAgain> send_dead_again(Agent by, WebhookId id);

    [[nodiscard]] std::string_view name() const override { return "webhooks"; }
    Task<void> follow(std::vector<desk::Followed> const& entries) override;

    // Sends what is due and gives up what is too old, over and over; runs for ever. Any number of processes may.
    Task<void> work();
    // Begins to send what is due; how many.
    Task<std::size_t> send_due();
    Task<void> tidy();
    // Returns when nothing is under way.
    Task<void> rest();

private:
    Task<void> deliver(sql::Due due);
    Task<void> try_once(sql::Due const& due);
    Task<std::string> payload_of(sql::Due const& due);
    Task<void> record(sql::Due const& due, fetch::Outcome const& outcome);
    Task<void> failed(sql::Due const& due, bool is_gone);
    Task<Webhook> read(WebhookId id);
    Task<void> note(char const* act, std::optional<StaffId> by, WebhookId id, json::object details);
    [[nodiscard]] Timestamp next_try(std::int64_t tries);
    void done();

    Ground on_;
    std::size_t under_way_ = 0;
    std::vector<std::shared_ptr<Promise<bool>>> waiting_for_rest_;
    Timestamp tidied_at_{};
};

}  // namespace ombud::webhooks
