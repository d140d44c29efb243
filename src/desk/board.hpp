// The board: every active conversation, in memory, so that views, counts and routing ask no database.
#pragma once
#include <boost/asio/basic_waitable_timer.hpp>
#include <functional>
#include <memory>
#include <unordered_map>
#include <unordered_set>

#include "desk/standing.hpp"
#include "postgres/database.hpp"

namespace ombud::desk {

class Board {
public:
    // Null: it was not on the board before, or is no more.
    using Heard = std::function<void(Standing const* before, Standing const* now)>;

    Board(asio::io_context& io, postgres::Database& database, Clock& clock) : io_(io), database_(database), clock_(clock) {}

    // Reads all that are active. Until then the board is empty and hears nothing.
    Task<void> load();
    // When it returns, everything that has changed until now is on it.
    Task<void> catch_up();
    // Something happened in it: it is read again, those that changed together at once.
    void changed(ConversationId id);
    // The database is about to close: what changes now is read by the next start.
    void end();
    // From now on; not for what is there already.
    void tells(Heard who) { heard_.push_back(std::move(who)); }

    [[nodiscard]] bool loaded() const { return loaded_; }
    // Null for what is resolved or unknown.
    [[nodiscard]] Standing const* find(ConversationId id) const;
    [[nodiscard]] std::unordered_map<ConversationId, Standing> const& active() const { return active_; }

private:
    using Bell = asio::basic_waitable_timer<std::chrono::steady_clock, asio::wait_traits<std::chrono::steady_clock>, Executor>;

    Task<void> read_changed();
    Task<void> read_now();
    void put(Standing standing);
    void drop(ConversationId id);

    asio::io_context& io_;
    postgres::Database& database_;
    Clock& clock_;
    std::unordered_map<ConversationId, Standing> active_;
    std::unordered_set<ConversationId> changed_;
    std::shared_ptr<Bell> read_;  // rings when the reading under way is done; null: there is none
    std::vector<Heard> heard_;
    bool loaded_ = false, reading_ = false, ended_ = false;
};

}  // namespace ombud::desk
