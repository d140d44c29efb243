// What a year of complaints adds up to.
#include <fmt/format.h>
#include <map>

#include "complaints/register.hpp"
#include "core/limits.hpp"

namespace ombud::complaints {

Task<Report> Register::figures(OfYear of) {
    auto const year = checked_year(of.year);
    auto const now = clock_.now();
    auto const within = std::chrono::seconds{limits::complaint_acknowledged_within}.count();
    auto const sums = co_await database_.run(sql::figures, year, now, within);
    auto const terms = co_await database_.run(sql::terms);
    Report out{.year = year,
               .zone = terms.zone,
               .at = now,
               .received = sums.received,
               .answered = sums.answered,
               .open = sums.open,
               .missed = sums.missed,
               .extended = sums.extended,
               .beyond_two_months = sums.beyond_two_months,
               .acknowledged_late = sums.acknowledged_late,
               .times = {},
               .months = {},
               .topics = {},
               .services = {},
               .outcomes = {},
               .stages = {},
               .languages = {}};
    for (auto& row : co_await database_.run(sql::times, year)) out.times.push_back({row.step, row.count, row.mean_hours});
    std::map<std::string_view, std::vector<Count>*> const places{{"month", &out.months},     {"topic", &out.topics},
                                                                 {"service", &out.services}, {"outcome", &out.outcomes},
                                                                 {"stage", &out.stages},     {"language", &out.languages}};
    for (auto& row : co_await database_.run(sql::counts, year)) places.at(row.of)->push_back({std::move(row.name), row.count});
    co_return out;
}

Task<Report> Register::report(Agent, OfYear of) {
    co_return co_await figures(of);
}

Task<TableFile> Register::report_file(Agent by, OfYear of) {
    auto const report = co_await figures(of);
    TableFile out{.name = fmt::format("complaints-report-{}.csv", report.year), .text = "figure,name,value\r\n"};
    auto const add = [&](std::string_view figure, std::string_view name, auto const& value) {
        out.text += fmt::format("{},{},{}\r\n", figure, name, value);
    };
    add("received", "", report.received);
    add("answered", "", report.answered);
    add("open", "", report.open);
    add("missed", "", report.missed);
    add("extended", "", report.extended);
    add("beyond_two_months", "", report.beyond_two_months);
    add("acknowledged_late", "", report.acknowledged_late);
    for (auto const& each : report.times) {
        add("count_until", each.step, each.count);
        if (each.mean_hours) add("mean_hours_until", each.step, fmt::format("{:.2f}", *each.mean_hours));
    }
    auto const all = [&](std::string_view figure, std::vector<Count> const& counts) {
        for (auto const& each : counts) add(figure, each.name, each.count);
    };
    all("month", report.months);
    all("topic", report.topics);
    all("service", report.services);
    all("outcome", report.outcomes);
    all("stage", report.stages);
    all("language", report.languages);
    co_await audit_.record({.act = "complaint.report_taken",
                            .actor_kind = audit::ActorKind::staff,
                            .actor = by.id.uuid,
                            .subject = {},
                            .details = {{"year", report.year}}});
    co_return out;
}

}  // namespace ombud::complaints
