#include "desk/views.hpp"

#include <algorithm>
#include <array>

#include "core/cursor.hpp"
#include "core/limits.hpp"
#include "postgres/keep_doing.hpp"
#include "safety/typed.hpp"

namespace ombud::desk {

namespace {

// Where a conversation stands in a list: smaller comes first.
struct Place {
    std::int64_t first, second;
    ConversationId id;
    auto operator<=>(Place const&) const = default;
};

constexpr auto looked_every = std::chrono::seconds{1};
constexpr std::int64_t last_of_all = std::numeric_limits<std::int64_t>::max();

std::int64_t micros(Timestamp at) {
    return std::chrono::duration_cast<std::chrono::microseconds>(at.time_since_epoch()).count();
}

Place place_of(Standing const& standing, std::string const& sort) {
    auto const waits = standing.waiting_since ? micros(*standing.waiting_since) : last_of_all;
    if (sort == "waiting") return {waits, -micros(standing.updated_at), standing.id};
    if (sort == "oldest") return {micros(standing.created_at), 0, standing.id};
    if (sort == "priority") {
        return {std::ranges::find(choices::priorities, standing.priority) - choices::priorities.begin(), waits, standing.id};
    }
    return {-micros(standing.updated_at), 0, standing.id};
}

Place read_place(std::string_view text) {
    return std::make_from_tuple<Place>(read_cursor<std::int64_t, std::int64_t, ConversationId>(text));
}

void require_sort(std::string const& sort) {
    if (sort != "updated" && sort != "waiting" && sort != "oldest" && sort != "priority")
        throw Problem{ProblemKind::invalid, "field.choice", "sort"};
}

void require_conditions(Conditions const& conditions) {
    check(conditions);
    for (auto const* list : {&conditions.all, &conditions.any})
        for (std::size_t i = 0; i < list->size(); ++i)
            if (std::ranges::any_of((*list)[i].values, safety::holds_secret))
                throw Problem{ProblemKind::invalid, "condition.value",
                              (list == &conditions.all ? "all." : "any.") + std::to_string(i)};
}

bool names_me(Conditions const& conditions) {
    auto const mine = [](Condition const& each) {
        return each.field == "assignee" && std::ranges::find(each.values, "me") != each.values.end();
    };
    return std::ranges::any_of(conditions.all, mine) || std::ranges::any_of(conditions.any, mine);
}

Problem unknown_view() {
    return {ProblemKind::not_found, "view.unknown"};
}

}  // namespace

Views::Views(postgres::Database& database, Desk& desk, audit::Log& audit, Clock& clock, Random& random)
    : database_(database),
      desk_(desk),
      board_(desk.board()),
      audit_(audit),
      clock_(clock),
      random_(random),
      looks_(clock, limits::previews_at_once, limits::one_preview_each) {
    for (auto const& [id, standing] : board_.active()) heard(nullptr, &standing);
    board_.tells([this](Standing const* before, Standing const* now) { heard(before, now); });
}

// Following the board -------------------------------------------------------------------------------------------------------

void Views::Counter::set(Slot slot, bool held) {
    if (slot >= holds.size()) holds.resize(slot + 1);
    count += std::int64_t(held) - std::int64_t(holds[slot]);
    holds[slot] = held;
}

void Views::heard(Standing const* before, Standing const* now) {
    if (now) {
        auto const [at, is_new] = slots_.try_emplace(now->id, free_.empty() ? at_.size() : free_.back());
        if (is_new) {
            if (free_.empty())
                at_.emplace_back();
            else
                free_.pop_back();
            at_[at->second] = now->id;
        }
        changed_.insert(at->second);
        return;
    }
    auto const node = before ? slots_.extract(before->id) : decltype(slots_)::node_type{};
    if (!node) return;
    auto const slot = node.mapped();
    for (auto& [key, counter] : counters_) counter.set(slot, false);
    at_[slot].reset();
    changed_.erase(slot);
    free_.push_back(slot);
}

bool Views::holds(Counter const& counter, Slot slot) const {
    auto const* standing = at_[slot] ? board_.find(*at_[slot]) : nullptr;
    return standing && matches(counter.conditions, *standing, counter.looked);
}

void Views::bring_up_to_date() {
    if (changed_.empty()) return;
    for (auto& [key, counter] : counters_) {
        counter.looked.now = clock_.now();
        for (auto const slot : changed_) counter.set(slot, holds(counter, slot));
    }
    changed_.clear();
}

Views::Counter& Views::counter(Kept const& view, StaffId by) {
    bring_up_to_date();
    auto const me = view.names_me ? std::optional{by} : std::nullopt;
    auto const [at, is_new] = counters_.try_emplace({view.row.id, me});
    auto& counter = at->second;
    counter.asked_at = clock_.now();
    if (!is_new) return counter;
    counter.conditions = view.conditions;
    counter.looked = {.now = clock_.now(), .me = me};
    counter.by_time = depends_on_time(view.conditions);
    for (Slot slot = 0; slot < at_.size(); ++slot)
        if (holds(counter, slot)) counter.set(slot, true);
    return counter;
}

void Views::look_again() {
    auto const now = clock_.now();
    std::erase_if(counters_, [&](auto const& each) { return each.second.asked_at + limits::view_counts_kept < now; });
    bring_up_to_date();
    for (auto& [key, counter] : counters_) counter.looked.now = now;
    auto const by_time = std::ranges::count_if(counters_, [](auto const& each) { return each.second.by_time; });
    if (by_time == 0 || at_.empty()) return;
    auto const each = std::min(at_.size(), std::max(limits::view_looks_each_second / std::size_t(by_time), std::size_t{1}));
    for (auto& [key, counter] : counters_)
        if (counter.by_time)
            for (std::size_t looked = 0; looked < each; ++looked) {
                counter.again = (counter.again + 1) % at_.size();
                counter.set(counter.again, holds(counter, counter.again));
            }
}

Task<void> Views::work() {
    return postgres::keep_doing(clock_, "desk.views", looked_every, [this, read_at = clock_.now()]() mutable -> Task<void> {
        look_again();
        if (clock_.now() < read_at + limits::shared_work_read_every) co_return;
        read_at = clock_.now();
        co_await load();
    });
}

// Keeping them --------------------------------------------------------------------------------------------------------------

Task<void> Views::load() {
    auto rows = co_await database_.run(sql::views);
    std::vector<Kept> now;
    for (auto& row : rows) {
        auto conditions = from_json<Conditions>(row.conditions);
        bool const mine = names_me(conditions);
        now.push_back({.row = std::move(row), .conditions = std::move(conditions), .names_me = mine});
    }
    auto const same = [](Kept const& a, Kept const& b) {
        return a.row.id == b.row.id && a.row.name == b.row.name && a.row.sort == b.row.sort && a.conditions == b.conditions;
    };
    if (std::ranges::equal(views_, now, same)) co_return;
    ++version_;
    views_ = std::move(now);
    std::erase_if(counters_, [&](auto const& each) {
        auto const view = std::ranges::find(views_, each.first.first, [](auto const& kept) { return kept.row.id; });
        return view == views_.end() || view->conditions != each.second.conditions;
    });
}

View Views::shown(Kept const& view, StaffId by) {
    return {.id = view.row.id,
            .name = view.row.name,
            .shared = !view.row.owner_id,
            .conditions = view.conditions,
            .sort = view.row.sort,
            .count = counter(view, by).count};
}

Task<ViewList> Views::list(Agent by) {
    co_await board_.catch_up();
    ViewList out;
    for (auto const& owner : {std::optional<StaffId>{}, std::optional{by.id}})
        for (auto const& view : views_)
            if (view.row.owner_id == owner) out.views.push_back(shown(view, by.id));
    co_return out;
}

json::object Views::counts(StaffId by) {
    json::object out;
    for (auto const& view : views_)
        if (!view.row.owner_id || view.row.owner_id == by) out[view.row.id.text()] = counter(view, by).count;
    return out;
}

Views::Kept const& Views::find(ViewId id, std::optional<StaffId> owner) const {
    auto const found = std::ranges::find(views_, id, [](auto const& each) { return each.row.id; });
    if (found == views_.end() || found->row.owner_id != owner) throw unknown_view();
    return *found;
}

Task<View> Views::add_for(std::optional<StaffId> owner, Agent by, NewView wanted) {
    auto const name = safety::typed_name(wanted.name, "name");
    require_conditions(wanted.conditions);
    require_sort(wanted.sort);
    auto const id = ViewId::make(clock_, random_);
    if (co_await database_.run(sql::add_view, id, name, owner, to_json(wanted.conditions), wanted.sort, clock_.now(),
                               std::int64_t(limits::views_each)) == 0)
        throw Problem{ProblemKind::conflict, "view.too_many"};
    co_await load();
    co_await board_.catch_up();
    co_return shown(find(id, owner), by.id);
}

Task<View> Views::change_for(std::optional<StaffId> owner, Agent by, ViewId id, ChangeView wanted) {
    if (wanted.name) wanted.name = safety::typed_name(*wanted.name, "name");
    if (wanted.conditions) require_conditions(*wanted.conditions);
    if (wanted.sort) require_sort(*wanted.sort);
    auto const conditions = wanted.conditions ? std::optional{to_json(*wanted.conditions)} : std::nullopt;
    if (co_await database_.run(sql::change_view, id, owner, wanted.name, conditions, wanted.sort, clock_.now()) == 0)
        throw unknown_view();
    if (wanted.move) co_await move(id, owner, *wanted.move);
    co_await load();
    co_await board_.catch_up();
    co_return shown(find(id, owner), by.id);
}

Task<void> Views::move(ViewId id, std::optional<StaffId> owner, std::string where) {
    if (where != "up" && where != "down") throw Problem{ProblemKind::invalid, "field.choice", "move"};
    std::vector<ViewId> order;
    for (auto const& row : co_await database_.run(sql::views))
        if (row.owner_id == owner) order.push_back(row.id);
    auto const at = std::ranges::find(order, id);
    if (at == order.end() || (where == "up" ? at == order.begin() : at + 1 == order.end())) co_return;
    co_await database_.run(sql::swap_views, id, where == "up" ? *(at - 1) : *(at + 1));
}

Task<View> Views::add(Agent by, NewView wanted) {
    co_return co_await add_for(by.id, by, std::move(wanted));
}

Task<View> Views::change(Agent by, ViewId id, ChangeView wanted) {
    co_return co_await change_for(by.id, by, id, std::move(wanted));
}

Task<void> Views::remove(Agent by, ViewId id) {
    if (co_await database_.run(sql::remove_view, id, std::optional{by.id}) == 0) throw unknown_view();
    co_await load();
}

namespace {

audit::Act act_on(char const* act, Agent const& by, Uuid subject) {
    return {.act = act, .actor_kind = audit::ActorKind::staff, .actor = by.id.uuid, .subject = subject};
}

}  // namespace

Task<View> Views::add_shared(Agent by, NewView wanted) {
    auto added = co_await add_for(std::nullopt, by, std::move(wanted));
    co_await audit_.record(act_on("desk.view_added", by, added.id.uuid));
    co_return added;
}

Task<View> Views::change_shared(Agent by, ViewId id, ChangeView wanted) {
    auto changed = co_await change_for(std::nullopt, by, id, std::move(wanted));
    co_await audit_.record(act_on("desk.view_changed", by, id.uuid));
    co_return changed;
}

Task<void> Views::remove_shared(Agent by, ViewId id) {
    if (co_await database_.run(sql::remove_view, id, std::nullopt) == 0) throw unknown_view();
    co_await audit_.record(act_on("desk.view_removed", by, id.uuid));
    co_await load();
}

// Pages ---------------------------------------------------------------------------------------------------------------------

Task<ViewRows> Views::rows(Agent by, ViewId id, ViewRange range) {
    co_await board_.catch_up();
    auto const found = std::ranges::find(views_, id, [](auto const& each) { return each.row.id; });
    if (found == views_.end() || (found->row.owner_id && found->row.owner_id != by.id)) throw unknown_view();
    auto& counted = counter(*found, by.id);
    counted.looked.now = clock_.now();
    std::vector<Standing const*> held;
    for (Slot slot = 0; slot < counted.holds.size(); ++slot)
        // What time has changed since it was counted is not shown.
        if (counted.holds[slot] && at_[slot] && (!counted.by_time || holds(counted, slot)))
            held.push_back(board_.find(*at_[slot]));
    std::erase(held, nullptr);
    co_return co_await page(by.id, std::move(held), found->row.sort, std::move(range));
}

Task<ViewRows> Views::look(Agent by, LookAt wanted) {
    require_conditions(wanted.conditions);
    auto const sort = wanted.sort.value_or("updated");
    require_sort(sort);
    looks_.require(by.id.text());
    co_await board_.catch_up();
    Looked const looked{.now = clock_.now(), .me = by.id};
    std::vector<Standing const*> held;
    for (auto const& [id, standing] : board_.active())
        if (matches(wanted.conditions, standing, looked)) held.push_back(&standing);
    co_return co_await page(by.id, std::move(held), sort, {.cursor = std::move(wanted.cursor), .limit = wanted.limit});
}

Task<ViewRows> Views::page(StaffId by, std::vector<Standing const*> held, std::string sort, ViewRange range) {
    auto const limit = range.limit.value_or(50);
    if (limit < 1 || limit > std::int64_t(limits::inbox_page)) throw Problem{ProblemKind::invalid, "field.range", "limit"};
    auto const after = range.cursor ? std::optional{read_place(*range.cursor)} : std::nullopt;
    ViewRows out{.rows = {}, .next = {}, .counts = {}, .count = std::int64_t(held.size())};
    std::vector<Place> places;
    for (auto const* standing : held)
        if (auto place = place_of(*standing, sort); !after || place > *after) places.push_back(place);
    // From here the board may move on: only places are held.
    auto const shown = std::min(places.size(), std::size_t(limit));
    std::ranges::partial_sort(places, places.begin() + std::ptrdiff_t(shown));
    if (places.size() > shown) out.next = cursor_of(places[shown - 1].first, places[shown - 1].second, places[shown - 1].id);
    places.resize(shown);
    std::vector<ConversationId> ids;
    for (auto const& place : places) ids.push_back(place.id);
    out.rows = co_await desk_.live_inbox().rows(by, std::move(ids));
    out.counts = co_await desk_.live_inbox().counts(by);
    co_return out;
}

}  // namespace ombud::desk
