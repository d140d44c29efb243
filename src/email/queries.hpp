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

inline constexpr Query<Affected(std::string, Bytes, Timestamp, LetterId, std::optional<std::string>)> receive{"email.receive",
                                                                                                              R"sql(
    INSERT INTO received_letters (sha256, sealed, received_at, id, mailbox) VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (sha256) DO NOTHING)sql",
                                                                                                              Retry::on_conflict};

struct WaitingLetter {
    LetterId id;
    std::string sha256;
    Bytes sealed;
    Timestamp received_at;
    std::int32_t tries;
    std::optional<std::string> mailbox;
    bool taken_as_person;                           // staff say that a person wrote it
    std::optional<ConversationId> conversation_id;  // where its reading began, and was cut off
};
BOOST_DESCRIBE_STRUCT(WaitingLetter, (), (id, sha256, sealed, received_at, tries, mailbox, taken_as_person, conversation_id))

// Those whose reading was cut off first: what answers them must find them.
inline constexpr Query<Maybe<WaitingLetter>(Timestamp)> next_waiting{"email.next_waiting", R"sql(
    SELECT id, sha256, sealed, received_at, tries, mailbox, taken_as_person, conversation_id FROM received_letters
    WHERE state = 'waiting' AND sealed IS NOT NULL AND coalesce(next_try_at <= $1, true)
    ORDER BY conversation_id IS NULL, received_at, id LIMIT 1)sql",
                                                                     Retry::on_conflict};

inline constexpr Query<Affected(LetterId, Why, bool, Bytes, std::optional<Bytes>)> set_aside{"email.set_aside", R"sql(
    UPDATE received_letters SET state = CASE WHEN $3 THEN 'quarantined' ELSE 'set_aside' END, why = $2, about = $4, sender_key = $5,
        plain_sender = NULL, plain_subject = NULL
    WHERE id = $1 AND state = 'waiting')sql",
                                                                                             Retry::on_conflict};

struct PlainAside {
    LetterId id;
    std::optional<std::string> plain_sender, plain_subject;
};
BOOST_DESCRIBE_STRUCT(PlainAside, (), (id, plain_sender, plain_subject))

inline constexpr Query<Many<PlainAside>(std::int64_t)> plain_asides{"email.plain_asides", R"sql(
    SELECT id, plain_sender, plain_subject FROM received_letters
    WHERE plain_sender IS NOT NULL OR plain_subject IS NOT NULL ORDER BY id LIMIT $1)sql",
                                                                    Retry::on_conflict};
inline constexpr Query<Affected(LetterId, Bytes, std::optional<Bytes>)> seal_aside{"email.seal_aside", R"sql(
    UPDATE received_letters SET about = $2, sender_key = $3, plain_sender = NULL, plain_subject = NULL
    WHERE id = $1 AND (plain_sender IS NOT NULL OR plain_subject IS NOT NULL))sql",
                                                                                   Retry::on_conflict};

inline constexpr Query<Affected(LetterId, Timestamp)> try_later{"email.try_later", R"sql(
    UPDATE received_letters SET tries = tries + 1, next_try_at = $2 WHERE id = $1 AND state = 'waiting')sql"};

// Whose words they are: taken once, by whichever copy of the letter comes first.
inline constexpr Query<Affected(LetterId, std::string)> claim_words{"email.claim_words", R"sql(
    UPDATE received_letters SET same_as = $2 WHERE id = $1 AND NOT EXISTS (SELECT FROM received_letters WHERE same_as = $2 AND id <> $1))sql"};

// Where it belongs, before anything of it stands there: read again, it goes nowhere else.
inline constexpr Query<Affected(LetterId, ConversationId)> begins_in{"email.begins_in", R"sql(
    UPDATE received_letters SET conversation_id = $2 WHERE id = $1 AND state = 'waiting')sql",
                                                                     Retry::on_conflict};

inline constexpr Query<One<bool>(ConversationId, std::string)> was_opened_as{"email.was_opened_as", R"sql(
    SELECT EXISTS (SELECT FROM conversations WHERE id = $1 AND client_id = $2))sql",
                                                                             Retry::on_conflict};

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

// What staff see of them, and decide.

