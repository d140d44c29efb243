// What runs ask to be proved before they tell or act, and that an act is done once.
#include "diagnosis/runs_world.hpp"

namespace ombud::diagnosis {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

TEST_F(RunsTest, a_code_to_the_address_proves_enough_for_half_an_hour) {
    start(nobody);
    choose(nobody, "what", "stuck");
    auto at = type(nobody, "which", "E 7");
    EXPECT_EQ(at.state, State::proving);
    EXPECT_FALSE(at.step);
    EXPECT_EQ(at.proving->need, Assurance::address);
    EXPECT_THAT(at.proving->methods, ElementsAre(ProofMethod::sign_in, ProofMethod::code));
    EXPECT_TRUE(at.proving->can_skip);
    EXPECT_FALSE(at.proving->sent);
    EXPECT_EQ(failure(runs.prove_code(nobody, {token, "123456"})), "proof.not_sent");

    at = run(io, runs.prove_address(nobody, {token, "li@example.com"}));
    EXPECT_TRUE(at.proving->sent);
    EXPECT_EQ(at.proving->masked, "l•••");
    EXPECT_EQ(failure(runs.prove_code(nobody, {token, "654321"})), "code.wrong");
    at = run(io, runs.prove_code(nobody, {token, "123456"}));
    EXPECT_EQ(at.state, State::asking);
    EXPECT_EQ(at.assurance, Assurance::address);
    EXPECT_EQ(at.step->id, "tell_lock");
    EXPECT_EQ(asked.back().account, li);
    EXPECT_FALSE(asked.back().holder);

    clock.advance(address_proof_life - 1s);
    EXPECT_FALSE(look(nobody).facts.empty());
    clock.advance(1s);
    at = look(nobody);
    EXPECT_EQ(at.state, State::proving);
    EXPECT_TRUE(at.proving->again);
    EXPECT_FALSE(at.proving->can_skip);
    EXPECT_THAT(at.facts, IsEmpty());
    EXPECT_FALSE(at.step);
    EXPECT_FALSE(at.ending);
    EXPECT_EQ(at.trail.size(), 2u);  // what they said themselves
    EXPECT_THAT(at.read, IsEmpty());
    EXPECT_EQ(code_of([&] { choose(nobody, "tell_lock", "continue"); }), "proof.required");
    EXPECT_EQ(failure(runs.cannot_prove(nobody, {token})), "proof.required");
    EXPECT_EQ(failure(runs.hand_over(nobody, {token}, conversation())), "proof.required");
    EXPECT_EQ(prove(nobody).step->id, "tell_lock");
}

TEST_F(RunsTest, a_stranger_with_the_token_sees_nothing) {
    start(signed_in);
    choose(signed_in, "what", "stuck");
    type(signed_in, "which", "E 7");
    for (auto const& who : {nobody, stranger}) {
        auto const at = look(who);
        EXPECT_EQ(at.state, State::proving);
        EXPECT_THAT(at.facts, IsEmpty());
        EXPECT_FALSE(at.step);
        EXPECT_EQ(failure(runs.solved(who, {.token = token, .solved = YesNo::yes, .reason = {}})), "proof.required");
        EXPECT_EQ(code_of([&] { back(who, "tell_lock"); }), "proof.required");
    }
    EXPECT_THAT(look(stranger).proving->methods, ElementsAre(ProofMethod::code));
    run(io, runs.prove_address(stranger, {token, "mo@example.com"}));
    EXPECT_EQ(failure(runs.prove_code(stranger, {token, "123456"})), "proof.other_account");
    EXPECT_EQ(look(signed_in).facts.size(), 2u);
}

TEST_F(RunsTest, a_fact_of_a_session_is_not_shown_by_a_code_alone) {
    start(signed_in);
    auto at = choose(signed_in, "what", "guests");
    EXPECT_EQ(at.step->id, "clear");
    EXPECT_EQ(at.facts.at(0).value, "2");
    at = look(nobody);
    EXPECT_EQ(at.proving->need, Assurance::session);
    EXPECT_THAT(at.proving->methods, ElementsAre(ProofMethod::sign_in));
    EXPECT_EQ(failure(runs.prove_address(nobody, {token, "li@example.com"})), "proof.not_asked");
    EXPECT_THAT(proofs.sent, IsEmpty());
}

TEST_F(RunsTest, whoever_signs_in_and_comes_back_goes_on) {
    start(nobody);
    auto at = choose(nobody, "what", "guests");
    EXPECT_EQ(at.proving->need, Assurance::session);
    EXPECT_EQ(look(nobody).state, State::proving);
    at = look(signed_in);
    EXPECT_EQ(at.state, State::acting);
    EXPECT_EQ(at.step->id, "clear");
}

TEST_F(RunsTest, as_long_as_nothing_is_known_the_next_one_at_the_screen_may_sign_in) {
    to_the_lock();
    back(nobody, "tell_lock", 1);
    choose(stranger, "what", "guests");
    EXPECT_EQ(asked.back().account, mo);
    EXPECT_EQ(look(stranger).step->id, "clear");
}

TEST_F(RunsTest, who_cannot_prove_goes_another_way) {
    start(nobody);
    choose(nobody, "what", "stuck");
    EXPECT_EQ(failure(runs.cannot_prove(nobody, {token})), "proof.not_asked");
    type(nobody, "which", "E 7");
    auto const at = run(io, runs.cannot_prove(nobody, {token}));
    EXPECT_EQ(at.state, State::ended);
    EXPECT_EQ(at.ending->text, "Usually it is locked.");
    EXPECT_EQ(at.facts.size(), 1u);  // the one that needs nobody
    EXPECT_EQ(look(stranger).state, State::ended);
}

TEST_F(RunsTest, an_address_of_nobody_proves_nothing_and_letters_are_few) {
    start(nobody);
    choose(nobody, "what", "stuck");
    type(nobody, "which", "E 7");
    run(io, runs.prove_address(nobody, {token, "who@example.com"}));
    EXPECT_EQ(failure(runs.prove_code(nobody, {token, "123456"})), "proof.no_account");
    for (int i = 0; i < 4; ++i) run(io, runs.prove_address(nobody, {token, "who@example.com"}));
    EXPECT_EQ(failure(runs.prove_address(nobody, {token, "who@example.com"})), "proof.too_many");
    EXPECT_EQ(proofs.sent.size(), 5u);
}

// Acting -------------------------------------------------------------------------------------------------------------------

TEST_F(RunsTest, an_act_waits_for_a_yes_and_for_its_proof) {
    start(signed_in);
    auto at = choose(signed_in, "what", "guests");
    EXPECT_EQ(at.state, State::acting);
    EXPECT_EQ(at.step->needs, Assurance::step_up);
    EXPECT_EQ(at.step->answers[0].label, "Send them out");
    EXPECT_EQ(at.step->answers[1].label, "Not now");
    EXPECT_THAT(acts, IsEmpty());

    at = say(signed_in, "clear", YesNo::yes);
    EXPECT_EQ(at.state, State::proving);
    EXPECT_THAT(at.proving->methods, ElementsAre(ProofMethod::step_up));
    EXPECT_THAT(acts, IsEmpty());
    at = look(fresh);
    EXPECT_EQ(at.state, State::acting);  // looking does nothing
    EXPECT_THAT(acts, IsEmpty());
    at = say(fresh, "clear", YesNo::yes);
    EXPECT_EQ(at.state, State::ended);
    EXPECT_EQ(at.ending->outcome, Outcome::solved);
    EXPECT_THAT(acts, ElementsAre("clear " + li.text()));
    EXPECT_FALSE(at.can_go_back);  // it is done
    EXPECT_EQ(code_of([&] { back(fresh, "cleared"); }), "run.cannot_go_back");
    EXPECT_EQ(say(fresh, "clear", YesNo::yes).state, State::ended);  // a second click
    EXPECT_EQ(code_of([&] { say(fresh, "clear", YesNo::no); }), "run.moved");
    EXPECT_EQ(acts.size(), 1u);
    EXPECT_EQ(at.ending->links[1].flow, "door");
    EXPECT_EQ(at.ending->links[1].label, "The door");
    EXPECT_EQ(at.ending->links[2].article, "keys");
}

TEST_F(RunsTest, an_act_may_fail_be_refused_or_be_impossible_to_prove) {
    acts_work = false;
    start(fresh);
    choose(fresh, "what", "guests");
    EXPECT_EQ(say(fresh, "clear", YesNo::yes).ending->outcome, Outcome::person);
    start(fresh);
    choose(fresh, "what", "guests");
    auto at = say(fresh, "clear", YesNo::no);
    EXPECT_EQ(at.ending->outcome, Outcome::answered);
    EXPECT_TRUE(at.can_go_back);
    EXPECT_EQ(at.trail.back().answer, "Not now");
    EXPECT_EQ(say(fresh, "clear", YesNo::no).ending->outcome, Outcome::answered);
    start(signed_in);
    choose(signed_in, "what", "guests");
    say(signed_in, "clear", YesNo::yes);
    EXPECT_EQ(run(io, runs.cannot_prove(signed_in, {token})).ending->outcome, Outcome::answered);
    EXPECT_EQ(acts.size(), 1u);
}

TEST_F(RunsTest, an_act_about_an_address_asks_for_it_where_nobody_is_known) {
    start(nobody);
    auto at = choose(nobody, "what", "key");
    EXPECT_EQ(at.step->input, InputKind::email);
    EXPECT_EQ(code_of([&] { say(nobody, "send_key", YesNo::yes); }), "answer.empty");
    EXPECT_EQ(code_of([&] { say(nobody, "send_key", YesNo::yes, "li"); }), "answer.email");
    EXPECT_EQ(say(nobody, "send_key", YesNo::yes, "li@example.com").state, State::ended);
    EXPECT_THAT(acts, ElementsAre("keyli@example.com"));
    EXPECT_THAT(dump(), Not(HasSubstr("li@example.com")));
    start(signed_in);
    at = choose(signed_in, "what", "key");
    EXPECT_FALSE(at.step->input);
    say(signed_in, "send_key", YesNo::yes);
    EXPECT_EQ(acts.back(), "key " + li.text());
}

TEST_F(RunsTest, of_two_tabs_that_act_at_once_one_acts) {
    start(fresh);
    choose(fresh, "what", "guests");
    std::vector<std::string> codes;
    for (int i = 0; i < 2; ++i)
        asio::co_spawn(io, runs.act(fresh, {.token = token, .step = "clear", .choice = YesNo::yes, .text = {}}),
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
    EXPECT_EQ(acts.size(), 1u);
    EXPECT_THAT(codes, ::testing::Contains("fine"));
}

TEST_F(RunsTest, an_act_is_done_once_though_another_tab_changes_the_run_meanwhile) {
    start(fresh);
    choose(fresh, "what", "guests");
    while_acting = [&] {
        while_acting = {};
        static constexpr postgres::Query<postgres::Affected()> other{"test.other",
                                                                     "UPDATE diagnosis_runs SET revision = revision + 1"};
        asio::co_spawn(io, database.run(other), [](std::exception_ptr const& error, std::int64_t) { EXPECT_FALSE(error); });
    };
    EXPECT_EQ(say(fresh, "clear", YesNo::yes).state, State::ended);
    EXPECT_EQ(acts.size(), 1u);
}

}  // namespace
}  // namespace ombud::diagnosis
