// Routes of accounts: signing up and in, ways back, the holder's own account.
#include "edge/house.hpp"
#include "edge/routes.hpp"

namespace ombud::edge {

namespace {

using enum http::Method;
using enum staff::Permission;

// clang-format off: one line a route
constexpr Route table[] = {
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
};
// clang-format on

}  // namespace

std::span<Route const> routes_of_accounts() {
    return table;
}

}  // namespace ombud::edge
