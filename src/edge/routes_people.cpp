// Routes of people: who is asking, how staff prove who they are, roles and programs.
#include "edge/house.hpp"
#include "edge/routes.hpp"

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
    {delete_, "/api/v1/staff/sessions/current", password_session(), 204, "sign_out_staff", endpoint<&People::sign_out_staff>},
    {post, "/api/v1/staff/setup", anyone(), 201, "complete_setup", endpoint<&People::complete_setup>},
    {get, "/api/v1/staff", agent(see_people), 200, "list_staff", endpoint<&People::list>},
    {post, "/api/v1/staff", fresh_agent(manage_people), 201, "add_staff", endpoint<&People::add>},
    {patch, "/api/v1/staff/{}", fresh_agent(manage_people), 200, "change_staff", endpoint<&People::change>},
    {get, "/api/v1/roles", agent(see_people), 200, "list_roles", endpoint<&RoleDoors::list>},
    {post, "/api/v1/roles", fresh_agent(manage_access), 201, "add_role", endpoint<&RoleDoors::add>},
    {put, "/api/v1/roles/{}", fresh_agent(manage_access), 200, "change_role", endpoint<&RoleDoors::change>},
    {delete_, "/api/v1/roles/{}", fresh_agent(manage_access), 204, "end_role", endpoint<&RoleDoors::end>},
    {get, "/api/v1/webhooks", agent(manage_access), 200, "list_webhooks", endpoint<&webhooks::Webhooks::list>},
    {post, "/api/v1/webhooks", fresh_agent(manage_access), 201, "add_webhook", endpoint<&webhooks::Webhooks::add>},
    {put, "/api/v1/webhooks/{}", fresh_agent(manage_access), 200, "change_webhook", endpoint<&webhooks::Webhooks::change>},
    {delete_, "/api/v1/webhooks/{}", fresh_agent(manage_access), 204, "end_webhook", endpoint<&webhooks::Webhooks::end>},
    {post, "/api/v1/webhooks/{}/pause", agent(manage_access), 200, "pause_webhook", endpoint<&webhooks::Webhooks::pause>},
    {post, "/api/v1/webhooks/{}/resume", agent(manage_access), 200, "resume_webhook", endpoint<&webhooks::Webhooks::resume>},
    {post, "/api/v1/webhooks/{}/test", agent(manage_access), 201, "test_webhook", endpoint<&webhooks::Webhooks::test>},
    {get, "/api/v1/webhooks/{}/deliveries", agent(manage_access), 200, "list_webhook_deliveries", endpoint<&webhooks::Webhooks::deliveries>},
    {post, "/api/v1/webhooks/{}/send-again", agent(manage_access), 200, "send_dead_again", endpoint<&webhooks::Webhooks::send_dead_again>},
    {get, "/api/v1/webhooks/{}/deliveries/{}", agent(manage_access), 200, "read_webhook_delivery", endpoint<&webhooks::Webhooks::delivery>},
    {post, "/api/v1/webhooks/{}/deliveries/{}/again", agent(manage_access), 200, "send_delivery_again", endpoint<&webhooks::Webhooks::send_again>},
    {get, "/api/v1/keys", agent(manage_access), 200, "list_program_keys", endpoint<&staff::Keys::list>},
    {post, "/api/v1/keys", fresh_agent(manage_access), 201, "make_program_key", endpoint<&staff::Keys::make>},
    {delete_, "/api/v1/keys/{}", agent(manage_access), 204, "end_program_key", endpoint<&staff::Keys::end>},

    // How staff prove who they are
    {post, "/api/v1/staff/sessions/current/second-factor", password_session(), 201, "prove_staff_second_factor", endpoint<&StaffSecurity::prove_second_factor>},
    {post, "/api/v1/staff/passkey-challenges", anyone(), 201, "ask_staff_passkey", endpoint<&StaffSecurity::passkey_challenge>},
    {post, "/api/v1/staff/sessions/passkey", anyone(), 201, "sign_in_staff_with_passkey", endpoint<&StaffSecurity::sign_in_with_passkey>},
    {get, "/api/v1/staff/oidc", anyone(), 200, "list_oidc_providers", endpoint<&StaffOidc::providers>},
    {get, "/api/v1/staff/oidc/start", anyone(), 302, "start_oidc", endpoint<&StaffOidc::start>},
    {get, "/api/v1/staff/oidc/callback", anyone(), 302, "return_from_oidc", endpoint<&StaffOidc::callback>},
    {get, "/api/v1/staff/me", agent(read_conversations), 200, "read_own_profile", endpoint<&StaffSecurity::me>},
    {post, "/api/v1/staff/me/lock", agent(read_conversations), 204, "lock_staff_session", endpoint<&StaffSecurity::lock>},
    {post, "/api/v1/staff/me/step-up/challenge", password_session(), 201, "offer_staff_step_up", endpoint<&StaffSecurity::offer_step_up>},
    {post, "/api/v1/staff/me/step-up", password_session(), 200, "step_up_staff", endpoint<&StaffSecurity::step_up>},
    {post, "/api/v1/staff/me/totp", password_session(), 201, "offer_staff_totp", endpoint<&StaffSecurity::offer_totp>},
    {post, "/api/v1/staff/me/totp/confirm", password_session(), 200, "confirm_staff_totp", endpoint<&StaffSecurity::confirm_totp>},
    {delete_, "/api/v1/staff/me/totp", password_session(), 200, "remove_staff_totp", endpoint<&StaffSecurity::remove_totp>},
    {post, "/api/v1/staff/me/passkeys/challenge", password_session(), 201, "offer_staff_passkey", endpoint<&StaffSecurity::offer_passkey>},
    {post, "/api/v1/staff/me/passkeys", password_session(), 201, "add_staff_passkey", endpoint<&StaffSecurity::add_passkey>},
    {delete_, "/api/v1/staff/me/passkeys/{}", password_session(), 200, "remove_staff_passkey", endpoint<&StaffSecurity::remove_passkey>},
    {post, "/api/v1/staff/me/recovery-codes", password_session(), 201, "make_staff_recovery_codes", endpoint<&StaffSecurity::new_recovery_codes>},
};
// clang-format on

}  // namespace

std::span<Route const> routes_of_people() {
    return table;
}

}  // namespace ombud::edge
