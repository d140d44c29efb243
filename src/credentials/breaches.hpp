// Passwords that were found in breaches: a packaged list, and a service that is asked without telling it the password.
#pragma once
#include <cstddef>
#include <map>
#include <string>
#include <string_view>

#include "core/task.hpp"
#include "core/time.hpp"
#include "fetch/fetch.hpp"

namespace ombud::credentials {

// Among the million that every attacker tries first, of eight letters and more. Capitals make no difference.
bool is_in_packaged_list(std::string_view password);

// Whether one of the lines "SUFFIX:COUNT" is the suffix (35 capital hexadecimal digits), seen at least once: padding has zeros.
bool range_holds(std::string_view lines, std::string_view suffix);

// The range interface of "Have I Been Pwned" or a mirror of it: told are five hexadecimal digits of a hash that some hundred
// passwords share, and how many answers there are is padded.
class BreachRanges {
public:
    // `url`: what the five digits are put behind, "https://api.pwnedpasswords.com/range/".
    BreachRanges(Clock const& clock, fetch::Client& client, std::string url);

    // When the service does not answer the password passes, and the log says so.
    Task<bool> hold(std::string password);

private:
    struct Range {
        Timestamp fetched_at;
        std::string lines;
    };
    Task<std::string> lines_of(std::string digits);

    Clock const& clock_;
    fetch::Client& client_;
    std::string url_;
    std::map<std::string, Range> ranges_;
};

}  // namespace ombud::credentials
