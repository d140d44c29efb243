// The shapes of the desk: what clients send, what the log stores, what everybody is answered.
#pragma once
#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

#include "callers/assurance.hpp"
#include "core/ids.hpp"
#include "core/json.hpp"
#include "core/time.hpp"
#include "safety/secret_guard.hpp"

namespace ombud::desk {

using QueueId = Id<struct QueueTag>;

BOOST_DEFINE_ENUM_CLASS(EntryKind, message, note, assignment, state, intake,
                        handling,  // a change of how the desk handles it; staff only
                        reveal,    // somebody of the staff looked at a masked field; its customer sees that, too
                        link,      // it was tied to, merged into or split from another; staff only
                        rating)    // how its customer found it went
BOOST_DEFINE_ENUM_CLASS(AuthorKind, customer, agent, system)

struct Author {
    AuthorKind kind;
    std::optional<Uuid> id;
    std::optional<std::string> name;  // an agent's public name; a customer's stands in the conversation
};
BOOST_DESCRIBE_STRUCT(Author, (), (kind, id, name))

struct Attachment {
    AttachmentId id;
    std::string name;        // cleaned, safe to show and to save under
    std::string media_type;  // found by content, never by name
    std::int64_t bytes;
    std::optional<std::int32_t> width, height;
    bool thumbnail;
    std::string scan;  // not_configured, pending, clean, infected
};
BOOST_DESCRIBE_STRUCT(Attachment, (), (id, name, media_type, bytes, width, height, thumbnail, scan))

// One item of a conversation's log.
struct Entry {
    ConversationId conversation_id;
    std::int64_t seq;  // 1, 2, 3… within its conversation, no gaps
    EntryKind kind;
    Author author;
    std::string body;  // holds a marker like [removed:recovery_phrase] wherever a secret was
    std::vector<Attachment> attachments;
    bool internal;  // staff only
    std::string client_id;
    Timestamp posted_at;
    std::vector<safety::Removed> removed;
    std::string status;  // of the conversation after this entry
    // assignment: {assignee, previous}; an answer that takes the conversation: {assignee}; state: {from, to}; intake: the Case;
    // handling: {set, before}, both with those of topic, priority, queue_id, tags, fields and snoozed_until that were set, and
    // {by} when the program did it; a letter that came: {letter}; what the program notes: {related} or {automatic}; a note
    // that names colleagues: {mentions}, each {id, name}; link: {act, role, other} and more, see ties.hpp; null otherwise
    json::value data;
};
BOOST_DESCRIBE_STRUCT(Entry, (),
                      (conversation_id, seq, kind, author, body, attachments, internal, client_id, posted_at, removed, status,
                       data))

struct Waiting {
    bool known;  // false: too few answers in the last hour to say
    std::optional<std::int64_t> low_seconds, high_seconds;
    std::int64_t sample;  // answers in the last hour
};
BOOST_DESCRIBE_STRUCT(Waiting, (), (known, low_seconds, high_seconds, sample))

struct QueuePlace {
    std::int64_t place;  // 1 = next
    Waiting waiting;
};
BOOST_DESCRIBE_STRUCT(QueuePlace, (), (place, waiting))

struct Person {
    Uuid id;
    std::optional<std::string> name;
};
BOOST_DESCRIBE_STRUCT(Person, (), (id, name))

// The agent who answers.
struct Assignee {
    Uuid id;
    std::optional<std::string> name;
    std::optional<std::string> code;  // by which the customer checks that this agent really answers here
};
BOOST_DESCRIBE_STRUCT(Assignee, (), (id, name, code))

struct ConversationCustomer {
    CustomerId id;
    std::string kind;  // visitor, user, account or correspondent
    std::optional<std::string> name;
};
BOOST_DESCRIBE_STRUCT(ConversationCustomer, (), (id, kind, name))

// How the desk handles a conversation. Its customer never hears of it.
struct Handling {
    std::string channel;   // chat, email or form: how it came
    std::string priority;  // low, normal, high or urgent
    std::optional<QueueId> queue_id;
    std::vector<std::string> tags;  // sorted
    json::value fields;             // of the desk's own making: name to text, number, true or false
    std::optional<Timestamp> snoozed_until;
};
BOOST_DESCRIBE_STRUCT(Handling, (), (channel, priority, queue_id, tags, fields, snoozed_until))

struct Conversation {
    ConversationId id;
    std::string reference;
    std::string status;  // new, open, waiting (for the customer), resolved
    std::string language;
    std::optional<std::string> topic;
    std::int64_t last_seq;
    ConversationCustomer customer;
    std::optional<Assignee> assignee;
    Timestamp created_at, updated_at;
    std::int64_t customer_seen_seq, staff_seen_seq;
    std::optional<QueuePlace> queue;   // while the customer waits for somebody to take it
    std::optional<Handling> handling;  // for staff
};
BOOST_DESCRIBE_STRUCT(Conversation, (),
                      (id, reference, status, language, topic, last_seq, customer, assignee, created_at, updated_at,
                       customer_seen_seq, staff_seen_seq, queue, handling))

struct OwnConversations {
    std::vector<Conversation> conversations;
};
BOOST_DESCRIBE_STRUCT(OwnConversations, (), (conversations))

struct EntryPage {
    std::vector<Entry> entries;  // ascending
    std::int64_t last_seq;
};
BOOST_DESCRIBE_STRUCT(EntryPage, (), (entries, last_seq))

struct EntryPreview {
    AuthorKind author_kind;
    std::optional<std::string> author_name;
    std::string body;  // its beginning
    EntryKind kind;
    Timestamp posted_at;
    std::int64_t attachments;
};
BOOST_DESCRIBE_STRUCT(EntryPreview, (), (author_kind, author_name, body, kind, posted_at, attachments))

// The clock of a conversation that is due next, or overdue longest.
struct NextDue {
    std::string kind;  // first_answer, next_answer or resolution
    Timestamp due_at;
    std::string state;  // running, warned or breached
};
BOOST_DESCRIBE_STRUCT(NextDue, (), (kind, due_at, state))

struct InboxRow {
    Conversation conversation;
    std::optional<EntryPreview> preview;
    std::int64_t last_customer_seq;
    std::optional<Timestamp> waiting_since;
    std::optional<std::int64_t> seen_seq;  // how far the asking agent has read
    std::optional<NextDue> next_due;
};
BOOST_DESCRIBE_STRUCT(InboxRow, (), (conversation, preview, last_customer_seq, waiting_since, seen_seq, next_due))

// Active ones; those that are snoozed count as that only.
struct Counts {
    std::int64_t mine, unassigned, all, snoozed;
};
BOOST_DESCRIBE_STRUCT(Counts, (), (mine, unassigned, all, snoozed))

struct InboxPage {
    std::vector<InboxRow> rows;
    std::optional<std::string> next;
    Counts counts;
};
BOOST_DESCRIBE_STRUCT(InboxPage, (), (rows, next, counts))

struct WaitingNow {
    bool agents_online;
    Waiting waiting;
};
BOOST_DESCRIBE_STRUCT(WaitingNow, (), (agents_online, waiting))

// What clients send.

struct OpenConversation {
    std::string client_id;  // made by the client; a retry repeats it
    std::string language;   // zh-CN or en
    std::optional<std::string> topic;
    std::optional<std::string> body;  // becomes entry 1
};
BOOST_DESCRIBE_STRUCT(OpenConversation, (), (client_id, language, topic, body))

struct PostEntry {
    std::string client_id;
    std::string body;
    std::optional<std::vector<AttachmentId>> attachments;
    std::optional<bool> internal;           // a note: staff only
    std::optional<std::int64_t> answering;  // agents: the last seq they had seen; stops two from answering the same thing
    std::optional<std::vector<StaffId>> mentions{};  // colleagues whom a note names; they are told
};
BOOST_DESCRIBE_STRUCT(PostEntry, (), (client_id, body, attachments, internal, answering, mentions))

// How surely we know who tells it, and what they may be told in turn.
struct CaseField {
    std::string name;  // exact_error, since, transaction_id, …
    std::string value;
};
BOOST_DESCRIBE_STRUCT(CaseField, (), (name, value))

// The structured matter of a conversation, as it was told when a person was asked for. The newest of a conversation counts.
struct Case {
    std::string topic;  // sign_in, security, withdrawal, deposit, theft, complaint, other
    bool urgent{};
    std::vector<CaseField> fields;
    std::vector<std::string> missing;  // asked for and left empty
    Assurance assurance{};
    std::optional<std::string> reach;  // chat or email
    std::optional<std::string> email;  // masked
    json::value diagnosis;             // {run_id, flow, version, outcome, trail, facts}; null without a guided answer
};
BOOST_DESCRIBE_STRUCT(Case, (), (topic, urgent, fields, missing, assurance, reach, email, diagnosis))

struct TellCase {
    std::string client_id;
    std::string body;  // what happened, in the customer's words; may be empty
    std::vector<AttachmentId> attachments;
    Case told;
    std::optional<std::string> email;  // where to answer
};

// A letter that became a message. Both texts pass the secret guard.
struct PostLetter {
    std::string client_id;
    std::string body;    // its words; cut to what an entry holds
    std::string quoted;  // history and signature below them
    std::vector<AttachmentId> attachments;
    json::object letter;  // what the entry keeps of it; `quoted` is added
};

struct ToldCase {
    std::optional<Case> told;
    std::optional<Timestamp> at;
};
BOOST_DESCRIBE_STRUCT(ToldCase, (), (told, at))

struct Assign {
    std::optional<StaffId> assignee_id;  // null: back to the queue
    std::string client_id;
};
BOOST_DESCRIBE_STRUCT(Assign, (), (assignee_id, client_id))

struct ChangeStatus {
    std::string status;  // open, waiting or resolved
    std::string client_id;
    std::optional<std::int64_t> answering{};  // the last seq that was seen: not done when the customer has written since
};
BOOST_DESCRIBE_STRUCT(ChangeStatus, (), (status, client_id, answering))

// What is not named stays as it is.
struct ChangeHandling {
    std::string client_id;
    std::optional<std::string> topic;     // sign_in, security, withdrawal, deposit, theft, complaint or other
    std::optional<std::string> priority;  // low, normal, high or urgent
    std::optional<QueueId> queue_id;
    std::optional<std::vector<std::string>> add_tags, remove_tags;
    std::optional<json::value> fields;  // an object; null clears one
    std::optional<Timestamp> snoozed_until;
    std::optional<std::vector<std::string>> clear;  // of topic, queue_id and snoozed_until
};
BOOST_DESCRIBE_STRUCT(ChangeHandling, (),
                      (client_id, topic, priority, queue_id, add_tags, remove_tags, fields, snoozed_until, clear))

// What acts when no person does.
struct Program {
    std::string kind;  // routing, rule, clock, snooze, incident
    std::optional<Uuid> id;
    std::optional<std::string> name;
};
BOOST_DESCRIBE_STRUCT(Program, (), (kind, id, name))

// What the program saw when it decided to act: when it is no longer so, or the conversation has been resolved, nothing is done.
struct Expected {
    std::optional<Uuid> held;  // who had it, when it is to be assigned; its queue, when its handling is to change
};

struct Seen {
    std::int64_t seq;
};
BOOST_DESCRIBE_STRUCT(Seen, (), (seq))

struct EntryRange {
    std::optional<std::int64_t> after, before, limit;
};
BOOST_DESCRIBE_STRUCT(EntryRange, (), (after, before, limit))

struct InboxRange {
    std::optional<std::string> view;    // mine, unassigned, all or snoozed
    std::optional<std::string> status;  // active or resolved
    std::optional<std::string> cursor;
    std::optional<std::int64_t> limit;
};
BOOST_DESCRIBE_STRUCT(InboxRange, (), (view, status, cursor, limit))

}  // namespace ombud::desk
