// The program's log: one JSON object a line on standard error, without personal data.
#pragma once
#include <boost/json.hpp>
#include <string_view>

namespace ombud::log {

// `event`: a stable name, "server.listening". `details` may hold ids, codes, counts and times; never a text that a person wrote.
void info(std::string_view event, boost::json::object const& details = {});
void warning(std::string_view event, boost::json::object const& details = {});
void error(std::string_view event, boost::json::object const& details = {});

// Whether each request is worth a line; failing ones always are.
bool wants_requests();
void want_requests(bool wanted);

// "info" (all), "warning", "error" or "off".
void set_level(std::string_view level);

}  // namespace ombud::log