struct AsideRow {
    LetterId id;
    Timestamp received_at;
    std::optional<std::string> mailbox;
    LetterState state;
    std::optional<Why> why;
    std::optional<Bytes> about;  // sealed: Aside
    std::optional<std::string> plain_sender, plain_subject;
    bool kept;
    std::optional<ConversationId> conversation_id;
};
BOOST_DESCRIBE_STRUCT(AsideRow, (),
                      (id, received_at, mailbox, state, why, about, plain_sender, plain_subject, kept, conversation_id))

#define OMBUD_LETTER_ROW                                                                                            \
    "SELECT id, received_at, mailbox, state, why, about, plain_sender, plain_subject, sealed IS NOT NULL AS kept, " \
    "conversation_id FROM received_letters "

inline constexpr Query<Many<AsideRow>(std::string, std::optional<LetterId>, std::int64_t)> list_aside{
    "email.list_aside",
    OMBUD_LETTER_ROW
    "WHERE state IN ('set_aside', 'quarantined') AND state = $1 AND why IS DISTINCT FROM 'before_email' "
    "AND ($2::uuid IS NULL OR (received_at, id) < (SELECT received_at, id FROM received_letters WHERE id = $2)) "
    "ORDER BY received_at DESC, id DESC LIMIT $3",
    Retry::on_conflict};

inline constexpr Query<Maybe<AsideRow>(LetterId)> received_letter{"email.received_letter", OMBUD_LETTER_ROW "WHERE id = $1",
                                                                  Retry::on_conflict};

#undef OMBUD_LETTER_ROW

inline constexpr Query<Maybe<WaitingLetter>(LetterId)> kept_letter{"email.kept_letter", R"sql(
    SELECT id, sha256, sealed, received_at, tries, mailbox, taken_as_person, conversation_id FROM received_letters WHERE id = $1 AND sealed IS NOT NULL)sql",
                                                                   Retry::on_conflict};

inline constexpr Query<Affected(LetterId, bool, StaffId, Timestamp)> read_again{"email.read_again", R"sql(
    UPDATE received_letters SET state = 'waiting', why = NULL, tries = 0, next_try_at = NULL, taken_as_person = taken_as_person OR $2,
        decided_by = $3, decided_at = $4
    WHERE id = $1 AND state IN ('set_aside', 'quarantined') AND sealed IS NOT NULL)sql",
                                                                                Retry::on_conflict};

inline constexpr Query<Affected(LetterId, StaffId, Timestamp)> dismiss{"email.dismiss", R"sql(
    UPDATE received_letters SET state = 'set_aside', decided_by = $2, decided_at = $3 WHERE id = $1 AND state = 'quarantined')sql",
                                                                       Retry::on_conflict};

inline constexpr Query<Affected(std::optional<LetterId>)> reparse{"email.reparse", R"sql(
    UPDATE received_letters SET state = 'waiting', why = NULL, tries = 0, next_try_at = NULL
    WHERE ($1::uuid IS NULL OR id = $1) AND state IN ('set_aside', 'quarantined') AND sealed IS NOT NULL
      AND why IS DISTINCT FROM 'before_email' AND why IS DISTINCT FROM 'same_letter')sql",
                                                                  Retry::on_conflict};

inline constexpr Query<Maybe<postgres::Bytes>(ConversationId, std::string)> letter_entry{"email.letter_entry", R"sql(
    SELECT e.told FROM conversations c JOIN entries e ON e.conversation_id = c.id AND e.author_id = c.customer_id
    WHERE c.id = $1 AND e.client_id = $2 AND e.kind = 'message' AND e.told IS NOT NULL)sql",
                                                                                         Retry::on_conflict};

// Who writes -------------------------------------------------------------------------------------------------------------

// The person behind an address, made when they first write.
struct FoundCorrespondent {
    CustomerId id;
    bool made;
};
BOOST_DESCRIBE_STRUCT(FoundCorrespondent, (), (id, made))

inline constexpr Query<One<FoundCorrespondent>(Bytes, bool, CustomerId, std::string, Timestamp)> correspondent{
    "email.correspondent", R"sql(
    WITH known AS (SELECT customer_id FROM correspondents WHERE address_key = $1 AND refuted = $2),
    made AS (
        INSERT INTO customers (id, kind, language, created_at, last_seen_at)
        SELECT $3, 'correspondent', $4, $5, $5 WHERE NOT EXISTS (SELECT FROM known) RETURNING id),
    noted AS (
        INSERT INTO correspondents (address_key, refuted, customer_id) SELECT $1, $2, id FROM made)
    SELECT customer_id AS id, false AS made FROM known UNION ALL SELECT id, true FROM made)sql"};

