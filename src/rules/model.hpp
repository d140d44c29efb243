// The shapes of rules: what sets one off, what it does, what it did and would have done.
#pragma once
#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

#include "desk/acts.hpp"
#include "desk/conditions.hpp"
#include "desk/feed.hpp"

namespace ombud::rules {

using RuleId = Id<struct RuleTag>;

BOOST_DEFINE_ENUM_CLASS(Event,
                        opened,            // the first entry of a conversation
                        customer_wrote,    // that first one, too
                        answered,          // by a person of ours
                        status_changed,    // by somebody, not by what was written
                        handling_changed,  // topic, priority, queue, tags, fields, snooze
                        assigned,          // or given back, or taken by answering
                        time_passed)       // looked at each minute, for conditions on time

struct Rule {
    RuleId id;
    std::string name;
    std::vector<Event> on;
    desk::Conditions conditions;
    std::vector<desk::WantedAct> acts;
    bool active;
    std::optional<std::string> stopped_why;  // why the program switched it off: rule.too_much, or the code of what was refused
    std::optional<Timestamp> stopped_at;
    std::int64_t runs;  // how often it changed something
    std::optional<Timestamp> ran_at;
    Timestamp changed_at;
};
BOOST_DESCRIBE_STRUCT(Rule, (), (id, name, on, conditions, acts, active, stopped_why, stopped_at, runs, ran_at, changed_at))

struct RuleList {
    std::vector<Rule> rules;  // in their order
};
BOOST_DESCRIBE_STRUCT(RuleList, (), (rules))

// What a rule did, once.
struct Run {
    ConversationId conversation_id;
    std::string reference;
    Timestamp at;
    std::vector<std::string> done;  // kinds of acts that changed something
};
BOOST_DESCRIBE_STRUCT(Run, (), (conversation_id, reference, at, done))

struct RunList {
    std::vector<Run> runs;  // the newest first
};
BOOST_DESCRIBE_STRUCT(RunList, (), (runs))

// What clients send.

struct RuleWords {
    std::string name;
    std::vector<Event> on;
    desk::Conditions conditions;
    std::vector<desk::WantedAct> acts;
    bool active;
};
BOOST_DESCRIBE_STRUCT(RuleWords, (), (name, on, conditions, acts, active))

struct RuleSwitch {
    bool active;
};
BOOST_DESCRIBE_STRUCT(RuleSwitch, (), (active))

struct RuleOrder {
    std::vector<RuleId> ids;  // all of them
};
BOOST_DESCRIBE_STRUCT(RuleOrder, (), (ids))

struct TryRule {
    RuleWords rule;
    std::optional<ConversationId> cursor;
};
BOOST_DESCRIBE_STRUCT(TryRule, (), (rule, cursor))

// What a rule would have done at one moment.
struct WouldDo {
    Timestamp at;
    std::optional<std::int64_t> seq;  // of the entry that set it off; none: time did
    std::vector<std::string> done;
};
BOOST_DESCRIBE_STRUCT(WouldDo, (), (at, seq, done))

// A conversation that it would have touched.
struct Would {
    ConversationId conversation_id;
    std::string reference;
    std::vector<WouldDo> times;
};
BOOST_DESCRIBE_STRUCT(Would, (), (conversation_id, reference, times))

struct Trial {
    Timestamp since;
    std::int64_t looked_at;  // conversations of this page
    std::int64_t left_out;   // too long to be gone through
    std::vector<Would> would;
    std::optional<ConversationId> next;  // cursor of the next page
};
BOOST_DESCRIBE_STRUCT(Trial, (), (since, looked_at, left_out, would, next))

}  // namespace ombud::rules
