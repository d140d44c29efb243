// What stands in the house before each line of the route table is called, and what is made for a call.
#pragma once
#include <fmt/format.h>

#include "support/edge_world.hpp"

namespace ombud::edge {

using namespace std::chrono_literals;
using ombud::testing::Answer;
using ombud::testing::Asked;
using ombud::testing::own_origin;
using ombud::testing::run;

struct TableThings : ombud::testing::EdgeWorld {
    std::string customer = visitor(), stranger = visitor();
    AccountSession holder = hold_account(), other_holder = hold_account();
    StaffId boss = employ(staff::Role::admin, "Ming"), colleague = employ(staff::Role::agent, "Ben");
    std::string conversation = open(customer);
    std::string file = std::string(upload(customer, conversation, "hello").json().at("id").as_string());

    TableThings() {
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
    std::string new_delivery(std::string const& of) {
        auto const answer = post("/api/v1/webhooks/" + of + "/test", boss_token, nullptr);
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

    static constexpr auto the_password = EdgeWorld::password;
    int people_added = 0;
};

}  // namespace ombud::edge