struct PlainAddress {
    CustomerId customer_id;
    std::string plain_address;
};
BOOST_DESCRIBE_STRUCT(PlainAddress, (), (customer_id, plain_address))

inline constexpr Query<Many<PlainAddress>(std::int64_t)> plain_addresses{"email.plain_addresses", R"sql(
    SELECT customer_id, plain_address FROM correspondents WHERE plain_address IS NOT NULL ORDER BY customer_id LIMIT $1)sql",
                                                                         Retry::on_conflict};

inline constexpr Query<Affected(CustomerId, Bytes)> hide_address{"email.hide_address", R"sql(
    UPDATE correspondents SET plain_address = NULL, address_key = $2 WHERE customer_id = $1)sql",
                                                                 Retry::on_conflict};

// Conversations ------------------------------------------------------------------------------------------------------------

struct PlaceRow {
    ConversationId id;
    std::string reference;
    CustomerId customer_id;
    std::optional<Bytes> customer_key, email, subject;  // sealed
    bool takes_part;                                    // whoever writes from $2, of which the master key makes $3, is in it
    bool proved;                                        // a letter of theirs that stands in it was proved to be from its domain
};
BOOST_DESCRIBE_STRUCT(PlaceRow, (), (id, reference, customer_id, customer_key, email, subject, takes_part, proved))

#define OMBUD_PLACE                                                                                                         \
    "c.id, c.reference, c.customer_id, v.sealed AS customer_key, k.email, k.subject, coalesce(k.proved, false) AS proved, " \
    "EXISTS (SELECT FROM correspondents p WHERE p.customer_id = c.customer_id AND p.address_key = $3) "                     \
    "OR EXISTS (SELECT FROM accounts a WHERE a.id = c.customer_id AND $2 IN (a.email, a.second_email)) AS takes_part "      \
    "FROM conversations c LEFT JOIN conversation_contacts k ON k.conversation_id = c.id "                                   \
    "LEFT JOIN customer_keys v ON v.customer_id = c.customer_id "

inline constexpr Query<Maybe<PlaceRow>(ConversationId, std::string, Bytes)> place{
    "email.place", "SELECT " OMBUD_PLACE "WHERE c.id = $1", Retry::on_conflict};

// Of the letters that it names, the one named last.
inline constexpr Query<Maybe<PlaceRow>(std::vector<std::string>, std::string, Bytes)> place_by_references{
    "email.place_by_references",
    "SELECT " OMBUD_PLACE
    "JOIN conversation_letters l ON l.conversation_id = c.id AND l.message_id = ANY ($1) "
    "ORDER BY array_position($1, l.message_id) DESC LIMIT 1",
    Retry::on_conflict};

#undef OMBUD_PLACE

inline constexpr Query<Affected(std::string, ConversationId, Timestamp)> belongs{"email.belongs", R"sql(
    INSERT INTO conversation_letters (message_id, conversation_id, at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING)sql",
                                                                                 Retry::on_conflict};

// $4: the letter was proved to be from its domain; from then on only such letters join.
inline constexpr Query<Affected(ConversationId, Bytes, Bytes, bool)> reach_by_mail{"email.reach_by_mail", R"sql(
    INSERT INTO conversation_contacts AS k (conversation_id, reach, email, subject, proved) VALUES ($1, 'email', $2, $3, $4)
    ON CONFLICT (conversation_id) DO UPDATE SET reach = 'email', email = coalesce(k.email, excluded.email),
        subject = coalesce(k.subject, excluded.subject), proved = k.proved OR excluded.proved)sql",
                                                                                   Retry::on_conflict};

