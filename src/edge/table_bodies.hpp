// What a right caller sends to each line of the route table: bodies, questions and forms, by the route's name.
#pragma once
#include <functional>
#include <map>

#include "edge/table_things.hpp"

namespace ombud::edge {

struct TableBodies : TableThings {
    // What a right caller sends; each call is a new one. A route that takes a body must be named here.
    std::map<std::string_view, std::function<json::value()>> bodies{
        {"create_visitor", [] { return json::object{{"language", "en"}}; }},
        {"sign_in_customer", [this] { return json::object{{"token", platform.sign("li-wei", "Li Wei")}}; }},
        {"sign_in_staff", [] { return json::object{{"email", "ana@desk.test"}, {"password", the_password}}; }},
        {"sign_out_staff", [] { return nullptr; }},
        {"lock_staff_session", [] { return nullptr; }},
        {"tie_conversations",
         [this] {
             untie();
             return json::object{
                 {"client_id", fmt::format("tie-{}", ++people_added)}, {"kind", "related"}, {"reference", other_reference}};
         }},
        {"end_tie", [] { return nullptr; }},
        {"split_conversation",
         [this] {
             return json::object{{"client_id", fmt::format("split-{}", ++people_added)},
                                 {"seqs", {1}},
                                 {"message", "We answer that here."},
                                 {"answered", true}};
         }},
        {"follow_conversation", [] { return nullptr; }},
        {"unfollow_conversation", [] { return nullptr; }},
        {"add_follower", [] { return nullptr; }},
        {"remove_follower", [] { return nullptr; }},
        {"mark_notices_read", [this] { return json::object{{"conversation_id", conversation}}; }},
        {"prove_staff_second_factor", [] { return json::object{{"totp", "000000"}}; }},
        {"ask_staff_passkey", [] { return nullptr; }},
        {"sign_in_staff_with_passkey", [] { return json::object{{"challenge_id", "x"}, {"credential", json::object{}}}; }},
        {"offer_staff_step_up", [] { return nullptr; }},
        {"step_up_staff", [] { return json::object{{"totp", "000000"}}; }},
        {"offer_staff_totp", [] { return nullptr; }},
        {"confirm_staff_totp", [] { return json::object{{"code", "000000"}}; }},
        {"remove_staff_totp", [] { return nullptr; }},
        {"offer_staff_passkey", [] { return nullptr; }},
        {"add_staff_passkey",
         [] { return json::object{{"challenge_id", "x"}, {"credential", json::object{}}, {"name", "Key"}}; }},
        {"remove_staff_passkey", [] { return nullptr; }},
        {"make_staff_recovery_codes", [] { return nullptr; }},
        {"complete_setup",
         [this] {
             auto const added =
                 run(io, staff.add({fmt::format("p{}@desk.test", ++people_added), "Pia", "Pia", staff::Role::agent}));
             return json::object{{"token", added.setup_link.token}, {"password", the_password}};
         }},
        {"add_staff",
         [this] {
             return json::object{{"email", fmt::format("p{}@desk.test", ++people_added)},
                                 {"name", "Pia"},
                                 {"public_name", "Pia"},
                                 {"role", "agent"}};
         }},
        {"add_role", [this] { return a_role(); }},
        {"change_role", [] { return json::object{{"name_en", "Night"}, {"name_zh", "夜班"}, {"permissions", {"reply"}}}; }},
        {"end_role", [] { return nullptr; }},
        {"make_program_key",
         [] { return json::object{{"name", "Bot"}, {"permissions", {"read_conversations"}}, {"networks", json::array{}}}; }},
        {"end_program_key", [] { return nullptr; }},
        {"add_webhook", [] { return a_webhook(); }},
        {"change_webhook", [] { return a_webhook(); }},
        {"end_webhook", [] { return nullptr; }},
        {"pause_webhook", [] { return nullptr; }},
        {"resume_webhook", [] { return nullptr; }},
        {"test_webhook", [] { return nullptr; }},
        {"send_dead_again", [] { return nullptr; }},
        {"send_delivery_again", [] { return nullptr; }},
        {"change_staff", [this] { return json::object{{"public_name", fmt::format("Ben {}", ++people_added)}}; }},
        {"sign_up", [this] { return json::object{{"email", new_address()}, {"language", "en"}}; }},
        {"confirm_account", [] { return json::object{{"ticket", "x"}, {"code", "12345678"}, {"password", the_password}}; }},
        {"judge_password", [] { return json::object{{"password", "plum"}}; }},
        {"sign_in_account", [this] { return json::object{{"email", new_address()}, {"password", the_password}}; }},
        {"prove_account_second_factor", [] { return json::object{{"ticket", "x"}, {"totp", "000000"}}; }},
        {"ask_account_passkey", [] { return json::object{}; }},
        {"sign_in_account_with_passkey", [] { return json::object{{"challenge_id", "x"}, {"credential", json::object{}}}; }},
        {"ask_reset", [this] { return json::object{{"email", new_address()}, {"language", "en"}}; }},
        {"read_reset", [] { return json::object{{"tracking", "x"}}; }},
        {"resend_reset", [] { return json::object{{"tracking", "x"}}; }},
        {"complete_reset", [] { return json::object{{"token", "x"}, {"password", the_password}}; }},
        {"ask_freeze_code", [this] { return json::object{{"email", new_address()}, {"language", "en"}}; }},
        {"freeze_by_code", [] { return json::object{{"ticket", "x"}, {"code", "12345678"}}; }},
        {"freeze_by_link", [] { return json::object{{"token", "x"}}; }},
        {"say_not_me", [] { return json::object{{"token", "x"}}; }},
        {"ask_recovery", [] { return json::object{{"ticket", "x"}, {"statement", "I lost my phone on the train."}}; }},
        {"confirm_recovery", [] { return json::object{{"tracking", "x"}, {"code", "12345678"}}; }},
        {"read_recovery", [] { return json::object{{"tracking", "x"}}; }},
        {"ask_unfreeze", [] { return json::object{{"ticket", "x"}}; }},
        {"confirm_unfreeze", [] { return json::object{{"tracking", "x"}, {"code", "12345678"}}; }},
        {"read_unfreeze", [] { return json::object{{"tracking", "x"}}; }},
        {"change_account", [] { return json::object{{"name", "Lin"}}; }},
        {"offer_step_up", [] { return nullptr; }},
        {"step_up", [] { return json::object{{"totp", "000000"}}; }},
        {"end_session", [] { return nullptr; }},
        {"end_other_sessions", [] { return nullptr; }},
        {"sign_out", [] { return nullptr; }},
        {"forget_device", [] { return nullptr; }},
        {"freeze_account", [] { return nullptr; }},
        {"change_password", [this] { return json::object{{"password", fmt::format("teapots {} walk north", ++people_added)}}; }},
        {"offer_passkey", [] { return nullptr; }},
        {"add_passkey", [] { return json::object{{"challenge_id", "x"}, {"credential", json::object{}}, {"name", "Key"}}; }},
        {"rename_passkey", [] { return json::object{{"name", "Key"}}; }},
        {"remove_passkey", [] { return nullptr; }},
        {"offer_totp", [] { return nullptr; }},
        {"confirm_totp", [] { return json::object{{"code", "000000"}}; }},
        {"remove_totp", [] { return nullptr; }},
        {"make_recovery_codes", [] { return nullptr; }},
        {"set_phrase", [] { return json::object{{"phrase", "blue heron"}}; }},
        {"change_email", [this] { return json::object{{"email", new_address()}, {"use", "second"}}; }},
        {"confirm_email", [] { return json::object{{"ticket", "x"}, {"code", "12345678"}}; }},
        {"remove_second_email", [] { return nullptr; }},
        {"make_api_key",
         [] { return json::object{{"name", "Bot"}, {"permissions", json::array{"read"}}, {"networks", json::array{}}}; }},
        {"end_api_key", [] { return nullptr; }},
        {"add_address",
         [this] {
             return json::object{
                 {"label", "Cold"}, {"chain", "xrp"}, {"address", some_address}, {"memo", fmt::format("{}", ++people_added + 1)}};
         }},
        {"remove_address", [] { return nullptr; }},
        {"rate_conversation", [this] { return json::object{{"client_id", new_id()}, {"score", 5}}; }},
        {"change_handling", [this] { return json::object{{"client_id", new_id()}, {"add_tags", json::array{new_id()}}}; }},
        {"reveal_field", [this] { return json::object{{"client_id", new_id()}, {"field", "email"}, {"purpose", "contact"}}; }},
        {"note_copy", [] { return json::object{{"what", "entries"}, {"letters", 12}}; }},
        {"mark_canary", [] { return json::object{{"on", true}}; }},
        {"change_retention", [] { return json::object{{"name", "letters"}, {"days", 400}}; }},
        {"place_hold", [] { return a_hold(); }},
        {"lift_hold", [] { return nullptr; }},
        {"ask_export", [] { return nullptr; }},
        {"ask_erasure", [] { return json::object{{"basis", "asked"}}; }},
        {"fetch_export", [] { return nullptr; }},
        {"handle_alarm", [] { return json::object{}; }},
        {"grant_more",
         [this] {
             return json::object{{"staff_id", colleague.text()},
                                 {"customers", 5},
                                 {"reveals", 0},
                                 {"reason", "The evening is busier than usual"}};
         }},
        {"set_budget",
         [] {
             return json::object{{"role", "agent"},
                                 {"customers_alert", 100},
                                 {"customers_stop", 200},
                                 {"reveals_alert", 5},
                                 {"reveals_stop", 10}};
         }},
        {"add_calendar", [] { return a_calendar(); }},
        {"change_calendar", [] { return a_calendar(); }},
        {"remove_calendar", [] { return nullptr; }},
        {"try_calendar",
         [] { return json::object{{"calendar", a_calendar()}, {"from", "2026-11-27T18:00:00Z"}, {"minutes", 60}}; }},
        {"add_service_policy", [] { return a_policy(); }},
        {"change_service_policy", [] { return a_policy(); }},
        {"remove_service_policy", [] { return nullptr; }},
        {"order_service_policies",
         [this] {
             json::array ids;
             auto const told = get("/api/v1/service-levels", boss_token).json();
             if (auto const* all = told.as_object().if_contains("policies"))  // not after the boss's session has ended
                 for (auto const& each : all->as_array()) ids.push_back(each.at("id"));
             return json::object{{"policies", std::move(ids)}};
         }},
        {"add_own_reply", [this] { return a_reply(); }},
        {"change_own_reply", [this] { return a_reply(); }},
        {"remove_own_reply", [] { return nullptr; }},
        {"count_saved_reply", [] { return nullptr; }},
        {"add_shared_reply", [this] { return a_reply(); }},
        {"change_shared_reply", [this] { return a_reply(); }},
        {"remove_shared_reply", [] { return nullptr; }},
        {"add_macro", [this] { return a_macro(); }},
        {"change_macro", [this] { return a_macro(); }},
        {"remove_macro", [] { return nullptr; }},
        {"run_macro", [this] { return json::object{{"client_id", new_id()}, {"seen_seq", 1'000}}; }},
        {"run_macro_assignment", [this] { return json::object{{"client_id", new_id()}}; }},
        {"add_rule", [this] { return a_rule(); }},
        {"change_rule", [this] { return a_rule(); }},
        {"remove_rule", [] { return nullptr; }},
        {"switch_rule", [] { return json::object{{"active", false}}; }},
        {"order_rules",
         [this] {
             json::array ids;
             auto const told = get("/api/v1/rules", boss_token).json();
             if (auto const* all = told.as_object().if_contains("rules"))
                 for (auto const& each : all->as_array()) ids.push_back(each.at("id"));
             return json::object{{"ids", std::move(ids)}};
         }},
        {"try_rule", [this] { return json::object{{"rule", a_rule()}, {"cursor", nullptr}}; }},
        {"add_queue", [] { return a_queue(); }},
        {"change_queue", [] { return json::object{{"strategy", "least_load"}}; }},
        {"set_own_availability", [] { return json::object{{"availability", "away"}}; }},
        {"set_routing_profile",
         [] {
             return json::object{
                 {"languages", {"en"}}, {"skills", json::array{}}, {"capacity", {{"chat", 3}, {"email", 3}, {"form", 3}}}};
         }},
        {"open_conversation", [this] { return json::object{{"client_id", new_id()}, {"language", "en"}}; }},
        {"post_entry", [this] { return json::object{{"client_id", new_id()}, {"body", "Hello"}}; }},
        {"plan_answer", [this] { return a_plan(); }},
        {"take_back_planned_answer", [] { return nullptr; }},
        {"post_planned_answer_now", [] { return nullptr; }},
        {"assign_conversation",
         [this] {
             bool const is_boss = now().at("assignee") == boss.text().c_str();
             return json::object{{"client_id", new_id()}, {"assignee_id", (is_boss ? colleague : boss).text()}};
         }},
        {"change_status",
         [this] {
             return json::object{{"client_id", new_id()}, {"status", now().at("status") == "resolved" ? "open" : "resolved"}};
         }},
        {"decide_approval", [] { return json::object{{"agrees", true}, {"reason", "Passport and selfie match"}}; }},
        {"create_article",
         [this] { return json::object{{"slug", fmt::format("one-{}", ++people_added)}, {"category", "security"}}; }},
        {"preview_article", [] { return json::object{{"language", "en"}, {"markdown", "**Hello**"}}; }},
        {"change_article",
         [] { return json::object{{"base", 1}, {"category", "security"}, {"position", 1}, {"related", json::array{}}}; }},
        {"remove_article", [] { return nullptr; }},
        {"save_article_draft",
         [] {
             return json::object{{"language", "en"},          {"base", 0},      {"title", "T"}, {"summary", "S"},
                                 {"keywords", json::array{}}, {"markdown", "M"}};
         }},
        {"discard_article_draft", [] { return json::object{{"language", "en"}, {"base", 1}}; }},
        {"restore_article_version", [] { return json::object{{"language", "en"}, {"version", 1}, {"base", 1}}; }},
        {"mark_article_checked", [] { return json::object{{"language", "en"}}; }},
        {"confirm_article_review", [] { return json::object{{"review_by", "2027-01-01"}}; }},
        {"publish_article", [] { return json::object{{"language", "en"}, {"base", 1}}; }},
        {"give_up_article_plan", [] { return json::object{{"language", "en"}}; }},
        {"withdraw_article", [] { return json::object{{"language", "en"}}; }},
        {"rename_article", [this] { return json::object{{"slug", fmt::format("renamed-{}", ++people_added)}}; }},
        {"announce_status", [] { return a_notice(); }},
        {"change_status_notice", [] { return json::object{{"state", "down"}}; }},
        {"offer_networks", [] { return json::object{{"networks", json::array{}}}; }},
        {"check_official", [] { return json::object{{"text", "paiwallet.example"}}; }},
        {"propose_official_change",
         [this] {
             return json::object{
                 {"add", {{"kind", "site"}, {"value", fmt::format("p{}.example", ++people_added)}, {"label", "Site"}}},
                 {"reason", "We moved the help centre"}};
         }},
        {"report_impostor", [] { return json::object{{"what", "t.me/paiwallet_support"}}; }},
        {"decide_impostor_report", [] { return json::object{{"state", "confirmed"}}; }},
        {"start_diagnosis", [] { return json::object{{"flow", "sign-in"}, {"language", "en"}}; }},
        {"read_diagnosis", [] { return json::object{{"token", "x"}}; }},
        {"answer_diagnosis", [] { return json::object{{"token", "x"}, {"step", "a"}, {"answer", "b"}}; }},
        {"go_back_in_diagnosis", [] { return json::object{{"token", "x"}, {"step", "a"}}; }},
        {"prove_address_in_diagnosis", [] { return json::object{{"token", "x"}, {"email", "li@q.example"}}; }},
        {"prove_code_in_diagnosis", [] { return json::object{{"token", "x"}, {"code", "12345678"}}; }},
        {"skip_proof_in_diagnosis", [] { return json::object{{"token", "x"}}; }},
        {"act_in_diagnosis", [] { return json::object{{"token", "x"}, {"step", "a"}, {"choice", "yes"}}; }},
        {"say_diagnosis_solved", [] { return json::object{{"token", "x"}, {"solved", "yes"}}; }},
        {"resume_diagnosis", [] { return json::object{{"token", "x"}}; }},
        {"hand_over_diagnosis",
         [this] {
             return json::object{
                 {"token", "x"}, {"client_id", new_id()}, {"language", "en"}, {"body", "Help"}, {"fields", json::array{}}};
         }},
        {"replay_flow", [] { return json::object{{"flow", "sign-in"}}; }},
        {"start_diagnosis_for_customer", [] { return json::object{{"flow", "sign-in"}, {"language", "en"}}; }},
        {"answer_diagnosis_as_staff", [] { return json::object{{"token", ""}, {"step", "a"}, {"answer", "b"}}; }},
        {"go_back_in_diagnosis_as_staff", [] { return json::object{{"token", ""}, {"step", "a"}}; }},
        {"act_in_diagnosis_as_staff", [] { return json::object{{"token", ""}, {"step", "a"}, {"choice", "yes"}}; }},
        {"add_mailbox", [] { return json::object{{"url", "imap://127.0.0.1:1"}, {"user", "box"}, {"password", "x"}}; }},
        {"remove_mailbox", [] { return nullptr; }},
        {"add_brand", [this] { return a_brand(); }},
        {"change_brand", [this] { return a_brand(); }},
        {"remove_brand", [] { return nullptr; }},
        {"preview_brand", [this] { return json::object{{"brand", a_brand()}, {"language", "en"}}; }},
        {"send_letter_round", [] { return json::object{{"language", "en"}}; }},
        {"read_letter_again", [] { return json::object{{"as_person", false}}; }},
        {"dismiss_letter", [] { return nullptr; }},
        {"add_view", [] { return a_view(); }},
        {"change_view", [] { return json::object{{"name", "Mine"}}; }},
        {"remove_view", [] { return nullptr; }},
        {"preview_view", [] { return json::object{{"conditions", {{"all", json::array{}}, {"any", json::array{}}}}}; }},
        {"add_shared_view", [] { return a_view(); }},
        {"change_shared_view", [] { return json::object{{"name", "Ours"}}; }},
        {"remove_shared_view", [] { return nullptr; }},
        {"act_in_bulk", [this] { return in_bulk({{"status", "open"}}, true); }},
        {"assign_in_bulk", [this] { return in_bulk({{"assign", {{"assignee_id", nullptr}}}}, true); }},
        {"preview_bulk", [this] { return in_bulk({{"status", "open"}}, false); }},
        {"declare_incident", [this] { return an_incident(); }},
        {"try_incident", [] { return json::object{{"conditions", {{"all", json::array{}}, {"any", json::array{}}}}}; }},
        {"change_incident", [] { return json::object{{"title_en", "Halted again"}}; }},
        {"update_incident", [this] { return said_in_both(); }},
        {"resolve_incident",
         [this] {
             auto out = said_in_both();
             out["resolve_conversations"] = false;
             return out;
         }},
        {"reopen_incident", [this] { return said_in_both(); }},
        {"add_to_incident", [this] { return json::object{{"conversation_ids", json::array{conversation}}}; }},
        {"gather_for_incident",
         [] {
             json::object const in_english{{"field", "language"}, {"is", "any_of"}, {"values", {"en"}}};
             return json::object{{"conditions", {{"all", json::array{in_english}}, {"any", json::array{}}}}};
         }},
        {"take_out_of_incident", [] { return nullptr; }},
        {"set_complaint_terms", [this] { return get("/api/v1/complaints/terms", boss_token).json(); }},
        {"register_complaint", [this] { return a_complaint(); }},
        {"correct_complaint",
         [this] { return json::object{{"client_id", new_id()}, {"revision", 1}, {"reason", "They wrote the wrong week"}}; }},
        {"set_complaint_points",
         [this] { return json::object{{"client_id", new_id()}, {"revision", 1}, {"points", json::array{}}}; }},
        {"take_complaint_step", [this] { return receipt_of_complaint(); }},
        {"preview_complaint_letter", [this] { return receipt_of_complaint(); }},
        {"send_complaint_letter", [] { return json::object{{"seq", 1}}; }},
        {"write_compliance_note", [this] { return json::object{{"client_id", new_id()}, {"body", "Seen before"}}; }},
        {"add_field", [this] { return a_field(); }},
        {"change_field", [this] { return json::object{{"name", new_field()}, {"label_en", "Renamed"}}; }},
        {"mark_seen", [] { return json::object{{"seq", 1}}; }},
        {"demo_platform_token", [] { return json::object{{"user", "li-wei"}}; }},
    };

    // What a question must say.
    std::map<std::string_view, std::string> const queries{{"list_article_versions", "?language=en"},
                                                          {"search_conversations", "?q=hello"},
                                                          {"take_complaint_register", "?year=2026"},
                                                          {"read_complaint_report", "?year=2026"},
                                                          {"take_complaint_report", "?year=2026"},
                                                          {"read_article_version", "?language=en"},
                                                          {"search_articles", "?q=lock&language=en"},
                                                          {"list_flows", "?language=en"},
                                                          {"read_flow", "?language=en"},
                                                          {"read_diagnosis_as_staff", "?language=en"},
                                                          {"list_report_conversations", "?figure=opened"}};

    static std::string part(std::string const& name, std::string const& value) {
        return "--b\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
    }
    std::map<std::string_view, std::string> const forms{
        {"help_helped", "helped=yes"},
        {"help_answer_step", "step=what_happens&do=restart"},
        {"help_hand_over", part("what_happened", "I cannot sign in") + "--b--\r\n"},
        {"help_contact_sent", part("topic", "other") + part("what_happened", "I cannot sign in") + "--b--\r\n"},
        {"help_complaint_sent", part("complaint_service", "other") + part("complaint_topic", "delay") +
                                    part("complaint_name", "Li Wei") + part("complaint_subject", "It took nine days") +
                                    part("complaint_description", "Nobody said why") + "--b--\r\n"},
        {"help_verify_check", "text=paiwallet.example"},
        {"help_verify_letter",
         "--b\r\nContent-Disposition: form-data; name=\"letter\"; filename=\"a.eml\"\r\n\r\nFrom: "
         "a@b.example\r\nSubject: Hello\r\n\r\nHello\r\n--b--\r\n"},
        {"rate_by_letter", "score=5"},
        {"stop_letters", "List-Unsubscribe=One-Click"},
        {"help_verify_report", "what=t.me%2Fpaiwallet_support"}};
};

}  // namespace ombud::edge
