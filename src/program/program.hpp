// The running program: the private database if need be, the services, the server, and an orderly end.
#pragma once
#include "program/settings.hpp"

namespace ombud {

enum class Mode { serve, demo };

// Serves until SIGTERM or SIGINT; what it throws kept it from starting.
void run(Settings settings, Mode mode);

// Brings the database to this program's schema and says what it did.
void migrate(Settings const& settings);

struct NewPerson {
    std::string email, name, public_name, role;
};
// Adds a member of staff and prints the one-time link by which they choose a password.
void add_staff(Settings const& settings, NewPerson const& person);

}  // namespace ombud
