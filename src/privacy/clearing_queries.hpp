// All that clears rows: classes of retention, what is over, and what erasure finds unsealed.
#pragma once
#include "desk/choices.hpp"
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

// Each is looked at once, and again when it moved since.
inline constexpr Query<Affected(Timestamp, Timestamp, std::int64_t)> clear_diagnoses{
    "privacy.clear_diagnoses",
    "WITH past AS (SELECT r.id FROM diagnosis_runs r LEFT JOIN conversations c ON c.id = r.conversation_id "
    "    WHERE r.moved_at < $2 AND (r.cleared_at IS NULL OR r.cleared_at <= r.moved_at) AND NOT " OMBUD_HELD("coalesce(r.account_id, c.customer_id)") "ORDER BY r.moved_at LIMIT $3), "
    "steps AS (UPDATE diagnosis_steps SET answer = NULL, fields = '{}' WHERE run_id IN (SELECT id FROM past)) "
    "UPDATE diagnosis_runs SET account_id = NULL, proof_masked = NULL, proof_ticket = NULL, revision = revision + 1, "
    "    cleared_at = $1 WHERE id IN (SELECT id FROM past)",
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
    "UPDATE received_letters SET sealed = NULL, about = NULL, sender_key = NULL, plain_sender = NULL, plain_subject = NULL WHERE "
    "id IN ("
    "    SELECT r.id FROM received_letters r LEFT JOIN conversations c ON c.id = r.conversation_id "
    "    WHERE r.received_at < $2 AND r.state <> 'waiting' AND (r.sealed IS NOT NULL OR r.about IS NOT NULL OR r.plain_sender IS "
    "NOT NULL OR r.plain_subject IS NOT NULL) "
    "    AND NOT " OMBUD_HELD("c.customer_id") "ORDER BY r.received_at LIMIT $3)",
    Retry::on_conflict};

// The words we have for what it is about.
inline std::vector<std::string> const topics(desk::choices::topics.begin(), desk::choices::topics.end());

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
            data = CASE kind WHEN 'handling' THEN (CASE WHEN data #>> '{before,topic}' = ANY ($3) THEN data ELSE data #- '{before,topic}' END)
                                 #- '{set,fields}' #- '{before,fields}' #- '{set,tags}' #- '{before,tags}' WHEN 'note' THEN NULL WHEN 'intake' THEN NULL
                             ELSE data END
        WHERE conversation_id = ANY ($1) RETURNING 1),
    planned AS (DELETE FROM planned_answers WHERE conversation_id = ANY ($1)),
    unsent AS (DELETE FROM unsent_answers WHERE conversation_id = ANY ($1)),
    contacts AS (
        UPDATE conversation_contacts SET email = NULL, subject = NULL, plain_email = NULL, plain_subject = NULL, stopped_at = coalesce(stopped_at, $2)
        WHERE conversation_id = ANY ($1)),
    reveals AS (UPDATE insider_reveals SET reason = NULL, plain_reason = NULL WHERE conversation_id = ANY ($1)),
    complained AS (UPDATE complaints SET details = ''::bytea, points = NULL WHERE conversation_id = ANY ($1) RETURNING id),
    steps AS (UPDATE complaint_steps SET words = NULL, letter = NULL WHERE complaint_id IN (SELECT id FROM complained)),
    behind AS (UPDATE compliance_notes SET body = ''::bytea WHERE conversation_id = ANY ($1)),
    letters AS (
        UPDATE received_letters SET sealed = NULL, about = NULL, sender_key = NULL, plain_sender = NULL, plain_subject = NULL
        WHERE conversation_id = ANY ($1)),
    named AS (
        UPDATE conversation_letters SET message_id = 'erased-' || gen_random_uuid() WHERE conversation_id = ANY ($1) AND letter_id IS NULL),
    found AS (DELETE FROM search_entries WHERE conversation_id = ANY ($1)),
    called AS (DELETE FROM webhook_deliveries WHERE conversation_id = ANY ($1) AND state <> 'waiting'),
    calls AS (
        UPDATE webhook_deliveries SET body = body #- '{data,conversation,topic}' #- '{data,conversation,tags}' #- '{data,set}' #- '{data,before}'
        WHERE conversation_id = ANY ($1) AND state = 'waiting' RETURNING id),
    answered AS (UPDATE webhook_tries SET answer = '' WHERE delivery_id IN (SELECT id FROM calls)),
    answers AS (
        UPDATE diagnosis_steps s SET answer = NULL, fields = '{}' FROM diagnosis_runs r WHERE r.id = s.run_id AND r.conversation_id = ANY ($1)),
    runs AS (
        UPDATE diagnosis_runs SET account_id = NULL, proof_masked = NULL, proof_ticket = NULL, solved_reason = NULL, revision = revision + 1
        WHERE conversation_id = ANY ($1)),
    reports AS (UPDATE impostor_reports SET text = '' WHERE conversation_id = ANY ($1)),
    emptied AS (UPDATE conversations SET fields = '{}', tags = '{}', snoozed_until = NULL, cleared_at = $2, topic = CASE WHEN NOT topic = ANY ($3) THEN 'other' ELSE topic END WHERE id = ANY ($1) RETURNING 1)
    SELECT (SELECT count(*) FROM said) AS entries, (SELECT count(*) FROM emptied) AS conversations)sql",
    Retry::on_conflict};

// Erasure: what is not sealed
// ----------------------------------------------------------------------------------------------------

inline constexpr Query<Many<Bytes>(ConversationId)> contact_address{
    "privacy.contact_address", "SELECT email FROM conversation_contacts WHERE conversation_id = $1 AND email IS NOT NULL",
    Retry::on_conflict};

// Of letters of these conversations, and, where $2 names addresses, of all that went there; $3 are their keys, by which they are
// found where they stand for who wrote. What is on its way is stopped.
inline constexpr Query<Affected(std::vector<ConversationId>, std::vector<std::string>, std::vector<Bytes>)> clear_letters_of{
    "privacy.clear_letters_of",
    R"sql(
    WITH theirs AS (
        SELECT id FROM letters WHERE recipient <> '' AND (recipient = ANY ($2)
            OR id IN (SELECT letter_id FROM conversation_letters WHERE conversation_id = ANY ($1) AND letter_id IS NOT NULL))),
    tries AS (UPDATE letter_attempts SET reply = '' WHERE letter_id IN (SELECT id FROM theirs)),
    codes AS (UPDATE official_codes SET to_masked = NULL, to_digest = NULL WHERE letter_id IN (SELECT id FROM theirs)),
    allowed AS (DELETE FROM suppressed_addresses WHERE address = ANY ($2)),
    set_aside AS (
        UPDATE received_letters SET sealed = NULL, about = NULL, sender_key = NULL, plain_sender = NULL, plain_subject = NULL
        WHERE sender_key = ANY ($3) OR plain_sender = ANY ($2))
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

#undef OMBUD_HELD
#undef OMBUD_OVER
#undef OMBUD_FILES_OVER

}  // namespace ombud::privacy::sql
