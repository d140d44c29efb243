// Counts what all conversations come to: hears each entry by the feed, and reads the logs of those that nobody told of.
#pragma once
#include <map>

#include "desk/desk.hpp"
#include "desk/feed.hpp"
#include "postgres/database.hpp"
#include "reports/course.hpp"
#include "reports/model.hpp"

namespace ombud::reports {

class Tally final : public desk::Follower {
public:
    Tally(postgres::Database& database, Clock& clock) : database_(database), clock_(clock) {}

    [[nodiscard]] std::string_view name() const override { return "reports"; }
    Task<void> follow(std::vector<desk::Followed> const& entries) override;

    // Over and over; runs for ever. Any number of processes may.
    Task<void> work();
    // What was counted by other rules goes, and what was not counted yet is: after an upgrade, everything.
    Task<void> catch_up();
    // Guided answers that have moved since they were counted last.
    Task<void> count_runs();
    // As if nothing had been counted yet.
    Task<void> forget_all();

private:
    // What a conversation's facts are counted under.
    struct Place {
        std::optional<std::string> topic;
        std::string channel, language;
        std::optional<desk::QueueId> queue_id;
        bool operator==(Place const&) const = default;
    };
    struct Count {
        Place before, now;
        Course course;
    };
    using Counts = std::map<ConversationId, Count>;

    static Place place_of(desk::Standing const& standing);
    static Task<Counts> hold(postgres::Transaction& transaction, std::vector<desk::Standing const*> standings);
    static Task<void> read_log(postgres::Transaction& transaction, ConversationId id, Course& course, std::int64_t until);
    static Task<void> keep(postgres::Transaction& transaction, Counts const& counts);
    // From the logs, whole. The last of them; nothing when there were none.
    Task<std::optional<ConversationId>> count_some(ConversationId after);

    postgres::Database& database_;
    Clock& clock_;
};

}  // namespace ombud::reports
