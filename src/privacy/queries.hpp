// Every query on holds, on jobs and on whose data it is.
#pragma once
#include "postgres/query.hpp"
#include "privacy/model.hpp"

namespace ombud::privacy::sql {

using postgres::Affected;
using postgres::Bytes;
using postgres::Many;
using postgres::Maybe;
using postgres::One;
using postgres::Query;
using postgres::Retry;

// Holds ---------------------------------------------------------------------------------------------------------------------

struct HoldRow {
    HoldId id;
    CustomerId customer_id;
    ConversationId conversation_id;
    std::string reference;
    Bytes reason;
    Timestamp placed_at;
    StaffId staff_id;
    std::string staff_name;
    std::optional<Timestamp> until, lifted_at;
};
BOOST_DESCRIBE_STRUCT(HoldRow, (),
                      (id, customer_id, conversation_id, reference, reason, placed_at, staff_id, staff_name, until, lifted_at))

#define OMBUD_HOLD                                                                                                           \
    "SELECT h.id, h.customer_id, h.conversation_id, c.reference, h.reason, h.placed_at, h.placed_by AS staff_id, "           \
    "s.public_name AS staff_name, h.until, h.lifted_at FROM legal_holds h JOIN conversations c ON c.id = h.conversation_id " \
    "JOIN staff s ON s.id = h.placed_by "

inline constexpr Query<Many<HoldRow>(Timestamp, std::int64_t)> holds{
    "privacy.holds", OMBUD_HOLD "WHERE h.lifted_at IS NULL AND coalesce(h.until > $1, true) ORDER BY h.placed_at DESC LIMIT $2",
    Retry::on_conflict};
inline constexpr Query<Maybe<HoldRow>(HoldId)> hold{"privacy.hold", OMBUD_HOLD "WHERE h.id = $1", Retry::on_conflict};
inline constexpr Query<Maybe<HoldRow>(Timestamp, CustomerId)> hold_on{
    "privacy.hold_on", OMBUD_HOLD "WHERE h.customer_id = $2 AND h.lifted_at IS NULL AND coalesce(h.until > $1, true)",
    Retry::on_conflict};

// One after the other for each customer: a hold and the beginning of an erasure never both find the way free.
inline constexpr Query<Maybe<CustomerId>(CustomerId)> lock_customer{"privacy.lock_customer",
                                                                    "SELECT id FROM customers WHERE id = $1 FOR UPDATE"};

// Those whose time is over make room for another.
inline constexpr Query<Affected(CustomerId, Timestamp)> end_past_holds{"privacy.end_past_holds", R"sql(
    UPDATE legal_holds SET lifted_at = until WHERE customer_id = $1 AND lifted_at IS NULL AND until <= $2)sql"};

inline constexpr Query<Affected(HoldId, CustomerId, ConversationId, Bytes, Timestamp, StaffId, std::optional<Timestamp>)>
    place_hold{"privacy.place_hold", R"sql(
    INSERT INTO legal_holds (id, customer_id, conversation_id, reason, placed_at, placed_by, until) VALUES ($1, $2, $3, $4, $5, $6, $7)
    ON CONFLICT (customer_id) WHERE lifted_at IS NULL DO NOTHING)sql"};

inline constexpr Query<Affected(HoldId, Timestamp, StaffId)> lift_hold{
    "privacy.lift_hold", "UPDATE legal_holds SET lifted_at = $2, lifted_by = $3 WHERE id = $1 AND lifted_at IS NULL"};

// Whose it is -----------------------------------------------------------------------------------------------------------------

struct OwnerRow {
    CustomerId id;
    std::string reference, kind, language;
    std::int64_t conversations;
    bool erased;  // under way counts
};
BOOST_DESCRIBE_STRUCT(OwnerRow, (), (id, reference, kind, language, conversations, erased))

inline constexpr Query<Maybe<OwnerRow>(ConversationId)> owner{"privacy.owner", R"sql(
    SELECT u.id, c.reference, u.kind, c.language, (SELECT count(*) FROM conversations o WHERE o.customer_id = u.id) AS conversations,
           EXISTS (SELECT FROM customer_keys k WHERE k.customer_id = u.id AND k.erased_at IS NOT NULL)
           OR EXISTS (SELECT FROM privacy_jobs j WHERE j.customer_id = u.id AND j.kind = 'erasure' AND j.state = 'running') AS erased
    FROM conversations c JOIN customers u ON u.id = c.customer_id WHERE c.id = $1)sql",
                                                              Retry::on_conflict};

