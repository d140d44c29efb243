#include "webhooks/events.hpp"

#include <algorithm>
#include <array>

namespace ombud::webhooks {

namespace {

using desk::EntryKind;

constexpr std::array events{opened_event, posted_event, assigned_event, status_event, handling_event};

json::object about(desk::Standing const& now) {
    return {{"id", now.id.text()},         {"reference", now.reference},
            {"status", now.status},        {"language", now.language},
            {"topic", to_json(now.topic)}, {"channel", now.channel},
            {"priority", now.priority},    {"queue_id", to_json(now.queue_id)},
            {"tags", to_json(now.tags)},   {"assignee_id", to_json(now.assignee_id)}};
}

// Who wrote it: staff by their public names, a customer by an id that says nothing else.
json::object written(desk::Followed const& entry) {
    json::object author{{"kind", to_json(entry.author_kind)}, {"id", entry.author_id.text()}};
    if (entry.author_kind == desk::AuthorKind::agent) author["name"] = to_json(entry.author_name);
    return {{"seq", entry.seq},
            {"kind", to_json(entry.kind)},
            {"internal", entry.internal},
            {"posted_at", to_rfc3339(entry.posted_at)},
            {"author", std::move(author)}};
}

json::value part(json::value const& data, std::string_view name) {
    auto const* object = data.if_object();
    auto const* found = object ? object->if_contains(name) : nullptr;
    return found ? *found : json::value(nullptr);
}

// Fields are the desk's own: which have changed is told, what they hold may be personal.
json::value handled(json::value const& values) {
    auto const* object = values.if_object();
    if (!object) return json::object{};
    json::object out;
    for (auto const& each : *object) {
        if (each.key() != "fields") {
            out.emplace(each.key(), each.value());
            continue;
        }
        json::array names;
        if (auto const* fields = each.value().if_object())
            for (auto const& field : *fields) names.emplace_back(field.key());
        out.emplace("fields", std::move(names));
    }
    return out;
}

Event event(char const* name, desk::Followed const& entry, json::object more) {
    json::object data{{"conversation", about(entry.standing)}, {"entry", written(entry)}};
    for (auto& each : more) data.emplace(each.key(), std::move(each.value()));
    return {name, json::object{{"type", name}, {"timestamp", to_rfc3339(entry.posted_at)}, {"data", std::move(data)}}};
}

bool is_posted(EntryKind kind) {
    return kind == EntryKind::message || kind == EntryKind::note || kind == EntryKind::intake;
}

}  // namespace

std::vector<Event> events_of(desk::Followed const& entry, std::optional<std::string> const& before) {
    std::vector<Event> out;
    if (entry.seq == 1) out.push_back(event(opened_event, entry, {}));
    if (is_posted(entry.kind)) out.push_back(event(posted_event, entry, {}));
    bool const takes = entry.kind == EntryKind::message && !part(entry.data, "assignee").is_null();
    if (entry.kind == EntryKind::assignment || takes)
        out.push_back(event(assigned_event, entry,
                            {{"assignee", part(entry.data, "assignee")}, {"previous", part(entry.data, "previous")}}));
    if (before && *before != entry.status) out.push_back(event(status_event, entry, {{"from", *before}, {"to", entry.status}}));
    if (entry.kind == EntryKind::handling)
        out.push_back(event(handling_event, entry,
                            {{"set", handled(part(entry.data, "set"))}, {"before", handled(part(entry.data, "before"))}}));
    return out;
}

Event test_of(WebhookId id, Timestamp now) {
    return {
        test_event,
        json::object{{"type", test_event}, {"timestamp", to_rfc3339(now)}, {"data", json::object{{"webhook_id", id.text()}}}}};
}

bool is_event(std::string_view name) {
    return std::ranges::any_of(events, [&](char const* each) { return name == each; });
}

}  // namespace ombud::webhooks
