#include "rules/events.hpp"

#include <algorithm>
#include <charconv>

namespace ombud::rules {

using namespace std::chrono_literals;

namespace {

bool has(std::vector<Event> const& all, Event one) {
    return std::ranges::find(all, one) != all.end();
}

std::vector<desk::Condition const*> on_field(desk::Conditions const& conditions, std::string_view field) {
    std::vector<desk::Condition const*> out;
    for (auto const* list : {&conditions.all, &conditions.any})
        for (auto const& each : *list)
            if (each.field == field) out.push_back(&each);
    return out;
}

std::int64_t number(std::string const& text) {
    std::int64_t out{};
    std::from_chars(text.data(), text.data() + text.size(), out);
    return std::min<std::int64_t>(out, 60 * 24 * 366 * 10);  // what is later never comes
}

}  // namespace

std::vector<Event> events_of(Happened const& entry) {
    using enum desk::EntryKind;
    std::vector<Event> out;
    bool const answers = entry.kind == message && entry.author_kind == desk::AuthorKind::agent && !entry.internal;
    bool const takes = answers && entry.data.is_object() && entry.data.get_object().contains("assignee");
    if (entry.seq == 1) out.push_back(Event::opened);
    if (entry.author_kind == desk::AuthorKind::customer && (entry.kind == message || entry.kind == intake))
        out.push_back(Event::customer_wrote);
    if (answers) out.push_back(Event::answered);
    if (entry.kind == state) out.push_back(Event::status_changed);
    if (entry.kind == handling) out.push_back(Event::handling_changed);
    if (entry.kind == assignment || takes) out.push_back(Event::assigned);
    return out;
}

bool listens(Rule const& rule, std::vector<Event> const& events) {
    return std::ranges::any_of(events, [&](Event each) { return has(rule.on, each); });
}

bool listens_to_time(Rule const& rule) {
    return has(rule.on, Event::time_passed);
}

std::int64_t cause_of_time(desk::Conditions const& conditions, desk::Standing const& standing) {
    if (!on_field(conditions, "idle").empty()) return -std::max(standing.last_customer_seq, standing.last_answer_seq);
    auto const since =
        !on_field(conditions, "waiting").empty() ? standing.waiting_since.value_or(standing.created_at) : standing.created_at;
    return since.time_since_epoch() / 1ms;
}

std::vector<Timestamp> turns(desk::Conditions const& conditions, desk::Standing const& standing, Timestamp from,
                             Timestamp until) {
    std::vector<Timestamp> out{from};
    auto const add = [&](std::string_view field, std::optional<Timestamp> since) {
        if (!since) return;
        for (auto const* each : on_field(conditions, field)) {
            auto const at = *since + std::chrono::minutes{number(each->values.at(0)) + (each->is == "at_most" ? 1 : 0)};
            if (at > from && at < until) out.push_back(at);
        }
    };
    add("waiting", standing.waiting_since);
    add("age", standing.created_at);
    add("idle", standing.updated_at);
    if (standing.snoozed_until && *standing.snoozed_until > from && *standing.snoozed_until < until)
        out.push_back(*standing.snoozed_until);
    std::ranges::sort(out);
    return out;
}

}  // namespace ombud::rules
