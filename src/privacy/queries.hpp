// Every query on retention, holds and jobs, and all that clears rows.
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

// Whether a hold on this customer stands at $1.
#define OMBUD_HELD(customer)                                            \
    "EXISTS (SELECT FROM legal_holds h WHERE h.customer_id = " customer \
    " AND h.lifted_at IS NULL AND coalesce(h.until > $1, true)) "

// Retention ---------------------------------------------------------------------------------------------------------------

struct ClassRow {
    std::string name;
    std::int64_t days;
    std::optional<Timestamp> looked_at;
    std::int64_t cleared;
    Uuid subject;  // of the approval that a shorter time needs
    std::optional<std::int64_t> wanted;
};
BOOST_DESCRIBE_STRUCT(ClassRow, (), (name, days, looked_at, cleared, subject, wanted))

inline constexpr Query<Many<ClassRow>()> classes{"privacy.classes", R"sql(
    SELECT name, days, looked_at, cleared, subject, (SELECT (a.facts ->> 'to_days')::bigint FROM approvals a
        WHERE a.act = 'retention.shorter' AND a.subject = r.subject AND a.state = 'waiting') AS wanted
    FROM (SELECT *, md5('retention.' || name)::uuid AS subject FROM retention_classes) r
    ORDER BY array_position(ARRAY['conversations', 'complaints', 'attachments', 'diagnoses', 'letters', 'received_letters'], name))sql",
                                                 Retry::on_conflict};

// From the time that was seen ($5), whoever else changes it.
inline constexpr Query<Affected(std::string, std::int64_t, std::optional<StaffId>, Timestamp, std::int64_t)> change_class{
    "privacy.change_class",
    "UPDATE retention_classes SET days = $2, changed_by = $3, changed_at = $4 WHERE name = $1 AND days = $5"};

inline constexpr Query<Affected(std::string, Timestamp, std::int64_t)> class_done{
    "privacy.class_done", "UPDATE retention_classes SET looked_at = $2, cleared = $3 WHERE name = $1", Retry::on_conflict};

// A conversation with a complaint stands until the complaint's time ($3) is over, too: from when nothing more is to come of it.
#define OMBUD_OVER \
    "SELECT c.id FROM conversations c WHERE c.status = 'resolved' AND (c.cleared_at IS NULL OR c.cleared_at <= c.updated_at) " \
    "AND c.updated_at < $2 AND NOT " \
    OMBUD_HELD("c.customer_id") "AND NOT EXISTS (SELECT FROM complaints k WHERE k.conversation_id = c.id AND "                                             \
    "coalesce(coalesce(k.closed_at, k.answered_at, CASE WHEN k.stage = 'inadmissible' THEN k.decided_at END) >= $3, true)) "
inline constexpr Query<Many<ConversationId>(Timestamp, Timestamp, Timestamp, std::int64_t)> conversations_over{
    "privacy.conversations_over", OMBUD_OVER "ORDER BY c.updated_at LIMIT $4", Retry::on_conflict};
inline constexpr Query<Many<ConversationId>(Timestamp, Timestamp, Timestamp, std::vector<ConversationId>)>
    conversations_still_over{"privacy.conversations_still_over", OMBUD_OVER "AND c.id = ANY ($4)"};

// Until the transaction ends they have no new word, no hold and no complaint.
inline constexpr Query<Many<ConversationId>(std::vector<ConversationId>)> lock_conversations{"privacy.lock_conversations", R"sql(
    SELECT c.id FROM conversations c JOIN customers u ON u.id = c.customer_id WHERE c.id = ANY ($1) ORDER BY u.id, c.id FOR UPDATE)sql"};

struct FileRow {
    AttachmentId id;
    ConversationId conversation_id;
    std::string sha256;
    std::optional<std::string> thumbnail_sha256;
};
BOOST_DESCRIBE_STRUCT(FileRow, (), (id, conversation_id, sha256, thumbnail_sha256))

#define OMBUD_FILES_OVER                                                                                              \
    "SELECT a.id, a.conversation_id, a.sha256, a.thumbnail_sha256 FROM attachments a JOIN conversations c ON c.id = " \
    "a.conversation_id "                                                                                              \
    "WHERE a.created_at < $2 AND a.sha256 <> '' AND c.status = 'resolved' AND NOT " OMBUD_HELD("c.customer_id")
inline constexpr Query<Many<FileRow>(Timestamp, Timestamp, std::int64_t)> files_over{
    "privacy.files_over", OMBUD_FILES_OVER "ORDER BY a.created_at LIMIT $3", Retry::on_conflict};
