// Whoever calls each line of the route table: for tests of all lines at once.
#pragma once
#include <gmock/gmock.h>
#include <set>

#include "edge/table_bodies.hpp"

namespace ombud::edge {

struct TableWalk : TableBodies {
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

    // What only a right code, link, passkey or factor that is there lets pass, or an article, a report or a diagnosis that has
    // come so far, a real picture, a letter or a mailbox: staff_security_test.cpp, account_doors_test.cpp, help_test.cpp,
    // mail_doors_test.cpp, rating_test.cpp, fetching_test.cpp and tests/scenarios/articles.test.mjs have those.
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
                                            "rating_page",
                                            "rate_by_letter",
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