struct OwnConversation {
    ConversationId id;
    std::string status;
};
BOOST_DESCRIBE_STRUCT(OwnConversation, (), (id, status))

inline constexpr Query<Many<OwnConversation>(CustomerId)> conversations_of{
    "privacy.conversations_of", "SELECT id, status FROM conversations WHERE customer_id = $1 ORDER BY created_at, id",
    Retry::on_conflict};

// Jobs ------------------------------------------------------------------------------------------------------------------------

struct JobRow {
    JobId id;
    std::string kind;
    CustomerId customer_id;
    ConversationId conversation_id;
    std::string reference;
    JobState state;
    std::optional<Basis> basis;
    Timestamp asked_at;
    StaffId staff_id;
    std::string staff_name;
    std::optional<Timestamp> started_at, ended_at;
    std::int64_t done, total;
    std::optional<std::string> why;
    json::value counts;
    std::optional<std::string> file;
    std::optional<std::int64_t> bytes;
    std::optional<Timestamp> until, fetched_at;
    std::optional<std::string> statement, statement_sha256;
};
BOOST_DESCRIBE_STRUCT(JobRow, (),
                      (id, kind, customer_id, conversation_id, reference, state, basis, asked_at, staff_id, staff_name,
                       started_at, ended_at, done, total, why, counts, file, bytes, until, fetched_at, statement,
                       statement_sha256))

#define OMBUD_JOB_COLUMNS                                                                                                 \
    "j.id, j.kind, j.customer_id, j.conversation_id, c.reference, j.state, j.basis, j.asked_at, j.asked_by AS staff_id, " \
    "s.public_name AS staff_name, j.started_at, j.ended_at, j.done, j.total, j.why, j.counts, j.file, j.bytes, j.until, " \
    "j.fetched_at, j.statement, j.statement_sha256 "
#define OMBUD_JOB               \
    "SELECT " OMBUD_JOB_COLUMNS \
    "FROM privacy_jobs j JOIN conversations c ON c.id = j.conversation_id JOIN staff s ON s.id = j.asked_by "

inline constexpr Query<Many<JobRow>(std::int64_t)> jobs{"privacy.jobs", OMBUD_JOB "ORDER BY j.asked_at DESC, j.id DESC LIMIT $1",
                                                        Retry::on_conflict};
inline constexpr Query<Many<JobRow>(CustomerId, std::int64_t)> jobs_of{
    "privacy.jobs_of", OMBUD_JOB "WHERE j.customer_id = $1 ORDER BY j.asked_at DESC, j.id DESC LIMIT $2", Retry::on_conflict};
inline constexpr Query<Maybe<JobRow>(JobId)> job{"privacy.job", OMBUD_JOB "WHERE j.id = $1", Retry::on_conflict};

// One of a kind at a time: a second asking makes none.
inline constexpr Query<Affected(JobId, std::string, CustomerId, ConversationId, std::optional<Basis>, JobState, Timestamp,
                                StaffId, std::int64_t)>
    add_job{"privacy.add_job", R"sql(
    INSERT INTO privacy_jobs (id, kind, customer_id, conversation_id, basis, state, asked_at, asked_by, total)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (customer_id, kind) WHERE state IN ('waiting', 'running') DO NOTHING)sql"};

// What a program that died left waiting; of an erasure, where nobody was asked yet.
inline constexpr Query<Maybe<JobId>(CustomerId, std::string, StaffId, std::optional<Basis>)> take_over{"privacy.take_over", R"sql(
    UPDATE privacy_jobs SET asked_by = $3, basis = $4 WHERE customer_id = $1 AND kind = $2 AND state = 'waiting'
        AND NOT EXISTS (SELECT FROM approvals WHERE act = 'customer.erasure' AND subject = $1 AND kind = 'erasure' AND settled_at IS NULL)
    RETURNING id)sql"};

inline constexpr Query<Maybe<JobId>(CustomerId)> waiting_erasure{"privacy.waiting_erasure", R"sql(
    SELECT id FROM privacy_jobs WHERE customer_id = $1 AND kind = 'erasure' AND state = 'waiting')sql"};

