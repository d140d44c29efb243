#include "desk/feed.hpp"

#include "core/limits.hpp"
#include "core/log.hpp"
#include "desk/queries.hpp"
#include "postgres/keep_doing.hpp"

namespace ombud::desk {

namespace {

using namespace std::chrono_literals;

constexpr auto looked_every = 200ms;

Followed followed(sql::FedRow row) {
    return {.standing = static_cast<Standing const&>(row),
            .seq = row.seq,
            .kind = row.kind,
            .author_kind = row.author_kind,
            .author_id = row.author_id,
            .author_name = std::move(row.author_name),
            .internal = row.internal,
            .status = std::move(row.status_after),
            .data = row.data ? std::move(*row.data) : json::value(nullptr),
            .waited = row.waited,
            .posted_at = row.posted_at};
}

}  // namespace

Task<void> Feed::work() {
    return postgres::keep_doing(clock_, "desk.feed", looked_every, [this]() -> Task<postgres::Left> {
        co_return co_await pass_on() < limits::entries_followed_at_once ? postgres::Left::nothing : postgres::Left::more;
    });
}

Task<std::size_t> Feed::pass_on() {
    co_return co_await database_.transaction([&](postgres::Transaction& alone) -> Task<std::size_t> {
        if (!co_await alone.run(sql::passes_on_alone)) co_return std::size_t{0};
        std::vector<Followed> entries;
        std::vector<std::int64_t> places;
        for (auto& row : co_await alone.run(sql::fed, std::int64_t(limits::entries_followed_at_once))) {
            places.push_back(row.place);
            entries.push_back(followed(std::move(row)));
        }
        if (entries.empty()) co_return std::size_t{0};
        for (auto* follower : followers_) co_await tell(*follower, entries);
        co_await alone.run(sql::is_followed, places);
        co_return places.size();
    });
}

Task<void> Feed::tell(Follower& follower, std::vector<Followed> const& entries) {
    std::exception_ptr error;
    try {
        co_await follower.follow(entries);
    } catch (...) {
        error = std::current_exception();
    }
    if (!error) co_return;
    if (postgres::is_away(error)) std::rethrow_exception(error);
    for (auto const& entry : entries) {
        std::exception_ptr wrong;
        try {
            co_await follower.follow({entry});
        } catch (...) {
            wrong = std::current_exception();
        }
        if (!wrong) continue;
        if (postgres::is_away(wrong)) std::rethrow_exception(wrong);
        auto const fault = postgres::fault_of(wrong);
        log::error("feed.fault", {{"follower", follower.name()}, {"seq", entry.seq}, {"why", fault}});
        co_await database_.run(sql::not_followed, std::string(follower.name()), entry.standing.id, entry.seq, clock_.now(),
                               fault);
    }
}

Task<std::int64_t> Feed::faults() {
    co_return co_await database_.run(sql::feed_faults);
}

}  // namespace ombud::desk
