// A moment as people read it: exact and relative, in their language and zone.
#pragma once
#include <string>
#include <string_view>

#include "core/time.hpp"

namespace ombud::diagnosis {

// "14:05 UTC, in 3h", "14:05 UTC（3小时后）"; with the date when it is another day, with the year when it is another year.
// `zone`: a name of the tz database; an unknown one is UTC.
std::string format_time(Timestamp when, Timestamp now, std::string_view language, std::string_view zone = "UTC");

}  // namespace ombud::diagnosis
