// The inbox: conversations as staff list them, and the live news of which of them changed.
#pragma once
#include <functional>
#include <unordered_map>
#include <unordered_set>

#include "callers/callers.hpp"
#include "desk/board.hpp"
#include "desk/feed.hpp"
#include "desk/model.hpp"
#include "desk/words.hpp"
#include "postgres/database.hpp"
#include "realtime/hub.hpp"

namespace ombud::desk {

namespace sql {
struct InboxSqlRow;
}

// Staff who look at the inbox listen here.
inline constexpr realtime::Topic inbox_topic{};

// How many active conversations each member of staff has, and nobody; those that are snoozed apart.
struct Tally {
    std::unordered_map<StaffId, std::int64_t> assigned;
    std::int64_t unassigned = 0, all = 0, snoozed = 0;

    void add(Standing const& standing, std::int64_t number);
    [[nodiscard]] Counts of(StaffId id) const;
};

class Inbox final : public Follower {
public:
    Inbox(asio::io_context& io, postgres::Database& database, Words const& words, Board& board, realtime::Hub& hub, Clock& clock);

    // Which of these conversations somebody may read in without opening one more customer. Until somebody says how, none is.
    using OpenTo = std::function<Task<std::vector<ConversationId>>(StaffId, std::vector<ConversationId>)>;
    void asks_what_is_open(OpenTo how) { open_to_ = std::move(how); }

    // Rows name customers by their first letter only; what was said last in a resolved one, and its own fields, are shown to
    // whoever has it open.
    // Problem{invalid, "field.choice"} for an unknown view or status, {invalid, "cursor.invalid"}.
    Task<InboxPage> list(Agent by, InboxRange range);
    // Those of one conversation each, in the order of `ids`; of what is not there any more none.
    Task<std::vector<InboxRow>> rows(StaffId by, std::vector<ConversationId> ids);
    // From the board, with everything that has happened until now.
    Task<Counts> counts(StaffId by);
    // Changes that come together are read and told together.
    void changed(ConversationId id);

    [[nodiscard]] std::string_view name() const override { return "inbox"; }
    // Whoever stored an entry may have lost the database before they heard so, and never come back: it changed all the same.
    Task<void> follow(std::vector<Followed> const& entries) override;

private:
    Task<std::vector<InboxRow>> shown(std::optional<StaffId> by, std::vector<sql::InboxSqlRow> rows);
    Task<void> tell();
    Task<void> tell_rows(std::vector<ConversationId> ids);
    void heard(Standing const* before, Standing const* now);

    asio::io_context& io_;
    postgres::Database& database_;
    Words const& words_;
    Board& board_;
    realtime::Hub& hub_;
    Clock& clock_;
    OpenTo open_to_;
    Tally tally_;
    std::unordered_set<ConversationId> changed_;
    bool telling_ = false;
};

struct InboxNews {
    std::string type = "inbox_changed";
    InboxRow row;
};
BOOST_DESCRIBE_STRUCT(InboxNews, (), (type, row))

}  // namespace ombud::desk