inline constexpr Query<Many<FileRow>(Timestamp, Timestamp, std::vector<AttachmentId>)> files_still_over{
    "privacy.files_still_over", OMBUD_FILES_OVER "AND a.id = ANY ($3)"};

inline constexpr Query<Many<FileRow>(std::vector<ConversationId>, std::int64_t)> files_of{"privacy.files_of", R"sql(
    SELECT id, conversation_id, sha256, thumbnail_sha256 FROM attachments WHERE conversation_id = ANY ($1) AND sha256 <> '' ORDER BY id LIMIT $2)sql",
                                                                                          Retry::on_conflict};

// Its place in its entry stays.
inline constexpr Query<Affected(AttachmentId)> file_is_gone{"privacy.file_is_gone", R"sql(
    UPDATE attachments SET plain_name = NULL, name = ''::bytea, sha256 = '', thumbnail_sha256 = NULL, scan = 'not_configured' WHERE id = $1)sql",
                                                            Retry::on_conflict};

inline constexpr Query<Affected(Timestamp, Timestamp, std::int64_t)> clear_diagnoses{
    "privacy.clear_diagnoses",
    "WITH past AS (SELECT r.id FROM diagnosis_runs r LEFT JOIN conversations c ON c.id = r.conversation_id "
    "    WHERE r.moved_at < $2 AND (r.account_id IS NOT NULL OR r.proof_masked IS NOT NULL OR r.proof_ticket IS NOT NULL "
    "        OR EXISTS (SELECT FROM diagnosis_steps s WHERE s.run_id = r.id AND (s.answer IS NOT NULL OR s.fields <> '{}'))) "
    "    AND NOT " OMBUD_HELD("coalesce(r.account_id, c.customer_id)") "ORDER BY r.moved_at LIMIT $3), "
    "steps AS (UPDATE diagnosis_steps SET answer = NULL, fields = '{}' WHERE run_id IN (SELECT id FROM past)) "
    "UPDATE diagnosis_runs SET account_id = NULL, proof_masked = NULL, proof_ticket = NULL, revision = revision + 1 "
    "WHERE id IN (SELECT id FROM past)",
    Retry::on_conflict};

inline constexpr Query<Affected(Timestamp, Timestamp, std::int64_t)> clear_letters{
    "privacy.clear_letters",
    "WITH past AS (SELECT l.id FROM letters l WHERE l.created_at < $2 AND l.recipient <> '' AND l.next_try_at IS NULL "
    "    AND NOT EXISTS (SELECT FROM conversation_letters t JOIN conversations c ON c.id = t.conversation_id WHERE t.letter_id = l.id AND " OMBUD_HELD(
        "c.customer_id") ") ORDER BY l.created_at LIMIT $3), "
                         "tries AS (UPDATE letter_attempts SET reply = '' WHERE letter_id IN (SELECT id FROM past)), "
                         "codes AS (UPDATE official_codes SET to_masked = NULL WHERE letter_id IN (SELECT id FROM past)) "
                         "UPDATE letters SET recipient = '', reply = NULL, sealed = NULL WHERE id IN (SELECT id FROM past)",
    Retry::on_conflict};

inline constexpr Query<Affected(Timestamp, Timestamp, std::int64_t)> clear_received{
    "privacy.clear_received",
    "UPDATE received_letters SET sealed = NULL, sender = NULL, subject = NULL WHERE id IN ("
    "    SELECT r.id FROM received_letters r LEFT JOIN conversations c ON c.id = r.conversation_id "
    "    WHERE r.received_at < $2 AND r.state <> 'waiting' AND (r.sealed IS NOT NULL OR r.sender IS NOT NULL OR r.subject IS NOT "
    "NULL) "
    "    AND NOT " OMBUD_HELD("c.customer_id") "ORDER BY r.received_at LIMIT $3)",
    Retry::on_conflict};

// The words we have for what it is about.
inline std::vector<std::string> const topics{"sign_in", "security", "withdrawal", "deposit", "theft", "complaint", "other"};

// What was said in conversations ------------------------------------------------------------------------------------------------

struct Cleared {
    std::int64_t entries, conversations;
};
BOOST_DESCRIBE_STRUCT(Cleared, (), (entries, conversations))

