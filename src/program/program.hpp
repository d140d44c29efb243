// The running program: the private database if need be, the services, the server, and an orderly end.
#pragma once
#include "program/settings.hpp"

namespace ombud {

enum class Mode { serve, demo };

// Serves until SIGTERM or SIGINT; what it throws kept it from starting.
void run(Settings settings, Mode mode);

}  // namespace ombud
