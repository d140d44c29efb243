// Browsers that somebody signed in with before: known by a random cookie, of which only the hash is kept.
#pragma once
#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

#include "accounts/events.hpp"
#include "accounts/model.hpp"
#include "core/random.hpp"
#include "core/task.hpp"

namespace ombud::postgres {
class Database;
}

namespace ombud::accounts {

struct Device {
    DeviceId id;
    std::string label;
    Timestamp first_seen_at;
    Timestamp last_seen_at;
    bool current;
};
BOOST_DESCRIBE_STRUCT(Device, (), (id, label, first_seen_at, last_seen_at, current))

class Devices {
public:
    enum class By { sign_in, reset };

    static constexpr auto life = std::chrono::days{180};

    Devices(postgres::Database& database, Clock& clock, Random& random);

    // What the database knows a browser by; of one without a cookie, and of anything else in its place, what fits nobody.
    static std::string key_of(Origin const& from);
    Task<bool> knows(CustomerId account, Origin from);
    // Whether somebody signed in there whole, with whatever was asked for: more than a reset proves.
    Task<bool> has_signed_in(CustomerId account, Origin from);
    // Of somebody who has just signed in. A browser that is new gets a token of its own, always a fresh one: nobody can plant
    // theirs in another's browser.
    Task<std::optional<std::string>> remember(CustomerId account, Origin from, By what);
    Task<std::vector<Device>> of(CustomerId account, Origin from);
    // Problem{not_found, "device.unknown"}.
    Task<void> forget(CustomerId account, DeviceId id);

private:
    postgres::Database& database_;
    Clock& clock_;
    Random& random_;
};

}  // namespace ombud::accounts
