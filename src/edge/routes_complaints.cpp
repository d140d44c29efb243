// Routes of complaints: the form, the register with its report, and what is done about one, beside its conversation.
#include "edge/house.hpp"
#include "edge/routes.hpp"

namespace ombud::edge {

namespace {

using enum http::Method;
using enum staff::Permission;

// clang-format off: one line a route
constexpr Route table[] = {
    {get, "/{}/complaint", viewer(), 200, "help_complaint", endpoint<&site::ComplaintPages::page>},
    {post, "/{}/complaint", guest(), 200, "help_complaint_sent", endpoint<&site::ComplaintPages::send>, Body::form},

    {get, "/api/v1/complaints", agent(handle_complaints), 200, "list_complaints", endpoint<&complaints::Register::list>},
    {get, "/api/v1/complaints/register", agent(handle_complaints), 200, "take_complaint_register", endpoint<&complaints::Register::take_along>},
    {get, "/api/v1/complaints/report", agent(see_reports), 200, "read_complaint_report", endpoint<&complaints::Register::report>},
    {get, "/api/v1/complaints/report/file", agent(see_reports), 200, "take_complaint_report", endpoint<&complaints::Register::report_file>},
    {get, "/api/v1/complaints/terms", agent(handle_complaints), 200, "read_complaint_terms", endpoint<&complaints::Complaints::terms>},
    {put, "/api/v1/complaints/terms", agent(manage_work), 200, "set_complaint_terms", endpoint<&complaints::Complaints::set_terms>},

    {get, "/api/v1/conversations/{}/complaint", agent(handle_complaints), 200, "read_complaint", endpoint<&complaints::Complaints::find>},
    {post, "/api/v1/conversations/{}/complaint", agent(handle_complaints), 201, "register_complaint", endpoint<&complaints::Complaints::take_in>},
    {patch, "/api/v1/conversations/{}/complaint", agent(handle_complaints), 200, "correct_complaint", endpoint<&complaints::Complaints::correct>},
    {put, "/api/v1/conversations/{}/complaint/points", agent(handle_complaints), 200, "set_complaint_points", endpoint<&complaints::Complaints::set_points>},
    {post, "/api/v1/conversations/{}/complaint/steps", agent(handle_complaints), 201, "take_complaint_step", endpoint<&complaints::Complaints::take_step>},
    {post, "/api/v1/conversations/{}/complaint/preview", agent(handle_complaints), 200, "preview_complaint_letter", endpoint<&complaints::Complaints::preview>},
    {post, "/api/v1/conversations/{}/complaint/letters", agent(handle_complaints), 200, "send_complaint_letter", endpoint<&complaints::Complaints::send_letter>},
};
// clang-format on

}  // namespace

std::span<Route const> routes_of_complaints() {
    return table;
}

}  // namespace ombud::edge
