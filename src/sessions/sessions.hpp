// Who is signed in: opening, finding, strengthening, locking and ending sessions of account holders and of staff.
#pragma once
#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/ids.hpp"
#include "core/json.hpp"
#include "core/random.hpp"
#include "core/task.hpp"
#include "core/time.hpp"

namespace ombud::postgres {
class Database;
}

namespace ombud::sessions {

BOOST_DEFINE_ENUM_CLASS(Owner, account, staff)

// How it was proved who this is, weakest first.
BOOST_DEFINE_ENUM_CLASS(Assurance,
                        password,     // one factor
                        two_factors,  // a password and a code
                        passkey)      // a passkey with user verification: two factors in one, safe from phishing

BOOST_DEFINE_ENUM_CLASS(Ending, signed_out, by_owner, password_changed, factors_changed, frozen, deactivated, role_changed)

// Where somebody signs in from, as far as it can be told.
struct Device {
    std::string label;                 // "Chrome, Android"
    std::string network;               // an address, or the /64 of one
    std::optional<std::string> place;  // "Hangzhou, CN", when a GeoIP file is configured
};

struct Session {
    SessionId id;
    Owner owner_kind;
    Uuid owner;  // a CustomerId or a StaffId
    Assurance assurance;
    std::string device;
    std::string network;
    std::optional<std::string> place;
    Timestamp created_at;
    Timestamp used_at;     // to the minute
    Timestamp expires_at;  // whatever happens; an idle one ends earlier
    std::optional<Timestamp> stepped_up_at;
    bool locked;  // the person went away: nothing works until a step-up
};
BOOST_DESCRIBE_STRUCT(Session, (),
                      (id, owner_kind, owner, assurance, device, network, place, created_at, used_at, expires_at, stepped_up_at,
                       locked))

struct Opened {
    Session session;
    std::string token;  // only its hash is stored
};

// How long sessions of one kind of owner hold.
struct Terms {
    std::chrono::seconds life;
    std::chrono::seconds idle;        // ends after so long without use
    std::chrono::seconds lock_after;  // locks after so long without use; zero: never
};

class Sessions {
public:
    Sessions(postgres::Database& database, Clock& clock, Random& random, Terms account, Terms staff);

    Task<Opened> open(Owner kind, Uuid owner, Assurance assurance, Device device);

    // The session behind a token, nullopt when it has ended. Being asked counts as use unless it is only a look. Asks no database
    // for a session that this process knows.
    enum class Use { counts, looks };
    Task<std::optional<Session>> find(std::string token, Use use);

    // Whoever proved again who they are: unlocks, and raises the assurance where `proved` is higher.
    Task<void> step_up(SessionId id, Assurance proved);
    Task<void> lock(SessionId id);
    // A fresh token for the same session, the old one ends: after a rise of assurance (session fixation).
    Task<Opened> renew(SessionId id, Assurance proved);

    Task<void> end(SessionId id, Ending why);
    // All of an owner's, but the one that is spared. How many ended.
    Task<std::int64_t> end_all(Uuid owner, Ending why, std::optional<SessionId> spared = std::nullopt);
    // Those that hold, newest use first.
    Task<std::vector<Session>> of(Uuid owner);

    // Learns twice a second what other processes ended, locked or changed; runs for ever.
    Task<void> follow_endings();
};

// Whether a step-up is still fresh.
inline constexpr auto step_up_life = std::chrono::minutes{5};
bool is_fresh(Session const& session, Timestamp now);

}  // namespace ombud::sessions
