// Every statement on openings, reveals, budgets, canaries and alarms.
#pragma once
#include "insiders/model.hpp"
#include "postgres/query.hpp"

namespace ombud::insiders::sql {

using postgres::Affected;
using postgres::Bytes;
using postgres::Many;
using postgres::Maybe;
using postgres::One;
using postgres::Query;
using postgres::Retry;

// Openings ----------------------------------------------------------------------------------------------------------------

// What decides whether somebody may open a conversation.
struct OpenedRow {
    CustomerId customer_id;
    std::string status;
    std::optional<StaffId> assignee_id;
    Timestamp updated_at;
    bool known;                        // opened by them in this shift already
    std::optional<StaffId> canary_of;  // who marked its customer
};
BOOST_DESCRIBE_STRUCT(OpenedRow, (), (customer_id, status, assignee_id, updated_at, known, canary_of))

// `$3`: since when the shift counts.
inline constexpr Query<Maybe<OpenedRow>(StaffId, ConversationId, Timestamp)> opened{"insiders.opened", R"sql(
    SELECT c.customer_id, c.status, c.assignee_id, c.updated_at, k.by AS canary_of,
           EXISTS (SELECT FROM insider_openings o WHERE o.customer_id = c.customer_id AND o.staff_id = $1 AND o.at > $3) AS known
    FROM conversations c LEFT JOIN insider_canaries k ON k.customer_id = c.customer_id WHERE c.id = $2)sql",
                                                                                    Retry::on_conflict};

// `$4`: what was resolved before is archived. Whoever has it goes on reading it in later shifts, once they opened it: being given
// to somebody, or taken, opens nothing.
inline constexpr Query<Many<ConversationId>(StaffId, std::vector<ConversationId>, Timestamp, Timestamp)> open_to{
    "insiders.open_to", R"sql(
    SELECT c.id FROM conversations c WHERE c.id = ANY ($2) AND (c.assignee_id = $1 OR NOT (c.status = 'resolved' AND c.updated_at < $4))
        AND EXISTS (SELECT FROM insider_openings o WHERE o.staff_id = $1 AND o.customer_id = c.customer_id
                        AND (c.assignee_id = $1 OR o.at > $3)))sql",
    Retry::on_conflict};

// Nobody counts for the same person until the transaction ends.
inline constexpr Query<Maybe<StaffId>(StaffId)> hold_person{"insiders.hold_person",
                                                            "SELECT id FROM staff WHERE id = $1 FOR NO KEY UPDATE"};

struct UsedRow {
    StaffId id;
    std::string name, role;
    std::int64_t customers, customers_alert, customers_stop, reveals, reveals_alert, reveals_stop;
    std::optional<Timestamp> last_at;
};
BOOST_DESCRIBE_STRUCT(UsedRow, (),
                      (id, name, role, customers, customers_alert, customers_stop, reveals, reveals_alert, reveals_stop, last_at))

#define OMBUD_USED                                                                                                            \
    "SELECT s.id, s.public_name AS name, coalesce(s.role, 'agent') AS role, o.customers, b.customers_alert + g.customers AS " \
    "customers_alert, "                                                                                                       \
    "b.customers_stop + g.customers AS customers_stop, r.reveals, b.reveals_alert + g.reveals AS reveals_alert, "             \
    "b.reveals_stop + g.reveals AS reveals_stop, o.last_at "                                                                  \
    "FROM staff s "                                                                                                           \
    "JOIN LATERAL (SELECT * FROM insider_budgets WHERE role IN (s.role, 'agent') ORDER BY role IS NOT DISTINCT FROM s.role "  \
    "DESC LIMIT 1) b ON true "                                                                                                \
    "JOIN LATERAL (SELECT count(DISTINCT customer_id) AS customers, max(at) AS last_at FROM insider_openings "                \
    "              WHERE staff_id = s.id AND at > $1) o ON true "                                                             \
    "JOIN LATERAL (SELECT count(*) AS reveals FROM insider_reveals WHERE staff_id = s.id AND at > $1) r ON true "             \
    "JOIN LATERAL (SELECT coalesce(sum(customers), 0)::bigint AS customers, coalesce(sum(reveals), 0)::bigint AS reveals "    \
    "              FROM insider_grants WHERE staff_id = s.id AND at > $1) g ON true "

inline constexpr Query<One<UsedRow>(Timestamp, StaffId)> used{"insiders.used", OMBUD_USED "WHERE s.id = $2", Retry::on_conflict};
inline constexpr Query<Many<UsedRow>(Timestamp, std::int64_t)> all_used{
    "insiders.all_used", OMBUD_USED "WHERE s.active ORDER BY o.customers DESC, s.public_name, s.id LIMIT $2", Retry::on_conflict};

