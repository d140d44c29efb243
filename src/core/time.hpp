// Time as a parameter: the clock that everything asks, and RFC 3339 text for a moment.
#pragma once
#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "core/task.hpp"

namespace ombud {

using Timestamp = std::chrono::sys_time<std::chrono::microseconds>;

class Clock {
public:
    virtual ~Clock() = default;
    [[nodiscard]] virtual Timestamp now() const = 0;
    virtual Task<void> sleep_until(Timestamp when) = 0;
    Task<void> sleep_for(std::chrono::microseconds span) { return sleep_until(now() + span); }
};

class SystemClock final : public Clock {
public:
    [[nodiscard]] Timestamp now() const override;
    Task<void> sleep_until(Timestamp when) override;
};

// Stands still until a test moves it.
class ManualClock final : public Clock {
public:
    explicit ManualClock(Timestamp start) : now_(start) {}
    [[nodiscard]] Timestamp now() const override { return now_; }
    Task<void> sleep_until(Timestamp when) override;
    void advance(std::chrono::microseconds span);

private:
    Timestamp now_;
    std::multimap<Timestamp, std::function<void()>> sleepers_;
};

// "2026-11-24T09:05:00.123456Z", always UTC, always six decimals.
std::string to_rfc3339(Timestamp when);
// Accepts any RFC 3339 date-time with an offset; nullopt for anything else.
std::optional<Timestamp> from_rfc3339(std::string_view text);

}  // namespace ombud
