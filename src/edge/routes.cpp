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

    // Mail
    {get, "/api/v1/mail", agent(see_mail), 200, "read_mail_state", endpoint<&email::Standing::look>},
    {post, "/api/v1/mail/mailboxes", fresh_agent(manage_mail), 201, "add_mailbox", endpoint<&email::Fetching::add>},
    {delete_, "/api/v1/mail/mailboxes/{}", fresh_agent(manage_mail), 204, "remove_mailbox", endpoint<&email::Fetching::remove>},
    {post, "/api/v1/mail/brands", fresh_agent(manage_mail), 201, "add_brand", endpoint<&email::Brands::add>},
    {put, "/api/v1/mail/brands/{}", fresh_agent(manage_mail), 200, "change_brand", endpoint<&email::Brands::change>},
    {delete_, "/api/v1/mail/brands/{}", fresh_agent(manage_mail), 204, "remove_brand", endpoint<&email::Brands::remove>},
    {post, "/api/v1/mail/brands/preview", agent(manage_mail), 200, "preview_brand", endpoint<&email::Brands::preview>},
    {post, "/api/v1/mail/rounds", agent(manage_mail), 201, "send_letter_round", endpoint<&email::Rounds::start>},
    {get, "/api/v1/mail/rounds/{}", agent(see_mail), 200, "read_letter_round", endpoint<&email::Rounds::read>},
    {get, "/api/v1/mail/letters", agent(see_mail), 200, "list_received_letters", endpoint<&email::Received::list>},
    {get, "/api/v1/mail/letters/{}", agent(see_mail), 200, "read_received_letter", endpoint<&email::Received::read>},
    {get, "/api/v1/mail/letters/{}/page", agent(see_mail), 200, "show_received_letter", endpoint<&MailDoors::page>},
    {post, "/api/v1/mail/letters/{}/read", agent(see_mail), 200, "read_letter_again", endpoint<&email::Received::read_again>},
    {post, "/api/v1/mail/letters/{}/dismiss", agent(see_mail), 200, "dismiss_letter", endpoint<&email::Received::dismiss>},
    {get, "/api/v1/conversations/{}/letters/{}", agent(read_conversations), 200, "read_letter_of_conversation", endpoint<&email::Received::read_in>},
    {get, "/api/v1/conversations/{}/letters/{}/page", agent(read_conversations), 200, "show_letter_of_conversation", endpoint<&MailDoors::page_in>},
    {get, "/api/v1/conversations/{}/deliveries", agent(read_conversations), 200, "read_deliveries", endpoint<&email::Answers::deliveries>},
    {post, "/hooks/mail", anyone(), 204, "take_letter", endpoint<&MailDoors::take>, Body::letter},

    // Operations
    {get, "/healthz", anyone(), 200, "read_health", endpoint<&Operations::health>},
    {get, "/metrics", anyone(), 200, "read_metrics", endpoint<&Operations::metrics>},
    {get, "/api/v1/openapi.json", anyone(), 200, "read_openapi", endpoint<&Operations::openapi>},

    // Articles, as staff write them
    {get, "/api/v1/articles", agent(write_articles), 200, "list_articles", endpoint<&knowledge::Articles::list>},
    {post, "/api/v1/articles", agent(write_articles), 201, "create_article", endpoint<&knowledge::Articles::create>},
    {post, "/api/v1/articles/preview", agent(write_articles), 200, "preview_article", endpoint<&knowledge::Articles::preview>, Body::article},
    {post, "/api/v1/articles/pictures", agent(write_articles), 201, "add_article_picture", endpoint<&ArticlePictures::add>, Body::picture},
    {get, "/api/v1/articles/feedback", agent(write_articles), 200, "read_feedback", endpoint<&knowledge::Feedback::report>},
    {get, "/api/v1/articles/searches/unanswered", agent(write_articles), 200, "read_unanswered_searches", endpoint<&knowledge::SearchReport::unanswered>},
    {get, "/api/v1/articles/searches/unwanted", agent(write_articles), 200, "read_unwanted_searches", endpoint<&knowledge::SearchReport::unwanted>},
    {get, "/api/v1/articles/{}", agent(write_articles), 200, "read_article", endpoint<&knowledge::Articles::read>},
    {patch, "/api/v1/articles/{}", agent(write_articles), 200, "change_article", endpoint<&knowledge::Articles::change>},
    {delete_, "/api/v1/articles/{}", agent(publish_articles), 204, "remove_article", endpoint<&knowledge::Articles::remove>},
    {get, "/api/v1/articles/{}/versions", agent(write_articles), 200, "list_article_versions", endpoint<&knowledge::Articles::versions>},
    {get, "/api/v1/articles/{}/version", agent(write_articles), 200, "read_article_version", endpoint<&knowledge::Articles::version>},
    {post, "/api/v1/articles/{}/draft", agent(write_articles), 200, "save_article_draft", endpoint<&knowledge::Articles::save_draft>, Body::article},
    {post, "/api/v1/articles/{}/discard", agent(write_articles), 200, "discard_article_draft", endpoint<&knowledge::Articles::discard_draft>},
    {post, "/api/v1/articles/{}/restore", agent(write_articles), 200, "restore_article_version", endpoint<&knowledge::Articles::restore>},
    {post, "/api/v1/articles/{}/checked", agent(write_articles), 200, "mark_article_checked", endpoint<&knowledge::Articles::mark_checked>},
    {post, "/api/v1/articles/{}/reviewed", agent(write_articles), 200, "confirm_article_review", endpoint<&knowledge::Articles::confirm_review>},
    {post, "/api/v1/articles/{}/publish", agent(publish_articles), 200, "publish_article", endpoint<&knowledge::Articles::publish>},
    {post, "/api/v1/articles/{}/plan/give-up", agent(publish_articles), 200, "give_up_article_plan", endpoint<&knowledge::Articles::give_up_plan>},
    {post, "/api/v1/articles/{}/withdraw", agent(publish_articles), 200, "withdraw_article", endpoint<&knowledge::Articles::withdraw>},
    {post, "/api/v1/articles/{}/rename", agent(publish_articles), 200, "rename_article", endpoint<&knowledge::Articles::rename>},
    {get, "/api/v1/help/search", anyone(), 200, "search_articles", endpoint<&site::SearchBox::suggest>},

    // Service status
    {get, "/api/v1/status", anyone(), 200, "read_status", endpoint<&status::Status::read>},
    {post, "/api/v1/status/notices", agent(set_status), 201, "announce_status", endpoint<&status::Status::announce>},
    {patch, "/api/v1/status/notices/{}", agent(set_status), 200, "change_status_notice", endpoint<&status::Status::change>},
    {get, "/api/v1/status/networks", agent(see_people), 200, "list_networks", endpoint<&status::Status::list_networks>},
    {put, "/api/v1/status/networks", agent(set_status), 200, "offer_networks", endpoint<&status::Status::offer>},

    // Is it us?
    {post, "/api/v1/official/check", anyone(), 200, "check_official", endpoint<&official::Official::check>},
    {get, "/api/v1/official/channels", anyone(), 200, "list_official_channels", endpoint<&official::Official::list>},
    {get, "/api/v1/official/book", agent(see_people), 200, "read_official_book", endpoint<&official::Official::book>},
    {post, "/api/v1/official/changes", fresh_agent(change_official), 201, "propose_official_change", endpoint<&official::Official::propose>},
    {post, "/api/v1/official/reports", guest(), 201, "report_impostor", endpoint<&official::Official::report>},
    {get, "/api/v1/official/reports", agent(read_conversations), 200, "list_impostor_reports", endpoint<&official::Official::reports>},
    {post, "/api/v1/official/reports/{}", agent(read_conversations), 200, "decide_impostor_report", endpoint<&official::Official::decide_report>},
    {get, "/api/v1/official/lookalikes", agent(read_conversations), 200, "list_lookalikes", endpoint<&official::Official::lookalikes>},
    {get, "/api/v1/official/my-code", agent(reply), 200, "read_own_code", endpoint<&official::Official::own_code>},

    // Guided answers
    {get, "/api/v1/flows", anyone(), 200, "list_flows", endpoint<&Guided::flows>},
    {get, "/api/v1/flows/{}", agent(read_conversations), 200, "read_flow", endpoint<&Guided::flow>},
    {post, "/api/v1/flows/replay", agent(write_articles), 200, "replay_flow", endpoint<&diagnosis::Diagrams::replay>, Body::article},
    {post, "/api/v1/diagnoses", viewer(), 201, "start_diagnosis", endpoint<&diagnosis::Runs::start>},
    {post, "/api/v1/diagnoses/read", viewer(), 200, "read_diagnosis", endpoint<&diagnosis::Runs::read>},
    {post, "/api/v1/diagnoses/answer", viewer(), 200, "answer_diagnosis", endpoint<&diagnosis::Runs::answer>},
    {post, "/api/v1/diagnoses/back", viewer(), 200, "go_back_in_diagnosis", endpoint<&diagnosis::Runs::back>},
    {post, "/api/v1/diagnoses/prove-address", viewer(), 200, "prove_address_in_diagnosis", endpoint<&diagnosis::Runs::prove_address>},
    {post, "/api/v1/diagnoses/prove-code", viewer(), 200, "prove_code_in_diagnosis", endpoint<&diagnosis::Runs::prove_code>},
    {post, "/api/v1/diagnoses/cannot-prove", viewer(), 200, "skip_proof_in_diagnosis", endpoint<&diagnosis::Runs::cannot_prove>},
    {post, "/api/v1/diagnoses/act", viewer(), 200, "act_in_diagnosis", endpoint<&diagnosis::Runs::act>},
    {post, "/api/v1/diagnoses/solved", viewer(), 200, "say_diagnosis_solved", endpoint<&diagnosis::Runs::solved>},
    {post, "/api/v1/diagnoses/resume", viewer(), 200, "resume_diagnosis", endpoint<&diagnosis::Runs::resume>},

    {post, "/api/v1/diagnoses/hand-over", guest(), 201, "hand_over_diagnosis", endpoint<&Guided::hand_over>},
    {post, "/api/v1/conversations/{}/diagnoses", agent(reply), 201, "start_diagnosis_for_customer", endpoint<&Guided::start>},
    {get, "/api/v1/diagnoses/{}", agent(read_conversations), 200, "read_diagnosis_as_staff", endpoint<&Guided::read>},
    {post, "/api/v1/diagnoses/{}/answer", agent(reply), 200, "answer_diagnosis_as_staff", endpoint<&Guided::answer>},
    {post, "/api/v1/diagnoses/{}/back", agent(reply), 200, "go_back_in_diagnosis_as_staff", endpoint<&Guided::back>},
    {post, "/api/v1/diagnoses/{}/act", agent(reply), 200, "act_in_diagnosis_as_staff", endpoint<&Guided::act>},

    // The help centre for programs
    {get, "/sitemap.xml", anyone(), 200, "sitemap", endpoint<&site::HelpPages::sitemap>},
    {get, "/.well-known/security.txt", anyone(), 200, "security_txt", endpoint<&site::HelpPages::security_txt>},
    {get, "/robots.txt", anyone(), 200, "robots", endpoint<&site::HelpPages::robots>},

    // Pages
    {get, "/media/{}", anyone(), 200, "article_picture", endpoint<&ArticlePictures::show>},
    {get, "/", anyone(), 302, "front_page", endpoint<&site::HelpPages::front>},
    {get, "/verify", anyone(), 302, "verify_front", endpoint<&site::VerifyPages::front>},
    {get, "/widget.js", anyone(), 200, "widget_script", endpoint<&Pages::widget>},
    {get, "/assets/{*}", anyone(), 200, "asset", endpoint<&Pages::asset>},
    {get, "/desk/{*}", anyone(), 200, "desk_page", endpoint<&Pages::desk>},
    {get, "/me/{*}", anyone(), 200, "account_page", endpoint<&Pages::me>},
    {get, "/desk", anyone(), 308, "desk_address", endpoint<&Pages::add_slash>},
    {get, "/me", anyone(), 308, "account_address", endpoint<&Pages::add_slash>},
    {get, "/demo/{*}", anyone(), 200, "demo_page", endpoint<&Pages::demo>},
    {post, "/demo/platform/token", anyone(), 200, "demo_platform_token", endpoint<&Pages::demo_token>},

    // The help centre, in the language that the path names
    {get, "/{}", anyone(), 308, "help_address", endpoint<&site::HelpPages::add_slash>},
    {get, "/{}/", viewer(), 200, "help_home", endpoint<&site::HelpPages::home>},
    {get, "/{}/categories/{}", viewer(), 200, "help_category", endpoint<&site::HelpPages::category>},
    {get, "/{}/articles/{}", viewer(), 200, "help_article", endpoint<&site::HelpPages::article>},
    {post, "/{}/articles/{}/helped", anyone(), 303, "help_helped", endpoint<&site::HelpPages::helped>},
    {get, "/{}/search", viewer(), 200, "help_search", endpoint<&site::HelpPages::search>},
    {get, "/{}/feed.xml", anyone(), 200, "help_feed", endpoint<&site::HelpPages::feed>},
    {get, "/{}/status", viewer(), 200, "help_status", endpoint<&site::StatusPage::page>},
    {get, "/{}/status.xml", anyone(), 200, "help_status_feed", endpoint<&site::StatusPage::feed>},
    {get, "/{}/answers/{}", viewer(), 200, "help_answer", endpoint<&site::AnswerPages::page>},
    {post, "/{}/answers/{}", viewer(), 303, "help_answer_step", endpoint<&site::AnswerPages::step>},
    {get, "/{}/answers/{}/person", viewer(), 200, "help_answer_person", endpoint<&site::AnswerPages::person>},
    {post, "/{}/answers/{}/person", guest(), 200, "help_hand_over", endpoint<&site::AnswerPages::hand_over>, Body::form},
    {get, "/{}/contact", viewer(), 200, "help_contact", endpoint<&site::ContactPages::page>},
    {post, "/{}/contact", guest(), 200, "help_contact_sent", endpoint<&site::ContactPages::send>, Body::form},
    {get, "/{}/letters/stop/{}", anyone(), 200, "ask_to_stop_letters", endpoint<&MailDoors::ask_to_stop>},
    {post, "/{}/letters/stop/{}", anyone(), 200, "stop_letters", endpoint<&MailDoors::stop>},
    {get, "/{}/verify", viewer(), 200, "help_verify", endpoint<&site::VerifyPages::page>},
    {post, "/{}/verify", viewer(), 200, "help_verify_check", endpoint<&site::VerifyPages::check>},
    {post, "/{}/verify/letter", viewer(), 200, "help_verify_letter", endpoint<&site::VerifyPages::check_letter>, Body::form},
    {post, "/{}/verify/report", guest(), 200, "help_verify_report", endpoint<&site::VerifyPages::report>},
};
// clang-format on

}  // namespace

std::span<Route const> routes() {
    return table;
}

}  // namespace ombud::edge
