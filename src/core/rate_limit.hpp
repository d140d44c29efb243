// How often somebody may do something: a token bucket for each key, in bounded memory.
#pragma once
#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "core/time.hpp"

namespace ombud {

class RateLimit {
public:
    // `burst` at once, then one more each `refill`. Over `keys` known at a time, an arbitrary one is forgotten.
    RateLimit(Clock const& clock, std::uint32_t burst, std::chrono::microseconds refill, std::size_t keys = 65'536);

    // Takes one; when there is none, takes nothing and says how long to wait.
    std::optional<std::chrono::seconds> take(std::string const& key);
    // Takes one or throws Problem{too_many, "rate.limited"} with retry_after.
    void require(std::string const& key);
    // Undoes one take.
    void give_back(std::string const& key);

private:
    void make_room(Timestamp now);

    Clock const& clock_;
    std::chrono::microseconds refill_, depth_;
    std::size_t keys_;
    Timestamp swept_{};
    std::unordered_map<std::string, Timestamp> full_again_;  // when each bucket will be full; a full one needs no place
};

// Whom an address stands for: an IPv6 customer has a /64 to choose from, so that counts as one; anything else as it is.
std::string network_of(std::string_view address);

}  // namespace ombud
