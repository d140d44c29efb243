// Every line of the route table, as everybody: whoever may not is refused in the same words, and nothing happens.
#include <fmt/format.h>
#include <functional>
#include <gmock/gmock.h>

#include "core/limits.hpp"
#include "support/edge_world.hpp"

namespace ombud::edge {
namespace {

using namespace std::chrono_literals;
using ombud::testing::Answer;
using ombud::testing::Asked;
using ombud::testing::own_origin;
using ombud::testing::run;
using ::testing::HasSubstr;
using ::testing::UnorderedElementsAreArray;

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
        notice = std::string(post("/api/v1/status/notices", boss_token, a_notice()).json().at("id").as_string());
        letter = run(io, accounts.notices.send("sign_up_code", "li@q.example", "en", {{"code", "12345678"}}));
    }
    static constexpr char some_address[] = "rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh";
    accounts::DeviceId own_device;
    accounts::ApiKeyId own_key;
    accounts::AddressId own_address;
    LetterId letter;
    std::string article, notice;
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
    static json::value a_notice() {
        return {{"components", {"email"}}, {"state", "degraded"}, {"text", {{"en", "Slow mail"}, {"zh", "邮件较慢"}}}};
    }

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
        {"open_conversation", [this] { return json::object{{"client_id", new_id()}, {"language", "en"}}; }},
        {"post_entry", [this] { return json::object{{"client_id", new_id()}, {"body", "Hello"}}; }},
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
        {"mark_seen", [] { return json::object{{"seq", 1}}; }},
        {"demo_platform_token", [] { return json::object{{"user", "li-wei"}}; }},
    };

    Asked call_of(Route const& route, std::string token, std::string id = {}) {
        std::string target(route.path);
        if (id.empty())
            id = target.contains("/staff/{")         ? colleague.text()
                 : target.contains("/attachments/{") ? file
                 : target.contains("/approvals/{")   ? new_approval()
                 : target.contains("/sessions/{")    ? holder.session.text()
                 : target.contains("/devices/{")     ? own_device.text()
                 : target.contains("/api-keys/{")    ? own_key.text()
                 : target.contains("/addresses/{")   ? own_address.text()
                 : target.contains("/outbox/{")      ? letter.text()
                 : route.name == "remove_article"    ? new_article()
                 : target.contains("/articles/{")    ? article
                 : target.contains("/notices/{")     ? notice
                 : target.contains("/flows/{")       ? "sign-in"
                                                     : conversation;
        if (target.starts_with("/{}")) return call_of_page(route);
        if (auto const hole = target.find("{}"); hole != target.npos) target.replace(hole, 2, id);
        if (target == "/assets/{*}") target = "/assets/app-1a2b.css";
        if (auto const hole = target.find("{*}"); hole != target.npos) target.replace(hole, 3, "");
        if (auto const query = queries.find(route.name); query != queries.end()) target += query->second;
        Asked asked{.method = route.method, .target = target, .token = std::move(token)};
        if (route.name == "read_metrics") asked.peer = "127.0.0.1";
        if (route.method == http::Method::get) return asked;
        if (route.body == Body::file) {
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
                                                          {"read_article_version", "?language=en"},
                                                          {"search_articles", "?q=lock&language=en"},
                                                          {"list_flows", "?language=en"},
                                                          {"read_flow", "?language=en"},
                                                          {"read_diagnosis_as_staff", "?language=en"}};

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
        {"help_verify_check", "text=paiwallet.example"},
        {"help_verify_letter",
         "--b\r\nContent-Disposition: form-data; name=\"letter\"; filename=\"a.eml\"\r\n\r\nFrom: "
         "a@b.example\r\nSubject: Hello\r\n\r\nHello\r\n--b--\r\n"},
        {"help_verify_report", "what=t.me%2Fpaiwallet_support"}};

    std::string new_address() { return fmt::format("p{}@q.example", ++people_added); }
    std::string new_approval() { return run(io, approvals.ask("test.act", Uuid::make_v7(clock.now(), random), {}, 1h)).text(); }

    // All that there is: whoever was refused has changed none of it.
    std::string everything() {
        static constexpr postgres::Query<postgres::One<std::string>()> sum{"test.sum", R"sql(
            SELECT concat((SELECT jsonb_agg(c ORDER BY c.id) FROM conversations c), (SELECT jsonb_agg(e ORDER BY e.conversation_id, e.seq) FROM entries e),
                          (SELECT jsonb_agg(s ORDER BY s.id) FROM staff s), (SELECT count(*) FROM setup_links),
                          (SELECT count(*) FROM attachments), (SELECT count(*) FROM approval_votes), (SELECT count(*) FROM customers), (SELECT count(*) FROM sessions),
                          (SELECT jsonb_agg(a ORDER BY a.id) FROM accounts a), (SELECT jsonb_agg(s) FROM staff_seen s)))sql"};
        return run(io, database.run(sum));
    }

    static constexpr auto the_password = EdgeWorld::password;
    int people_added = 0;
    // What only a right code, link, passkey or factor that is there lets pass, or an article, a report or a diagnosis that has
    // come so far: staff_security_test.cpp, account_doors_test.cpp and help_test.cpp have those.
    std::set<std::string_view> const proofs{"prove_staff_second_factor",
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
                                            "sign_in_account_with_passkey"};
    // What can be done once only.
    std::set<std::string_view> const once{"sign_out_staff", "lock_staff_session", "sign_out",    "freeze_account",
                                          "end_session",    "forget_device",      "end_api_key", "remove_address"};

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

