// Calendars and policies, as supervisors keep them; whole in memory, in step with the database within a second.
#pragma once
#include <map>
#include <memory>

#include "callers/callers.hpp"
#include "core/random.hpp"
#include "core/task.hpp"
#include "service_levels/course.hpp"
#include "service_levels/zones.hpp"

namespace ombud::postgres {
class Database;
class Transaction;
}  // namespace ombud::postgres
namespace ombud::audit {
class Log;
}

namespace ombud::service_levels {

// One edition of all settings.
struct Agreed {
    struct Hours {
        Calendar calendar;
        std::string edition;  // the same for the same calendar under the same rules of zones
        BusinessTime time;
    };
    std::int64_t revision = -1;
    std::vector<Policy> policies;
    std::map<CalendarId, Hours> calendars;

    // The policy that holds for it; null: none.
    [[nodiscard]] Policy const* policy_of(desk::Standing const& standing, Timestamp now) const;
    [[nodiscard]] Policy const* find(std::optional<PolicyId> id) const;
    // Always open where there is no policy.
    [[nodiscard]] BusinessTime const& hours_of(Policy const* policy) const;
    [[nodiscard]] std::string edition_of(Policy const* policy) const;
};

class Agreements {
public:
    Agreements(postgres::Database& database, audit::Log& audit, Clock& clock, Random& random);

    // Reads what there is; once, before anything asks.
    Task<void> load();
    // Whether another process has changed something, which is then read.
    Task<bool> keep_up();
    [[nodiscard]] std::shared_ptr<Agreed const> now() const { return agreed_; }

    Task<ServiceSettings> read(Agent by);
    // Problem{invalid, "name.empty" | "calendar.zone" | "calendar.hours" | "calendar.holidays"}, {conflict, "calendar.too_many"}.
    Task<Calendar> add_calendar(Agent by, CalendarWords words);
    Task<Calendar> change_calendar(Agent by, CalendarId id, CalendarWords words);
    // Problem{conflict, "calendar.in_use"}.
    Task<void> remove_calendar(Agent by, CalendarId id);
    // Problem{invalid, "policy.by_time" | "policy.target" | "policy.warning" | "calendar.unknown" | "condition…"},
    // {conflict, "policy.too_many"}.
    Task<Policy> add_policy(Agent by, PolicyWords words);
    Task<Policy> change_policy(Agent by, PolicyId id, PolicyWords words);
    Task<void> remove_policy(Agent by, PolicyId id);
    // All of them, the first first. Problem{conflict, "policy.order"}: there are others by now.
    Task<ServiceSettings> order_policies(Agent by, PolicyOrder wanted);
    Task<TrialDue> try_calendar(Agent by, Trial wanted);

private:
    template <class Change>
    Task<void> change(Agent by, char const* act, std::optional<Uuid> subject, Change change);

    // Problem{invalid, "calendar.zone", "zone"}.
    Task<BusinessTime> time_of(Calendar const& calendar);

    postgres::Database& database_;
    audit::Log& audit_;
    Clock& clock_;
    Random& random_;
    Zones zones_;
    std::shared_ptr<Agreed const> agreed_ = std::make_shared<Agreed>();
};

}  // namespace ombud::service_levels
