// Every query on letters that came, who wrote them, and the conversations that they stand in.
#pragma once
#include "email/model.hpp"
#include "postgres/query.hpp"

namespace ombud::email::sql {

using postgres::Affected;
using postgres::Bytes;
using postgres::Many;
using postgres::Maybe;
using postgres::One;
using postgres::Query;
using postgres::Retry;

// Letters as they came ---------------------------------------------------------------------------------------------------

inline constexpr Query<Affected(std::string, Bytes, Timestamp, LetterId, std::optional<std::string>)> receive{"email.receive", R"sql(
    INSERT INTO received_letters (sha256, sealed, received_at, id, mailbox) VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (sha256) DO NOTHING)sql",
                                                                                                        Retry::on_conflict};

struct WaitingLetter {
    LetterId id;
    std::string sha256;
    Bytes sealed;
    Timestamp received_at;
    std::int32_t tries;
};
BOOST_DESCRIBE_STRUCT(WaitingLetter, (), (id, sha256, sealed, received_at, tries))

inline constexpr Query<Maybe<WaitingLetter>(Timestamp)> next_waiting{"email.next_waiting", R"sql(
    SELECT id, sha256, sealed, received_at, tries FROM received_letters
    WHERE state = 'waiting' AND sealed IS NOT NULL AND coalesce(next_try_at <= $1, true)
    ORDER BY received_at, id LIMIT 1)sql",
                                                                     Retry::on_conflict};

inline constexpr Query<Affected(LetterId, Why, bool)> set_aside{"email.set_aside", R"sql(
    UPDATE received_letters SET state = CASE WHEN $3 THEN 'quarantined' ELSE 'set_aside' END, why = $2
    WHERE id = $1 AND state = 'waiting')sql",
                                                                Retry::on_conflict};

inline constexpr Query<Affected(LetterId, Timestamp)> try_later{"email.try_later", R"sql(
    UPDATE received_letters SET tries = tries + 1, next_try_at = $2 WHERE id = $1 AND state = 'waiting')sql"};

// Whose words they are: taken once, by whichever copy of the letter comes first.
inline constexpr Query<Affected(LetterId, std::string)> claim_words{"email.claim_words", R"sql(
    UPDATE received_letters SET same_as = $2 WHERE id = $1 AND NOT EXISTS (SELECT FROM received_letters WHERE same_as = $2 AND id <> $1))sql"};

inline constexpr Query<Affected(LetterId, ConversationId, bool)> is_read{"email.is_read", R"sql(
    UPDATE received_letters SET state = 'read', conversation_id = $2, sealed = CASE WHEN $3 THEN NULL ELSE sealed END
    WHERE id = $1 AND state = 'waiting')sql",
                                                                         Retry::on_conflict};

inline constexpr Query<Affected(LetterId)> forget_one{"email.forget_one", R"sql(
    UPDATE received_letters SET sealed = NULL WHERE id = $1)sql",
                                                      Retry::on_conflict};

inline constexpr Query<Affected(Timestamp)> forget_raw{"email.forget_raw", R"sql(
    UPDATE received_letters SET sealed = NULL WHERE received_at < $1 AND sealed IS NOT NULL AND state IN ('read', 'set_aside'))sql",
                                                       Retry::on_conflict};

// Who writes -------------------------------------------------------------------------------------------------------------

// The person behind an address, made when they first write.
inline constexpr Query<One<CustomerId>(std::string, bool, CustomerId, std::optional<std::string>, std::string, Timestamp)>
    correspondent{"email.correspondent", R"sql(
    WITH known AS (SELECT customer_id FROM correspondents WHERE address = $1 AND refuted = $2),
    made AS (
        INSERT INTO customers (id, kind, name, language, created_at, last_seen_at)
        SELECT $3, 'correspondent', $4, $5, $6, $6 WHERE NOT EXISTS (SELECT FROM known) RETURNING id),
    noted AS (
        INSERT INTO correspondents (address, refuted, customer_id) SELECT $1, $2, id FROM made)
    SELECT customer_id FROM known UNION ALL SELECT id FROM made)sql"};

// Conversations ------------------------------------------------------------------------------------------------------------

struct PlaceRow {
    ConversationId id;
    std::string reference;
    CustomerId customer_id;
    std::optional<std::string> subject;
    bool takes_part;  // whoever writes from $2 is in it
};
BOOST_DESCRIBE_STRUCT(PlaceRow, (), (id, reference, customer_id, subject, takes_part))

#define OMBUD_PLACE                                                                                          \
    "c.id, c.reference, c.customer_id, k.subject, "                                                          \
    "coalesce(k.email = $2, false) "                                                                         \
    "OR EXISTS (SELECT FROM correspondents p WHERE p.customer_id = c.customer_id AND p.address = $2) "       \
    "OR EXISTS (SELECT FROM accounts a WHERE a.id = c.customer_id AND $2 IN (a.email, a.second_email)) AS takes_part " \
    "FROM conversations c LEFT JOIN conversation_contacts k ON k.conversation_id = c.id "

inline constexpr Query<Maybe<PlaceRow>(ConversationId, std::string)> place{"email.place",
                                                                           "SELECT " OMBUD_PLACE "WHERE c.id = $1",
                                                                           Retry::on_conflict};

