// The shapes of incidents: what happened, what was said about it, whom it concerns, and how far its word has come.
#pragma once
#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

#include "callers/staff_name.hpp"
#include "desk/conditions.hpp"
#include "status/model.hpp"

namespace ombud::incidents {

using IncidentId = Id<struct IncidentTag>;

BOOST_DEFINE_ENUM_CLASS(Kind, network, wallet, mail, sign_in, other)
BOOST_DEFINE_ENUM_CLASS(State, open, monitoring, resolved)
// By hand: one after the other, in bulk or from a view. By condition: it matched while the incident was not resolved.
BOOST_DEFINE_ENUM_CLASS(How, hand, condition)

struct Incident {
    IncidentId id;
    std::string reference;  // "IN-12"
    Kind kind;
    std::string title_en, title_zh;
    std::optional<std::string> asset, network;  // what it is about, in the words of the status page
    std::optional<status::Component> service;
    State state;
    std::optional<desk::Conditions> conditions;  // who joins by itself
    StaffName declared_by;
    Timestamp declared_at, changed_at;
    std::optional<Timestamp> resolved_at;
    std::int64_t conversations;  // that are in it
    std::int64_t owed;           // those of them to which not everything was brought yet
};
BOOST_DESCRIBE_STRUCT(Incident, (),
                      (id, reference, kind, title_en, title_zh, asset, network, service, state, conditions, declared_by,
                       declared_at, changed_at, resolved_at, conversations, owed))

struct Update {
    std::int64_t number;  // 1, 2, 3… of its incident
    StaffName author;
    Timestamp at;
    bool internal;  // for staff; else every conversation of it hears of it
    State state;    // of the incident from then on
    std::optional<std::string> text_en, text_zh;
    bool also_resolved;   // it goes to those, too, that had been resolved before
    std::int64_t posted;  // in how many conversations it stands
};
BOOST_DESCRIBE_STRUCT(Update, (), (number, author, at, internal, state, text_en, text_zh, also_resolved, posted))

struct IncidentList {
    std::vector<Incident> incidents;  // the newest first
    std::optional<IncidentId> next;   // cursor of the next page
};
BOOST_DESCRIBE_STRUCT(IncidentList, (), (incidents, next))

struct WholeIncident {
    Incident incident;
    std::vector<Update> updates;  // the newest first
    std::int64_t wrote_again;     // conversations whose customer wrote since, and waits for an answer
};
BOOST_DESCRIBE_STRUCT(WholeIncident, (), (incident, updates, wrote_again))

// A conversation of an incident: nothing of who wrote in it or what.
struct Member {
    ConversationId conversation_id;
    std::string reference, status, language;
    How how;
    Timestamp joined_at;
    std::int64_t told;  // the last update that reached it
    bool owed;          // not everything was brought to it yet
    bool wrote_again;
};
BOOST_DESCRIBE_STRUCT(Member, (), (conversation_id, reference, status, language, how, joined_at, told, owed, wrote_again))

struct MemberPage {
    std::vector<Member> conversations;  // the oldest conversation first
    std::optional<ConversationId> next;
};
BOOST_DESCRIBE_STRUCT(MemberPage, (), (conversations, next))

// An incident as one conversation stands in it.
struct Tied {
    Incident incident;
    How how;
    Timestamp joined_at;
    std::optional<Update> newest;  // what customers were told last
    bool owed, wrote_again;
};
BOOST_DESCRIBE_STRUCT(Tied, (), (incident, how, joined_at, newest, owed, wrote_again))

struct TiedList {
    std::vector<Tied> incidents;  // unresolved ones first
};
BOOST_DESCRIBE_STRUCT(TiedList, (), (incidents))

struct Gathered {
    std::int64_t added, already, unknown;
};
BOOST_DESCRIBE_STRUCT(Gathered, (), (added, already, unknown))

// How many active conversations match now.
struct Trial {
    std::int64_t conversations, chinese, english, unanswered;
};
BOOST_DESCRIBE_STRUCT(Trial, (), (conversations, chinese, english, unanswered))

// What clients send.

struct IncidentRange {
    std::optional<std::string> state;   // active or resolved
    std::optional<std::string> cursor;  // an id
};
BOOST_DESCRIBE_STRUCT(IncidentRange, (), (state, cursor))

struct MemberRange {
    std::optional<std::string> only;  // wrote_again
    std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(MemberRange, (), (only, cursor))

struct Declare {
    std::string client_id;
    Kind kind;
    std::string title_en, title_zh;
    std::optional<std::string> asset, network;
    std::optional<status::Component> service;
    std::optional<desk::Conditions> conditions;
    std::optional<std::string> text_en, text_zh;  // the first update; both or none
};
BOOST_DESCRIBE_STRUCT(Declare, (), (client_id, kind, title_en, title_zh, asset, network, service, conditions, text_en, text_zh))

// What is not named stays as it is.
struct ChangeIncident {
    std::optional<Kind> kind;
    std::optional<std::string> title_en, title_zh, asset, network;
    std::optional<status::Component> service;
    std::optional<desk::Conditions> conditions;
    std::optional<std::vector<std::string>> clear;  // of asset, network, service and conditions
};
BOOST_DESCRIBE_STRUCT(ChangeIncident, (), (kind, title_en, title_zh, asset, network, service, conditions, clear))

struct NewUpdate {
    std::string client_id;
    std::optional<std::string> text_en, text_zh;  // both, unless it is internal
    std::optional<bool> internal;
    std::optional<State> state;  // open or monitoring; what is resolved is open again by any that customers hear of
    std::optional<bool> also_resolved;
};
BOOST_DESCRIBE_STRUCT(NewUpdate, (), (client_id, text_en, text_zh, internal, state, also_resolved))

struct Resolve {
    std::string client_id;
    std::string text_en, text_zh;
    bool resolve_conversations;  // those too whose customers wrote nothing since they were told
};
BOOST_DESCRIBE_STRUCT(Resolve, (), (client_id, text_en, text_zh, resolve_conversations))

struct Reopen {
    std::string client_id;
    std::string text_en, text_zh;
};
BOOST_DESCRIBE_STRUCT(Reopen, (), (client_id, text_en, text_zh))

struct AddConversations {
    std::vector<ConversationId> conversation_ids;
};
BOOST_DESCRIBE_STRUCT(AddConversations, (), (conversation_ids))

// All active ones that match now.
struct Matching {
    desk::Conditions conditions;
};
BOOST_DESCRIBE_STRUCT(Matching, (), (conditions))

}  // namespace ombud::incidents
