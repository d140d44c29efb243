#include "core/log.hpp"

#include <fmt/format.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include "core/time.hpp"

namespace ombud::log {

namespace {

spdlog::logger& logger() {
    static auto const made = [] {
        auto out = std::make_shared<spdlog::logger>("ombud", std::make_shared<spdlog::sinks::stderr_sink_mt>());
        out->set_pattern("%v");  // the line is JSON already, escaped by its serialiser
        out->flush_on(spdlog::level::info);
        return out;
    }();
    return *made;
}

bool requests_wanted = true;

void write(spdlog::level::level_enum level, std::string_view name, std::string_view event, boost::json::object const& details) {
    if (!logger().should_log(level)) return;
    // The log's own time stamps are the system's: an operator reads them beside other programs' logs.
    auto line = fmt::format(R"({{"time":"{}","level":"{}","event":"{}")", to_rfc3339(SystemClock{}.now()), name, event);
    if (details.empty())
        line += '}';
    else
        line.append(",").append(boost::json::serialize(details), 1);
    logger().log(level, line);
}

}  // namespace

void info(std::string_view event, boost::json::object const& details) {
    write(spdlog::level::info, "info", event, details);
}
void warning(std::string_view event, boost::json::object const& details) {
    write(spdlog::level::warn, "warning", event, details);
}
void error(std::string_view event, boost::json::object const& details) {
    write(spdlog::level::err, "error", event, details);
}

bool wants_requests() {
    return requests_wanted;
}
void want_requests(bool wanted) {
    requests_wanted = wanted;
}

void set_level(std::string_view level) {
    logger().set_level(spdlog::level::from_str(std::string(level)));
}

}  // namespace ombud::log
