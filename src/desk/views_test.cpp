// Saved views: whose they are, what they hold, in which order, and counts that agree with counting anew.
#include "desk/views.hpp"

#include <gmock/gmock.h>
#include <random>

#include "core/limits.hpp"
#include "support/desk_people.hpp"

namespace ombud::desk {
namespace {

using namespace std::chrono_literals;
using ombud::testing::run;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Tags = std::vector<std::string>;

struct ViewsTest : ombud::testing::PeopledDesk {
    Customer asking = customer();
    Agent ana = agent("Ana"), ben = agent("Ben");
    audit::Log audit{database, clock};
    Views views{database, desk, audit, clock, random};

    static Conditions when(std::string field, std::string is, std::vector<std::string> values) {
        return {.all = {{std::move(field), std::move(is), std::move(values)}}, .any = {}};
    }
    View add(Agent const& by, std::string name, Conditions conditions = {}, std::string sort = "updated") {
        return run(io, views.add(by, {std::move(name), std::move(conditions), std::move(sort)}));
    }
    View share(std::string name, Conditions conditions = {}, std::string sort = "updated") {
        return run(io, views.add_shared(ana, {std::move(name), std::move(conditions), std::move(sort)}));
    }
    std::vector<std::string> names(Agent const& by) {
        std::vector<std::string> out;
        for (auto const& each : run(io, views.list(by)).views) out.push_back(each.name);
        return out;
    }
    void change(ConversationId id, ChangeHandling wanted) {
        wanted.client_id = new_id();
        run(io, desk.change(ana, id, std::move(wanted)));
    }
    std::vector<ConversationId> ids(Agent const& by, ViewId id, std::int64_t limit = 100) {
        std::vector<ConversationId> out;
        ViewRange range{.cursor = {}, .limit = limit};
        do {
            auto page = run(io, views.rows(by, id, range));
            EXPECT_LE(std::int64_t(page.rows.size()), limit);
            for (auto const& row : page.rows) out.push_back(row.conversation.id);
            range.cursor = page.next;
        } while (range.cursor);
        return out;
    }
    std::int64_t count(Agent const& by, ViewId id) {
        run(io, desk.board().catch_up());
        return views.counts(by.id).at(id.text()).as_int64();
    }
};

TEST_F(ViewsTest, every_query_agrees_with_the_schema) {
    std::string differs;
    auto agrees = [&](auto const&... queries) { ((differs += run(io, postgres::check(database, queries))), ...); };
    agrees(sql::views, sql::add_view, sql::change_view, sql::swap_views, sql::remove_view, sql::field_definitions,
           sql::add_field_definition, sql::change_field_definition, sql::swap_field_definitions);
    EXPECT_EQ(differs, "");
}

TEST_F(ViewsTest, own_ones_are_seen_by_their_owner_only_and_shared_ones_by_all) {
    auto const own = add(ana, "Ana's");
    auto const shared = share("Ours");
    EXPECT_FALSE(own.shared);
    EXPECT_TRUE(shared.shared);
    EXPECT_THAT(names(ana), ElementsAre("Ours", "Ana's"));
    EXPECT_THAT(names(ben), ElementsAre("Ours"));
    EXPECT_FALSE(views.counts(ben.id).contains(own.id.text()));
    EXPECT_EQ(code(views.rows(ben, own.id, {})), "view.unknown");
    EXPECT_EQ(code(views.change(ben, own.id, {.name = "Mine"})), "view.unknown");
    EXPECT_EQ(code(views.remove(ben, own.id)), "view.unknown");
    EXPECT_EQ(code(views.change(ana, shared.id, {.name = "Mine"})), "view.unknown") << "that door is for own ones";
    EXPECT_EQ(code(views.remove(ana, shared.id)), "view.unknown");
    EXPECT_EQ(code(views.change_shared(ana, own.id, {.name = "All"})), "view.unknown");
    EXPECT_EQ(code(views.remove_shared(ana, own.id)), "view.unknown");
    run(io, views.change(ana, own.id, {.name = "Renamed"}));
    run(io, views.change_shared(ana, shared.id, {.sort = "oldest"}));
    run(io, views.remove_shared(ana, shared.id));
    EXPECT_THAT(names(ana), ElementsAre("Renamed"));
    static constexpr postgres::Query<postgres::One<std::string>()> acts{
        "test.acts", "SELECT string_agg(act, ' ' ORDER BY seq) FROM audit_records WHERE act LIKE 'desk.%'"};
    EXPECT_EQ(run(io, database.run(acts)), "desk.view_added desk.view_changed desk.view_removed");
    run(io, views.remove(ana, own.id));
    EXPECT_THAT(names(ana), IsEmpty());
    // What another process did is read.
    Views other{database, desk, audit, clock, random};
    run(io, other.add_shared(ben, {"Elsewhere", {}, "updated"}));
    EXPECT_THAT(names(ana), IsEmpty());
    auto const version = views.version();
    run(io, views.load());
    EXPECT_THAT(names(ana), ElementsAre("Elsewhere"));
    EXPECT_NE(views.version(), version);
}

TEST_F(ViewsTest, they_stand_in_their_order_and_move_by_one) {
    std::vector<View> all;
    for (auto const* name : {"a", "b", "c"}) all.push_back(share(name));
    auto const move = [&](int which, char const* where) {
        run(io, views.change_shared(ana, all[std::size_t(which)].id, {.move = where}));
    };
    move(2, "up");
    EXPECT_THAT(names(ben), ElementsAre("a", "c", "b"));
    move(0, "up");
    EXPECT_THAT(names(ben), ElementsAre("a", "c", "b")) << "it is the first";
    move(0, "down");
    move(0, "down");
    EXPECT_THAT(names(ben), ElementsAre("c", "b", "a"));
    EXPECT_EQ(code(views.change_shared(ana, all[0].id, {.move = "left"})), "field.choice");
}

TEST_F(ViewsTest, odd_ones_are_refused) {
    EXPECT_EQ(code(views.add(ana, {" ", {}, "updated"})), "name.empty");
    EXPECT_EQ(code(views.add(ana, {"password: hunter2-zq-77", {}, "updated"})), "name.secret");
    EXPECT_EQ(code(views.add(ana, {"a", {}, "due"})), "field.choice");
    EXPECT_EQ(code(views.add(ana, {"a", when("status", "any_of", {"gone"}), "updated"})), "condition.value");
    EXPECT_EQ(code(views.add(ana, {"a", when("tag", "any_of", {"password: hunter2-zq-77"}), "updated"})), "condition.value");
    for (std::size_t i = 0; i < limits::views_each; ++i) add(ana, "view");
    EXPECT_EQ(code(views.add(ana, {"one more", {}, "updated"})), "view.too_many");
    EXPECT_EQ(code(views.add(ben, {"his first", {}, "updated"})), "fine");
    EXPECT_EQ(code(views.rows(ana, ViewId{}, {})), "view.unknown");
    auto const any = share("any");
    EXPECT_EQ(code(views.rows(ana, any.id, {.cursor = "x"})), "cursor.invalid");
    EXPECT_EQ(code(views.rows(ana, any.id, {.cursor = "1_2_3"})), "cursor.invalid");
    EXPECT_EQ(code(views.rows(ana, any.id, {.limit = 0})), "field.range");
}

TEST_F(ViewsTest, each_order_is_what_it_says_and_pages_neither_skip_nor_repeat) {
    std::vector<ConversationId> rooms;
    for (auto const* priority : {"low", "urgent", "normal", "urgent", "high"}) {
        rooms.push_back(open(asking).id);
        clock.advance(1min);
        if (std::string_view(priority) != "normal") change(rooms.back(), {.priority = priority});
    }
    say(ana, rooms[3], "Looking.");  // nobody waits there
    clock.advance(1min);
    say(asking, rooms[0], "Hello?");
    auto const list = [&](std::string sort) {
        auto const view = add(ana, sort, {}, sort);
        EXPECT_EQ(ids(ana, view.id, 2), ids(ana, view.id)) << sort;
        return ids(ana, view.id);
    };
    EXPECT_THAT(list("updated"), ElementsAre(rooms[0], rooms[3], rooms[4], rooms[2], rooms[1]));
    EXPECT_THAT(list("oldest"), ElementsAre(rooms[0], rooms[1], rooms[2], rooms[3], rooms[4]));
    EXPECT_THAT(list("waiting"), ElementsAre(rooms[0], rooms[1], rooms[2], rooms[4], rooms[3]));
    EXPECT_THAT(list("priority"), ElementsAre(rooms[1], rooms[3], rooms[4], rooms[2], rooms[0]));
    auto const page =
        run(io, views.look(ben, {.conditions = when("priority", "any_of", {"urgent"}), .sort = "oldest", .limit = 1}));
    EXPECT_EQ(page.count, 2);
    ASSERT_EQ(page.rows.size(), 1u);
    EXPECT_EQ(page.rows[0].conversation.id, rooms[1]);
    EXPECT_TRUE(page.next.has_value());
}

TEST_F(ViewsTest, time_alone_moves_conversations_in_and_out) {
    auto const id = open(asking).id;
    auto const late = share("late", when("waiting", "at_least", {"30"})), fresh = share("fresh", when("age", "at_most", {"10"}));
    EXPECT_EQ(count(ana, late.id), 0);
    EXPECT_EQ(count(ana, fresh.id), 1);
    clock.advance(30min);
    views.look_again();
    EXPECT_EQ(count(ana, late.id), 1);
    EXPECT_EQ(count(ana, fresh.id), 0);
    EXPECT_THAT(ids(ana, late.id), ElementsAre(id));
    say(ana, id, "Here I am.");
    EXPECT_EQ(count(ana, late.id), 0);
}

TEST_F(ViewsTest, me_is_whoever_looks) {
    auto const mine = share("mine", when("assignee", "any_of", {"me"}));
    auto const anas = open(asking).id, bens = open(asking).id;
    assign(ana, anas, ana.id);
    assign(ana, bens, ben.id);
    assign(ana, open(asking).id, ben.id);
    EXPECT_EQ(count(ana, mine.id), 1);
    EXPECT_EQ(count(ben, mine.id), 2);
    EXPECT_THAT(ids(ana, mine.id), ElementsAre(anas));
}

// What counting everything anew says.
std::int64_t counted_anew(Board const& board, Conditions const& conditions, Looked const& looked) {
    return std::ranges::count_if(board.active(), [&](auto const& each) { return matches(conditions, each.second, looked); });
}

TEST_F(ViewsTest, counts_agree_with_counting_anew_whatever_happens) {
    std::mt19937 dice{20'261'129};
    auto const one_of = [&](auto const& list) { return list[dice() % std::size(list)]; };
    static constexpr std::array<char const*, 4> priorities{"low", "normal", "high", "urgent"};
    static constexpr std::array<char const*, 3> topics{"theft", "deposit", "other"}, tags{"vip", "big", "press"},
        statuses{"open", "waiting", "resolved"};
    std::vector<View> shared;
    for (auto const& conditions :
         {Conditions{}, when("status", "any_of", {"new", "open"}), when("priority", "none_of", {"normal", "low"}),
          when("tag", "any_of", {"vip", "press"}), when("tag", "all_of", {"vip", "big"}),
          when("assignee", "any_of", {"me", "nobody"}), when("snoozed", "any_of", {"yes"}), when("waiting", "at_least", {"20"}),
          when("idle", "at_most", {"15"}), when("topic", "any_of", {"theft", "none"}), when("field:tier", "any_of", {"gold"})})
        shared.push_back(share("view", conditions));
    shared.push_back(
        share("either", {.all = {{"status", "none_of", {"waiting"}}},
                         .any = {{"priority", "any_of", {"urgent"}}, {"tag", "any_of", {"vip"}}, {"age", "at_least", {"60"}}}}));
    std::vector<ConversationId> rooms;
    auto const do_something = [&] {
        if (rooms.size() < 12 || dice() % 10 == 0) rooms.push_back(open(asking).id);
        auto const id = one_of(rooms);
        auto const by = dice() % 2 ? ana : ben;
        ChangeHandling wanted{.client_id = new_id()};
        switch (dice() % 9) {
            case 0:
                return void(say(asking, id, "Hello?"));
            case 1:
                return void(say(by, id, "Looking."));
            case 2:
                return void(code(desk.assign(
                    by, id, {dice() % 3 ? std::optional{one_of(std::array{ana.id, ben.id})} : std::nullopt, new_id()})));
            case 3:
                return void(code(desk.change_status(by, id, {one_of(statuses), new_id()})));
            case 4:
                wanted.priority = one_of(priorities);
                break;
            case 5:
                wanted.topic = one_of(topics);
                break;
            case 6:
                (dice() % 3 ? wanted.add_tags : wanted.remove_tags) = Tags{one_of(tags)};
                break;
            case 7:
                wanted.snoozed_until = clock.now() + std::chrono::minutes{dice() % 60 + 1};
                break;
            case 8:
                wanted.fields = json::object{{"tier", dice() % 2 ? json::value("gold") : json::value(nullptr)}};
                break;
        }
        code(desk.change(by, id, std::move(wanted)));
    };
    for (int step = 0; step < 250; ++step) {
        do_something();
        if (dice() % 4 == 0) clock.advance(std::chrono::minutes{dice() % 12});
        if (step % 5 != 0) continue;
        run(io, desk.board().catch_up());
        views.look_again();
        for (auto const& who : {ana, ben}) {
            auto const told = views.counts(who.id);
            for (auto const& view : shared)
                ASSERT_EQ(told.at(view.id.text()).as_int64(),
                          counted_anew(desk.board(), view.conditions, {.now = clock.now(), .me = who.id}))
                    << "step " << step << ' ' << to_json(view.conditions);
        }
        // And the board with the database.
        Board anew{io, database, clock};
        run(io, anew.load());
        ASSERT_EQ(anew.active().size(), desk.board().active().size()) << step;
        for (auto const& [id, standing] : anew.active()) {
            auto const* known = desk.board().find(id);
            ASSERT_TRUE(known) << step;
            ASSERT_EQ(to_json(*known), to_json(standing)) << step;
        }
        auto const counts = run(io, desk.live_inbox().counts(ana.id));
        auto const number = [&](auto const& which) {
            return std::ranges::count_if(anew.active(), [&](auto const& each) { return which(each.second); });
        };
        ASSERT_EQ(counts.snoozed, number([](auto const& each) { return each.snoozed_until.has_value(); }));
        ASSERT_EQ(counts.mine, number([&](auto const& each) { return !each.snoozed_until && each.assignee_id == ana.id; }));
        ASSERT_EQ(counts.unassigned, number([&](auto const& each) { return !each.snoozed_until && !each.assignee_id; }));
        ASSERT_EQ(counts.all, number([&](auto const& each) { return !each.snoozed_until; }));
    }
    for (auto const& view : shared) {
        auto const page = ids(ana, view.id, 7);
        EXPECT_EQ(std::int64_t(page.size()), count(ana, view.id));
        EXPECT_EQ(std::set(page.begin(), page.end()).size(), page.size());
    }
}

TEST_F(ViewsTest, twenty_thousand_conversations_and_fifty_conditions_are_looked_through_piece_by_piece) {
    static constexpr postgres::Query<postgres::Affected(CustomerId, Timestamp)> fill{"test.fill", R"sql(
        INSERT INTO conversations (id, reference, customer_id, client_id, language, status, last_seq, created_at, updated_at, tags, priority)
        SELECT gen_random_uuid(), 'R' || n, $1, 'c' || n, 'en', 'open', 1, $2, $2, ARRAY['tag ' || (n % 100)], 'normal'
        FROM generate_series(1, 20000) n)sql"};
    run(io, database.run(fill, asking.id, clock.now()));
    Conditions many;
    for (int i = 0; i < 49; ++i) many.any.push_back({"tag", "any_of", {"tag " + std::to_string(i)}});
    many.any.push_back({"age", "at_least", {"1"}});
    auto const view = share("many", many);
    EXPECT_EQ(count(ana, view.id), 9'800);
    clock.advance(1min);
    views.look_again();
    EXPECT_GT(count(ana, view.id), 9'800);
    EXPECT_LT(count(ana, view.id), 20'000) << "one look takes a part only, so that nobody waits for it";
    for (std::size_t looked = 0; looked < 20'000; looked += limits::view_looks_each_second) views.look_again();
    EXPECT_EQ(count(ana, view.id), 20'000);
    auto const page = run(io, views.rows(ana, view.id, {.limit = 50}));
    EXPECT_EQ(page.rows.size(), 50u);
    EXPECT_EQ(page.count, 20'000);
}

}  // namespace
}  // namespace ombud::desk
