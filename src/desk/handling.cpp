// What staff and the program do to a conversation without a word: who has it, its state, and how it is handled. Each is an entry.
#include "core/limits.hpp"
#include "desk/desk.hpp"
#include "desk/queries.hpp"
#include "text/names.hpp"

namespace ombud::desk {

namespace {

// Of what PostgreSQL refuses in an act, a queue that is none is the asker's fault.
void refuse_unknown_queue(postgres::DatabaseError const& error) {
    if (error.constraint == "conversations_queue_id_fkey") throw Problem{ProblemKind::invalid, "queue.unknown", "queue_id"};
}

}  // namespace

// An act of staff, or of the program, that is an entry without words.
struct Desk::Act {
    ConversationId id;
    EntryKind kind;
    std::string client_id;
    json::object data;
    bool internal = false;
    std::optional<std::int64_t> answering{};
};

Draft Desk::draft_of_act(Act act) const {
    return {.conversation_id = act.id,
            .kind = act.kind,
            .author_kind = AuthorKind::system,
            .author_id = {},
            .author_name = {},
            .client_id = std::move(act.client_id),
            .body = {},
            .internal = act.internal,
            .attachments = {},
            .removed = {},
            .data = std::move(act.data),
            .answering = act.answering,
            .posted_at = clock_.now()};
}

Task<Entry> Desk::act_of(Agent by, Act act) try {
    require_client_id(act.client_id);
    auto draft = draft_of_act(std::move(act));
    draft.author_kind = AuthorKind::agent;
    draft.author_id = by.id.uuid;
    draft.author_name = by.name;
    co_return co_await append(std::move(draft));
} catch (postgres::DatabaseError const& error) {
    refuse_unknown_queue(error);
    throw;
}

Task<std::optional<Entry>> Desk::act_of(Program by, Act act) try {
    require_client_id(act.client_id);
    act.data["by"] = to_json(by);
    co_return co_await log_.append(draft_of_act(std::move(act)));
} catch (postgres::DatabaseError const& error) {
    refuse_unknown_queue(error);
    throw;
}

Task<Desk::Act> Desk::act_of_assigning(ConversationId id, Assign wanted) {
    json::value assigned;
    if (wanted.assignee_id) {
        auto person = co_await database_.run(sql::assignable, *wanted.assignee_id);
        if (!person) throw Problem{ProblemKind::invalid, "assignee.unknown", "assignee_id"};
        if (!person->may_reply) throw Problem{ProblemKind::invalid, "assignee.may_not_reply", "assignee_id"};
        auto const who = co_await assignee(id, person->id, std::move(person->public_name));
        assigned = to_json(who);
    }
    co_return Act{.id = id,
                  .kind = EntryKind::assignment,
                  .client_id = std::move(wanted.client_id),
                  .data = {{"assignee", std::move(assigned)}}};
}

Task<Entry> Desk::assign(Agent by, ConversationId id, Assign wanted) {
    require_client_id(wanted.client_id);
    auto act = co_await act_of_assigning(id, std::move(wanted));
    co_return co_await act_of(std::move(by), std::move(act));
}

Task<std::optional<Entry>> Desk::assign_as(Program by, ConversationId id, Assign wanted, std::optional<Expected> expected) {
    auto act = co_await act_of_assigning(id, std::move(wanted));
    if (expected) act.data["expects"] = to_json(expected->held);
    co_return co_await act_of(std::move(by), std::move(act));
}

Desk::Act Desk::act_of_status(ConversationId id, ChangeStatus wanted) {
    if (!is_one_of(wanted.status, choices::statuses_set)) throw Problem{ProblemKind::invalid, "field.choice", "status"};
    return {.id = id,
            .kind = EntryKind::state,
            .client_id = std::move(wanted.client_id),
            .data = {{"to", std::move(wanted.status)}},
            .answering = wanted.answering};
}

Task<Entry> Desk::change_status(Agent by, ConversationId id, ChangeStatus wanted) {
    auto act = act_of_status(id, std::move(wanted));
    co_return co_await act_of(std::move(by), std::move(act));
}

Task<std::optional<Entry>> Desk::change_status_as(Program by, ConversationId id, ChangeStatus wanted) {
    auto act = act_of_status(id, std::move(wanted));
    co_return co_await act_of(std::move(by), std::move(act));
}

Task<Entry> Desk::note_reveal(Agent by, ConversationId id, std::string client_id, json::object data) {
    co_return co_await act_of(std::move(by),
                              {.id = id, .kind = EntryKind::reveal, .client_id = std::move(client_id), .data = std::move(data)});
}

Task<Entry> Desk::change(Agent by, ConversationId id, ChangeHandling wanted) {
    auto act = act_of_handling(id, std::move(wanted));
    co_return co_await act_of(std::move(by), std::move(act));
}

Task<std::optional<Entry>> Desk::change_as(Program by, ConversationId id, ChangeHandling wanted,
                                           std::optional<Expected> expected) {
    auto act = act_of_handling(id, std::move(wanted));
    if (expected) act.data["expects"] = to_json(expected->held);
    co_return co_await act_of(std::move(by), std::move(act));
}

Desk::Act Desk::act_of_handling(ConversationId id, ChangeHandling wanted) {
    json::object set;
    if (wanted.topic) {
        if (!is_topic(*wanted.topic)) throw Problem{ProblemKind::invalid, "field.choice", "topic"};
        set["topic"] = *wanted.topic;
    }
    if (wanted.priority) {
        if (!is_priority(*wanted.priority)) throw Problem{ProblemKind::invalid, "field.choice", "priority"};
        set["priority"] = *wanted.priority;
    }
    if (wanted.queue_id) set["queue_id"] = wanted.queue_id->text();
    if (wanted.snoozed_until) {
        auto const now = clock_.now();
        if (*wanted.snoozed_until <= now || *wanted.snoozed_until > now + limits::snoozed_at_most)
            throw Problem{ProblemKind::invalid, "field.range", "snoozed_until"};
        set["snoozed_until"] = to_rfc3339(*wanted.snoozed_until);
    }
    if (wanted.fields) set["fields"] = checked_fields(*wanted.fields);
    for (auto const& name : wanted.clear.value_or(std::vector<std::string>{})) {
        if (name != "topic" && name != "queue_id" && name != "snoozed_until")
            throw Problem{ProblemKind::invalid, "field.choice", "clear"};
        set[name] = nullptr;
    }
    json::object data;
    if (wanted.add_tags) data["add_tags"] = checked_tags(*wanted.add_tags, "add_tags");
    if (wanted.remove_tags) data["remove_tags"] = checked_tags(*wanted.remove_tags, "remove_tags");
    data["set"] = std::move(set);
    return {.id = id,
            .kind = EntryKind::handling,
            .client_id = std::move(wanted.client_id),
            .data = std::move(data),
            .internal = true};
}

json::array Desk::checked_tags(std::vector<std::string> const& tags, std::string const& field) const {
    if (tags.empty() || tags.size() > limits::tags_each) throw Problem{ProblemKind::invalid, "field.range", field};
    json::array out;
    for (auto const& tag : tags) {
        auto clean = text::clean_name(guard_.redact(tag).text);
        if (!clean || text::count_code_points(*clean) > limits::tag_letters)
            throw Problem{ProblemKind::invalid, "tag.invalid", field};
        out.emplace_back(std::move(*clean));
    }
    return out;
}

json::object Desk::checked_fields(json::value const& fields) const {
    if (!fields.is_object() || fields.get_object().size() > limits::fields_each)
        throw Problem{ProblemKind::invalid, "field.type", "fields"};
    json::object out;
    for (auto const& [name, value] : fields.get_object()) {
        if (name.empty() || name.size() > limits::field_name_bytes) throw Problem{ProblemKind::invalid, "field.range", "fields"};
        if (value.is_string()) {
            auto const& words = value.get_string();
            if (words.size() > limits::field_bytes) throw Problem{ProblemKind::invalid, "field.range", "fields"};
            out[name] = guard_.redact(std::string(words)).text;
        } else if (value.is_null() || value.is_bool() || value.is_number()) {
            out[name] = value;
        } else {
            throw Problem{ProblemKind::invalid, "field.type", "fields"};
        }
    }
    if (field_check_) field_check_(out);
    return out;
}

}  // namespace ombud::desk
