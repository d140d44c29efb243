// What one conversation's log comes to in facts: counted entry by entry, without a database and without the time of day.
#pragma once
#include "reports/model.hpp"

namespace ombud::reports {

// Raised when any of this counts otherwise: then all is counted anew.
inline constexpr std::int64_t edition = 3;

// A step of the scale on which spans are kept, eight to each doubling; below a second is the first.
std::int64_t step_of(std::chrono::seconds span);
// The middle of a step: right within 5 % for all that is on it.
std::chrono::seconds span_of(std::int64_t step);

inline constexpr std::int64_t nobody_waited = -1;  // the step of an answer that nobody had asked for

struct Happened {
    std::int64_t seq;
    desk::EntryKind kind;
    desk::AuthorKind author_kind;
    Uuid author_id;
    std::string status;  // after it
    std::optional<std::int64_t> score;
    Timestamp at;
    bool by_program = false;  // in the name of somebody, who answered nobody in person
    // A tie says since when its customer waits, if they do.
    bool tied = false;
    std::optional<Timestamp> waits_since{};
};

struct Fact {
    std::int64_t seq;
    FactKind kind;
    Timestamp at;
    std::optional<Uuid> agent_id;
    std::int64_t bucket = 0, value = 0;
    bool operator==(Fact const&) const = default;
};

// What an opening or a reopening is followed by.
struct Closing {
    std::int64_t began_seq;
    Timestamp at;
};

struct Course {
    std::int64_t seq = 0;
    bool resolved = false, answered = false;
    std::optional<Timestamp> owed_since{}, began_at{};
    std::int64_t began_seq = 0;
    std::optional<Uuid> agent_id{};
    std::optional<std::int64_t> rated_seq{};

    // What has come of it since it was read, in order.
    std::vector<Fact> facts{};
    std::vector<Closing> closings{};
    std::vector<std::int64_t> withdrawn{};  // ratings that a later one of the same resolution replaces

    void take(Happened const& what);

private:
    void begin(FactKind kind, Happened const& what);
    void answer(Happened const& what);
    void resolve(Happened const& what);
    void rate(Happened const& what);
};

}  // namespace ombud::reports
