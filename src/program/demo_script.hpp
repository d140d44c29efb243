// What happened at the demo's desk in the last month: sample conversations, made of scripts, each step with its time.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "core/random.hpp"
#include "desk/model.hpp"
#include "desk/standing.hpp"
#include "service_levels/business_time.hpp"

namespace ombud {

// Somebody of the demo's desk: who is there already has no name here.
struct PastPerson {
    std::string email;
    std::optional<std::string> name, public_name, role;
    std::vector<std::string> languages;
    bool leads;  // conversations are handed over to them
};
BOOST_DESCRIBE_STRUCT(PastPerson, (), (email, name, public_name, role, languages, leads))

// How one matter goes. Words in braces are filled in anew each time it is told.
struct PastScript {
    std::string topic;
    std::optional<std::string> by;               // email or form; else chat
    std::optional<std::string> asset, priority;  // else any, normal
    std::optional<std::string> stays;            // open, waiting or snoozed; else it is resolved
    std::optional<std::vector<std::string>> tags;
    std::vector<std::string> open;                // the first words: one conversation begins with each of these
    std::vector<std::vector<std::string>> lines;  // [they, we, note or to (handed over, with a note); words]
};
BOOST_DESCRIBE_STRUCT(PastScript, (), (topic, by, asset, priority, stays, tags, open, lines))

struct PastScripts {
    std::string language;
    std::vector<PastScript> scripts;
};
BOOST_DESCRIBE_STRUCT(PastScripts, (), (language, scripts))

// How somebody may find it went.
struct PastRating {
    std::int64_t score;
    std::string words;  // may be empty
};
BOOST_DESCRIBE_STRUCT(PastRating, (), (score, words))

struct PastStep {
    enum class What { says, answers, notes, hands_over, snoozes, resolves, rates };

    What what;
    Timestamp at;
    std::string text;
    std::size_t who = 0;             // of the desk's people, who does it, or who gets it
    std::optional<Timestamp> due{};  // an answer to these words
    bool first = false;              // it would be the first one
    std::int64_t score = 0;          // of a rating
};

struct PastConversation {
    std::string language, topic, channel, priority;
    std::vector<std::string> tags;
    std::optional<std::string> name;  // of the customer; a visitor has none
    std::string number;               // its own, in made-up addresses
    std::optional<desk::Case> told;   // asked for before a person came
    json::object fields;
    std::vector<PastStep> steps;

    // All that views, queues and policies decide by.
    [[nodiscard]] desk::Standing standing() const;
};

// What is promised to a conversation: minutes of business time until an answer.
struct PastPromise {
    std::int64_t first_answer, next_answer;
    service_levels::BusinessTime const* hours;
};

struct PastContent {
    std::vector<PastPerson> people;
    std::vector<std::string> names_en, names_zh, devices;
    std::vector<PastRating> ratings_en, ratings_zh;
    std::vector<PastScripts> scripts;
};

// The same for the same moment. The newest began minutes before `now`, and nothing lies after it.
std::vector<PastConversation> past_until(Timestamp now, PastContent const& content,
                                         std::function<PastPromise(desk::Standing const&)> const& promise_of);

}  // namespace ombud
