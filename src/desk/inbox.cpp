#include "desk/inbox.hpp"

#include <algorithm>

#include "core/cursor.hpp"
#include "core/limits.hpp"
#include "desk/inbox_queries.hpp"
#include "desk/rows.hpp"
#include "text/masked.hpp"
#include "text/names.hpp"

namespace ombud::desk {

namespace {

constexpr Timestamp end_of_time = std::chrono::sys_days{std::chrono::year{9999} / 1 / 1};
constexpr std::size_t preview_bytes = 480;  // some 160 letters of any script

InboxRow inbox_row(sql::InboxSqlRow row, Words const& words, bool says) {
    InboxRow out{.conversation = conversation_of(row, words.vault()),
                 .preview = {},
                 .last_customer_seq = row.last_customer_seq,
                 .waiting_since = row.waiting_since,
                 .seen_seq = row.seen_seq,
                 .next_due = {}};
    auto& name = out.conversation.customer.name;
    if (name) name = text::masked_name(*name);
    if (!says) out.conversation.handling->fields = json::object{};
    if (row.due_kind && row.due_at) out.next_due = NextDue{*row.due_kind, *row.due_at, row.due_state.value_or("running")};
    if (row.preview_kind && says) {
        auto const key = words.key_of(row.id, row.customer_id, row.customer_key);
        out.preview = EntryPreview{.author_kind = *row.preview_author_kind,
                                   .author_name = std::move(row.preview_author_name),
                                   .body = text::cut(key.open(row.preview_body, row.preview_plain), preview_bytes),
                                   .kind = *row.preview_kind,
                                   .posted_at = *row.preview_posted_at,
                                   .attachments = row.preview_attachments.value_or(0)};
    }
    return out;
}

auto const& query_of(std::string const& view, bool resolved) {
    if (view == "snoozed" && !resolved) return sql::inbox_snoozed;
    if (view == "mine") return resolved ? sql::inbox_resolved_mine : sql::inbox_mine;
    if (view == "unassigned" && !resolved) return sql::inbox_unassigned;
    if (view == "all") return resolved ? sql::inbox_resolved : sql::inbox_all;
    throw Problem{ProblemKind::invalid, "field.choice", "view"};
}

}  // namespace

Inbox::Inbox(asio::io_context& io, postgres::Database& database, Words const& words, Board& board, realtime::Hub& hub,
             Clock& clock)
    : io_(io), database_(database), words_(words), board_(board), hub_(hub), clock_(clock) {
    board.tells([this](Standing const* before, Standing const* now) { heard(before, now); });
}

Task<InboxPage> Inbox::list(Agent by, InboxRange range) {
    auto status = range.status.value_or("active");
    if (status != "active" && status != "resolved") throw Problem{ProblemKind::invalid, "field.choice", "status"};
    auto const& query = query_of(range.view.value_or("all"), status == "resolved");
    auto limit = range.limit.value_or(50);
    if (limit < 1 || limit > std::int64_t(limits::inbox_page)) throw Problem{ProblemKind::invalid, "field.range", "limit"};
    // A page goes on below this moment and id.
    auto const [at, id] =
        range.cursor ? read_cursor<Timestamp, ConversationId>(*range.cursor) : std::tuple{end_of_time, ConversationId{}};

    auto rows = co_await database_.run(query, by.id, at, id, limit + 1);
    bool const more = std::int64_t(rows.size()) > limit;
    if (more) rows.pop_back();
    InboxPage page{.rows = co_await shown(by.id, std::move(rows)), .next = {}, .counts = co_await counts(by.id)};
    if (more) {
        auto const& last = page.rows.back().conversation;
        page.next = cursor_of(last.updated_at, last.id);
    }
    co_return page;
}

Counts Tally::of(StaffId id) const {
    auto const mine = assigned.find(id);
    return {.mine = mine == assigned.end() ? 0 : mine->second, .unassigned = unassigned, .all = all, .snoozed = snoozed};
}

void Tally::add(Standing const& standing, std::int64_t number) {
    if (standing.snoozed_until) {
        snoozed += number;
        return;
    }
    all += number;
    if (!standing.assignee_id) {
        unassigned += number;
        return;
    }
    auto const at = assigned.try_emplace(*standing.assignee_id, 0).first;
    if ((at->second += number) == 0) assigned.erase(at);
}

void Inbox::heard(Standing const* before, Standing const* now) {
    if (before) tally_.add(*before, -1);
    if (now) tally_.add(*now, 1);
}

Task<Counts> Inbox::counts(StaffId by) {
    co_await board_.catch_up();
    co_return tally_.of(by);
}

// News go to everybody: whoever asks is nobody then, and nothing that is resolved is open.
Task<std::vector<InboxRow>> Inbox::shown(std::optional<StaffId> by, std::vector<sql::InboxSqlRow> rows) {
    std::vector<ConversationId> resolved;
    for (auto const& row : rows)
        if (row.status == "resolved") resolved.push_back(row.id);
    std::vector<ConversationId> open;
    if (by && open_to_ && !resolved.empty()) open = co_await open_to_(*by, std::move(resolved));
    std::vector<InboxRow> out;
    for (auto& row : rows) {
        bool const says = row.status != "resolved" || std::ranges::find(open, row.id) != open.end();
        out.push_back(inbox_row(std::move(row), words_, says));
    }
    co_return out;
}

Task<std::vector<InboxRow>> Inbox::rows(StaffId by, std::vector<ConversationId> ids) {
    std::unordered_map<ConversationId, InboxRow> found;
    for (auto& row : co_await shown(by, co_await database_.run(sql::inbox_rows, std::optional{by}, ids)))
        found.emplace(row.conversation.id, std::move(row));
    std::vector<InboxRow> out;
    for (auto const& id : ids)
        if (auto const at = found.find(id); at != found.end()) out.push_back(std::move(at->second));
    co_return out;
}

void Inbox::changed(ConversationId id) {
    if (!hub_.anyone_on(inbox_topic)) return;
    changed_.insert(id);
    if (telling_) return;
    telling_ = true;
    spawn(io_, tell());
}

Task<void> Inbox::follow(std::vector<Followed> const& entries) {
    for (auto const& entry : entries) {
        auto const* known = board_.find(entry.standing.id);
        if (entry.standing.active() ? known && known->last_seq >= entry.standing.last_seq : !known) continue;
        board_.changed(entry.standing.id);
        changed(entry.standing.id);
    }
    co_return;
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
    for (auto& row : co_await shown(std::nullopt, co_await database_.run(sql::inbox_rows, std::nullopt, std::move(ids)))) {
        auto news = to_json_text(InboxNews{.row = std::move(row)});
        hub_.publish(inbox_topic, {.audience = realtime::Audience::staff, .frame = realtime::make_frame(std::move(news))});
    }
} catch (std::exception const&) {
    co_return;  // the database is away; a list that is read again shows it all
}

}  // namespace ombud::desk
