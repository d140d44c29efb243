// Finding conversations by what was said in them, and what is related to one. Rows name customers as the inbox does; words are
// shown only of what is open to whoever asks.
#pragma once
#include "audit/audit.hpp"
#include "core/rate_limit.hpp"
#include "desk/desk.hpp"
#include "finding/asked.hpp"
#include "finding/index.hpp"
#include "finding/model.hpp"

namespace ombud::finding {

namespace sql {
struct FoundPlace;
}

class Finding {
public:
    using OpenTo = desk::Inbox::OpenTo;

    Finding(postgres::Database& database, desk::Desk& desk, Index const& index, audit::Log& audit, OpenTo open_to, Clock& clock);

    // Problem{invalid, "query.empty" | "query.too_long", "q"}, {"field.choice"} for a filter,
    // {"field.range", "limit"}, {"cursor.invalid", "cursor"} also for a cursor of another question; {too_many, "rate.limited"}.
    Task<Found> search(Agent by, SearchFor wanted);
    // Problem{not_found, "conversation.unknown"}.
    Task<Related> related(Agent by, ConversationId of);

private:
    struct Walk;
    struct Hit;
    Task<void> step(Walk& walk);
    Task<void> open_words(Walk& walk, std::vector<sql::FoundPlace> const& places);
    static bool answers(Walk const& walk, sql::FoundPlace const& place);
    Task<Found> shown(StaffId by, Walk walk);

    postgres::Database& database_;
    desk::Desk& desk_;
    Index const& index_;
    audit::Log& audit_;
    OpenTo open_to_;
    Clock& clock_;
    RateLimit searches_;
};

}  // namespace ombud::finding
