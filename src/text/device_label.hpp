// What to call the browser and the system that a request came from.
#pragma once
#include <string>
#include <string_view>

namespace ombud::text {

// "Chrome, Android" of a User-Agent field; only names that we know, so nothing of what was sent; empty when it tells nothing.
std::string device_label(std::string_view user_agent);

}  // namespace ombud::text
