// Routes of incidents, and of notes behind the wall.
#include "edge/house.hpp"
#include "edge/routes.hpp"

namespace ombud::edge {

namespace {

using enum http::Method;
using enum staff::Permission;

// clang-format off: one line a route
constexpr Route table[] = {
    // One matter of many conversations
    {get, "/api/v1/incidents", agent(read_conversations), 200, "list_incidents", endpoint<&incidents::Incidents::list>},
    {post, "/api/v1/incidents", agent(handle_incidents), 201, "declare_incident", endpoint<&incidents::Incidents::declare>},
    {post, "/api/v1/incidents/trial", agent(handle_incidents), 200, "try_incident", endpoint<&incidents::Incidents::trial>},
    {get, "/api/v1/incidents/{}", agent(read_conversations), 200, "read_incident", endpoint<&incidents::Incidents::read>},
    {patch, "/api/v1/incidents/{}", agent(handle_incidents), 200, "change_incident", endpoint<&incidents::Incidents::change>},
    {post, "/api/v1/incidents/{}/updates", agent(handle_incidents), 201, "update_incident", endpoint<&incidents::Incidents::update>},
    {post, "/api/v1/incidents/{}/gathering", agent(handle_incidents), 200, "gather_for_incident", endpoint<&incidents::Incidents::gather>},
    {post, "/api/v1/incidents/{}/resolve", agent(handle_incidents), 200, "resolve_incident", endpoint<&incidents::Incidents::resolve>},
    {post, "/api/v1/incidents/{}/reopen", agent(handle_incidents), 200, "reopen_incident", endpoint<&incidents::Incidents::reopen>},
    {get, "/api/v1/incidents/{}/conversations", agent(read_conversations), 200, "list_incident_conversations", endpoint<&incidents::Incidents::conversations>},
    {post, "/api/v1/incidents/{}/conversations", agent(reply), 200, "add_to_incident", endpoint<&incidents::Incidents::add>},
    {delete_, "/api/v1/incidents/{}/conversations/{}", agent(reply), 204, "take_out_of_incident", endpoint<&incidents::Incidents::take_out>},
    {get, "/api/v1/conversations/{}/incidents", agent(read_conversations), 200, "list_conversation_incidents", endpoint<&incidents::Incidents::of>},

    // Behind the wall
    {get, "/api/v1/conversations/{}/compliance", agent(see_compliance), 200, "read_compliance_notes", endpoint<&compliance::Compliance::read>},
    {post, "/api/v1/conversations/{}/compliance", agent(see_compliance), 201, "write_compliance_note", endpoint<&compliance::Compliance::write>},
};
// clang-format on

}  // namespace

std::span<Route const> routes_of_incidents() {
    return table;
}

}  // namespace ombud::edge
