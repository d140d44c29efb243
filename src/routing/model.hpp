// The shapes of queues and routing: what falls into which queue, who works it, and what each person takes.
#pragma once
#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

#include "desk/conditions.hpp"

namespace ombud::routing {

using desk::QueueId;

// by_hand: nobody is assigned, people take what they like.
BOOST_DEFINE_ENUM_CLASS(Strategy, by_hand, round_robin, least_load)
// As people set it themselves.
BOOST_DEFINE_ENUM_CLASS(Availability, online, away)

struct Queue {
    QueueId id;
    std::int32_t position;
    std::string name_en, name_zh;
    desk::Conditions conditions;
    bool everybody;  // all who answer; else `members`
    std::vector<StaffId> members;
    Strategy strategy;
    std::vector<std::string> skills;  // topics; whoever is given one of it has all of them
    bool is_default;                  // takes what no other does
    std::optional<Timestamp> ended_at;
    Timestamp changed_at;
};
BOOST_DESCRIBE_STRUCT(Queue, (),
                      (id, position, name_en, name_zh, conditions, everybody, members, strategy, skills, is_default, ended_at,
                       changed_at))

// Active conversations of a queue, those that are put off aside.
struct QueueCounts {
    QueueId queue_id;
    std::int64_t active, unassigned;
};
BOOST_DESCRIBE_STRUCT(QueueCounts, (), (queue_id, active, unassigned))

struct QueueList {
    std::vector<Queue> queues;  // in the order in which they are asked; the default one last, then those that ended
    std::vector<QueueCounts> counts;
};
BOOST_DESCRIBE_STRUCT(QueueList, (), (queues, counts))

// How many conversations of each channel.
struct Amounts {
    std::int64_t chat{}, email{}, form{};
    bool operator==(Amounts const&) const = default;
};
BOOST_DESCRIBE_STRUCT(Amounts, (), (chat, email, form))

struct RoutedPerson {
    StaffId id;
    std::string name;  // the one that customers see
    bool online;       // has the desk open
    Availability availability;
    std::vector<std::string> languages, skills;
    bool is_set;  // false: nobody has said what they speak or take, these are guesses
    Amounts capacity, load;
};
BOOST_DESCRIBE_STRUCT(RoutedPerson, (), (id, name, online, availability, languages, skills, is_set, capacity, load))

// Who waits in an automatic queue that nobody at all could answer.
struct Unanswerable {
    QueueId queue_id;
    std::string language;
    std::int64_t waiting;
};
BOOST_DESCRIBE_STRUCT(Unanswerable, (), (queue_id, language, waiting))

struct RoutingState {
    std::vector<RoutedPerson> people;
    std::vector<Unanswerable> unanswerable;
};
BOOST_DESCRIBE_STRUCT(RoutingState, (), (people, unanswerable))

struct OwnAvailability {
    Availability availability;
};
BOOST_DESCRIBE_STRUCT(OwnAvailability, (), (availability))

// What clients send.

struct NewQueue {
    std::string name_en, name_zh;
    desk::Conditions conditions;
    bool everybody;
    std::vector<StaffId> members;
    Strategy strategy;
    std::vector<std::string> skills;
};
BOOST_DESCRIBE_STRUCT(NewQueue, (), (name_en, name_zh, conditions, everybody, members, strategy, skills))

// What is left out stays.
struct ChangeQueue {
    std::optional<std::string> name_en, name_zh;
    std::optional<desk::Conditions> conditions;
    std::optional<bool> everybody;
    std::optional<std::vector<StaffId>> members;
    std::optional<Strategy> strategy;
    std::optional<std::vector<std::string>> skills;
    std::optional<std::int64_t> position;  // from 0, among those that go on
    std::optional<bool> ended;
};
BOOST_DESCRIBE_STRUCT(ChangeQueue, (), (name_en, name_zh, conditions, everybody, members, strategy, skills, position, ended))

struct RoutingProfile {
    std::vector<std::string> languages;  // zh-CN, en
    std::vector<std::string> skills;     // topics
    Amounts capacity;
};
BOOST_DESCRIBE_STRUCT(RoutingProfile, (), (languages, skills, capacity))

}  // namespace ombud::routing
