// Whoever calls each line of the route table, and what a right caller sends: for tests of all lines at once.
#pragma once
#include <fmt/format.h>
#include <functional>
#include <gmock/gmock.h>

#include "core/limits.hpp"
#include "support/edge_world.hpp"

namespace ombud::edge {

using namespace std::chrono_literals;
using ombud::testing::Answer;
using ombud::testing::Asked;
using ombud::testing::own_origin;
using ombud::testing::run;

struct TableWalk : ombud::testing::EdgeWorld {
    std::string customer = visitor(), stranger = visitor();
    AccountSession holder = hold_account(), other_holder = hold_account();
    StaffId boss = employ(staff::Role::admin, "Ming"), colleague = employ(staff::Role::agent, "Ben");
    std::string conversation = open(customer);
    std::string file = std::string(upload(customer, conversation, "hello").json().at("id").as_string());

    TableWalk() {
        static constexpr postgres::Query<postgres::Affected()> give_thumbnail{"test.thumbnail",
                                                                              "UPDATE attachments SET thumbnail_sha256 = sha256"};
        run(io, database.run(give_thumbnail));
        // What the holder has that routes are about.
        accounts::Origin const from{.peer = "203.0.113.7", .device = "Chrome, Android"};
        run(io, accounts.devices.remember(holder.id, from, accounts::Devices::By::sign_in));
        own_device = run(io, accounts.devices.of(holder.id, from)).front().id;
        own_key = run(io, ways_back.api_keys.make(holder.id, {"Bot", {accounts::KeyPermission::read}, {}}, from)).api_key.id;
        own_address = run(io, ways_back.address_book.add(holder.id, {"Cold", accounts::Chain::xrp, some_address, "1"}, from)).id;
        run(io, help.load(HelpCentre::Shipped::left_out));
        publish("is-it-us");
        article = new_article();
        picture = add_picture(boss);
        notice = std::string(post("/api/v1/status/notices", boss_token, a_notice()).json().at("id").as_string());
        letter = run(io, accounts.notices.send("sign_up_code", "li@q.example", "en", {{"code", "12345678"}}));
        plan = new_plan();
        resolved = open(customer);
        post("/api/v1/conversations/" + resolved + "/status", boss_token, {{"client_id", new_id()}, {"status", "resolved"}});
        other_reference = reference_of(open(customer));
        tie = std::string(post("/api/v1/conversations/" + conversation + "/ties", boss_token,
                               {{"client_id", "tie"}, {"kind", "related"}, {"reference", reference_of(open(customer))}})
                              .json()
                              .at("id")
                              .as_string());
        run(io, mail.letters.take("From: li@q.example\r\nSubject: Win\r\nX-Spam-Flag: YES\r\n\r\nWin.\r\n"));
        run(io, mail.reception.read_waiting());
        auto const came = get("/api/v1/mail/letters", boss_token).json();
        came_letter = came.at("letters").as_array().at(0).at("id").as_string();
        program_key =
            post("/api/v1/keys", boss_token, {{"name", "Bot"}, {"permissions", {"reply"}}}).json().at("key").at("id").as_string();
        round = post("/api/v1/mail/rounds", boss_token, {{"language", "en"}}).json().at("id").as_string();
    }
    json::object a_brand() {
        return {{"address", fmt::format("b{}@desk.example", ++people_added)}, {"name_en", "Card"}, {"name_zh", "卡"}};
    }
    std::string new_brand() {
        auto const made = post("/api/v1/mail/brands", boss_token, a_brand());
        return made.status == 201 ? std::string(made.json().at("id").as_string()) : came_letter;
    }
    std::string resolved;  // one of the customer's
    static constexpr char some_address[] = "rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh";
    accounts::DeviceId own_device;
    accounts::ApiKeyId own_key;
    accounts::AddressId own_address;
    LetterId letter;
    std::string webhook, other_reference, tie, article, notice, picture, plan, came_letter, round, program_key;
    std::string boss_token = session_of(boss);
    std::string new_article(std::string slug = {}) {
        if (slug.empty()) slug = fmt::format("new-{}", ++people_added);
        auto const made = post("/api/v1/articles", boss_token, {{"slug", slug}, {"category", "security"}});
        return made.status == 201 ? std::string(made.json().at("id").as_string()) : article;
    }
    void publish(std::string const& slug) {
        auto const path = "/api/v1/articles/" + new_article(slug);
        auto const draft = post(
            path + "/draft", boss_token,
            {{"language", "en"}, {"base", 0}, {"title", "T"}, {"summary", "S"}, {"keywords", json::array{}}, {"markdown", "M"}});
        auto const base = draft.json().at("texts").as_array()[0].at("revision");
        EXPECT_EQ(post(path + "/publish", boss_token, {{"language", "en"}, {"base", base}}).status, 200u);
    }
    static json::object a_queue() {
        return {{"name_en", "Fraud"},
                {"name_zh", "盗号"},
                {"conditions", {{"all", json::array{}}, {"any", json::array{}}}},
                {"everybody", true},
                {"members", json::array{}},
                {"strategy", "by_hand"},
                {"skills", json::array{}}};
    }
    json::object a_reply() { return {{"title", "Hello"}, {"shortcut", new_id()}, {"text_en", "Hello {customer_name},"}}; }
    json::object a_macro() { return {{"name", "Macro " + new_id()}, {"acts", {{{"act", "add_tags"}, {"values", {"vip"}}}}}}; }
    json::object a_rule() {
        return {{"name", "Rule " + new_id()},
                {"on", {"opened"}},
                {"conditions", {{"all", json::array{}}, {"any", json::array{}}}},
                {"acts", {{{"act", "priority"}, {"values", {"high"}}}}},
                {"active", false}};
    }
    // Made by whoever asks for it, where it is theirs alone.
    std::string made(std::string const& path, json::object body, std::string const& by = {}) {
        auto const answer = post("/api/v1/" + path, by.empty() ? boss_token : by, std::move(body));
        return answer.status == 201 ? std::string(answer.json().at("id").as_string()) : conversation;
    }
    json::object a_role() {
        return {{"name_en", "Night " + new_id()},
                {"name_zh", "夜班"},
                {"permissions", {"read_conversations"}},
                {"copied_from", "agent"}};
    }
    static json::object a_webhook() {
        return {{"name", "Bot"}, {"url", "https://hooks.example.com/in"}, {"events", {"entry.posted"}}};
    }
    std::string new_webhook() {
        auto const answer = post("/api/v1/webhooks", boss_token, a_webhook());
        return answer.status == 201 ? std::string(answer.json().at("webhook").at("id").as_string()) : conversation;
    }
    // There may be only so many: the one is used again where that does it no harm.
    std::string webhook_for(Route const& route) {
        bool const used_up = route.name == "end_webhook" || route.name == "pause_webhook" || route.name == "resume_webhook";
        if (!used_up && !webhook.empty()) return webhook;
        auto const id = new_webhook();
        if (route.name == "resume_webhook") post("/api/v1/webhooks/" + id + "/pause", boss_token, nullptr);
        if (!used_up) webhook = id;
        return id;
    }
    std::string new_delivery(std::string const& webhook) {
        auto const answer = post("/api/v1/webhooks/" + webhook + "/test", boss_token, nullptr);
        return answer.status == 201 ? std::string(answer.json().at("id").as_string()) : conversation;
    }
    json::object a_plan() { return {{"client_id", new_id()}, {"body", "Hello"}, {"seen_seq", 1'000}}; }
    std::string new_plan() {
        auto const made = post("/api/v1/conversations/" + conversation + "/planned", boss_token, a_plan());
        return made.status == 201 ? std::string(made.json().at("id").as_string()) : plan;
    }
    static json::value a_notice() {
        return {{"components", {"email"}}, {"state", "degraded"}, {"text", {{"en", "Slow mail"}, {"zh", "邮件较慢"}}}};
    }

    static constexpr char shipped_calendar[] = "0e6d5f0a-8a4e-8000-8000-000000000001";
    static json::object a_calendar() {
        return {{"name_en", "Office"},
                {"name_zh", "办公时间"},
                {"zone", "Asia/Shanghai"},
                {"hours", {{{"day", 1}, {"opens", 540}, {"closes", 1'080}}}},
                {"holidays", json::array{}}};
    }
    static json::object a_policy() {
        json::object const targets{{"first_answer", 60}, {"next_answer", 60}, {"resolution", nullptr}};
        return {{"name_en", "Office"},
                {"name_zh", "办公时间"},
                {"calendar_id", shipped_calendar},
                {"conditions", {{"all", json::array{}}, {"any", json::array{}}}},
                {"targets", targets},
                {"by_priority", {{"low", nullptr}, {"normal", nullptr}, {"high", nullptr}, {"urgent", targets}}},
                {"warn_percent", 80}};
    }
    // One that can be removed.
    std::string new_service(std::string const& what, json::object body) {
        auto const made = post("/api/v1/service-levels/" + what, boss_token, std::move(body));
        return made.status == 201 ? std::string(made.json().at("id").as_string()) : std::string(shipped_calendar);
    }
    static constexpr char shipped_queue[] = "01900000-0000-7000-8000-000000000001";
    json::value now() {
        static constexpr postgres::Query<postgres::One<json::value>(std::string)> state{
            "test.state",
            "SELECT jsonb_build_object('status', status, 'assignee', assignee_id) FROM conversations WHERE id = $1::uuid"};
        return run(io, database.run(state, conversation));
    }

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

    json::object said_in_both() { return {{"client_id", new_id()}, {"text_en", "It is halted"}, {"text_zh", "已暂停"}}; }
    json::object an_incident() {
        auto out = said_in_both();
        out["kind"] = "network", out["title_en"] = "TRON halted", out["title_zh"] = "TRON 暂停";
        return out;
    }
    std::string incident_for(Route const& route) {
        auto const made = post("/api/v1/incidents", boss_token, an_incident());
        if (made.status != 201) return conversation;
        auto id = std::string(made.json().at("incident").at("id").as_string());
        if (route.name == "take_out_of_incident")
            post("/api/v1/incidents/" + id + "/conversations", boss_token, {{"conversation_ids", json::array{conversation}}});
        if (route.name == "reopen_incident") {
            auto over = said_in_both();
            over["resolve_conversations"] = false;
            post("/api/v1/incidents/" + id + "/resolve", boss_token, std::move(over));
        }
        return id;
    }

    // A conversation that nothing was done about; whoever is refused asks about any.
    std::string untouched() { return lets_in ? open(visitor()) : conversation; }
    bool lets_in = true;

    json::object a_complaint() {
        return {
            {"client_id", new_id()},
            {"language", "en"},
            {"service", "transfer"},
            {"topic", "delay"},
            {"details", {{"subject", "It took nine days"}, {"description", "Nobody said why"}, {"documents", json::array{}}}}};
    }
    json::object receipt_of_complaint() { return {{"client_id", new_id()}, {"revision", 1}, {"kind", "acknowledged"}}; }
    // A conversation that is one, and letters about it may go out.
    std::string new_complaint() {
        auto const path = std::string("/api/v1/complaints/terms");
        auto terms = get(path, boss_token).json().as_object();
        terms["contact_en"] = "complaints@desk.example";
        ask({.method = http::Method::put, .target = path, .token = boss_token, .body = std::move(terms)});
        auto id = untouched();
        if (lets_in) post("/api/v1/conversations/" + id + "/complaint", boss_token, a_complaint());
        return id;
    }

    static json::object a_hold() { return {{"reason", "A court asked us to keep it"}}; }
    std::string new_hold() {
        if (!lets_in) return conversation;
        auto const made = post("/api/v1/conversations/" + untouched() + "/hold", boss_token, a_hold());
        return made.status == 201 ? std::string(made.json().at("id").as_string()) : conversation;
    }
    // Each is done once to whomever it is about.
    static bool asks_privacy(Route const& route) {
        return route.name == "place_hold" || route.name == "ask_export" || route.name == "ask_erasure";
    }

    static json::object a_view() {
        return {{"name", "Open"}, {"conditions", {{"all", json::array{}}, {"any", json::array{}}}}, {"sort", "updated"}};
    }
    json::object in_bulk(json::object act, bool done) {
        json::object out{{"conversation_ids", json::array{conversation}}, {"act", std::move(act)}};
        if (done) out["client_id"] = new_id();
        return out;
    }
    json::object a_field() {
        return {{"name", fmt::format("own_{}", ++people_added)},
                {"label_en", "Amount"},
                {"label_zh", "金额"},
                {"kind", "number"},
                {"choices", json::array{}},
                {"topics", json::array{}}};
    }
    std::string new_field() {
        auto const answer = post("/api/v1/fields", boss_token, a_field());
        return answer.status == 201 ? std::string(answer.json().at("name").as_string()) : "none";
    }

    Asked call_of(Route const& route, std::string token, std::string id = {}) {
        std::string target(route.path);
        if (id.empty())
            id = target.contains("/staff/{")              ? colleague.text()
                 : target.contains("/attachments/{")      ? file
                 : target.contains("/media/{")            ? picture
                 : target.contains("/approvals/{")        ? new_approval()
                 : target.contains("/sessions/{")         ? holder.session.text()
                 : target.contains("/devices/{")          ? own_device.text()
                 : target.contains("/api-keys/{")         ? own_key.text()
                 : target.contains("/addresses/{")        ? own_address.text()
                 : target.contains("/outbox/{")           ? letter.text()
                 : route.name == "remove_article"         ? new_article()
                 : route.name == "rate_conversation"      ? resolved
                 : target.contains("/articles/{")         ? article
                 : target.contains("/notices/{")          ? notice
                 : target.contains("/flows/{")            ? "sign-in"
                 : target.contains("/brands/{")           ? new_brand()
                 : target.contains("/queues/{")           ? shipped_queue
                 : target.contains("/calendars/{")        ? new_service("calendars", a_calendar())
                 : target.contains("/policies/{")         ? new_service("policies", a_policy())
                 : target.contains("/rounds/{")           ? round
                 : target.contains("/shared-replies/{")   ? made("shared-replies", a_reply())
                 : target.contains("/replies/{")          ? made("replies", a_reply(), token)
                 : target.starts_with("/api/v1/macros/{") ? made("macros", a_macro())
                 : target.contains("/rules/{")            ? made("rules", a_rule())
                 : target.contains("/incidents/{")        ? incident_for(route)
                 : target.contains("/shared-views/{")     ? made("shared-views", a_view())
                 : target.contains("/views/{")            ? made("views", a_view(), token)
                 : target.contains("/roles/{")            ? made("roles", a_role())
                 : target.contains("/webhooks/{")         ? webhook_for(route)
                 : target.starts_with("/api/v1/keys/{")   ? program_key
                 : target.contains("/mail/letters/{")     ? came_letter
                 : route.name == "register_complaint"     ? untouched()
                 : target.contains("/complaint")          ? new_complaint()
                 : target.contains("/holds/{")            ? new_hold()
                 : asks_privacy(route)                    ? untouched()
                                                          : conversation;
        if (target.starts_with("/{}")) return call_of_page(route);
        if (auto const hole = target.find("{}"); hole != target.npos) target.replace(hole, 2, id);
        if (auto const hole = target.find("{}"); hole != target.npos)
            target.replace(hole, 2,
                           target.contains("/macros/{")               ? made("macros", a_macro())
                           : target.contains("/incidents/")           ? conversation
                           : target.contains("/webhooks/")            ? new_delivery(id)
                           : route.name == "take_back_planned_answer" ? new_plan()
                           : route.name == "end_tie"                  ? tie
                           : target.contains("/followers/")           ? colleague.text()
                                                                      : plan);
        if (target == "/assets/{*}") target = "/assets/app-1a2b.css";
        if (auto const hole = target.find("{*}"); hole != target.npos) target.replace(hole, 3, "");
        if (auto const query = queries.find(route.name); query != queries.end()) target += query->second;
        if (route.name == "preview_tie") target += "?reference=" + other_reference;
        Asked asked{.method = route.method, .target = target, .token = std::move(token)};
        if (route.name == "read_metrics") asked.peer = "127.0.0.1";
        if (route.method == http::Method::get) return asked;
        if (route.body == Body::file || route.body == Body::picture || route.body == Body::letter) {
            asked.bytes = "hello";
            return asked;
        }
        auto const body = bodies.find(route.name);
        if (body == bodies.end())
            ADD_FAILURE() << "say in this test what " << route.name << " is sent";
        else if (auto value = body->second(); !value.is_null())
            asked.body = std::move(value);
        return asked;
    }

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

    // A page of the help centre, and the form that it sends.
    Asked call_of_page(Route const& route) {
        std::string target(route.path);
        auto const fill = [&](std::string_view with) { target.replace(target.find("{}"), 2, with); };
        fill("en");
        if (target.contains("{}"))
            fill(target.contains("/categories/") ? "security" : target.contains("/answers/") ? "sign-in" : "is-it-us");
        Asked asked{.method = route.method, .target = target, .peer = fmt::format("203.0.113.{}", ++people_added % 250)};
        if (route.method == http::Method::get) return asked;
        auto const form = forms.find(route.name);
        if (form == forms.end()) {
            ADD_FAILURE() << "say in this test what " << route.name << " is sent";
            return asked;
        }
        asked.bytes = form->second;
        asked.fields.push_back(
            {"Content-Type", route.body == Body::form ? "multipart/form-data; boundary=b" : "application/x-www-form-urlencoded"});
        return asked;
    }
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
        {"stop_letters", "List-Unsubscribe=One-Click"},
        {"help_verify_report", "what=t.me%2Fpaiwallet_support"}};

    // Two that are tied already are not tied again.
    void untie() {
        auto const told = get("/api/v1/conversations/" + conversation + "/ties", boss_token);
        if (told.status != 200) return;  // whoever asks for it would be refused, too
        for (auto const& each : json::array(told.json().at("ties").as_array()))
            if (each.at("other").at("reference").as_string() == other_reference)
                ask({.method = http::Method::delete_,
                     .target = "/api/v1/conversations/" + conversation + "/ties/" + std::string(each.at("id").as_string()),
                     .token = boss_token});
    }
    std::string reference_of(std::string const& id) {
        return std::string(get("/api/v1/conversations/" + id, boss_token).json().at("reference").as_string());
    }
    std::string new_address() { return fmt::format("p{}@q.example", ++people_added); }
    std::string new_approval() { return run(io, approvals.ask("test.act", Uuid::make_v7(clock.now(), random), {}, 1h)).text(); }

    // All that there is: whoever was refused has changed none of it.
    std::string everything() {
        static constexpr postgres::Query<postgres::One<std::string>()> sum{"test.sum", R"sql(
            SELECT concat((SELECT jsonb_agg(c ORDER BY c.id) FROM conversations c), (SELECT jsonb_agg(e ORDER BY e.conversation_id, e.seq) FROM entries e),
                          (SELECT jsonb_agg(s ORDER BY s.id) FROM staff s), (SELECT count(*) FROM setup_links),
                          (SELECT count(*) FROM attachments), (SELECT count(*) FROM approval_votes), (SELECT count(*) FROM customers), (SELECT count(*) FROM sessions),
                          (SELECT jsonb_agg(a ORDER BY a.id) FROM accounts a), (SELECT jsonb_agg(s) FROM staff_seen s), (SELECT jsonb_agg(q ORDER BY q.id) FROM queues q),
                          (SELECT jsonb_agg(r ORDER BY r.staff_id) FROM staff_routing r)))sql"};
        return run(io, database.run(sum));
    }

    static constexpr auto the_password = EdgeWorld::password;
    int people_added = 0;
    // What only a right code, link, passkey or factor that is there lets pass, or an article, a report or a diagnosis that has
    // come so far, a real picture, a letter or a mailbox: staff_security_test.cpp, account_doors_test.cpp, help_test.cpp,
    // mail_doors_test.cpp, fetching_test.cpp and tests/scenarios/articles.test.mjs have those.
    std::set<std::string_view> const proofs{"reveal_field",
                                            "fetch_export",
                                            "read_erasure_proof",
                                            "send_complaint_letter",
                                            "handle_alarm",
                                            "prove_staff_second_factor",
                                            "sign_in_staff_with_passkey",
                                            "step_up_staff",
                                            "confirm_staff_totp",
                                            "remove_staff_totp",
                                            "add_staff_passkey",
                                            "remove_staff_passkey",
                                            "make_staff_recovery_codes",
                                            "confirm_account",
                                            "sign_in_account",
                                            "read_reset",
                                            "resend_reset",
                                            "complete_reset",
                                            "freeze_by_code",
                                            "freeze_by_link",
                                            "say_not_me",
                                            "ask_recovery",
                                            "confirm_recovery",
                                            "read_recovery",
                                            "ask_unfreeze",
                                            "confirm_unfreeze",
                                            "read_unfreeze",
                                            "step_up",
                                            "add_passkey",
                                            "rename_passkey",
                                            "remove_passkey",
                                            "confirm_totp",
                                            "remove_totp",
                                            "make_recovery_codes",
                                            "confirm_email",
                                            "remove_second_email",
                                            "help_answer_person",
                                            "change_article",
                                            "add_article_picture",
                                            "save_article_draft",
                                            "discard_article_draft",
                                            "restore_article_version",
                                            "mark_article_checked",
                                            "publish_article",
                                            "give_up_article_plan",
                                            "withdraw_article",
                                            "decide_impostor_report",
                                            "read_diagnosis",
                                            "answer_diagnosis",
                                            "go_back_in_diagnosis",
                                            "prove_address_in_diagnosis",
                                            "prove_code_in_diagnosis",
                                            "skip_proof_in_diagnosis",
                                            "act_in_diagnosis",
                                            "say_diagnosis_solved",
                                            "resume_diagnosis",
                                            "hand_over_diagnosis",
                                            "start_diagnosis_for_customer",
                                            "read_diagnosis_as_staff",
                                            "answer_diagnosis_as_staff",
                                            "go_back_in_diagnosis_as_staff",
                                            "act_in_diagnosis_as_staff",
                                            "read_article_version",
                                            "prove_account_second_factor",
                                            "add_mailbox",
                                            "remove_mailbox",
                                            "read_letter_of_conversation",
                                            "show_letter_of_conversation",
                                            "take_letter",
                                            "ask_to_stop_letters",
                                            "stop_letters",
                                            "sign_in_account_with_passkey"};
    // What can be done once only.
    std::set<std::string_view> const once{"sign_out_staff", "lock_staff_session", "sign_out",
                                          "freeze_account", "end_session",        "forget_device",
                                          "end_api_key",    "remove_address",     "end_program_key"};

    // As if the last proof were long ago.
    std::string stale(std::string token) {
        static constexpr postgres::Query<postgres::Affected(std::string)> age{
            "test.age", "UPDATE sessions SET stepped_up_at = NULL WHERE token_hash = $1"};
        run(io, database.run(age, credentials::token_hash(token)));
        return token;
    }

    // Of somebody whom the route lets in.
    std::string right_token(Route const& route);
};

inline bool is_for(Route const& route, CallerKind kind) {
    return route.access.kind == kind;
}
// Whoever comes may use it, known or not.
inline bool is_open(Route const& route) {
    return is_for(route, CallerKind::anyone) || is_for(route, CallerKind::viewer) || is_for(route, CallerKind::guest);
}
inline bool asks_permission(Route const& route) {
    return is_for(route, CallerKind::agent) || is_for(route, CallerKind::fresh_agent);
}
inline bool is_for_staff(Route const& route) {
    return asks_permission(route) || is_for(route, CallerKind::password_session);
}
inline bool is_for_holders(Route const& route) {
    return is_for(route, CallerKind::holder) || is_for(route, CallerKind::fresh_holder);
}

inline std::string TableWalk::right_token(Route const& route) {
    if (is_open(route)) return {};
    if (is_for_staff(route)) return session_of(boss);
    return is_for_holders(route) ? account_session(holder.id, sessions::Assurance::two_factors).token : customer;
}

}  // namespace ombud::edge