inline constexpr Query<Maybe<std::int64_t>(ConversationId, CustomerId, std::string)> entry_of_letter{"email.entry_of_letter",
                                                                                                     R"sql(
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

// The answer whose time has come first, with all that its letter needs.
struct UnsentAnswer {
    ConversationId conversation_id;
    std::string reference, language;
    CustomerId customer_id;
    std::optional<postgres::Bytes> customer_key;  // sealed
    bool by_mail;                                 // its customer is reached by mail; else a letter is for when they have left
    std::optional<postgres::Bytes> told_email;    // sealed
    std::optional<std::string> account_email;
    bool stopped;                            // they want no letters about it
    bool seen;                               // they read it where it was posted
    std::optional<postgres::Bytes> subject;  // sealed
    std::int64_t seq;
    Timestamp posted_at;
    bool was_planned;  // it stood for a while before it was posted
    std::optional<std::string> plain;
    std::optional<postgres::Bytes> body;  // sealed
    std::string author_name;
    std::vector<AttachmentId> attachments;
    std::optional<std::string> account_phrase;
    std::optional<std::string> asked_plain;
    std::optional<postgres::Bytes> asked;  // what it answers, sealed
    std::optional<Timestamp> asked_at;
    std::vector<std::string> thread;  // ids of the conversation's letters, the oldest first
    std::optional<std::string> brand_address, brand_name, brand_closing;
};
BOOST_DESCRIBE_STRUCT(UnsentAnswer, (),
                      (conversation_id, reference, language, customer_id, customer_key, by_mail, told_email, account_email,
                       stopped, seen, subject, seq, posted_at, was_planned, plain, body, author_name, attachments, account_phrase,
                       asked_plain, asked, asked_at, thread, brand_address, brand_name, brand_closing))

inline constexpr Query<Maybe<UnsentAnswer>(Timestamp)> unsent_answer{"email.unsent_answer", R"sql(
    SELECT c.id AS conversation_id, c.reference, c.language, c.customer_id, v.sealed AS customer_key, coalesce(k.reach = 'email', false) AS by_mail,
           k.email AS told_email, a.email AS account_email, k.stopped_at IS NOT NULL AS stopped, c.customer_seen_seq >= e.seq AS seen, k.subject, e.seq,
           e.posted_at, e.client_id LIKE 'planned-%' AS was_planned, e.plain, e.body, coalesce(e.author_name, '') AS author_name, e.attachments,
           a.phrase AS account_phrase, q.plain AS asked_plain, q.body AS asked, q.posted_at AS asked_at,
           ARRAY(SELECT message_id FROM (SELECT message_id, at FROM conversation_letters l WHERE l.conversation_id = c.id
                                         ORDER BY at DESC, message_id LIMIT 20) newest ORDER BY at, message_id) AS thread,
           b.address AS brand_address, CASE c.language WHEN 'en' THEN b.name_en ELSE b.name_zh END AS brand_name,
           CASE c.language WHEN 'en' THEN b.closing_en ELSE b.closing_zh END AS brand_closing
    FROM (SELECT * FROM unsent_answers WHERE look_at <= $1 ORDER BY look_at, seq LIMIT 1) u
    JOIN conversations c ON c.id = u.conversation_id
    JOIN entries e ON e.conversation_id = u.conversation_id AND e.seq = u.seq
    LEFT JOIN conversation_contacts k ON k.conversation_id = c.id
    LEFT JOIN accounts a ON a.id = c.customer_id
    LEFT JOIN customer_keys v ON v.customer_id = c.customer_id
    LEFT JOIN brands b ON b.id = k.brand_id
    LEFT JOIN LATERAL (
        SELECT plain, body, posted_at FROM entries b WHERE b.conversation_id = c.id AND b.seq < e.seq AND b.author_kind = 'customer' AND b.kind <> 'rating'
        ORDER BY b.seq DESC LIMIT 1) q ON true)sql",
                                                                     Retry::on_conflict};

// Whoever of several programs does it first.
inline constexpr Query<Affected(ConversationId, std::int64_t)> is_sent{"email.is_sent", R"sql(
    DELETE FROM unsent_answers WHERE conversation_id = $1 AND seq = $2)sql"};

inline constexpr Query<Affected(ConversationId, std::int64_t, Timestamp)> look_later{"email.look_later", R"sql(
    UPDATE unsent_answers SET look_at = $3 WHERE conversation_id = $1 AND seq = $2)sql",
                                                                                     Retry::on_conflict};

struct FileToSend {
    AttachmentId id;
    std::optional<Bytes> name;  // sealed
    std::string media_type, sha256;
    std::int64_t bytes;
    std::string scan;
};
BOOST_DESCRIBE_STRUCT(FileToSend, (), (id, name, media_type, sha256, bytes, scan))

inline constexpr Query<Many<FileToSend>(std::vector<AttachmentId>)> files_to_send{"email.files_to_send", R"sql(
    SELECT id, name, media_type, sha256, bytes, scan FROM attachments WHERE id = ANY ($1) ORDER BY array_position($1, id))sql",
                                                                                  Retry::on_conflict};

