#include "customers/customer_tokens.hpp"

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <unistd.h>

#include "core/base64url.hpp"
#include "core/problem.hpp"

namespace ombud::customers {
namespace {

using namespace std::chrono_literals;

struct CustomerTokensTest : testing::Test {
    ManualClock clock{Timestamp{std::chrono::seconds{1'795'507'200}}};
    SeededRandom random{7};
    std::string key_text = base64url(random.bytes<32>());
    CustomerTokens tokens{TokenKeys::parse(key_text), clock};
    CustomerClaims claims{CustomerId::make(clock, random), CustomerKind::visitor, clock.now() + 1h};
};

TEST_F(CustomerTokensTest, says_who_and_how_long_until_it_expires) {
    auto const token = tokens.issue(claims);
    auto const said = tokens.verify(token);
    ASSERT_TRUE(said);
    EXPECT_EQ(said->id, claims.id);
    EXPECT_EQ(said->kind, CustomerKind::visitor);
    EXPECT_EQ(said->expires_at, claims.expires_at);
    claims.kind = CustomerKind::user;
    EXPECT_EQ(tokens.verify(tokens.issue(claims))->kind, CustomerKind::user);
    clock.advance(1h - 1us);
    EXPECT_TRUE(tokens.verify(token));
    clock.advance(1us);
    EXPECT_FALSE(tokens.verify(token));
}

TEST_F(CustomerTokensTest, not_one_changed_character_is_accepted) {
    auto const token = tokens.issue(claims);
    for (std::size_t i = 0; i < token.size(); ++i)
        for (char letter : {'A', 'B', '_', '\0', '\xff'}) {
            auto forged = token;
            if (forged[i] == letter) continue;
            forged[i] = letter;
            EXPECT_FALSE(tokens.verify(forged)) << i;
        }
    for (std::size_t size = 0; size < token.size(); ++size) EXPECT_FALSE(tokens.verify(token.substr(0, size)));
    EXPECT_FALSE(tokens.verify(token + "A"));
    EXPECT_FALSE(tokens.verify(token + "="));
    EXPECT_FALSE(tokens.verify(std::string(1'000'000, 'A')));
}

TEST_F(CustomerTokensTest, another_desks_key_signs_nothing_here) {
    CustomerTokens const other{TokenKeys::parse(base64url(random.bytes<32>())), clock};
    EXPECT_FALSE(tokens.verify(other.issue(claims)));
}

TEST_F(CustomerTokensTest, a_new_key_signs_nobody_out_until_the_former_one_is_dropped) {
    auto const before = tokens.issue(claims);
    auto const new_key = base64url(random.bytes<32>());
    CustomerTokens const both{TokenKeys::parse(new_key + "\n" + key_text), clock};
    CustomerTokens const after{TokenKeys::parse(new_key), clock};
    EXPECT_TRUE(both.verify(before));
    EXPECT_FALSE(after.verify(before));
    EXPECT_TRUE(after.verify(both.issue(claims)));
    EXPECT_FALSE(tokens.verify(both.issue(claims)));
}

TEST_F(CustomerTokensTest, keys_are_made_once_and_kept_from_others) {
    auto const folder = std::filesystem::temp_directory_path() / ("ombud_key_" + std::to_string(::getpid()));
    auto const file = folder / "keys" / "customer_tokens.key";
    auto const first = TokenKeys::load_or_create(file, random);
    EXPECT_EQ(TokenKeys::load_or_create(file, random).all(), first.all());
    using std::filesystem::perms;
    EXPECT_EQ(std::filesystem::status(file).permissions(), perms::owner_read | perms::owner_write);
    EXPECT_EQ(std::filesystem::status(file.parent_path()).permissions(), perms::owner_all);
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator{file.parent_path()}, {}), 1);  // nothing left aside

    auto code = [&] {
        try {
            TokenKeys::load_or_create(file, random);
            return std::string("loaded");
        } catch (Problem const& problem) {
            return problem.code;
        }
    };
    std::filesystem::permissions(file, perms::group_read, std::filesystem::perm_options::add);
    EXPECT_EQ(code(), "key_file.permissions");
    std::filesystem::permissions(file, perms::group_read, std::filesystem::perm_options::remove);
    for (std::string const text : {"", "short", "\n"}) {
        std::ofstream{file} << text;
        EXPECT_EQ(code(), "customer_key.invalid");
    }
    std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace ombud::customers