inline constexpr Query<Affected(StaffId, CustomerId, ConversationId, Timestamp)> add_opening{"insiders.add_opening", R"sql(
    INSERT INTO insider_openings (staff_id, customer_id, conversation_id, at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING)sql"};

// Reveals -----------------------------------------------------------------------------------------------------------------

struct PersonalRow {
    CustomerId customer_id;
    std::string customer_kind, status;
    std::optional<postgres::Bytes> told_email;  // sealed
    std::optional<std::string> email;           // of their account
    bool proved;                                // a letter in it was proved to be theirs
    bool asks;                                  // they wrote lately, or since it was last resolved
};
BOOST_DESCRIBE_STRUCT(PersonalRow, (), (customer_id, customer_kind, status, told_email, email, proved, asks))

// `$2`: since when is lately.
inline constexpr Query<Maybe<PersonalRow>(ConversationId, Timestamp)> personal{"insiders.personal", R"sql(
    SELECT c.customer_id, u.kind AS customer_kind, c.status, k.email AS told_email, a.email, coalesce(k.proved, false) AS proved,
           EXISTS (SELECT FROM entries e WHERE e.conversation_id = c.id AND e.author_kind = 'customer' AND e.kind IN ('message', 'intake')
                       AND (e.posted_at > $2 OR e.seq > coalesce((SELECT max(r.seq) FROM entries r WHERE r.conversation_id = c.id
                                                                      AND r.kind = 'state' AND r.status = 'resolved'), 0))) AS asks
    FROM conversations c JOIN customers u ON u.id = c.customer_id LEFT JOIN conversation_contacts k ON k.conversation_id = c.id
    LEFT JOIN accounts a ON a.id = c.customer_id WHERE c.id = $1)sql",
                                                                               Retry::on_conflict};

struct RevealRow {
    RevealId id;
    std::string field;
    Purpose purpose;
    Timestamp until;
};
BOOST_DESCRIBE_STRUCT(RevealRow, (), (id, field, purpose, until))

inline constexpr Query<Maybe<RevealRow>(StaffId, ConversationId, std::string)> reveal_made{"insiders.reveal_made", R"sql(
    SELECT id, field, purpose, until FROM insider_reveals WHERE staff_id = $1 AND conversation_id = $2 AND client_id = $3)sql"};

inline constexpr Query<Affected(RevealId, StaffId, CustomerId, ConversationId, std::string, std::string, Purpose,
                                std::optional<Bytes>, Timestamp, Timestamp)>
    add_reveal{"insiders.add_reveal", R"sql(
    INSERT INTO insider_reveals (id, staff_id, customer_id, conversation_id, client_id, field, purpose, reason, at, until)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10))sql"};

struct PastRevealRow {
    RevealId id;
    StaffId staff_id;
    std::string staff_name;
    ConversationId conversation_id;
    std::string reference, field;
    Purpose purpose;
    std::optional<Bytes> reason;
    std::optional<std::string> plain_reason;  // older than it is sealed
    CustomerId customer_id;
    std::optional<Bytes> key;
    Timestamp at;
};
BOOST_DESCRIBE_STRUCT(PastRevealRow, (),
                      (id, staff_id, staff_name, conversation_id, reference, field, purpose, reason, plain_reason, customer_id,
                       key, at))

inline constexpr Query<Many<PastRevealRow>(std::int64_t)> last_reveals{"insiders.last_reveals", R"sql(
    SELECT r.id, r.staff_id, s.public_name AS staff_name, r.conversation_id, c.reference, r.field, r.purpose, r.reason, r.plain_reason,
           c.customer_id, k.sealed AS key, r.at
    FROM insider_reveals r JOIN staff s ON s.id = r.staff_id JOIN conversations c ON c.id = r.conversation_id
    LEFT JOIN customer_keys k ON k.customer_id = c.customer_id
    ORDER BY r.at DESC, r.id LIMIT $1)sql",
                                                                       Retry::on_conflict};

struct PlainReasonRow {
    RevealId id;
    ConversationId conversation_id;
    std::string plain_reason;
};
BOOST_DESCRIBE_STRUCT(PlainReasonRow, (), (id, conversation_id, plain_reason))

inline constexpr Query<Many<PlainReasonRow>(std::int64_t)> plain_reasons{"insiders.plain_reasons", R"sql(
    SELECT id, conversation_id, plain_reason FROM insider_reveals WHERE plain_reason IS NOT NULL ORDER BY id LIMIT $1)sql",
                                                                         Retry::on_conflict};
inline constexpr Query<Affected(RevealId, Bytes)> seal_reason{"insiders.seal_reason", R"sql(
    UPDATE insider_reveals SET reason = $2, plain_reason = NULL WHERE id = $1 AND plain_reason IS NOT NULL)sql",
                                                              Retry::on_conflict};

// Budgets -----------------------------------------------------------------------------------------------------------------

inline constexpr Query<Many<Budget>()> budgets{
    "insiders.budgets",
    "SELECT role, customers_alert, customers_stop, reveals_alert, reveals_stop FROM insider_budgets ORDER BY role",
    Retry::on_conflict};