inline constexpr Query<Affected(std::string, ConversationId, Timestamp, LetterId, std::int64_t)> answer_belongs{
    "email.answer_belongs", R"sql(
    INSERT INTO conversation_letters (message_id, conversation_id, at, letter_id, seq) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING)sql",
    Retry::on_conflict};

struct SentAnswer {
    std::int64_t seq;
    LetterId letter_id;
};
BOOST_DESCRIBE_STRUCT(SentAnswer, (), (seq, letter_id))

inline constexpr Query<One<bool>(ConversationId)> is_conversation{
    "email.is_conversation", "SELECT EXISTS (SELECT FROM conversations WHERE id = $1)", Retry::on_conflict};

inline constexpr Query<Many<SentAnswer>(ConversationId, std::int64_t)> sent_answers{"email.sent_answers", R"sql(
    SELECT seq, letter_id FROM conversation_letters WHERE conversation_id = $1 AND seq IS NOT NULL ORDER BY seq DESC LIMIT $2)sql",
                                                                                    Retry::on_conflict};

inline constexpr Query<Affected(ConversationId, Timestamp)> stop_letters{"email.stop_letters", R"sql(
    INSERT INTO conversation_contacts (conversation_id, reach, stopped_at) VALUES ($1, 'chat', $2)
    ON CONFLICT (conversation_id) DO UPDATE SET stopped_at = coalesce(conversation_contacts.stopped_at, excluded.stopped_at))sql",
                                                                         Retry::on_conflict};

// Somebody who writes again wants to be answered.
inline constexpr Query<Affected(ConversationId)> letters_again{"email.letters_again", R"sql(
    UPDATE conversation_contacts SET stopped_at = NULL WHERE conversation_id = $1 AND stopped_at IS NOT NULL)sql",
                                                               Retry::on_conflict};

// Mailboxes that staff added -----------------------------------------------------------------------------------------------

struct FetchedMailbox {
    MailboxId id;
    std::string name, url, folder, username;
    Bytes sealed;
};
BOOST_DESCRIBE_STRUCT(FetchedMailbox, (), (id, name, url, folder, username, sealed))

inline constexpr Query<Many<FetchedMailbox>()> fetched_mailboxes{
    "email.fetched_mailboxes", "SELECT id, name, url, folder, username, sealed FROM fetched_mailboxes ORDER BY added_at, id",
    Retry::on_conflict};

inline constexpr Query<Affected(MailboxId, std::string, std::string, std::string, std::string, Bytes, Timestamp, StaffId)>
    add_mailbox{"email.add_mailbox", R"sql(
    INSERT INTO fetched_mailboxes (id, name, url, folder, username, sealed, added_at, added_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
    ON CONFLICT (name) DO NOTHING)sql",
                Retry::on_conflict};

inline constexpr Query<Affected(MailboxId, Bytes)> reseal_mailbox{
    "email.reseal_mailbox", "UPDATE fetched_mailboxes SET sealed = $2 WHERE id = $1", Retry::on_conflict};

inline constexpr Query<Maybe<std::string>(MailboxId)> remove_mailbox{
    "email.remove_mailbox", "DELETE FROM fetched_mailboxes WHERE id = $1 RETURNING name", Retry::never};

struct MailboxStanding {
    std::string name;
    std::optional<Timestamp> looked_at, letter_at;
    std::optional<std::string> fault;
    std::optional<Timestamp> fault_at;
};
BOOST_DESCRIBE_STRUCT(MailboxStanding, (), (name, looked_at, letter_at, fault, fault_at))

inline constexpr Query<Many<MailboxStanding>()> mailbox_standings{
    "email.mailbox_standings", "SELECT name, looked_at, letter_at, fault, fault_at FROM mailboxes", Retry::on_conflict};

// Brands -----------------------------------------------------------------------------------------------------------------------

#define OMBUD_BRAND "id, address, name_en, name_zh, acknowledgement_en, acknowledgement_zh, closing_en, closing_zh, changed_at"

inline constexpr Query<Many<Brand>()> brands{"email.brands", "SELECT " OMBUD_BRAND " FROM brands ORDER BY address",
                                             Retry::on_conflict};

inline constexpr Query<Maybe<Brand>(std::vector<std::string>)> brand_of{
    "email.brand_of", "SELECT " OMBUD_BRAND " FROM brands WHERE address = ANY ($1) ORDER BY array_position($1, address) LIMIT 1",
    Retry::on_conflict};

