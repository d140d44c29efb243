// Keeps the clocks of all conversations: follows their logs, tells of what is nearly due or overdue, and counts anew what a
// change of the settings concerns.
#pragma once
#include <map>

#include "desk/desk.hpp"
#include "desk/feed.hpp"
#include "postgres/database.hpp"
#include "service_levels/agreements.hpp"
#include "service_levels/queries.hpp"

namespace ombud::service_levels {

class Keeper final : public desk::Follower {
public:
    Keeper(postgres::Database& database, Agreements& agreements, desk::Desk& desk, realtime::Hub& hub, Clock& clock);

    [[nodiscard]] std::string_view name() const override { return "clocks"; }
    Task<void> follow(std::vector<desk::Followed> const& entries) override;

    // Over and over; runs for ever. Any number of processes may.
    Task<void> work();
    // Warnings and breaches that are due. How many conversations had one.
    Task<std::size_t> tell_due();
    // All active conversations that were counted under other settings, or never.
    Task<void> renew();

    // Problem{not_found, "conversation.unknown"}.
    Task<ConversationClocks> read(Agent by, ConversationId id);

private:
    // What was counted of one conversation.
    struct Count {
        sql::StateRow row;
        Course course;
        std::vector<ClockRun> before;  // as they were when it was read
    };
    // What is to be told when it is committed.
    struct Changed {
        std::vector<ConversationId> rows;    // of the inbox
        std::vector<ConversationId> clocks;  // for whoever looks at the conversation
    };
    using Counts = std::map<ConversationId, Count>;

    Task<Counts> hold(postgres::Transaction& transaction, std::vector<ConversationId> ids);
    Task<void> keep(postgres::Transaction& transaction, Counts const& counts, Changed& changed);
    Task<void> bring_up(Count& count, desk::Standing const& standing, Agreed const& agreed, std::int64_t seq, Timestamp at);
    Task<Course> recount(ConversationId id, std::int64_t until, std::vector<ClockRun> before, Promise promise,
                         BusinessTime const& hours);
    Task<void> round();
    Task<bool> tell_of(ConversationId id);
    Task<void> tell_past(ConversationId id, Course& course, Policy const* policy);
    Task<void> post(ConversationId id, Tell tell, Policy const* policy);
    void announce(Changed const& changed);

    postgres::Database& database_;
    Agreements& agreements_;
    desk::Desk& desk_;
    realtime::Hub& hub_;
    Clock& clock_;
    std::int64_t renewed_ = -1;  // the revision under which all are counted, as far as we know
};

// Live news for staff who have the conversation open.
struct ClocksNews {
    std::string type = "clocks_changed";
    ConversationId conversation_id;
};
BOOST_DESCRIBE_STRUCT(ClocksNews, (), (type, conversation_id))

}  // namespace ombud::service_levels
