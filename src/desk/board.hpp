// The board: every active conversation, in memory, so that views, counts and routing ask no database.
#pragma once
#include <functional>
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
    // Something happened in it: it is read again, those that changed together at once.
    void changed(ConversationId id);
    // From now on; not for what is there already.
    void tells(Heard who) { heard_.push_back(std::move(who)); }

    [[nodiscard]] bool loaded() const { return loaded_; }
    // Null for what is resolved or unknown.
    [[nodiscard]] Standing const* find(ConversationId id) const;
    [[nodiscard]] std::unordered_map<ConversationId, Standing> const& active() const { return active_; }

private:
    Task<void> read_changed();
    void put(Standing standing);
    void drop(ConversationId id);

    asio::io_context& io_;
    postgres::Database& database_;
    Clock& clock_;
    std::unordered_map<ConversationId, Standing> active_;
    std::unordered_set<ConversationId> changed_;
    std::vector<Heard> heard_;
    bool loaded_ = false, reading_ = false;
};

}  // namespace ombud::desk