inline constexpr Query<Maybe<Brand>(ConversationId)> brand_of_conversation{
    "email.brand_of_conversation",
    "SELECT " OMBUD_BRAND " FROM brands WHERE id = (SELECT brand_id FROM conversation_contacts WHERE conversation_id = $1)",
    Retry::on_conflict};

inline constexpr Query<Affected(ConversationId, BrandId)> speaks_as{
    "email.speaks_as", "UPDATE conversation_contacts SET brand_id = $2 WHERE conversation_id = $1 AND brand_id IS NULL",
    Retry::on_conflict};

// None: the address is another's.
inline constexpr Query<Maybe<Brand>(BrandId, std::string, std::string, std::string, std::string, std::string, std::string,
                                    std::string, Timestamp)>
    keep_brand{"email.keep_brand", R"sql(
    INSERT INTO brands AS b (id, address, name_en, name_zh, acknowledgement_en, acknowledgement_zh, closing_en, closing_zh, changed_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
    ON CONFLICT (id) DO UPDATE SET address = $2, name_en = $3, name_zh = $4, acknowledgement_en = $5, acknowledgement_zh = $6,
        closing_en = $7, closing_zh = $8, changed_at = $9
    RETURNING )sql" OMBUD_BRAND};

inline constexpr Query<Maybe<std::string>(BrandId)> remove_brand{
    "email.remove_brand", "DELETE FROM brands WHERE id = $1 RETURNING address", Retry::never};

#undef OMBUD_BRAND

// Letters sent round -----------------------------------------------------------------------------------------------------------

inline constexpr Query<Affected(LetterId, Timestamp, StaffId)> start_round{
    "email.start_round", "INSERT INTO mail_rounds (letter_id, started_at, started_by) VALUES ($1, $2, $3)"};

// Whether it is one; the first return counts.
inline constexpr Query<Affected(LetterId, Timestamp, std::optional<std::string>, Belief)> round_returned{"email.round_returned",
                                                                                                         R"sql(
    UPDATE mail_rounds SET mailbox = CASE WHEN returned_at IS NULL THEN $3 ELSE mailbox END, belief = coalesce(belief, $4),
        returned_at = coalesce(returned_at, $2)
    WHERE letter_id = $1)sql",
                                                                                                         Retry::on_conflict};

struct RoundRow {
    LetterId letter_id;
    Timestamp started_at;
    std::optional<Timestamp> returned_at;
    std::optional<std::string> mailbox;
    std::optional<Belief> belief;
};
BOOST_DESCRIBE_STRUCT(RoundRow, (), (letter_id, started_at, returned_at, mailbox, belief))

inline constexpr Query<Maybe<RoundRow>(LetterId)> round{
    "email.round", "SELECT letter_id, started_at, returned_at, mailbox, belief FROM mail_rounds WHERE letter_id = $1",
    Retry::on_conflict};

// How mail stands --------------------------------------------------------------------------------------------------------------

struct Standing {
    std::int64_t queued, deferred;
    std::optional<Timestamp> oldest_at;  // that waits to leave
    std::int64_t bounced_today, suppressed, waiting, quarantined, set_aside_week;
    std::optional<Timestamp> last_at;
};
BOOST_DESCRIBE_STRUCT(Standing, (),
                      (queued, deferred, oldest_at, bounced_today, suppressed, waiting, quarantined, set_aside_week, last_at))

inline constexpr Query<One<Standing>(Timestamp, Timestamp)> standing{"email.standing", R"sql(
    SELECT l.queued, l.deferred, l.oldest_at, (SELECT count(*) FROM letters WHERE state = 'bounced' AND changed_at > $1) AS bounced_today,
           (SELECT count(*) FROM suppressed_addresses) AS suppressed,
           (SELECT count(*) FROM received_letters WHERE state = 'waiting') AS waiting,
           (SELECT count(*) FROM received_letters WHERE state = 'quarantined') AS quarantined,
           (SELECT count(*) FROM received_letters WHERE state = 'set_aside' AND received_at > $2) AS set_aside_week,
           (SELECT max(received_at) FROM received_letters) AS last_at
    FROM (SELECT count(*) FILTER (WHERE state = 'queued') AS queued, count(*) FILTER (WHERE state = 'deferred') AS deferred,
                 min(created_at) AS oldest_at FROM letters WHERE next_try_at IS NOT NULL) l)sql",
                                                                     Retry::on_conflict};

}  // namespace ombud::email::sql
