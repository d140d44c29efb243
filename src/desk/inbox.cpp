#include "desk/inbox.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include "core/limits.hpp"
#include "desk/queries.hpp"
#include "desk/rows.hpp"

namespace ombud::desk {

namespace {

// Where a page goes on: below this moment and id.
struct Cursor {
    Timestamp at = std::chrono::sys_days{std::chrono::year{9999} / 1 / 1};
    ConversationId id{};
};

std::string text_of(Cursor const& cursor) {
    return to_rfc3339(cursor.at) + "_" + cursor.id.text();
}

Cursor read_cursor(std::optional<std::string> const& text) {
    if (!text) return {};
    auto split = text->find('_');
    auto at = from_rfc3339(std::string_view(*text).substr(0, split));
    auto id = split == text->npos ? std::nullopt : ConversationId::parse(std::string_view(*text).substr(split + 1));
    if (!at || !id) throw Problem{ProblemKind::invalid, "cursor.invalid", "cursor"};
    return {*at, *id};
}

InboxRow inbox_row(sql::InboxSqlRow row) {
    InboxRow out{.conversation = conversation_of(row),
                 .preview = {},
                 .last_customer_seq = row.last_customer_seq,
                 .waiting_since = row.waiting_since,
                 .seen_seq = row.seen_seq};
    if (row.preview_kind)
        out.preview = EntryPreview{*row.preview_author_kind,      std::move(row.preview_author_name),
                                   row.preview_body.value_or(""), *row.preview_kind,
                                   *row.preview_posted_at,        row.preview_attachments.value_or(0)};
    return out;
}

auto const& query_of(std::string const& view, bool resolved) {
    if (view == "mine") return resolved ? sql::inbox_resolved_mine : sql::inbox_mine;
    if (view == "unassigned" && !resolved) return sql::inbox_unassigned;
    if (view == "all") return resolved ? sql::inbox_resolved : sql::inbox_all;
    throw Problem{ProblemKind::invalid, "field.choice", "view"};
}

}  // namespace

Task<InboxPage> Inbox::list(Agent by, InboxRange range) {
    auto status = range.status.value_or("active");
    if (status != "active" && status != "resolved") throw Problem{ProblemKind::invalid, "field.choice", "status"};
    auto const& query = query_of(range.view.value_or("all"), status == "resolved");
    auto limit = range.limit.value_or(50);
    if (limit < 1 || limit > std::int64_t(limits::inbox_page)) throw Problem{ProblemKind::invalid, "field.range", "limit"};
    auto from = read_cursor(range.cursor);

    auto rows = co_await database_.run(query, by.id, from.at, from.id, limit + 1);
    InboxPage page{.rows = {}, .next = {}, .counts = (co_await tally()).of(by.id)};
    for (auto& row : rows) {
        if (std::int64_t(page.rows.size()) == limit) {
            auto const& last = page.rows.back().conversation;
            page.next = text_of({last.updated_at, last.id});
            break;
        }
        page.rows.push_back(inbox_row(std::move(row)));
    }
    co_return page;
}

Counts Tally::of(StaffId id) const {
    auto const mine = assigned.find(id);
    return {.mine = mine == assigned.end() ? 0 : mine->second, .unassigned = unassigned, .all = all};
}

Task<Tally> Inbox::tally() {
    Tally out;
    for (auto const& row : co_await database_.run(sql::counts)) {
        out.all += row.number;
        if (row.assignee_id)
            out.assigned.emplace(*row.assignee_id, row.number);
        else
            out.unassigned = row.number;
    }
    co_return out;
}

void Inbox::changed(ConversationId id) {
    if (!hub_.anyone_on(inbox_topic)) return;
    changed_.insert(id);
    if (telling_) return;
    telling_ = true;
    asio::co_spawn(io_, tell(), asio::detached);
}

Task<void> Inbox::tell() {
    while (!changed_.empty()) {
        auto const changed = std::exchange(changed_, {});
        co_await tell_rows({changed.begin(), changed.end()});
        co_await clock_.sleep_for(limits::inbox_news_every);
    }
    telling_ = false;
}

Task<void> Inbox::tell_rows(std::vector<ConversationId> ids) try {
    for (auto& row : co_await database_.run(sql::inbox_rows, std::nullopt, std::move(ids))) {
        auto news = to_json_text(InboxNews{.row = inbox_row(std::move(row))});
        hub_.publish(inbox_topic, {.audience = realtime::Audience::staff, .frame = realtime::make_frame(std::move(news))});
    }
} catch (std::exception const&) {
    co_return;  // the database is away; a list that is read again shows it all
}

}  // namespace ombud::desk
