// One act on many conversations: seen before it is done, then one entry in each, with what came of it.
#pragma once
#include "audit/audit.hpp"
#include "core/rate_limit.hpp"
#include "desk/desk.hpp"
#include "desk/opening.hpp"

namespace ombud::desk {

// As ChangeHandling, for each of them.
struct BulkChange {
    std::optional<std::string> topic, priority;
    std::optional<QueueId> queue_id;
    std::optional<std::vector<std::string>> add_tags, remove_tags;
    std::optional<json::value> fields;
    std::optional<Timestamp> snoozed_until;
    std::optional<std::vector<std::string>> clear;
};
BOOST_DESCRIBE_STRUCT(BulkChange, (), (topic, priority, queue_id, add_tags, remove_tags, fields, snoozed_until, clear))

struct BulkAssignment {
    std::optional<StaffId> assignee_id;  // null: back to the queue
};
BOOST_DESCRIBE_STRUCT(BulkAssignment, (), (assignee_id))

// Exactly one of them.
struct BulkAct {
    std::optional<BulkAssignment> assign;
    std::optional<std::string> status;
    std::optional<BulkChange> change;
};
BOOST_DESCRIBE_STRUCT(BulkAct, (), (assign, status, change))

struct BulkWanted {
    std::vector<ConversationId> conversation_ids;
    BulkAct act;
    std::string client_id;  // the same for all of them: what is repeated is done once
};
BOOST_DESCRIBE_STRUCT(BulkWanted, (), (conversation_ids, act, client_id))

struct BulkOutcome {
    ConversationId conversation_id;
    std::string outcome;              // done, unchanged or failed
    std::optional<std::string> code;  // why it failed
    json::value data;                 // of the entry: how it stood before is in it
};
BOOST_DESCRIBE_STRUCT(BulkOutcome, (), (conversation_id, outcome, code, data))

struct BulkOutcomes {
    std::vector<BulkOutcome> outcomes;  // in the order in which they were named
};
BOOST_DESCRIBE_STRUCT(BulkOutcomes, (), (outcomes))

struct BulkLook {
    std::vector<ConversationId> conversation_ids;
    BulkAct act;
};
BOOST_DESCRIBE_STRUCT(BulkLook, (), (conversation_ids, act))

struct BulkPreview {
    std::int64_t changes, unchanged;  // how many it would change; how many stand so already
    std::int64_t of_others;           // of those that it changes: a colleague has them
    std::int64_t unknown;             // there are no such conversations
};
BOOST_DESCRIBE_STRUCT(BulkPreview, (), (changes, unchanged, of_others, unknown))

class Bulk {
public:
    Bulk(postgres::Database& database, Desk& desk, audit::Log& audit, Clock& clock);

    void asks_before(Opens opens) { opens_ = std::move(opens); }

    // Status and handling. Problem{invalid, …} when it could be done to none of them.
    Task<BulkOutcomes> act(Agent by, BulkWanted wanted);
    // Whose they are.
    Task<BulkOutcomes> assign(Agent by, BulkWanted wanted);
    Task<BulkPreview> preview(Agent by, BulkLook wanted);

private:
    Task<BulkOutcomes> act_on_each(Agent by, BulkWanted wanted);
    Task<Entry> act_on(Agent by, ConversationId id, BulkAct act, std::string client_id, std::optional<std::int64_t> seen);

    postgres::Database& database_;
    Desk& desk_;
    audit::Log& audit_;
    Opens opens_;
    RateLimit acts_, looks_;
};

}  // namespace ombud::desk
