#include "rules/replay.hpp"

#include <algorithm>
#include <set>

#include "rules/queries.hpp"

namespace ombud::rules {

namespace {

json::object const& object_of(std::optional<json::value> const& data) {
    static json::object const none;
    return data && data->is_object() ? data->get_object() : none;
}

json::object const& part(json::object const& data, std::string_view name) {
    static json::object const none;
    auto const* found = data.if_contains(name);
    return found && found->is_object() ? found->get_object() : none;
}

template <class T>
std::optional<T> read(json::value const& value) {
    return from_json<std::optional<T>>(value);
}

std::optional<StaffId> assignee_in(json::object const& data) {
    auto const& assignee = part(data, "assignee");
    auto const* id = assignee.if_contains("id");
    return id ? read<StaffId>(*id) : std::nullopt;
}

// What it was about when it began: as the first change of it says, or as now.
std::optional<std::string> first_topic(desk::Standing const& now, std::vector<sql::LoggedRow> const& log) {
    for (auto const& entry : log) {
        if (entry.kind != desk::EntryKind::handling) continue;
        auto const& before = part(object_of(entry.data), "before");
        if (auto const* topic = before.if_contains("topic")) return read<std::string>(*topic);
    }
    return now.topic;
}

}  // namespace

Replay::Replay(desk::Standing now, std::vector<sql::LoggedRow> const& log) : standing_(std::move(now)) {
    standing_.topic = first_topic(standing_, log);
    standing_.status = "new";
    standing_.priority = "normal";
    standing_.queue_id.reset();
    standing_.tags.clear();
    standing_.fields = json::object{};
    standing_.assignee_id.reset();
    standing_.snoozed_until.reset();
    standing_.waiting_since.reset();
    standing_.updated_at = standing_.created_at;
    standing_.last_seq = standing_.last_customer_seq = standing_.last_answer_seq = 0;
}

// As the statement that stored it judged it: desk/queries.hpp.
void Replay::hear(sql::LoggedRow const& entry) {
    using enum desk::EntryKind;
    auto const& data = object_of(entry.data);
    bool const answers = entry.kind == message && entry.author_kind == desk::AuthorKind::agent;
    bool const says = (entry.kind == message || entry.kind == intake) && entry.author_kind == desk::AuthorKind::customer;
    auto& now = standing_;
    bool const unanswered = now.last_customer_seq > now.last_answer_seq;
    if (answers) {
        if (!now.assignee_id && !data.contains("by")) now.assignee_id = StaffId{entry.author_id};
        now.status = "waiting";
        now.waiting_since.reset();
        now.last_answer_seq = entry.seq;
    }
    if (says) {
        if (now.status != "new") now.status = "open";
        now.waiting_since = now.waiting_since.value_or(entry.posted_at);
        now.snoozed_until.reset();
    }
    if (entry.kind == assignment) {
        now.assignee_id = assignee_in(data);
        if (now.status == "new") now.status = "open";
    }
    if (entry.kind == state) {
        now.status = std::string(data.at("to").as_string());
        if (now.status == "open" && unanswered)
            now.waiting_since = now.waiting_since.value_or(entry.posted_at);
        else
            now.waiting_since.reset();
        if (now.status == "resolved") now.snoozed_until.reset();
    }
    if (entry.kind == handling) hear_handling(data);
    if (says) now.last_customer_seq = entry.seq;
    if (!entry.internal) now.updated_at = entry.posted_at;
    now.last_seq = entry.seq;
}

void Replay::hear_handling(json::object const& data) {
    auto const& set = part(data, "set");
    auto const& before = part(data, "before");
    auto& now = standing_;
    if (auto const* to = set.if_contains("topic")) now.topic = read<std::string>(*to);
    if (auto const* to = set.if_contains("priority")) now.priority = from_json<std::string>(*to);
    if (auto const* to = set.if_contains("queue_id")) now.queue_id = read<desk::QueueId>(*to);
    if (auto const* to = set.if_contains("snoozed_until")) now.snoozed_until = read<Timestamp>(*to);
    for (auto const& [name, value] : part(set, "fields")) {
        auto& fields = now.fields.as_object();
        if (value.is_null())
            fields.erase(name);
        else
            fields[name] = value;
    }
    auto const* tags = set.if_contains("tags");
    if (!tags) return;
    // What it added and took away: what a rule would have added stays.
    auto const after = from_json<std::vector<std::string>>(*tags);
    auto const* old = before.if_contains("tags");
    auto const had = old ? from_json<std::vector<std::string>>(*old) : std::vector<std::string>{};
    std::set<std::string> all(now.tags.begin(), now.tags.end());
    for (auto const& tag : had)
        if (std::ranges::find(after, tag) == after.end()) all.erase(tag);
    all.insert(after.begin(), after.end());
    now.tags.assign(all.begin(), all.end());
}

}  // namespace ombud::rules
