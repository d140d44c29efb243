// Rules as staff and customers meet them: what they do, once; what stops them; and that a trial tells it beforehand.
#include "rules/rules.hpp"

#include <gmock/gmock.h>

#include "audit/chain.hpp"
#include "core/limits.hpp"
#include "rules/automation.hpp"
#include "rules/events.hpp"
#include "rules/queries.hpp"
#include "rules/trial.hpp"
#include "support/desk_people.hpp"

namespace ombud::rules {
namespace {

using namespace std::chrono_literals;
using desk::EntryKind;
using ombud::testing::run;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using enum Event;

// A desk with rules.
struct Ruled : ombud::testing::PeopledDesk {
    audit::Log audit{database, clock};
    desk::Feed feed{database, clock};
    Rules rules{database, audit, clock, random};
    Trials trials{database, clock};
    Automation automation{database, audit, desk, clock};
    Agent boss = agent("Ming"), ana = agent("Ana"), ben = agent("Ben");

    Ruled() {
        feed.tells(automation);
        run(io, desk.board().load());
    }
    void TestBody() override {}

    static desk::Condition is(std::string field, std::vector<std::string> values, std::string how = "any_of") {
        return {std::move(field), std::move(how), std::move(values)};
    }
    static desk::WantedAct act(std::string what, std::vector<std::string> values) { return {std::move(what), std::move(values)}; }
    RuleWords words(std::vector<Event> on, std::vector<desk::Condition> all, std::vector<desk::WantedAct> acts) {
        return {.name = "Rule " + new_id(),
                .on = std::move(on),
                .conditions = {std::move(all), {}},
                .acts = std::move(acts),
                .active = true};
    }
    Rule add(RuleWords wanted) { return run(io, rules.add(boss, std::move(wanted))); }
    Rule add(std::vector<Event> on, std::vector<desk::Condition> all, std::vector<desk::WantedAct> acts) {
        return add(words(std::move(on), std::move(all), std::move(acts)));
    }
    Rule find(RuleId id) {
        for (auto& each : run(io, rules.list(boss)).rules)
            if (each.id == id) return each;
        throw std::logic_error("no such rule");
    }
    // All that is new is told, and what comes of it.
    void pass_on() {
        while (run(io, feed.pass_on()) > 0) {
        }
    }
    void look_at_time() {
        settle();  // the board has read what changed
        run(io, automation.look_at_time());
    }
    desk::Entry change(ConversationId id, desk::ChangeHandling wanted) {
        wanted.client_id = new_id();
        return run(io, desk.change(ana, id, std::move(wanted)));
    }
    desk::Handling handling(ConversationId id) { return *read(ana, id).handling; }
    // What rules did there: "handling", "note", …
    std::vector<std::string> by_rules(ConversationId id) {
        std::vector<std::string> out;
        for (auto const& entry : log(ana, id))
            if (entry.author.kind == desk::AuthorKind::system && entry.client_id.starts_with("rule-"))
                out.emplace_back(boost::describe::enum_to_string(entry.kind, ""));
        return out;
    }
    std::vector<std::string> stops() {
        std::vector<std::string> out;
        for (auto const& each : run(io, audit.read({}, "rules.stopped", 100)))
            out.emplace_back(audit::details_of(each).at("why").as_string());
        return out;
    }
    std::vector<Would> would(RuleWords wanted) {
        std::vector<Would> out;
        std::optional<ConversationId> cursor;
        do {
            auto page = run(io, trials.look(boss, {wanted, cursor}));
            std::ranges::move(page.would, std::back_inserter(out));
            cursor = page.next;
        } while (cursor);
        return out;
    }
    std::string everything() {
        static constexpr postgres::Query<postgres::One<std::string>()> sum{"test.everything", R"sql(
            SELECT concat((SELECT jsonb_agg(c ORDER BY c.id) FROM conversations c), (SELECT count(*) FROM entries),
                          (SELECT jsonb_agg(r ORDER BY r.id) FROM rules r), (SELECT count(*) FROM rule_runs)))sql"};
        return run(io, database.run(sum));
    }
};

using RulesTest = Ruled;

TEST_F(RulesTest, every_query_agrees_with_the_schema) {
    std::string differs;
    auto agrees = [&](auto const&... queries) { ((differs += run(io, postgres::check(database, queries))), ...); };
    agrees(sql::rules, sql::active_rules, sql::add, sql::change, sql::switch_rule, sql::stop, sql::remove, sql::put_in_order,
           sql::ran, sql::ran_before, sql::runs, sql::has_begun, sql::chain, sql::acted_since, sql::tried, sql::logs);
    EXPECT_EQ(differs, "");
}

TEST_F(RulesTest, it_does_what_it_says_where_its_conditions_hold) {
    auto const rule = add({opened}, {is("language", {"en"})},
                          {act("priority", {"high"}), act("add_tags", {"vip", "new"}), act("assign", {ben.id.text()}),
                           act("note", {"Look at their deposits first."}), act("status", {"waiting"})});
    add({opened}, {is("language", {"zh-CN"})}, {act("priority", {"urgent"})});
    auto const li = customer();
    auto const id = open(li).id;
    pass_on();
    EXPECT_THAT(by_rules(id), ElementsAre("handling", "assignment", "note", "state"));
    EXPECT_EQ(handling(id).priority, "high");
    EXPECT_THAT(handling(id).tags, ElementsAre("new", "vip"));
    EXPECT_EQ(read(ana, id).assignee->name, "Ben");
    EXPECT_EQ(read(ana, id).status, "waiting");
    for (auto const& entry : log(ana, id)) {
        if (entry.seq > 1) {
            EXPECT_EQ(entry.data.at("by").at("id").as_string(), rule.id.text());
        }
    }
    for (auto const& entry : log(li, id))
        EXPECT_EQ(to_json_text(entry).find(rule.name), std::string::npos) << "what we call it is ours";
    EXPECT_EQ(find(rule.id).runs, 1);
    auto const runs = run(io, rules.runs(boss, rule.id)).runs;
    ASSERT_THAT(runs, SizeIs(1));
    EXPECT_EQ(runs[0].conversation_id, id);
    EXPECT_THAT(runs[0].done, ElementsAre("priority", "add_tags", "assign", "note", "status"));
}

TEST_F(RulesTest, each_event_sets_off_what_listens_to_it) {
    auto const wrote = add({customer_wrote}, {}, {act("add_tags", {"wrote"})});
    add({answered}, {}, {act("add_tags", {"answered"})});
    add({assigned}, {}, {act("add_tags", {"assigned"})});
    add({status_changed}, {}, {act("add_tags", {"status"})});
    auto const li = customer();
    auto const id = open(li).id;
    pass_on();
    EXPECT_THAT(handling(id).tags, ElementsAre("wrote"));
    say(ana, id, "Hello");
    pass_on();
    EXPECT_THAT(handling(id).tags, ElementsAre("answered", "assigned", "wrote")) << "whoever answers first has it";
    note(ana, id);
    set(ana, id, "resolved");
    pass_on();
    EXPECT_THAT(handling(id).tags, ElementsAre("answered", "assigned", "status", "wrote"));
    EXPECT_EQ(find(wrote.id).runs, 1);
}

TEST_F(RulesTest, told_again_it_does_nothing_again) {
    add({opened}, {}, {act("snooze", {"60"}), act("note", {"Wait for the bank."})});
    auto const id = open(customer()).id;
    pass_on();
    auto const before = log(ana, id).size();
    static constexpr postgres::Query<postgres::Affected()> tell_again{
        "test.tell_again", "INSERT INTO entry_feed (conversation_id, seq) SELECT conversation_id, seq FROM entries ORDER BY seq"};
    run(io, database.run(tell_again));
    clock.advance(1min);
    pass_on();
    EXPECT_EQ(log(ana, id).size(), before);
    // As if the program had fallen before it could write down that it did this.
    static constexpr postgres::Query<postgres::Affected()> forget{"test.forget", "DELETE FROM rule_runs"};
    run(io, database.run(forget));
    run(io, database.run(tell_again));
    clock.advance(1min);
    pass_on();
    EXPECT_EQ(log(ana, id).size(), before);
    EXPECT_THAT(stops(), IsEmpty());
}

TEST_F(RulesTest, what_it_had_begun_when_the_program_fell_it_ends) {
    auto const rule = add({opened}, {is("tag", {"vip"}, "none_of")},
                          {act("add_tags", {"vip"}), act("assign", {ben.id.text()}), act("note", {"Be quick."})});
    auto const id = open(customer()).id, other = open(customer()).id;
    run(io, desk.change_as({.kind = "rule", .id = rule.id.uuid, .name = rule.name}, id,
                           {.client_id = "rule-" + rule.id.text() + "-1-h", .add_tags = std::vector<std::string>{"vip"}}));
    change(other, {.add_tags = std::vector<std::string>{"vip"}});
    pass_on();
    EXPECT_THAT(by_rules(id), ElementsAre("handling", "assignment", "note"));
    EXPECT_EQ(read(ana, id).assignee->name, "Ben");
    EXPECT_THAT(by_rules(other), IsEmpty()) << "it stood so before";
}

TEST_F(RulesTest, who_writes_while_it_acts_is_not_resolved_unread) {
    auto const li = customer();
    add({opened}, {}, {act("assign", {ben.id.text()}), act("status", {"resolved"})});
    desk.shows_codes([&](ConversationId in, StaffId) -> Task<std::string> {
        co_await desk.post(li, in, PeopledDesk::words("And the fee?"));
        co_return "VK7F-3Q9D-M2XA";
    });
    auto const id = open(li).id;
    pass_on();
    EXPECT_THAT(by_rules(id), ElementsAre("assignment"));
    EXPECT_EQ(read(li, id).status, "open");
}

TEST_F(RulesTest, whoever_is_erased_switches_no_rule_off) {
    auto const rule = add({opened}, {}, {act("note", {"Be quick."})});
    auto const li = customer();
    open(li);
    run(io, vault.erase(li.id));
    desk.words().forget();
    auto const id = open(customer()).id;
    pass_on();
    EXPECT_TRUE(find(rule.id).active);
    EXPECT_THAT(stops(), IsEmpty());
    EXPECT_THAT(by_rules(id), ElementsAre("note"));
    EXPECT_EQ(run(io, feed.faults()), 0);
}

TEST_F(RulesTest, it_looks_at_how_things_stand_now) {
    add({opened}, {is("assignee", {"nobody"})}, {act("assign", {ben.id.text()})});
    auto const id = open(customer()).id;
    assign(ana, id, ana.id);  // before the rule hears of it
    pass_on();
    EXPECT_EQ(read(ana, id).assignee->name, "Ana");
}

TEST_F(RulesTest, a_rule_never_sets_itself_off) {
    auto const rule = add({handling_changed}, {}, {act("snooze", {"30"}), act("note", {"Again."})});
    auto const id = open(customer()).id;
    change(id, {.priority = "high"});
    pass_on();
    EXPECT_THAT(by_rules(id), ElementsAre("handling", "note"));
    clock.advance(1min);
    change(id, {.priority = "low"});
    pass_on();
    EXPECT_THAT(by_rules(id), SizeIs(4)) << "what a person does sets it off again";
    EXPECT_TRUE(find(rule.id).active);
}

TEST_F(RulesTest, two_rules_that_undo_each_other_come_to_an_end) {
    auto const down = add({handling_changed}, {is("priority", {"high"})}, {act("priority", {"low"})});
    auto const up = add({handling_changed}, {is("priority", {"low"})}, {act("priority", {"high"})});
    auto const id = open(customer()).id;
    change(id, {.priority = "high"});
    pass_on();
    EXPECT_THAT(by_rules(id), SizeIs(3)) << "both after what the person did, and the first one once more after the second";
    EXPECT_EQ(handling(id).priority, "low");
    EXPECT_TRUE(find(down.id).active);
    EXPECT_TRUE(find(up.id).active);
}

TEST_F(RulesTest, one_that_does_too_much_is_switched_off_and_says_why) {
    auto const rule = add({handling_changed}, {}, {act("note", {"Somebody changed something."})});
    auto const id = open(customer()).id;
    for (int i = 0; i < 40; ++i) {  // as another program might, that answers each note with a change
        change(id, {.priority = i % 2 ? "low" : "high"});
        pass_on();
    }
    EXPECT_THAT(by_rules(id), SizeIs(limits::rule_acts_each_minute));
    auto const now = find(rule.id);
    EXPECT_FALSE(now.active);
    EXPECT_EQ(now.stopped_why, "rule.too_much");
    EXPECT_TRUE(now.stopped_at);
    EXPECT_THAT(stops(), ElementsAre("rule.too_much")) << "once";
    auto const on = run(io, rules.switch_to(boss, rule.id, {true}));
    EXPECT_TRUE(on.active);
    EXPECT_FALSE(on.stopped_why);
}

TEST_F(RulesTest, a_customer_who_writes_much_switches_nothing_off) {
    auto const rule = add({customer_wrote}, {}, {act("note", {"They wrote."})});
    auto const li = customer();
    auto const id = open(li).id;
    for (int i = 0; i < 40; ++i) say(li, id, "Hello?");
    pass_on();
    EXPECT_THAT(by_rules(id), SizeIs(limits::rule_acts_each_minute));
    EXPECT_TRUE(find(rule.id).active);
    clock.advance(2min);
    say(li, id, "Hello?");
    pass_on();
    EXPECT_THAT(by_rules(id), SizeIs(limits::rule_acts_each_minute + 1));
}

TEST_F(RulesTest, one_whose_act_is_refused_is_switched_off_and_the_others_go_on) {
    auto const gone = add({opened}, {}, {act("assign", {StaffId::make(clock, random).text()})});
    add({opened}, {}, {act("priority", {"high"})});
    auto const id = open(customer()).id;
    pass_on();
    EXPECT_EQ(handling(id).priority, "high");
    EXPECT_EQ(find(gone.id).stopped_why, "assignee.unknown");
    EXPECT_EQ(run(io, feed.faults()), 0);
}

TEST_F(RulesTest, time_sets_one_off_once_for_each_time_of_waiting) {
    auto const rule =
        add({time_passed}, {is("waiting", {"30"}, "at_least")}, {act("priority", {"high"}), act("note", {"Too long."})});
    auto const li = customer();
    auto const id = open(li).id;
    look_at_time();
    EXPECT_THAT(by_rules(id), IsEmpty());
    clock.advance(30min);
    look_at_time();
    EXPECT_THAT(by_rules(id), ElementsAre("handling", "note"));
    change(id, {.priority = "normal"});
    say(li, id, "Still there?");
    clock.advance(1min);
    Automation restarted{database, audit, desk, clock};
    settle();
    run(io, restarted.look_at_time());
    EXPECT_THAT(by_rules(id), SizeIs(2)) << "a person decided otherwise, and they wait since the same moment";
    say(ana, id, "Sorry, I am here.");
    say(li, id, "Thanks. And?");
    clock.advance(31min);
    look_at_time();
    EXPECT_THAT(by_rules(id), SizeIs(4)) << "they wait anew";
    EXPECT_EQ(find(rule.id).runs, 2);
}

TEST_F(RulesTest, silence_is_counted_since_the_last_words) {
    add({time_passed}, {is("idle", {"60"}, "at_least"), is("status", {"waiting"})}, {act("status", {"resolved"})});
    auto const li = customer();
    auto const id = open(li).id;
    say(ana, id, "Did that help?");
    clock.advance(59min);
    look_at_time();
    EXPECT_EQ(read(ana, id).status, "waiting");
    clock.advance(2min);
    look_at_time();
    EXPECT_EQ(read(ana, id).status, "resolved");
    say(li, id, "No.");
    EXPECT_EQ(read(ana, id).status, "open");
}

TEST_F(RulesTest, what_makes_no_sense_is_refused_with_its_place) {
    auto const refused = [&](RuleWords wanted) {
        try {
            run(io, rules.add(boss, std::move(wanted)));
            return std::string("fine");
        } catch (Problem const& problem) {
            return problem.code + " " + problem.field;
        }
    };
    auto const fine = act("priority", {"high"});
    EXPECT_EQ(refused(words({}, {}, {fine})), "rule.no_event on");
    EXPECT_EQ(refused(words({opened}, {}, {})), "acts.none acts");
    EXPECT_EQ(refused(words({opened}, {}, {fine, act("priority", {"low"})})), "act.twice acts.1");
    EXPECT_EQ(refused(words({opened}, {}, {act("priority", {"highest"})})), "act.value acts.0");
    EXPECT_EQ(refused(words({opened}, {}, {act("add_tags", {" vip"})})), "act.value acts.0");
    EXPECT_EQ(refused(words({opened}, {}, {act("assign", {"me"})})), "act.value acts.0") << "nobody is me";
    EXPECT_EQ(refused(words({opened}, {}, {act("reply", {"Hello"})})), "act.unknown acts.0") << "rules send nothing";
    EXPECT_EQ(refused(words({opened}, {}, {act("snooze", {"-1"})})), "act.value acts.0");
    EXPECT_EQ(refused(words({opened}, {is("colour", {"red"})}, {fine})), "condition.field all.0");
    EXPECT_EQ(refused(words({time_passed}, {is("status", {"open"})}, {fine})), "rule.needs_time conditions");
    EXPECT_EQ(refused(words({opened}, {}, {act("note", {"card 4111 1111 1111 1111"})})), "name.secret acts.0");
    auto const one = add({opened}, {}, {fine});
    auto same = words({opened}, {}, {fine});
    same.name = one.name;
    EXPECT_EQ(refused(same), "rule.known name");
    EXPECT_EQ(code(rules.put_in_order(boss, {{}})), "rule.order");
}

TEST_F(RulesTest, they_go_in_the_order_that_was_given) {
    auto const first = add({opened}, {}, {act("priority", {"high"})});
    auto const second = add({opened}, {}, {act("priority", {"low"})});
    auto const id = open(customer()).id;
    pass_on();
    EXPECT_EQ(handling(id).priority, "low") << "the last one has the last word";
    auto const listed = run(io, rules.put_in_order(boss, {{second.id, first.id}})).rules;
    EXPECT_EQ(listed.at(0).id, second.id);
    auto const other = open(customer()).id;
    pass_on();
    EXPECT_EQ(handling(other).priority, "high");
    run(io, rules.switch_to(boss, first.id, {false}));
    auto const third = open(customer()).id;
    pass_on();
    EXPECT_EQ(handling(third).priority, "low");
}

// Trials --------------------------------------------------------------------------------------------------------------------

// What somebody did where, and when: of a trial, or of rules themselves.
struct Touched {
    std::size_t conversation;
    std::int64_t minute;
    std::vector<std::string> done;
    auto operator<=>(Touched const&) const = default;
};
std::ostream& operator<<(std::ostream& out, Touched const& each) {
    out << "#" << each.conversation << " at " << each.minute << ":";
    for (auto const& act : each.done) out << " " << act;
    return out;
}

struct TriedTest : Ruled {
    std::vector<Customer> customers;
    std::vector<ConversationId> ids;
    Timestamp start = clock.now();