inline constexpr Query<Affected(JobId, JobState, Timestamp, std::optional<std::string>)> decide_job{"privacy.decide_job", R"sql(
    UPDATE privacy_jobs SET state = $2, started_at = CASE $2 WHEN 'running' THEN $3::timestamptz END,
        ended_at = CASE $2 WHEN 'running' THEN NULL ELSE $3::timestamptz END, why = $4
    WHERE id = $1 AND state = 'waiting')sql"};

inline constexpr Query<Maybe<JobRow>(Timestamp, Timestamp)> take_job{
    "privacy.take_job",
    "WITH j AS (UPDATE privacy_jobs SET lease_until = $2, started_at = coalesce(started_at, $1) WHERE id = ("
    "    SELECT id FROM privacy_jobs WHERE state = 'running' AND coalesce(lease_until <= $1, true) ORDER BY asked_at LIMIT 1 "
    "    FOR UPDATE SKIP LOCKED) RETURNING *) "
    "SELECT " OMBUD_JOB_COLUMNS "FROM j JOIN conversations c ON c.id = j.conversation_id JOIN staff s ON s.id = j.asked_by"};

inline constexpr Query<Affected(JobId, std::int64_t, std::int64_t, json::value, Timestamp)> job_moved{"privacy.job_moved", R"sql(
    UPDATE privacy_jobs SET done = $2, total = $3, counts = counts || $4, lease_until = $5, tries = 0 WHERE id = $1 AND state = 'running')sql",
                                                                                                      Retry::on_conflict};

inline constexpr Query<Affected(JobId, Timestamp, std::string, std::int64_t, Timestamp)> export_done{"privacy.export_done", R"sql(
    UPDATE privacy_jobs SET state = 'done', ended_at = $2, file = $3, bytes = $4, until = $5, done = total
    WHERE id = $1 AND state = 'running')sql",
                                                                                                     Retry::on_conflict};

inline constexpr Query<Affected(JobId, Timestamp, std::string, std::string)> erasure_done{"privacy.erasure_done", R"sql(
    UPDATE privacy_jobs SET state = 'done', ended_at = $2, statement = $3, statement_sha256 = $4, done = total
    WHERE id = $1 AND state = 'running')sql"};

// An erasure is tried again until it is done; an export, where that helps ($5), a few times.
inline constexpr Query<Affected(JobId, std::string, Timestamp, Timestamp, bool)> job_fell{"privacy.job_fell", R"sql(
    UPDATE privacy_jobs SET why = $2, lease_until = $3, tries = tries + 1,
        state = CASE WHEN kind = 'export' AND (tries >= 4 OR NOT $5) THEN 'failed' ELSE state END,
        ended_at = CASE WHEN kind = 'export' AND (tries >= 4 OR NOT $5) THEN $4::timestamptz END
    WHERE id = $1 AND state = 'running')sql",
                                                                                          Retry::on_conflict};

inline constexpr Query<Affected(JobId, Timestamp)> export_fetched{"privacy.export_fetched", R"sql(
    UPDATE privacy_jobs SET fetched_at = $2 WHERE id = $1 AND fetched_at IS NULL AND file IS NOT NULL AND until > $2)sql"};

inline constexpr Query<Affected(JobId)> export_gone{"privacy.export_gone", "UPDATE privacy_jobs SET file = NULL WHERE id = $1",
                                                    Retry::on_conflict};

inline constexpr Query<Many<JobRow>(Timestamp, std::int64_t)> exports_over{
    "privacy.exports_over",
    OMBUD_JOB "WHERE j.file IS NOT NULL AND (j.until <= $1 OR j.fetched_at IS NOT NULL) ORDER BY j.until LIMIT $2",
    Retry::on_conflict};
inline constexpr Query<Many<JobRow>(CustomerId)> exports_of{
    "privacy.exports_of", OMBUD_JOB "WHERE j.customer_id = $1 AND j.file IS NOT NULL", Retry::on_conflict};

struct Voices {
    std::vector<StaffId> agreed;
};
BOOST_DESCRIBE_STRUCT(Voices, (), (agreed))

inline constexpr Query<One<Voices>(Uuid)> agreed{"privacy.agreed", R"sql(
    SELECT coalesce(array_agg(v.staff_id ORDER BY v.at), '{}') AS agreed FROM approval_votes v
    WHERE v.agrees AND v.approval_id = (SELECT id FROM approvals WHERE act = 'customer.erasure' AND subject = $1 AND state = 'approved'
                                        ORDER BY decided_at DESC LIMIT 1))sql",
                                                 Retry::on_conflict};

}  // namespace ombud::privacy::sql
