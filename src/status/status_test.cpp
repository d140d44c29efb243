#include "status/status.hpp"

#include <gmock/gmock.h>

#include "audit/audit.hpp"
#include "core/limits.hpp"
#include "postgres/database.hpp"
#include "support/module_test.hpp"

namespace ombud::status {
namespace {

using namespace std::chrono_literals;
using ombud::testing::run;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

struct StatusTest : ombud::testing::ModuleTest {
    audit::Log log{database, clock};
    Status status{database, log, clock, random};
    Status elsewhere{database, log, clock, random};  // the same in another process
    Agent const ana = agent("Ana");

    void SetUp() override {
        run(io, status.establish({{"BTC", "Bitcoin"}, {"USDT", "TRON"}, {"USDT", "Ethereum"}, {"ETH", "Ethereum"}}));
    }
    static NewNotice about(std::vector<Component> components, State state = State::down) {
        return {.components = std::move(components),
                .asset = {},
                .network = {},
                .state = state,
                .text = {"Our mail provider is slow.", "邮件服务商较慢。"},
                .starts_at = {},
                .ends_at = {}};
    }
    static NewNotice about_network(std::string asset, std::string network, State state = State::maintenance) {
        auto notice = about({Component::deposits}, state);
        notice.asset = std::move(asset);
        notice.network = std::move(network);
        return notice;
    }
    Notice announce(NewNotice wanted) { return run(io, status.announce(ana, std::move(wanted))); }
    std::string refused(NewNotice wanted) {
        try {
            announce(std::move(wanted));
        } catch (Problem const& problem) {
            return problem.code + " " + problem.field;
        }
        return "taken";
    }
};

TEST_F(StatusTest, everything_works_until_somebody_says_otherwise) {
    auto const before = status.overview();
    EXPECT_EQ(before.state, State::working);
    EXPECT_THAT(before.components, SizeIs(5));
    announce(about({Component::email}, State::degraded));
    EXPECT_EQ(status.of(Component::email).state, State::degraded);
    EXPECT_EQ(status.of(Component::sign_in).state, State::working);
    EXPECT_EQ(status.overview().state, State::degraded);
}

TEST_F(StatusTest, the_worst_notice_counts_and_what_is_over_counts_no_more) {
    auto const worse = announce(about({Component::chat}, State::down));
    announce(about({Component::chat}, State::degraded));
    EXPECT_EQ(status.of(Component::chat).state, State::down);
    run(io, status.change(ana, worse.id, {.state = {}, .text = {}, .ends_at = {}, .over = true}));
    EXPECT_EQ(status.of(Component::chat).state, State::degraded);
    EXPECT_THAT(status.overview().past, SizeIs(1));
    clock.advance(24h * 15);
    run(io, status.load());
    EXPECT_THAT(status.overview().past, IsEmpty());
}

TEST_F(StatusTest, what_is_planned_works_until_it_begins_and_goes_on_until_somebody_ends_it) {
    auto wanted = about({Component::withdrawals}, State::maintenance);
    wanted.starts_at = clock.now() + 2h;
    wanted.ends_at = clock.now() + 3h;
    announce(wanted);
    auto const planned = status.of(Component::withdrawals);
    EXPECT_EQ(planned.state, State::planned);
    EXPECT_EQ(planned.notice->starts_at, clock.now() + 2h);
    clock.advance(2h);
    EXPECT_EQ(status.of(Component::withdrawals).state, State::maintenance);
    clock.advance(2h);  // later than expected
    EXPECT_EQ(status.of(Component::withdrawals).state, State::maintenance);
}

TEST_F(StatusTest, a_plan_that_is_dropped_leaves_nothing_behind) {
    auto wanted = about({Component::withdrawals}, State::maintenance);
    wanted.starts_at = clock.now() + 2h;
    auto const plan = announce(wanted);
    run(io, status.change(ana, plan.id, {.state = {}, .text = {}, .ends_at = {}, .over = true}));
    auto const after = status.overview();
    EXPECT_THAT(after.planned, IsEmpty());
    EXPECT_THAT(after.past, IsEmpty());
}

TEST_F(StatusTest, a_notice_about_one_network_says_nothing_of_others) {
    announce(about_network("USDT", "TRON"));
    EXPECT_EQ(status.of("USDT", "TRON", Component::deposits)->state, State::maintenance);
    EXPECT_EQ(status.of("USDT", "TRON", Component::withdrawals)->state, State::working);
    EXPECT_EQ(status.of("USDT", "Ethereum")->state, State::working);
    EXPECT_EQ(status.of("DOGE", "Dogecoin"), std::nullopt) << "not offered";
    auto const overview = status.overview();
    EXPECT_EQ(overview.state, State::working);
    auto const deposits = std::ranges::find(overview.components, Component::deposits, &ComponentState::component);
    EXPECT_EQ(deposits->networks_affected, 1);
}

TEST_F(StatusTest, a_notice_about_a_network_is_about_all_its_assets) {
    auto wanted = about({Component::deposits, Component::withdrawals});
    wanted.network = "Ethereum";
    announce(wanted);
    EXPECT_EQ(status.of("USDT", "Ethereum")->state, State::down);
    EXPECT_EQ(status.of("ETH", "Ethereum")->state, State::down);
    EXPECT_EQ(status.of("USDT", "TRON")->state, State::working);
}

TEST_F(StatusTest, people_may_write_a_network_as_they_like) {
    auto const means = [&](std::string_view typed) {
        auto const found = status.find_network(typed);
        return found ? found->asset + "/" + found->network : "?";
    };
    EXPECT_EQ(means("usdt tron"), "USDT/TRON");
    EXPECT_EQ(means("TRON-USDT"), "USDT/TRON");
    EXPECT_EQ(means("btc"), "BTC/Bitcoin");
    EXPECT_EQ(means("usdt"), "?") << "on which network?";
    EXPECT_EQ(means("doge"), "?");
    EXPECT_EQ(means("'; DROP TABLE"), "?");
    EXPECT_EQ(means(""), "?");
}

TEST_F(StatusTest, other_processes_see_it) {
    run(io, elsewhere.load());
    auto const revision = elsewhere.revision();
    announce(about({Component::email}));
    run(io, elsewhere.load());
    EXPECT_GT(elsewhere.revision(), revision);
    EXPECT_EQ(elsewhere.of(Component::email).state, State::down);
}

TEST_F(StatusTest, what_makes_no_sense_is_refused_by_a_code) {
    EXPECT_EQ(refused(about({})), "field.required components");
    EXPECT_EQ(refused(about({Component::email}, State::working)), "field.choice state");
    auto scoped = about_network("USDT", "TRON");
    scoped.components.push_back(Component::chat);
    EXPECT_EQ(refused(scoped), "notice.scope components");
    EXPECT_EQ(refused(about_network("DOGE", "Dogecoin")), "notice.scope asset");
    EXPECT_EQ(refused(about_network("BTC", "TRON")), "notice.scope network") << "both are offered, but not together";
    auto nowhere = about({Component::deposits});
    nowhere.network = "Dogecoin";
    EXPECT_EQ(refused(nowhere), "notice.scope network");
    auto backwards = about({Component::email});
    backwards.ends_at = clock.now() - 1h;
    EXPECT_EQ(refused(backwards), "notice.times ends_at");
    auto silent = about({Component::email});
    silent.text.zh = " \n ";
    EXPECT_EQ(refused(silent), "text.empty text.zh");
    auto secret = about({Component::email});
    secret.text.en = "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about";
    EXPECT_EQ(refused(secret), "notice.secret text.en");
    auto endless = about({Component::email});
    endless.text.en = std::string(limits::status_text_letters + 1, 'a');
    EXPECT_EQ(refused(endless), "text.too_long text.en");
}

TEST_F(StatusTest, what_is_over_cannot_be_changed_and_each_act_is_on_record) {
    auto const notice = announce(about({Component::email}));
    run(io, status.change(ana, notice.id, {.state = State::degraded, .text = {}, .ends_at = {}, .over = {}}));
    run(io, status.change(ana, notice.id, {.state = {}, .text = {}, .ends_at = {}, .over = true}));
    try {
        run(io, status.change(ana, notice.id, {.state = State::down, .text = {}, .ends_at = {}, .over = {}}));
        FAIL();
    } catch (Problem const& problem) {
        EXPECT_EQ(problem.code, "notice.over");
    }
    static constexpr postgres::Query<postgres::Many<std::string>()> acts{
        "test.acts", "SELECT act FROM audit_records WHERE act LIKE 'status.%' ORDER BY seq"};
    EXPECT_THAT(run(io, database.run(acts)), ElementsAre("status.announced", "status.changed", "status.ended"));
}

}  // namespace
}  // namespace ombud::status
