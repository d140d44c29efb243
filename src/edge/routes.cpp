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
    {delete_, "/api/v1/staff/sessions/current", password_session(), 204, "sign_out_staff", endpoint<&People::sign_out_staff>},
    {post, "/api/v1/staff/setup", anyone(), 201, "complete_setup", endpoint<&People::complete_setup>},
    {get, "/api/v1/staff", agent(see_people), 200, "list_staff", endpoint<&People::list>},
    {post, "/api/v1/staff", agent(manage_people), 201, "add_staff", endpoint<&People::add>},
    {patch, "/api/v1/staff/{}", agent(manage_people), 200, "change_staff", endpoint<&People::change>},

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

    // Signing up and in
    {post, "/api/v1/accounts", anyone(), 202, "sign_up", endpoint<&AccountDoors::sign_up>},
    {post, "/api/v1/accounts/confirm", anyone(), 201, "confirm_account", endpoint<&AccountDoors::confirm>},
    {post, "/api/v1/passwords/strength", anyone(), 200, "judge_password", endpoint<&AccountDoors::judge_password>},
    {post, "/api/v1/account/sessions", anyone(), 201, "sign_in_account", endpoint<&AccountDoors::sign_in>},
    {post, "/api/v1/account/sessions/second-factor", anyone(), 201, "prove_account_second_factor", endpoint<&AccountDoors::second_step>},
    {post, "/api/v1/account/passkey-challenges", anyone(), 201, "ask_account_passkey", endpoint<&AccountDoors::ask_passkey>},
    {post, "/api/v1/account/sessions/passkey", anyone(), 201, "sign_in_account_with_passkey", endpoint<&AccountDoors::sign_in_by_passkey>},

    // Ways back into an account, and shutting it
    {post, "/api/v1/account/resets", anyone(), 202, "ask_reset", endpoint<&AccountRecovery::ask_reset>},
    {post, "/api/v1/account/resets/status", anyone(), 200, "read_reset", endpoint<&AccountRecovery::reset_status>},
    {post, "/api/v1/account/resets/resend", anyone(), 202, "resend_reset", endpoint<&AccountRecovery::resend_reset>},
    {post, "/api/v1/account/resets/complete", anyone(), 200, "complete_reset", endpoint<&AccountRecovery::complete_reset>},
    {post, "/api/v1/account/freezes/code", anyone(), 202, "ask_freeze_code", endpoint<&AccountRecovery::ask_freeze>},
    {post, "/api/v1/account/freezes", anyone(), 200, "freeze_by_code", endpoint<&AccountRecovery::freeze_by_code>},
    {post, "/api/v1/account/freezes/link", anyone(), 200, "freeze_by_link", endpoint<&AccountRecovery::freeze_by_link>},
    {post, "/api/v1/account/not-me", anyone(), 200, "say_not_me", endpoint<&AccountRecovery::not_me>},
    {post, "/api/v1/account/recoveries", anyone(), 202, "ask_recovery", endpoint<&AccountRecovery::ask_recovery>},
    {post, "/api/v1/account/recoveries/confirm", anyone(), 200, "confirm_recovery", endpoint<&AccountRecovery::confirm_recovery>},
    {post, "/api/v1/account/recoveries/status", anyone(), 200, "read_recovery", endpoint<&AccountRecovery::recovery_status>},
    {post, "/api/v1/account/unfreezes", anyone(), 202, "ask_unfreeze", endpoint<&AccountRecovery::ask_unfreeze>},
    {post, "/api/v1/account/unfreezes/confirm", anyone(), 200, "confirm_unfreeze", endpoint<&AccountRecovery::confirm_unfreeze>},
    {post, "/api/v1/account/unfreezes/status", anyone(), 200, "read_unfreeze", endpoint<&AccountRecovery::unfreeze_status>},

    // The holder's own account
    {get, "/api/v1/account", holder(), 200, "read_account", endpoint<&AccountDoors::read>},
    {patch, "/api/v1/account", holder(), 200, "change_account", endpoint<&AccountDoors::change>},
    {get, "/api/v1/account/checkup", holder(), 200, "check_up", endpoint<&AccountRecovery::check_up>},
    {post, "/api/v1/account/step-up/challenge", holder(), 201, "offer_step_up", endpoint<&AccountDoors::ask_step_up>},
    {post, "/api/v1/account/step-up", holder(), 200, "step_up", endpoint<&AccountDoors::step_up>},
    {get, "/api/v1/account/sessions", holder(), 200, "list_sessions", endpoint<&AccountDoors::sessions>},
    {delete_, "/api/v1/account/sessions/{}", holder(), 204, "end_session", endpoint<&AccountDoors::end_session>},
    {post, "/api/v1/account/sessions/end-others", holder(), 200, "end_other_sessions", endpoint<&AccountDoors::end_others>},
    {delete_, "/api/v1/account/sessions/current", holder(), 204, "sign_out", endpoint<&AccountDoors::sign_out>},
    {get, "/api/v1/account/devices", holder(), 200, "list_devices", endpoint<&AccountDoors::devices>},
    {delete_, "/api/v1/account/devices/{}", holder(), 204, "forget_device", endpoint<&AccountDoors::forget_device>},
    {get, "/api/v1/account/history", holder(), 200, "read_history", endpoint<&AccountDoors::history>},
    {post, "/api/v1/account/password", fresh_holder(), 200, "change_password", endpoint<&AccountDoors::change_password>},
    {post, "/api/v1/account/passkeys/challenge", fresh_holder(), 201, "offer_passkey", endpoint<&AccountDoors::offer_passkey>},
    {post, "/api/v1/account/passkeys", fresh_holder(), 201, "add_passkey", endpoint<&AccountDoors::add_passkey>},
    {patch, "/api/v1/account/passkeys/{}", holder(), 200, "rename_passkey", endpoint<&AccountDoors::rename_passkey>},
    {delete_, "/api/v1/account/passkeys/{}", fresh_holder(), 200, "remove_passkey", endpoint<&AccountDoors::remove_passkey>},
    {post, "/api/v1/account/totp", fresh_holder(), 201, "offer_totp", endpoint<&AccountDoors::offer_totp>},
    {post, "/api/v1/account/totp/confirm", fresh_holder(), 200, "confirm_totp", endpoint<&AccountDoors::confirm_totp>},
    {delete_, "/api/v1/account/totp", fresh_holder(), 200, "remove_totp", endpoint<&AccountDoors::remove_totp>},
    {post, "/api/v1/account/recovery-codes", fresh_holder(), 201, "make_recovery_codes", endpoint<&AccountDoors::new_recovery_codes>},
    {post, "/api/v1/account/phrase", fresh_holder(), 200, "set_phrase", endpoint<&AccountRecovery::set_phrase>},
    {post, "/api/v1/account/emails", fresh_holder(), 202, "change_email", endpoint<&AccountRecovery::change_email>},
    {post, "/api/v1/account/emails/confirm", fresh_holder(), 200, "confirm_email", endpoint<&AccountRecovery::confirm_email>},
    {delete_, "/api/v1/account/emails/second", fresh_holder(), 200, "remove_second_email", endpoint<&AccountRecovery::remove_second_email>},
    {get, "/api/v1/account/api-keys", holder(), 200, "list_api_keys", endpoint<&AccountRecovery::api_keys>},
    {post, "/api/v1/account/api-keys", fresh_holder(), 201, "make_api_key", endpoint<&AccountRecovery::make_api_key>},
    {delete_, "/api/v1/account/api-keys/{}", holder(), 204, "end_api_key", endpoint<&AccountRecovery::end_api_key>},
    {get, "/api/v1/account/addresses", holder(), 200, "list_addresses", endpoint<&AccountRecovery::addresses>},
    {post, "/api/v1/account/addresses", fresh_holder(), 201, "add_address", endpoint<&AccountRecovery::add_address>},
    {delete_, "/api/v1/account/addresses/{}", fresh_holder(), 204, "remove_address", endpoint<&AccountRecovery::remove_address>},
    {post, "/api/v1/account/freeze", holder(), 200, "freeze_account", endpoint<&AccountRecovery::freeze>},

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

    // What needs two people, and what was done
    {get, "/api/v1/approvals", agent(approve), 200, "list_approvals", endpoint<&approvals::Approvals::list>},
    {post, "/api/v1/approvals/{}", fresh_agent(approve), 200, "decide_approval", endpoint<&approvals::Approvals::decide>},
    {get, "/api/v1/audit", agent(read_audit), 200, "read_audit", endpoint<&Records::read>},

    {get, "/api/v1/outbox", agent(read_outbox), 200, "list_letters", endpoint<&Letters::list>},
    {get, "/api/v1/outbox/{}", agent(read_outbox), 200, "read_letter", endpoint<&Letters::read>},

    // Operations
    {get, "/healthz", anyone(), 200, "read_health", endpoint<&Operations::health>},
    {get, "/metrics", anyone(), 200, "read_metrics", endpoint<&Operations::metrics>},
    {get, "/api/v1/openapi.json", anyone(), 200, "read_openapi", endpoint<&Operations::openapi>},

    // Pages
    {get, "/", anyone(), 200, "front_page", endpoint<&Pages::front>},
    {get, "/widget.js", anyone(), 200, "widget_script", endpoint<&Pages::widget>},
    {get, "/assets/{*}", anyone(), 200, "asset", endpoint<&Pages::asset>},
    {get, "/desk/{*}", anyone(), 200, "desk_page", endpoint<&Pages::desk>},
    {get, "/me/{*}", anyone(), 200, "account_page", endpoint<&Pages::me>},
    {get, "/desk", anyone(), 308, "desk_address", endpoint<&Pages::add_slash>},
    {get, "/me", anyone(), 308, "account_address", endpoint<&Pages::add_slash>},
    {get, "/demo/{*}", anyone(), 200, "demo_page", endpoint<&Pages::demo>},
    {post, "/demo/platform/token", anyone(), 200, "demo_platform_token", endpoint<&Pages::demo_token>},
};
// clang-format on

}  // namespace

std::span<Route const> routes() {
    return table;
}

}  // namespace ombud::edge
