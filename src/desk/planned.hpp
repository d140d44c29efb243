// Answers that wait: written now, posted when their time has come, taken back until then. Only staff know of them.
#pragma once
#include "desk/desk.hpp"
#include "desk/planned_queries.hpp"

namespace ombud::desk {

struct PlanAnswer {
    std::string client_id;
    std::string body;
    std::optional<std::vector<AttachmentId>> attachments;
    std::optional<Timestamp> due_at;           // none: once it has stood for so long that it could be taken back
    std::int64_t seen_seq;                     // the last entry that the agent had seen
    std::optional<std::string> then_status{};  // what it becomes once it is posted: open, waiting or resolved
};
BOOST_DESCRIBE_STRUCT(PlanAnswer, (), (client_id, body, attachments, due_at, seen_seq, then_status))

struct PlannedAnswer {
    PlannedId id;
    ConversationId conversation_id;
    Person author;
    std::string body;  // with markers where secrets were
    std::vector<AttachmentId> attachments;
    std::vector<safety::Removed> removed;
    Timestamp planned_at, due_at;
    std::optional<std::string> held;  // why it was not posted: customer_wrote, author_gone, resolved, answered, refused
    std::optional<std::string> then_status;
};
BOOST_DESCRIBE_STRUCT(PlannedAnswer, (),
                      (id, conversation_id, author, body, attachments, removed, planned_at, due_at, held, then_status))

struct PlannedAnswers {
    std::vector<PlannedAnswer> planned;  // by when they are due
};
BOOST_DESCRIBE_STRUCT(PlannedAnswers, (), (planned))

class Planned {
public:
    Planned(postgres::Database& database, Desk& desk, realtime::Hub& hub, Clock& clock)
        : database_(database), desk_(desk), hub_(hub), clock_(clock) {}

    // Everything that posting it now would be refused for is refused here. The same client_id again is the same plan.
    Task<PlannedAnswer> plan(Agent by, ConversationId to, PlanAnswer wanted);
    Task<PlannedAnswers> list(Agent by, ConversationId of);
    // Problem{conflict, "planned.posted"}: too late.
    Task<PlannedAnswer> take_back(Agent by, ConversationId of, PlannedId id);
    // Due at once, whatever has happened since it was written.
    Task<PlannedAnswer> post_now(Agent by, ConversationId of, PlannedId id);

    // Posts what is due, over and over; runs for ever. Any number of processes may.
    Task<void> work();
    // What is due now is posted, or held until somebody has looked.
    Task<void> post_due();

private:
    Task<bool> post_next(std::vector<PlannedId>& looked_at);
    Task<std::optional<std::int64_t>> post(sql::DueRow due);
    Task<void> then_set(sql::DueRow const& posted, std::int64_t seq);
    Task<void> note_held(sql::DueRow const& due, std::string why);
    Task<WordsKey> key_of(ConversationId id);
    void tell(ConversationId id);

    postgres::Database& database_;
    Desk& desk_;
    realtime::Hub& hub_;
    Clock& clock_;
};

// Live news, for staff, that what waits in a conversation has changed.
struct PlannedNews {
    std::string type = "planned_changed";
    ConversationId conversation_id;
};
BOOST_DESCRIBE_STRUCT(PlannedNews, (), (type, conversation_id))

}  // namespace ombud::desk
