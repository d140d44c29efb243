// Any bytes as the token of a signed link: none is taken that we did not sign, and what we sign is read as it was.
#include <cstdlib>

#include "accounts/links.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    using namespace ombud;
    static accounts::Links const links{std::vector<std::byte>(32, std::byte{7})};
    auto const now = Timestamp{std::chrono::seconds{1'795'507'200}};
    std::string_view const text{reinterpret_cast<char const*>(data), size};
    if (links.verify(text, now)) std::abort();  // a seal that was guessed

    accounts::LinkClaims claims{.account = {},
                                .about = std::string(text.substr(0, 40)),
                                .round = std::int64_t(size),
                                .expires_at = now + accounts::link_life};
    auto token = links.sign(claims);
    auto const read = links.verify(token, now);
    if (!read || read->about != claims.about || read->round != claims.round || read->expires_at != claims.expires_at)
        std::abort();
    if (size == 0) return 0;
    auto& changed = token[data[0] % token.size()];
    changed = char(changed ^ 1);
    if (links.verify(token, now)) std::abort();
    return 0;
}
