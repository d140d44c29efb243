// The check-up: facts move the score and nothing else does; what is worst stands first.
#include "accounts/checkup.hpp"

#include <gmock/gmock.h>

namespace ombud::accounts {
namespace {

using enum CheckupKey;
using ::testing::AllOf;
using ::testing::Each;
using ::testing::Field;

factors::Held whole() {
    return {.totp = true, .passkeys = {factors::Passkey{}}, .recovery_codes_left = 10};
}
CheckupFacts const best{.password_breached = false,
                        .incident = false,
                        .guessed_at = false,
                        .second_email = true,
                        .phrase = true,
                        .idle_keys = 0,
                        .open_keys = 0,
                        .addresses = 1};
CheckupFacts const worst{.password_breached = true,
                         .incident = true,
                         .guessed_at = true,
                         .second_email = false,
                         .phrase = false,
                         .idle_keys = 1,
                         .open_keys = 1,
                         .addresses = 0};

CheckupItem item_of(CheckupResult const& result, CheckupKey key) {
    return *std::ranges::find(result.items, key, &CheckupItem::key);
}
sessions::Session session(sessions::Assurance assurance) {
    return {.assurance = assurance};
}

TEST(CheckupScore, weights_sum_to_a_hundred_and_every_key_is_told_once) {
    for (auto const& facts : {best, worst}) {
        auto const result = judge(facts, {}, {});
        std::int64_t sum = 0, lost = 0;
        std::set<CheckupKey> keys;
        for (auto const& each : result.items) {
            sum += each.weight;
            lost += each.lost;
            EXPECT_TRUE(keys.insert(each.key).second);
            EXPECT_EQ(each.lost == 0, each.state == CheckupState::good);
            EXPECT_LE(each.lost, each.weight);
        }
        EXPECT_EQ(sum, 100);
        EXPECT_EQ(result.score, 100 - lost);
        EXPECT_EQ(keys.size(), boost::mp11::mp_size<boost::describe::describe_enumerators<CheckupKey>>::value);
    }
}

TEST(CheckupScore, whoever_has_everything_has_a_hundred) {
    auto const result = judge(best, whole(), {session(sessions::Assurance::passkey)});
    EXPECT_EQ(result.score, 100);
    EXPECT_THAT(result.items, Each(AllOf(Field(&CheckupItem::state, CheckupState::good), Field(&CheckupItem::lost, 0))));
}

TEST(CheckupScore, the_worst_stands_first) {
    auto const items = judge(worst, {}, {}).items;
    EXPECT_EQ(items.front().key, second_factor);
    EXPECT_TRUE(
        std::ranges::is_sorted(items, std::ranges::greater{}, [](auto const& each) { return std::pair{each.state, each.lost}; }));
}

TEST(CheckupScore, each_fact_costs_where_it_belongs) {
    auto changed = [](auto change) {
        auto facts = best;
        change(facts);
        return judge(facts, whole(), {});
    };
    auto const state = [](CheckupResult const& result, CheckupKey key) { return item_of(result, key).state; };
    EXPECT_EQ(state(changed([](auto& f) { f.password_breached = true; }), breached), CheckupState::danger);
    EXPECT_EQ(state(changed([](auto& f) { f.incident = true; }), password), CheckupState::danger);
    EXPECT_EQ(state(changed([](auto& f) { f.guessed_at = true; }), password), CheckupState::good)
        << "a second factor makes guessing vain";
    EXPECT_EQ(state(judge(
                        [] {
                            auto f = best;
                            f.guessed_at = true;
                            return f;
                        }(),
                        {}, {}),
                    password),
              CheckupState::advice);
    EXPECT_EQ(state(changed([](auto& f) { f.open_keys = 1; }), api_keys), CheckupState::danger);
    EXPECT_EQ(state(changed([](auto& f) { f.idle_keys = 1; }), api_keys), CheckupState::advice);
    EXPECT_EQ(state(changed([](auto& f) { f.second_email = false; }), second_email), CheckupState::advice);
    EXPECT_EQ(state(changed([](auto& f) { f.phrase = false; }), phrase), CheckupState::advice);
    EXPECT_EQ(state(changed([](auto& f) { f.addresses = 0; }), address_book), CheckupState::advice);
    auto few = whole();
    few.recovery_codes_left = 2;
    EXPECT_EQ(state(judge(best, few, {}), recovery_codes), CheckupState::advice);
    few.recovery_codes_left = 0;
    EXPECT_EQ(state(judge(best, few, {}), recovery_codes), CheckupState::danger);
    EXPECT_EQ(state(judge(best, whole(), {session(sessions::Assurance::password)}), sessions), CheckupState::danger)
        << "opened before there was a second factor";
    EXPECT_EQ(state(judge(best, {}, {session(sessions::Assurance::password)}), sessions), CheckupState::good);
    EXPECT_EQ(state(judge(best, whole(), std::vector(6, session(sessions::Assurance::passkey))), sessions), CheckupState::advice);
}

}  // namespace
}  // namespace ombud::accounts
