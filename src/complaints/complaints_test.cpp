// Complaints on PostgreSQL, from receipt to answer in both languages, and to erasure.
#include "complaints/complaints_world.hpp"

namespace ombud::complaints {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

TEST_F(ComplaintsTest, every_query_agrees_with_the_schema) {
    std::string differs;
    auto agrees = [&](auto const&... queries) { ((differs += run(io, postgres::check(database, queries))), ...); };
    agrees(sql::terms, sql::is_zone, sql::set_terms, sql::limit, sql::end_of_day, sql::conversation, sql::is_merged, sql::files,
           sql::posted, sql::next_number, sql::add, sql::of_conversation, sql::hold, sql::keep, sql::steps, sql::step_made,
           sql::step, sql::hands, sql::add_step, sql::letter_went, sql::to_warn, sql::warned, sql::list, sql::standing,
           sql::figures, sql::times, sql::counts);
    EXPECT_EQ(differs, "");
}

TEST_F(ComplaintsTest, a_whole_life_in_english) {
    auto const id = open(li, "I complain about my withdrawal.").id;
    auto const wanted = filing();
    auto known = run(io, complaints.take_in(ana, id, wanted));
    EXPECT_EQ(known.reference, "C-2026-0001");
    EXPECT_EQ(known.received_on, "2026-11-24");
    EXPECT_EQ(known.due_on, "2027-01-24");
    EXPECT_EQ(known.due, Due::in_time);
    EXPECT_EQ(read(ana, id).topic, "complaint");
    EXPECT_EQ(run(io, complaints.take_in(ana, id, wanted)).reference, known.reference) << "told twice, it is one";
    EXPECT_EQ(code(complaints.take_in(ben, id, filing())), "complaint.known");

    clock.advance(2h);
    known = step(ana, known, {.kind = StepKind::acknowledged, .admissible = true});
    EXPECT_EQ(known.stage, Stage::admissible);
    ASSERT_EQ(letters(id).size(), 1u);
    EXPECT_THAT(letters(id).back(),
                AllOf(HasSubstr("C-2026-0001"), HasSubstr("24 November 2026"), HasSubstr("24 January 2027"),
                      HasSubstr("complaints@desk.example"), HasSubstr("Nobody told me why"), HasSubstr("admissible")));
    EXPECT_THAT(letters(id).back(), AllOf(Not(HasSubstr("901820")), Not(HasSubstr("li.wei@"))))
        << "whoever reads the conversation need not know where they live";
    EXPECT_EQ(refused(ana, known, {.kind = StepKind::acknowledged}), "complaint.stage");

    EXPECT_EQ(refused(ana, known, {.kind = StepKind::answered}), "complaint.stage") << "nobody has looked into it";
    known = step(ana, known, {.kind = StepKind::investigated, .finding = "Rule 7 held it; the review was forgotten."});
    EXPECT_EQ(letters(id).size(), 1u) << "the finding is ours";
    EXPECT_EQ(refused(ben, known, {.kind = StepKind::answered}), "complaint.point_missing");
    known = points(ana, known, {point(Position::accepted), {.claim = "The price fell.", .position = {}, .reasons = "No."}});
    EXPECT_EQ(refused(ben, known, {.kind = StepKind::answered}), "complaint.point_missing") << "one has no answer yet";
    known = points(ana, known,
                   {point(Position::accepted),
                    {.claim = "The price fell.", .position = Position::rejected, .reasons = "We do not answer for prices."}});
    EXPECT_EQ(refused(ana, known, {.kind = StepKind::answered}), "complaint.second_person");
    auto const shown =
        run(io, complaints.preview(ana, id, {.client_id = "p", .revision = known.revision, .kind = StepKind::answered}));
    clock.advance(24h);
    known = step(ben, known, {.kind = StepKind::answered});
    EXPECT_EQ(known.outcome, complaints::Outcome::partly_upheld);
    EXPECT_EQ(known.due, Due::over);
    EXPECT_EQ(letters(id).back(), shown.body);
    EXPECT_THAT(letters(id).back(), AllOf(HasSubstr("1. The hold had no reason."), HasSubstr("2. The price fell."),
                                          HasSubstr("We do not answer for prices."), HasSubstr("ombudsman.example")));
    known = step(ana, known, {.kind = StepKind::closed});
    EXPECT_EQ(known.stage, Stage::closed);
    EXPECT_EQ(letters(id).size(), 2u);
    EXPECT_EQ(code(complaints.set_points(ana, id, {new_id(), known.revision, {}})), "complaint.stage");

    std::vector<StepKind> taken;
    for (auto const& each : known.steps) taken.push_back(each.kind);
    EXPECT_THAT(taken, ElementsAre(StepKind::registered, StepKind::acknowledged, StepKind::investigated, StepKind::points,
                                   StepKind::points, StepKind::answered, StepKind::closed));
    EXPECT_EQ(known.steps[5].by->name, "Ben");
    EXPECT_TRUE(known.steps[5].letter_seq);
}

TEST_F(ComplaintsTest, a_whole_life_in_chinese) {
    auto known = investigated("zh-CN");
    auto const id = known.conversation_id;
    EXPECT_THAT(letters(id).back(), AllOf(HasSubstr("2026年11月24日"), HasSubstr("2027年1月24日"), HasSubstr("400-000-0000"),
                                          HasSubstr("加密资产转账"), Not(HasSubstr("{"))));
    known = points(ana, known, {{.claim = "没有理由冻结提现", .position = Position::accepted, .reasons = "复核确有疏漏。"}});
    known = step(ana, known, {.kind = StepKind::answered});  // it refuses nothing: one person is enough
    EXPECT_EQ(known.outcome, complaints::Outcome::upheld);
    EXPECT_THAT(letters(id).back(),
                AllOf(HasSubstr("您的投诉成立"), HasSubstr("复核确有疏漏"), Not(HasSubstr("regulator.example"))));
}

TEST_F(ComplaintsTest, what_is_not_admissible_is_told_why_and_where_else_to_turn) {
    auto known = taken_in();
    EXPECT_EQ(refused(ana, known, {.kind = StepKind::acknowledged, .admissible = false}), "field.missing");
    known = step(ana, known, {.kind = StepKind::acknowledged});
    EXPECT_EQ(known.stage, Stage::acknowledged);
    EXPECT_THAT(letters(known.conversation_id).back(), HasSubstr("We are examining"));
    known = step(ben, known, {.kind = StepKind::decided, .admissible = false, .reasons = "A court decides on it already."});
    EXPECT_EQ(known.outcome, complaints::Outcome::inadmissible);
    EXPECT_THAT(letters(known.conversation_id).back(), AllOf(HasSubstr("A court decides on it already."),
                                                             HasSubstr("ombudsman.example"), Not(HasSubstr("our answer by"))));
    EXPECT_EQ(refused(ana, known, {.kind = StepKind::investigated, .finding = "More."}), "complaint.stage");
}

TEST_F(ComplaintsTest, when_its_customer_is_erased_the_register_stays) {
    auto const id = open(li).id;
    auto known = step(ana, run(io, complaints.take_in(ana, id, filing())), {.kind = StepKind::acknowledged});
    run(io, vault.erase(li.id));
    desk.words().forget();
    known = run(io, complaints.read(ana, id));
    EXPECT_FALSE(known.details);
    EXPECT_EQ(known.reference, "C-2026-0001");
    EXPECT_EQ(known.steps.size(), 2u);
    EXPECT_FALSE(run(io, book.list(ana, {})).rows.at(0).subject);
    EXPECT_EQ(refused(ana, known, {.kind = StepKind::decided, .admissible = true}), "customer.erased");
    known = step(ben, known, {.kind = StepKind::closed, .reasons = "Nobody is left who complains."});
    EXPECT_EQ(known.stage, Stage::closed);
    EXPECT_EQ(known.due, Due::over);
    EXPECT_FALSE(known.steps.back().letter);

    // The same when what it says is cleared because its time is over.
    auto const cleared = taken_in().conversation_id;
    static constexpr postgres::Query<postgres::Affected(ConversationId)> clear{
        "test.clear", "UPDATE complaints SET details = ''::bytea, points = NULL WHERE conversation_id = $1"};
    run(io, database.run(clear, cleared));
    auto const empty = run(io, complaints.read(ana, cleared));
    EXPECT_FALSE(empty.details);
    EXPECT_EQ(step(ben, empty, {.kind = StepKind::closed}).stage, Stage::closed);
    EXPECT_EQ(run(io, book.list(ana, {})).rows.size(), 2u);
}

}  // namespace
}  // namespace ombud::complaints
