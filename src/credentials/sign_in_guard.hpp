// Slows down whoever guesses passwords, without handing them a way to lock others out.
#pragma once
#include <cstddef>
#include <string>
#include <unordered_map>

#include "core/rate_limit.hpp"

namespace ombud::credentials {

// A network has a budget of failures. An account that fails again and again is delayed longer each time, up to a quarter of an
// hour; a network from which its owner signed in before is counted apart, so strangers cannot keep the owner out.
class SignInGuard {
public:
    explicit SignInGuard(Clock const& clock);

    // Before the password is looked at; throws Problem{too_many, "rate.limited"} with retry_after. Counts as a failure until
    // succeeded() says otherwise, so that a hundred at once are not a hundred free guesses.
    void attempt(std::string const& account, std::string const& peer);
    void succeeded(std::string const& account, std::string const& peer);

private:
    struct Failures {
        unsigned count = 0;
        Timestamp last{};
    };
    [[nodiscard]] std::string place_of(std::string const& account, std::string const& network) const;
    void make_room();

    Clock const& clock_;
    RateLimit by_network_;
    std::unordered_map<std::string, Failures> failures_;     // by account, or by account and a network it is known from
    std::unordered_map<std::string, Timestamp> known_from_;  // account and network: when the owner last signed in there
};

}  // namespace ombud::credentials
