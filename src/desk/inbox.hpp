// The inbox: conversations as staff list them, and the live news of which of them changed.
#pragma once
#include <unordered_set>

#include "callers/callers.hpp"
#include "desk/model.hpp"
#include "postgres/database.hpp"
#include "realtime/hub.hpp"

namespace ombud::desk {

// Staff who look at the inbox listen here.
inline constexpr realtime::Topic inbox_topic{};

class Inbox {
public:
    Inbox(asio::io_context& io, postgres::Database& database, realtime::Hub& hub, Clock& clock)
        : io_(io), database_(database), hub_(hub), clock_(clock) {}

    // Problem{invalid, "field.choice"} for an unknown view or status, {invalid, "cursor.invalid"}.
    Task<InboxPage> list(Agent by, InboxRange range);
    Task<Counts> counts(StaffId of);
    // Changes that come together are read and told together.
    void changed(ConversationId id);

private:
    Task<void> tell();

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
