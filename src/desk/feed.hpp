// The feed: tells each follower of each entry of every conversation, at least once, in each conversation's order, however often
// the program falls. Followers count an entry that they have heard before only once.
#pragma once
#include <string_view>
#include <vector>

#include "desk/standing.hpp"
#include "postgres/database.hpp"

namespace ombud::desk {

// An entry, without its words, and how its conversation stands when it is told (later entries may be in that already).
struct Followed {
    Standing standing;
    std::int64_t seq;
    EntryKind kind;
    AuthorKind author_kind;
    Uuid author_id;
    std::optional<std::string> author_name;
    bool internal;
    std::string status;  // after this entry
    json::value data;
    std::optional<double> waited;  // seconds, of a first answer: what somebody in the queue may go by
    Timestamp posted_at;
};

class Follower {
public:
    virtual ~Follower() = default;
    [[nodiscard]] virtual std::string_view name() const = 0;
    // Throws when it could not take them: it hears the same ones again, then each alone, and one that fails for good is kept as a
    // fault, so that it stops no others.
    virtual Task<void> follow(std::vector<Followed> const& entries) = 0;
};

class Feed {
public:
    Feed(postgres::Database& database, Clock& clock) : database_(database), clock_(clock) {}

    void tells(Follower& follower) { followers_.push_back(&follower); }

    // Tells what is new, over and over; runs for ever. Of several processes one does at a time.
    Task<void> work();
    // One batch; how many entries.
    Task<std::size_t> pass_on();
    // Entries that some follower could not take.
    Task<std::int64_t> faults();

private:
    Task<void> tell(Follower& follower, std::vector<Followed> const& entries);

    postgres::Database& database_;
    Clock& clock_;
    std::vector<Follower*> followers_;
};

}  // namespace ombud::desk
