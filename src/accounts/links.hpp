// Signed links of security letters: whose account, what the letter was about, until when; made and read without a database.
#pragma once
#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/ids.hpp"
#include "core/time.hpp"

namespace ombud::accounts {

// What a signed link was mailed for.
struct LinkClaims {
    CustomerId account;
    std::string about;  // the event, or "recovery", "email_change": what "this was not me" stops
    std::int64_t round;
    Timestamp expires_at;  // whole seconds
};

inline constexpr std::string_view link_prefix = "omf1_";
inline constexpr auto link_life = std::chrono::days{30};

class Links {
public:
    using Key = std::array<std::byte, 32>;

    // Throws logic_error for a key that is not 32 bytes.
    explicit Links(std::span<std::byte const> key);

    [[nodiscard]] std::string sign(LinkClaims const& claims) const;
    // nullopt for what we did not sign, and for what has expired.
    [[nodiscard]] std::optional<LinkClaims> verify(std::string_view token, Timestamp now) const;

private:
    Key key_{};
};

}  // namespace ombud::accounts
