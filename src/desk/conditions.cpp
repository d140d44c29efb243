#include "desk/conditions.hpp"

#include <algorithm>
#include <array>

#include "core/limits.hpp"
#include "core/number.hpp"
#include "text/languages.hpp"
#include "text/names.hpp"

namespace ombud::desk {

namespace {

constexpr std::string_view own_fields = "field:";

constexpr std::array<std::string_view, 2> yes_or_no{"yes", "no"};
constexpr std::array<std::string_view, 3> spans{"waiting", "age", "idle"};
constexpr std::array<std::string_view, 1> none{"none"};
constexpr std::array<std::string_view, 2> no_person{"me", "nobody"};

// What a field can be compared with; without words: any text.
struct Kind {
    std::string_view field;
    Choices words, besides{};
    bool ids = false;
};
constexpr Kind kinds[] = {
    {"status", choices::statuses},
    {"language", text::languages},
    {"topic", choices::topics, none},
    {"channel", choices::channels},
    {"priority", choices::priorities},
    {"customer", choices::customer_kinds},
    {"snoozed", yes_or_no},
    {"tag", {}},
    {"queue", none, {}, true},
    {"assignee", no_person, {}, true},
};

bool is_span(Condition const& condition) {
    return is_one_of(condition.field, spans);
}

std::optional<std::int64_t> number(std::string_view text) {
    auto const out = number_in(text);
    return out && *out >= 0 ? out : std::nullopt;
}

// The stable code of what is wrong with it; empty: nothing.
std::string fault(Condition const& condition) {
    auto const& [field, is, values] = condition;
    if (values.empty() || values.size() > limits::condition_values_each) return "condition.value";
    for (auto const& value : values)
        if (value.empty() || value.size() > limits::condition_value_bytes || !text::composed(value)) return "condition.value";
    if (is_span(condition)) {
        if (is != "at_least" && is != "at_most") return "condition.is";
        return values.size() == 1 && number(values.front()) ? "" : "condition.value";
    }
    bool const own = field.starts_with(own_fields) && field.size() > own_fields.size() &&
                     field.size() <= own_fields.size() + limits::field_name_bytes && text::composed(field);
    auto const* kind = std::ranges::find(kinds, field, &Kind::field);
    if (!own && kind == std::end(kinds)) return "condition.field";
    if (is != "any_of" && is != "none_of" && !(field == "tag" && is == "all_of")) return "condition.is";
    if (own || kind->words.empty()) return "";
    for (auto const& value : values)
        if (!is_one_of(value, kind->words) && !is_one_of(value, kind->besides) && !(kind->ids && Uuid::parse(value)))
            return "condition.value";
    return "";
}

void check(std::vector<Condition> const& conditions, std::string const& where) {
    for (std::size_t i = 0; i < conditions.size(); ++i)
        if (auto code = fault(conditions[i]); !code.empty())
            throw Problem{ProblemKind::invalid, std::move(code), where + "." + std::to_string(i)};
}

std::optional<std::string> text_of(json::value const& value) {
    if (value.is_string()) return std::string(value.get_string());
    if (value.is_bool() || value.is_number()) return json::serialize(value);
    return std::nullopt;
}

// What the conversation has in that field, tags aside. nullopt: nothing that a condition could name.
std::optional<std::string> value_of(std::string const& field, Standing const& standing, Looked const& looked) {
    if (field == "status") return standing.status;
    if (field == "language") return standing.language;
    if (field == "topic") return standing.topic.value_or("none");
    if (field == "channel") return standing.channel;
    if (field == "priority") return standing.priority;
    if (field == "customer") return standing.customer_kind;
    if (field == "queue") return standing.queue_id ? standing.queue_id->text() : "none";
    if (field == "assignee") return standing.assignee_id ? standing.assignee_id->text() : "nobody";
    if (field == "snoozed") return standing.snoozed_until && *standing.snoozed_until > looked.now ? "yes" : "no";
    auto const* own =
        standing.fields.is_object() ? standing.fields.get_object().if_contains(field.substr(own_fields.size())) : nullptr;
    return own ? text_of(*own) : std::nullopt;
}

// nullopt: nobody waits.
std::optional<std::int64_t> minutes_of(std::string const& field, Standing const& standing, Looked const& looked) {
    auto since = field == "age" ? std::optional{standing.created_at}
                                : (field == "idle" ? std::optional{standing.updated_at} : standing.waiting_since);
    if (!since) return std::nullopt;
    return std::chrono::floor<std::chrono::minutes>(looked.now - *since).count();
}

bool has(Condition const& condition, std::string const& value, Looked const& looked) {
    return std::ranges::any_of(condition.values, [&](auto const& wanted) {
        return wanted == value || (condition.field == "assignee" && wanted == "me" && looked.me && looked.me->text() == value);
    });
}

bool holds(Condition const& condition, Standing const& standing, Looked const& looked) {
    if (is_span(condition)) {
        auto const minutes = minutes_of(condition.field, standing, looked);
        auto const bound = number(condition.values.front()).value_or(0);
        return minutes && (condition.is == "at_least" ? *minutes >= bound : *minutes <= bound);
    }
    if (condition.field == "tag") {
        auto const tagged = [&](auto const& tag) { return std::ranges::binary_search(standing.tags, tag); };
        if (condition.is == "all_of") return std::ranges::all_of(condition.values, tagged);
        return std::ranges::any_of(condition.values, tagged) == (condition.is == "any_of");
    }
    auto const value = value_of(condition.field, standing, looked);
    return (value && has(condition, *value, looked)) == (condition.is == "any_of");
}

}  // namespace

void check(Conditions const& conditions) {
    if (conditions.all.size() + conditions.any.size() > limits::conditions_each)
        throw Problem{ProblemKind::invalid, "conditions.too_many", "all"};
    check(conditions.all, "all");
    check(conditions.any, "any");
}

bool matches(Conditions const& conditions, Standing const& standing, Looked const& looked) {
    auto const holds_here = [&](auto const& each) { return holds(each, standing, looked); };
    return std::ranges::all_of(conditions.all, holds_here) &&
           (conditions.any.empty() || std::ranges::any_of(conditions.any, holds_here));
}

bool depends_on_time(Conditions const& conditions) {
    auto const by_time = [](auto const& each) { return is_span(each) || each.field == "snoozed"; };
    return std::ranges::any_of(conditions.all, by_time) || std::ranges::any_of(conditions.any, by_time);
}

}  // namespace ombud::desk
