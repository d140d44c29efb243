#include "credentials/passwords.hpp"

#include <boost/asio/co_spawn.hpp>
#include <gtest/gtest.h>

#include "core/problem.hpp"
#include "credentials/breaches.hpp"
#include "support/run.hpp"

namespace ombud::credentials {
namespace {

using ombud::testing::run;

struct PasswordsTest : ::testing::Test {
    asio::io_context io;
    Passwords passwords;

    std::string choice(std::string password, std::vector<std::string> about = {}) {
        try {
            return run(io, passwords.choose(std::move(password), std::move(about))).starts_with("$argon2id$v=19$m=65536,t=2,p=1$")
                       ? "fine"
                       : "hashed otherwise";
        } catch (Problem const& problem) {
            EXPECT_EQ(problem.kind, ProblemKind::invalid);
            EXPECT_EQ(problem.field, "password");
            return problem.code;
        }
    }
};

std::string code_of(auto work) {
    try {
        work();
        return "fine";
    } catch (Problem const& problem) {
        return problem.code;
    }
}

TEST_F(PasswordsTest, long_ones_serve_in_any_script) {
    EXPECT_EQ(choice("plum teapot walks north"), "fine");
    EXPECT_EQ(choice("窗外的麻雀在电线杆上多嘴你说这一句"), "fine");
    EXPECT_EQ(choice("qT7)vm2&Zr9!xKp4"), "fine");
    EXPECT_EQ(choice(std::string(1000, '7') + "plum teapot walks north"), "password.common");  // judged by how it begins
    EXPECT_EQ(choice("plum teapot walks north " + std::string(1000, '7')), "fine");
}

TEST_F(PasswordsTest, length_is_counted_in_characters_and_bounded_in_bytes) {
    EXPECT_EQ(choice("qT7)vm2&Zr9!xK"), "password.too_short");
    EXPECT_EQ(choice("麻雀在电线杆上多嘴你说这一"), "password.too_short");
    EXPECT_EQ(choice(""), "password.too_short");
    EXPECT_EQ(choice(std::string(1025, 'x')), "password.too_long");
    EXPECT_EQ(passwords.reckoned(), 0u);
}

TEST_F(PasswordsTest, what_everybody_tries_first_does_not_serve) {
    for (auto const* common : {"aaaaaaaaaaaaaaaa", "passwordpassword", "123456789012345", "qwertyuiopasdfgh", "abcdefghijklmnop",
                               "woaini1314woaini1314", "ombudombudombud", "1qaz2wsx1qaz2wsx", "password12345678"})
        EXPECT_EQ(choice(common), "password.common") << common;
    EXPECT_EQ(choice("wilhelminavonstolzenfels"), "fine");
    EXPECT_EQ(choice("wilhelminavonstolzenfels", {"Wilhelmina", "vonStolzenfels"}), "password.common");
}

TEST_F(PasswordsTest, a_password_is_the_same_however_its_accents_were_typed) {
    auto const hash = run(io, passwords.hash("Z\u00FCrich plum teapot"));
    EXPECT_TRUE(run(io, passwords.verify("Zu\u0308rich plum teapot", hash)).right);
    EXPECT_FALSE(run(io, passwords.verify("Zurich plum teapot", hash)).right);
    EXPECT_FALSE(run(io, passwords.verify("", hash)).right);
}

TEST_F(PasswordsTest, nobodys_password_is_never_right_and_costs_the_same) {
    for (std::string const guess : {"", "guess", "\xff\xfe"}) {
        auto const verdict = run(io, passwords.verify(guess, std::nullopt));
        EXPECT_FALSE(verdict.right);
        EXPECT_FALSE(verdict.outdated);
    }
    EXPECT_EQ(passwords.reckoned(), 3u);
}

TEST_F(PasswordsTest, the_password_that_it_would_replace_is_no_new_one) {
    auto const old = run(io, passwords.hash("plum teapot walks north"));
    auto const chosen = [&](std::string password) {
        return code_of([&] { run(io, passwords.choose(std::move(password), {}, old)); });
    };
    EXPECT_EQ(chosen("plum teapot walks north"), "password.same");
    EXPECT_EQ(chosen("plum teapot walks south"), "fine");
}

// What many people in China choose, as surveys of leaked lists describe: pinyin, number homophones, names, birth dates, mobile
// numbers, and keys that stand side by side.
TEST_F(PasswordsTest, chinese_habits_are_known) {
    for (auto const* weak :
         {"zhangwei19900101", "19881024wangfang", "liuyang13812345678", "13912345678chenjing", "chuangqianmingyueguang",
          "zhongguo19491001", "beijing2008aoyun", "woshizhongguoren", "shengrikuaile1001", "xiaoxin20001231", "8888888888888888",
          "15912345678wang", "tiantianxiangshang1", "woaini1314520520", "13812345678wangfang", "zhangwei19900101520",
          "laopowoaini520520", "wodemima123456789", "a123456789a123456789"}) {
        auto const judgement = run(io, passwords.judge(weak, {}));
        EXPECT_FALSE(judgement.enough) << weak << " " << judgement.score;
        EXPECT_EQ(judgement.reason, Weakness::common) << weak;
    }
}

TEST_F(PasswordsTest, good_ones_are_not_taken_for_habits) {
    for (auto const* good :
         {"plum teapot walks north", "maque zai dianxian shang duozui", "lv2 qiche bu chi mogu", "Kx9-gudu-7731-tuzi",
          "hongcha jia liang kuai bingtang", "correct horse battery staple", "bingxiang li de xianrenzhang",
          "teapot13812345678walrus92lamp", "窗外的麻雀在电线杆上多嘴多舌了一早上", "银杏树下三只懒猫打了一下午麻将"}) {
        auto const judgement = run(io, passwords.judge(good, {}));
        EXPECT_TRUE(judgement.enough) << good << " " << judgement.score;
    }
}

TEST_F(PasswordsTest, the_meter_tells_how_good_one_is_and_why_it_does_not_serve) {
    auto const judged = [&](std::string password) { return run(io, passwords.judge(std::move(password), {})); };
    EXPECT_EQ(judged("").reason, Weakness::too_short);
    EXPECT_EQ(judged("").score, 0);
    EXPECT_EQ(judged("qT7)vm2&").reason, Weakness::too_short);
    EXPECT_LT(judged("qT7)vm2&").score, 3);
    EXPECT_EQ(judged("passwordpassword").reason, Weakness::common);
    EXPECT_EQ(judged("plum teapot walks north").score, 4);
    EXPECT_EQ(judged("plum teapot walks north").reason, std::nullopt);
    EXPECT_EQ(code_of([&] { judged(std::string(1025, 'x')); }), "password.too_long");
    EXPECT_EQ(passwords.reckoned(), 0u);
}

// The first waiting room is full of strangers; whoever is known comes in all the same, and first.
TEST_F(PasswordsTest, known_people_go_before_strangers) {
    std::vector<std::string> order;
    auto ends = [&](std::string const& who) {
        return [&, who](std::exception_ptr const& error, Passwords::Verdict) { order.push_back(error ? who + " refused" : who); };
    };
    int const strangers = int(Passwords::threads + Passwords::waiting_at_most);
    for (int i = 0; i < strangers; ++i) asio::co_spawn(io, passwords.verify("guess", std::nullopt), ends("stranger"));
    asio::co_spawn(io, passwords.verify("guess", std::nullopt), ends("late stranger"));
    asio::co_spawn(io, passwords.verify("mine", std::nullopt, Lane::owner), ends("owner"));
    io.run();
    ASSERT_EQ(order.size(), std::size_t(strangers + 2));
    EXPECT_EQ(order.front(), "late stranger refused");
    EXPECT_LE(std::ranges::find(order, "owner") - order.begin(), std::ptrdiff_t(1 + Passwords::threads + 1));
}

// Breaches --------------------------------------------------------------------------------------------------------------------

TEST(Breaches, the_packaged_list_knows_what_everybody_tries_and_nothing_else) {
    for (auto const* known : {"password1", "12345678", "qwertyuiop", "PassWord1", "woaini1314"})
        EXPECT_TRUE(is_in_packaged_list(known)) << known;
    SeededRandom random{1};
    int taken = 0;
    for (int i = 0; i < 100'000; ++i) taken += is_in_packaged_list(random.text(14, "abcdefghijklmnopqrstuvwxyz0123456789"));
    EXPECT_LE(taken, 2);
}

TEST(Breaches, a_range_is_read_line_by_line_and_its_padding_is_nothing) {
    std::string_view const lines =
        "003D68EB55068C33ACE09247EE4C639306B:3\r\n012A7CA357541F0AC487871FEEC1891C49C:0\r\n"
        "0136E006E24E7D152139815FB0FC6A50B15:10";
    EXPECT_TRUE(range_holds(lines, "003D68EB55068C33ACE09247EE4C639306B"));
    EXPECT_FALSE(range_holds(lines, "012A7CA357541F0AC487871FEEC1891C49C"));  // padding
    EXPECT_TRUE(range_holds(lines, "0136E006E24E7D152139815FB0FC6A50B15"));
    EXPECT_FALSE(range_holds(lines, "0136E006E24E7D152139815FB0FC6A50B16"));
    EXPECT_FALSE(range_holds("", "003D68EB55068C33ACE09247EE4C639306B"));
    EXPECT_FALSE(range_holds("003D68EB55068C33ACE09247EE4C639306B", "003D68EB55068C33ACE09247EE4C639306B"));
}

// A service of others, as it answers over the network.
struct Service final : fetch::Client {
    std::vector<fetch::Request> asked;
    fetch::Answer answer{200, {}, ""};
    bool away = false;

    Task<fetch::Answer> send(fetch::Request request) override {
        asked.push_back(std::move(request));
        if (away) throw Problem{ProblemKind::unavailable, "remote.timeout"};
        co_return answer;
    }
};

struct BreachRangesTest : PasswordsTest {
    ManualClock clock{Timestamp{std::chrono::seconds{1'795'507'200}}};
    Service service;
    BreachRanges ranges{clock, service, "https://ranges.example/range/"};
    Passwords asking{&ranges};

    std::string chosen(std::string password) {
        return code_of([&] { run(io, asking.choose(std::move(password), {})); });
    }
};

TEST_F(BreachRangesTest, five_digits_are_told_and_no_more) {
    EXPECT_EQ(chosen("plum teapot walks north"), "fine");
    ASSERT_EQ(service.asked.size(), 1u);
    EXPECT_EQ(service.asked[0].url, "https://ranges.example/range/AD53F");
    EXPECT_EQ(service.asked[0].fields, (std::vector<std::pair<std::string, std::string>>{{"Add-Padding", "true"}}));
    EXPECT_TRUE(service.asked[0].body.empty());
}

TEST_F(BreachRangesTest, what_the_service_knows_does_not_serve) {
    service.answer.body = "0018A45C4D1DEF81644B54AB7F969B88D65:1\r\n43DC67DC5984DDD23EEA37B2995EB14323F:7\r\n";
    EXPECT_EQ(chosen("plum teapot walks north"), "password.breached");
    EXPECT_TRUE(run(io, asking.is_breached("plum teapot walks north")));
    EXPECT_EQ(service.asked.size(), 1u);  // the second time it was still known
    clock.advance(std::chrono::hours{24});
    EXPECT_EQ(chosen("plum teapot walks north"), "password.breached");
    EXPECT_EQ(service.asked.size(), 2u);
    EXPECT_EQ(chosen("short"), "password.too_short");
    EXPECT_EQ(service.asked.size(), 2u);
}

TEST_F(BreachRangesTest, a_service_that_is_away_keeps_nobody_from_choosing) {
    service.away = true;
    EXPECT_EQ(chosen("plum teapot walks north"), "fine");
    service.away = false;
    service.answer.status = 503;
    EXPECT_EQ(chosen("plum teapot walks north"), "fine");
    service.answer.body = "43DC67DC5984DDD23EEA37B2995EB14323F:7";
    service.answer.status = 200;
    EXPECT_EQ(chosen("plum teapot walks north"), "password.breached");  // a failure is not kept
}

TEST_F(PasswordsTest, a_crowd_is_turned_away_instead_of_piling_up) {
    int answered = 0, refused = 0;
    for (int i = 0; i < 60; ++i)
        asio::co_spawn(io, passwords.verify("guess", std::nullopt), [&](std::exception_ptr const& error, Passwords::Verdict) {
            ++answered;
            if (!error) return;
            try {
                std::rethrow_exception(error);
            } catch (Problem const& problem) {
                EXPECT_EQ(problem.kind, ProblemKind::too_many);
                EXPECT_TRUE(problem.retry_after);
                ++refused;
            }
        });
    io.run();
    EXPECT_EQ(answered, 60);
    EXPECT_EQ(refused, 60 - int(Passwords::waiting_at_most + Passwords::threads));
    EXPECT_FALSE(run(io, passwords.verify("guess", std::nullopt)).right);  // and it works again afterwards
}

}  // namespace
}  // namespace ombud::credentials
