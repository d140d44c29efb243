#include "service_levels/agreements.hpp"

#include <algorithm>

#include "audit/audit.hpp"
#include "core/limits.hpp"
#include "core/problem.hpp"
#include "postgres/database.hpp"
#include "safety/typed.hpp"
#include "service_levels/queries.hpp"

namespace ombud::service_levels {

namespace {

constexpr std::int64_t day_minutes = 1'440;

Calendar calendar_of(sql::CalendarRow row) {
    return {.id = row.id,
            .name_en = std::move(row.name_en),
            .name_zh = std::move(row.name_zh),
            .zone = std::move(row.zone),
            .hours = from_json<std::vector<OpenSpan>>(row.hours),
            .holidays = from_json<std::vector<Holiday>>(row.holidays),
            .changed_at = row.changed_at};
}

Policy policy_of(sql::PolicyRow row) {
    return {.id = row.id,
            .position = row.position,
            .name_en = std::move(row.name_en),
            .name_zh = std::move(row.name_zh),
            .calendar_id = row.calendar_id,
            .conditions = from_json<desk::Conditions>(row.conditions),
            .targets = from_json<Targets>(row.targets),
            .by_priority = from_json<TargetsByPriority>(row.by_priority),
            .warn_percent = row.warn_percent,
            .warn_left = row.warn_left,
            .changed_at = row.changed_at};
}

// In their order; spans of one day do not run into each other.
std::vector<OpenSpan> checked_hours(std::vector<OpenSpan> hours) {
    auto const fault = Problem{ProblemKind::invalid, "calendar.hours", "hours"};
    if (hours.empty() || hours.size() > 7 * limits::spans_a_day) throw fault;
    std::ranges::sort(hours, {}, [](OpenSpan const& each) { return std::pair{each.day, each.opens}; });
    OpenSpan const* before = nullptr;
    std::size_t of_day = 0;
    for (auto const& span : hours) {
        if (span.day < 1 || span.day > 7 || span.opens < 0 || span.opens >= span.closes || span.closes > day_minutes) throw fault;
        bool const same = before && before->day == span.day;
        if (same && span.opens < before->closes) throw fault;
        of_day = same ? of_day + 1 : 1;
        if (of_day > limits::spans_a_day) throw fault;
        before = &span;
    }
    return hours;
}

std::vector<Holiday> checked_holidays(std::vector<Holiday> holidays) {
    if (holidays.size() > limits::holidays_each) throw Problem{ProblemKind::invalid, "calendar.holidays", "holidays"};
    for (auto& holiday : holidays) {
        if (!parse_date(holiday.date)) throw Problem{ProblemKind::invalid, "calendar.holidays", "holidays"};
        holiday.name = safety::typed_name(holiday.name, "holidays");
    }
    std::ranges::sort(holidays, {}, [](Holiday const& each) { return std::tie(each.date, each.name); });
    return holidays;
}

Calendar checked(CalendarId id, CalendarWords words, Timestamp now) {
    return {.id = id,
            .name_en = safety::typed_name(words.name_en, "name_en"),
            .name_zh = safety::typed_name(words.name_zh, "name_zh"),
            .zone = std::move(words.zone),
            .hours = checked_hours(std::move(words.hours)),
            .holidays = checked_holidays(std::move(words.holidays)),
            .changed_at = now};
}

void check(Targets const& targets, char const* field) {
    for (auto const& target : {targets.first_answer, targets.next_answer, targets.resolution})
        if (target && (*target < 1 || *target > limits::target_minutes_at_most))
            throw Problem{ProblemKind::invalid, "policy.target", field};
}

Policy checked(PolicyId id, PolicyWords words, Timestamp now) {
    desk::check(words.conditions);
    // Time alone would change what is promised, and nobody would hear of it.
    if (desk::depends_on_time(words.conditions)) throw Problem{ProblemKind::invalid, "policy.by_time", "conditions"};
    check(words.targets, "targets");
    for (auto const* own :
         {&words.by_priority.low, &words.by_priority.normal, &words.by_priority.high, &words.by_priority.urgent})
        if (*own) check(**own, "by_priority");
    bool const warns_in_range =
        words.warn_percent >= 1 && words.warn_percent <= 99 &&
        (!words.warn_left || (*words.warn_left >= 1 && *words.warn_left <= limits::target_minutes_at_most));
    if (!warns_in_range) throw Problem{ProblemKind::invalid, "policy.warning", "warn_percent"};
    return {.id = id,
            .position = 0,
            .name_en = safety::typed_name(words.name_en, "name_en"),
            .name_zh = safety::typed_name(words.name_zh, "name_zh"),
            .calendar_id = words.calendar_id,
            .conditions = std::move(words.conditions),
            .targets = words.targets,
            .by_priority = words.by_priority,
            .warn_percent = words.warn_percent,
            .warn_left = words.warn_left,
            .changed_at = now};
}

Task<void> require_calendar(postgres::Transaction& transaction, CalendarId id) {
    if (!co_await transaction.run(sql::is_calendar, id)) throw Problem{ProblemKind::invalid, "calendar.unknown", "calendar_id"};
}

}  // namespace

Policy const* Agreed::policy_of(desk::Standing const& standing, Timestamp now) const {
    auto const found = std::ranges::find_if(
        policies, [&](Policy const& each) { return desk::matches(each.conditions, standing, {.now = now}); });
    return found == policies.end() ? nullptr : &*found;
}

Policy const* Agreed::find(std::optional<PolicyId> id) const {
    auto const found = std::ranges::find_if(policies, [&](Policy const& each) { return id == each.id; });
    return found == policies.end() ? nullptr : &*found;
}

BusinessTime const& Agreed::hours_of(Policy const* policy) const {
    static BusinessTime const always;
    auto const found = policy ? calendars.find(policy->calendar_id) : calendars.end();
    return found == calendars.end() ? always : found->second.time;
}

std::string Agreed::edition_of(Policy const* policy) const {
    auto const found = policy ? calendars.find(policy->calendar_id) : calendars.end();
    return found == calendars.end() ? "always" : found->second.edition;
}

Agreements::Agreements(postgres::Database& database, audit::Log& audit, Clock& clock, Random& random)
    : database_(database), audit_(audit), clock_(clock), random_(random), zones_(database) {}

Task<BusinessTime> Agreements::time_of(Calendar const& calendar) {
    auto const rules = co_await zones_.rules(calendar.zone);
    if (!rules) throw Problem{ProblemKind::invalid, "calendar.zone", "zone"};
    co_return BusinessTime{*rules, calendar.hours, calendar.holidays};
}

Task<void> Agreements::load() {
    auto next = std::make_shared<Agreed>();
    next->revision = co_await database_.run(sql::revision);  // first: what changes in between is read again
    for (auto& row : co_await database_.run(sql::policies)) next->policies.push_back(policy_of(std::move(row)));
    std::string zones;
    for (auto& row : co_await database_.run(sql::calendars)) {
        auto calendar = calendar_of(std::move(row));
        auto rules = co_await zones_.rules(calendar.zone);
        // A zone that the system knew once and knows no more.
        if (!rules) rules = std::make_shared<std::vector<Stretch>>(1, Stretch{{}, Timestamp::max(), std::chrono::seconds{0}});
        auto const id = calendar.id;
        zones += edition_of(*rules);
        auto edition = id.text() + " " + to_rfc3339(calendar.changed_at) + " " + edition_of(*rules);
        BusinessTime time{*rules, calendar.hours, calendar.holidays};
        next->calendars.emplace(id, Agreed::Hours{std::move(calendar), std::move(edition), std::move(time)});
    }
    // Where the rules of a zone are others than before, everybody counts anew.
    if (co_await database_.run(sql::counts_by_zones, zones)) next->revision = co_await database_.run(sql::revision);
    agreed_ = std::move(next);
}

Task<bool> Agreements::keep_up() {
    if (co_await database_.run(sql::revision) == agreed_->revision) co_return false;
    co_await load();
    co_return true;
}

Task<ServiceSettings> Agreements::read(Agent) {
    ServiceSettings out;
    for (auto& row : co_await database_.run(sql::calendars)) out.calendars.push_back(calendar_of(std::move(row)));
    for (auto& row : co_await database_.run(sql::policies)) out.policies.push_back(policy_of(std::move(row)));
    co_return out;
}

template <class Change>
Task<void> Agreements::change(Agent by, char const* act, std::optional<Uuid> subject, Change change) {
    co_await database_.transaction([&](postgres::Transaction& transaction) -> Task<void> {
        co_await transaction.run(sql::change_alone);
        co_await change(transaction);
        co_await transaction.run(sql::raise_revision);
        co_await audit_.record(
            transaction,
            {.act = act, .actor_kind = audit::ActorKind::staff, .actor = by.id.uuid, .subject = subject, .details = {}});
    });
    co_await load();
}

Task<Calendar> Agreements::add_calendar(Agent by, CalendarWords words) {
    auto const added = checked(CalendarId::make(clock_, random_), std::move(words), clock_.now());
    co_await time_of(added);
    co_await change(by, "hours.calendar_added", added.id.uuid, [&](postgres::Transaction& transaction) -> Task<void> {
        if (co_await transaction.run(sql::count_calendars) >= std::int64_t(limits::calendars_at_most))
            throw Problem{ProblemKind::conflict, "calendar.too_many"};
        co_await transaction.run(sql::add_calendar, added.id, added.name_en, added.name_zh, added.zone, to_json(added.hours),
                                 to_json(added.holidays), added.changed_at);
    });
    co_return added;
}

Task<Calendar> Agreements::change_calendar(Agent by, CalendarId id, CalendarWords words) {
    auto const changed = checked(id, std::move(words), clock_.now());
    co_await time_of(changed);
    co_await change(by, "hours.calendar_changed", id.uuid, [&](postgres::Transaction& transaction) -> Task<void> {
        if (!co_await transaction.run(sql::change_calendar, id, changed.name_en, changed.name_zh, changed.zone,
                                      to_json(changed.hours), to_json(changed.holidays), changed.changed_at))
            throw Problem{ProblemKind::not_found, "calendar.unknown"};
    });
    co_return changed;
}

Task<void> Agreements::remove_calendar(Agent by, CalendarId id) {
    co_await change(by, "hours.calendar_removed", id.uuid, [&](postgres::Transaction& transaction) -> Task<void> {
        if (co_await transaction.run(sql::calendar_in_use, id)) throw Problem{ProblemKind::conflict, "calendar.in_use"};
        if (!co_await transaction.run(sql::remove_calendar, id)) throw Problem{ProblemKind::not_found, "calendar.unknown"};
    });
}

Task<Policy> Agreements::add_policy(Agent by, PolicyWords words) {
    auto added = checked(PolicyId::make(clock_, random_), std::move(words), clock_.now());
    co_await change(by, "hours.policy_added", added.id.uuid, [&](postgres::Transaction& transaction) -> Task<void> {
        co_await require_calendar(transaction, added.calendar_id);
        if (co_await transaction.run(sql::count_policies) >= std::int64_t(limits::policies_at_most))
            throw Problem{ProblemKind::conflict, "policy.too_many"};
        added.position = co_await transaction.run(sql::add_policy, added.id, added.name_en, added.name_zh, added.calendar_id,
                                                  to_json(added.conditions), to_json(added.targets), to_json(added.by_priority),
                                                  added.warn_percent, added.warn_left, added.changed_at);
    });
    co_return added;
}

Task<Policy> Agreements::change_policy(Agent by, PolicyId id, PolicyWords words) {
    auto changed = checked(id, std::move(words), clock_.now());
    co_await change(by, "hours.policy_changed", id.uuid, [&](postgres::Transaction& transaction) -> Task<void> {
        co_await require_calendar(transaction, changed.calendar_id);
        auto const position = co_await transaction.run(
            sql::change_policy, id, changed.name_en, changed.name_zh, changed.calendar_id, to_json(changed.conditions),
            to_json(changed.targets), to_json(changed.by_priority), changed.warn_percent, changed.warn_left, changed.changed_at);
        if (!position) throw Problem{ProblemKind::not_found, "policy.unknown"};
        changed.position = *position;
    });
    co_return changed;
}

Task<void> Agreements::remove_policy(Agent by, PolicyId id) {
    co_await change(by, "hours.policy_removed", id.uuid, [&](postgres::Transaction& transaction) -> Task<void> {
        if (!co_await transaction.run(sql::remove_policy, id)) throw Problem{ProblemKind::not_found, "policy.unknown"};
    });
}

Task<ServiceSettings> Agreements::order_policies(Agent by, PolicyOrder wanted) {
    auto ids = wanted.policies;
    std::ranges::sort(ids);
    if (std::ranges::adjacent_find(ids) != ids.end()) throw Problem{ProblemKind::invalid, "policy.order", "policies"};
    co_await change(by, "hours.policies_ordered", std::nullopt, [&](postgres::Transaction& transaction) -> Task<void> {
        auto const all = std::size_t(co_await transaction.run(sql::count_policies));
        auto const found = std::size_t(co_await transaction.run(sql::order_policies, wanted.policies));
        if (all != ids.size() || found != all) throw Problem{ProblemKind::conflict, "policy.order", "policies"};
    });
    co_return co_await read(by);
}

Task<TrialDue> Agreements::try_calendar(Agent, Trial wanted) {
    if (wanted.minutes < 1 || wanted.minutes > limits::target_minutes_at_most)
        throw Problem{ProblemKind::invalid, "policy.target", "minutes"};
    auto const calendar = checked({}, std::move(wanted.calendar), clock_.now());
    auto const time = co_await time_of(calendar);
    co_return TrialDue{time.after(wanted.from, std::chrono::minutes{wanted.minutes})};
}

}  // namespace ombud::service_levels
