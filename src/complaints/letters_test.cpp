// What complainants read: letters in both languages, in parts, once, and never without what they must say.
#include "complaints/complaints_world.hpp"
#include "core/limits.hpp"

namespace ombud::complaints {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST_F(ComplaintsTest, no_letter_goes_out_that_does_not_say_what_it_must) {
    auto const now = run(io, complaints.terms(ana));
    auto bare = now;
    bare.contact_en = " ";
    bare.remedies_en = "";
    run(io, complaints.set_terms(ana, bare));
    EXPECT_EQ(code(complaints.set_terms(ana, bare)), "complaint.terms_changed");
    auto const known = taken_in();
    EXPECT_EQ(refused(ana, known, {.kind = StepKind::acknowledged}), "complaint.no_contact");
    EXPECT_EQ(refused(ana, known, {.kind = StepKind::acknowledged, .admissible = false, .reasons = "It is late."}),
              "complaint.no_remedies");
    EXPECT_EQ(run(io, complaints.read(ana, known.conversation_id)).steps.size(), 1u);
    auto wrong = run(io, complaints.terms(ana));
    wrong.zone = "Mars/Olympus";
    EXPECT_EQ(code(complaints.set_terms(ana, wrong)), "complaint.zone");
}

TEST_F(ComplaintsTest, a_letter_that_did_not_go_out_is_sent_once) {
    auto known = step(ana, taken_in(), {.kind = StepKind::acknowledged});
    auto const id = known.conversation_id;
    static constexpr postgres::Query<postgres::Affected()> forget{"test.forget", "UPDATE complaint_steps SET letter_seq = NULL"};
    run(io, database.run(forget));  // it fell after posting, before it knew so
    EXPECT_TRUE(run(io, book.list(ana, {})).rows.front().unsent);
    known = run(io, complaints.send_letter(ben, id, {.seq = 2}));
    EXPECT_TRUE(known.steps.back().letter_seq);
    EXPECT_EQ(letters(id).size(), 1u) << "nobody reads it twice";
    EXPECT_EQ(code(complaints.send_letter(ben, id, {.seq = 1})), "complaint.no_letter");
}

TEST_F(ComplaintsTest, a_letter_that_two_of_us_send_at_once_is_posted_once) {
    auto const id = step(ana, taken_in(), {.kind = StepKind::acknowledged}).conversation_id;
    static constexpr postgres::Query<postgres::Affected()> lose{"test.lose", R"sql(
        WITH lost AS (UPDATE entries SET client_id = 'lost-' || client_id WHERE client_id LIKE 'complaint-2-%')
        UPDATE complaint_steps SET letter_seq = NULL)sql"};
    run(io, database.run(lose));  // as if it had never been posted
    ASSERT_EQ(letters(id).size(), 1u);
    std::vector<Task<Complaint>> both;
    for (auto const& who : {ana, ben}) both.push_back(complaints.send_letter(who, id, {.seq = 2}));
    for (auto const& each : all(std::move(both))) EXPECT_EQ(each.code, "");
    EXPECT_EQ(letters(id).size(), 2u) << "the one that was lost, and it";
}

TEST_F(ComplaintsTest, no_step_is_taken_whose_letter_could_not_go_out) {
    auto const known = taken_in();
    static constexpr postgres::Query<postgres::Affected(ConversationId, std::optional<ConversationId>)> merge{
        "test.merge", "UPDATE conversations SET merged_into = $2 WHERE id = $1"};
    run(io, database.run(merge, known.conversation_id, open(li).id));
    EXPECT_EQ(refused(ana, known, {.kind = StepKind::acknowledged}), "conversation.merged");
    EXPECT_EQ(run(io, complaints.read(ana, known.conversation_id)).stage, Stage::received);
    run(io, database.run(merge, known.conversation_id, std::nullopt));
    EXPECT_EQ(step(ana, known, {.kind = StepKind::acknowledged}).stage, Stage::acknowledged);
}

TEST_F(ComplaintsTest, a_long_letter_comes_in_parts_and_loses_nothing) {
    auto const id = open(li).id;
    auto wanted = filing("zh-CN");
    wanted.details.description.clear();
    for (int i = 0; i < 800; ++i) wanted.details.description += "提现被冻结九天\n";
    auto known = run(io, complaints.take_in(ana, id, wanted));
    known = step(ana, known, {.kind = StepKind::acknowledged});
    auto const parts = letters(id);
    ASSERT_GT(parts.size(), 1u);
    std::string whole;
    for (auto const& each : parts) {
        EXPECT_LE(each.size(), limits::entry_body_bytes);
        whole += each;
    }
    EXPECT_EQ(whole, *known.steps.back().letter);
}

TEST_F(ComplaintsTest, whoever_wrote_in_a_third_language_is_told_in_which_one_we_answer) {
    auto wanted = filing("zh-CN");
    wanted.details.written_in = "Deutsch";
    wanted.details.description = "Neun Tage lang sagte niemand, warum.";
    auto known = run(io, complaints.take_in(ana, open(li).id, wanted));
    known = step(ana, known, {.kind = StepKind::acknowledged, .admissible = true});
    EXPECT_THAT(letters(known.conversation_id).back(),
                AllOf(HasSubstr("（Deutsch）"), HasSubstr("用中文答复"), HasSubstr("Neun Tage lang")))
        << "it is registered as it came";
    EXPECT_THAT(letters(step(ana, taken_in(), {.kind = StepKind::acknowledged}).conversation_id).back(),
                Not(HasSubstr("a language that we do not work in")));
}

TEST(ComplaintLetters, speak_of_every_service_topic_position_and_outcome_in_both_languages) {
    for (std::string const language : {"en", "zh-CN"}) {
        LetterFacts facts{.language = language,
                          .reference = "C-2026-0001",
                          .received_on = "2026-11-30",
                          .due_on = "2027-01-30",
                          .before = "2027-01-30",
                          .terms = {"Etc/UTC", "us", "us", "them", "them", 1},
                          .details = {.name = "{reference}", .subject = "S", .description = "D"}};
        boost::mp11::mp_for_each<boost::describe::describe_enumerators<Service>>([&](auto each) {
            facts.service = each.value;
            EXPECT_THAT(copy_of(facts), HasSubstr("{reference}")) << "a brace of theirs means nothing";
        });
        boost::mp11::mp_for_each<boost::describe::describe_enumerators<Topic>>([&](auto each) {
            facts.topic = each.value;
            EXPECT_NE(copy_of(facts), "");
        });
        boost::mp11::mp_for_each<boost::describe::describe_enumerators<Position>>(
            [&](auto each) { facts.points.push_back({"Claim", each.value, "Reasons"}); });
        for (auto const outcome :
             {complaints::Outcome::upheld, complaints::Outcome::partly_upheld, complaints::Outcome::rejected}) {
            facts.outcome = outcome;
            EXPECT_THAT(letter_of(StepKind::answered, facts), HasSubstr("3. Claim"));
        }
        EXPECT_THAT(letter_of(StepKind::extended, facts), Not(HasSubstr("\n\n\n")));
    }
}

}  // namespace
}  // namespace ombud::complaints
