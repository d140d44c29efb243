#include "desk/queue.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>

#include "core/limits.hpp"
#include "desk/queries.hpp"

namespace ombud::desk {

Task<Waiting> Queue::waiting() {
    auto now = clock_.now();
    if (!known_ || now - known_at_ > limits::waiting_known_for || now < known_at_) {
        auto waited = co_await database_.run(sql::waited, now);
        Waiting found{.known = waited.sample >= limits::answers_to_estimate,
                      .low_seconds = {},
                      .high_seconds = {},
                      .sample = waited.sample};
        if (found.known) {
            // Who waits now has been answered by nobody yet: less than that would be a promise already broken.
            auto const still = std::chrono::duration<double>(now - waited.oldest.value_or(now)).count();
            found.low_seconds = std::llround(std::max(*waited.low, still));
            found.high_seconds = std::llround(std::max(*waited.high, still));
        }
        known_ = found;
        known_at_ = now;
    }
    co_return *known_;
}

Task<QueuePlace> Queue::place_of(ConversationId id, Timestamp waiting_since) {
    auto place = co_await database_.run(sql::queue_place, id, waiting_since);
    co_return QueuePlace{place, co_await waiting()};
}

void Queue::changed() {
    again_ = true;
    if (telling_) return;
    telling_ = true;
    spawn(io_, tell_places());
}

void Queue::tell(ConversationId id, std::optional<QueuePlace> const& place) {
    if (!hub_.anyone_on(id.uuid)) return;
    auto news = to_json_text(QueueNews{.conversation_id = id, .queue = place});
    hub_.publish(id.uuid, {.audience = realtime::Audience::customer, .frame = realtime::make_frame(std::move(news))});
}

Task<void> Queue::tell_places() {
    while (again_) {
        again_ = false;
        co_await tell_line();
        co_await clock_.sleep_for(std::chrono::seconds{1});
    }
    telling_ = false;
}

Task<void> Queue::tell_line() try {
    auto const usual = co_await waiting();
    auto const line = co_await database_.run(sql::queue, std::int64_t(limits::queue_places_told));
    auto left = std::exchange(in_line_, {});
    std::int64_t place = 0;
    for (auto const& id : line) {
        tell(id, QueuePlace{++place, usual});
        left.erase(id.uuid);
        in_line_.insert(id.uuid);
    }
    for (auto const& id : left) tell(ConversationId{id}, std::nullopt);
} catch (std::exception const&) {
    co_return;  // the database is away; the next change, or the customer's own reading, tells again
}

}  // namespace ombud::desk
