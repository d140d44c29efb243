// Points and refusals: none is left without an answer, and nobody refuses alone.
#include "complaints/complaints_world.hpp"

namespace ombud::complaints {
namespace {

using ::testing::UnorderedElementsAre;

TEST_F(ComplaintsTest, nobody_refuses_alone) {
    TakeStep const inadmissible{.kind = StepKind::acknowledged, .admissible = false, .reasons = "It is late."};
    TakeStep const withdrawn{.kind = StepKind::closed, .reasons = "She took it back by phone."};
    // Whoever took it in.
    auto known = taken_in();
    EXPECT_EQ(refused(ana, known, inadmissible), "complaint.second_person");
    EXPECT_EQ(refused(ana, known, withdrawn), "complaint.second_person");
    EXPECT_EQ(step(ben, known, inadmissible).outcome, complaints::Outcome::inadmissible);
    EXPECT_EQ(step(ana, taken_in(), {.kind = StepKind::acknowledged}).steps.size(), 2u) << "what refuses nothing needs one";
    known = taken_in();
    EXPECT_EQ(step(ben, known, withdrawn).outcome, complaints::Outcome::withdrawn);

    // What came by the form was taken in by whoever acknowledged it.
    run(io, complaints.file(li, {.client_id = "form-1",
                                 .language = "en",
                                 .service = Service::custody,
                                 .topic = Topic::fees,
                                 .details = details(),
                                 .documents = {},
                                 .power = {}}));
    known = run(io, complaints.read(ana, run(io, book.list(ana, {})).rows.front().conversation_id));
    EXPECT_EQ(refused(ana, known, inadmissible), "complaint.second_person") << "nobody else has seen it";
    EXPECT_EQ(refused(ben, known, withdrawn), "complaint.second_person");
    known = step(ana, known, {.kind = StepKind::acknowledged});
    EXPECT_EQ(refused(ana, known, {.kind = StepKind::decided, .admissible = false, .reasons = "It is late."}),
              "complaint.second_person");
    known = step(ben, known, {.kind = StepKind::decided, .admissible = false, .reasons = "It is late."});
    EXPECT_EQ(step(ana, known, {.kind = StepKind::closed}).outcome, complaints::Outcome::inadmissible) << "that refused already";
}

TEST_F(ComplaintsTest, points_are_refused_by_none_of_their_authors) {
    auto const cleo = agent("Cleo");
    auto known = points(ana, investigated(), {point(Position::rejected)});
    auto const same = points(ben, known, {point(Position::rejected)});
    EXPECT_EQ(same.points_by, ana.id) << "saved unchanged, they are still hers";
    EXPECT_EQ(same.revision, known.revision);
    EXPECT_EQ(refused(ana, same, {.kind = StepKind::answered}), "complaint.second_person");
    known = points(ben, same, {{.claim = "The hold had no reason.", .position = Position::rejected, .reasons = "It names one."}});
    EXPECT_EQ(known.points_by, ben.id);
    EXPECT_EQ(refused(ana, known, {.kind = StepKind::answered}), "complaint.second_person") << "a word of his frees her not";
    EXPECT_EQ(refused(ben, known, {.kind = StepKind::answered}), "complaint.second_person");
    EXPECT_EQ(step(cleo, known, {.kind = StepKind::answered}).outcome, complaints::Outcome::rejected);
}

TEST_F(ComplaintsTest, other_points_under_a_client_id_that_was_used_are_not_taken_for_those) {
    auto const known = investigated();
    SetPoints wanted{new_id(), known.revision, {point(Position::rejected)}};
    auto const kept = run(io, complaints.set_points(ana, known.conversation_id, wanted));
    EXPECT_EQ(run(io, complaints.set_points(ana, known.conversation_id, wanted)).revision, kept.revision) << "a retry";
    wanted.points = {point(Position::accepted)};
    EXPECT_EQ(code(complaints.set_points(ana, known.conversation_id, wanted)), "client_id.reused");
    EXPECT_EQ(run(io, complaints.read(ana, known.conversation_id)).points.at(0).position, Position::rejected);
}

TEST_F(ComplaintsTest, of_two_who_act_at_once_one_is_told_to_look_again) {
    auto const known = taken_in();
    std::vector<Task<Complaint>> both;
    for (auto const& who : {ana, ben})
        both.push_back(complaints.take_step(
            who, known.conversation_id,
            {.client_id = new_id(), .revision = known.revision, .kind = StepKind::acknowledged, .admissible = true}));
    std::vector<std::string> ends;
    for (auto const& each : all(std::move(both))) ends.push_back(each.code);
    EXPECT_THAT(ends, UnorderedElementsAre("", "complaint.changed"));
    EXPECT_EQ(letters(known.conversation_id).size(), 1u) << "its complainant heard once";
}

}  // namespace
}  // namespace ombud::complaints
