// The whole interface, one line a route: who may call it, what answers it.
#include "edge/house.hpp"

namespace ombud::edge {

namespace {

using enum http::Method;
using enum staff::Permission;

// clang-format off: one line a route
constexpr Route table[] = {
    // Who is asking
    {post, "/api/v1/visitors", anyone(), 201, "create_visitor", endpoint<&People::create_visitor>},
    {post, "/api/v1/customers/sessions", anyone(), 201, "sign_in_customer", endpoint<&People::sign_in_customer>},
    {post, "/api/v1/staff/sessions", anyone(), 201, "sign_in_staff", endpoint<&People::sign_in_staff>},
    {delete_, "/api/v1/staff/sessions/current", agent(read_conversations), 204, "sign_out_staff", endpoint<&People::sign_out_staff>},
    {post, "/api/v1/staff/setup", anyone(), 201, "complete_setup", endpoint<&People::complete_setup>},
    {get, "/api/v1/staff/me", agent(read_conversations), 200, "read_own_profile", endpoint<&People::me>},
    {get, "/api/v1/staff", agent(see_people), 200, "list_staff", endpoint<&People::list>},
    {post, "/api/v1/staff", agent(manage_people), 201, "add_staff", endpoint<&People::add>},
    {patch, "/api/v1/staff/{}", agent(manage_people), 200, "change_staff", endpoint<&People::change>},

    // Conversations
    {get, "/api/v1/waiting", anyone(), 200, "read_waiting", endpoint<&desk::Desk::waiting_now>},
    {post, "/api/v1/conversations", customer(), 201, "open_conversation", endpoint<&desk::Desk::open>},
    {get, "/api/v1/conversations", customer(), 200, "list_own_conversations", endpoint<&desk::Desk::own>},
    {get, "/api/v1/conversations/{}", participant(read_conversations), 200, "read_conversation", endpoint<&desk::Desk::read>},
    {get, "/api/v1/conversations/{}/entries", participant(read_conversations), 200, "read_entries", endpoint<&desk::Desk::entries>},
    {post, "/api/v1/conversations/{}/entries", participant(reply), 201, "post_entry", endpoint<&desk::Desk::post>},
    {post, "/api/v1/conversations/{}/assignee", agent(assign), 201, "assign_conversation", endpoint<&desk::Desk::assign>},
    {post, "/api/v1/conversations/{}/status", agent(reply), 201, "change_status", endpoint<&desk::Desk::change_status>},
    {post, "/api/v1/conversations/{}/seen", participant(read_conversations), 204, "mark_seen", endpoint<&desk::Desk::seen>},
    {post, "/api/v1/conversations/{}/attachments", participant(reply), 201, "attach_file", endpoint<&Uploads::attach>, Body::file},
    {get, "/api/v1/attachments/{}", participant(read_conversations), 200, "read_attachment", endpoint<&Uploads::file>},
    {get, "/api/v1/attachments/{}/thumbnail", participant(read_conversations), 200, "read_thumbnail", endpoint<&Uploads::thumbnail>},
    {get, "/api/v1/inbox", agent(read_conversations), 200, "read_inbox", endpoint<&desk::Desk::inbox>},

    // Operations
    {get, "/healthz", anyone(), 200, "read_health", endpoint<&Operations::health>},
    {get, "/metrics", anyone(), 200, "read_metrics", endpoint<&Operations::metrics>},
    {get, "/api/v1/openapi.json", anyone(), 200, "read_openapi", endpoint<&Operations::openapi>},

    // Pages
    {get, "/", anyone(), 200, "front_page", endpoint<&Pages::front>},
    {get, "/widget.js", anyone(), 200, "widget_script", endpoint<&Pages::widget>},
    {get, "/assets/{*}", anyone(), 200, "asset", endpoint<&Pages::asset>},
    {get, "/desk/{*}", anyone(), 200, "desk_page", endpoint<&Pages::desk>},
    {get, "/demo/{*}", anyone(), 200, "demo_page", endpoint<&Pages::demo>},
    {post, "/demo/platform/token", anyone(), 200, "demo_platform_token", endpoint<&Pages::demo_token>},
};
// clang-format on

}  // namespace

std::span<Route const> routes() {
    return table;
}

}  // namespace ombud::edge
