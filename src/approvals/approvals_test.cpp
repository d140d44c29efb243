#include "approvals/approvals.hpp"

#include <gmock/gmock.h>

#include "approvals/queries.hpp"
#include "audit/audit.hpp"
#include "postgres/database.hpp"
#include "support/module_test.hpp"

namespace ombud::approvals {
namespace {

using namespace std::chrono_literals;
using ombud::testing::run;
using ::testing::ElementsAre;
using ::testing::UnorderedElementsAre;

struct ApprovalsTest : ombud::testing::ModuleTest {
    audit::Log log{database, clock};
    Approvals approvals{database, log, clock, random};
    Approvals elsewhere{database, log, clock, random};  // the same in another process

    Uuid const account = Uuid::make_v7(clock.now(), random);
    std::vector<std::string> done, told;  // as whoever carries out and tells remembers it

    static constexpr char act[] = "account.unfreeze";
    static constexpr char good_reason[] = "Passport and selfie match";

    void SetUp() override {
        for (auto* one : {&approvals, &elsewhere}) {
            one->carries_out(act, [this](postgres::Transaction&, Approved what) -> Task<void> {
                done.push_back(what.subject.text());
                co_return;
            });
            one->when_refused(act, [this](postgres::Transaction&, Approval what) -> Task<void> {
                told.emplace_back(boost::describe::enum_to_string(what.state, ""));
                co_return;
            });
        }
    }
    FreshAgent const ana = agent("Ana"), ben = agent("Ben"), mei = agent("Mei");

    ApprovalId ask() { return run(io, approvals.ask(act, account, {{"email", "l…@example.com"}}, 72h)); }
    static Decision yes() { return {.agrees = true, .reason = good_reason}; }
    static Decision no() { return {.agrees = false, .reason = "The face differs from the document"}; }

