// The shapes of service levels: calendars, policies, and the clocks of a conversation.
#pragma once
#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/ids.hpp"
#include "core/json.hpp"
#include "core/time.hpp"
#include "desk/conditions.hpp"

namespace ombud::service_levels {

using CalendarId = Id<struct CalendarTag>;
using PolicyId = Id<struct PolicyTag>;

// first_answer: from the customer's first words until a person answers. next_answer: from each first words after an answer.
// resolution: from the first words until it is resolved.
BOOST_DEFINE_ENUM_CLASS(ClockKind, first_answer, next_answer, resolution)
BOOST_DEFINE_ENUM_CLASS(ClockState, running, paused, met, breached)

// Open on one day of the week, in minutes from local midnight; 1440 is the day's end.
struct OpenSpan {
    std::int64_t day;  // Monday is 1
    std::int64_t opens, closes;
    bool operator==(OpenSpan const&) const = default;
};
BOOST_DESCRIBE_STRUCT(OpenSpan, (), (day, opens, closes))

// Shut for a whole day, there.
struct Holiday {
    std::string date;  // "2026-10-01"
    std::string name;
    bool yearly{};  // each year's 1 October from then on; 29 February only where there is one
    bool operator==(Holiday const&) const = default;
};
BOOST_DESCRIBE_STRUCT(Holiday, (), (date, name, yearly))

struct CalendarWords {
    std::string name_en, name_zh;
    std::string zone;  // "Asia/Shanghai"
    std::vector<OpenSpan> hours;
    std::vector<Holiday> holidays;
};
BOOST_DESCRIBE_STRUCT(CalendarWords, (), (name_en, name_zh, zone, hours, holidays))

struct Calendar {
    CalendarId id;
    std::string name_en, name_zh;
    std::string zone;
    std::vector<OpenSpan> hours;    // by day and time
    std::vector<Holiday> holidays;  // by date
    Timestamp changed_at;
};
BOOST_DESCRIBE_STRUCT(Calendar, (), (id, name_en, name_zh, zone, hours, holidays, changed_at))

// Minutes of business time; none: nothing is promised.
struct Targets {
    std::optional<std::int64_t> first_answer, next_answer, resolution;
};
BOOST_DESCRIBE_STRUCT(Targets, (), (first_answer, next_answer, resolution))

// What differs for a priority; what is left out there is as for the others.
struct TargetsByPriority {
    std::optional<Targets> low, normal, high, urgent;
};
BOOST_DESCRIBE_STRUCT(TargetsByPriority, (), (low, normal, high, urgent))

struct PolicyWords {
    std::string name_en, name_zh;
    CalendarId calendar_id;
    desk::Conditions conditions;
    Targets targets;
    TargetsByPriority by_priority;
    std::int64_t warn_percent;              // of the target, used up
    std::optional<std::int64_t> warn_left;  // minutes of it, if that comes sooner
};
BOOST_DESCRIBE_STRUCT(PolicyWords, (), (name_en, name_zh, calendar_id, conditions, targets, by_priority, warn_percent, warn_left))

struct Policy {
    PolicyId id;
    std::int64_t position;  // the first that matches holds
    std::string name_en, name_zh;
    CalendarId calendar_id;
    desk::Conditions conditions;
    Targets targets;
    TargetsByPriority by_priority;
    std::int64_t warn_percent;
    std::optional<std::int64_t> warn_left;
    Timestamp changed_at;

    [[nodiscard]] std::optional<std::int64_t> target(ClockKind kind, std::string_view priority) const;
};
BOOST_DESCRIBE_STRUCT(Policy, (),
                      (id, position, name_en, name_zh, calendar_id, conditions, targets, by_priority, warn_percent, warn_left,
                       changed_at))

struct ServiceSettings {
    std::vector<Calendar> calendars;  // by name
    std::vector<Policy> policies;     // by position
};
BOOST_DESCRIBE_STRUCT(ServiceSettings, (), (calendars, policies))

struct PolicyOrder {
    std::vector<PolicyId> policies;  // all of them
};
BOOST_DESCRIBE_STRUCT(PolicyOrder, (), (policies))

// When something would be due, before anybody relies on it.
struct Trial {
    CalendarWords calendar;
    Timestamp from;
    std::int64_t minutes;
};
BOOST_DESCRIBE_STRUCT(Trial, (), (calendar, from, minutes))

struct TrialDue {
    std::optional<Timestamp> due_at;  // none: it never opens
};
BOOST_DESCRIBE_STRUCT(TrialDue, (), (due_at))

struct ShownClock {
    ClockKind kind;
    ClockState state;
    std::optional<std::string> paused_by;  // customer, snooze or incident
    Timestamp started_at;
    std::optional<std::int64_t> target;        // minutes of business time
    std::optional<std::int64_t> left_seconds;  // of business time; below zero: over
    std::optional<Timestamp> due_at;           // while it runs, or when it was
    std::optional<Timestamp> warned_at, breached_at, ended_at;
};
BOOST_DESCRIBE_STRUCT(ShownClock, (),
                      (kind, state, paused_by, started_at, target, left_seconds, due_at, warned_at, breached_at, ended_at))

struct PolicyName {
    PolicyId id;
    std::string name_en, name_zh;
};
BOOST_DESCRIBE_STRUCT(PolicyName, (), (id, name_en, name_zh))

struct ConversationClocks {
    std::optional<PolicyName> policy;
    std::optional<std::string> calendar_en, calendar_zh, zone;
    std::vector<ShownClock> clocks;
};
BOOST_DESCRIBE_STRUCT(ConversationClocks, (), (policy, calendar_en, calendar_zh, zone, clocks))

}  // namespace ombud::service_levels
