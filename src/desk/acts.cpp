#include "desk/acts.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "core/limits.hpp"
#include "core/number.hpp"
#include "text/names.hpp"

namespace ombud::desk {

namespace {

constexpr std::array<std::string_view, 11> known{"topic",  "priority", "queue", "add_tags",    "remove_tags", "snooze",
                                                 "assign", "note",     "reply", "saved_reply", "status"};

// nullopt: no number of minutes that a conversation may sleep.
std::optional<std::chrono::minutes> minutes_of(std::string_view text) {
    auto const out = number_in(text);
    if (!out || *out < 0 || *out > std::chrono::floor<std::chrono::minutes>(limits::snoozed_at_most).count()) return std::nullopt;
    return std::chrono::minutes{*out};
}

bool is_tag(std::string const& text) {
    return text::clean_name(text) == text && text::count_code_points(text) <= limits::tag_letters;
}

bool is_text(std::string const& text) {
    return !text::is_blank(text) && text.size() <= limits::entry_body_bytes;
}

bool fits(WantedAct const& wanted, Acting whose) {
    auto const& [act, values] = wanted;
    if (act == "add_tags" || act == "remove_tags")
        return !values.empty() && values.size() <= limits::tags_each && std::ranges::all_of(values, is_tag);
    if (values.size() != 1) return false;
    auto const& value = values.front();
    if (act == "topic") return value == "none" || is_topic(value);
    if (act == "priority") return is_priority(value);
    if (act == "queue") return value == "none" || QueueId::parse(value);
    if (act == "snooze") return minutes_of(value).has_value();
    if (act == "assign") return value == "nobody" || (value == "me" && whose == Acting::person) || StaffId::parse(value);
    if (act == "status") return is_one_of(value, choices::statuses_set);
    if (act == "saved_reply") return Uuid::parse(value).has_value();
    return is_text(value);
}

bool is_reply(std::string_view act) {
    return act == "reply" || act == "saved_reply";
}

std::optional<StaffId> person_of(std::string const& value, std::optional<StaffId> me) {
    return value == "me" ? me : StaffId::parse(value);  // "nobody" is none
}

template <class T>
bool set_to(T& what, T value) {
    bool const changes = what != value;
    what = std::move(value);
    return changes;
}

bool tag_with(Standing& standing, std::vector<std::string> const& tags, bool add) {
    std::set<std::string> all(standing.tags.begin(), standing.tags.end());
    for (auto const& tag : tags) {
        if (add)
            all.insert(tag);
        else
            all.erase(tag);
    }
    return set_to(standing.tags, std::vector(all.begin(), all.end()));
}

// As the log's statement judges it.
bool assign_to(Standing& standing, std::optional<StaffId> who, Timestamp now) {
    if (!set_to(standing.assignee_id, who)) return false;
    if (standing.status == "new") standing.status = "open";
    standing.updated_at = now;
    return true;
}

bool set_status(Standing& standing, std::string const& to, Timestamp now) {
    if (!set_to(standing.status, to)) return false;
    bool const unanswered = standing.last_customer_seq > standing.last_answer_seq;
    if (to == "open" && unanswered)
        standing.waiting_since = standing.waiting_since.value_or(now);
    else
        standing.waiting_since.reset();
    if (to == "resolved") standing.snoozed_until.reset();
    standing.updated_at = now;
    return true;
}

bool apply(WantedAct const& wanted, Standing& standing, Timestamp now, std::optional<StaffId> me) {
    auto const& [act, values] = wanted;
    if (act == "add_tags" || act == "remove_tags") return tag_with(standing, values, act == "add_tags");
    auto const& value = values.at(0);
    if (act == "topic") return set_to(standing.topic, value == "none" ? std::nullopt : std::optional{value});
    if (act == "priority") return set_to(standing.priority, value);
    if (act == "queue") return set_to(standing.queue_id, QueueId::parse(value));
    if (act == "assign") return assign_to(standing, person_of(value, me), now);
    if (act == "status") return set_status(standing, value, now);
    if (act != "snooze") return true;  // words
    auto const minutes = minutes_of(value).value();
    return set_to(standing.snoozed_until, minutes.count() ? std::optional<Timestamp>{now + minutes} : std::nullopt);
}

std::vector<WantedAct const*> sorted(std::vector<WantedAct> const& acts) {
    std::vector<WantedAct const*> out;
    for (auto name : known)
        for (auto const& each : acts)
            if (each.act == name) out.push_back(&each);
    return out;
}

}  // namespace

void check(std::vector<WantedAct> const& acts, Acting whose) {
    if (acts.empty()) throw Problem{ProblemKind::invalid, "acts.none", "acts"};
    if (acts.size() > limits::acts_each) throw Problem{ProblemKind::invalid, "acts.too_many", "acts"};
    std::set<std::string_view> seen;
    for (std::size_t i = 0; i < acts.size(); ++i) {
        auto const wrong = [&](char const* code) { return Problem{ProblemKind::invalid, code, "acts." + std::to_string(i)}; };
        auto const& act = acts[i].act;
        bool const may = whose == Acting::person || !is_reply(act);
        if (!may || std::ranges::find(known, act) == known.end()) throw wrong("act.unknown");
        if (!seen.insert(is_reply(act) ? "reply" : std::string_view(act)).second) throw wrong("act.twice");
        if (!fits(acts[i], whose)) throw wrong("act.value");
    }
}

ActsInOrder in_order(std::vector<WantedAct> const& acts, Timestamp now, std::optional<StaffId> me) {
    ActsInOrder out;
    ChangeHandling handling;
    std::vector<std::string> clear;
    bool handles = false;
    for (auto const* each : sorted(acts)) {
        auto const& [act, values] = *each;
        auto const& value = values.at(0);
        if (act == "assign")
            out.assignee = person_of(value, me);
        else if (act == "note")
            out.note = value;
        else if (is_reply(act))
            out.reply = true;
        else if (act == "status")
            out.status = value;
        else
            handles = true;
        if (act == "add_tags") handling.add_tags = values;
        if (act == "remove_tags") handling.remove_tags = values;
        if (act == "priority") handling.priority = value;
        if (act == "topic" && value == "none") clear.emplace_back("topic");
        if (act == "topic" && value != "none") handling.topic = value;
        if (act == "queue" && value == "none") clear.emplace_back("queue_id");
        if (act == "queue" && value != "none") handling.queue_id = QueueId::parse(value);
        if (act != "snooze") continue;
        auto const minutes = minutes_of(value).value();
        if (minutes.count())
            handling.snoozed_until = now + minutes;
        else
            clear.emplace_back("snoozed_until");
    }
    if (!clear.empty()) handling.clear = std::move(clear);
    if (handles) out.handling = std::move(handling);
    return out;
}

std::vector<std::string> apply(std::vector<WantedAct> const& acts, Standing& standing, Timestamp now, std::optional<StaffId> me) {
    std::vector<std::string> changed;
    for (auto const* each : sorted(acts))
        if (apply(*each, standing, now, me)) changed.push_back(each->act);
    return changed;
}

}  // namespace ombud::desk
