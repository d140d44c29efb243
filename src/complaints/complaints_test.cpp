// Complaints on PostgreSQL, with a clock that stands still: from receipt to answer in both languages, their limits, their
// register.
#include "complaints/complaints.hpp"

#include <gmock/gmock.h>

#include "complaints/register.hpp"
#include "core/limits.hpp"
#include "support/desk_people.hpp"

namespace ombud::complaints {
namespace {

using namespace std::chrono_literals;
using ombud::testing::run;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

struct ComplaintsTest : ombud::testing::PeopledDesk {
    audit::Log audit{database, clock};
    Complaints complaints{database, desk, ombud::testing::shared_guard(), audit, clock, random};
    std::vector<ConversationId> opened;  // by whoever asks
    Register book{database, desk, audit,
                  [this](StaffId, std::vector<ConversationId>) -> Task<std::vector<ConversationId>> { co_return opened; }, clock};
    Customer const li = customer();
    Agent const ana = agent("Ana"), ben = agent("Ben");

    ComplaintsTest() { terms("Etc/UTC"); }

    void terms(std::string zone) {
        auto const now = run(io, complaints.terms(ana));
        run(io, complaints.set_terms(ana, {.zone = std::move(zone),
                                           .contact_en = "complaints@desk.example",
                                           .contact_zh = "投诉专线 400-000-0000",
                                           .remedies_en = "The ombudsman, ombudsman.example",
                                           .remedies_zh = "监管机构，regulator.example",
                                           .revision = now.revision}));
    }
    static Details details(std::string subject = "My withdrawal was held for nine days") {
        return {.name = "Li Wei",
                .client_reference = {},
                .address = "Hauptstraße 1, Berlin",
                .phone = "+49 30 901820",
                .email = "li.wei@customer.example",
                .representative = {},
                .service_reference = {},
                .subject = std::move(subject),
                .description = "Nobody told me why, and the price fell.",
                .event_dates = "1 to 9 November 2026",
                .damage = "About 300 EUR",
                .comments = {},
                .documents = {}};
    }
    RegisterComplaint filing(std::string language = "en") {
        return {.client_id = new_id(),
                .language = std::move(language),
                .service = Service::transfer,
                .topic = Topic::withdrawal,
                .details = details(),
                .received_seq = {}};
    }
    Complaint taken_in(std::string language = "en") {
        auto const id = open(customer()).id;
        return run(io, complaints.take_in(ana, id, filing(std::move(language))));
    }
    Complaint step(Agent const& by, Complaint const& of, TakeStep wanted) {
        wanted.client_id = new_id();
        wanted.revision = of.revision;
        return run(io, complaints.take_step(by, of.conversation_id, wanted));
    }
    std::string refused(Agent const& by, Complaint const& of, TakeStep wanted) {
        wanted.client_id = new_id();
        wanted.revision = of.revision;
        return code(complaints.take_step(by, of.conversation_id, wanted));
    }
    Complaint points(Agent const& by, Complaint const& of, std::vector<Point> all) {
        return run(io, complaints.set_points(by, of.conversation_id, {new_id(), of.revision, std::move(all)}));
    }
    Complaint investigated(std::string language = "en") {
        auto out = taken_in(std::move(language));
        out = step(ana, out, {.kind = StepKind::acknowledged, .admissible = true});
        return step(ana, out, {.kind = StepKind::investigated, .finding = "The hold was set by rule 7 and nobody looked."});
    }
    static Point point(Position position) {
        return {.claim = "The hold had no reason.", .position = position, .reasons = "The log names one."};
    }
    // What the complainant reads, newest last.
    std::vector<std::string> letters(ConversationId id) {
        std::vector<std::string> out;
        for (auto const& entry : log(ana, id))
            if (entry.kind == desk::EntryKind::message && entry.author.kind == desk::AuthorKind::agent) out.push_back(entry.body);
        return out;
    }
    std::vector<std::string> warnings(ConversationId id) {
        std::vector<std::string> out;
        for (auto const& entry : log(ana, id)) {
            auto const* data = entry.data.if_object();
            auto const* about = data ? data->if_contains("complaint") : nullptr;
            if (!about || about->at("event") == "registered") continue;
            EXPECT_TRUE(entry.internal) << "a customer never hears of it";
            out.emplace_back(about->at("event").as_string());
        }
        return out;
    }
    sql::LimitRow limit(char const* when) {
        return run(io, database.run(sql::limit, from_rfc3339(when).value(), limits::complaint_months));
    }
};

TEST_F(ComplaintsTest, every_query_agrees_with_the_schema) {
    std::string differs;
    auto agrees = [&](auto const&... queries) { ((differs += run(io, postgres::check(database, queries))), ...); };
    agrees(sql::terms, sql::is_zone, sql::set_terms, sql::limit, sql::end_of_day, sql::conversation, sql::is_merged,
           sql::count_files, sql::posted, sql::next_number, sql::add, sql::of_conversation, sql::hold, sql::keep, sql::steps,
           sql::step_made, sql::step, sql::hands, sql::add_step, sql::letter_went, sql::to_warn, sql::warned, sql::list,
           sql::standing, sql::figures, sql::times, sql::counts);
    EXPECT_EQ(differs, "");
}

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
    clock.advance(24h * 100);
    EXPECT_EQ(run(io, complaints.read(ana, known.conversation_id)).due, Due::late);
    EXPECT_EQ(refused(ana, known, {.kind = StepKind::extended, .reasons = "Again.", .until = "2027-06-24"}),
              "complaint.limit_passed");
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

TEST(Letters, speak_of_every_service_topic_position_and_outcome_in_both_languages) {
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
