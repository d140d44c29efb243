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
class Transaction;
}  // namespace ombud::postgres

namespace ombud::sessions {

using namespace std::chrono_literals;

BOOST_DEFINE_ENUM_CLASS(Owner, account, staff)

// How it was proved who this is, weakest first.
BOOST_DEFINE_ENUM_CLASS(Assurance,
                        password,     // one factor
                        two_factors,  // a password and a code
                        passkey)      // a passkey with user verification: two factors in one, safe from phishing

BOOST_DEFINE_ENUM_CLASS(Ending, signed_out, by_owner, password_changed, factors_changed, frozen, deactivated, role_changed,
                        erased)

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
// As NIST SP 800-63B-4 bounds them for two factors; a working day, and a desk that was left alone.
inline constexpr Terms account_terms{.life = 24h, .idle = 1h, .lock_after = 0s};
inline constexpr Terms staff_terms{.life = 12h, .idle = 1h, .lock_after = 15min};

inline constexpr std::string_view token_prefix = "oms1_";

class Sessions {
public:
    Sessions(postgres::Database& database, Clock& clock, Random& random, Terms account = account_terms,
             Terms staff = staff_terms);

    // Whoever begins with two factors has just stepped up.
    Task<Opened> open(Owner kind, Uuid owner, Assurance assurance, Device device);

    // The session behind a token, nullopt when it has ended. Being asked counts as use unless it is only a look; a locked session
    // is not used. Asks no database for a session that this process knows, as long as it follows what others change.
    enum class Use { counts, looks };
    Task<std::optional<Session>> find(std::string token, Use use);

    // These throw Problem{unauthenticated, "session.expired"} for a session that has ended.
    // Whoever proved again who they are: unlocks, and raises the assurance where `proved` is higher.
    Task<void> step_up(SessionId id, Assurance proved);
    Task<void> lock(SessionId id);
    // A fresh token for the same session, the old one ends: after a rise of assurance (session fixation). A step-up too.
    Task<Opened> renew(SessionId id, Assurance proved);

    Task<void> end(SessionId id, Ending why);
    // All of an owner's, but the one that is spared. How many ended.
    Task<std::int64_t> end_all(Uuid owner, Ending why, std::optional<SessionId> spared = std::nullopt);
    // The same inside somebody's transaction; once it is committed, `forget` takes what this gave.
    Task<std::vector<SessionId>> end_all(postgres::Transaction& transaction, Uuid owner, Ending why,
                                         std::optional<SessionId> spared = std::nullopt);
    void forget(std::vector<SessionId> const& ended);
    // Those that hold, newest use first.
    Task<std::vector<Session>> of(Uuid owner);

    // Learns twice a second what other processes ended, locked or changed, and writes down what was used; runs for ever.
    Task<void> follow_endings();
    // One round of it.
    Task<void> catch_up();

private:
    struct Known {
        Session session;
        std::string token_hash;
        std::int64_t revision;
        Timestamp written_at;  // the use that the database knows of
    };
    using ById = std::unordered_map<SessionId, Known>;

    [[nodiscard]] Terms const& terms_of(Session const& session) const;
    [[nodiscard]] bool holds(Session const& session, Timestamp now) const;
    [[nodiscard]] bool locks(Session const& session, Timestamp now) const;
    [[nodiscard]] bool follows(Timestamp now) const;
    Known* known(std::string const& token_hash);
    Known& remember(Known fresh);
    void forget(SessionId id);
    Task<void> lock_idle(SessionId id);
    Task<void> tidy(Timestamp now);

    postgres::Database& database_;
    Clock& clock_;
    Random& random_;
    Terms account_, staff_;
    ById known_;
    std::unordered_map<std::string, SessionId> by_token_;
    std::uint64_t changes_ = 0;             // grows with each change made here: what was read before is stale
    std::optional<Timestamp> read_until_;   // what others changed until then is known, by the database's clock
    std::optional<Timestamp> followed_at_;  // when it was last asked, by ours
    Timestamp tidied_at_{}, swept_at_{};
};

// Whether a step-up is still fresh.
inline constexpr auto step_up_life = std::chrono::minutes{5};
bool is_fresh(Session const& session, Timestamp now);

}  // namespace ombud::sessions