// Nothing for a role that there is not.
inline constexpr Query<Maybe<Budget>(std::string, std::int64_t, std::int64_t, std::int64_t, std::int64_t)> set_budget{
    "insiders.set_budget", R"sql(
    INSERT INTO insider_budgets (role, customers_alert, customers_stop, reveals_alert, reveals_stop)
    SELECT $1, $2, $3, $4, $5 WHERE EXISTS (SELECT FROM insider_budgets WHERE role = $1) OR EXISTS (SELECT FROM staff_roles WHERE key = $1)
    ON CONFLICT (role) DO UPDATE SET customers_alert = excluded.customers_alert, customers_stop = excluded.customers_stop,
        reveals_alert = excluded.reveals_alert, reveals_stop = excluded.reveals_stop
    RETURNING role, customers_alert, customers_stop, reveals_alert, reveals_stop)sql",
    Retry::on_conflict};

inline constexpr Query<Affected(GrantId, StaffId, std::int64_t, std::int64_t, std::string, Timestamp, StaffId)> grant{
    "insiders.grant", R"sql(
    INSERT INTO insider_grants (id, staff_id, customers, reveals, reason, at, by)
    SELECT $1, id, $3, $4, $5, $6, $7 FROM staff WHERE id = $2 AND active)sql"};

// Canaries and alarms -----------------------------------------------------------------------------------------------------

inline constexpr Query<Maybe<CustomerId>(ConversationId)> customer_of{
    "insiders.customer_of", "SELECT customer_id FROM conversations WHERE id = $1", Retry::on_conflict};
inline constexpr Query<Affected(CustomerId, Timestamp, StaffId)> mark_canary{
    "insiders.mark_canary", "INSERT INTO insider_canaries (customer_id, at, by) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
    Retry::on_conflict};
inline constexpr Query<Affected(CustomerId)> unmark_canary{
    "insiders.unmark_canary", "DELETE FROM insider_canaries WHERE customer_id = $1", Retry::on_conflict};

// Once for each kind and shift, but for canaries: each opening counts.
inline constexpr Query<Affected(AlarmId, AlarmKind, StaffId, std::optional<ConversationId>, Timestamp, Timestamp)> raise_alarm{
    "insiders.raise_alarm", R"sql(
    INSERT INTO insider_alarms (id, kind, staff_id, conversation_id, at)
    SELECT $1, $2, $3, $4, $5 WHERE $2 = 'canary_opened' OR NOT EXISTS (
        SELECT FROM insider_alarms WHERE kind = $2 AND staff_id = $3 AND at > $6))sql"};

struct AlarmRow {
    AlarmId id;
    AlarmKind kind;
    StaffId staff_id;
    std::string staff_name;
    std::optional<ConversationId> conversation_id;
    std::optional<std::string> reference;
    Timestamp at;
    std::optional<Timestamp> handled_at;
    std::optional<StaffId> handler_id;
    std::optional<std::string> handler_name;
};
BOOST_DESCRIBE_STRUCT(AlarmRow, (),
                      (id, kind, staff_id, staff_name, conversation_id, reference, at, handled_at, handler_id, handler_name))

#define OMBUD_ALARM                                                                                                      \
    "SELECT a.id, a.kind, a.staff_id, s.public_name AS staff_name, a.conversation_id, c.reference, a.at, a.handled_at, " \
    "h.id AS handler_id, h.public_name AS handler_name FROM insider_alarms a JOIN staff s ON s.id = a.staff_id "         \
    "LEFT JOIN conversations c ON c.id = a.conversation_id LEFT JOIN staff h ON h.id = a.handled_by "

inline constexpr Query<Many<AlarmRow>(std::int64_t)> last_alarms{
    "insiders.last_alarms", OMBUD_ALARM "ORDER BY a.handled_at IS NOT NULL, a.at DESC, a.id LIMIT $1", Retry::on_conflict};
inline constexpr Query<Maybe<AlarmRow>(AlarmId)> alarm{"insiders.alarm", OMBUD_ALARM "WHERE a.id = $1", Retry::on_conflict};
inline constexpr Query<Affected(AlarmId, StaffId, Timestamp)> handle_alarm{
    "insiders.handle_alarm", "UPDATE insider_alarms SET handled_by = $2, handled_at = $3 WHERE id = $1 AND handled_at IS NULL",
    Retry::on_conflict};

// What else leads to a conversation.
inline constexpr Query<Maybe<ConversationId>(AttachmentId)> conversation_of_attachment{
    "insiders.conversation_of_attachment", "SELECT conversation_id FROM attachments WHERE id = $1", Retry::on_conflict};
inline constexpr Query<Maybe<ConversationId>(Uuid)> conversation_of_run{
    "insiders.conversation_of_run", "SELECT conversation_id FROM diagnosis_runs WHERE id = $1 AND conversation_id IS NOT NULL",
    Retry::on_conflict};
inline constexpr Query<Maybe<ConversationId>(LetterId)> conversation_of_letter{
    "insiders.conversation_of_letter",
    "SELECT conversation_id FROM received_letters WHERE id = $1 AND conversation_id IS NOT NULL", Retry::on_conflict};

}  // namespace ombud::insiders::sql
