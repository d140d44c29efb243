// Saved replies and macros as agents meet them.
#include <gmock/gmock.h>

#include "audit/chain.hpp"
#include "core/limits.hpp"
#include "replies/macros.hpp"
#include "replies/queries.hpp"
#include "replies/saved_replies.hpp"
#include "replies/variables.hpp"
#include "support/desk_people.hpp"

namespace ombud::replies {
namespace {

using namespace std::chrono_literals;
using ombud::testing::run;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

struct RepliesTest : ombud::testing::PeopledDesk {
    audit::Log audit{database, clock};
    desk::Planned planned{database, desk, hub, clock};
    SavedReplies saved{database, audit, clock, random};
    Macros macros{database, audit, desk, planned, clock, random};
    Agent boss = agent("Ming"), ana = agent("Ana"), ben = agent("Ben");
    Customer li = customer();
    ConversationId id = open(li).id;

    static ReplyWords words(std::string title, std::string english, std::optional<std::string> shortcut = {}) {
        return {.title = std::move(title),
                .shortcut = std::move(shortcut),
                .topic = {},
                .folder = {},
                .text_en = std::move(english),
                .text_zh = {}};
    }
    std::vector<std::string> titles(Agent const& by) {
        std::vector<std::string> out;
        for (auto const& each : run(io, saved.list(by)).replies) out.push_back(each.title);
        return out;
    }
    template <class T>
    std::string refused(Task<T> task) {
        try {
            run(io, std::move(task));
            return "fine";
        } catch (Problem const& problem) {
            return problem.code + " " + problem.field;
        }
    }
    std::int64_t records(std::string act) { return std::ssize(run(io, audit.read({}, std::move(act), 100))); }

