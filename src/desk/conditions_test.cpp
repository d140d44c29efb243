// Conditions: what each field and comparison means, and what is refused.
#include "desk/conditions.hpp"

#include <gtest/gtest.h>

#include "core/limits.hpp"

namespace ombud::desk {
namespace {

using namespace std::chrono_literals;

constexpr Timestamp noon{std::chrono::seconds{1'795'521'600}};
auto const ana = StaffId{*Uuid::parse("019a0000-0000-7000-8000-00000000000a")};
auto const ben = StaffId{*Uuid::parse("019a0000-0000-7000-8000-00000000000b")};
auto const queue = QueueId{*Uuid::parse("019a0000-0000-7000-8000-0000000000aa")};

Standing one() {
    return {.id = {},
            .reference = "OM-7F3K-92QD",
            .status = "open",
            .language = "zh-CN",
            .topic = "withdrawal",
            .channel = "email",
            .priority = "high",
            .queue_id = queue,
            .tags = {"big", "vip"},
            .fields = json::object{{"tier", "gold"}, {"amount", 5}, {"rate", 0.5}, {"refund", true}},
            .assignee_id = ana,
            .customer_id = {},
            .customer_kind = "account",
            .snoozed_until = {},
            .waiting_since = noon - 30min,
            .created_at = noon - 3h,
            .updated_at = noon - 10min,
            .last_seq = 4,
            .last_customer_seq = 4,
            .last_answer_seq = 2};
}

bool holds(std::string field, std::string is, std::vector<std::string> values, Standing const& standing = one(),
           std::optional<StaffId> me = {}) {
    Conditions const conditions{.all = {{std::move(field), std::move(is), std::move(values)}}, .any = {}};
    check(conditions);
    return matches(conditions, standing, {.now = noon, .me = me});
}

std::string refusal(Condition condition) {
    try {
        check(Conditions{.all = {}, .any = {std::move(condition)}});
        return "";
    } catch (Problem const& problem) {
        return problem.code + " " + problem.field;
    }
}

// Each field with a value that `one` has and one that it has not.
TEST(Conditions, any_and_none_are_each_others_opposite_in_every_field) {
    for (auto const& [field, has, has_not] : std::vector<std::array<std::string, 3>>{{"status", "open", "new"},
                                                                                     {"language", "zh-CN", "en"},
                                                                                     {"topic", "withdrawal", "none"},
                                                                                     {"channel", "email", "chat"},
                                                                                     {"queue", queue.text(), "none"},
                                                                                     {"priority", "high", "urgent"},
                                                                                     {"tag", "vip", "VIP"},
                                                                                     {"assignee", ana.text(), "nobody"},
                                                                                     {"customer", "account", "visitor"},
                                                                                     {"snoozed", "no", "yes"},
                                                                                     {"field:tier", "gold", "Gold"},
                                                                                     {"field:amount", "5", "50"},
                                                                                     {"field:rate", "5E-1", "5"},
                                                                                     {"field:refund", "true", "false"}}) {
        EXPECT_TRUE(holds(field, "any_of", {has})) << field;
        EXPECT_FALSE(holds(field, "any_of", {has_not})) << field;
        EXPECT_TRUE(holds(field, "any_of", {has_not, has})) << field;
        EXPECT_FALSE(holds(field, "none_of", {has})) << field;
        EXPECT_TRUE(holds(field, "none_of", {has_not})) << field;
        EXPECT_FALSE(holds(field, "none_of", {has_not, has})) << field;
    }
}

TEST(Conditions, what_is_not_there_is_none_or_nobody_and_matches_no_value) {
    auto standing = one();
    standing.topic.reset();
    standing.queue_id.reset();
    standing.assignee_id.reset();
    standing.tags.clear();
    standing.fields = nullptr;
    EXPECT_TRUE(holds("topic", "any_of", {"none"}, standing));
    EXPECT_TRUE(holds("queue", "any_of", {"none"}, standing));
    EXPECT_TRUE(holds("assignee", "any_of", {"nobody"}, standing));
    EXPECT_FALSE(holds("assignee", "any_of", {"me"}, standing, ana));
    EXPECT_FALSE(holds("tag", "any_of", {"vip"}, standing));
    EXPECT_TRUE(holds("tag", "none_of", {"vip"}, standing));
    EXPECT_FALSE(holds("field:tier", "any_of", {"gold"}, standing));
    EXPECT_TRUE(holds("field:tier", "none_of", {"gold"}, standing));
    EXPECT_FALSE(holds("waiting", "at_least", {"0"},
                       [] {
                           auto it = one();
                           it.waiting_since.reset();
                           return it;
                       }()))
        << "nobody waits";
}

TEST(Conditions, me_is_whoever_looks_and_nobody_without_them) {
    EXPECT_TRUE(holds("assignee", "any_of", {"me"}, one(), ana));
    EXPECT_FALSE(holds("assignee", "any_of", {"me"}, one(), ben));
    EXPECT_FALSE(holds("assignee", "any_of", {"me"}, one()));
    EXPECT_TRUE(holds("assignee", "none_of", {"me"}, one()));
    EXPECT_TRUE(holds("assignee", "any_of", {"me", "nobody", ana.text()}, one(), ben));
}

TEST(Conditions, all_of_asks_for_each_tag) {
    EXPECT_TRUE(holds("tag", "all_of", {"vip", "big"}));
    EXPECT_FALSE(holds("tag", "all_of", {"vip", "small"}));
    EXPECT_TRUE(holds("tag", "any_of", {"vip", "small"}));
}

TEST(Conditions, spans_count_whole_minutes_and_take_their_bound_in) {
    for (auto const& [field, minutes] : std::vector<std::pair<std::string, int>>{{"waiting", 30}, {"age", 180}, {"idle", 10}}) {
        EXPECT_TRUE(holds(field, "at_least", {std::to_string(minutes)})) << field;
        EXPECT_FALSE(holds(field, "at_least", {std::to_string(minutes + 1)})) << field;
        EXPECT_TRUE(holds(field, "at_most", {std::to_string(minutes)})) << field;
        EXPECT_FALSE(holds(field, "at_most", {std::to_string(minutes - 1)})) << field;
    }
    auto standing = one();
    standing.waiting_since = noon - 30min + 1s;
    EXPECT_FALSE(holds("waiting", "at_least", {"30"}, standing)) << "29 minutes and 59 seconds";
    standing.waiting_since = noon + 5min;  // another machine's clock is ahead
    EXPECT_FALSE(holds("waiting", "at_least", {"0"}, standing));
    EXPECT_TRUE(holds("waiting", "at_most", {"0"}, standing));
}

TEST(Conditions, snoozed_ends_at_its_moment) {
    auto standing = one();
    standing.snoozed_until = noon + 1s;
    EXPECT_TRUE(holds("snoozed", "any_of", {"yes"}, standing));
    standing.snoozed_until = noon;
    EXPECT_TRUE(holds("snoozed", "any_of", {"no"}, standing));
}

TEST(Conditions, all_of_all_and_one_of_any) {
    Condition const yes{"status", "any_of", {"open"}}, no{"status", "any_of", {"new"}};
    auto const matches_both = [](std::vector<Condition> all, std::vector<Condition> any) {
        return matches({std::move(all), std::move(any)}, one(), {.now = noon});
    };
    EXPECT_TRUE(matches_both({}, {}));
    EXPECT_TRUE(matches_both({yes, yes}, {}));
    EXPECT_FALSE(matches_both({yes, no}, {}));
    EXPECT_TRUE(matches_both({}, {no, yes}));
    EXPECT_FALSE(matches_both({}, {no, no}));
    EXPECT_FALSE(matches_both({yes}, {no}));
    EXPECT_FALSE(matches_both({no}, {yes}));
    EXPECT_TRUE(matches_both({yes}, {yes, no}));
}

TEST(Conditions, only_what_names_a_time_depends_on_it) {
    EXPECT_FALSE(depends_on_time({}));
    EXPECT_FALSE(depends_on_time({{{"status", "any_of", {"open"}}}, {{"field:waiting", "any_of", {"x"}}}}));
    for (auto const* field : {"waiting", "age", "idle", "snoozed"}) {
        EXPECT_TRUE(depends_on_time({{{field, "at_least", {"5"}}}, {}})) << field;
        EXPECT_TRUE(depends_on_time({{}, {{field, "at_least", {"5"}}}})) << field;
    }
}

TEST(Conditions, odd_ones_are_refused_where_they_stand) {
    std::string const at = " any.0", long_value(limits::condition_value_bytes + 1, 'x');
    for (auto const& [condition, code] : std::vector<std::pair<Condition, std::string>>{
             {{"", "any_of", {"x"}}, "condition.field"},
             {{"Status", "any_of", {"open"}}, "condition.field"},
             {{"body", "any_of", {"x"}}, "condition.field"},
             {{"field:", "any_of", {"x"}}, "condition.field"},
             {{"field:" + std::string(limits::field_name_bytes + 1, 'x'), "any_of", {"x"}}, "condition.field"},
             {{"field:\xff", "any_of", {"x"}}, "condition.field"},
             {{"status", "all_of", {"open"}}, "condition.is"},
             {{"status", "at_least", {"open"}}, "condition.is"},
             {{"status", "", {"open"}}, "condition.is"},
             {{"waiting", "any_of", {"5"}}, "condition.is"},
             {{"status", "any_of", {}}, "condition.value"},
             {{"status", "any_of", {"closed"}}, "condition.value"},
             {{"status", "any_of", {"open", "OPEN"}}, "condition.value"},
             {{"topic", "any_of", {"nobody"}}, "condition.value"},
             {{"queue", "any_of", {"General"}}, "condition.value"},
             {{"queue", "any_of", {queue.text() + "0"}}, "condition.value"},
             {{"assignee", "any_of", {"ana"}}, "condition.value"},
             {{"tag", "any_of", {""}}, "condition.value"},
             {{"tag", "any_of", {"\xc3\x28"}}, "condition.value"},
             {{"tag", "any_of", {long_value}}, "condition.value"},
             {{"tag", "any_of", std::vector<std::string>(limits::condition_values_each + 1, "x")}, "condition.value"},
             {{"waiting", "at_least", {"5", "6"}}, "condition.value"},
             {{"waiting", "at_least", {"-5"}}, "condition.value"},
             {{"waiting", "at_least", {"5.5"}}, "condition.value"},
             {{"waiting", "at_least", {" 5"}}, "condition.value"},
             {{"waiting", "at_least", {"99999999999999999999"}}, "condition.value"}})
        EXPECT_EQ(refusal(condition), code + at) << condition.field << ' ' << condition.is;
    EXPECT_EQ(refusal({"tag", "any_of", std::vector<std::string>(limits::condition_values_each, "x")}), "");
    EXPECT_EQ(refusal({"age", "at_most", {"9223372036854775807"}}), "");
    EXPECT_FALSE(holds("age", "at_least", {"9223372036854775807"}));
}

TEST(Conditions, fifty_are_as_many_as_there_can_be) {
    auto const of = [](std::size_t all, std::size_t any) {
        Condition const each{"status", "any_of", {"open"}};
        return Conditions{std::vector(all, each), std::vector(any, each)};
    };
    auto const code = [](Conditions const& conditions) {
        try {
            check(conditions);
            return std::string{};
        } catch (Problem const& problem) {
            return problem.code;
        }
    };
    EXPECT_EQ(code(of(limits::conditions_each, 0)), "");
    EXPECT_EQ(code(of(20, limits::conditions_each - 20)), "");
    EXPECT_EQ(code(of(limits::conditions_each, 1)), "conditions.too_many");
    EXPECT_EQ(code(of(200, 0)), "conditions.too_many");
    EXPECT_TRUE(matches(of(25, 25), one(), {.now = noon}));
}

}  // namespace
}  // namespace ombud::desk
