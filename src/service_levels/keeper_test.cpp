// Clocks of real conversations: through the desk and its feed, on PostgreSQL, with a clock that stands still.
#include "service_levels/keeper.hpp"

#include <gmock/gmock.h>

#include "audit/audit.hpp"
#include "core/limits.hpp"
#include "desk/ties.hpp"
#include "support/desk_people.hpp"

namespace ombud::service_levels {
namespace {

using namespace std::chrono_literals;
using desk::Feed;
using ombud::testing::run;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

struct KeeperTest : ombud::testing::PeopledDesk {
    audit::Log audit{database, clock};
    Agreements agreements{database, audit, clock, random};
    Keeper keeper{database, agreements, desk, hub, clock};
    Feed feed{database, clock};
    Customer const li = customer();
    Agent const ana = agent("Ana");

    KeeperTest() {
        feed.tells(keeper);
        run(io, desk.board().load());
        run(io, agreements.load());
    }
    void follow() {
        while (run(io, feed.pass_on()) > 0) {
        }
    }
    // Some time passes: what was said is heard, what is due is told, and heard in turn.
    void pass(std::chrono::microseconds span) {
        follow();
        clock.advance(span);
        run(io, keeper.tell_due());
        follow();
    }
    // What the log tells of clocks: "warning first_answer".
    std::vector<std::string> told(ConversationId id) {
        std::vector<std::string> out;
        for (auto const& entry : log(ana, id)) {
            auto const* data = entry.data.if_object();
            auto const* clock = data ? data->if_contains("clock") : nullptr;
            if (!clock) continue;
            EXPECT_TRUE(entry.internal) << "a customer never hears of it";
            out.push_back(std::string(clock->at("event").as_string()) + " " + std::string(clock->at("kind").as_string()));
        }
        return out;
    }
    std::optional<ShownClock> clock_of(ConversationId id, ClockKind kind) {
        for (auto const& each : run(io, keeper.read(ana, id)).clocks)
            if (each.kind == kind) return each;
        return std::nullopt;
    }
    std::optional<desk::NextDue> next_due(ConversationId id) {
        for (auto const& row : run(io, desk.inbox(ana, {.view = "all"})).rows)
            if (row.conversation.id == id) return row.next_due;
        return std::nullopt;
    }
    void prioritise(ConversationId id, std::string priority) {
        run(io, desk.change(ana, id, {.client_id = new_id(), .priority = std::move(priority)}));
    }
    PolicyWords office_policy(CalendarId calendar) {
        return {.name_en = "Office",
                .name_zh = "办公时间",
                .calendar_id = calendar,
                .conditions = {},
                .targets = {60, 60, 600},
                .by_priority = {},
                .warn_percent = 80,
                .warn_left = {}};
    }
    CalendarWords shut_today() {  // the test begins on a Tuesday
        return {.name_en = "Mondays", .name_zh = "周一", .zone = "Etc/UTC", .hours = {{1, 540, 1'020}}, .holidays = {}};
    }
    // Everything that is kept of clocks.
    std::string kept() {
        static constexpr postgres::Query<postgres::One<std::string>()> all{"test.clocks", R"sql(
            SELECT concat((SELECT jsonb_agg(to_jsonb(s) - 'revision' ORDER BY s.conversation_id) FROM service_states s),
                          (SELECT jsonb_agg(to_jsonb(c) ORDER BY c.conversation_id, c.kind, c.started_seq) FROM service_clocks c WHERE live)))sql"};
        return run(io, database.run(all));
    }
    void forget_counts() {
        static constexpr postgres::Query<postgres::Affected()> states{"test.forget_states", "DELETE FROM service_states"};
        static constexpr postgres::Query<postgres::Affected()> clocks{"test.forget_clocks", "DELETE FROM service_clocks"};
        run(io, database.run(states));
        run(io, database.run(clocks));
    }
};

TEST_F(KeeperTest, every_query_agrees_with_the_schema) {
    std::string differs;
    auto agrees = [&](auto const&... queries) { ((differs += run(io, postgres::check(database, queries))), ...); };
    agrees(sql::revision, sql::raise_revision, sql::counts_by_zones, sql::calendars, sql::policies, sql::change_alone,
           sql::count_calendars, sql::count_policies, sql::is_calendar, sql::add_calendar, sql::change_calendar,
           sql::calendar_in_use, sql::remove_calendar, sql::add_policy, sql::change_policy, sql::remove_policy,
           sql::order_policies, sql::begin_states, sql::hold_states, sql::live_clocks, sql::state, sql::keep_state,
           sql::keep_clocks, sql::to_look_at, sql::last_seq, sql::look_later, sql::out_of_date, sql::log);
    EXPECT_EQ(differs, "");
}

TEST_F(KeeperTest, a_fresh_desk_warns_and_tells_of_a_breach_each_once_whatever_falls) {
    auto const began = clock.now();
    auto const id = open(li).id;
    follow();
    auto const due = next_due(id);
    ASSERT_TRUE(due);
    EXPECT_EQ(due->kind, "first_answer");
    EXPECT_EQ(due->due_at, began + 60min);
    EXPECT_EQ(due->state, "running");
    pass(47min);
    EXPECT_THAT(told(id), IsEmpty());
    pass(1min);
    EXPECT_THAT(told(id), ElementsAre("warning first_answer"));
    EXPECT_EQ(next_due(id)->state, "warned");

    // The program is started anew.
    Agreements agreed_again{database, audit, clock, random};
    Keeper again{database, agreed_again, desk, hub, clock};
    run(io, agreed_again.load());
    run(io, again.tell_due());
    follow();
    clock.advance(12min);
    run(io, again.tell_due());
    follow();
    EXPECT_THAT(told(id), ElementsAre("warning first_answer")) << "at that very moment it is still in time";
    clock.advance(2s);
    run(io, again.tell_due());
    run(io, keeper.tell_due());
    follow();
    EXPECT_THAT(told(id), ElementsAre("warning first_answer", "breach first_answer"));
    EXPECT_EQ(next_due(id)->state, "breached");

    // It fell after it had told and before it knew so.
    static constexpr postgres::Query<postgres::Affected()> unlearn{
        "test.unlearn", "WITH one AS (UPDATE service_clocks SET told = false) UPDATE service_states SET look_at = '2026-01-01Z'"};
    run(io, database.run(unlearn));
    pass(1min);
    EXPECT_THAT(told(id), ElementsAre("warning first_answer", "breach first_answer"));

    say(ana, id, "It is on its way.");
    follow();
    auto const first = clock_of(id, ClockKind::first_answer);
    EXPECT_EQ(first->state, ClockState::breached);
    EXPECT_TRUE(first->ended_at);
    EXPECT_FALSE(next_due(id)) << "the customer has the next word";
    EXPECT_EQ(clock_of(id, ClockKind::resolution)->paused_by, "customer");
}

TEST_F(KeeperTest, an_answer_in_time_that_nobody_has_followed_yet_is_no_breach) {
    auto const id = open(li).id;
    follow();
    clock.advance(59min);
    say(ana, id, "It is on its way.");
    clock.advance(10min);
    run(io, keeper.tell_due());
    EXPECT_THAT(told(id), IsEmpty());
    follow();
    EXPECT_EQ(clock_of(id, ClockKind::first_answer)->state, ClockState::met);
    pass(1h);
    EXPECT_THAT(told(id), IsEmpty());
}

TEST_F(KeeperTest, a_breach_is_told_though_the_next_words_came_before_anybody_looked) {
    auto const id = open(li).id;
    pass(1min);
    say(ana, id, "A moment.");
    pass(1min);
    say(li, id, "Yes?");
    follow();
    clock.advance(5h);
    say(ana, id, "It is on its way.");
    say(li, id, "Thank you. And the fee?");
    follow();
    EXPECT_THAT(told(id), ElementsAre("breach next_answer"));
    EXPECT_EQ(clock_of(id, ClockKind::next_answer)->state, ClockState::running) << "the new one";
    pass(1min);
    EXPECT_THAT(told(id), ElementsAre("breach next_answer"));
}

TEST_F(KeeperTest, priority_changes_what_is_promised_and_what_has_passed_counts) {
    auto const began = clock.now();
    auto const id = open(li).id;
    pass(10min);
    prioritise(id, "urgent");
    follow();
    EXPECT_EQ(next_due(id)->due_at, began + 15min);
    prioritise(id, "low");
    follow();
    EXPECT_EQ(next_due(id)->due_at, began + 4h);
    EXPECT_EQ(clock_of(id, ClockKind::first_answer)->left_seconds, 230 * 60);
}

TEST_F(KeeperTest, news_of_a_clock_reach_whoever_looks) {
    auto const id = open(li).id;
    ombud::testing::Ear inbox{hub, desk::inbox_topic, realtime::Audience::staff};
    ombud::testing::Ear screen{hub, id.uuid, realtime::Audience::staff};
    ombud::testing::Ear phone{hub, id.uuid, realtime::Audience::customer};
    follow();
    settle();
    ASSERT_FALSE(inbox.of("inbox_changed").empty());
    EXPECT_EQ(inbox.of("inbox_changed").back().at("row").at("next_due").at("kind"), "first_answer");
    EXPECT_EQ(screen.of("clocks_changed").size(), 1u);
    EXPECT_THAT(phone.of("clocks_changed"), IsEmpty());
    // What is not due first has changed, too.
    auto const rows = inbox.of("inbox_changed").size();
    note(ana, id);
    settle();
    auto const quiet = inbox.of("inbox_changed").size();
    EXPECT_GT(quiet, rows) << "the note itself";
    follow();
    settle();
    EXPECT_EQ(inbox.of("inbox_changed").size(), quiet) << "of which no clock knows";
    EXPECT_EQ(screen.of("clocks_changed").size(), 1u);
    run(io, desk.change(ana, id, {.client_id = new_id(), .snoozed_until = clock.now() + 1h}));
    follow();
    EXPECT_EQ(screen.of("clocks_changed").size(), 2u) << "the resolution is paused";
}

TEST_F(KeeperTest, a_change_of_policy_or_calendar_counts_for_all_that_is_under_way) {
    auto const began = clock.now();
    auto const first = open(li).id, second = open(customer()).id;
    pass(10min);
    settle();
    auto const words = [&] {
        auto out = office_policy(agreements.now()->policies.front().calendar_id);
        out.targets.first_answer = 20;
        return out;
    };
    auto const shipped = agreements.now()->policies.front().id;
    run(io, agreements.change_policy(ana, shipped, words()));
    run(io, keeper.renew());
    EXPECT_EQ(next_due(first)->due_at, began + 20min);
    EXPECT_EQ(next_due(second)->due_at, began + 20min);

    auto const mondays = run(io, agreements.add_calendar(ana, shut_today())).id;
    auto moved = words();
    moved.calendar_id = mondays;
    run(io, agreements.change_policy(ana, shipped, moved));
    run(io, keeper.renew());
    // 2026-11-24 is a Tuesday: nothing of it counted.
    EXPECT_EQ(next_due(first)->due_at, from_rfc3339("2026-11-30T09:20:00Z"));
    pass(1h);
    EXPECT_THAT(told(first), IsEmpty()) << "the hours are shut";
    auto wider = shut_today();
    wider.hours.push_back({2, 0, 1'440});
    run(io, agreements.change_calendar(ana, mondays, wider));
    run(io, keeper.renew());
    EXPECT_EQ(next_due(first)->due_at, began + 20min) << "counted from the log, not from what was kept";
    pass(1s);
    EXPECT_THAT(told(first), ElementsAre("breach first_answer"));
    EXPECT_EQ(code(agreements.remove_calendar(ana, mondays)), "calendar.in_use");
}

TEST_F(KeeperTest, what_was_kept_is_not_broken_by_a_later_promise) {
    auto const id = open(li).id;
    pass(30min);
    say(ana, id, "It is on its way.");
    follow();
    settle();
    auto words = office_policy(run(io, agreements.add_calendar(ana, shut_today())).id);
    words.targets = {1, 1, 1};
    run(io, agreements.change_policy(ana, agreements.now()->policies.front().id, words));
    run(io, keeper.renew());
    EXPECT_EQ(clock_of(id, ClockKind::first_answer)->state, ClockState::met);
    EXPECT_EQ(clock_of(id, ClockKind::first_answer)->target, 60);
}

TEST_F(KeeperTest, the_first_policy_that_fits_holds) {
    auto const calendar = agreements.now()->policies.front().calendar_id;
    auto words = office_policy(calendar);
    words.conditions.all = {{"tag", "any_of", {"vip"}}};
    words.targets.first_answer = 5;
    auto const added = run(io, agreements.add_policy(ana, words));
    auto const id = open(li).id;
    run(io, desk.change(ana, id, {.client_id = new_id(), .add_tags = std::vector<std::string>{"vip"}}));
    follow();
    EXPECT_EQ(next_due(id)->due_at, clock.now() + 60min) << "the shipped one comes first and fits everything";
    settle();
    auto const began = run(io, desk.read(ana, id)).created_at;
    run(io, agreements.order_policies(ana, {{added.id, agreements.now()->policies.front().id}}));
    run(io, keeper.renew());
    EXPECT_EQ(next_due(id)->due_at, began + 5min);
    EXPECT_EQ(run(io, keeper.read(ana, id)).policy->name_en, "Office");
    run(io, desk.change(ana, id, {.client_id = new_id(), .remove_tags = std::vector<std::string>{"vip"}}));
    follow();
    EXPECT_EQ(next_due(id)->due_at, began + 60min);
    EXPECT_EQ(code(agreements.order_policies(ana, {{added.id}})), "policy.order");
    run(io, agreements.remove_policy(ana, added.id));
    EXPECT_EQ(agreements.now()->policies.size(), 1u);
}

TEST_F(KeeperTest, what_cannot_be_is_refused) {
    auto const calendar = agreements.now()->policies.front().calendar_id;
    auto const refused_calendar = [&](auto spoil) {
        auto words = shut_today();
        spoil(words);
        return code(agreements.add_calendar(ana, words));
    };
    EXPECT_EQ(refused_calendar([](auto& w) { w.zone = "Mars/Olympus"; }), "calendar.zone");
    EXPECT_EQ(refused_calendar([](auto& w) { w.hours.clear(); }), "calendar.hours");
    EXPECT_EQ(refused_calendar([](auto& w) { w.hours.push_back({1, 600, 700}); }), "calendar.hours");
    EXPECT_EQ(refused_calendar([](auto& w) { w.hours.push_back({8, 0, 10}); }), "calendar.hours");
    EXPECT_EQ(refused_calendar([](auto& w) { w.hours.push_back({2, 10, 1'441}); }), "calendar.hours");
    EXPECT_EQ(refused_calendar([](auto& w) { w.holidays.push_back({"2026-02-30", "None", false}); }), "calendar.holidays");
    EXPECT_EQ(refused_calendar([](auto& w) { w.name_en = " "; }), "name.empty");
    auto const refused_policy = [&](auto spoil) {
        auto words = office_policy(calendar);
        spoil(words);
        return code(agreements.add_policy(ana, words));
    };
    EXPECT_EQ(refused_policy([](auto& w) { w.conditions.all = {{"waiting", "at_least", {"5"}}}; }), "policy.by_time");
    EXPECT_EQ(refused_policy([](auto& w) { w.conditions.all = {{"priority", "any_of", {"huge"}}}; }), "condition.value");
    EXPECT_EQ(refused_policy([](auto& w) { w.targets.resolution = 0; }), "policy.target");
    EXPECT_EQ(refused_policy([](auto& w) { w.by_priority.low = Targets{{}, -1, {}}; }), "policy.target");
    EXPECT_EQ(refused_policy([](auto& w) { w.warn_percent = 100; }), "policy.warning");
    EXPECT_EQ(refused_policy([](auto& w) { w.calendar_id = {}; }), "calendar.unknown");
    EXPECT_EQ(code(keeper.read(ana, {})), "conversation.unknown");
}

TEST_F(KeeperTest, snoozing_pauses_and_an_incident_stops_all) {
    auto const began = clock.now();
    auto const id = open(li).id;
    pass(10min);
    say(ana, id, "A moment.");
    set(ana, id, "open");
    follow();
    EXPECT_EQ(next_due(id)->kind, "resolution");
    run(io, desk.change(ana, id, {.client_id = new_id(), .snoozed_until = clock.now() + 2h}));
    follow();
    EXPECT_FALSE(next_due(id));
    EXPECT_EQ(clock_of(id, ClockKind::resolution)->paused_by, "snooze");
    clock.advance(2h);
    run(io, desk.change_as({.kind = "snooze", .id = {}, .name = {}}, id,
                           {.client_id = new_id(), .clear = std::vector<std::string>{"snoozed_until"}}));
    follow();
    EXPECT_EQ(next_due(id)->due_at, began + 48h + 2h);
    run(io, desk.note(id, "incident-1", "", json::value{{"clocks", "hold"}}));
    follow();
    EXPECT_EQ(clock_of(id, ClockKind::resolution)->paused_by, "incident");
    clock.advance(1h);
    run(io, desk.note(id, "incident-2", "", json::value{{"clocks", "go_on"}}));
    follow();
    EXPECT_EQ(next_due(id)->due_at, began + 48h + 3h);
}

TEST_F(KeeperTest, what_is_heard_twice_counts_once_and_what_was_missed_is_counted_from_the_log) {
    static constexpr postgres::Query<postgres::Affected()> repeat{
        "test.repeat",
        "INSERT INTO entry_feed (conversation_id, seq) SELECT conversation_id, seq FROM entries ORDER BY posted_at, seq"};
    static constexpr postgres::Query<postgres::Affected()> lose{"test.lose", "DELETE FROM entry_feed"};
    auto const id = open(li).id;
    pass(5min);
    say(ana, id, "A moment.");
    pass(5min);
    say(li, id, "Yes?");
    follow();
    auto const once = kept();
    run(io, database.run(repeat));
    follow();
    EXPECT_EQ(kept(), once);
    clock.advance(5min);
    say(ana, id, "Here it is.");  // nobody hears of it
    run(io, database.run(lose));
    clock.advance(5min);
    auto const asked = clock.now();
    say(li, id, "And the fee?");
    follow();
    EXPECT_EQ(clock_of(id, ClockKind::next_answer)->started_at, asked);
    EXPECT_EQ(clock_of(id, ClockKind::next_answer)->due_at, asked + 4h);
}

TEST_F(KeeperTest, who_waits_in_a_merged_one_waits_on_where_it_went_however_often_it_is_counted) {
    desk::Ties ties{database, desk, audit, clock, random};
    auto const merge = [&](ConversationId of, desk::Conversation const& into) {
        run(io, ties.make(ana, of, {new_id(), "merged", into.reference}));
        follow();
    };
    auto const began = clock.now();
    auto const asks = open(li).id;
    auto const into = open(li), fresh = open(li);
    say(ana, into.id, "A moment.");
    pass(50min);
    merge(asks, into);
    EXPECT_EQ(clock_of(into.id, ClockKind::next_answer)->started_at, began);
    EXPECT_EQ(clock_of(into.id, ClockKind::next_answer)->due_at, began + 4h);

    auto always = shut_today();
    for (std::int64_t day = 1; day <= 7; ++day) always.hours.push_back({day, 0, 1'440});
    always.hours.erase(always.hours.begin());
    auto words = office_policy(run(io, agreements.add_calendar(ana, always)).id);
    words.targets = {60, 180, 6'000};
    run(io, agreements.change_policy(ana, agreements.now()->policies.front().id, words));
    run(io, keeper.renew());
    ASSERT_TRUE(clock_of(into.id, ClockKind::next_answer)) << "counted anew from the log";
    EXPECT_EQ(clock_of(into.id, ClockKind::next_answer)->due_at, began + 3h);
    pass(2h + 10min);
    EXPECT_THAT(told(into.id), ElementsAre("warning next_answer")) << "in time until then";
    pass(2s);
    EXPECT_THAT(told(into.id), ElementsAre("warning next_answer", "breach next_answer"));

    // It was too late before it went there.
    auto const last = open(li);
    EXPECT_THAT(told(fresh.id), ElementsAre("warning first_answer", "breach first_answer"));
    merge(fresh.id, last);
    pass(2s);
    EXPECT_THAT(told(last.id), ElementsAre("breach first_answer"));
}

TEST_F(KeeperTest, counted_step_by_step_or_all_at_once_it_comes_to_the_same) {
    auto const ben = agent("Ben");
    std::vector<std::pair<Customer, ConversationId>> rooms;
    for (int i = 0; i < 6; ++i) {
        auto const who = customer();
        rooms.emplace_back(who, open(who).id);
    }
    for (int step = 0; step < 150; ++step) {
        auto const& [who, id] = rooms[random.below(6)];
        auto const dice = random.below(9);
        try {
            if (dice < 3) say(who, id, "And now?");
            if (dice == 3 || dice == 4) say(random.below(2) == 0 ? ana : ben, id, "A moment.");
            if (dice == 5) set(ana, id, random.below(2) == 0 ? "open" : "waiting");
            if (dice == 6 && random.below(3) == 0) set(ana, id, "resolved");
            if (dice == 7) note(ben, id);
            if (dice == 8) run(io, desk.change(ana, id, {.client_id = new_id(), .snoozed_until = clock.now() + 30min}));
        } catch (Problem const&) {  // it stands so already
        }
        clock.advance(std::chrono::seconds{random.below(2'000)});
        if (random.below(3) == 0) run(io, feed.pass_on());
    }
    follow();
    settle();
    auto const bare = [&] {
        std::map<std::pair<ConversationId, ClockKind>, std::tuple<std::int64_t, std::int64_t, std::optional<Timestamp>, bool>>
            out;
        for (auto const& [who, id] : rooms)
            for (auto const& row : run(io, database.run(sql::live_clocks, std::vector{id})))
                out[{id, row.kind}] = {row.started_seq, row.elapsed, row.running_since, row.ended_at.has_value()};
        return out;
    };
    auto const stepwise = bare();
    EXPECT_GE(stepwise.size(), 12u);
    // Resolved ones are counted when their next entry comes, active ones at once.
    for (auto const& [who, id] : rooms)
        if (run(io, desk.read(ana, id)).status == "resolved") say(who, id, "Once more.");
    follow();
    settle();
    auto const before = bare();
    forget_counts();
    run(io, agreements.change_policy(ana, agreements.now()->policies.front().id,
                                     office_policy(agreements.now()->policies.front().calendar_id)));
    run(io, keeper.renew());
    EXPECT_EQ(bare(), before);
}

TEST_F(KeeperTest, of_a_very_long_conversation_each_entry_costs_the_same) {
    auto const id = open(li).id;
    follow();
    // Ten thousand entries more than anybody writes, straight into the log.
    static constexpr postgres::Query<postgres::Affected(ConversationId, Timestamp)> fill{"test.fill", R"sql(
        WITH more AS (INSERT INTO entries (conversation_id, seq, kind, author_kind, author_id, client_id, plain, internal, status, posted_at)
            SELECT $1, n, 'note', 'system', '00000000-0000-0000-0000-000000000000', 'fill-' || n, '', true, 'new', $2::timestamptz
            FROM generate_series(2, 10001) n RETURNING seq)
        UPDATE conversations SET last_seq = 10001 WHERE id = $1)sql"};
    run(io, database.run(fill, id, clock.now()));
    clock.advance(1min);
    say(li, id, "Hello?");  // ten thousand were missed: read page by page
    follow();
    static constexpr postgres::Query<postgres::One<std::int64_t>(ConversationId)> seq{
        "test.seq", "SELECT seq FROM service_states WHERE conversation_id = $1"};
    EXPECT_EQ(run(io, database.run(seq, id)), 10'002);
    EXPECT_EQ(clock_of(id, ClockKind::first_answer)->state, ClockState::running);
    note(ana, id);
    follow();
    EXPECT_EQ(run(io, database.run(seq, id)), 10'003);
}

}  // namespace
}  // namespace ombud::service_levels
