// The record of acts as an administrator reads it, and what the edge itself puts on it: closed doors.
#pragma once
#include "audit/chain.hpp"
#include "callers/callers.hpp"
#include "edge/gate.hpp"
#include "staff/staff.hpp"

namespace ombud::edge {

struct AuditQuery {
    std::optional<std::int64_t> before;
    std::optional<std::int64_t> limit;
    std::optional<std::string> act;
};
BOOST_DESCRIBE_STRUCT(AuditQuery, (), (before, limit, act))

// One that its reader may not see is `hidden`, and tells its place alone: not even when, or its hash, which could be guessed at.
struct AuditRecord {
    std::int64_t seq;
    std::optional<Timestamp> at{};
    std::string act = "hidden";
    std::string actor_kind = "nobody";
    std::optional<Uuid> actor{};
    std::optional<std::string> actor_name{};  // of staff: what customers see; a customer's stays hidden
    std::optional<Uuid> subject{};
    json::value details = json::object{};
    std::optional<std::string> hash{};  // hex
};
BOOST_DESCRIBE_STRUCT(AuditRecord, (), (seq, at, act, actor_kind, actor, actor_name, subject, details, hash))

struct AuditPage {
    std::vector<AuditRecord> records;  // newest first
    std::optional<std::int64_t> next;
};
BOOST_DESCRIBE_STRUCT(AuditPage, (), (records, next))

class Records {
public:
    Records(audit::Log& log, staff::Staff& staff) : log_(log), staff_(staff) {}

    // Of notes behind the wall, and of canaries, for those who may see them only. Problem{invalid, "field.range", "limit"}.
    Task<AuditPage> read(Agent by, AuditQuery query);

    // Somebody who is known was refused at a door that is not theirs.
    Task<void> closed_door(Identity const& who, std::string_view route, std::string code);

private:
    audit::Log& log_;
    staff::Staff& staff_;
};

}  // namespace ombud::edge
