// The register and the figures of a year, counted by hand.
#include "complaints/complaints_world.hpp"

namespace ombud::complaints {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

TEST_F(ComplaintsTest, the_register_is_paged_sifted_and_taken_along_without_anybodys_words) {
    std::vector<Complaint> some;
    for (int i = 0; i < 3; ++i) some.push_back(taken_in());
    step(ben, some[1], {.kind = StepKind::closed, .reasons = "She took it back by phone."});
    auto const first = run(io, book.list(ana, {.limit = 2}));
    ASSERT_EQ(first.rows.size(), 2u);
    EXPECT_EQ(first.rows[0].reference, "C-2026-0003");
    auto const second = run(io, book.list(ana, {.cursor = first.next, .limit = 2}));
    ASSERT_EQ(second.rows.size(), 1u);
    EXPECT_EQ(second.rows[0].reference, "C-2026-0001");
    EXPECT_FALSE(second.next);
    auto const over = run(io, book.list(ana, {.stage = "closed"})).rows;
    ASSERT_EQ(over.size(), 1u);
    EXPECT_FALSE(over[0].subject) << "nobody looks through what is over";
    EXPECT_TRUE(second.rows[0].subject);
    opened = {some[1].conversation_id};
    EXPECT_TRUE(run(io, book.list(ana, {.stage = "closed"})).rows.at(0).subject);
    EXPECT_EQ(run(io, book.list(ana, {.stage = "open"})).rows.size(), 2u);
    EXPECT_EQ(run(io, book.list(ana, {.year = 2025})).rows.size(), 0u);
    EXPECT_EQ(code(book.list(ana, {.stage = "lost"})), "field.choice");
    EXPECT_EQ(code(book.list(ana, {.cursor = "2026"})), "cursor.invalid");
    clock.advance(24h * 70);
    EXPECT_EQ(run(io, book.list(ana, {.due = "late"})).rows.size(), 2u);
    EXPECT_EQ(run(io, book.list(ana, {})).late, 2);
    auto const file = run(io, book.take_along(ana, {2026}));
    EXPECT_EQ(file.name, "complaints-2026.csv");
    EXPECT_EQ(std::ranges::count(file.text, '\n'), 4);
    EXPECT_THAT(file.text, AllOf(HasSubstr("C-2026-0002,2026-11-24,"), HasSubstr("withdrawn"), Not(HasSubstr("Li Wei")),
                                 Not(HasSubstr("nine days")), Not(HasSubstr("phone"))));
}

TEST_F(ComplaintsTest, what_ended_without_an_answer_missed_its_day_when_that_came_too_late) {
    TakeStep const inadmissible{.kind = StepKind::acknowledged, .admissible = false, .reasons = "It is for a court."};
    TakeStep const withdrawn{.kind = StepKind::closed, .reasons = "She took it back by phone."};
    auto const early = taken_in(), late = taken_in(), gone = taken_in(), left = taken_in();
    step(ben, early, inadmissible);
    step(ben, gone, withdrawn);
    clock.advance(24h * 70);
    step(ben, late, inadmissible);
    step(ben, left, withdrawn);
    auto const report = run(io, book.report(ana, {2026}));
    EXPECT_EQ(report.missed, 2);
    EXPECT_EQ(report.beyond_two_months, 2);
    EXPECT_EQ(report.open, 0);
}

TEST_F(ComplaintsTest, a_zone_that_is_set_later_moves_no_limit_that_is_over) {
    taken_in();
    clock.advance(from_rfc3339("2027-01-25T01:00:00Z").value() - clock.now());
    EXPECT_EQ(run(io, book.report(ana, {2026})).beyond_two_months, 1);
    terms("America/New_York");
    auto const report = run(io, book.report(ana, {2026}));
    EXPECT_EQ(report.missed, 1);
    EXPECT_EQ(report.beyond_two_months, 1);
}

// Four complaints: one answered in time after 10 days, one after 70 days without a word, one extended and answered then, one
// open.
TEST_F(ComplaintsTest, the_figures_of_a_year_are_those_that_a_hand_counts) {
    std::vector<Complaint> all;
    for (int i = 0; i < 4; ++i) all.push_back(taken_in(i == 3 ? "zh-CN" : "en"));
    auto const prepare = [&](Complaint& each) {
        each = step(ana, each, {.kind = StepKind::acknowledged, .admissible = true});
        each = step(ana, each, {.kind = StepKind::investigated, .finding = "We looked into the log."});
    };
    auto const answer = [&](Complaint& each, Position position) {
        each = points(ana, each, {point(position)});
        each = step(ben, each, {.kind = StepKind::answered});
    };
    clock.advance(24h);
    for (int i = 0; i < 3; ++i) prepare(all[std::size_t(i)]);  // the fourth is never acknowledged
    clock.advance(24h * 9);
    answer(all[0], Position::accepted);
    all[2] = step(ana, all[2], {.kind = StepKind::extended, .reasons = "It takes longer.", .until = "2027-02-28"});
    clock.advance(24h * 60);
    answer(all[1], Position::rejected);
    answer(all[2], Position::partly);

    auto const report = run(io, book.report(ana, {2026}));
    EXPECT_EQ(report.received, 4);
    EXPECT_EQ(report.answered, 3);
    EXPECT_EQ(report.open, 1);
    EXPECT_EQ(report.missed, 2) << "the second, and the one that is still open";
    EXPECT_EQ(report.extended, 1);
    EXPECT_EQ(report.beyond_two_months, 3);
    EXPECT_EQ(report.acknowledged_late, 1);
    std::map<std::string, std::pair<std::int64_t, std::optional<double>>> times;
    for (auto const& each : report.times) times[each.step] = {each.count, each.mean_hours};
    EXPECT_EQ(times.size(), 5u);
    EXPECT_EQ(times["acknowledged"].first, 3);
    EXPECT_NEAR(times["acknowledged"].second.value(), 24, 0.01);
    EXPECT_NEAR(times["answered"].second.value(), (10 + 70 + 70) * 24 / 3.0, 0.01);
    EXPECT_EQ(times["closed"].first, 0);
    EXPECT_FALSE(times["closed"].second);
    auto const named = [](std::vector<Count> const& counts) {
        std::map<std::string, std::int64_t> out;
        for (auto const& each : counts) out[each.name] = each.count;
        return out;
    };
    EXPECT_THAT(named(report.outcomes), UnorderedElementsAre(Pair("upheld", 1), Pair("rejected", 1), Pair("partly_upheld", 1)));
    EXPECT_THAT(named(report.topics), UnorderedElementsAre(Pair("withdrawal", 4)));
    EXPECT_THAT(named(report.languages), UnorderedElementsAre(Pair("en", 3), Pair("zh-CN", 1)));
    EXPECT_THAT(named(report.months), UnorderedElementsAre(Pair("2026-11", 4)));
    EXPECT_THAT(run(io, book.report_file(ana, {2026})).text,
                AllOf(HasSubstr("received,,4\r\n"), HasSubstr("mean_hours_until,answered,1200.00\r\n"),
                      HasSubstr("outcome,upheld,1\r\n")));
    EXPECT_EQ(run(io, book.report(ana, {2025})).received, 0);
}

}  // namespace
}  // namespace ombud::complaints