    std::size_t place(ConversationId id) { return std::size_t(std::ranges::find(ids, id) - ids.begin()); }
    std::int64_t minute(Timestamp at) { return std::chrono::floor<std::chrono::minutes>(at - start).count(); }
    std::vector<Touched> predicted(RuleWords const& wanted) {
        std::vector<Touched> out;
        for (auto const& each : would(wanted))
            for (auto const& time : each.times) out.push_back({place(each.conversation_id), minute(time.at), time.done});
        std::ranges::sort(out);
        return out;
    }
    std::vector<Touched> really(RuleId id) {
        static constexpr postgres::Query<postgres::Many<rules::Run>(RuleId)> all{
            "test.all_runs",
            "SELECT r.conversation_id, '' AS reference, r.at, r.done FROM rule_runs r WHERE r.rule_id = $1 AND r.done <> '{}'"};
        std::vector<Touched> out;
        for (auto const& each : run(io, database.run(all, id)))
            out.push_back({place(each.conversation_id), minute(each.at), each.done});
        std::ranges::sort(out);
        return out;
    }
    // One act of somebody, the same in each world that is given the same dice.
    void happen(SeededRandom& dice, std::size_t which) {
        auto const roll = [&](std::uint32_t sides) { return dice.below(sides); };
        auto const id = ids[which];
        auto const& who = roll(2) ? ana : ben;
        static constexpr std::array priorities{"low", "normal", "high", "urgent"};
        static constexpr std::array topics{"deposit", "withdrawal", "other"};
        static constexpr std::array statuses{"open", "waiting", "resolved"};
        switch (roll(7)) {
            case 0:
            case 1:
                say(customers[which], id, "And now?");
                break;
            case 2:
                say(who, id, "One moment.");
                break;
            case 3:
                code(desk.change(who, id, {.client_id = new_id(), .priority = priorities[roll(4)]}));
                break;
            case 4:
                code(desk.change(who, id, {.client_id = new_id(), .topic = topics[roll(3)]}));
                break;
            case 5:
                code(desk.assign(who, id, {roll(3) ? std::optional{who.id} : std::nullopt, new_id()}));
                break;
            default:
                code(desk.change_status(who, id, {statuses[roll(3)], new_id()}));
        }
    }
    // An hour and a half of a busy desk: each minute something may happen in each conversation.
    void live(std::uint64_t seed) {
        SeededRandom dice{seed};
        for (int now = 0; now < 90; ++now) {
            if (ids.size() < 8) {
                customers.push_back(customer());
                ids.push_back(open(customers.back()).id);
            } else {
                for (std::size_t which = 0; which < ids.size(); ++which)
                    if (dice.below(9) == 0) happen(dice, which);
            }
            pass_on();
            look_at_time();
            clock.advance(start + std::chrono::minutes{now + 1} - clock.now());
        }
    }
};

TEST_F(TriedTest, a_trial_changes_nothing_and_tells_what_the_rule_then_does_with_the_same_events) {
    auto wanted =
        words({customer_wrote, answered}, {is("priority", {"normal"})}, {act("priority", {"high"}), act("add_tags", {"seen"})});
    for (int i = 0; i < 12; ++i) {
        customers.push_back(customer());
        ids.push_back(open(customers.back()).id);
        if (i % 3 == 0) change(ids.back(), {.priority = "low"});
        if (i % 4 == 0) say(ana, ids.back(), "Hello");
    }
    auto const before = everything();
    auto const told = predicted(wanted);
    EXPECT_EQ(everything(), before);
    wanted.name = "Now really";
    auto const rule = add(wanted);
    pass_on();  // what happened is told to rules only now
    auto const done = really(rule.id);
    EXPECT_THAT(done, SizeIs(8));
    // Those whose priority was lowered had been as they were for a moment, which the rule, hearing of it later, did not see.
    std::vector<Touched> later;
    for (auto const& each : told)
        if (each.conversation % 3 != 0) later.push_back(each);
    EXPECT_EQ(later, done);
}

TEST_F(TriedTest, a_trial_foretells_what_a_rule_at_work_does_to_the_same_busy_desk) {
    std::vector<RuleWords> const candidates{
        words({customer_wrote}, {is("priority", {"normal", "low"})}, {act("priority", {"high"}), act("note", {"Hurry."})}),
        words({opened, answered}, {is("topic", {"none"})}, {act("topic", {"other"}), act("add_tags", {"sorted"})}),
        words({time_passed}, {is("waiting", {"4"}, "at_least")}, {act("priority", {"urgent"}), act("note", {"Too long."})}),
        words({time_passed}, {is("idle", {"6"}, "at_least"), is("status", {"open", "waiting"})},
              {act("assign", {"nobody"}), act("status", {"waiting"})}),
        words({time_passed, answered}, {is("age", {"20"}, "at_least"), is("priority", {"low"}, "none_of")},
              {act("add_tags", {"old"}), act("priority", {"normal"})}),
    };
    std::size_t compared = 0;
    for (std::size_t i = 0; i < candidates.size(); ++i) {
        TriedTest quiet, working;
        auto const rule = working.add(candidates[i]);
        quiet.live(41 + i);
        working.live(41 + i);
        auto const told = quiet.predicted(candidates[i]);
        EXPECT_EQ(told, working.really(rule.id)) << "rule " << i;
        EXPECT_TRUE(working.find(rule.id).active);
        compared += told.size();
    }
    EXPECT_GT(compared, 40u);
}

TEST_F(TriedTest, a_trial_goes_a_month_back_page_by_page) {
    customers.push_back(customer());
    ids.push_back(open(customers.back()).id);
    set(ana, ids.back(), "resolved");
    clock.advance(31 * 24h);
    for (std::int64_t i = 0; i < limits::conversations_tried + 5; ++i) {
        clock.advance(1s);
        customers.push_back(customer());
        ids.push_back(open(customers.back()).id);
    }
    auto const wanted = words({opened}, {}, {act("priority", {"high"})});
    auto const page = run(io, trials.look(boss, {wanted, {}}));
    EXPECT_EQ(page.looked_at, limits::conversations_tried);
    ASSERT_TRUE(page.next);
    EXPECT_EQ(page.would.front().conversation_id, ids.back()) << "the newest first";
    auto const rest = run(io, trials.look(boss, {wanted, page.next}));
    EXPECT_EQ(rest.looked_at, 5);
    EXPECT_FALSE(rest.next);
    EXPECT_THAT(rest.would, SizeIs(5)) << "what ended before is left alone";
}

}  // namespace
}  // namespace ombud::rules
