// How hard a password is to guess, for people who write English or Chinese.
#pragma once
#include <boost/describe.hpp>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "core/json.hpp"

namespace ombud::credentials {

// NIST SP 800-63B-4, for a password that may stand alone.
inline constexpr std::size_t password_letters_at_least = 15;

BOOST_DEFINE_ENUM_CLASS(Weakness, too_short, common, breached)

struct Judgement {
    std::int64_t score{};  // 0 to 4, as zxcvbn counts; 3 is enough
    bool enough{};
    std::optional<Weakness> reason;  // why it is not
};
BOOST_DESCRIBE_STRUCT(Judgement, (), (score, enough, reason))

// `about` are words that an attacker tries first: the person's names and address. Takes milliseconds, so not on the event loop.
Judgement judge_password(std::string const& password, std::vector<std::string> const& about);

}  // namespace ombud::credentials
