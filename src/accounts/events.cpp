#include "accounts/events.hpp"

#include "accounts/queries.hpp"
#include "core/rate_limit.hpp"
#include "postgres/database.hpp"

namespace ombud::accounts {

namespace {
constexpr std::int64_t page_at_most = 100;
}

Events::Events(postgres::Database& database, Clock& clock) : database_(database), clock_(clock) {}

Task<void> Events::add(CustomerId account, EventKind kind, std::optional<Origin> from, std::optional<std::string> detail) {
    return add_by(database_, account, kind, std::move(from), std::move(detail));
}

Task<void> Events::add(postgres::Transaction& transaction, CustomerId account, EventKind kind, std::optional<Origin> from,
                       std::optional<std::string> detail) {
    return add_by(transaction, account, kind, std::move(from), std::move(detail));
}

template <class Where>
Task<void> Events::add_by(Where& where, CustomerId account, EventKind kind, std::optional<Origin> from,
                          std::optional<std::string> detail) {
    using Text = std::optional<std::string>;
    using Degrees = std::optional<double>;
    auto const* place = from && from->place ? &*from->place : nullptr;
    co_await where.run(sql::add_event, account, kind, clock_.now(), from ? Text{from->device} : std::nullopt,
                       from ? Text{network_of(from->peer)} : std::nullopt, place ? Text{place->label()} : std::nullopt,
                       place ? Text{place->country} : std::nullopt, place ? place->latitude : Degrees{},
                       place ? place->longitude : Degrees{}, std::move(detail));
}

Task<EventPage> Events::read(CustomerId account, std::optional<std::int64_t> before, std::int64_t limit) {
    if (limit < 1 || limit > page_at_most) fail_field("limit", "field.range", "from 1 to 100");
    // One more than asked for tells whether there is a next page.
    EventPage page{co_await database_.run(sql::read_events, account, before, limit + 1), std::nullopt};
    if (std::ssize(page.events) > limit) {
        page.events.resize(std::size_t(limit));
        page.next = page.events.back().seq;
    }
    co_return page;
}

Task<std::optional<Events::SignedInFrom>> Events::last_sign_in(CustomerId account, std::string country) {
    return database_.run(sql::last_sign_in, account, std::move(country));
}

}  // namespace ombud::accounts
