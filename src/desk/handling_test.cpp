// How the desk handles a conversation: entries of its log, snoozes that end by themselves, acts on many at once, own fields.
#include <gmock/gmock.h>

#include "audit/chain.hpp"
#include "core/limits.hpp"
#include "desk/bulk.hpp"
#include "desk/fields.hpp"
#include "desk/snoozes.hpp"
#include "support/desk_people.hpp"

namespace ombud::desk {
namespace {

using namespace std::chrono_literals;
using ombud::testing::run;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Tags = std::vector<std::string>;

struct HandlingTest : ombud::testing::PeopledDesk {
    Customer asking = customer();
    Agent ana = agent("Ana"), ben = agent("Ben");
    Snoozes snoozes{database, desk, clock};
    ConversationId id = open(asking).id;

    Entry change(ChangeHandling wanted, Agent const& by) {
        wanted.client_id = new_id();
        return run(io, desk.change(by, id, std::move(wanted)));
    }
    Entry change(ChangeHandling wanted) { return change(std::move(wanted), ana); }
    Handling handling(ConversationId of) { return read(ana, of).handling.value(); }
    Handling handling() { return handling(id); }
    std::string refusal(ChangeHandling wanted) {
        wanted.client_id = new_id();
        return code(desk.change(ana, id, std::move(wanted)));
    }
};

TEST_F(HandlingTest, each_change_says_what_was_set_and_how_it_was) {
    EXPECT_EQ(handling().priority, "normal");
    auto const entry = change({.topic = "theft", .priority = "urgent"});
    EXPECT_EQ(entry.kind, EntryKind::handling);
    EXPECT_TRUE(entry.internal);
    EXPECT_EQ(entry.author.id, ana.id.uuid);
    EXPECT_EQ(json::serialize(entry.data.at("set")), R"({"topic":"theft","priority":"urgent"})");
    EXPECT_EQ(entry.data.at("before").at("priority").as_string(), "normal");
    EXPECT_TRUE(entry.data.at("before").at("topic").is_null());
    EXPECT_EQ(entry.data.at("before").as_object().size(), 2u) << "no more than was set";
    EXPECT_EQ(handling().priority, "urgent");
    EXPECT_EQ(read(ana, id).topic, "theft");
    EXPECT_EQ(refusal({.priority = "urgent"}), "handling.unchanged");
    change({.clear = Tags{"topic"}});
    EXPECT_EQ(read(ana, id).topic, std::nullopt);
    EXPECT_EQ(log(ana, id).size(), 3u) << "what changes nothing is no entry";
}

TEST_F(HandlingTest, a_retry_is_the_same_entry_and_another_change_under_its_name_is_refused) {
    ChangeHandling const wanted{.client_id = "once", .priority = "high", .add_tags = Tags{"vip"}};
    auto const first = run(io, desk.change(ana, id, wanted)), again = run(io, desk.change(ana, id, wanted));
    EXPECT_EQ(to_json(first), to_json(again));
    EXPECT_EQ(code(desk.change(ana, id, {.client_id = "once", .priority = "low"})), "client_id.reused");
    EXPECT_EQ(handling().priority, "high");
}

TEST_F(HandlingTest, tags_of_two_people_at_once_are_all_there_sorted_and_single) {
    std::vector<Task<Entry>> both;
    for (int i = 0; i < 10; ++i)
        both.push_back(
            desk.change(i % 2 ? ana : ben, id, {.client_id = new_id(), .add_tags = Tags{"tag " + std::to_string(9 - i), "all"}}));
    for (auto const& outcome : all(std::move(both))) EXPECT_EQ(outcome.code, "");
    Tags wanted{"all"};
    for (int i = 0; i < 10; ++i) wanted.push_back("tag " + std::to_string(i));
    EXPECT_EQ(handling().tags, wanted);
    auto const entry = change({.add_tags = Tags{"new"}, .remove_tags = Tags{"all", "never there"}});
    EXPECT_TRUE(std::ranges::is_sorted(handling().tags));
    EXPECT_EQ(entry.data.at("before").at("tags").as_array().size(), 11u);
    EXPECT_EQ(entry.data.at("set").at("tags").as_array().size(), 11u);
    EXPECT_EQ(refusal({.add_tags = Tags{"new"}}), "handling.unchanged");
    EXPECT_EQ(refusal({.add_tags = Tags{" \u202e "}}), "tag.invalid");
    EXPECT_EQ(refusal({.add_tags = Tags{std::string(limits::tag_letters + 1, 'x')}}), "tag.invalid");
}

TEST_F(HandlingTest, whoever_was_erased_while_it_slept_keeps_nothing_else_asleep) {
    auto const slept = id;
    change({.snoozed_until = clock.now() + 1h});
    id = open(customer()).id;
    change({.snoozed_until = clock.now() + 2h});
    run(io, vault.erase(asking.id));
    desk.words().forget();
    clock.advance(2h);
    run(io, snoozes.wake_due());
    EXPECT_EQ(handling().snoozed_until, std::nullopt);
    EXPECT_TRUE(handling(slept).snoozed_until.has_value()) << "nothing is noted of it any more";
}

TEST_F(HandlingTest, a_snoozed_conversation_wakes_at_its_time_with_an_entry_that_says_so) {
    auto const until = clock.now() + 1h;
    change({.snoozed_until = until});
    EXPECT_EQ(handling().snoozed_until, until);
    clock.advance(1h - 1s);
    run(io, snoozes.wake_due());
    EXPECT_TRUE(handling().snoozed_until.has_value()) << "not yet";
    clock.advance(1s);
    // The program was started anew meanwhile: what sleeps stands in the database.
    Snoozes restarted{database, desk, clock};
    run(io, restarted.wake_due());
    EXPECT_EQ(handling().snoozed_until, std::nullopt);
    run(io, snoozes.wake_due());
    auto const entries = log(ana, id);
    ASSERT_EQ(entries.size(), 3u) << "woken once";
    EXPECT_EQ(entries.back().author.kind, AuthorKind::system);
    EXPECT_EQ(entries.back().data.at("by").at("kind").as_string(), "snooze");
    EXPECT_TRUE(entries.back().internal);
    EXPECT_EQ(entries.back().status, entries.front().status);
}

TEST_F(HandlingTest, whoever_writes_or_whatever_ends_it_wakes_it) {
    for (auto const* what : {"customer", "resolved", "answer"}) {
        change({.snoozed_until = clock.now() + 24h});
        if (std::string_view(what) == "customer") say(asking, id, "Hello?");
        if (std::string_view(what) == "resolved") set(ana, id, "resolved");
        if (std::string_view(what) == "answer") {
            say(ana, id, "Until tomorrow.");
            EXPECT_TRUE(handling().snoozed_until.has_value()) << "an answer may leave it asleep";
            continue;
        }
        EXPECT_EQ(handling().snoozed_until, std::nullopt) << what;
    }
    EXPECT_EQ(refusal({.snoozed_until = clock.now()}), "field.range");
    EXPECT_EQ(refusal({.snoozed_until = clock.now() + limits::snoozed_at_most + 1s}), "field.range");
}

TEST_F(HandlingTest, what_sleeps_stands_in_its_own_list_and_count_only) {
    auto const list = [&](char const* view) {
        std::vector<ConversationId> out;
        for (auto const& row : run(io, desk.inbox(ana, {.view = view})).rows) out.push_back(row.conversation.id);
        return out;
    };
    auto const counts = [&] { return json::serialize(to_json(run(io, desk.live_inbox().counts(ana.id)))); };
    EXPECT_EQ(counts(), R"({"mine":0,"unassigned":1,"all":1,"snoozed":0})");
    change({.snoozed_until = clock.now() + 1h});
    EXPECT_EQ(counts(), R"({"mine":0,"unassigned":0,"all":0,"snoozed":1})");
    EXPECT_THAT(list("unassigned"), IsEmpty());
    EXPECT_THAT(list("all"), IsEmpty());
    EXPECT_THAT(list("snoozed"), ElementsAre(id));
    assign(ana, id, ana.id);
    EXPECT_THAT(list("mine"), IsEmpty());
    say(asking, id, "Hello?");
    EXPECT_EQ(counts(), R"({"mine":1,"unassigned":0,"all":1,"snoozed":0})");
    EXPECT_THAT(list("mine"), ElementsAre(id));
    EXPECT_THAT(list("snoozed"), IsEmpty());
    change({.snoozed_until = clock.now() + 1h});
    set(ana, id, "resolved");
    EXPECT_EQ(counts(), R"({"mine":0,"unassigned":0,"all":0,"snoozed":0})");
}

// Own fields ----------------------------------------------------------------------------------------------------------------

struct FieldsTest : HandlingTest {
    audit::Log audit{database, clock};
    Fields fields{database, desk, audit, clock};

