// Wrong passwords counted by lane: whoever guesses waits longer and longer, and nobody can shut an owner out.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "accounts/events.hpp"
#include "core/ids.hpp"
#include "core/task.hpp"
#include "core/time.hpp"

namespace ombud::postgres {
class Database;
}

namespace ombud::accounts {

class Traces;

// The tenth wrong one in a row and each after it is a lock, and no more the seconds of somebody who mistypes.
inline constexpr std::int32_t locks_from = 10;
// NIST SP 800-63B-4: after so many in a row an authenticator is disabled. Here its lane is: a reset opens it again.
inline constexpr std::int32_t in_a_row_at_most = 100;

// Where a try is counted. Strangers share one lane for each address, whether it is anybody's or not; a browser that the owner
// used has its own, and so has each session for its step-ups: what strangers do there shuts nothing here.
class Lane {
public:
    static Lane of_strangers(std::string_view email);
    static Lane of_device(CustomerId account, std::string_view device_key);
    static Lane of_session(SessionId session);
    [[nodiscard]] std::string const& key() const { return key_; }

private:
    explicit Lane(std::string_view what);
    std::string key_;
};

class Locks {
public:
    Locks(postgres::Database& database, Traces& traces, Clock& clock);

    // Counts a try as a wrong one until it turns out right, so that a hundred at once are not a hundred free guesses. False while
    // the lane is shut: then the try is none, whatever it would have been. The same work whether the account exists or not.
    Task<bool> attempt(Lane lane, std::optional<CustomerId> account);
    // It was wrong; the holder finds it in their history. The same work for an address that is nobody's.
    Task<void> failed(Lane lane, std::optional<CustomerId> account, Origin from);
    Task<void> succeeded(Lane lane);
    // There was no telling: the try counts for nothing.
    Task<void> give_back(Lane lane);
    // Until when the lane is shut; nullopt when it is open. For whoever has proved who they are.
    Task<std::optional<Timestamp>> shut_until(Lane lane);

    // Tells owners once of each lock; how many. A lock is a long wait, not the seconds before it.
    Task<std::size_t> tell_owners();
    // Does so every second, and sweeps out what is long past; runs for ever.
    Task<void> look_after();

private:
    postgres::Database& database_;
    Traces& traces_;
    Clock& clock_;
};

}  // namespace ombud::accounts
