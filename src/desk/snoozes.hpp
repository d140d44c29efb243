// Snoozed conversations whose time has come are brought back, with an entry that says so.
#pragma once
#include "desk/desk.hpp"

namespace ombud::desk {

class Snoozes {
public:
    Snoozes(postgres::Database& database, Desk& desk, Clock& clock) : database_(database), desk_(desk), clock_(clock) {}

    // Over and over; runs for ever. Any number of processes may.
    Task<void> work();
    Task<void> wake_due();

private:
    postgres::Database& database_;
    Desk& desk_;
    Clock& clock_;
};

}  // namespace ombud::desk
