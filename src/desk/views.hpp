// Views: saved conditions over the active conversations, somebody's own or for all, with counts that follow the board.
#pragma once
#include <map>
#include <unordered_map>
#include <unordered_set>

#include "audit/audit.hpp"
#include "core/random.hpp"
#include "core/rate_limit.hpp"
#include "desk/conditions.hpp"
#include "desk/desk.hpp"
#include "desk/view_queries.hpp"

namespace ombud::desk {

struct View {
    ViewId id;
    std::string name;
    bool shared;  // for all; else its owner's
    Conditions conditions;
    std::string sort;  // updated, waiting, oldest or priority
    std::int64_t count;
};
BOOST_DESCRIBE_STRUCT(View, (), (id, name, shared, conditions, sort, count))

struct ViewList {
    std::vector<View> views;  // those for all first, each kind in its order
};
BOOST_DESCRIBE_STRUCT(ViewList, (), (views))

struct NewView {
    std::string name;
    Conditions conditions;
    std::string sort;
};
BOOST_DESCRIBE_STRUCT(NewView, (), (name, conditions, sort))

// What is not named stays as it is.
struct ChangeView {
    std::optional<std::string> name;
    std::optional<Conditions> conditions;
    std::optional<std::string> sort;
    std::optional<std::string> move;  // up or down, by one
};
BOOST_DESCRIBE_STRUCT(ChangeView, (), (name, conditions, sort, move))

struct ViewRange {
    std::optional<std::string> cursor;
    std::optional<std::int64_t> limit;
};
BOOST_DESCRIBE_STRUCT(ViewRange, (), (cursor, limit))

struct ViewRows {
    std::vector<InboxRow> rows;
    std::optional<std::string> next;
    Counts counts;
    std::int64_t count;  // of this view
};
BOOST_DESCRIBE_STRUCT(ViewRows, (), (rows, next, counts, count))

// Whatever conditions, saved or not.
struct LookAt {
    Conditions conditions;
    std::optional<std::string> sort, cursor;
    std::optional<std::int64_t> limit;
};
BOOST_DESCRIBE_STRUCT(LookAt, (), (conditions, sort, cursor, limit))

class Views {
public:
    Views(postgres::Database& database, Desk& desk, audit::Log& audit, Clock& clock, Random& random);

    // Before the first request.
    Task<void> load();
    // Reads what another process changed, and looks again at what time alone changes; runs for ever.
    Task<void> work();
    // A part of what time may have changed: so many conversations a second, each view in its turn.
    void look_again();

    Task<ViewList> list(Agent by);
    Task<View> add(Agent by, NewView wanted);
    Task<View> change(Agent by, ViewId id, ChangeView wanted);
    Task<void> remove(Agent by, ViewId id);
    // Those for all; each change is on the record.
    Task<View> add_shared(Agent by, NewView wanted);
    Task<View> change_shared(Agent by, ViewId id, ChangeView wanted);
    Task<void> remove_shared(Agent by, ViewId id);

    Task<ViewRows> rows(Agent by, ViewId id, ViewRange range);
    Task<ViewRows> look(Agent by, LookAt wanted);

    // Of each view that they see, as {id: number}.
    json::object counts(StaffId by);
    // Another one whenever views were added, changed or removed.
    [[nodiscard]] std::int64_t version() const { return version_; }

private:
    using Slot = std::size_t;
    // Which conversations a view holds for somebody.
    struct Counter {
        Conditions conditions;
        Looked looked;
        bool by_time;
        std::vector<bool> holds;  // by slot
        std::int64_t count = 0;
        Slot again = 0;  // where looking again goes on
        Timestamp asked_at;

        void set(Slot slot, bool held);
    };
    struct Kept {
        sql::ViewRow row;
        Conditions conditions;
        bool names_me;
    };

    void heard(Standing const* before, Standing const* now);
    void bring_up_to_date();
    Counter& counter(Kept const& view, StaffId by);
    [[nodiscard]] bool holds(Counter const& counter, Slot slot) const;
    [[nodiscard]] View shown(Kept const& view, StaffId by);
    [[nodiscard]] Kept const& find(ViewId id, std::optional<StaffId> owner) const;
    Task<View> add_for(std::optional<StaffId> owner, Agent by, NewView wanted);
    Task<View> change_for(std::optional<StaffId> owner, Agent by, ViewId id, ChangeView wanted);
    Task<void> move(ViewId id, std::optional<StaffId> owner, std::string where);
    Task<ViewRows> page(StaffId by, std::vector<Standing const*> held, std::string sort, ViewRange range);

    postgres::Database& database_;
    Desk& desk_;
    Board& board_;
    audit::Log& audit_;
    Clock& clock_;
    Random& random_;
    RateLimit looks_;
    std::vector<Kept> views_;  // by position
    std::int64_t version_ = 0;
    // Each active conversation has a slot, so that a view is a row of bits.
    std::unordered_map<ConversationId, Slot> slots_;
    std::vector<std::optional<ConversationId>> at_;
    std::vector<Slot> free_;
    std::unordered_set<Slot> changed_;
    std::map<std::pair<ViewId, std::optional<StaffId>>, Counter> counters_;
};

}  // namespace ombud::desk