    Field add(std::string name, std::string kind, std::vector<FieldChoice> choices = {}) {
        return run(io, fields.add(ana, {.name = std::move(name),
                                        .label_en = "Label",
                                        .label_zh = "标签",
                                        .kind = std::move(kind),
                                        .choices = std::move(choices),
                                        .topics = {}}));
    }
    std::string set_field(std::string const& name, json::value value) {
        return refusal({.fields = json::object{{name, std::move(value)}}});
    }
};

TEST_F(FieldsTest, each_kind_takes_what_it_is_for) {
    add("order", "text");
    add("amount", "number");
    add("since", "date");
    add("tier", "choice", {{"gold", "Gold", "金"}, {"silver", "Silver", "银"}});
    add("refund", "yes_no");
    struct Case {
        char const* name;
        json::value value;
        bool fits;
    };
    for (auto const& [name, value, fits] : std::vector<Case>{{"order", "A-1", true},
                                                             {"order", "", false},
                                                             {"order", 1, false},
                                                             {"amount", 1, true},
                                                             {"amount", 2.5, true},
                                                             {"amount", "1", false},
                                                             {"since", "2028-02-29", true},
                                                             {"since", "2027-02-29", false},
                                                             {"since", "2027-2-9", false},
                                                             {"since", "2027-02-2x", false},
                                                             {"since", "+027-02-02", false},
                                                             {"tier", "gold", true},
                                                             {"tier", "Gold", false},
                                                             {"tier", true, false},
                                                             {"refund", false, true},
                                                             {"refund", "false", false}})
        EXPECT_EQ(set_field(name, value), fits ? "fine" : "field.type") << name << ' ' << value;
    EXPECT_EQ(json::serialize(handling().fields.at("amount")), "2.5E0");
    EXPECT_EQ(set_field("nobody", "x"), "field.unknown");
    EXPECT_EQ(set_field("amount", nullptr), "fine");
    EXPECT_FALSE(handling().fields.as_object().contains("amount"));
    EXPECT_EQ(refusal({.fields = "order"}), "field.type");
}

TEST_F(FieldsTest, an_ended_field_keeps_what_is_there_and_takes_nothing_new) {
    add("tier", "choice", {{"gold", "Gold", "金"}});
    EXPECT_EQ(set_field("tier", "gold"), "fine");
    run(io, fields.change(ana, {.name = "tier", .ended = true}));
    EXPECT_EQ(handling().fields.at("tier").as_string(), "gold");
    EXPECT_EQ(set_field("tier", "gold"), "field.unknown");
    EXPECT_EQ(set_field("tier", nullptr), "fine") << "it can be taken out";
    run(io, fields.change(ana, {.name = "tier", .ended = false}));
    EXPECT_EQ(set_field("tier", "gold"), "fine");
}

TEST_F(FieldsTest, definitions_are_checked_ordered_and_on_the_record) {
    auto const refused = [&](NewField wanted) { return code(fields.add(ana, std::move(wanted))); };
    add("one", "text");
    add("two", "text");
    EXPECT_EQ(refused({"one", "Again", "再来", "text", {}, {}}), "field.taken");
    EXPECT_EQ(refused({"One", "A", "甲", "text", {}, {}}), "field.name");
    EXPECT_EQ(refused({"a b", "A", "甲", "text", {}, {}}), "field.name");
    EXPECT_EQ(refused({"x", " ", "甲", "text", {}, {}}), "name.empty");
    EXPECT_EQ(refused({"x", "A", "甲", "money", {}, {}}), "field.choice");
    EXPECT_EQ(refused({"x", "A", "甲", "choice", {}, {}}), "field.choices");
    EXPECT_EQ(refused({"x", "A", "甲", "choice", {{"a", "A", "甲"}, {"a", "B", "乙"}}, {}}), "field.choices");
    EXPECT_EQ(refused({"x", "A", "甲", "text", {{"a", "A", "甲"}}, {}}), "field.choices");
    EXPECT_EQ(refused({"x", "A", "甲", "text", {}, {"money"}}), "field.choice");
    run(io, fields.change(ana, {.name = "two", .label_en = "Second", .topics = Tags{"theft", "deposit", "theft"}, .move = "up"}));
    auto const list = run(io, fields.list(ben)).fields;
    ASSERT_EQ(list.size(), 2u);
    EXPECT_EQ(list[0].name, "two");
    EXPECT_EQ(list[0].label_en, "Second");
    EXPECT_EQ(list[0].label_zh, "标签");
    EXPECT_THAT(list[0].topics, ElementsAre("deposit", "theft"));
    EXPECT_EQ(code(fields.change(ana, {.name = "gone", .label_en = "x"})), "field.gone");
    static constexpr postgres::Query<postgres::One<std::string>()> acts{
        "test.acts", "SELECT string_agg(act, ' ' ORDER BY seq) FROM audit_records WHERE act LIKE 'desk.%'"};
    EXPECT_EQ(run(io, database.run(acts)), "desk.field_added desk.field_added desk.field_changed");
    // Another process reads them.
    Fields other{database, desk, audit, clock};
    EXPECT_EQ(set_field("two", "x"), "field.unknown") << "not yet";
    run(io, other.load());
    EXPECT_EQ(set_field("two", "x"), "fine");
}

TEST_F(FieldsTest, tags_in_use_are_counted_from_the_board) {
    auto const other = open(asking).id;
    change({.add_tags = Tags{"vip", "a"}});
    run(io, desk.change(ben, other, {.client_id = new_id(), .add_tags = Tags{"vip"}}));
    EXPECT_EQ(json::serialize(to_json(run(io, fields.tags(ana)))),
              R"({"tags":[{"tag":"vip","conversations":2},{"tag":"a","conversations":1}]})");
    set(ana, id, "resolved");
    EXPECT_EQ(json::serialize(to_json(run(io, fields.tags(ana)))), R"({"tags":[{"tag":"vip","conversations":1}]})");
}

// Many at once --------------------------------------------------------------------------------------------------------------

struct BulkTest : HandlingTest {
    audit::Log audit{database, clock};
    Bulk bulk{database, desk, audit, clock};
    std::vector<ConversationId> rooms;

