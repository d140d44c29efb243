// The clocks of one conversation as its log makes them run: counted entry by entry, without a database and without the time of
// day.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "desk/feed.hpp"
#include "service_levels/business_time.hpp"
#include "service_levels/model.hpp"

namespace ombud::service_levels {

// What an entry means to clocks.
struct Happened {
    enum class What { nothing, says, answers };

    std::int64_t seq;
    Timestamp at;
    What what;
    std::string status;                      // after it
    std::optional<bool> snoozed{};           // set by it
    std::optional<bool> held{};              // by something larger
    std::optional<Timestamp> waits_since{};  // of words that were said elsewhere, and before
};

// `data`: of the entry.
Happened happened(std::int64_t seq, desk::EntryKind kind, desk::AuthorKind author, bool internal, std::string status,
                  json::value const& data, Timestamp at);

// What is promised to a conversation as it stands now; nothing where no policy holds.
struct Promise {
    Targets targets;
    std::int64_t warn_percent = 80;
    std::optional<std::int64_t> warn_left{};

    [[nodiscard]] std::optional<std::int64_t> target(ClockKind kind) const;
};

struct ClockRun {
    ClockKind kind;
    std::int64_t started_seq;
    Timestamp started_at;
    std::chrono::microseconds elapsed{0};  // of business time before it last began to run
    std::optional<Timestamp> running_since{}, ended_at{};
    std::optional<std::int64_t> target{};                 // minutes
    std::optional<Timestamp> due_at{}, warn_at{};         // while it runs; when it was due, of one that ended
    std::optional<Timestamp> warned_at{}, breached_at{};  // breached: the moment at which it was due
    bool told = false;                                    // its breach stands in the log

    [[nodiscard]] ClockState state() const;
    bool operator==(ClockRun const&) const = default;
};

// What is to be written into the log.
struct Tell {
    enum class What { warning, breach };

    What what;
    ClockKind kind;
    std::int64_t started_seq;
    Timestamp due_at;
    std::int64_t target;
    bool ended;  // it is over already
};

struct Course {
    std::int64_t seq = 0;
    std::string status = "new";
    bool snoozed = false, held = false;
    bool answered = false;           // by a person, at least once
    bool owed = false;               // the customer has said something since the last answer
    std::vector<ClockRun> clocks{};  // the newest of each kind, in the order of kinds
    std::vector<ClockRun> past{};    // those that newer ones have followed since this was read

    void take(Happened const& what, BusinessTime const& hours);
    // What is promised from now on. Clocks that have ended stay as they were judged.
    void promise(Promise const& what, BusinessTime const& hours, Timestamp now);
    // What is to be told now, each of it once. Only what was due before `until` is too late: an answer may be on its way.
    [[nodiscard]] std::vector<Tell> look(Timestamp now, Timestamp until);

    // Of one that was too late.
    [[nodiscard]] static Tell breach_of(ClockRun const& clock);

    [[nodiscard]] ClockRun const* find(ClockKind kind) const;
    [[nodiscard]] std::optional<Timestamp> look_at() const;
    // The running clock that is due first.
    [[nodiscard]] ClockRun const* next() const;
    // customer, snooze or incident; nullopt: nothing stops clocks of this kind.
    [[nodiscard]] std::optional<std::string> paused_by(ClockKind kind) const;

private:
    ClockRun* open(ClockKind kind);
    void begin(ClockKind kind, Happened const& what);
    void begin_answering(Happened const& what, BusinessTime const& hours);
    void end_answering(Happened const& what, BusinessTime const& hours, bool answered);
    void settle(Timestamp at, BusinessTime const& hours);
};

}  // namespace ombud::service_levels
