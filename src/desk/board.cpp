#include "desk/board.hpp"

#include <boost/asio/redirect_error.hpp>

#include "core/limits.hpp"
#include "desk/queries.hpp"

namespace ombud::desk {

Task<void> Board::load() {
    loaded_ = true;  // what changes while it is read is read again
    try {
        for (auto& standing : co_await database_.run(sql::active_standings))
            if (!changed_.contains(standing.id) && !active_.contains(standing.id)) put(std::move(standing));
    } catch (...) {
        loaded_ = false;
        throw;
    }
}

Standing const* Board::find(ConversationId id) const {
    auto const found = active_.find(id);
    return found == active_.end() ? nullptr : &found->second;
}

void Board::end() {
    ended_ = true;
}

void Board::changed(ConversationId id) {
    if (!loaded_ || ended_) return;
    changed_.insert(id);
    if (reading_) return;
    reading_ = true;
    spawn(io_, read_changed());
}

Task<void> Board::read_changed() {
    while (!changed_.empty() && !ended_) {
        co_await catch_up();
        co_await clock_.sleep_for(limits::board_read_every);
    }
    reading_ = false;
}

Task<void> Board::catch_up() {
    if (!loaded_) co_await load();
    // One reading at a time: an older one must not come after a newer one.
    while (auto const under_way = read_) {
        boost::system::error_code rung;
        co_await under_way->async_wait(asio::redirect_error(use_task, rung));
    }
    if (changed_.empty()) co_return;
    read_ = std::make_shared<Bell>(io_.get_executor(), Bell::time_point::max());
    co_await read_now();
    std::exchange(read_, nullptr)->cancel();
}

Task<void> Board::read_now() {
    auto const ids = std::exchange(changed_, {});
    try {
        auto gone = ids;
        for (auto& standing : co_await database_.run(sql::standings, std::vector(ids.begin(), ids.end()))) {
            if (!standing.active()) continue;
            gone.erase(standing.id);
            put(std::move(standing));
        }
        for (auto const& id : gone) drop(id);
    } catch (std::exception const&) {  // the database is away: they are read when it is back
        changed_.insert(ids.begin(), ids.end());
    }
}

void Board::put(Standing standing) {
    auto const found = active_.find(standing.id);
    std::optional<Standing> before;
    if (found != active_.end()) before = std::move(found->second);
    auto const& now = active_.insert_or_assign(standing.id, std::move(standing)).first->second;
    for (auto const& hear : heard_) hear(before ? &*before : nullptr, &now);
}

void Board::drop(ConversationId id) {
    auto const node = active_.extract(id);
    if (!node) return;
    for (auto const& hear : heard_) hear(&node.mapped(), nullptr);
}

}  // namespace ombud::desk
