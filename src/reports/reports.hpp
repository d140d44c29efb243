// Reads how the desk does: figures by day and by group, the conversations behind each, a file of them, and the wall of this
// moment.
#pragma once
#include "audit/audit.hpp"
#include "callers/callers.hpp"
#include "desk/desk.hpp"
#include "http/server.hpp"
#include "postgres/database.hpp"
#include "reports/model.hpp"

namespace ombud::reports {

class Reports {
public:
    Reports(postgres::Database& database, desk::Desk& desk, audit::Log& audit, Clock& clock)
        : database_(database), desk_(desk), audit_(audit), clock_(clock) {}

    // Problem{invalid, "field.choice" or "field.range"}.
    Task<Report> read(Agent by, ReportRange range);
    // The same as a file for a spreadsheet: a line for each day or group.
    Task<http::Response> csv(Agent by, ReportRange range);
    // Of whoever asks, and of nobody else, over the last thirty days.
    Task<OwnReport> own(Agent by);
    Task<FactPage> facts(Agent by, FactRange range);
    Task<GuidedReport> guided(Agent by, GuidedRange range);
    Task<Wall> wall(Agent by);

private:
    Task<Report> figures(ReportRange range);
    Task<void> record(char const* act, StaffId by, json::object details);

    postgres::Database& database_;
    desk::Desk& desk_;
    audit::Log& audit_;
    Clock& clock_;
    std::optional<Wall> wall_;  // as it was a moment ago
};

}  // namespace ombud::reports