// Of the letters that it names, the one named last.
inline constexpr Query<Maybe<PlaceRow>(std::vector<std::string>, std::string)> place_by_references{
    "email.place_by_references",
    "SELECT " OMBUD_PLACE
    "JOIN conversation_letters l ON l.conversation_id = c.id AND l.message_id = ANY ($1) "
    "ORDER BY array_position($1, l.message_id) DESC LIMIT 1",
    Retry::on_conflict};

#undef OMBUD_PLACE

inline constexpr Query<Affected(std::string, ConversationId, Timestamp)> belongs{"email.belongs", R"sql(
    INSERT INTO conversation_letters (message_id, conversation_id, at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING)sql",
                                                                                 Retry::on_conflict};

inline constexpr Query<Affected(ConversationId, std::string, std::string)> reach_by_mail{"email.reach_by_mail", R"sql(
    INSERT INTO conversation_contacts (conversation_id, reach, email, subject) VALUES ($1, 'email', $2, $3)
    ON CONFLICT (conversation_id) DO UPDATE SET reach = 'email', email = coalesce(conversation_contacts.email, excluded.email),
        subject = coalesce(conversation_contacts.subject, excluded.subject))sql",
                                                                                         Retry::on_conflict};

inline constexpr Query<Maybe<std::int64_t>(ConversationId, CustomerId, std::string)> entry_of_letter{"email.entry_of_letter", R"sql(
    SELECT seq FROM entries WHERE conversation_id = $1 AND author_id = $2 AND client_id = $3)sql",
                                                                                                     Retry::on_conflict};

// Mailboxes ------------------------------------------------------------------------------------------------------------------

// How far it was read: the number of the last letter that is stored.
inline constexpr Query<One<std::int64_t>(std::string, std::int64_t, Timestamp)> mailbox_looked{"email.mailbox_looked", R"sql(
    INSERT INTO mailboxes AS m (name, uid_validity, looked_at) VALUES ($1, $2, $3)
    ON CONFLICT (name) DO UPDATE SET last_uid = CASE WHEN m.uid_validity = $2 THEN m.last_uid ELSE 0 END, uid_validity = $2,
        looked_at = $3, fault = NULL, fault_at = NULL
    RETURNING last_uid)sql",
                                                                                               Retry::on_conflict};

inline constexpr Query<Affected(std::string, std::int64_t, Timestamp)> mailbox_read_to{"email.mailbox_read_to", R"sql(
    UPDATE mailboxes SET last_uid = $2, letter_at = $3 WHERE name = $1 AND last_uid < $2)sql",
                                                                                       Retry::on_conflict};

inline constexpr Query<Affected(std::string, std::string, Timestamp)> mailbox_failed{"email.mailbox_failed", R"sql(
    INSERT INTO mailboxes (name, fault, fault_at) VALUES ($1, $2, $3) ON CONFLICT (name) DO UPDATE SET fault = $2, fault_at = $3)sql",
                                                                                     Retry::on_conflict};

// Answers by letter --------------------------------------------------------------------------------------------------------

// The oldest answer that a person who is reached by mail has not been sent, once it has stood for a moment.
struct UnsentAnswer {
    ConversationId conversation_id;
    std::string reference, language;
    std::string email;
    std::optional<std::string> subject;
    std::int64_t seq;
    std::string body, author_name;
    std::optional<std::string> asked;  // what it answers
    std::optional<Timestamp> asked_at;
    std::vector<std::string> thread;  // ids of the conversation's letters, the oldest first
};
BOOST_DESCRIBE_STRUCT(UnsentAnswer, (),
                      (conversation_id, reference, language, email, subject, seq, body, author_name, asked, asked_at, thread))

inline constexpr Query<Maybe<UnsentAnswer>(Timestamp)> unsent_answer{"email.unsent_answer", R"sql(
    SELECT c.id AS conversation_id, c.reference, c.language, k.email, k.subject, e.seq, e.body,
           coalesce(e.author_name, '') AS author_name, q.body AS asked, q.posted_at AS asked_at,
           ARRAY(SELECT message_id FROM (SELECT message_id, at FROM conversation_letters l WHERE l.conversation_id = c.id
                                         ORDER BY at DESC, message_id LIMIT 20) newest ORDER BY at, message_id) AS thread
    FROM conversation_contacts k JOIN conversations c ON c.id = k.conversation_id
    JOIN entries e ON e.conversation_id = c.id AND e.seq > k.mailed_seq
    LEFT JOIN LATERAL (
        SELECT body, posted_at FROM entries b WHERE b.conversation_id = c.id AND b.seq < e.seq AND b.author_kind = 'customer'
        ORDER BY b.seq DESC LIMIT 1) q ON true
    WHERE k.reach = 'email' AND k.email IS NOT NULL AND c.last_answer_seq > k.mailed_seq
      AND e.kind = 'message' AND e.author_kind = 'agent' AND NOT e.internal AND e.posted_at <= $1
    ORDER BY e.posted_at, c.id, e.seq LIMIT 1)sql",
                                                                     Retry::on_conflict};

// Whoever of several programs does it first.
inline constexpr Query<Affected(ConversationId, std::int64_t)> is_sent{"email.is_sent", R"sql(
    UPDATE conversation_contacts SET mailed_seq = $2 WHERE conversation_id = $1 AND mailed_seq < $2)sql"};

}  // namespace ombud::email::sql
