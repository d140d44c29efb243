// Corrections: what they change, what they leave, and what they show of before.
#include "complaints/complaints_world.hpp"

namespace ombud::complaints {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

TEST_F(ComplaintsTest, a_correction_shows_what_it_replaced) {
    auto const known = taken_in();
    CorrectComplaint wanted{.client_id = new_id(),
                            .revision = known.revision,
                            .reason = "They wrote the wrong week.",
                            .language = {},
                            .service = {},
                            .topic = Topic::delay,
                            .details = ChangeDetails{.event_dates = "2 to 10 November 2026", .damage = ""}};
    auto const after = run(io, complaints.correct(ben, known.conversation_id, wanted));
    EXPECT_EQ(after.topic, Topic::delay);
    EXPECT_EQ(after.details->event_dates, "2 to 10 November 2026");
    EXPECT_FALSE(after.details->damage);
    EXPECT_EQ(after.details->subject, known.details->subject) << "what is not named stays";
    auto const& step = after.steps.back();
    EXPECT_EQ(step.data.at("topic"), "withdrawal");
    EXPECT_EQ(step.words.at("before").at("event_dates"), "1 to 9 November 2026");
    EXPECT_EQ(step.words.at("reason"), "They wrote the wrong week.");
    EXPECT_EQ(step.by->id, ben.id);
    EXPECT_EQ(run(io, complaints.correct(ben, known.conversation_id, wanted)).revision, after.revision)
        << "a retry changes nothing";
    wanted.client_id = new_id();
    EXPECT_EQ(code(complaints.correct(ana, known.conversation_id, wanted)), "complaint.changed") << "she had not seen it";
}

TEST_F(ComplaintsTest, representative_and_documents_are_put_right_and_what_they_were_stays) {
    auto const id = open(li).id;
    auto const file = [&](std::string name) { return run(io, desk.attach(li, id, std::move(name), "Fee: 12 EUR")).id; };
    auto const bill = file("bill.txt"), power = file("power.txt"), other = file("other.txt");
    auto wanted = filing();
    wanted.details.documents = {{bill, "whatever a client calls it"}};
    wanted.details.representative = Representative{
        .name = "Zhao Min", .address = "Ringstraße 2, Wien", .phone = "+43 1 5128463", .email = {}, .power = {{power, ""}}};
    auto known = run(io, complaints.take_in(ana, id, wanted));
    EXPECT_EQ(known.details->documents.at(0).name, "bill.txt") << "as it is called in the conversation";

    auto const correct = [&](ChangeDetails changes) {
        known = run(io, complaints.correct(ben, id,
                                           {.client_id = new_id(),
                                            .revision = known.revision,
                                            .reason = "They sent what was missing.",
                                            .language = {},
                                            .service = {},
                                            .topic = {},
                                            .details = std::move(changes)}));
        return known.steps.back().words.at("before");
    };
    auto before = correct({.representative = ChangeRepresentative{.name = "Zhao Minmin", .phone = ""},
                           .documents = std::vector<Document>{{bill, ""}, {other, ""}}});
    EXPECT_EQ(before.at("representative").at("name"), "Zhao Min");
    EXPECT_THAT(std::string(before.at("representative").at("phone").as_string()), Not(HasSubstr("5128463"))) << "masked";
    EXPECT_EQ(before.at("documents").as_array().size(), 1u);
    EXPECT_EQ(known.steps.back().data.at("changed"), json::value({"representative", "documents"}));
    EXPECT_EQ(known.details->representative->name, "Zhao Minmin");
    EXPECT_FALSE(known.details->representative->phone);
    EXPECT_THAT(*known.details->representative->address, HasSubstr("•")) << "what is not named stays";
    EXPECT_EQ(known.details->representative->power.size(), 1u);
    EXPECT_EQ(known.details->documents.at(1).name, "other.txt");
    EXPECT_EQ(run(io, complaints.contacts(id)).back().value, "Ringstraße 2, Wien") << "and stays what it was";

    before = correct({.representative = ChangeRepresentative{
                          .name = "", .address = "", .phone = {}, .email = {}, .power = std::vector<Document>{}}});
    EXPECT_EQ(before.at("representative").at("power").at(0).at("name"), "power.txt");
    EXPECT_FALSE(known.details->representative) << "nobody speaks for her any more";

    // A file of somebody else is none of hers, wherever it is named.
    auto const stranger = customer();
    auto const ids = std::vector<Document>{{run(io, desk.attach(stranger, open(stranger).id, "a.txt", "A")).id, ""}};
    for (auto const& changes :
         {ChangeDetails{.documents = ids}, ChangeDetails{.representative = ChangeRepresentative{.power = ids}}})
        EXPECT_EQ(code(complaints.correct(ben, id,
                                          {.client_id = new_id(),
                                           .revision = known.revision,
                                           .reason = "They sent what was missing.",
                                           .language = {},
                                           .service = {},
                                           .topic = {},
                                           .details = changes})),
                  "attachment.unknown");
}

TEST_F(ComplaintsTest, how_to_reach_them_is_told_in_clear_only_to_whoever_keeps_the_record) {
    auto wanted = filing();
    wanted.details.representative =
        Representative{.name = "Zhao Min", .address = {}, .phone = "+43 1 5128463", .email = {}, .power = {}};
    auto const id = open(li).id;
    EXPECT_TRUE(run(io, complaints.contacts(id)).empty());
    auto const known = run(io, complaints.take_in(ana, id, wanted));
    auto const serialized = json::serialize(to_json(known));
    std::vector<std::string> fields;
    for (auto const& each : run(io, complaints.contacts(id))) {
        fields.push_back(each.field);
        EXPECT_FALSE(each.over);
        EXPECT_THAT(serialized, AllOf(HasSubstr(each.masked), Not(HasSubstr(each.value))));
    }
    EXPECT_THAT(fields, ElementsAre("complaint_address", "complaint_phone", "complaint_email", "complaint_rep_phone"));
    step(ben, known, {.kind = StepKind::closed, .reasons = "She took it back by phone."});
    EXPECT_TRUE(run(io, complaints.contacts(id)).front().over);
    run(io, vault.erase(li.id));
    desk.words().forget();
    EXPECT_TRUE(run(io, complaints.contacts(id)).empty());
}

}  // namespace
}  // namespace ombud::complaints
