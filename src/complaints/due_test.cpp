// What is due: a longer time, warnings, and what is late.
#include "complaints/complaints_world.hpp"

namespace ombud::complaints {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST_F(ComplaintsTest, a_longer_time_is_told_before_the_limit_and_counts_from_then_on) {
    auto known = taken_in();
    auto const wanted =
        TakeStep{.kind = StepKind::extended, .reasons = "The chain's records are slow to come.", .until = "2027-02-24"};
    auto bad = wanted;
    bad.until = "2027-01-24";
    EXPECT_EQ(refused(ana, known, bad), "field.range") << "that is no later";
    bad.until = "2027-02-30";
    EXPECT_EQ(refused(ana, known, bad), "field.time");
    for (auto const* day : {"Feb 5 2027", "02/24/2027", "infinity", "2027-02-24T", "20270224"}) {
        bad.until = day;
        EXPECT_EQ(refused(ana, known, bad), "field.time") << day;
    }
    bad = wanted;
    bad.reasons = "  ";
    EXPECT_EQ(refused(ana, known, bad), "field.missing");
    known = step(ana, known, wanted);
    EXPECT_EQ(known.due_on, "2027-02-24");
    EXPECT_EQ(known.limit_on, "2027-01-24");
    EXPECT_EQ(known.stage, Stage::received) << "it goes on as it was";
    EXPECT_THAT(letters(known.conversation_id).back(),
                AllOf(HasSubstr("24 January 2027"), HasSubstr("24 February 2027"), HasSubstr("slow to come")));
}

TEST_F(ComplaintsTest, whoever_missed_the_day_tells_why_and_another_one_and_has_missed_it) {
    auto known = taken_in();
    clock.advance(24h * 70);
    EXPECT_EQ(run(io, complaints.read(ana, known.conversation_id)).due, Due::late);
    TakeStep const wanted{.kind = StepKind::extended, .reasons = "The file lay with nobody.", .until = "2027-03-15"};
    auto bad = wanted;
    bad.until = "2027-02-01";
    EXPECT_EQ(refused(ana, known, bad), "field.range") << "that day is over, too";
    known = step(ana, known, {.kind = StepKind::acknowledged, .admissible = true});
    EXPECT_THAT(letters(known.conversation_id).back(),
                AllOf(HasSubstr("was due by 24 January 2027"), Not(HasSubstr("our answer by"))))
        << "no day is promised that is over";
    known = step(ana, known, wanted);
    EXPECT_EQ(known.due, Due::in_time);
    EXPECT_EQ(known.steps.back().data.at("late"), true);
    EXPECT_THAT(letters(known.conversation_id).back(), AllOf(HasSubstr("by 24 January 2027, and you did not"),
                                                             HasSubstr("lay with nobody"), HasSubstr("15 March 2027")));
    known = step(ana, known, {.kind = StepKind::investigated, .finding = "Nobody looked."});
    known = points(ana, known, {point(Position::accepted)});
    known = step(ana, known, {.kind = StepKind::answered});
    EXPECT_EQ(run(io, book.report(ana, {2026})).missed, 1) << "answered within the later day, it missed the first";
    EXPECT_THAT(run(io, book.take_along(ana, {2026})).text, HasSubstr(",true\r\n"));
}

TEST_F(ComplaintsTest, each_warning_is_told_once_and_a_new_limit_warns_anew) {
    auto const id = taken_in().conversation_id;
    auto const pass = [&](std::chrono::hours span) {
        clock.advance(span);
        run(io, complaints.warn());
        run(io, complaints.warn());
        return warnings(id);
    };
    EXPECT_THAT(pass(47h), IsEmpty());
    EXPECT_THAT(pass(1h), ElementsAre("unacknowledged"));
    EXPECT_THAT(pass(24h * 44), ElementsAre("unacknowledged"));
    EXPECT_THAT(pass(24h * 4), ElementsAre("unacknowledged", "due_soon"));
    auto known = run(io, complaints.read(ana, id));
    EXPECT_EQ(known.due, Due::due_soon);
    known = step(ana, known, {.kind = StepKind::extended, .reasons = "We still wait.", .until = "2027-03-31"});
    EXPECT_EQ(known.due, Due::in_time);
    known = step(ana, known, {.kind = StepKind::acknowledged});
    EXPECT_THAT(pass(24h * 65), ElementsAre("unacknowledged", "due_soon", "due_soon"));
    EXPECT_THAT(pass(24h * 20), ElementsAre("unacknowledged", "due_soon", "due_soon", "late"));
    EXPECT_EQ(run(io, complaints.read(ana, id)).due, Due::late);
}

}  // namespace
}  // namespace ombud::complaints
