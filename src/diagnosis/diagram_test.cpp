// How many runs went where, and what another version of a flow would change.
#include "diagnosis/runs_world.hpp"

namespace ombud::diagnosis {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::int64_t on_edge(Diagram const& diagram, std::string_view from, std::string_view branch) {
    for (auto const& edge : diagram.edges)
        if (edge.from == from && edge.branch == branch) return edge.runs;
    return -1;
}
std::vector<std::string> steps_of(std::vector<ReplayTurn> const& way) {
    std::vector<std::string> out;
    for (auto const& turn : way) out.push_back(turn.step);
    return out;
}
DiagramStep step_of(Diagram const& diagram, std::string_view id) {
    return *std::ranges::find(diagram.steps, id, &DiagramStep::id);
}

TEST_F(RunsTest, a_diagram_counts_how_many_runs_went_where) {
    to_the_lock();
    to_the_lock();
    choose(nobody, "tell_lock", "continue");
    choose(nobody, "more", "no");
    run(io, runs.solved(nobody, {.token = token, .solved = YesNo::yes, .reason = {}}));
    start(nobody);
    choose(nobody, "what", "stuck");
    back(nobody, "which");
    choose(nobody, "what", "key");
    say(nobody, "send_key", YesNo::no);
    run(io, runs.solved(nobody, {.token = token, .solved = YesNo::no, .reason = {}}));
    auto const ana = agent();
    run(io, runs.start_for(ana, li, Assurance::session, {.flow = "door", .language = "en", .channel = {}},
                           {}));  // counts for nothing

    auto const diagram = run(io, diagrams.flow(ana, "door", {"en"}));
    EXPECT_EQ(diagram.runs, 3);
    EXPECT_EQ(diagram.ended, 2);
    EXPECT_EQ(diagram.solved, 1);
    EXPECT_EQ(diagram.not_solved, 1);
    EXPECT_EQ(on_edge(diagram, "what", "stuck"), 2);  // one went back
    EXPECT_EQ(on_edge(diagram, "what", "key"), 1);
    EXPECT_EQ(on_edge(diagram, "lock", "is:locked"), 2);
    EXPECT_EQ(on_edge(diagram, "lock", "unproved"), 0);
    EXPECT_EQ(on_edge(diagram, "send_key", "no"), 1);
    EXPECT_EQ(step_of(diagram, "what").reached, 3);
    EXPECT_EQ(step_of(diagram, "open").reached, 2);
    EXPECT_EQ(step_of(diagram, "open").solved, 1);
    EXPECT_EQ(step_of(diagram, "open").not_solved, 1);
    EXPECT_EQ(step_of(diagram, "tell_lock").stopped, 1);
    EXPECT_EQ(step_of(diagram, "lock").text, "Lock");
    EXPECT_EQ(step_of(diagram, "tell_lock").text, "Staff see {door.lock}.");
    clock.advance(24h * 31);
    EXPECT_EQ(run(io, diagrams.flow(ana, "door", {"en"})).runs, 0);
    EXPECT_EQ(failure(diagrams.flow(ana, "window", {"en"})), "flow.unknown");
}

TEST_F(RunsTest, a_replay_says_what_another_version_would_change) {
    auto const ana = agent();
    to_the_lock();
    choose(nobody, "tell_lock", "continue");
    choose(nobody, "more", "no");  // ends at open
    start(nobody);
    choose(nobody, "what", "stuck");  // stopped at which
    start(fresh);
    choose(fresh, "what", "guests");
    say(fresh, "clear", YesNo::yes);  // ends at cleared
    auto const replay = [&](std::string text) {
        return run(io, diagrams.replay(ana, {.flow = "door", .text = std::move(text), .days = {}}));
    };

    auto same = run(io, diagrams.replay(ana, {.flow = "door", .text = {}, .days = {}}));
    EXPECT_EQ(same.days, 30);
    EXPECT_EQ(same.runs, 3);
    EXPECT_EQ(same.same, 3);
    EXPECT_THAT(same.changes, IsEmpty());

    auto elsewhere = replay(other("when: [{at_least: 2, go: clear}]", "when: [{at_least: 3, go: clear}]"));
    EXPECT_EQ(elsewhere.same, 2);
    ASSERT_EQ(elsewhere.changes.size(), 1u);
    EXPECT_EQ(elsewhere.changes[0].result, ReplayResult::other_end);
    EXPECT_EQ(elsewhere.changes[0].was, "cleared");
    EXPECT_EQ(elsewhere.changes[0].now, "open");
    EXPECT_EQ(elsewhere.changes[0].parts_at, "guests");
    EXPECT_EQ(elsewhere.changes[0].branch_was, "at_least:2");
    EXPECT_EQ(elsewhere.changes[0].branch_now, "otherwise");
    ASSERT_EQ(elsewhere.changes[0].examples.size(), 1u);
    EXPECT_THAT(steps_of(elsewhere.changes[0].examples[0].was), ElementsAre("what", "guests", "clear", "cleared"));
    EXPECT_THAT(steps_of(elsewhere.changes[0].examples[0].now), ElementsAre("what", "guests", "open"));

    auto gone = replay(other("id: guests, label", "id: visitors, label"));
    EXPECT_EQ(gone.stuck, 1);
    EXPECT_EQ(gone.changes.at(0).result, ReplayResult::answer_gone);
    EXPECT_EQ(gone.changes.at(0).now, "what");
    EXPECT_EQ(gone.changes.at(0).parts_at, "what");
    EXPECT_EQ(gone.changes.at(0).branch_was, "guests");
    EXPECT_EQ(gone.changes.at(0).branch_now, "");

    auto missing =
        replay(other("otherwise: open\n    unproved: plain\n  clear:", "otherwise: lock\n    unproved: plain\n  clear:"));
    EXPECT_EQ(missing.stuck, 0);
    missing = replay(
        other("when: [{at_least: 2, go: clear}]\n    otherwise: open", "when: [{at_least: 2, go: lock}]\n    otherwise: clear"));
    EXPECT_EQ(missing.changes.at(0).result, ReplayResult::fact_missing);
    EXPECT_EQ(missing.changes.at(0).now, "lock");

    auto new_question = replay(other("    optional: true\n    go: is_ours", "    optional: true\n    go: colour") +
                               "  colour:\n    ask: {en: Its colour, zh-CN: 颜色}\n    input: text\n    go: is_ours\n");
    EXPECT_THAT(new_question.mistakes, IsEmpty());
    EXPECT_EQ(new_question.stuck, 1);
    EXPECT_EQ(new_question.changes.at(0).result, ReplayResult::not_asked);
    EXPECT_EQ(step_of(*new_question.flow, "colour").text, "Its colour");

    auto wrong = replay("flow: door\n");
    EXPECT_FALSE(wrong.mistakes.empty());
    EXPECT_EQ(wrong.runs, 0);
    EXPECT_FALSE(wrong.flow);
    EXPECT_EQ(failure(diagrams.replay(ana, {.flow = "window", .text = {}, .days = {}})), "flow.unknown");
    EXPECT_EQ(failure(diagrams.replay(ana, {.flow = "door", .text = {}, .days = {}, .language = "fr"})), "field.choice");
}

TEST_F(RunsTest, a_diagram_and_a_replay_count_as_many_days_as_are_asked_for) {
    auto const ana = agent();
    to_the_lock();
    clock.advance(std::chrono::days{20});
    to_the_lock();
    auto const in_days = [&](std::int64_t days) { return run(io, diagrams.flow(ana, "door", {.language = "en", .days = days})); };
    EXPECT_EQ(in_days(7).runs, 1);
    EXPECT_EQ(in_days(90).runs, 2);
    EXPECT_EQ(in_days(90).days, 90);
    EXPECT_EQ(in_days(1'000'000).days, 365);
    EXPECT_EQ(in_days(0).days, 1);
    EXPECT_EQ(run(io, diagrams.replay(ana, {.flow = "door", .text = {}, .days = 7})).runs, 1);
}

}  // namespace
}  // namespace ombud::diagnosis
