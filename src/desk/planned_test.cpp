#include "desk/planned.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <deque>
#include <gmock/gmock.h>
#include <libpq-fe.h>

#include "core/limits.hpp"
#include "desk/ties.hpp"
#include "support/desk_people.hpp"

namespace ombud::desk {
namespace {

using namespace std::chrono_literals;
using ombud::testing::Ear;
using ombud::testing::run;
using realtime::Audience;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

struct PlannedTest : ombud::testing::PeopledDesk {
    Planned planned{database, desk, hub, clock};
    Customer asking = customer();
    Agent ana = agent("Ana"), ben = agent("Ben");
    ConversationId id = open(asking).id;
    Ear phone{hub, id.uuid, Audience::customer}, screen{hub, id.uuid, Audience::staff};

    PlanAnswer answer(std::string body, std::optional<std::chrono::seconds> in = {}) {
        return {.client_id = new_id(),
                .body = std::move(body),
                .attachments = {},
                .due_at = in ? std::optional{clock.now() + *in} : std::nullopt,
                .seen_seq = read(ana, id).last_seq};
    }
    PlannedAnswer plan(Agent const& by, PlanAnswer wanted) { return run(io, planned.plan(by, id, std::move(wanted))); }
    PlannedAnswer plan(std::string body, std::optional<std::chrono::seconds> in = {}) {
        return plan(ana, answer(std::move(body), in));
    }
    std::vector<PlannedAnswer> waiting() { return run(io, planned.list(ben, id)).planned; }
    // What the customer reads of our answers.
    std::vector<std::string> answers() {
        std::vector<std::string> out;
        for (auto const& entry : log(asking, id))
            if (entry.author.kind == AuthorKind::agent && entry.kind == EntryKind::message) out.push_back(entry.body);
        return out;
    }
    void pass(std::chrono::seconds span) {
        clock.advance(span);
        run(io, planned.post_due());
    }
    void is_active(Agent const& who, bool active) {
        static constexpr postgres::Query<postgres::Affected(StaffId, bool)> set_active{
            "test.set_active", "UPDATE staff SET active = $2 WHERE id = $1"};
        run(io, database.run(set_active, who.id, active));
    }
    // As the one who owns the schema.
    void change_schema(std::string const& text) {
        std::unique_ptr<PGconn, decltype(&PQfinish)> session{PQconnectdb(scratch.owner_url().c_str()), &PQfinish};
        std::unique_ptr<PGresult, decltype(&PQclear)> result{PQexec(session.get(), text.c_str()), &PQclear};
        ASSERT_EQ(PQresultStatus(result.get()), PGRES_COMMAND_OK) << PQresultErrorMessage(result.get());
    }
};

TEST_F(PlannedTest, every_query_agrees_with_the_schema) {
    std::string differs;
    auto agrees = [&](auto const&... queries) { ((differs += run(io, postgres::check(database, queries))), ...); };
    agrees(sql::hold_conversation, sql::planned_answer, sql::planned_answers, sql::hold_planned_answer, sql::count_planned,
           sql::was_posted, sql::add_planned_answer, sql::make_due, sql::forget_planned_answer, sql::keep_back, sql::due_answer);
    EXPECT_EQ(differs, "");
}

TEST_F(PlannedTest, an_answer_is_posted_once_at_its_time_by_whoever_wrote_it) {
    desk.shows_codes([](ConversationId, StaffId) -> Task<std::string> { co_return "VK7F-3Q9D-M2XA"; });
    auto const file = run(io, desk.attach(ana, id, "steps.txt", "First, …"));
    auto wanted = answer("It is on its way.");
    wanted.attachments = {file.id};
    auto const plan = this->plan(ana, wanted);
    EXPECT_EQ(plan.due_at, clock.now() + limits::answer_stands_for);
    EXPECT_EQ(plan.author.name, "Ana");
    EXPECT_FALSE(plan.held);

    pass(9s);
    EXPECT_THAT(answers(), IsEmpty());
    EXPECT_EQ(code(desk.attachment(asking, file.id, false)), "attachment.unknown") << "not even its files";
    EXPECT_THAT(phone.of("entry_posted"), IsEmpty());
    EXPECT_THAT(phone.of("planned_changed"), IsEmpty());
    EXPECT_FALSE(read(asking, id).assignee);
    ASSERT_EQ(waiting().size(), 1u);
    EXPECT_THAT(waiting().at(0).attachments, ElementsAre(file.id));

    pass(1s);
    pass(1s);
    EXPECT_THAT(answers(), ElementsAre("It is on its way."));
    EXPECT_THAT(waiting(), IsEmpty());
    auto const entry = log(asking, id).back();
    EXPECT_EQ(entry.author.id, ana.id.uuid);
    EXPECT_EQ(entry.author.name, "Ana");
    EXPECT_EQ(entry.client_id, "planned-" + plan.id.text());
    EXPECT_EQ(entry.posted_at, plan.due_at);
    EXPECT_EQ(entry.status, "waiting");
    EXPECT_EQ(entry.data.at("assignee").at("code").as_string(), "VK7F-3Q9D-M2XA") << "as after an answer that was posted at once";
    EXPECT_EQ(read(asking, id).assignee->id, ana.id.uuid);
    EXPECT_EQ(code(desk.attachment(asking, file.id, false)), "fine");
    EXPECT_EQ(phone.of("entry_posted").size(), 1u);
    EXPECT_EQ(screen.of("planned_changed").size(), 2u) << "planned, posted";
    EXPECT_THAT(phone.of("planned_changed"), IsEmpty()) << "customers never hear that an answer waited";
}

TEST_F(PlannedTest, the_loop_posts_what_is_due_and_goes_on_after_the_database_was_away) {
    postgres::Database other{io, scratch.settings(), observer};
    Planned loop{other, desk, hub, clock};
    plan("It is on its way.");
    asio::cancellation_signal end;
    bool ended = false;
    asio::co_spawn(io, loop.work(), asio::bind_cancellation_slot(end.slot(), [&](std::exception_ptr const&) { ended = true; }));
    clock.advance(10s);
    settle();
    EXPECT_EQ(waiting().size(), 1u) << "it has no database yet";
    run(io, other.connect());
    auto changed = [&](std::size_t times) {
        until([&] {
            clock.advance(100ms);
            return screen.of("planned_changed").size() == times;
        });
    };
    changed(2);  // planned, posted
    EXPECT_THAT(answers(), ElementsAre("It is on its way."));
    plan("And here it is.", 30s);
    changed(4);
    EXPECT_THAT(answers(), ElementsAre("It is on its way.", "And here it is."));
    end.emit(asio::cancellation_type::terminal);
    until([&] { return ended; });
    run(io, other.close());
}

TEST_F(PlannedTest, what_is_taken_back_is_never_seen_by_the_customer) {
    auto const first = plan("Hello Mrs Li"), second = plan("Hello Mrs Lin");
    EXPECT_EQ(run(io, planned.take_back(ana, id, first.id)).body, "Hello Mrs Li");
    EXPECT_EQ(run(io, planned.take_back(ben, id, second.id)).author.name, "Ana") << "a colleague may, too";
    pass(1h);
    EXPECT_THAT(answers(), IsEmpty());
    EXPECT_THAT(waiting(), IsEmpty());
    EXPECT_THAT(phone.of("entry_posted"), IsEmpty());
    EXPECT_EQ(screen.of("planned_changed").size(), 4u);
    EXPECT_EQ(code(planned.take_back(ana, id, first.id)), "planned.unknown");

    auto const late = plan("Hello Mrs Lim");
    pass(10s);
    EXPECT_EQ(code(planned.take_back(ana, id, late.id)), "planned.posted");
    EXPECT_EQ(code(planned.post_now(ana, id, late.id)), "planned.posted");
    auto const elsewhere = open(asking).id;
    auto const here = plan("Hello Mrs Lyn");
    EXPECT_EQ(code(planned.take_back(ana, elsewhere, here.id)), "planned.unknown") << "of another conversation";
    EXPECT_EQ(code(planned.post_now(ana, elsewhere, here.id)), "planned.unknown");
    EXPECT_EQ(waiting().size(), 1u);
}

TEST_F(PlannedTest, whoever_asks_again_has_the_same_plan_and_posts_nothing_twice) {
    auto const wanted = answer("It is on its way.");
    auto const once = plan(ana, wanted);
    clock.advance(3s);
    auto const again = plan(ana, wanted);
    EXPECT_EQ(to_json(again), to_json(once)) << "its time is not put off";
    auto other = wanted;
    other.body = "It is lost.";
    EXPECT_EQ(code(planned.plan(ana, id, other)), "client_id.reused");
    EXPECT_EQ(code(planned.plan(ben, id, wanted)), "fine") << "a colleague's number is another";
    EXPECT_EQ(waiting().size(), 2u);
    run(io, planned.take_back(ben, id, waiting().at(1).id));
    pass(7s);
    EXPECT_EQ(code(planned.plan(ana, id, wanted)), "planned.posted");
    pass(1h);
    EXPECT_THAT(answers(), ElementsAre("It is on its way."));

    auto gone = answer("Good morning", 30s);
    auto const back = plan(ana, gone);
    run(io, planned.take_back(ana, id, back.id));
    EXPECT_EQ(plan(ana, gone).id, back.id) << "taken back, it may be planned once more";
}

TEST_F(PlannedTest, many_at_once_are_one_plan) {
    auto const wanted = answer("It is on its way.");
    std::vector<Task<PlannedAnswer>> tries;
    for (int i = 0; i < 8; ++i) tries.push_back(planned.plan(ana, id, wanted));
    for (auto const& each : all(std::move(tries))) EXPECT_EQ(each.code, "");
    EXPECT_EQ(waiting().size(), 1u);
}

TEST_F(PlannedTest, what_was_put_off_is_held_when_the_customer_writes_and_posted_when_somebody_says_so) {
    auto const plan = this->plan("Is it there now?", 1h);
    clock.advance(30min);
    say(asking, id, "It has come, thank you.");
    pass(30min);
    EXPECT_THAT(answers(), IsEmpty());
    ASSERT_EQ(waiting().size(), 1u);
    EXPECT_EQ(waiting().at(0).held, "customer_wrote");
    EXPECT_EQ(screen.of("planned_changed").size(), 2u) << "planned, held";
    pass(24h);
    EXPECT_THAT(answers(), IsEmpty());
    EXPECT_EQ(screen.of("planned_changed").size(), 2u) << "and that was all";

    auto const now = run(io, planned.post_now(ben, id, plan.id));
    EXPECT_FALSE(now.held);
    EXPECT_EQ(now.due_at, clock.now());
    pass(0s);
    EXPECT_THAT(answers(), ElementsAre("Is it there now?"));
    EXPECT_EQ(log(asking, id).back().author.name, "Ana") << "it is still hers";
}

TEST_F(PlannedTest, a_held_answer_can_be_taken_back_and_others_go_on) {
    auto const held = plan("Is it there now?", 1h);
    say(asking, id, "It has come, thank you.");
    pass(1h);
    plan("Good. Anything else?");
    pass(10s);
    EXPECT_THAT(answers(), ElementsAre("Good. Anything else?"));
    EXPECT_EQ(run(io, planned.take_back(ben, id, held.id)).held, "customer_wrote");
    EXPECT_THAT(waiting(), IsEmpty());
}

TEST_F(PlannedTest, what_only_stood_for_a_moment_goes_whatever_the_customer_writes_meanwhile) {
    plan("It is on its way.");
    plan("In a minute", 60s);
    say(asking, id, "Hello?");
    pass(60s);
    EXPECT_THAT(answers(), ElementsAre("It is on its way.", "In a minute"));
}

TEST_F(PlannedTest, what_the_customer_wrote_before_holds_nothing) {
    say(asking, id, "Hello?");
    plan("Is it there now?", 1h);
    note(ben, id, "Follow up");
    pass(1h);
    EXPECT_THAT(answers(), ElementsAre("Is it there now?"));
}

TEST_F(PlannedTest, nothing_is_said_after_a_conversation_was_resolved) {
    auto const plan = this->plan("It is on its way.");
    set(ben, id, "resolved");
    pass(10s);
    EXPECT_EQ(waiting().at(0).held, "resolved");
    EXPECT_EQ(read(ana, id).status, "resolved");
    run(io, planned.post_now(ana, id, plan.id));
    pass(0s);
    EXPECT_THAT(answers(), ElementsAre("It is on its way."));

    set(ben, id, "resolved");
    this->plan("Did it go well?", 24h);
    pass(24h);
    EXPECT_THAT(answers(), ElementsAre("It is on its way.", "Did it go well?")) << "it was resolved when that was written";

    this->plan("One more thing", 24h);
    set(ben, id, "resolved");
    set(ben, id, "open");
    pass(24h);
    EXPECT_EQ(answers().size(), 3u) << "it was opened again";
}

TEST_F(PlannedTest, nobody_answers_who_has_left) {
    auto const plan = this->plan("It is on its way.");
    is_active(ana, false);
    pass(10s);
    EXPECT_THAT(answers(), IsEmpty());
    EXPECT_EQ(waiting().at(0).held, "author_gone");
    run(io, planned.post_now(ben, id, plan.id));
    pass(0s);
    EXPECT_THAT(answers(), ElementsAre("It is on its way."));
}

TEST_F(PlannedTest, what_is_held_is_noted_and_a_conversation_that_waited_for_its_customer_is_open_again) {
    say(ana, id, "Has it come?");
    plan("Is it there now?", 24h);
    auto const written = plan("And the fee?", 25h);
    is_active(ana, false);
    pass(24h);
    EXPECT_EQ(read(ben, id).status, "open") << "somebody has to look";
    auto const notes = log(ben, id);
    auto const note = notes.at(notes.size() - 2);
    EXPECT_EQ(note.kind, EntryKind::note);
    EXPECT_EQ(note.author.kind, AuthorKind::system);
    auto const& planned_note = note.data.at("planned");
    EXPECT_EQ(planned_note.at("held"), "author_gone");
    EXPECT_EQ(planned_note.at("author"), "Ana");
    EXPECT_EQ(planned_note.at("of").at("reference").as_string(), read(ben, id).reference);
    EXPECT_EQ(notes.back().data.at("to"), "open");
    EXPECT_EQ(json::serialize(to_json(log(asking, id))).find("planned\""), std::string::npos)
        << "its customer hears nothing of it";

    // Resolved on purpose it stays so.
    set(ben, id, "resolved");
    pass(1h);
    EXPECT_EQ(read(ben, id).status, "resolved");
    EXPECT_EQ(log(ben, id).back().client_id, "held-" + written.id.text());
}

TEST_F(PlannedTest, what_waited_in_a_merged_one_is_noted_where_it_went) {
    audit::Log audit{database, clock};
    Ties ties{database, desk, audit, clock, random};
    auto const into = open(asking);
    plan("Is it there now?", 24h);
    run(io, ties.make(ana, id, {new_id(), "merged", into.reference}));
    say(ben, into.id, "A moment.");
    pass(24h);
    EXPECT_EQ(waiting().at(0).held, "refused");
    EXPECT_EQ(read(ben, into.id).status, "open");
    auto const notes = log(ben, into.id);
    EXPECT_EQ(notes.at(notes.size() - 2).data.at("planned").at("of").at("id").as_string(), id.text());
}

TEST_F(PlannedTest, what_it_was_to_become_it_becomes_not_when_its_customer_writes_in_the_last_moment) {
    auto wanted = answer("Done.");
    wanted.then_status = "resolved";
    bool writes = false;
    desk.shows_codes([&](ConversationId, StaffId) -> Task<std::string> {
        if (writes) co_await desk.post(asking, id, words("Wait, and the fee?"));  // while it is being posted
        co_return "VK7F-3Q9D-M2XA";
    });
    plan(ana, wanted);
    pass(10s);
    EXPECT_EQ(read(ana, id).status, "resolved");
    say(asking, id, "Once more.");
    wanted = answer("Done again.");
    wanted.then_status = "resolved";
    plan(ben, wanted);  // whose code nobody has seen yet
    writes = true;
    pass(10s);
    EXPECT_THAT(answers(), ElementsAre("Done.", "Done again."));
    EXPECT_EQ(read(ana, id).status, "waiting") << "nobody had read what they wrote";

    // Whoever changes the state by hand may say how far they had read.
    auto const seen = read(ana, id).last_seq;
    say(asking, id, "Hello?");
    EXPECT_EQ(code(desk.change_status(ana, id, {"resolved", new_id(), seen})), "status.customer_wrote");
    EXPECT_EQ(read(ana, id).status, "open");
    say(ben, id, "Here.");
    EXPECT_EQ(code(desk.change_status(ana, id, {"resolved", new_id(), seen + 1})), "fine")
        << "a colleague's answer hinders nobody";
}

TEST_F(PlannedTest, of_two_who_answer_in_the_same_moment_one_is_held) {
    plan("Which network?", 10s);
    run(io, planned.plan(ben, id, answer("What is the network?", 11s)));
    pass(11s);
    EXPECT_THAT(answers(), ElementsAre("Which network?"));
    EXPECT_EQ(waiting().at(0).held, "answered");
    plan("And the amount?", 10s);
    pass(10s);
    EXPECT_EQ(answers().size(), 2u) << "one's own answers follow one another";
}

TEST_F(PlannedTest, what_need_not_wait_any_longer_goes_at_once) {
    auto const plan = this->plan("Is it there now?", 24h);
    pass(1s);
    EXPECT_THAT(answers(), IsEmpty());
    run(io, planned.post_now(ben, id, plan.id));
    pass(0s);
    EXPECT_THAT(answers(), ElementsAre("Is it there now?"));
}

TEST_F(PlannedTest, several_go_in_their_order) {
    plan("third", 30s);
    plan("first", 10s);
    plan("second", 20s);
    EXPECT_EQ(waiting().at(0).body, "first");
    pass(1min);
    EXPECT_THAT(answers(), ElementsAre("first", "second", "third"));
}

TEST_F(PlannedTest, none_overtakes_one_that_another_program_is_posting) {
    plan("first", 10s);
    plan("second", 20s);
    auto const room = open(asking).id;
    run(io, planned.plan(ana, room, answer("elsewhere", 30s)));
    std::unique_ptr<PGconn, decltype(&PQfinish)> other{PQconnectdb(scratch.url().c_str()), &PQfinish};
    PQclear(PQexec(other.get(), "BEGIN"));
    PQclear(PQexec(other.get(), "SELECT FROM planned_answers ORDER BY due_at LIMIT 1 FOR UPDATE"));
    pass(1min);
    EXPECT_THAT(answers(), IsEmpty());
    EXPECT_THAT(run(io, planned.list(ana, room)).planned, IsEmpty()) << "other conversations go on";
    PQclear(PQexec(other.get(), "ROLLBACK"));
    pass(0s);
    EXPECT_THAT(answers(), ElementsAre("first", "second"));
}

// Between posting and forgetting we fall; the customer has answered when we are back.
TEST_F(PlannedTest, a_fall_between_posting_and_forgetting_posts_once) {
    auto const plan = this->plan("Is it there now?", 1h);
    change_schema(
        "CREATE FUNCTION fall() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''we fall''; END';"
        "CREATE TRIGGER fall BEFORE DELETE ON planned_answers FOR EACH ROW EXECUTE FUNCTION fall()");
    clock.advance(1h);
    EXPECT_THROW(run(io, planned.post_due()), postgres::DatabaseError);
    EXPECT_THAT(answers(), ElementsAre("Is it there now?"));
    ASSERT_EQ(waiting().size(), 1u) << "or this tests nothing";
    EXPECT_EQ(code(planned.take_back(ana, id, plan.id)), "planned.posted") << "the customer has seen it";
    say(asking, id, "Yes, it is.");

    change_schema("DROP TRIGGER fall ON planned_answers");
    run(io, planned.post_due());
    EXPECT_THAT(answers(), ElementsAre("Is it there now?"));
    EXPECT_THAT(waiting(), IsEmpty()) << "not held: it went";
}

TEST_F(PlannedTest, two_programs_that_race_post_each_answer_once_and_in_order) {
    postgres::Database other_database{io, scratch.settings(), observer};
    run(io, other_database.connect());
    realtime::Hub other_hub;
    customers::Vault other_vault{other_database, master, clock, random};
    Desk other_desk{io, other_database, other_vault, ombud::testing::shared_guard(), other_hub, intake, store, clock, random};
    Planned elsewhere{other_database, other_desk, other_hub, clock};

    std::vector<ConversationId> rooms{id, open(asking).id, open(asking).id};
    std::vector<std::string> expected;
    for (int i = 0; i < 6; ++i) {
        expected.push_back("answer " + std::to_string(i));
        for (auto const& room : rooms) run(io, planned.plan(ana, room, answer(expected.back(), 10s + std::chrono::seconds(i))));
    }
    clock.advance(1min);
    int done = 0;
    for (auto* each : {&planned, &elsewhere, &planned, &elsewhere})
        asio::co_spawn(io, each->post_due(), [&](std::exception_ptr const& error) {
            EXPECT_FALSE(error);
            ++done;
        });
    until([&] { return done == 4; });
    run(io, planned.post_due());
    for (auto const& room : rooms) {
        std::vector<std::string> said;
        for (auto const& entry : log(asking, room))
            if (entry.author.kind == AuthorKind::agent) said.push_back(entry.body);
        EXPECT_EQ(said, expected);
        EXPECT_THAT(run(io, planned.list(ana, room)).planned, IsEmpty());
    }
    rest(other_database);
}

TEST_F(PlannedTest, whoever_takes_back_while_it_is_posted_is_told_which_it_was) {
    for (int round = 0; round < 6; ++round) {
        auto const plan = this->plan("answer " + std::to_string(round));
        clock.advance(10s);
        auto const before = answers().size();
        std::string taken;
        int done = 0;
        asio::co_spawn(io, planned.post_due(), [&](std::exception_ptr const&) { ++done; });
        asio::co_spawn(io, planned.take_back(ben, id, plan.id), [&](std::exception_ptr const& error, PlannedAnswer const&) {
            ++done;
            try {
                if (error) std::rethrow_exception(error);
                taken = "back";
            } catch (Problem const& problem) {
                taken = problem.code;
            }
        });
        until([&] { return done == 2; });
        EXPECT_EQ(taken, answers().size() > before ? "planned.posted" : "back");
        EXPECT_THAT(waiting(), IsEmpty());
    }
}

TEST_F(PlannedTest, no_secret_waits_in_the_table) {
    std::string const secret = "hunter2-zq-77";
    auto const plan = this->plan("Your password is " + secret);
    ASSERT_EQ(plan.removed.size(), 1u);
    EXPECT_THAT(plan.body, AllOf(HasSubstr("[removed:password]"), Not(HasSubstr(secret))));
    static constexpr postgres::Query<postgres::One<std::int64_t>(std::string)> stored{
        "test.planned_with", "SELECT count(*) FROM planned_answers p WHERE p::text LIKE '%' || $1 || '%'"};
    EXPECT_EQ(run(io, database.run(stored, secret)), 0);
    EXPECT_EQ(run(io, database.run(stored, "Your password")), 0) << "it is sealed";
    EXPECT_EQ(run(io, database.run(stored, plan.id.text())), 1) << "the question itself works";
    pass(10s);
    EXPECT_THAT(answers(), ElementsAre(plan.body));
    ASSERT_EQ(log(ana, id).back().removed.size(), 1u);
    EXPECT_EQ(log(ana, id).back().removed.at(0).kind, safety::SecretKind::password);
}

TEST_F(PlannedTest, what_could_not_be_posted_now_is_not_planned) {
    auto refused = [&](auto change) {
        auto wanted = answer("It is on its way.");
        change(wanted);
        return code(planned.plan(ana, id, std::move(wanted)));
    };
    EXPECT_EQ(refused([](auto& wanted) { wanted.client_id = ""; }), "client_id.invalid");
    EXPECT_EQ(refused([](auto& wanted) { wanted.client_id = "a b"; }), "client_id.invalid");
    EXPECT_EQ(refused([](auto& wanted) { wanted.body = " \n"; }), "body.empty");
    EXPECT_EQ(refused([](auto& wanted) { wanted.body = std::string(limits::entry_body_bytes + 1, 'a'); }), "body.too_large");
    EXPECT_EQ(refused([](auto& wanted) { wanted.seen_seq = -1; }), "field.range");
    EXPECT_EQ(refused([&](auto& wanted) { wanted.due_at = clock.now(); }), "field.range");
    EXPECT_EQ(refused([&](auto& wanted) { wanted.due_at = clock.now() - 1s; }), "field.range");
    EXPECT_EQ(refused([&](auto& wanted) { wanted.due_at = clock.now() + limits::planned_at_most + 1s; }), "field.range");
    auto const theirs = run(io, desk.attach(asking, id, "a.txt", "hello")).id;
    auto const colleagues = run(io, desk.attach(ben, id, "b.txt", "hello")).id;
    auto const elsewhere = run(io, desk.attach(ana, open(asking).id, "c.txt", "hello")).id;
    for (auto const& file : {theirs, colleagues, elsewhere})
        EXPECT_EQ(refused([&](auto& wanted) { wanted.attachments = {file}; }), "attachment.unknown");
    auto const nowhere = ConversationId::make(clock, random);
    EXPECT_EQ(code(planned.plan(ana, nowhere, answer("Hello"))), "conversation.unknown");
    EXPECT_EQ(code(planned.list(ana, nowhere)), "conversation.unknown");
    EXPECT_THAT(waiting(), IsEmpty());

    auto const seen = answer("I look into it.");
    say(ben, id, "It is on its way.");
    EXPECT_EQ(code(planned.plan(ana, id, seen)), "entry.answered_already") << "she has not seen his answer";
    EXPECT_EQ(code(planned.plan(ana, id, answer("I look into it."))), "fine");
    EXPECT_EQ(refused([&](auto& wanted) { wanted.due_at = clock.now() + limits::planned_at_most; }), "fine");
}

TEST_F(PlannedTest, a_conversation_has_so_many_waiting_and_no_more) {
    std::vector<PlannedAnswer> plans;
    for (std::size_t i = 0; i < limits::planned_each; ++i) plans.push_back(plan("answer", 1h));
    EXPECT_EQ(code(planned.plan(ben, id, answer("one more"))), "planned.too_many");
    EXPECT_EQ(code(planned.plan(ana, open(asking).id, answer("elsewhere"))), "fine");
    run(io, planned.take_back(ana, id, plans.front().id));
    EXPECT_EQ(code(planned.plan(ben, id, answer("one more"))), "fine");
}

}  // namespace
}  // namespace ombud::desk
