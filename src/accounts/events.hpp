// What happened to an account, as its holder sees it.
#pragma once
#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/ids.hpp"
#include "core/json.hpp"
#include "core/task.hpp"
#include "core/time.hpp"
#include "places/places.hpp"

namespace ombud::postgres {
class Database;
class Transaction;
}  // namespace ombud::postgres

namespace ombud::accounts {

BOOST_DEFINE_ENUM_CLASS(EventKind, signed_up, signed_in, sign_in_failed, sign_in_locked, second_factor_guessed, signed_out,
                        session_ended, stepped_up, password_changed, password_reset_asked, password_reset, totp_added,
                        totp_removed, passkey_added, passkey_removed, recovery_codes_made, recovery_code_used, email_changed,
                        second_email_added, second_email_removed, phrase_changed, device_removed, frozen, unfreeze_asked,
                        unfreeze_refused, unfrozen, recovery_asked, recovery_approved, recovery_stopped, recovery_refused,
                        recovered, api_key_made, api_key_removed, address_added, address_removed)

// Where an act came from.
struct Origin {
    std::string peer;    // the address as the transport knows it
    std::string device;  // "Chrome, Android"
    std::optional<places::Place> place{};
    std::optional<std::string> device_token{};  // of the cookie of a known device
};

struct Event {
    std::int64_t seq;
    Timestamp at;
    EventKind kind;
    std::optional<std::string> device, place, network, detail;
};
BOOST_DESCRIBE_STRUCT(Event, (), (seq, at, kind, device, place, network, detail))

struct EventPage {
    std::vector<Event> events;  // newest first
    std::optional<std::int64_t> next;
};
BOOST_DESCRIBE_STRUCT(EventPage, (), (events, next))

class Events {
public:
    Events(postgres::Database& database, Clock& clock);
    Task<void> add(CustomerId account, EventKind kind, std::optional<Origin> from,
                   std::optional<std::string> detail = std::nullopt);
    // The same inside somebody's transaction.
    Task<void> add(postgres::Transaction& transaction, CustomerId account, EventKind kind, std::optional<Origin> from,
                   std::optional<std::string> detail = std::nullopt);
    // `limit`: 1 to 100, else Problem{invalid, "field.range", "limit"}.
    Task<EventPage> read(CustomerId account, std::optional<std::int64_t> before, std::int64_t limit);

    // From where the holder last signed in, as far as it is known, and whether they ever did from that country.
    struct SignedInFrom {
        Timestamp at;
        std::optional<double> latitude, longitude;
        bool country_known;
    };
    Task<std::optional<SignedInFrom>> last_sign_in(CustomerId account, std::string country);

private:
    template <class Where>  // Database or Transaction
    Task<void> add_by(Where& where, CustomerId account, EventKind kind, std::optional<Origin> from,
                      std::optional<std::string> detail);

    postgres::Database& database_;
    Clock& clock_;
};
BOOST_DESCRIBE_STRUCT(Events::SignedInFrom, (), (at, latitude, longitude, country_known))

}  // namespace ombud::accounts
