// What holders see and keep of their own account: profile, sessions, devices, history.
#pragma once
#include "accounts/devices.hpp"
#include "accounts/events.hpp"
#include "accounts/model.hpp"
#include "accounts/protection_model.hpp"
#include "accounts/step_up.hpp"
#include "accounts/traces.hpp"
#include "callers/callers.hpp"
#include "factors/factors.hpp"
#include "sessions/sessions.hpp"

namespace ombud::accounts {

struct OwnSession {
    SessionId id;
    sessions::Assurance assurance;
    std::optional<Timestamp> stepped_up_until;
};
BOOST_DESCRIBE_STRUCT(OwnSession, (), (id, assurance, stepped_up_until))

// A recovery that somebody asked for: its owner may stop it by freezing.
struct OwnRecovery {
    RecoveryState state;
    std::optional<Timestamp> effective_at;
};
BOOST_DESCRIBE_STRUCT(OwnRecovery, (), (state, effective_at))

struct Profile {
    CustomerId id;
    std::string email;
    std::optional<std::string> second_email;  // masked
    std::optional<std::string> name;
    std::string language;
    Timestamp created_at;
    std::optional<Timestamp> frozen_at;
    std::optional<Timestamp> hold_until;
    std::optional<std::string> hold_reason;
    std::optional<std::string> phrase;
    Timestamp password_changed_at;
    bool totp;
    std::vector<factors::Passkey> passkeys;
    std::int64_t recovery_codes_left;
    OwnSession session;
    std::vector<StepUpMethod> step_up;  // strongest first; only those that count
    std::optional<OwnRecovery> recovery;
};
BOOST_DESCRIBE_STRUCT(Profile, (),
                      (id, email, second_email, name, language, created_at, frozen_at, hold_until, hold_reason, phrase,
                       password_changed_at, totp, passkeys, recovery_codes_left, session, step_up, recovery))

struct ChangeProfile {
    std::optional<std::string> name;
    std::optional<std::string> language;
};
BOOST_DESCRIBE_STRUCT(ChangeProfile, (), (name, language))

struct SessionSeen {
    SessionId id;
    std::string device, network;
    std::optional<std::string> place;
    Timestamp created_at, used_at, expires_at;
    bool current;
};
BOOST_DESCRIBE_STRUCT(SessionSeen, (), (id, device, network, place, created_at, used_at, expires_at, current))

struct SessionList {
    std::vector<SessionSeen> sessions;
};
BOOST_DESCRIBE_STRUCT(SessionList, (), (sessions))

struct DeviceList {
    std::vector<Device> devices;
};
BOOST_DESCRIBE_STRUCT(DeviceList, (), (devices))

struct Ended {
    std::int64_t ended;
};
BOOST_DESCRIBE_STRUCT(Ended, (), (ended))

struct HistoryAsked {
    std::optional<std::int64_t> before;
    std::optional<std::int64_t> limit;  // 50 when not given
};
BOOST_DESCRIBE_STRUCT(HistoryAsked, (), (before, limit))

class Profiles {
public:
    Profiles(postgres::Database& database, Events& events, Devices& devices, Traces& traces, factors::Factors& factors,
             sessions::Sessions& sessions, Clock& clock);

    Task<Profile> read(Holder who);
    // Problem{invalid, "name.empty" | "field.choice"}.
    Task<Profile> change(Holder who, ChangeProfile change);

    Task<SessionList> sessions(Holder who);
    // Problem{not_found, "session.unknown"} for one that is not theirs.
    Task<void> end_session(Holder who, SessionId id, Origin from);
    Task<Ended> end_others(Holder who, Origin from);
    Task<void> sign_out(Holder who, Origin from);

    Task<DeviceList> devices(Holder who, Origin from);
    Task<void> forget_device(Holder who, DeviceId id, Origin from);
    Task<EventPage> history(Holder who, HistoryAsked asked);

private:
    postgres::Database& database_;
    Events& events_;
    Devices& devices_;
    Traces& traces_;
    factors::Factors& factors_;
    sessions::Sessions& sessions_;
    Clock& clock_;
};

}  // namespace ombud::accounts
