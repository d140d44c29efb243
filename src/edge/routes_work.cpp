// Routes of the work around conversations: hours, replies, rules, queues, protection against insiders, approvals.
#include "edge/house.hpp"
#include "edge/routes.hpp"

namespace ombud::edge {

namespace {

using enum http::Method;
using enum staff::Permission;

// clang-format off: one line a route
constexpr Route table[] = {
    // Business hours and service levels
    {get, "/api/v1/service-levels", agent(manage_work), 200, "read_service_levels", endpoint<&service_levels::Agreements::read>},
    {post, "/api/v1/service-levels/calendars", agent(manage_work), 201, "add_calendar", endpoint<&service_levels::Agreements::add_calendar>},
    {put, "/api/v1/service-levels/calendars/{}", agent(manage_work), 200, "change_calendar", endpoint<&service_levels::Agreements::change_calendar>},
    {delete_, "/api/v1/service-levels/calendars/{}", agent(manage_work), 204, "remove_calendar", endpoint<&service_levels::Agreements::remove_calendar>},
    {post, "/api/v1/service-levels/trial", agent(manage_work), 200, "try_calendar", endpoint<&service_levels::Agreements::try_calendar>},
    {post, "/api/v1/service-levels/policies", agent(manage_work), 201, "add_service_policy", endpoint<&service_levels::Agreements::add_policy>},
    {put, "/api/v1/service-levels/policies", agent(manage_work), 200, "order_service_policies", endpoint<&service_levels::Agreements::order_policies>},
    {put, "/api/v1/service-levels/policies/{}", agent(manage_work), 200, "change_service_policy", endpoint<&service_levels::Agreements::change_policy>},
    {delete_, "/api/v1/service-levels/policies/{}", agent(manage_work), 204, "remove_service_policy", endpoint<&service_levels::Agreements::remove_policy>},

    // Saved replies, macros, rules
    {get, "/api/v1/replies", agent(reply), 200, "list_saved_replies", endpoint<&replies::SavedReplies::list>},
    {post, "/api/v1/replies", agent(reply), 201, "add_own_reply", endpoint<&replies::SavedReplies::add_own>},
    {put, "/api/v1/replies/{}", agent(reply), 200, "change_own_reply", endpoint<&replies::SavedReplies::change_own>},
    {delete_, "/api/v1/replies/{}", agent(reply), 204, "remove_own_reply", endpoint<&replies::SavedReplies::remove_own>},
    {post, "/api/v1/replies/{}/used", agent(reply), 204, "count_saved_reply", endpoint<&replies::SavedReplies::used>},
    {post, "/api/v1/shared-replies", agent(manage_work), 201, "add_shared_reply", endpoint<&replies::SavedReplies::add>},
    {put, "/api/v1/shared-replies/{}", agent(manage_work), 200, "change_shared_reply", endpoint<&replies::SavedReplies::change>},
    {delete_, "/api/v1/shared-replies/{}", agent(manage_work), 204, "remove_shared_reply", endpoint<&replies::SavedReplies::remove>},
    {get, "/api/v1/macros", agent(reply), 200, "list_macros", endpoint<&replies::Macros::list>},
    {post, "/api/v1/macros", agent(manage_work), 201, "add_macro", endpoint<&replies::Macros::add>},
    {put, "/api/v1/macros/{}", agent(manage_work), 200, "change_macro", endpoint<&replies::Macros::change>},
    {delete_, "/api/v1/macros/{}", agent(manage_work), 204, "remove_macro", endpoint<&replies::Macros::remove>},
    {get, "/api/v1/conversations/{}/macros/{}", agent(reply), 200, "preview_macro", endpoint<&replies::Macros::preview>},
    {post, "/api/v1/conversations/{}/macros/{}", agent(reply), 201, "run_macro", endpoint<&replies::Macros::run>},
    {post, "/api/v1/conversations/{}/macros/{}/assignment", agent(assign), 201, "run_macro_assignment", endpoint<&replies::Macros::run_assignment>},
    {get, "/api/v1/rules", agent(manage_work), 200, "list_rules", endpoint<&rules::Rules::list>},
    {post, "/api/v1/rules", agent(manage_work), 201, "add_rule", endpoint<&rules::Rules::add>},
    {put, "/api/v1/rules", agent(manage_work), 200, "order_rules", endpoint<&rules::Rules::put_in_order>},
    {post, "/api/v1/rules/trial", agent(manage_work), 200, "try_rule", endpoint<&rules::Trials::look>},
    {put, "/api/v1/rules/{}", agent(manage_work), 200, "change_rule", endpoint<&rules::Rules::change>},
    {delete_, "/api/v1/rules/{}", agent(manage_work), 204, "remove_rule", endpoint<&rules::Rules::remove>},
    {post, "/api/v1/rules/{}/switch", agent(manage_work), 200, "switch_rule", endpoint<&rules::Rules::switch_to>},
    {get, "/api/v1/rules/{}/runs", agent(manage_work), 200, "list_rule_runs", endpoint<&rules::Rules::runs>},

    // Queues, and who is given what
    {get, "/api/v1/queues", agent(read_conversations), 200, "list_queues", endpoint<&routing::Queues::list>},
    {post, "/api/v1/queues", agent(manage_work), 201, "add_queue", endpoint<&routing::Queues::add>},
    {patch, "/api/v1/queues/{}", agent(manage_work), 200, "change_queue", endpoint<&routing::Queues::change>},
    {get, "/api/v1/routing", agent(see_people), 200, "read_routing", endpoint<&routing::Routing::read>},
    {get, "/api/v1/staff/me/availability", agent(reply), 200, "read_own_availability", endpoint<&routing::Routing::availability>},
    {put, "/api/v1/staff/me/availability", agent(reply), 200, "set_own_availability", endpoint<&routing::Routing::set_availability>},
    {put, "/api/v1/staff/{}/routing", agent(manage_work), 200, "set_routing_profile", endpoint<&routing::Routing::set_profile>},

    // Protection against insiders
    {get, "/api/v1/conversations/{}/personal", agent(read_conversations), 200, "read_personal", endpoint<&insiders::Insiders::personal>},
    {post, "/api/v1/conversations/{}/reveals", agent(reveal), 201, "reveal_field", endpoint<&insiders::Insiders::reveal>},
    {post, "/api/v1/conversations/{}/copies", agent(read_conversations), 204, "note_copy", endpoint<&insiders::Insiders::copied>},
    {post, "/api/v1/conversations/{}/canary", fresh_agent(manage_access), 200, "mark_canary", endpoint<&insiders::Insiders::mark_canary>},
    {get, "/api/v1/insiders", agent(watch_insiders), 200, "watch_insiders", endpoint<&insiders::Insiders::watch>},
    {post, "/api/v1/insiders/alarms/{}", agent(watch_insiders), 200, "handle_alarm", endpoint<&insiders::Insiders::handle>},
    {post, "/api/v1/insiders/grants", fresh_agent(watch_insiders), 201, "grant_more", endpoint<&insiders::Insiders::grant>},
    {get, "/api/v1/insiders/budgets", agent(watch_insiders), 200, "list_budgets", endpoint<&insiders::Insiders::budgets>},
    {put, "/api/v1/insiders/budgets", fresh_agent(manage_access), 200, "set_budget", endpoint<&insiders::Insiders::set_budget>},

    // What needs two people, and what was done
    {get, "/api/v1/approvals", agent(approve), 200, "list_approvals", endpoint<&approvals::Approvals::list>},
    {post, "/api/v1/approvals/{}", fresh_agent(approve), 200, "decide_approval", endpoint<&approvals::Approvals::decide>},
    {get, "/api/v1/audit", agent(read_audit), 200, "read_audit", endpoint<&Records::read>},

    {get, "/api/v1/outbox", agent(read_outbox), 200, "list_letters", endpoint<&Letters::list>},
    {get, "/api/v1/outbox/{}", agent(read_outbox), 200, "read_letter", endpoint<&Letters::read>},
};
// clang-format on

}  // namespace

std::span<Route const> routes_of_work() {
    return table;
}

}  // namespace ombud::edge
