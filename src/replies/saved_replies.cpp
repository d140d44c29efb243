#include "replies/saved_replies.hpp"

#include <algorithm>

#include "core/limits.hpp"
#include "postgres/database.hpp"
#include "replies/queries.hpp"
#include "replies/variables.hpp"
#include "safety/typed.hpp"
#include "text/names.hpp"

namespace ombud::replies {

namespace {

Problem invalid(char const* code, char const* field) {
    return {ProblemKind::invalid, code, field};
}

std::string text_of(std::optional<std::string> const& typed, char const* field) {
    auto words = text::clean_lines(typed.value_or(""));
    words.erase(words.find_last_not_of(" \t\r\n") + 1);
    if (text::count_code_points(words) > limits::saved_reply_letters) throw invalid("field.range", field);
    if (safety::holds_secret(words)) throw invalid("name.secret", field);
    if (!std::ranges::all_of(variables_in(words), is_variable)) throw invalid("reply.unknown_variable", field);
    return words;
}

// What is typed after a semicolon: letters of any language, digits and hyphens, without blanks.
std::optional<std::string> shortcut_of(std::optional<std::string> const& typed) {
    if (!typed || typed->empty()) return std::nullopt;
    auto clean = text::clean_name(*typed);
    if (!clean || *clean != *typed || clean->size() > limits::shortcut_bytes || clean->find_first_of(" ;/\t\n") != clean->npos)
        throw invalid("shortcut.invalid", "shortcut");
    return clean;
}

std::optional<std::string> topic_of(std::optional<std::string> const& typed) {
    if (!typed || typed->empty()) return std::nullopt;
    if (!desk::is_topic(*typed)) throw invalid("field.choice", "topic");
    return typed;
}

std::string folder_of(std::optional<std::string> const& typed) {
    return typed && typed->find_first_not_of(' ') != typed->npos ? safety::typed_name(*typed, "folder") : std::string{};
}

Problem unknown() {
    return {ProblemKind::not_found, "reply.unknown"};
}

}  // namespace

Task<SavedReplyList> SavedReplies::list(Agent by) {
    co_return SavedReplyList{co_await database_.run(sql::replies_for, by.id), {variables.begin(), variables.end()}};
}

Task<SavedReply> SavedReplies::keep(std::optional<StaffId> owner, StaffId by, std::optional<ReplyId> known, ReplyWords words) {
    auto const title = safety::typed_name(words.title, "title");
    auto const shortcut = shortcut_of(words.shortcut);
    auto const topic = topic_of(words.topic);
    auto const folder = folder_of(words.folder);
    auto const english = text_of(words.text_en, "text_en"), chinese = text_of(words.text_zh, "text_zh");
    if (english.empty() && chinese.empty()) throw invalid("reply.empty", "text_en");
    if (!known && co_await database_.run(sql::count_replies, owner) >= std::int64_t(limits::saved_replies_at_most))
        throw Problem{ProblemKind::conflict, "reply.too_many"};
    auto const now = clock_.now();
    std::optional<SavedReply> kept;
    try {
        if (known)
            kept = co_await database_.run(sql::change_reply, *known, owner, title, shortcut, topic, folder, english, chinese, now,
                                          by);
        else
            kept = co_await database_.run(sql::add_reply, ReplyId::make(clock_, random_), owner, title, shortcut, topic, folder,
                                          english, chinese, now, by);
    } catch (postgres::DatabaseError const& error) {
        if (error.sqlstate == "23505") throw Problem{ProblemKind::conflict, "shortcut.known", "shortcut"};
        throw;
    }
    if (!kept) throw unknown();
    co_return std::move(*kept);
}

Task<void> SavedReplies::tell(StaffId by, char const* act, ReplyId id) {
    co_await audit_.record(
        {.act = act, .actor_kind = audit::ActorKind::staff, .actor = by.uuid, .subject = id.uuid, .details = {}});
}

Task<SavedReply> SavedReplies::add_own(Agent by, ReplyWords words) {
    co_return co_await keep(by.id, by.id, {}, std::move(words));
}

Task<SavedReply> SavedReplies::change_own(Agent by, ReplyId id, ReplyWords words) {
    co_return co_await keep(by.id, by.id, id, std::move(words));
}

Task<void> SavedReplies::remove_own(Agent by, ReplyId id) {
    if (!co_await database_.run(sql::remove_reply, id, by.id)) throw unknown();
}

Task<SavedReply> SavedReplies::add(Agent by, ReplyWords words) {
    auto kept = co_await keep({}, by.id, {}, std::move(words));
    co_await tell(by.id, "replies.added", kept.id);
    co_return kept;
}

Task<SavedReply> SavedReplies::change(Agent by, ReplyId id, ReplyWords words) {
    auto kept = co_await keep({}, by.id, id, std::move(words));
    co_await tell(by.id, "replies.changed", id);
    co_return kept;
}

Task<void> SavedReplies::remove(Agent by, ReplyId id) {
    if (co_await database_.run(sql::macro_with, id.text())) throw Problem{ProblemKind::conflict, "reply.in_macro"};
    if (!co_await database_.run(sql::remove_reply, id, std::nullopt)) throw unknown();
    co_await tell(by.id, "replies.removed", id);
}

Task<void> SavedReplies::used(Agent by, ReplyId id) {
    if (!co_await database_.run(sql::reply_used, id, by.id, clock_.now())) throw unknown();
}

}  // namespace ombud::replies
