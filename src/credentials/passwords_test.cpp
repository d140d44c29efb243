#include "credentials/passwords.hpp"

#include <boost/asio/co_spawn.hpp>
#include <gtest/gtest.h>

#include "core/problem.hpp"
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

TEST_F(PasswordsTest, a_crowd_is_turned_away_instead_of_piling_up) {
    int answered = 0, refused = 0;
    for (int i = 0; i < 50; ++i)
        asio::co_spawn(io, passwords.verify("guess", std::nullopt), [&](std::exception_ptr error, Passwords::Verdict) {
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
    EXPECT_EQ(answered, 50);
    EXPECT_EQ(refused, 50 - int(Passwords::waiting_at_most));
    EXPECT_FALSE(run(io, passwords.verify("guess", std::nullopt)).right);  // and it works again afterwards
}

}  // namespace
}  // namespace ombud::credentials
