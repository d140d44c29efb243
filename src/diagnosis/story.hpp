// A run as it is stored: where it stands, and what happened in it, step by step.
#pragma once
#include "diagnosis/model.hpp"
#include "postgres/codec.hpp"

namespace ombud::diagnosis {

BOOST_DEFINE_ENUM_CLASS(EventKind, answered, looked_up, acted, continued, back)

struct Event {
    std::int64_t seq{};
    EventKind kind{};
    std::string step;
    std::string branch;
    std::string goes_to;
    std::optional<std::string> answer;  // typed
    bool removed = false;               // secrets were, from that
    std::optional<std::string> name;    // of a fact or an act
    std::optional<std::string> value;   // of a fact; none: unknown
    json::value fields = json::object{};
    std::optional<Timestamp> looked_up_at;
    std::optional<std::int64_t> back_to;
    Timestamp at;
};
BOOST_DESCRIBE_STRUCT(Event, (),
                      (seq, kind, step, branch, goes_to, answer, removed, name, value, fields, looked_up_at, back_to, at))

struct StoredRun {
    RunId id;
    std::string flow;
    std::int64_t version{};
    std::string flow_hash;
    std::string language;
    Channel channel{};
    State state{};
    std::string step;
    std::optional<CustomerId> account_id;
    std::optional<Timestamp> proved_at;
    std::optional<Assurance> granted;
    std::optional<postgres::Bytes> proof_ticket;
    std::optional<std::string> proof_masked;
    std::int64_t proofs_sent{};
    std::optional<Outcome> outcome;
    std::optional<bool> solved;
    std::optional<std::string> solved_reason;
    std::optional<ConversationId> conversation_id;
    std::optional<StaffId> staff_id;
    std::int64_t revision{};
    Timestamp created_at;
    Timestamp moved_at;
    json::value events = json::array{};  // all of them, a list of Event
};
BOOST_DESCRIBE_STRUCT(StoredRun, (),
                      (id, flow, version, flow_hash, language, channel, state, step, account_id, proved_at, granted, proof_ticket,
                       proof_masked, proofs_sent, outcome, solved, solved_reason, conversation_id, staff_id, revision, created_at,
                       moved_at, events))

// Those that still count: what was gone back over does not.
std::vector<Event const*> counting(std::vector<Event> const& events);

}  // namespace ombud::diagnosis
