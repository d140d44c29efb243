// Signed links: read as they were made, for thirty days, and by nobody's hand but ours.
#include "accounts/links.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <span>

#include "core/base64url.hpp"

namespace ombud::accounts {
namespace {

using namespace std::chrono_literals;

Timestamp const now{std::chrono::seconds{1'795'507'200}};
std::vector<std::byte> key_of(int each) {
    return std::vector<std::byte>(32, std::byte(each));
}
Links const links{key_of(1)};
LinkClaims const claims{*CustomerId::parse("0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b"), "recovery", 7, now + link_life};

TEST(SignedLinks, say_what_was_signed_until_they_expire) {
    auto const read = links.verify(links.sign(claims), now);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->account, claims.account);
    EXPECT_EQ(read->about, "recovery");
    EXPECT_EQ(read->round, 7);
    EXPECT_EQ(read->expires_at, claims.expires_at);
    EXPECT_TRUE(links.verify(links.sign(claims), now + link_life - 1s));
    EXPECT_FALSE(links.verify(links.sign(claims), now + link_life));
}

TEST(SignedLinks, another_key_or_a_changed_letter_is_refused) {
    auto const token = links.sign(claims);
    EXPECT_FALSE(Links{key_of(2)}.verify(token, now));
    for (std::size_t i = 0; i < token.size(); ++i)
        for (char const other : {'A', 'b', '-', '.', '\0', ' '}) {
            auto changed = token;
            if (changed[i] == other) continue;
            changed[i] = other;
            EXPECT_FALSE(links.verify(changed, now)) << i;
        }
    for (std::size_t size = 0; size < token.size(); ++size) EXPECT_FALSE(links.verify(token.substr(0, size), now));
    for (auto const* more : {"A", "AAAA", "=", "\n"}) EXPECT_FALSE(links.verify(token + more, now));
    EXPECT_FALSE(links.verify(std::string(link_prefix) + std::string(100'000, 'A'), now));
}

TEST(SignedLinks, a_seal_does_not_move_to_other_claims) {
    auto other = claims;
    other.account.uuid.bytes[15] ^= 1;
    auto const mine = *from_base64url(std::string_view(links.sign(claims)).substr(link_prefix.size()));
    auto theirs = *from_base64url(std::string_view(links.sign(other)).substr(link_prefix.size()));
    std::ranges::copy(std::span{mine}.last(32), theirs.end() - 32);
    EXPECT_FALSE(links.verify(std::string(link_prefix) + base64url(theirs), now));
}

}  // namespace
}  // namespace ombud::accounts
