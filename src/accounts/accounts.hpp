// The services of this module, wired to each other: the program has one of these, and so has each test of the whole house.
#pragma once
#include "accounts/address_proofs.hpp"
#include "accounts/holds.hpp"
#include "accounts/own_factors.hpp"
#include "accounts/profile.hpp"
#include "accounts/sign_in.hpp"
#include "accounts/sign_up.hpp"
#include "accounts/standing.hpp"
#include "accounts/step_up.hpp"
#include "accounts/traces.hpp"

namespace ombud::accounts {

// What it builds on.
struct Ground {
    postgres::Database& database;
    outbox::Outbox& outbox;
    audit::Log& audit;
    credentials::Passwords& passwords;
    factors::Factors& factors;
    sessions::Sessions& sessions;
    Clock& clock;
    Random& random;
};

struct AccountSettings {
    std::vector<std::byte> link_key;  // 32 bytes that sign the links in letters
    std::string public_url;           // where customers reach us, without a slash at the end
    std::chrono::seconds hold = std::chrono::hours{24};
};

struct Accounts {
    Accounts(Ground on, AccountSettings const& settings)
        : events(on.database, on.clock),
          notices(on.database, on.outbox, on.clock, settings.link_key, settings.public_url),
          traces(events, on.audit, notices),
          holds(on.database, on.clock, settings.hold),
          codes(on.database, on.clock, on.random),
          devices(on.database, on.clock, on.random),
          locks(on.database, traces, on.clock),
          sign_ins(on.database, codes, events, devices, locks, notices, traces, on.audit, on.passwords, on.factors, on.sessions,
                   on.clock),
          sign_ups(on.database, codes, notices, on.passwords, sign_ins, on.clock, on.random),
          step_ups(on.database, locks, traces, on.passwords, on.factors, on.sessions, on.clock),
          address_proofs(on.database, codes, notices, traces, on.clock),
          standings(on.database),
          profiles(on.database, events, devices, traces, on.factors, on.sessions, on.clock),
          own_factors(on.database, codes, traces, holds, profiles, on.passwords, on.factors, on.sessions, on.clock) {}
    Accounts(Accounts const&) = delete;
    Accounts& operator=(Accounts const&) = delete;

    Events events;
    Notices notices;
    Traces traces;
    Holds holds;
    Codes codes;
    Devices devices;
    Locks locks;
    SignIns sign_ins;
    SignUps sign_ups;
    StepUps step_ups;
    AddressProofs address_proofs;
    Standings standings;
    Profiles profiles;
    OwnFactors own_factors;
};

}  // namespace ombud::accounts
