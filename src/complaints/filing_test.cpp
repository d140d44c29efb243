// Taking in: by the form, by one of us, many at once; what cannot be taken; the days from which limits count.
#include "complaints/complaints_world.hpp"
#include "core/limits.hpp"

namespace ombud::complaints {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

TEST_F(ComplaintsTest, two_months_are_calendar_months_and_end_with_their_last_day_in_the_platforms_zone) {
    EXPECT_EQ(limit("2026-12-31T10:00:00Z").limit_on, "2027-02-28");
    EXPECT_EQ(limit("2027-12-31T10:00:00Z").limit_on, "2028-02-29") << "a leap year";
    EXPECT_EQ(limit("2026-11-30T10:00:00Z").limit_on, "2027-01-30");
    EXPECT_EQ(limit("2026-08-31T10:00:00Z").limit_on, "2026-10-31");
    auto const utc = limit("2026-12-31T18:00:00Z");
    EXPECT_EQ(utc.year, 2026);
    EXPECT_EQ(utc.limit_at, from_rfc3339("2027-03-01T00:00:00Z"));
    terms("Asia/Shanghai");
    auto const there = limit("2026-12-31T18:00:00Z");  // it is 2027 in Shanghai
    EXPECT_EQ(there.year, 2027);
    EXPECT_EQ(there.received_on, "2027-01-01");
    EXPECT_EQ(there.limit_on, "2027-03-01");
    EXPECT_EQ(there.limit_at, from_rfc3339("2027-03-01T16:00:00Z"));
    terms("Europe/Berlin");  // the clocks change in between
    EXPECT_EQ(limit("2026-09-15T10:00:00Z").limit_at, from_rfc3339("2026-11-15T23:00:00Z"));
}

TEST_F(ComplaintsTest, whoever_complains_by_the_form_is_in_the_register_at_once) {
    Filing form{.client_id = "form-1",
                .language = "en",
                .service = Service::custody,
                .topic = Topic::fees,
                .details = details("A fee that nobody named"),
                .assurance = Assurance::nobody,
                .by_mail = true,
                .documents = {{"bill.txt", "Fee: 12 EUR"}},
                .power = {{"power.txt", "I speak for her."}}};
    form.details.representative = Representative{.name = "Zhao Min", .address = {}, .phone = {}, .email = {}, .power = {}};
    form.details.comments =
        "My phrase is abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about";
    auto again = form;
    auto const filed = run(io, complaints.file(li, std::move(form)));
    EXPECT_EQ(filed.reference, "C-2026-0001");
    EXPECT_THAT(filed.copy, AllOf(HasSubstr("A fee that nobody named"), HasSubstr("bill.txt"), HasSubstr("Zhao Min"),
                                  HasSubstr("[removed:recovery_phrase]"), Not(HasSubstr("abandon"))));
    again.details.subject = "Something else";
    auto const repeated = run(io, complaints.file(li, std::move(again)));
    EXPECT_EQ(repeated.reference, filed.reference) << "sent twice, filed once";
    EXPECT_EQ(repeated.copy, filed.copy) << "the copy is of what is kept";
    auto const row = run(io, book.list(ana, {})).rows.at(0);
    auto const known = run(io, complaints.read(ana, row.conversation_id));
    EXPECT_TRUE(known.by_form);
    EXPECT_FALSE(known.steps.front().by);
    ASSERT_EQ(known.details->documents.size(), 1u);
    ASSERT_EQ(known.details->representative->power.size(), 1u);
    EXPECT_EQ(known.details->representative->power[0].name, "power.txt");
    EXPECT_THAT(*known.details->email, Not(HasSubstr("wei"))) << "masked";
    EXPECT_EQ(log(li, row.conversation_id).size(), 1u) << "what they told; our notes are not theirs";
    // Nothing of it lies there in clear.
    static constexpr postgres::Query<postgres::One<bool>()> in_clear{"test.in_clear", R"sql(
        SELECT EXISTS (SELECT FROM complaints c WHERE position('Berlin'::bytea IN c.details) > 0) OR
               EXISTS (SELECT FROM complaint_steps s WHERE s.data::text LIKE '%Berlin%'))sql"};
    EXPECT_FALSE(run(io, database.run(in_clear)));
}

TEST_F(ComplaintsTest, twenty_at_once_have_numbers_without_a_gap) {
    std::vector<ConversationId> rooms;
    for (int i = 0; i < 20; ++i) rooms.push_back(open(customer()).id);
    std::vector<Task<Complaint>> tasks;
    for (auto const& id : rooms) tasks.push_back(complaints.take_in(ana, id, filing()));
    // Some of them twice: what is refused takes no number with it.
    for (int i = 0; i < 5; ++i) tasks.push_back(complaints.take_in(ben, rooms[std::size_t(i)], filing()));
    std::set<std::string> numbers;
    std::size_t known = 0;
    for (auto const& each : all(std::move(tasks)))
        each.value ? void(numbers.insert(each.value->reference)) : void(known += each.code == "complaint.known");
    EXPECT_EQ(numbers.size(), 20u);
    EXPECT_EQ(known, 5u);
    EXPECT_EQ(*numbers.begin(), "C-2026-0001");
    EXPECT_EQ(*numbers.rbegin(), "C-2026-0020");
}

TEST_F(ComplaintsTest, what_cannot_be_is_refused) {
    auto const id = open(li).id;
    EXPECT_EQ(code(complaints.read(ana, id)), "complaint.unknown");
    EXPECT_EQ(code(complaints.take_in(ana, {}, filing())), "conversation.unknown");
    auto bad = filing();
    bad.details.subject = " ";
    EXPECT_EQ(code(complaints.take_in(ana, id, bad)), "field.missing");
    bad = filing();
    bad.language = "de";
    EXPECT_EQ(code(complaints.take_in(ana, id, bad)), "field.choice");
    bad = filing();
    bad.received_seq = 99;
    EXPECT_EQ(code(complaints.take_in(ana, id, bad)), "field.range");
    bad = filing();
    bad.details.description.assign(limits::complaint_text_letters + 1, 'a');
    EXPECT_EQ(code(complaints.take_in(ana, id, bad)), "text.too_long");
    bad = filing();
    bad.details.documents = {{AttachmentId::make(clock, random), "not.pdf"}};
    EXPECT_EQ(code(complaints.take_in(ana, id, bad)), "attachment.unknown");
    EXPECT_EQ(run(io, book.list(ana, {})).years, std::vector<std::int64_t>{});

    // What came later than the conversation began counts from when it came.
    clock.advance(24h * 40);
    auto const said = say(li, id, "Now I complain.");
    auto late = filing();
    late.received_seq = said.seq;
    EXPECT_EQ(run(io, complaints.take_in(ana, id, late)).received_on, "2027-01-03");
}

}  // namespace
}  // namespace ombud::complaints
