// The ways back into an account and what else protects it, wired to each other beside the services of `Accounts`.
#pragma once
#include "accounts/accounts.hpp"
#include "accounts/address_book.hpp"
#include "accounts/api_keys.hpp"
#include "accounts/checkup.hpp"
#include "accounts/emails.hpp"
#include "accounts/freezes.hpp"
#include "accounts/phrase.hpp"
#include "accounts/recoveries.hpp"
#include "accounts/resets.hpp"
#include "accounts/unfreezes.hpp"

namespace ombud::accounts {

struct WaysBack {
    // `recovery_wait`: the setting accounts.recovery_wait.
    WaysBack(Ground on, Accounts& with, approvals::Approvals& staff, std::chrono::seconds recovery_wait = std::chrono::hours{48})
        : resets(on.database, with.codes, with.notices, with.traces, with.holds, with.devices, on.passwords, on.factors,
                 on.sessions, on.outbox, on.clock),
          freezes(on.database, with.codes, with.notices, with.traces, on.sessions, staff, on.clock),
          recoveries(on.database, with.codes, with.notices, with.traces, with.holds, on.factors, on.sessions, staff, on.clock,
                     on.random, recovery_wait),
          unfreezes(on.database, with.codes, with.notices, with.traces, with.holds, on.factors, staff, on.clock, on.random),
          emails(on.database, with.codes, with.notices, with.traces, with.holds, on.clock, on.random),
          phrases(on.database, with.traces, on.passwords),
          checkup(on.database, on.factors, on.sessions, on.clock),
          api_keys(on.database, with.traces, on.clock, on.random),
          address_book(on.database, with.traces, on.clock, on.random) {}
    WaysBack(WaysBack const&) = delete;
    WaysBack& operator=(WaysBack const&) = delete;

    Resets resets;
    Freezes freezes;
    Recoveries recoveries;
    Unfreezes unfreezes;
    Emails emails;
    Phrases phrases;
    Checkup checkup;
    ApiKeys api_keys;
    AddressBook address_book;
};

}  // namespace ombud::accounts
