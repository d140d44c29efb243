// The inbox: conversations as staff list them, and the live news of which of them changed.
#pragma once
#include <unordered_map>
#include <unordered_set>

#include "callers/callers.hpp"
#include "desk/model.hpp"
#include "postgres/database.hpp"
#include "realtime/hub.hpp"

namespace ombud::desk {

// Staff who look at the inbox listen here.
inline constexpr realtime::Topic inbox_topic{};

// How many active conversations each member of staff has, and nobody.
struct Tally {
    std::unordered_map<StaffId, std::int64_t> assigned;
    std::int64_t unassigned = 0, all = 0;

    [[nodiscard]] Counts of(StaffId id) const;
};

class Inbox {
public:
    Inbox(asio::io_context& io, postgres::Database& database, realtime::Hub& hub, Clock& clock)
        : io_(io), database_(database), hub_(hub), clock_(clock) {}

    // Problem{invalid, "field.choice"} for an unknown view or status, {invalid, "cursor.invalid"}.
    Task<InboxPage> list(Agent by, InboxRange range);
    Task<Tally> tally();
    // Changes that come together are read and told together.
    void changed(ConversationId id);

private:
    Task<void> tell();
    Task<void> tell_rows(std::vector<ConversationId> ids);

    asio::io_context& io_;
    postgres::Database& database_;
    realtime::Hub& hub_;
    Clock& clock_;
    std::unordered_set<ConversationId> changed_;
    bool telling_ = false;
};

struct InboxNews {
    std::string type = "inbox_changed";
    InboxRow row;
};
BOOST_DESCRIBE_STRUCT(InboxNews, (), (type, row))

}  // namespace ombud::desk
