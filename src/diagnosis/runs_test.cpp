// Runs from their first question to their end, gone back in, looked at by strangers, by staff and by tabs at once.
#include "core/limits.hpp"
#include "diagnosis/runs_world.hpp"

namespace ombud::diagnosis {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

TEST_F(RunsTest, every_query_agrees_with_the_schema) {
    auto agrees = [&](auto const& query) { EXPECT_EQ(run(io, postgres::check(database, query)), ""); };
    agrees(sql::keep_flow);
    agrees(sql::kept_flow);
    agrees(sql::by_token);
    agrees(sql::by_id);
    agrees(sql::begin);
    agrees(sql::move);
    agrees(sql::expire);
    agrees(sql::offer);
    agrees(sql::offer_is_open);
    agrees(sql::untold);
    agrees(sql::is_told);
    agrees(sql::branches);
    agrees(sql::reached);
    agrees(sql::ends);
    agrees(sql::past_runs);
}

TEST_F(RunsTest, a_run_asks_looks_up_explains_and_ends) {
    auto at = start(nobody);
    EXPECT_EQ(at.state, State::asking);
    EXPECT_EQ(at.step->text, "What is it?");
    EXPECT_EQ(at.step->help, "Choose.");
    ASSERT_EQ(at.step->answers.size(), 4u);
    EXPECT_EQ(at.step->answers[0].label, "It is stuck");
    EXPECT_EQ(at.step->answers[0].hint, "or locked");
    EXPECT_FALSE(at.can_go_back);
    EXPECT_EQ(at.progress.answered, 0);
    EXPECT_EQ(at.progress.left, 1);

    at = choose(signed_in, "what", "stuck");
    EXPECT_EQ(at.step->input, InputKind::error_text);
    EXPECT_TRUE(at.step->optional);
    at = type(signed_in, "which", "  E 7\n");
    EXPECT_EQ(at.state, State::asking);
    EXPECT_EQ(at.step->id, "tell_lock");
    EXPECT_EQ(at.step->text, "locked <now> by Li, ends 10:05 UTC, in 2h; 7 tries; rain and snow.");
    EXPECT_EQ(at.step->html, "<p><strong>locked &lt;now&gt;</strong> by Li, ends <time datetime=\"" +
                                 to_rfc3339(clock.now() + 125min) + "\">10:05 UTC, in 2h</time>; 7 tries; rain and snow.</p>\n");
    EXPECT_EQ(asked.at(0).input, "E 7");
    EXPECT_EQ(asked.at(1).account, li);
    EXPECT_EQ(asked.at(1).holder->session, session);

    EXPECT_THAT(at.read, IsEmpty());
    at = choose(signed_in, "tell_lock", "continue");
    ASSERT_EQ(at.read.size(), 1u);
    EXPECT_EQ(at.read[0].step, "tell_lock");
    EXPECT_THAT(at.read[0].html, HasSubstr("<strong>locked &lt;now&gt;</strong> by Li"));
    EXPECT_GT(at.read[0].seq, at.trail.back().seq);
    at = choose(signed_in, "more", "no");
    EXPECT_EQ(at.state, State::ended);
    EXPECT_EQ(at.ending->outcome, Outcome::answered);
    EXPECT_EQ(at.ending->html, "<p>It is open.</p>\n");
    ASSERT_EQ(at.trail.size(), 3u);
    EXPECT_EQ(at.trail[0].answer, "It is stuck");
    EXPECT_EQ(at.trail[1].question, "What does it say?");
    EXPECT_EQ(at.trail[1].answer, "E 7");
    ASSERT_EQ(at.facts.size(), 2u);
    EXPECT_EQ(at.facts[1].label, "Lock");
    EXPECT_EQ(at.facts[1].value_label, "locked <now>");
    EXPECT_EQ(at.facts[1].at, clock.now());
    EXPECT_EQ(at.facts[1].fields[0].type, FieldType::time);
    EXPECT_EQ(at.facts[1].fields[0].value.get_string(), to_rfc3339(clock.now() + 125min));
    EXPECT_EQ(at.facts[1].fields[3].text, "rain and snow");

    at = run(io, runs.resume(signed_in, {.token = token, .channel = Channel::chat, .language = "zh-CN"}));
    EXPECT_EQ(at.title, "门");
    EXPECT_EQ(at.channel, Channel::chat);
    EXPECT_EQ(at.facts[1].fields[3].text, "下雨和下雪");
    EXPECT_EQ(at.trail[0].answer, "打不开");
}

TEST_F(RunsTest, what_a_fact_says_is_never_markup) {
    world["door.lock"].fields["who"] = "**<script>alert(1)</script>** [x](http://evil.example) {door.lock.until} \u202Eevil";
    auto const at = to_the_lock();
    EXPECT_THAT(*at.step->html,
                HasSubstr("**&lt;script&gt;alert(1)&lt;/script&gt;** [x](http://evil.example) {door.lock.until}"));
    EXPECT_THAT(*at.step->html, Not(HasSubstr("<a ")));
    EXPECT_THAT(at.step->text, Not(HasSubstr("\u202E")));
}

TEST_F(RunsTest, answers_are_of_their_kind) {
    start(nobody);
    EXPECT_EQ(code_of([&] { choose(nobody, "what", "nothing"); }), "answer.unknown");
    EXPECT_EQ(code_of([&] { type(nobody, "what", "stuck"); }), "answer.unknown");
    choose(nobody, "what", "person");
    EXPECT_EQ(code_of([&] { type(nobody, "day", ""); }), "answer.empty");
    EXPECT_EQ(code_of([&] { type(nobody, "day", "last week"); }), "answer.date");
    EXPECT_EQ(code_of([&] { type(nobody, "day", "2026-11-\n24"); }), "answer.lines");
    type(nobody, "day", "2026-11-24");
    EXPECT_EQ(code_of([&] { type(nobody, "mail", "nobody"); }), "answer.email");
    auto const at = type(nobody, "mail", "Li@Example.com");
    EXPECT_EQ(at.state, State::ended);
    EXPECT_EQ(at.ending->outcome, Outcome::person);
    EXPECT_TRUE(at.ending->urgent);
    ASSERT_EQ(at.ending->intake.size(), 3u);
    EXPECT_EQ(at.ending->intake[0].known, std::nullopt);
    EXPECT_EQ(at.ending->intake[1].field, IntakeField::since);
    EXPECT_EQ(at.ending->intake[1].known, "2026-11-24");
    start(nobody);
    choose(nobody, "what", "stuck");
    EXPECT_EQ(code_of([&] { type(nobody, "which", std::string(limits::typed_answer_letters + 1, 'a')); }), "answer.too_long");
    EXPECT_EQ(type(nobody, "which", "").state, State::proving);  // it may be left empty
    EXPECT_THAT(asked, IsEmpty());                               // and then there is nothing to look up about it
}

TEST_F(RunsTest, a_secret_that_is_typed_is_not_kept_and_the_customer_is_told) {
    std::string const phrase = "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about";
    start(nobody);
    choose(nobody, "what", "stuck");
    auto const at = type(nobody, "which", "It says: " + phrase);
    EXPECT_TRUE(at.secret_removed);
    EXPECT_EQ(at.trail.back().answer, "It says: [removed:recovery_phrase]");
    EXPECT_THAT(dump(), Not(HasSubstr("abandon abandon")));
    EXPECT_FALSE(prove(nobody).trail.empty());
    run(io, runs.answer(nobody, {.token = token, .step = "tell_lock", .answer = "continue", .text = {}}));
    choose(nobody, "more", "no");
    run(io, runs.solved(nobody, {.token = token, .solved = YesNo::no, .reason = phrase}));
    EXPECT_THAT(dump(), Not(HasSubstr("abandon abandon")));
}

TEST_F(RunsTest, the_token_and_the_ticket_are_nowhere) {
    start(nobody);
    choose(nobody, "what", "stuck");
    type(nobody, "which", "");
    run(io, runs.prove_address(nobody, {token, "li@example.com"}));
    auto const all = dump();
    EXPECT_THAT(all, Not(HasSubstr(token)));
    EXPECT_THAT(all, Not(HasSubstr("ticket of")));
    EXPECT_THAT(all, Not(HasSubstr("li@example.com")));
    EXPECT_THAT(all, HasSubstr("l•••"));
}

// Facts --------------------------------------------------------------------------------------------------------------------

TEST_F(RunsTest, a_fact_that_cannot_be_had_is_unknown) {
    world.erase("door.lock");
    EXPECT_EQ(to_the_lock().ending->text, "We cannot tell now.");
    world["door.lock"] = {.value = "ajar"};  // what it never is
    EXPECT_EQ(to_the_lock().ending->text, "We cannot tell now.");
    facts_throw = true;
    auto const at = to_the_lock();
    EXPECT_EQ(at.ending->outcome, Outcome::waiting);
    EXPECT_FALSE(at.facts.back().value);
}

TEST_F(RunsTest, a_fact_that_takes_too_long_is_unknown) {
    start(signed_in);
    facts_hang = true;
    std::optional<RunView> at;
    asio::co_spawn(io, runs.answer(signed_in, {.token = token, .step = "what", .answer = "guests", .text = {}}),
                   [&](std::exception_ptr const& error, std::optional<RunView> view) {
                       EXPECT_FALSE(error);
                       at = std::move(view);
                   });
    io.restart();
    while (asked.empty() && io.run_one() > 0) {
    }
    io.poll();
    EXPECT_FALSE(at);
    clock.advance(limits::fact_patience);
    while (!at && io.run_one() > 0) {
    }
    EXPECT_EQ(at->ending->text, "It is open.");
}

TEST_F(RunsTest, fields_that_are_none_of_a_kind_are_left_out) {
    world["door.lock"].fields = {{"until", "soon"}, {"who", 7}, {"tries", "many"}, {"why", "rain"}, {"password", "hunter2"}};
    auto const at = to_the_lock();
    EXPECT_THAT(at.facts.back().fields, IsEmpty());
    EXPECT_EQ(at.step->text, "locked <now> by —, ends —; — tries; —.");
    EXPECT_THAT(dump(), Not(HasSubstr("hunter2")));
}

// Going back, again, at once ---------------------------------------------------------------------------------------------------

TEST_F(RunsTest, going_back_asks_again_and_forgets_nothing) {
    to_the_lock();
    auto at = back(nobody, "tell_lock");
    EXPECT_EQ(at.step->id, "which");
    EXPECT_THAT(at.facts, IsEmpty());
    EXPECT_EQ(back(nobody, "tell_lock").step->id, "which");  // a second click does nothing
    world["door.lock"] = {.value = "none"};
    at = type(nobody, "which", "E 8");
    EXPECT_EQ(at.state, State::ended);
    EXPECT_EQ(at.trail.size(), 2u);
    EXPECT_EQ(at.trail[1].answer, "E 8");
    at = back(nobody, "open", at.trail[0].seq);
    EXPECT_EQ(at.step->id, "what");
    EXPECT_FALSE(at.ending);
    EXPECT_FALSE(at.can_go_back);
    EXPECT_EQ(code_of([&] { back(nobody, "what"); }), "run.cannot_go_back");
    EXPECT_EQ(code_of([&] { back(nobody, "what", 2); }), "run.cannot_go_back");  // superseded
    std::vector<std::string> kinds;
    for (auto const& event : stored(at.id)) kinds.emplace_back(boost::describe::enum_to_string(event.kind, ""));
    EXPECT_THAT(kinds, ElementsAre("answered", "answered", "looked_up", "looked_up", "back", "answered", "looked_up", "looked_up",
                                   "back"));
}

TEST_F(RunsTest, from_a_proof_one_may_go_back) {
    start(nobody);
    choose(nobody, "what", "guests");
    EXPECT_EQ(back(nobody, "").step->id, "what");
    EXPECT_EQ(back(nobody, "").step->id, "what");
}

TEST_F(RunsTest, the_same_answer_twice_is_one_and_another_has_moved) {
    auto const first = start(nobody);
    choose(nobody, "what", "stuck");
    EXPECT_EQ(choose(nobody, "what", "stuck").step->id, "which");
    EXPECT_EQ(code_of([&] { choose(nobody, "what", "guests"); }), "run.moved");
    type(nobody, "which", "E 7");
    EXPECT_EQ(type(nobody, "which", " E 7 ").state, State::proving);
    EXPECT_EQ(code_of([&] { type(nobody, "which", "E 8"); }), "run.moved");
    EXPECT_EQ(code_of([&] { choose(nobody, "no_such_step", "x"); }), "run.moved");
    EXPECT_EQ(code_of([&] { choose(nobody, "tell_lock", "continue"); }), "run.moved");
    EXPECT_EQ(stored(first.id).size(), 3u);
}

TEST_F(RunsTest, of_two_tabs_that_answer_at_once_one_is_first) {
    auto const begun = start(nobody);
    std::vector<std::string> codes;
    for (auto const* id : {"stuck", "person"})
        asio::co_spawn(io, runs.answer(nobody, {.token = token, .step = "what", .answer = id, .text = {}}),
                       [&](std::exception_ptr const& error, std::optional<RunView> const&) {
                           try {
                               if (error) std::rethrow_exception(error);
                               codes.emplace_back("fine");
                           } catch (Problem const& problem) {
                               codes.push_back(problem.code);
                           }
                       });
    io.restart();
    while (codes.size() < 2 && io.run_one() > 0) {
    }
    EXPECT_THAT(codes, ::testing::UnorderedElementsAre("fine", "run.moved"));
    EXPECT_EQ(stored(begun.id).size(), 1u);
}

TEST_F(RunsTest, a_run_has_its_limit_and_is_still_a_persons) {
    start(nobody);
    auto at = look(nobody);
    std::string last;
    for (int i = 0; i < 200 && last.empty(); ++i) {
        last = code_of([&] { at = at.step->id == "what" ? choose(nobody, "what", "key") : back(nobody, "send_key"); });
        if (last == "fine") last.clear();
    }
    EXPECT_EQ(last, "run.too_long");
    EXPECT_EQ(stored(at.id).size(), limits::run_steps);
    EXPECT_EQ(run(io, runs.hand_over(nobody, {token}, conversation())).state, State::handed_over);
}

// Ending -------------------------------------------------------------------------------------------------------------------

TEST_F(RunsTest, whether_it_helped_is_said_at_the_end) {
    start(nobody);
    EXPECT_EQ(failure(runs.solved(nobody, {.token = token, .solved = YesNo::yes, .reason = {}})), "run.not_ended");
    choose(nobody, "what", "key");
    say(nobody, "send_key", YesNo::no);
    auto at = run(io, runs.solved(nobody, {.token = token, .solved = YesNo::no, .reason = "did_not_work"}));
    EXPECT_EQ(at.solved, false);
    at = run(io, runs.solved(nobody, {.token = token, .solved = YesNo::yes, .reason = {}}));
    EXPECT_EQ(at.solved, true);
    EXPECT_EQ(back(nobody, "open").solved, std::nullopt);
}

TEST_F(RunsTest, a_person_takes_over_from_anywhere_once) {
    to_the_lock();
    auto const whole = run(io, runs.whole(nobody, {token}));
    EXPECT_EQ(whole.facts.size(), 2u);
    auto const to = conversation();
    auto const at = run(io, runs.hand_over(nobody, {token}, to));
    EXPECT_EQ(at.state, State::handed_over);
    EXPECT_EQ(at.conversation_id, to);
    EXPECT_EQ(run(io, runs.hand_over(nobody, {token}, to)).conversation_id, to);
    EXPECT_EQ(failure(runs.hand_over(nobody, {token}, conversation())), "run.handed_over");
    EXPECT_EQ(code_of([&] { choose(nobody, "tell_lock", "continue"); }), "run.over");
    EXPECT_EQ(failure(runs.resume(nobody, {.token = token, .channel = Channel::chat, .language = {}})), "run.over");
    EXPECT_FALSE(at.can_go_back);
}

TEST_F(RunsTest, a_run_that_nobody_goes_on_with_expires) {
    to_the_lock();
    clock.advance(limits::run_life);
    auto at = look(signed_in);
    EXPECT_EQ(at.state, State::expired);
    EXPECT_THAT(at.trail, IsEmpty());
    EXPECT_THAT(at.facts, IsEmpty());
    EXPECT_EQ(code_of([&] { choose(signed_in, "tell_lock", "continue"); }), "run.over");
    clock.advance(1s);
    run(io, runs.expire_old());
    EXPECT_EQ(run(io, database.run(sql::by_id, at.id))->state, State::expired);
}

TEST_F(RunsTest, strangers_tokens_flows_languages_and_channels_are_refused) {
    EXPECT_EQ(failure(runs.read(nobody, {"omr1_no"})), "run.unknown");
    EXPECT_EQ(failure(runs.read(nobody, {""})), "run.unknown");
    EXPECT_EQ(failure(runs.read(nobody, {"omr1_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"})), "run.unknown");
    EXPECT_EQ(failure(runs.start(nobody, {.flow = "window", .language = "en", .channel = {}})), "flow.unknown");
    EXPECT_EQ(failure(runs.start(nobody, {.flow = "door", .language = "de", .channel = {}})), "field.choice");
    EXPECT_EQ(failure(runs.start(nobody, {.flow = "door", .language = "en", .channel = Channel::staff})), "field.choice");
    for (std::uint32_t i = 3; i < limits::runs_at_once; ++i) start(edge::Gate::nobody("192.0.2.7"));
    std::string last;
    for (int i = 0; i < 5; ++i) last = code_of([&] { start(edge::Gate::nobody("192.0.2.7")); });
    EXPECT_EQ(last, "rate.limited");
    EXPECT_EQ(runs.list("zh-CN").flows.at(0).title, "门");
}

TEST_F(RunsTest, a_run_goes_on_with_the_version_that_it_began_with) {
    auto const begun = start(nobody);
    auto const older = token;
    serve(other("version: 3", "version: 4"));
    auto fresh_start = start(nobody);
    EXPECT_EQ(fresh_start.version, 4);
    token = older;
    EXPECT_EQ(choose(nobody, "what", "stuck").version, 3);
    // Another process, that never loaded the old one.
    Flows later{database, registry, clock};
    Runs there{database, later, registry, proofs, log, clock, random};
    EXPECT_EQ(run(io, there.read(nobody, {older})).step->id, "which");
}

TEST_F(RunsTest, a_run_whose_flow_can_no_longer_be_run_is_over) {
    start(nobody);
    Registry less;  // a program that knows none of these facts
    Flows later{database, less, clock};
    Runs there{database, later, less, proofs, log, clock, random};
    EXPECT_EQ(run(io, there.read(nobody, {token})).state, State::expired);
    EXPECT_EQ(failure(there.answer(nobody, {.token = token, .step = "what", .answer = "stuck", .text = {}})), "run.over");
}

// Staff --------------------------------------------------------------------------------------------------------------------

TEST_F(RunsTest, staff_see_all_of_a_run_in_their_own_words) {
    auto const seen = to_the_lock();
    clock.advance(2h);
    auto const at = run(io, runs.read_as_staff(agent(), seen.id, "zh-CN"));
    EXPECT_EQ(at.facts.size(), 2u);
    EXPECT_EQ(at.step->text, "客服看到 锁着。");
    EXPECT_EQ(at.trail[0].question, "客户怎么说？");
    EXPECT_EQ(failure(runs.read_as_staff(agent(), RunId::make(clock, random), "en")), "run.unknown");
    EXPECT_EQ(
        failure(runs.answer_as_staff(agent(), seen.id, {.token = {}, .step = "tell_lock", .answer = "continue", .text = {}})),
        "run.of_customer");
}

TEST_F(RunsTest, staff_run_the_same_flow_as_far_as_the_customer_has_proved) {
    auto const ana = agent();
    auto at =
        run(io, runs.start_for(ana, li, Assurance::address, {.flow = "door", .language = "en", .channel = {}}, conversation()));
    EXPECT_EQ(at.channel, Channel::staff);
    EXPECT_EQ(at.step->text, "What does the customer say?");
    run(io, runs.answer_as_staff(ana, at.id, {.token = {}, .step = "what", .answer = "stuck", .text = {}}));
    at = run(io, runs.answer_as_staff(ana, at.id, {.token = {}, .step = "which", .answer = {}, .text = ""}));
    EXPECT_EQ(at.step->text, "Staff see locked <now>.");
    EXPECT_THAT(*at.step->for_customer, HasSubstr("locked <now> by Li"));
    EXPECT_EQ(asked.back().account, li);
    at = run(io, runs.back_as_staff(ana, at.id, {.token = {}, .step = "tell_lock", .to = 1}));
    at = run(io, runs.answer_as_staff(ana, at.id, {.token = {}, .step = "what", .answer = "guests", .text = {}}));
    EXPECT_EQ(at.ending->text, "Usually it is locked.");  // no session was proved

    at = run(io, runs.start_for(ana, li, Assurance::session, {.flow = "door", .language = "en", .channel = {}}, {}));
    at = run(io, runs.answer_as_staff(ana, at.id, {.token = {}, .step = "what", .answer = "guests", .text = {}}));
    EXPECT_EQ(at.step->id, "clear");
    EXPECT_EQ(failure(runs.act_as_staff(ana, at.id, {.token = {}, .step = "clear", .choice = YesNo::yes, .text = {}})),
              "act.customer_only");
    at = run(io, runs.act_as_staff(ana, at.id, {.token = {}, .step = "clear", .choice = YesNo::no, .text = {}}));
    EXPECT_EQ(at.state, State::ended);
    EXPECT_THAT(acts, IsEmpty());
}

TEST_F(RunsTest, proofs_acts_and_runs_of_staff_are_on_record) {
    to_the_lock();
    start(fresh);
    choose(fresh, "what", "guests");
    say(fresh, "clear", YesNo::yes);
    run(io, runs.start_for(agent(), li, Assurance::session, {.flow = "door", .language = "en", .channel = {}}, {}));
    static constexpr postgres::Query<postgres::Many<std::string>()> recorded{"test.acts",
                                                                             "SELECT act FROM audit_records ORDER BY seq"};
    EXPECT_THAT(run(io, database.run(recorded)),
                ElementsAre("diagnosis.address_proved", "diagnosis.acted", "diagnosis.started_for"));
}

}  // namespace
}  // namespace ombud::diagnosis