// All that was said and told in them, by whichever module it is kept: each thing keeps its place, empty. A topic that is none of
// $3 is in their own words.
inline constexpr Query<One<Cleared>(std::vector<ConversationId>, Timestamp, std::vector<std::string>)> clear_conversations{
    "privacy.clear_conversations",
    R"sql(
    WITH said AS (
        UPDATE entries SET body = CASE WHEN body IS NOT NULL OR plain IS NOT NULL THEN ''::bytea END, plain = NULL, told = NULL,
            data = CASE kind WHEN 'handling' THEN CASE WHEN data #>> '{before,topic}' = ANY ($3) THEN data #- '{set,fields}' #- '{before,fields}'
                                  ELSE data #- '{set,fields}' #- '{before,fields}' #- '{before,topic}' END WHEN 'note' THEN NULL WHEN 'intake' THEN NULL
                             ELSE data END
        WHERE conversation_id = ANY ($1) RETURNING 1),
    planned AS (DELETE FROM planned_answers WHERE conversation_id = ANY ($1)),
    unsent AS (DELETE FROM unsent_answers WHERE conversation_id = ANY ($1)),
    contacts AS (
        UPDATE conversation_contacts SET email = NULL, subject = NULL, plain_email = NULL, plain_subject = NULL, stopped_at = coalesce(stopped_at, $2)
        WHERE conversation_id = ANY ($1)),
    reveals AS (UPDATE insider_reveals SET reason = NULL WHERE conversation_id = ANY ($1)),
    complained AS (UPDATE complaints SET details = ''::bytea, points = NULL WHERE conversation_id = ANY ($1) RETURNING id),
    steps AS (UPDATE complaint_steps SET words = NULL, letter = NULL WHERE complaint_id IN (SELECT id FROM complained)),
    behind AS (UPDATE compliance_notes SET body = ''::bytea WHERE conversation_id = ANY ($1)),
    letters AS (UPDATE received_letters SET sealed = NULL, sender = NULL, subject = NULL WHERE conversation_id = ANY ($1)),
    named AS (
        UPDATE conversation_letters SET message_id = 'erased-' || gen_random_uuid() WHERE conversation_id = ANY ($1) AND letter_id IS NULL),
    found AS (DELETE FROM search_entries WHERE conversation_id = ANY ($1)),
    calls AS (UPDATE webhook_deliveries SET body = '{}' WHERE conversation_id = ANY ($1)),
    answers AS (
        UPDATE diagnosis_steps s SET answer = NULL, fields = '{}' FROM diagnosis_runs r WHERE r.id = s.run_id AND r.conversation_id = ANY ($1)),
    runs AS (
        UPDATE diagnosis_runs SET account_id = NULL, proof_masked = NULL, proof_ticket = NULL, solved_reason = NULL, revision = revision + 1
        WHERE conversation_id = ANY ($1)),
    reports AS (UPDATE impostor_reports SET text = '' WHERE conversation_id = ANY ($1)),
    emptied AS (UPDATE conversations SET fields = '{}', cleared_at = $2, topic = CASE WHEN NOT topic = ANY ($3) THEN 'other' ELSE topic END WHERE id = ANY ($1) RETURNING 1)
    SELECT (SELECT count(*) FROM said) AS entries, (SELECT count(*) FROM emptied) AS conversations)sql",
    Retry::on_conflict};

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

// Export ------------------------------------------------------------------------------------------------------------------------

struct PersonRow {
    std::string kind;
    std::optional<std::string> name;
    std::optional<Bytes> sealed_name, key;
    std::optional<std::string> language;
    Timestamp created_at, last_seen_at;
};
BOOST_DESCRIBE_STRUCT(PersonRow, (), (kind, name, sealed_name, key, language, created_at, last_seen_at))

inline constexpr Query<Maybe<PersonRow>(CustomerId)> person{"privacy.person", R"sql(
    SELECT u.kind, u.name, u.sealed_name, k.sealed AS key, u.language, u.created_at, u.last_seen_at
    FROM customers u LEFT JOIN customer_keys k ON k.customer_id = u.id WHERE u.id = $1)sql",
                                                            Retry::on_conflict};

struct ToldRow {
    std::string reference, status, channel, language;
    std::optional<std::string> topic;
    Timestamp created_at, updated_at;
    json::value fields;
    std::optional<Bytes> email, subject;
    json::value looked_at, diagnoses;
};
BOOST_DESCRIBE_STRUCT(ToldRow, (),
                      (reference, status, channel, language, topic, created_at, updated_at, fields, email, subject, looked_at,
                       diagnoses))

