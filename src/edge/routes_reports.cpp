// Routes of reports, the wall, and what customers say of how it went.
#include "desk/ratings.hpp"
#include "edge/house.hpp"
#include "edge/routes.hpp"

namespace ombud::edge {

namespace {

using enum http::Method;
using enum staff::Permission;

// clang-format off: one line a route
constexpr Route table[] = {
    // What customers say
    {post, "/api/v1/conversations/{}/rating", customer(), 201, "rate_conversation", endpoint<&desk::Desk::rate>},
    {get, "/{}/rate/{}", anyone(), 200, "rating_page", endpoint<&RatingDoor::page>},
    {post, "/{}/rate/{}", anyone(), 303, "rate_by_letter", endpoint<&RatingDoor::rate>},

    // Figures
    {get, "/api/v1/reports", agent(see_reports), 200, "read_report", endpoint<&reports::Reports::read>},
    {get, "/api/v1/reports/csv", agent(see_reports), 200, "save_report", endpoint<&reports::Reports::csv>},
    {get, "/api/v1/reports/conversations", agent(see_reports), 200, "list_report_conversations", endpoint<&reports::Reports::facts>},
    {get, "/api/v1/reports/guided", agent(see_reports), 200, "read_guided_report", endpoint<&reports::Reports::guided>},
    {get, "/api/v1/reports/own", agent(reply), 200, "read_own_figures", endpoint<&reports::Reports::own>},
    {get, "/api/v1/reports/live", agent(see_reports), 200, "read_wall", endpoint<&reports::Reports::wall>},
};
// clang-format on

}  // namespace

std::span<Route const> routes_of_reports() {
    return table;
}

}  // namespace ombud::edge
