// Routes of conversations.
#include "edge/house.hpp"
#include "edge/routes.hpp"

namespace ombud::edge {

namespace {

using enum http::Method;
using enum staff::Permission;

// clang-format off: one line a route
constexpr Route table[] = {
    // Conversations
    {get, "/api/v1/waiting", anyone(), 200, "read_waiting", endpoint<&desk::Desk::waiting_now>},
    {post, "/api/v1/conversations", customer(), 201, "open_conversation", endpoint<&desk::Desk::open>},
    {get, "/api/v1/conversations", customer(), 200, "list_own_conversations", endpoint<&desk::Desk::own>},
    {get, "/api/v1/conversations/{}", participant(read_conversations), 200, "read_conversation", endpoint<&desk::Desk::read>},
    {get, "/api/v1/conversations/{}/clocks", agent(read_conversations), 200, "read_clocks", endpoint<&service_levels::Keeper::read>},
    {get, "/api/v1/conversations/{}/case", agent(read_conversations), 200, "read_case", endpoint<&desk::Desk::read_case>},
    {get, "/api/v1/conversations/{}/entries", participant(read_conversations), 200, "read_entries", endpoint<&desk::Desk::entries>},
    {post, "/api/v1/conversations/{}/entries", participant(reply), 201, "post_entry", endpoint<&desk::Desk::post>},
    {post, "/api/v1/conversations/{}/planned", agent(reply), 201, "plan_answer", endpoint<&desk::Planned::plan>},
    {get, "/api/v1/conversations/{}/planned", agent(read_conversations), 200, "list_planned_answers", endpoint<&desk::Planned::list>},
    {delete_, "/api/v1/conversations/{}/planned/{}", agent(reply), 200, "take_back_planned_answer", endpoint<&desk::Planned::take_back>},
    {post, "/api/v1/conversations/{}/planned/{}/now", agent(reply), 200, "post_planned_answer_now", endpoint<&desk::Planned::post_now>},
    {post, "/api/v1/conversations/{}/assignee", agent(assign), 201, "assign_conversation", endpoint<&desk::Desk::assign>},
    {post, "/api/v1/conversations/{}/status", agent(reply), 201, "change_status", endpoint<&desk::Desk::change_status>},
    {post, "/api/v1/conversations/{}/handling", agent(reply), 201, "change_handling", endpoint<&desk::Desk::change>},
    {get, "/api/v1/conversations/{}/ties", agent(read_conversations), 200, "list_ties", endpoint<&desk::Ties::list>},
    {get, "/api/v1/conversations/{}/tie-preview", agent(reply), 200, "preview_tie", endpoint<&desk::Ties::look>},
    {post, "/api/v1/conversations/{}/ties", agent(reply), 201, "tie_conversations", endpoint<&desk::Ties::make>},
    {delete_, "/api/v1/conversations/{}/ties/{}", agent(reply), 200, "end_tie", endpoint<&desk::Ties::end>},
    {post, "/api/v1/conversations/{}/split", agent(reply), 201, "split_conversation", endpoint<&desk::Ties::split>},
    {get, "/api/v1/conversations/{}/followers", agent(read_conversations), 200, "list_followers", endpoint<&desk::Followers::list>},
    {put, "/api/v1/conversations/{}/following", agent(read_conversations), 200, "follow_conversation", endpoint<&desk::Followers::follow>},
    {delete_, "/api/v1/conversations/{}/following", agent(read_conversations), 200, "unfollow_conversation", endpoint<&desk::Followers::unfollow>},
    {put, "/api/v1/conversations/{}/followers/{}", agent(assign), 200, "add_follower", endpoint<&desk::Followers::add>},
    {delete_, "/api/v1/conversations/{}/followers/{}", agent(assign), 200, "remove_follower", endpoint<&desk::Followers::remove>},
    {get, "/api/v1/notices", agent(read_conversations), 200, "list_notices", endpoint<&notices::Notices::list>},
    {post, "/api/v1/notices/read", agent(read_conversations), 200, "mark_notices_read", endpoint<&notices::Notices::mark_read>},
    {post, "/api/v1/conversations/{}/seen", participant(read_conversations), 204, "mark_seen", endpoint<&desk::Desk::seen>},
    {post, "/api/v1/conversations/{}/attachments", participant(reply), 201, "attach_file", endpoint<&Uploads::attach>, Body::file},
    {get, "/api/v1/attachments/{}", participant(read_conversations), 200, "read_attachment", endpoint<&Uploads::file>},
    {get, "/api/v1/attachments/{}/thumbnail", participant(read_conversations), 200, "read_thumbnail", endpoint<&Uploads::thumbnail>},
    {get, "/api/v1/inbox", agent(read_conversations), 200, "read_inbox", endpoint<&desk::Desk::inbox>},
    {get, "/api/v1/views", agent(read_conversations), 200, "list_views", endpoint<&desk::Views::list>},
    {post, "/api/v1/views", agent(read_conversations), 201, "add_view", endpoint<&desk::Views::add>},
    {patch, "/api/v1/views/{}", agent(read_conversations), 200, "change_view", endpoint<&desk::Views::change>},
    {delete_, "/api/v1/views/{}", agent(read_conversations), 204, "remove_view", endpoint<&desk::Views::remove>},
    {get, "/api/v1/views/{}/rows", agent(read_conversations), 200, "list_view_rows", endpoint<&desk::Views::rows>},
    {post, "/api/v1/views/preview", agent(read_conversations), 200, "preview_view", endpoint<&desk::Views::look>},
    {post, "/api/v1/shared-views", agent(manage_work), 201, "add_shared_view", endpoint<&desk::Views::add_shared>},
    {patch, "/api/v1/shared-views/{}", agent(manage_work), 200, "change_shared_view", endpoint<&desk::Views::change_shared>},
    {delete_, "/api/v1/shared-views/{}", agent(manage_work), 204, "remove_shared_view", endpoint<&desk::Views::remove_shared>},
    {post, "/api/v1/bulk", agent(reply), 200, "act_in_bulk", endpoint<&desk::Bulk::act>},
    {post, "/api/v1/bulk/assign", agent(assign), 200, "assign_in_bulk", endpoint<&desk::Bulk::assign>},
    {post, "/api/v1/bulk/preview", agent(read_conversations), 200, "preview_bulk", endpoint<&desk::Bulk::preview>},
    {get, "/api/v1/fields", agent(read_conversations), 200, "list_fields", endpoint<&desk::Fields::list>},
    {post, "/api/v1/fields", agent(manage_work), 201, "add_field", endpoint<&desk::Fields::add>},
    {patch, "/api/v1/fields", agent(manage_work), 200, "change_field", endpoint<&desk::Fields::change>},
    {get, "/api/v1/tags", agent(read_conversations), 200, "list_tags", endpoint<&desk::Fields::tags>},
};
// clang-format on

}  // namespace

std::span<Route const> routes_of_conversations() {
    return table;
}

}  // namespace ombud::edge