inline constexpr Query<Maybe<ToldRow>(ConversationId)> told{"privacy.told", R"sql(
    SELECT c.reference, c.status, c.channel, c.language, c.topic, c.created_at, c.updated_at, c.fields, k.email, k.subject,
        coalesce((SELECT jsonb_agg(jsonb_build_object('field', v.field, 'purpose', v.purpose, 'at', v.at) ORDER BY v.at)
                  FROM insider_reveals v WHERE v.conversation_id = c.id), '[]') AS looked_at,
        coalesce((SELECT jsonb_agg(jsonb_build_object('flow', r.flow, 'begun_at', r.created_at, 'outcome', r.outcome, 'steps',
                      (SELECT jsonb_agg(jsonb_build_object('step', s.step, 'branch', s.branch, 'answer', s.answer, 'fact', s.name, 'value', s.value,
                                                           'fields', s.fields, 'at', s.at) ORDER BY s.seq)
                       FROM diagnosis_steps s WHERE s.run_id = r.id)) ORDER BY r.created_at)
                  FROM diagnosis_runs r WHERE r.conversation_id = c.id AND r.staff_id IS NULL), '[]') AS diagnoses
    FROM conversations c LEFT JOIN conversation_contacts k ON k.conversation_id = c.id WHERE c.id = $1)sql",
                                                            Retry::on_conflict};

// Erasure: what is not sealed
// -----------------------------------------------------------------------------------------------------

inline constexpr Query<Many<Bytes>(ConversationId)> contact_address{
    "privacy.contact_address", "SELECT email FROM conversation_contacts WHERE conversation_id = $1 AND email IS NOT NULL",
    Retry::on_conflict};

// Of letters of these conversations, and, where $2 names addresses, of all that went there. What is on its way is stopped.
inline constexpr Query<Affected(std::vector<ConversationId>, std::vector<std::string>)> clear_letters_of{
    "privacy.clear_letters_of",
    R"sql(
    WITH theirs AS (
        SELECT id FROM letters WHERE recipient <> '' AND (recipient = ANY ($2)
            OR id IN (SELECT letter_id FROM conversation_letters WHERE conversation_id = ANY ($1) AND letter_id IS NOT NULL))),
    tries AS (UPDATE letter_attempts SET reply = '' WHERE letter_id IN (SELECT id FROM theirs)),
    codes AS (UPDATE official_codes SET to_masked = NULL, to_digest = NULL WHERE letter_id IN (SELECT id FROM theirs)),
    allowed AS (DELETE FROM suppressed_addresses WHERE address = ANY ($2)),
    set_aside AS (UPDATE received_letters SET sealed = NULL, sender = NULL, subject = NULL WHERE sender = ANY ($2))
    UPDATE letters SET recipient = '', reply = NULL, sealed = NULL, state = CASE WHEN next_try_at IS NULL THEN state ELSE 'suppressed' END,
        next_try_at = NULL
    WHERE id IN (SELECT id FROM theirs))sql",
    Retry::on_conflict};

inline constexpr Query<Affected(CustomerId)> clear_diagnoses_of{"privacy.clear_diagnoses_of", R"sql(
    WITH theirs AS (
        SELECT r.id FROM diagnosis_runs r LEFT JOIN conversations c ON c.id = r.conversation_id
        WHERE r.account_id = $1 OR c.customer_id = $1),
    steps AS (UPDATE diagnosis_steps SET answer = NULL, fields = '{}' WHERE run_id IN (SELECT id FROM theirs)),
    offers AS (DELETE FROM diagnosis_offers WHERE conversation_id IN (SELECT id FROM conversations WHERE customer_id = $1))
    UPDATE diagnosis_runs SET account_id = NULL, proof_masked = NULL, proof_ticket = NULL, solved_reason = NULL,
        token_hash = CASE WHEN staff_id IS NULL THEN 'erased ' || id END, revision = revision + 1,
        state = CASE WHEN state IN ('asking', 'proving', 'acting') THEN 'expired' ELSE state END
    WHERE id IN (SELECT id FROM theirs))sql",
                                                                Retry::on_conflict};

// Who they are to the platform, and by which address they came: whoever comes by either is somebody new. An account's own record
// stays.
inline constexpr Query<Affected(CustomerId, std::string)> clear_person{"privacy.clear_person", R"sql(
    WITH addresses AS (DELETE FROM correspondents WHERE customer_id = $1),
    reports AS (UPDATE impostor_reports SET text = '', place = '', imitates = NULL WHERE customer_id = $1)
    UPDATE customers SET sealed_name = NULL, name = CASE WHEN kind = 'account' THEN name END,
        issuer = CASE WHEN kind = 'user' THEN '' END, subject = CASE WHEN kind = 'user' THEN $2 END WHERE id = $1)sql",
                                                                       Retry::on_conflict};

// The holder of an account goes on: nothing lies under the old key any more, and they get a new one.
inline constexpr Query<Affected(CustomerId)> fresh_start{"privacy.fresh_start", R"sql(
    DELETE FROM customer_keys k USING customers u WHERE u.id = k.customer_id AND u.id = $1 AND u.kind = 'account' AND k.erased_at IS NOT NULL)sql",
                                                         Retry::on_conflict};

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