bool is_for(Route const& route, CallerKind kind) {
    return route.access.kind == kind;
}
// Whoever comes may use it, known or not.
bool is_open(Route const& route) {
    return is_for(route, CallerKind::anyone) || is_for(route, CallerKind::viewer) || is_for(route, CallerKind::guest);
}
bool asks_permission(Route const& route) {
    return is_for(route, CallerKind::agent) || is_for(route, CallerKind::fresh_agent);
}
bool is_for_staff(Route const& route) {
    return asks_permission(route) || is_for(route, CallerKind::password_session);
}
bool is_for_holders(Route const& route) {
    return is_for(route, CallerKind::holder) || is_for(route, CallerKind::fresh_holder);
}

std::string TableWalk::right_token(Route const& route) {
    if (is_open(route)) return {};
    if (is_for_staff(route)) return session_of(boss);
    return is_for_holders(route) ? account_session(holder.id, sessions::Assurance::two_factors).token : customer;
}

TEST_F(TableWalk, nobody_gets_in_where_somebody_is_asked_for) {
    auto const before = everything();
    for (auto const& route : routes()) {
        if (is_open(route)) continue;
        auto const answer = ask(call_of(route, {}));
        EXPECT_EQ(answer.status, 401u) << route.name;
        EXPECT_EQ(answer.code(), "session.required") << route.name;
        EXPECT_EQ(answer.field("WWW-Authenticate"), "Bearer");
        for (std::string const& token :
             {std::string("x"), customer + "A", customer.substr(0, customer.size() - 1),
              std::string("omc1_") + std::string(76, 'A'), credentials::new_token(credentials::session_prefix, random),
              std::string(8'000, 'A'), std::string("null")})
            EXPECT_EQ(ask(call_of(route, token)).code(), "session.expired") << route.name << " " << token.substr(0, 20);
    }
    EXPECT_EQ(everything(), before);
}

TEST_F(TableWalk, no_session_outlives_its_time) {
    auto const agent = session_of(boss);
    auto const before = everything();
    clock.advance(90 * 24h);
    for (auto const& route : routes())
        if (!is_open(route))
            for (auto const& token : {customer, holder.token, agent})
                EXPECT_EQ(ask(call_of(route, token)).code(), "session.expired") << route.name;
    EXPECT_EQ(everything(), before);
}

TEST_F(TableWalk, another_customer_is_told_what_whoever_asks_for_nothing_is_told) {
    auto const before = everything();
    for (auto const& route : routes()) {
        bool const about_one = route.path.contains("{}");
        for (auto const& token : {stranger, other_holder.token}) {
            if (!is_for_staff(route)) continue;
            auto const answer = ask(call_of(route, token));
            EXPECT_EQ(answer.status, 403u) << route.name;
            EXPECT_EQ(answer.code(), "permission.missing") << route.name;
        }
        if (is_for_holders(route)) {
            EXPECT_EQ(ask(call_of(route, stranger)).code(), "session.required") << route.name;
        }
        if (is_for(route, CallerKind::participant)) {
            ASSERT_TRUE(about_one) << route.name << ": which one?";
        }
        for (auto const& token : {stranger, other_holder.token}) {
            bool const visitor = token == stranger;
            bool const lets_in = is_for(route, CallerKind::participant) || (is_for_holders(route) && !visitor);
            if (!about_one || !lets_in) continue;
            auto const theirs = ask(call_of(route, token));
            auto const nothing = ask(call_of(route, token, ConversationId::make(clock, random).text()));
            EXPECT_EQ(theirs.status, 404u) << route.name << theirs.body;
            EXPECT_EQ(theirs.body, nothing.body) << route.name;
            for (std::string const& no_id : {"1", "abc", "%00", "..", "' OR 1=1", "00000000000000000000000000000000", ""})
                EXPECT_EQ(ask(call_of(route, token, no_id.empty() ? " " : no_id)).status, 404u) << route.name << " " << no_id;
        }
    }
    EXPECT_EQ(everything(), before);
}

TEST_F(TableWalk, staff_without_the_permission_are_refused_and_so_are_they_at_the_customers_doors) {
    for (auto const role : {staff::Role::agent, staff::Role::supervisor, staff::Role::admin}) {
        auto const token = work_as(role);
        auto const before = everything();
        for (auto const& route : routes()) {
            if (is_open(route)) continue;
            bool const for_customers = is_for(route, CallerKind::customer) || is_for_holders(route);
            if (is_for(route, CallerKind::password_session)) continue;
            if (!for_customers && staff::may(role, route.access.permission)) continue;
            auto const answer = ask(call_of(route, token));
            EXPECT_EQ(answer.status, 403u) << route.name;
            EXPECT_EQ(answer.code(), "permission.missing") << route.name;
        }
        EXPECT_EQ(everything(), before);
    }
}

TEST_F(TableWalk, whoever_has_not_stepped_up_a_moment_ago_is_asked_to) {
    auto const stale_holder = stale(account_session(holder.id, sessions::Assurance::two_factors).token);
    auto const stale_boss = stale(session_of(boss));
    auto const before = everything();
    for (auto const& route : routes()) {
        bool const by_staff = is_for(route, CallerKind::fresh_agent);
        if (!is_for(route, CallerKind::fresh_holder) && !by_staff) continue;
        auto const answer = ask(call_of(route, by_staff ? stale_boss : stale_holder));
        EXPECT_EQ(answer.status, 403u) << route.name;
        EXPECT_EQ(answer.code(), "step_up.required") << route.name;
    }
    EXPECT_EQ(everything(), before);
}

TEST_F(TableWalk, a_password_alone_opens_no_desk) {
    auto const half = session_of(boss, sessions::Assurance::password);
    auto const before = everything();
    for (auto const& route : routes()) {
        if (!asks_permission(route) && !is_for(route, CallerKind::participant)) continue;
        auto const answer = ask(call_of(route, half));
        EXPECT_EQ(answer.status, 403u) << route.name;
        EXPECT_EQ(answer.code(), "second_factor.required") << route.name;
    }
    EXPECT_EQ(everything(), before);
}

TEST_F(TableWalk, a_locked_session_opens_nothing) {
    auto const agent = session_of(boss);
    run(io, sessions.lock(holder.session));
    run(io, sessions.lock(run(io, sessions.find(agent, sessions::Sessions::Use::looks))->id));
    auto const before = everything();
    for (auto const& route : routes()) {
        bool const either = is_for(route, CallerKind::participant);
        auto refused = [&](std::string const& token) {
            auto const answer = ask(call_of(route, token));
            EXPECT_EQ(answer.status, 403u) << route.name;
            EXPECT_EQ(answer.code(), "session.locked") << route.name;
        };
        if (is_for_holders(route) || is_for(route, CallerKind::customer) || either) refused(holder.token);
        if (asks_permission(route) || either) refused(agent);
    }
    EXPECT_EQ(everything(), before);
}

TEST_F(TableWalk, the_holder_of_an_account_is_a_customer_too) {
    auto const own = open(holder.token);
    auto const entries = "/api/v1/conversations/" + own + "/entries";
    EXPECT_EQ(get(entries, holder.token).status, 200u);
    EXPECT_EQ(get(entries, other_holder.token).status, 404u);
    EXPECT_EQ(get(entries, customer).status, 404u);
    EXPECT_EQ(get(entries, account_session(holder.id, sessions::Assurance::password).token).status, 200u) << "on another device";
    auto const by_cookies = [&](std::string const& cookies) {
        return ask({.method = http::Method::get, .target = "/api/v1/conversations", .fields = {{"Cookie", cookies}}})
            .json()
            .at("conversations")
            .as_array()
            .size();
    };
    auto const account = "__Host-ombud_account=" + holder.token, visitor = "__Host-ombud_visitor=" + stranger,
               desk = "__Host-ombud_staff=" + session_of(boss);
    EXPECT_EQ(by_cookies(visitor), 0u);
    EXPECT_EQ(by_cookies(visitor + "; " + account), 1u) << "an account before a visitor";
    EXPECT_EQ(by_cookies(desk + "; " + account), 1u) << "at a customer's door staff may be customers";
    run(io, sessions.end(holder.session, sessions::Ending::signed_out));
    EXPECT_EQ(get(entries, holder.token).code(), "session.expired");
    EXPECT_EQ(by_cookies(visitor + "; " + account), 0u) << "an old cookie is as good as none";
}

TEST_F(TableWalk, whoever_may_is_let_in_and_told_of_what_is_not_there) {
    auto const added = run(io, staff.add({"ana@desk.test", "Ana", "Ana", staff::Role::agent}));
    run(io, staff.complete_setup({added.setup_link.token, the_password}, {"203.0.113.7"}));
    for (auto const& route : routes()) {
        auto good = [&](Answer const& answer) {
            if (proofs.contains(route.name)) return;
            auto const expected = route.path == "/" ? 302 : route.status;
            EXPECT_EQ(answer.status, expected) << route.name << " " << answer.body;
        };
        bool const by_customer = is_for(route, CallerKind::customer) || is_for(route, CallerKind::participant);
        bool const by_staff = is_for_staff(route) || is_for(route, CallerKind::participant);
        if (is_open(route)) good(ask(call_of(route, {})));
        if (is_for_holders(route)) good(ask(call_of(route, right_token(route))));
        if (by_customer) good(ask(call_of(route, customer)));
        for (auto const role : {staff::Role::agent, staff::Role::supervisor, staff::Role::admin}) {
            bool const may = is_for(route, CallerKind::password_session) || staff::may(role, route.access.permission);
            if (!by_staff || !may) continue;
            auto const token = work_as(role);
            good(ask(call_of(route, token)));
            if (route.path.contains("{}") && route.name != "sign_out_staff") {
                auto const unknown = ask(call_of(route, token, ConversationId::make(clock, random).text()));
                EXPECT_EQ(unknown.status, 404u) << route.name;
                EXPECT_THAT(unknown.code(), HasSubstr(".unknown")) << route.name;
            }
        }
    }
}

TEST_F(TableWalk, a_cookie_of_ours_serves_our_own_pages_only) {
    for (auto const& route : routes()) {
        if (is_open(route)) continue;
        bool const by_visitor = is_for(route, CallerKind::customer);
        auto const staff_token = session_of(boss);
        auto const cookie = is_for_holders(route) ? "__Host-ombud_account=" + right_token(route)
                            : by_visitor          ? "__Host-ombud_visitor=" + customer
                                                  : "__Host-ombud_staff=" + staff_token;
        auto with = [&](std::vector<http::Field> fields) {
            auto asked = call_of(route, {});
            asked.fields = std::move(fields);
            asked.fields.push_back({"Cookie", "other=1; " + cookie});
            return asked;
        };
        bool const safe = route.method == http::Method::get;
        if (!safe) {
            auto const before = everything();
            for (std::vector<http::Field> const& fields : {std::vector<http::Field>{},
                                                           {{"Origin", "https://evil.example"}},
                                                           {{"Origin", "null"}},
                                                           {{"Origin", "http://desk.example"}},
                                                           {{"Origin", "https://desk.example.evil.example"}},
                                                           {{"Origin", ombud::testing::widget_origin}},
                                                           {{"Sec-Fetch-Site", "cross-site"}},
                                                           {{"Sec-Fetch-Site", "same-site"}, {"Origin", own_origin}},
                                                           {{"Sec-Fetch-Site", "none"}},
                                                           {{"Sec-Fetch-Site", "Same-Origin"}}})
                EXPECT_EQ(ask(with(fields)).code(), "origin.foreign") << route.name;
            EXPECT_EQ(everything(), before) << route.name;
        }
        if (once.contains(route.name) || proofs.contains(route.name)) continue;
        EXPECT_EQ(ask(with({{"Origin", own_origin}})).status, route.status) << route.name;
        EXPECT_EQ(ask(with({{"Sec-Fetch-Site", "same-origin"}})).status, route.status) << route.name;
    }
}

TEST_F(TableWalk, a_foreign_page_changes_nothing_even_where_anybody_may) {
    for (auto const& route : routes()) {
        if (route.method == http::Method::get) continue;
        for (http::Field const& field :
             {http::Field{"Origin", "https://evil.example"}, http::Field{"Sec-Fetch-Site", "cross-site"}}) {
            auto asked = call_of(route, right_token(route));
            auto const sum = everything();
            asked.fields.push_back(field);
            auto const answer = ask(asked);
            EXPECT_EQ(answer.code(), "origin.foreign") << route.name;
            EXPECT_EQ(answer.field("Set-Cookie"), "") << route.name;
            EXPECT_EQ(answer.field("Access-Control-Allow-Origin"), "");
            EXPECT_EQ(everything(), sum) << route.name;
        }
    }
}

TEST_F(TableWalk, fields_that_nobody_knows_and_values_of_another_type_are_refused_by_name) {
    for (auto const& route : routes()) {
        auto const token = right_token(route);
        auto const shape = route.asked();
        if (shape.is_null() || route.body == Body::file) continue;
        auto sent = [&](json::value body) {
            auto asked = call_of(route, token);
            asked.body = std::move(body);
            return ask(asked);
        };
        if (route.method == http::Method::get) {
            auto asked = call_of(route, token);
            auto const more = [](std::string const& target) { return target + (target.contains('?') ? "&" : "?"); };
            asked.target = more(asked.target) + "colour=red";
            EXPECT_EQ(ask(asked).code(), "field.unknown") << route.name;
            for (auto const& field : shape.at("properties").as_object()) {
                if (!json::serialize(field.value()).contains("integer")) continue;
                for (auto const* bad : {"x", "1.5", "", "99999999999999999999", "1%201", "+1", "0x1"}) {
                    asked.target = more(call_of(route, token).target) + std::string(field.key()) + "=" + bad;
                    EXPECT_EQ(ask(asked).status, 422u) << route.name << " " << asked.target;
                }
            }
            continue;
        }
        if (route.path.starts_with("/{}")) continue;  // a form: help_test.cpp
        auto const right = bodies.at(route.name)();
        auto unknown = right.as_object();
        unknown["colour"] = "red";
        auto const refused = sent(unknown);
        EXPECT_EQ(refused.code(), "field.unknown") << route.name;
        EXPECT_EQ(refused.json().at("field").as_string(), "colour");
        for (auto const& field : shape.at("properties").as_object()) {
            if (field.value() == json::object{}) continue;  // anything may stand there
            auto wrong = right.as_object();
            wrong[field.key()] = json::object{{"unexpected", true}};
            auto const answer = sent(wrong);
            EXPECT_EQ(answer.status, 422u) << route.name << "." << field.key();
            EXPECT_TRUE(answer.json().at("field").as_string().starts_with(field.key())) << answer.body;
        }
        for (auto const& required : shape.at("required").as_array()) {
            auto wrong = right.as_object();
            wrong.erase(required.as_string());
            auto const answer = sent(wrong);
            EXPECT_EQ(answer.code(), "field.required") << route.name;
            EXPECT_EQ(answer.json().at("field").as_string(), required.as_string());
        }
        for (std::string const& text : {"", "{", "[]", "null", "7", "{\"a\":1,\"a\":2}", "\xff", "{\"colour\":\"\\ud800\"}"}) {
            auto asked = call_of(route, token);
            asked.body.reset();
            asked.bytes = text;
            auto const answer = ask(asked);
            EXPECT_TRUE(answer.status == 400 || answer.status == 422) << route.name << " " << answer.body;
        }
    }
}

TEST_F(TableWalk, another_method_is_told_what_the_path_answers_to) {
    std::map<std::string, std::set<http::Method>> known;
    std::map<std::string, std::string> targets;
    for (auto const& route : routes()) {
        auto const path = std::string(route.path);
        known[path].insert(route.method);
        if (route.method == http::Method::get) known[path].insert(http::Method::head);
        targets[path] = call_of(route, {}).target;
    }
    for (auto const& [path, methods] : known)
        for (auto const method : {http::Method::get, http::Method::head, http::Method::post, http::Method::put,
                                  http::Method::patch, http::Method::delete_, http::Method::options, http::Method::other}) {
            if (methods.contains(method)) continue;
            auto const answer = ask({.method = method, .target = targets[path]});
            EXPECT_EQ(answer.status, 405u) << path;
            EXPECT_EQ(answer.code(), "method.unknown");
            std::vector<std::string> said, expected;
            for (auto rest = answer.field("Allow"); !rest.empty();) {
                said.push_back(rest.substr(0, rest.find(", ")));
                rest.erase(0, said.back().size() + 2);
            }
            for (auto const each : methods) expected.emplace_back(name_of(each));
            EXPECT_THAT(said, UnorderedElementsAreArray(expected)) << path;
        }
    EXPECT_EQ(get("/nowhere").code(), "path.unknown");
    EXPECT_EQ(get("/api/v1/conversations/").code(), "path.unknown");
    EXPECT_EQ(get("/api/v1/conversations/x/y").code(), "path.unknown");
}

TEST_F(TableWalk, the_description_names_each_route_of_the_interface_and_nothing_else) {
    auto const description = get("/api/v1/openapi.json").json();
    std::multiset<std::string> described, there;
    for (auto const& path : description.at("paths").as_object())
        for (auto const& verb : path.value().as_object())
            described.insert(std::string(verb.value().at("operationId").as_string()));
    for (auto const& route : routes())
        if (route.path.starts_with("/api/") || route.path == "/healthz") there.emplace(route.name);
    EXPECT_EQ(described, there);
    std::set<std::string_view> names;
    for (auto const& route : routes()) EXPECT_TRUE(names.insert(route.name).second) << route.name << " twice";
    for (auto const& path : description.at("paths").as_object())
        for (auto const& verb : path.value().as_object()) {
            auto const& operation = verb.value().as_object();
            auto const route =
                std::ranges::find(routes(), std::string_view(operation.at("operationId").as_string()), &Route::name);
            EXPECT_EQ(operation.contains("x-permission"), asks_permission(*route) || is_for(*route, CallerKind::participant));
            EXPECT_EQ(operation.contains("security"), is_open(*route)) << route->name;
            EXPECT_TRUE(operation.at("responses").as_object().contains(std::to_string(route->status)));
            EXPECT_TRUE(operation.at("responses").as_object().contains("default"));
        }
}

}  // namespace
}  // namespace ombud::edge
