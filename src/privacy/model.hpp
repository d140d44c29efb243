// Retention classes, legal holds and the jobs that export and erase, as staff see them.
#pragma once
#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

#include "callers/staff_name.hpp"
#include "core/ids.hpp"
#include "core/json.hpp"
#include "core/time.hpp"

namespace ombud::privacy {

using HoldId = Id<struct HoldTag>;
using JobId = Id<struct PrivacyJobTag>;

struct RetentionClass {
    std::string name;  // conversations, complaints, attachments, diagnoses, letters, received_letters
    std::int64_t days;
    std::int64_t least, most;
    std::optional<Timestamp> looked_at, next_at;
    std::int64_t cleared;                // when it was last looked through
    std::optional<std::int64_t> wanted;  // fewer days, as soon as two people agree
};
BOOST_DESCRIBE_STRUCT(RetentionClass, (), (name, days, least, most, looked_at, next_at, cleared, wanted))

struct ChangeClass {
    std::string name;
    std::int64_t days;
};
BOOST_DESCRIBE_STRUCT(ChangeClass, (), (name, days))

struct Hold {
    HoldId id;
    ConversationId conversation_id;
    std::string reference;
    std::string reason;
    Timestamp placed_at;
    StaffName placed_by;
    std::optional<Timestamp> until, lifted_at;
};
BOOST_DESCRIBE_STRUCT(Hold, (), (id, conversation_id, reference, reason, placed_at, placed_by, until, lifted_at))

struct PlaceHold {
    std::string reason;  // 10 to 500 characters
    std::optional<Timestamp> until;
};
BOOST_DESCRIBE_STRUCT(PlaceHold, (), (reason, until))

BOOST_DEFINE_ENUM_CLASS(JobState,
                        waiting,  // for the people who must agree
                        running, done,
                        refused,  // they did not
                        stopped,  // a hold stood in its way
                        failed)
BOOST_DEFINE_ENUM_CLASS(Basis, asked, closed, order, other)  // they asked; their account ended; an authority or a court; …

struct Job {
    JobId id;
    std::string kind;  // export, erasure
    ConversationId conversation_id;
    std::string reference;
    JobState state;
    std::optional<Basis> basis;
    Timestamp asked_at;
    StaffName asked_by;
    std::optional<Timestamp> started_at, ended_at;
    std::int64_t done, total;  // steps of an erasure, conversations of an export
    std::optional<std::string> why;
    std::optional<std::int64_t> bytes;
    std::optional<Timestamp> until, fetched_at;  // of an export
    std::optional<std::string> statement_sha256;
};
BOOST_DESCRIBE_STRUCT(Job, (),
                      (id, kind, conversation_id, reference, state, basis, asked_at, asked_by, started_at, ended_at, done, total,
                       why, bytes, until, fetched_at, statement_sha256))

struct Overview {
    std::vector<RetentionClass> classes;
    std::vector<Hold> holds;  // those that stand
    std::vector<Job> jobs;    // newest first
};
BOOST_DESCRIBE_STRUCT(Overview, (), (classes, holds, jobs))

// What may be done with what is kept of a conversation's customer.
struct Kept {
    bool erased;
    bool account_stays;  // the account of the platform is no part of this
    std::int64_t conversations;
    std::optional<Hold> hold;
    std::vector<Job> jobs;  // of this customer
};
BOOST_DESCRIBE_STRUCT(Kept, (), (erased, account_stays, conversations, hold, jobs))

struct AskErasure {
    Basis basis;
};
BOOST_DESCRIBE_STRUCT(AskErasure, (), (basis))

struct Nothing {};
BOOST_DESCRIBE_STRUCT(Nothing, (), ())

// What was erased; the audit log holds the hash of `statement` as it stands here, and what vouches for the log vouches for it.
struct Proof {
    std::string statement;  // JSON
    std::string sha256;
};
BOOST_DESCRIBE_STRUCT(Proof, (), (statement, sha256))

}  // namespace ombud::privacy