    // All at once; how each ended.
    std::vector<std::string> race(std::vector<Task<Approval>> tasks) {
        std::vector<std::string> codes;
        auto const count = tasks.size();
        for (auto& task : tasks)
            asio::co_spawn(io, std::move(task), [&](std::exception_ptr const& error, std::optional<Approval> const&) {
                try {
                    if (error) std::rethrow_exception(error);
                    codes.emplace_back("fine");
                } catch (Problem const& problem) {
                    codes.push_back(problem.code);
                }
            });
        io.restart();
        while (codes.size() < count && io.run_one() > 0) {
        }
        return codes;
    }
    State state(ApprovalId id) { return run(io, approvals.find(id))->state; }
    std::vector<std::string> recorded() {
        static constexpr postgres::Query<postgres::Many<std::string>()> acts{"test.acts",
                                                                             "SELECT act FROM audit_records ORDER BY seq"};
        return run(io, database.run(acts));
    }
};

TEST_F(ApprovalsTest, every_query_agrees_with_the_schema) {
    auto agrees = [&](auto const& query) { EXPECT_EQ(run(io, postgres::check(database, query)), ""); };
    agrees(sql::ask);
    agrees(sql::waiting);
    agrees(sql::find);
    agrees(sql::hold);
    agrees(sql::list);
    agrees(sql::votes);
    agrees(sql::is_new);
    agrees(sql::vote);
    agrees(sql::consents);
    agrees(sql::close);
    agrees(sql::settle);
    agrees(sql::unsettled);
}

TEST_F(ApprovalsTest, two_different_people_carry_it_out_and_every_step_is_on_record) {
    auto const id = ask();
    auto const first = run(io, approvals.decide(ana, id, yes()));
    EXPECT_EQ(first.state, State::waiting);
    EXPECT_TRUE(done.empty());
    clock.advance(1min);
    auto const second = run(io, elsewhere.decide(ben, id, {.agrees = true, .reason = "  " + std::string(good_reason) + "\n"}));
    EXPECT_EQ(second.state, State::approved);
    EXPECT_EQ(second.decided_at, clock.now());
    EXPECT_EQ(second.facts.at("email"), "l…@example.com");
    ASSERT_EQ(second.votes.size(), 2u);
    EXPECT_EQ(second.votes[0].name, "Ana");
    EXPECT_EQ(second.votes[1].by, ben.id);
    EXPECT_EQ(second.votes[1].reason, good_reason);
    EXPECT_THAT(done, ElementsAre(account.text()));
    run(io, approvals.settle_all());
    EXPECT_EQ(done.size(), 1u);
    EXPECT_THAT(recorded(), ElementsAre("approval.asked", "approval.agreed", "approval.agreed", "approval.carried_out"));
}

TEST_F(ApprovalsTest, one_person_is_not_two) {
    auto const id = ask();
    run(io, approvals.decide(ana, id, yes()));
    EXPECT_EQ(failure(approvals.decide(ana, id, yes())), "approval.already_voted");
    EXPECT_EQ(failure(elsewhere.decide(ana, id, no())), "approval.already_voted");
    EXPECT_EQ(state(id), State::waiting);
    EXPECT_TRUE(done.empty());
}

TEST_F(ApprovalsTest, nobody_decides_on_themselves) {
    auto const id = run(io, approvals.ask(act, ana.id.uuid, {}, 1h));
    EXPECT_EQ(failure(approvals.decide(ana, id, yes())), "approval.own");
    EXPECT_EQ(failure(approvals.decide(ben, id, yes())), "fine");
    EXPECT_EQ(failure(approvals.decide(mei, id, yes())), "fine");
    EXPECT_EQ(state(id), State::approved);
}

TEST_F(ApprovalsTest, whoever_just_got_their_role_may_refuse_but_not_agree) {
    static constexpr postgres::Query<postgres::Affected(StaffId, Timestamp)> given{
        "test.given", "UPDATE staff SET role_since = $2 WHERE id = $1"};
    auto const id = ask();
    run(io, database.run(given, ben.id, clock.now() - 23h));
    run(io, database.run(given, mei.id, clock.now() - 25h));
    EXPECT_EQ(failure(approvals.decide(ben, id, yes())), "approval.too_new");
    clock.advance(2h);
    EXPECT_EQ(failure(approvals.decide(ben, id, yes())), "approval.too_new") << "time does not make them the second of two";
    run(io, approvals.decide(ana, id, yes()));
    EXPECT_EQ(run(io, approvals.decide(mei, id, yes())).state, State::approved);
    auto const other = ask();
    run(io, database.run(given, ben.id, clock.now()));
    EXPECT_EQ(run(io, approvals.decide(ben, other, no())).state, State::refused);
}

TEST_F(ApprovalsTest, one_refusal_refuses_and_whoever_asked_is_told_once) {
    auto const id = ask();
    run(io, approvals.decide(ana, id, yes()));
    EXPECT_EQ(run(io, approvals.decide(ben, id, no())).state, State::refused);
    EXPECT_EQ(failure(approvals.decide(mei, id, yes())), "approval.decided");
    run(io, elsewhere.settle_all());
    EXPECT_TRUE(done.empty());
    EXPECT_THAT(told, ElementsAre("refused"));
    EXPECT_THAT(recorded(), ElementsAre("approval.asked", "approval.agreed", "approval.refused"));
}

TEST_F(ApprovalsTest, two_votes_at_once_of_one_person_count_once_and_of_two_carry_it_out_once) {
    for (int round = 0; round < 5; ++round) {
        done.clear();
        auto const id = ask();
        std::vector<Task<Approval>> same, different;
        same.push_back(approvals.decide(ana, id, yes()));
        same.push_back(elsewhere.decide(ana, id, yes()));
        EXPECT_THAT(race(std::move(same)), UnorderedElementsAre("fine", "approval.already_voted"));
        EXPECT_TRUE(done.empty());
        different.push_back(approvals.decide(ben, id, yes()));
        different.push_back(elsewhere.decide(mei, id, yes()));
        EXPECT_THAT(race(std::move(different)), UnorderedElementsAre("fine", "approval.decided"));
        EXPECT_EQ(done.size(), 1u);
    }
}

TEST_F(ApprovalsTest, a_consent_and_a_refusal_at_once_end_one_way_only) {
    for (int round = 0; round < 5; ++round) {
        done.clear();
        told.clear();
        auto const id = ask();
        run(io, approvals.decide(ana, id, yes()));
        std::vector<Task<Approval>> both;
        both.push_back(approvals.decide(ben, id, yes()));
        both.push_back(elsewhere.decide(mei, id, no()));
        EXPECT_THAT(race(std::move(both)), UnorderedElementsAre("fine", "approval.decided"));
        EXPECT_EQ(done.size() + told.size(), 1u);
        EXPECT_EQ(state(id), done.empty() ? State::refused : State::approved);
    }
}

TEST_F(ApprovalsTest, what_has_expired_can_not_be_decided_and_is_told_once) {
    auto const id = ask();
    run(io, approvals.decide(ana, id, yes()));
    clock.advance(72h - 1us);
    run(io, approvals.settle_all());
    EXPECT_EQ(state(id), State::waiting);
    clock.advance(1us);
    EXPECT_EQ(failure(approvals.decide(ben, id, yes())), "approval.decided");
    EXPECT_TRUE(run(io, approvals.list(ana)).approvals.empty());
    run(io, approvals.settle_all());
    run(io, elsewhere.settle_all());
    EXPECT_EQ(state(id), State::expired);
    EXPECT_TRUE(done.empty());
    EXPECT_THAT(told, ElementsAre("expired"));
    EXPECT_EQ(recorded().back(), "approval.expired");
}

TEST_F(ApprovalsTest, a_second_asking_gives_the_first_until_that_is_over) {
    auto const id = ask();
    EXPECT_EQ(ask(), id);
    EXPECT_NE(run(io, approvals.ask("account.recover", account, {}, 1h)), id);
    clock.advance(72h);
    auto const later = ask();
    EXPECT_NE(later, id);
    EXPECT_EQ(state(id), State::expired);
    run(io, approvals.settle_all());
    EXPECT_THAT(told, ElementsAre("expired"));
    run(io, approvals.withdraw(later));
    EXPECT_EQ(state(later), State::withdrawn);
    EXPECT_THAT(told, ElementsAre("expired", "withdrawn"));
    EXPECT_EQ(failure(approvals.decide(ana, later, yes())), "approval.decided");
    run(io, approvals.withdraw(later));
    EXPECT_NE(ask(), later);
}

TEST_F(ApprovalsTest, what_was_approved_when_the_program_died_is_carried_out_by_the_next_one_once) {
    static constexpr postgres::Query<postgres::Affected()> make{"test.make", "CREATE TABLE effects (x uuid)"};
    static constexpr postgres::Query<postgres::Affected(Uuid)> take_effect{"test.effect", "INSERT INTO effects VALUES ($1)"};
    static constexpr postgres::Query<postgres::One<std::int64_t>()> effects{"test.effects", "SELECT count(*) FROM effects"};
    postgres::Database owner{io, {.url = scratch.owner_url(), .connections = 1}, observer};
    run(io, owner.connect());
    run(io, owner.run(make));

    // A program whose act fails after its effect stands for one that is killed there: the transaction is gone.
    bool dies = true;
    Approvals shaky{owner, log, clock, random}, next{owner, log, clock, random};
    auto const how = [&](postgres::Transaction& transaction, Approved what) -> Task<void> {
        co_await transaction.run(take_effect, what.subject);
        if (dies) throw std::runtime_error("killed");
    };
    shaky.carries_out("test.pay", how);
    next.carries_out("test.pay", how);
    auto const id = run(io, shaky.ask("test.pay", account, {}, 1h));
    run(io, shaky.decide(ana, id, yes()));
    EXPECT_EQ(run(io, shaky.decide(ben, id, yes())).state, State::approved);
    EXPECT_EQ(run(io, owner.run(effects)), 0);
    clock.advance(48h);  // what is approved does not expire
    run(io, next.settle_all());
    EXPECT_EQ(run(io, owner.run(effects)), 0);
    dies = false;
    run(io, next.settle_all());
    run(io, shaky.settle_all());
    run(io, next.settle_all());
    EXPECT_EQ(run(io, owner.run(effects)), 1);
    EXPECT_EQ(state(id), State::approved);
    run(io, owner.close());
}

TEST_F(ApprovalsTest, an_act_that_this_program_does_not_know_waits_for_one_that_does) {
    auto const id = run(io, approvals.ask("money.release", account, {}, 1h));
    run(io, approvals.decide(ana, id, yes()));
    run(io, approvals.decide(ben, id, yes()));
    int released = 0;
    elsewhere.carries_out("money.release", [&](postgres::Transaction&, Approved) -> Task<void> {
        ++released;
        co_return;
    });
    run(io, approvals.settle_all());
    EXPECT_EQ(released, 0);
    run(io, elsewhere.settle_all());
    run(io, elsewhere.settle_all());
    EXPECT_EQ(released, 1);
}

TEST_F(ApprovalsTest, a_reason_says_something_and_not_too_much) {
    auto const id = ask();
    auto with = [&](std::string reason) {
        return failure(approvals.decide(ana, id, {.agrees = true, .reason = std::move(reason)}));
    };
    EXPECT_EQ(with(""), "reason.too_short");
    EXPECT_EQ(with("   short   "), "reason.too_short");
    EXPECT_EQ(with("证件与本人一致吗"), "reason.too_short");  // eight characters, however many bytes
    EXPECT_EQ(with(std::string(501, 'x')), "reason.too_long");
    EXPECT_EQ(with(std::string(500, 'x')), "fine");
    EXPECT_EQ(failure(approvals.decide(ben, ApprovalId::make(clock, random), yes())), "approval.unknown");
}

TEST_F(ApprovalsTest, the_list_shows_what_waits_and_what_was_decided_lately) {
    auto const id = ask();
    run(io, approvals.decide(ana, id, yes()));
    auto const other = run(io, approvals.ask(act, Uuid::make_v7(clock.now(), random), {}, 1h));
    run(io, approvals.decide(ana, other, no()));
    auto const pending = run(io, approvals.list(ana)).approvals;
    ASSERT_EQ(pending.size(), 2u);
    EXPECT_EQ(pending[0].id, id);
    EXPECT_EQ(pending[0].votes.size(), 1u);
    EXPECT_EQ(pending[1].state, State::refused);
    clock.advance(8 * 24h);
    EXPECT_TRUE(run(io, approvals.list(ana)).approvals.empty());
}

}  // namespace
}  // namespace ombud::approvals
