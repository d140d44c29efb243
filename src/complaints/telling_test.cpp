#include "complaints/telling.hpp"

#include "audit/checkpoints.hpp"
#include "complaints/complaints_world.hpp"

namespace ombud::complaints {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

using TellingTest = ComplaintsTest;

TEST_F(TellingTest, a_complainant_takes_along_what_they_told_and_were_answered_and_no_draft) {
    auto known = investigated();
    known = points(ana, known, {point(Position::rejected)});
    auto const id = known.conversation_id;
    auto const asked = [&] { return run(io, told(database, desk.words(), id)); };
    auto draft = asked();
    EXPECT_EQ(draft.at("reference").as_string(), known.reference);
    EXPECT_EQ(draft.at("due_on").as_string(), known.due_on);
    EXPECT_EQ(draft.at("details").at("phone"), "+49 30 901820") << "their own, in clear";
    EXPECT_EQ(draft.at("points").at(0).at("claim"), "The hold had no reason.");
    EXPECT_THAT(json::serialize(draft), Not(HasSubstr("The log names one."))) << "nobody has answered yet";
    EXPECT_THAT(json::serialize(draft), Not(HasSubstr("nobody looked"))) << "what was found stays with the desk";

    step(ben, known, {.kind = StepKind::answered});
    auto const whole = asked();
    EXPECT_EQ(whole.at("points").at(0).at("position"), "rejected");
    EXPECT_EQ(whole.at("points").at(0).at("reasons"), "The log names one.");
    EXPECT_EQ(whole.at("outcome"), "rejected");
    auto const& last = whole.at("steps").as_array().back();
    EXPECT_EQ(last.at("kind"), "answered");
    EXPECT_THAT(std::string(last.at("letter").as_string()), HasSubstr("The log names one."));

    EXPECT_TRUE(run(io, told(database, desk.words(), open(li).id)).is_null()) << "no complaint";
}

TEST_F(TellingTest, nothing_is_told_of_whoever_was_erased) {
    auto const id = open(li).id;
    run(io, complaints.take_in(ana, id, filing()));
    run(io, vault.erase(li.id));
    desk.words().forget();
    EXPECT_TRUE(run(io, told(database, desk.words(), id)).is_null());
}

TEST_F(TellingTest, who_takes_the_report_along_is_on_the_record) {
    run(io, book.report_file(ana, {2026}));
    auto const records = run(io, audit.read(std::nullopt, "complaint.report_taken", 2));
    ASSERT_EQ(records.size(), 1u);
    EXPECT_EQ(records[0].actor, ana.id.uuid);
}

}  // namespace
}  // namespace ombud::complaints