    BulkTest() {
        for (int i = 0; i < 6; ++i) rooms.push_back(open(asking).id);
    }
    std::vector<std::string> act(BulkAct wanted, std::string client_id) {
        std::vector<std::string> out;
        auto const assigns = wanted.assign.has_value();
        BulkWanted all{rooms, std::move(wanted), std::move(client_id)};
        for (auto const& each : run(io, assigns ? bulk.assign(ana, all) : bulk.act(ana, all)).outcomes)
            out.push_back(each.outcome + (each.code ? " " + *each.code : ""));
        return out;
    }
    std::string look(BulkAct wanted) { return json::serialize(to_json(run(io, bulk.preview(ana, {rooms, std::move(wanted)})))); }
};

TEST_F(BulkTest, what_the_preview_says_is_what_happens) {
    assign(ben, rooms[0], ben.id);
    assign(ana, rooms[1], ana.id);
    run(io, desk.change(ben, rooms[2], {.client_id = new_id(), .priority = "urgent", .add_tags = Tags{"vip"}}));
    rooms.push_back(ConversationId::make(clock, random));
    BulkAct const urgent{.change = BulkChange{.priority = "urgent"}};
    EXPECT_EQ(look(urgent), R"({"changes":5,"unchanged":1,"of_others":1,"unknown":1})");
    EXPECT_EQ(look({.change = BulkChange{.add_tags = Tags{"vip"}}}), R"({"changes":5,"unchanged":1,"of_others":1,"unknown":1})");
    EXPECT_EQ(look({.assign = BulkAssignment{ana.id}}), R"({"changes":5,"unchanged":1,"of_others":1,"unknown":1})");
    EXPECT_EQ(look({.status = "new"}), R"({"changes":2,"unchanged":4,"of_others":1,"unknown":1})");
    EXPECT_THAT(act(urgent, "all-urgent"),
                ElementsAre("done", "done", "unchanged", "done", "done", "done", "failed conversation.unknown"));
    EXPECT_EQ(look(urgent), R"({"changes":0,"unchanged":6,"of_others":0,"unknown":1})");
    for (auto const& room : rooms)
        if (room != rooms.back()) EXPECT_EQ(handling(room).priority, "urgent");
    EXPECT_EQ(log(ana, rooms[3]).back().author.name, "Ana") << "an entry in each";
}

TEST_F(BulkTest, each_is_opened_before_it_is_touched_and_all_of_it_is_on_the_record) {
    std::vector<ConversationId> opened;
    bulk.asks_before([&](StaffId who, ConversationId each) -> Task<void> {
        EXPECT_EQ(who, ana.id);
        if (each == rooms[1]) throw Problem{ProblemKind::forbidden, "budget.spent"};
        opened.push_back(each);
        co_return;
    });
    EXPECT_THAT(act({.assign = BulkAssignment{ana.id}}, "to-me"),
                ElementsAre("done", "failed budget.spent", "done", "done", "done", "done"));
    EXPECT_EQ(opened.size(), 5u);
    EXPECT_FALSE(read(ben, rooms[1]).assignee) << "what was refused was not done";
    auto const records = run(io, audit.read({}, "desk.bulk_assigned", 10));
    ASSERT_EQ(records.size(), 1u);
    EXPECT_THAT(audit::line_of(records[0]), ::testing::HasSubstr(R"("conversations":6,"done":5)"));
    act({.status = "resolved"}, "over");
    EXPECT_EQ(run(io, audit.read({}, "desk.bulk_changed", 10)).size(), 1u);
}

TEST_F(BulkTest, whoever_writes_while_others_are_resolved_is_not_put_away_unread) {
    bulk.asks_before([&](StaffId, ConversationId each) -> Task<void> {
        if (each == rooms[1]) co_await desk.post(asking, rooms[3], words("And the fee?"));
    });
    EXPECT_THAT(act({.status = "resolved"}, "over"),
                ElementsAre("done", "done", "done", "failed status.customer_wrote", "done", "done"));
    EXPECT_EQ(read(ana, rooms[3]).status, "new");
}

TEST_F(BulkTest, a_retry_does_nothing_twice) {
    EXPECT_THAT(act({.assign = BulkAssignment{ben.id}}, "to-ben"), ::testing::Each("done"));
    auto const before = log(ana, rooms[0]).size();
    EXPECT_THAT(act({.assign = BulkAssignment{ben.id}}, "to-ben"), ::testing::Each("done"));
    EXPECT_EQ(log(ana, rooms[0]).size(), before);
    EXPECT_THAT(act({.assign = BulkAssignment{ben.id}}, "again"), ::testing::Each("unchanged"));
}

TEST_F(BulkTest, a_colleague_who_acts_meanwhile_loses_nothing) {
    std::vector<Task<BulkOutcomes>> both;
    both.push_back(bulk.act(ana, {rooms, {.change = BulkChange{.add_tags = Tags{"ana"}}}, "ana"}));
    both.push_back(bulk.act(ben, {{rooms.rbegin(), rooms.rend()}, {.change = BulkChange{.add_tags = Tags{"ben"}}}, "ben"}));
    both.push_back(bulk.assign(ana, {rooms, {.assign = BulkAssignment{ana.id}}, "to-ana"}));
    both.push_back(bulk.assign(ben, {rooms, {.assign = BulkAssignment{ben.id}}, "to-ben"}));
    for (auto const& outcome : all(std::move(both))) {
        ASSERT_EQ(outcome.code, "");
        for (auto const& each : outcome.value->outcomes) EXPECT_EQ(each.outcome, "done");
    }
    for (auto const& room : rooms) {
        EXPECT_THAT(handling(room).tags, ElementsAre("ana", "ben"));
        auto const entries = log(ana, room);
        ASSERT_EQ(entries.size(), 5u);
        std::vector<Entry> assignments;
        std::ranges::copy_if(entries, std::back_inserter(assignments),
                             [](auto const& each) { return each.kind == EntryKind::assignment; });
        ASSERT_EQ(assignments.size(), 2u);
        EXPECT_EQ(assignments[1].data.at("previous").at("id"), assignments[0].data.at("assignee").at("id"))
            << "each knows whom it followed";
        EXPECT_EQ(read(ana, room).assignee->id.text(), assignments[1].data.at("assignee").at("id").as_string());
    }
}

TEST_F(BulkTest, what_is_wrong_everywhere_is_refused_before_anything_happens) {
    auto const refused = [&](BulkAct wanted, std::vector<ConversationId> ids, bool assigns = false) {
        BulkWanted all{std::move(ids), std::move(wanted), "x"};
        return code(assigns ? bulk.assign(ana, all) : bulk.act(ana, all));
    };
    EXPECT_EQ(refused({}, rooms), "bulk.act");
    EXPECT_EQ(refused({.status = "open", .change = BulkChange{.priority = "low"}}, rooms), "bulk.act");
    EXPECT_EQ(refused({.assign = BulkAssignment{}}, rooms), "bulk.act") << "that door asks for another permission";
    EXPECT_EQ(refused({.status = "open"}, rooms, true), "bulk.act");
    EXPECT_EQ(refused({.status = "gone"}, rooms), "field.choice");
    EXPECT_EQ(refused({.change = BulkChange{.priority = "loud"}}, rooms), "field.choice");
    EXPECT_EQ(refused({.assign = BulkAssignment{StaffId::make(clock, random)}}, rooms, true), "assignee.unknown");
    EXPECT_EQ(refused({.status = "open"}, {}), "field.range");
    EXPECT_EQ(refused({.status = "open"}, {rooms[0], rooms[0]}), "bulk.repeated");
    std::vector<ConversationId> many;
    for (std::size_t i = 0; i <= limits::bulk_conversations; ++i) many.push_back(ConversationId::make(clock, random));
    EXPECT_EQ(refused({.status = "open"}, many), "field.range");
    for (auto const& room : rooms) EXPECT_EQ(log(ana, room).size(), 1u);
}

}  // namespace
}  // namespace ombud::desk
