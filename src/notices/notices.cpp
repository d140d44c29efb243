#include "notices/notices.hpp"

#include <algorithm>
#include <map>

#include "core/cursor.hpp"
#include "core/limits.hpp"
#include "notices/queries.hpp"
#include "postgres/keep_doing.hpp"

namespace ombud::notices {

namespace {

using desk::AuthorKind;
using desk::EntryKind;
using desk::Followed;

constexpr auto forgotten_every = std::chrono::hours{1};

json::value const* part(json::value const& data, std::string_view name) {
    auto const* object = data.if_object();
    return object ? object->if_contains(name) : nullptr;
}

std::optional<StaffId> person_in(json::value const* value) {
    auto const* id = value ? part(*value, "id") : nullptr;
    return id && id->is_string() ? StaffId::parse(id->get_string()) : std::nullopt;
}

// Which part of the program did it; empty: none.
std::string_view program_of(Followed const& entry) {
    auto const* by = part(entry.data, "by");
    auto const* kind = by ? part(*by, "kind") : nullptr;
    return kind && kind->is_string() ? std::string_view(kind->get_string()) : std::string_view{};
}

// How a conversation is handled, and who looked at what, is no news to those who follow it.
bool is_news(EntryKind kind) {
    return kind != EntryKind::handling && kind != EntryKind::reveal;
}

// Whom an entry is told, and why; nobody twice, and not whoever wrote it.
std::map<StaffId, Why> told_by(Followed const& entry, std::vector<StaffId> const& followers) {
    std::map<StaffId, Why> out;
    if (auto const* mentions = part(entry.data, "mentions"); mentions && mentions->is_array() && entry.kind == EntryKind::note)
        for (auto const& each : mentions->get_array())
            if (auto const who = person_in(&each)) out.emplace(*who, Why::mentioned);
    // Routing gives out conversations all day long: whose they are is seen in the inbox.
    if (entry.kind == EntryKind::assignment && program_of(entry) != "routing")
        if (auto const who = person_in(part(entry.data, "assignee"))) out.emplace(*who, Why::assigned);
    if (entry.kind == EntryKind::handling && program_of(entry) == "snooze" && entry.standing.assignee_id)
        out.emplace(*entry.standing.assignee_id, Why::woken);
    if (is_news(entry.kind))
        for (auto const& who : followers) out.emplace(who, Why::followed);
    if (entry.author_kind == AuthorKind::agent) out.erase(StaffId{entry.author_id});
    return out;
}

Notice notice_of(sql::NoticeRow row) {
    return {.id = row.id,
            .why = row.why,
            .conversation_id = row.conversation_id,
            .reference = std::move(row.reference),
            .topic = std::move(row.topic),
            .seq = row.seq,
            .kind = row.kind,
            .by = {row.author_kind, row.author_id, std::move(row.author_name)},
            .at = row.at,
            .read_at = row.read_at};
}

}  // namespace

Task<void> Notices::follow(std::vector<Followed> const& entries) {
    std::vector<ConversationId> conversations;
    for (auto const& entry : entries) conversations.push_back(entry.standing.id);
    std::map<ConversationId, std::vector<StaffId>> followers;
    for (auto const& row : co_await database_.run(sql::followers, std::move(conversations)))
        followers[row.conversation_id].push_back(row.staff_id);
    std::vector<NoticeId> ids;
    std::vector<StaffId> people;
    std::vector<ConversationId> about;
    std::vector<std::int64_t> seqs;
    std::vector<Why> whys;
    std::vector<Timestamp> times;
    for (auto const& entry : entries) {
        for (auto const& [who, why] : told_by(entry, followers[entry.standing.id])) {
            ids.push_back(NoticeId::make(clock_, random_));
            people.push_back(who);
            about.push_back(entry.standing.id);
            seqs.push_back(entry.seq);
            whys.push_back(why);
            times.push_back(entry.posted_at);
        }
    }
    if (ids.empty()) co_return;
    auto const news = co_await database_.run(sql::add, std::move(ids), std::move(people), std::move(about), std::move(seqs),
                                             std::move(whys), std::move(times));
    for (auto const& who : news) co_await tell(who);
}

Task<std::int64_t> Notices::tell(StaffId who) {
    auto const unread = co_await database_.run(sql::unread, who);
    hub_.publish(topic_of(who), {.audience = realtime::Audience::staff,
                                 .frame = realtime::make_frame(to_json_text(NoticesNews{.unread = unread}))});
    co_return unread;
}

Task<NoticePage> Notices::list(Agent by, NoticeRange range) {
    auto const cursor = read_cursor<NoticeId>(range.cursor);
    auto rows = co_await database_.run(sql::page, by.id, range.unread.value_or(0) != 0, cursor, limits::notices_page + 1);
    NoticePage out{.notices = {}, .next = {}, .unread = co_await database_.run(sql::unread, by.id)};
    bool const more = std::int64_t(rows.size()) > limits::notices_page;
    if (more) rows.pop_back();
    for (auto& row : rows) out.notices.push_back(notice_of(std::move(row)));
    if (more) out.next = cursor_of(out.notices.back().id);
    co_return out;
}

Task<Unread> Notices::mark_read(Agent by, MarkRead which) {
    int const given = which.ids.has_value() + which.until.has_value() + which.conversation_id.has_value();
    if (given != 1) throw Problem{ProblemKind::invalid, "field.required", "ids"};
    if (which.ids && std::int64_t(which.ids->size()) > limits::notices_page)
        throw Problem{ProblemKind::invalid, "field.range", "ids"};
    co_await database_.run(sql::mark_read, by.id, clock_.now(), std::move(which.ids), which.until, which.conversation_id);
    co_return Unread{co_await tell(by.id)};
}

Task<void> Notices::work() {
    return postgres::keep_doing(clock_, "notices", forgotten_every, [this] { return forget_old(); });
}

Task<void> Notices::forget_old() {
    co_await database_.run(sql::forget, clock_.now() - limits::notices_kept);
}

}  // namespace ombud::notices
