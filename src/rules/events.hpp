// What an entry of a conversation means to rules, and when time is what sets one off.
#pragma once
#include "rules/model.hpp"

namespace ombud::rules {

// What rules see of an entry, told just now or read from the log.
struct Happened {
    std::int64_t seq;
    desk::EntryKind kind;
    desk::AuthorKind author_kind;
    bool internal;
    json::value const& data;
};

[[nodiscard]] std::vector<Event> events_of(Happened const& entry);
[[nodiscard]] bool listens(Rule const& rule, std::vector<Event> const& events);
[[nodiscard]] bool listens_to_time(Rule const& rule);

// Since what moment time counts for the rule in that conversation: it acts once for each. With `idle` each time somebody says
// something (its seq, negative, so that it is no entry's own), else since the customer waits, else since it began.
[[nodiscard]] std::int64_t cause_of_time(desk::Conditions const& conditions, desk::Standing const& standing);
// The moments at which time can change what the conditions say, while nothing else happens; with the first one.
[[nodiscard]] std::vector<Timestamp> turns(desk::Conditions const& conditions, desk::Standing const& standing, Timestamp from,
                                           Timestamp until);

}  // namespace ombud::rules