    static desk::WantedAct act(std::string what, std::vector<std::string> values) { return {std::move(what), std::move(values)}; }
    Macro macro(std::vector<desk::WantedAct> acts) { return run(io, macros.add(boss, {"Macro " + new_id(), std::move(acts)})); }
    RunMacro wanted(std::optional<std::string> reply = {}) { return {new_id(), read(ana, id).last_seq, std::move(reply)}; }
    std::vector<desk::EntryKind> kinds(MacroRun const& done) {
        std::vector<desk::EntryKind> out;
        for (auto const& entry : done.entries) out.push_back(entry.kind);
        return out;
    }
    void pass(std::chrono::seconds span) {
        clock.advance(span);
        run(io, planned.post_due());
    }
};

TEST_F(RepliesTest, every_query_agrees_with_the_schema) {
    std::string differs;
    auto agrees = [&](auto const&... queries) { ((differs += run(io, postgres::check(database, queries))), ...); };
    agrees(sql::replies_for, sql::count_replies, sql::add_reply, sql::change_reply, sql::macro_with, sql::remove_reply,
           sql::reply_used, sql::is_for_all, sql::macros, sql::macro, sql::count_macros, sql::add_macro, sql::change_macro,
           sql::remove_macro, sql::macro_used);
    EXPECT_EQ(differs, "");
}

TEST(Variables, are_words_in_braces_and_nothing_else) {
    EXPECT_THAT(variables_in("Hello {customer_name|there}, {reference}: {x}"), ElementsAre("customer_name", "reference", "x"));
    EXPECT_THAT(variables_in("{\"json\": {\"a\": 1}} {} { date } {Date} {_a} {a\n} {date"), IsEmpty());
    EXPECT_THAT(variables_in("{{date}} {您好} {time|}"), ElementsAre("date", "time"));
    EXPECT_TRUE(is_variable("queue"));
    EXPECT_FALSE(is_variable("password"));
}

TEST_F(RepliesTest, ones_own_are_seen_and_changed_by_nobody_else) {
    auto const mine = run(io, saved.add_own(ana, words("Mine", "Hello {customer_name},")));
    auto const shared = run(io, saved.add(boss, words("For all", "Hello", "hi")));
    EXPECT_THAT(titles(ana), ElementsAre("For all", "Mine"));
    EXPECT_THAT(titles(ben), ElementsAre("For all"));
    EXPECT_EQ(code(saved.change_own(ben, mine.id, words("Stolen", "x"))), "reply.unknown");
    EXPECT_EQ(code(saved.remove_own(ben, mine.id)), "reply.unknown");
    EXPECT_EQ(code(saved.change_own(ana, shared.id, words("Mine now", "x"))), "reply.unknown")
        << "that asks for another permission";
    EXPECT_EQ(code(saved.remove_own(ana, shared.id)), "reply.unknown");
    EXPECT_EQ(code(saved.used(ben, mine.id)), "reply.unknown");
    EXPECT_EQ(code(saved.used(ana, mine.id)), "fine");
    EXPECT_EQ(run(io, saved.list(ana)).replies.at(1).used, 1);
    EXPECT_EQ(records("replies.added"), 1) << "of those for all only";
    EXPECT_EQ(code(saved.remove_own(ana, mine.id)), "fine");
    EXPECT_THAT(titles(ana), ElementsAre("For all"));
}

TEST_F(RepliesTest, what_cannot_be_used_is_refused_with_its_place) {
    EXPECT_EQ(refused(saved.add(boss, words(" ", "Hello"))), "name.empty title");
    EXPECT_EQ(refused(saved.add(boss, words("A", " \n"))), "reply.empty text_en");
    EXPECT_EQ(refused(saved.add(boss, words("A", "Your {pasword} is"))), "reply.unknown_variable text_en");
    EXPECT_EQ(refused(saved.add(boss, words("A", "Send card 4111 1111 1111 1111"))), "name.secret text_en");
    EXPECT_EQ(refused(saved.add(boss, words("A", std::string(limits::saved_reply_letters + 1, 'a')))), "field.range text_en");
    EXPECT_EQ(refused(saved.add(boss, words("A", "Hello", "a b"))), "shortcut.invalid shortcut");
    EXPECT_EQ(refused(saved.add(boss, words("A", "Hello", ";a"))), "shortcut.invalid shortcut");
    auto wrong = words("A", "Hello");
    wrong.topic = "weather";
    EXPECT_EQ(refused(saved.add(boss, wrong)), "field.choice topic");
    EXPECT_EQ(refused(saved.add(boss, words("A", "Hello", "提现"))), "fine");
    EXPECT_EQ(refused(saved.add(boss, words("B", "Hello", "提现"))), "shortcut.known shortcut");
    EXPECT_EQ(refused(saved.add_own(ana, words("B", "Hello", "提现"))), "fine") << "ones own may be called the same";
}

TEST_F(RepliesTest, a_macro_does_all_of_it_and_says_beforehand_what_changes) {
    auto const it = macro({act("status", {"waiting"}), act("note", {"Asked the bank."}), act("priority", {"high"}),
                           act("topic", {"deposit"}), act("add_tags", {"bank"}), act("assign", {"me"}), act("snooze", {"60"})});
    run(io, desk.change(ana, id, {.client_id = new_id(), .priority = "high"}));
    auto const preview = run(io, macros.preview(ana, id, it.id));
    EXPECT_THAT(preview.changes, ElementsAre("topic", "add_tags", "snooze", "assign", "note", "status"))
        << "its priority is high";
    EXPECT_EQ(preview.last_seq, 2);
    EXPECT_EQ(read(ana, id).last_seq, 2) << "to look changes nothing";

    auto const assigned = run(io, macros.run_assignment(ana, id, it.id, {new_id()}));
    EXPECT_THAT(kinds(assigned), ElementsAre(desk::EntryKind::assignment));
    auto const once = wanted();
    auto const done = run(io, macros.run(ana, id, it.id, once));
    EXPECT_THAT(kinds(done), ElementsAre(desk::EntryKind::handling, desk::EntryKind::note, desk::EntryKind::state));
    auto const now = read(ana, id);
    EXPECT_EQ(now.assignee->name, "Ana");
    EXPECT_EQ(now.status, "waiting");
    EXPECT_EQ(now.topic, "deposit");
    EXPECT_THAT(now.handling->tags, ElementsAre("bank"));
    EXPECT_EQ(now.handling->snoozed_until, clock.now() + 60min);

    auto const length = log(ana, id).size();
    clock.advance(5s);
    EXPECT_EQ(code(macros.run(ana, id, it.id, once)), "fine") << "a retry";
    EXPECT_EQ(log(ana, id).size(), length);
    EXPECT_EQ(read(ana, id).handling->snoozed_until, now.handling->snoozed_until);
    EXPECT_EQ(records("macros.added"), 1);
}

TEST_F(RepliesTest, its_answer_waits_and_what_comes_after_it_too) {
    auto const hello = run(io, saved.add(boss, words("Hello", "Hello {customer_name|there}")));
    auto const it = macro({act("saved_reply", {hello.id.text()}), act("status", {"resolved"}), act("add_tags", {"greeted"})});
    EXPECT_EQ(refused(macros.run(ana, id, it.id, wanted())), "reply.missing reply");
    EXPECT_EQ(refused(macros.run(ana, id, it.id, wanted("Hello {customer_name}"))), "reply.unfilled reply")
        << "nobody has seen that";
    EXPECT_THAT(read(ana, id).handling->tags, IsEmpty()) << "none of it was done";

    auto const once = wanted("Hello there {not ours}");
    auto const done = run(io, macros.run(ana, id, it.id, once));
    ASSERT_TRUE(done.planned);
    EXPECT_EQ(done.planned->then_status, "resolved");
    EXPECT_EQ(read(ana, id).status, "new") << "until then it can be taken back";
    run(io, planned.take_back(ana, id, done.planned->id));
    pass(1min);
    EXPECT_EQ(read(ana, id).status, "new");

    auto const again = wanted("Hello there");
    EXPECT_TRUE(run(io, macros.run(ana, id, it.id, again)).planned);
    pass(10s);
    EXPECT_EQ(read(ana, id).status, "resolved");
    auto const entries = log(li, id);
    EXPECT_EQ(entries.at(entries.size() - 2).body, "Hello there");
    EXPECT_EQ(entries.back().author.id, ana.id.uuid);
    EXPECT_EQ(code(macros.run(ana, id, it.id, again)), "fine") << "a retry after it was posted";
    pass(1min);
    EXPECT_EQ(log(li, id).size(), entries.size());
}

TEST_F(RepliesTest, whoever_writes_meanwhile_is_not_ended) {
    auto const it = macro({act("reply", {"Done."}), act("status", {"resolved"})});
    run(io, macros.run(ana, id, it.id, wanted("Done.")));
    say(li, id, "Wait, one more thing");
    pass(10s);
    EXPECT_EQ(read(ana, id).status, "waiting") << "answered, but not ended";
}

TEST_F(RepliesTest, a_colleague_who_was_faster_is_not_talked_over) {
    auto const it = macro({act("reply", {"Hello"}), act("priority", {"high"}), act("status", {"resolved"})});
    auto const seen = wanted("Hello");
    say(ben, id, "I am on it.");
    EXPECT_EQ(code(macros.run(ana, id, it.id, seen)), "entry.answered_already");
    EXPECT_EQ(read(ana, id).handling->priority, "normal") << "then nothing is done";
    auto const quiet = macro({act("assign", {"me"}), act("priority", {"high"}), act("status", {"resolved"})});
    set(ben, id, "resolved");
    auto const done = run(io, macros.run(ana, id, quiet.id, wanted()));
    EXPECT_THAT(kinds(done), ElementsAre(desk::EntryKind::handling)) << "it is resolved already, which is no mistake";
}

TEST_F(RepliesTest, ten_agents_at_once_run_one_macro_and_each_act_is_done_once) {
    auto const it = macro({act("priority", {"urgent"}), act("status", {"resolved"})});
    std::vector<Task<MacroRun>> tasks;
    for (int i = 0; i < 10; ++i) tasks.push_back(macros.run(agent("A" + std::to_string(i)), id, it.id, wanted()));
    std::size_t entries = 0;
    for (auto const& outcome : all(std::move(tasks))) {
        ASSERT_TRUE(outcome.value) << outcome.code;
        entries += outcome.value->entries.size();
    }
    EXPECT_EQ(entries, 2u);
    EXPECT_THAT(log(ana, id), SizeIs(3));
}

TEST_F(RepliesTest, a_macro_that_could_not_run_is_not_kept) {
    auto const mine = run(io, saved.add_own(boss, words("Mine", "Hello")));
    auto const shared = run(io, saved.add(boss, words("For all", "Hello")));
    auto const add = [&](std::vector<desk::WantedAct> acts) { return refused(macros.add(boss, {"Macro", std::move(acts)})); };
    EXPECT_EQ(add({}), "acts.none acts");
    EXPECT_EQ(add({act("dance", {"x"})}), "act.unknown acts.0");
    EXPECT_EQ(add({act("saved_reply", {mine.id.text()})}), "reply.unknown acts.0") << "others could not read it";
    EXPECT_EQ(add({act("reply", {"Hi"}), act("saved_reply", {shared.id.text()})}), "act.twice acts.1");
    EXPECT_EQ(add({act("reply", {"Hi {nobody}"})}), "reply.unknown_variable acts.0");
    EXPECT_EQ(add({act("snooze", {"600000"})}), "act.value acts.0") << "more than a year";
    EXPECT_EQ(add({act("saved_reply", {shared.id.text()})}), "fine");
    EXPECT_EQ(add({act("note", {"x"})}), "macro.known name");
    EXPECT_EQ(code(saved.remove(boss, shared.id)), "reply.in_macro");
}

}  // namespace
}  // namespace ombud::replies
