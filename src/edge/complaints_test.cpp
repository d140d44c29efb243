// Complaints through the interface: the form as a browser without scripts sees it, and what staff do about one.
#include <gmock/gmock.h>

#include "site/complaint_pages.hpp"
#include "support/browsed_world.hpp"

namespace ombud::edge {
namespace {

using ombud::testing::Answer;
using ombud::testing::run;
using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

struct ComplaintDoorsTest : ombud::testing::BrowsedWorld {
    std::string boss = work_as(staff::Role::supervisor, "Ming"), ana = work_as(staff::Role::supervisor, "Ana");

    ComplaintDoorsTest() {
        run(io, help.load(HelpCentre::Shipped::left_out));
        auto terms = get("/api/v1/complaints/terms", boss).json().as_object();
        terms["contact_en"] = "complaints@desk.example";
        terms["remedies_en"] = "The ombudsman, ombudsman.example";
        EXPECT_EQ(send("PUT", "/api/v1/complaints/terms", boss, terms).status, 200u);
    }
    Answer send(std::string_view method, std::string target, std::string token, json::value body) {
        auto const how = method == "PUT" ? http::Method::put : http::Method::patch;
        return ask({.method = how, .target = std::move(target), .token = std::move(token), .body = std::move(body)});
    }
    Parts filled_in(Answer const& page) {
        return {{"form", hidden(page, "form")},
                {"complaint_service", "transfer"},
                {"complaint_topic", "withdrawal"},
                {"complaint_subject", "It took nine days"},
                {"complaint_description",
                 "Nobody said why. My phrase is abandon abandon abandon abandon abandon abandon abandon "
                 "abandon abandon abandon abandon about"},
                {"complaint_name", "Li Wei"},
                {"complaint_phone", "+49 30 901820"},
                {"reach", "email"},
                {"email", "li@q.example"},
                {"do", "send"}};
    }
    json::value of(std::string const& path) { return get(path, ana).json(); }
    json::value take(std::string const& path, std::string token, json::object step) {
        step["client_id"] = new_id();
        step["revision"] = of(path).at("complaint").at("revision");
        auto const answer = post(path + "/steps", std::move(token), std::move(step));
        EXPECT_EQ(answer.status, 201u) << answer.body;
        return answer.json();
    }
};

TEST_F(ComplaintDoorsTest, the_form_is_whole_without_scripts_and_linked_from_every_page) {
    for (std::string const language : {"en", "zh-CN"}) {
        auto const page = look("/" + language + "/complaint");
        EXPECT_EQ(page.status, 200u);
        for (char const* field :
             {"complaint_name", "complaint_address", "complaint_rep_name", "complaint_power", "complaint_reference",
              "complaint_subject", "complaint_dates", "complaint_damage", "complaint_documents"})
            EXPECT_THAT(page.body, HasSubstr("name=\"" + std::string(field) + "\""));
        for (auto const service : site::complaint_services())
            EXPECT_THAT(page.body, HasSubstr("value=\"" + std::string(service) + "\""));
        EXPECT_THAT(page.body, Not(ContainsRegex("<style|style=\"|onclick")));
        EXPECT_THAT(look("/" + language + "/").body, HasSubstr("href=\"/" + language + "/complaint\""));
    }
}

TEST_F(ComplaintDoorsTest, what_the_form_offers_is_what_the_register_knows) {
    auto const names = []<class E>(std::type_identity<E>) {
        std::vector<std::string_view> out;
        boost::mp11::mp_for_each<boost::describe::describe_enumerators<E>>([&](auto each) { out.emplace_back(each.name); });
        return out;
    };
    auto const offered = [](std::span<std::string_view const> all) { return std::vector(all.begin(), all.end()); };
    EXPECT_EQ(offered(site::complaint_services()), names(std::type_identity<complaints::Service>{}));
    EXPECT_EQ(offered(site::complaint_topics()), names(std::type_identity<complaints::Topic>{}));
}

TEST_F(ComplaintDoorsTest, a_form_becomes_one_complaint_and_shows_what_is_kept) {
    auto const parts = filled_in(look("/en/complaint"));
    for (int i = 0; i < 2; ++i) {
        auto const thanks = send_parts("/en/complaint", parts);
        ASSERT_EQ(thanks.status, 200u) << "sent twice, by a nervous thumb";
        EXPECT_THAT(thanks.body, AllOf(HasSubstr("C-2026-0001"), HasSubstr("It took nine days"),
                                       HasSubstr("[removed:recovery_phrase]"), HasSubstr("download=\"C-2026-0001.txt\"")));
        EXPECT_THAT(thanks.body, AllOf(Not(HasSubstr("abandon")), Not(HasSubstr("901820"))));
    }
    auto const rows = of("/api/v1/complaints").at("rows").as_array();
    ASSERT_EQ(rows.size(), 1u);
    auto const path = "/api/v1/conversations/" + std::string(rows[0].at("conversation_id").as_string()) + "/complaint";
    auto const known = of(path).at("complaint");
    EXPECT_EQ(known.at("by_form"), true);
    EXPECT_EQ(known.at("details").at("name"), "Li Wei");
    EXPECT_EQ(known.at("details").at("email"), "l•••@q•••.example");
}

TEST_F(ComplaintDoorsTest, a_double_click_of_somebody_new_is_one_complaint) {
    auto const parts = filled_in(look("/en/complaint"));
    cookies.clear();
    for (int i = 0; i < 2; ++i) {
        auto const thanks = send_parts("/en/complaint", parts);
        EXPECT_THAT(thanks.body, HasSubstr("C-2026-0001"));
        EXPECT_EQ(get("/api/v1/conversations", cookies.begin()->second).json().at("conversations").as_array().size(), 1u)
            << "their browser knows whose it is";
        cookies.clear();  // the second left before the first was answered
    }
    EXPECT_EQ(of("/api/v1/complaints").at("rows").as_array().size(), 1u);
    clock.advance(std::chrono::minutes{11});
    EXPECT_THAT(send_parts("/en/complaint", parts).body, HasSubstr("C-2026-0002")) << "that is no double click";
}

TEST_F(ComplaintDoorsTest, nobody_floods_the_register_without_an_account) {
    auto status = 200u;
    std::size_t filed = 0;
    for (; filed < 60 && status == 200; ++filed) {
        cookies.clear();
        status = send_parts("/en/complaint", filled_in(look("/en/complaint"))).status;
    }
    EXPECT_EQ(status, 429u);
    EXPECT_LE(filed, 12u);
    clock.advance(std::chrono::minutes{2});
    EXPECT_EQ(send_parts("/en/complaint", filled_in(look("/en/complaint"))).status, 200u);
    cookies["__Host-ombud_account"] = hold_account().token;
    for (int i = 0; i < 2; ++i) EXPECT_EQ(send_parts("/en/complaint", filled_in(look("/en/complaint"))).status, 200u);
}

TEST_F(ComplaintDoorsTest, whoever_is_signed_in_is_not_asked_for_what_is_held) {
    auto const holder = hold_account();
    cookies["__Host-ombud_account"] = holder.token;
    auto const page = look("/en/complaint");
    EXPECT_THAT(page.body, AllOf(HasSubstr("You are signed in"), Not(HasSubstr("name=\"complaint_client_reference\""))));
    EXPECT_THAT(page.body, ContainsRegex("name=\"email\" value=\"[^\"]+@"));
}

TEST_F(ComplaintDoorsTest, what_is_missing_is_said_and_nothing_typed_is_lost) {
    auto parts = filled_in(look("/zh-CN/complaint"));
    std::erase_if(parts, [](auto const& each) { return each.first == "complaint_subject" || each.first == "complaint_service"; });
    auto const wrong = send_parts("/zh-CN/complaint", parts);
    EXPECT_EQ(wrong.status, 422u);
    EXPECT_THAT(wrong.body, AllOf(HasSubstr("href=\"#field-complaint_subject\""), HasSubstr("href=\"#field-complaint_service\""),
                                  HasSubstr("value=\"Li Wei\""), HasSubstr("noindex")));
    EXPECT_EQ(of("/api/v1/complaints").at("rows").as_array().size(), 0u);
    parts.emplace_back("wrong", "x");
    EXPECT_EQ(send_parts("/zh-CN/complaint", parts).status, 422u);
    // A program that sends forms without end is asked to wait.
    auto status = 200u;
    for (int i = 0; i < 60 && status == 200; ++i) status = send_parts("/en/complaint", filled_in(look("/en/complaint"))).status;
    EXPECT_EQ(status, 429u);
}

TEST_F(ComplaintDoorsTest, how_to_reach_a_complainant_is_revealed_for_a_purpose_and_they_see_it) {
    EXPECT_EQ(send_parts("/en/complaint", filled_in(look("/en/complaint"))).status, 200u);
    auto const theirs = cookies.begin()->second;
    auto const id = std::string(of("/api/v1/complaints").at("rows").at(0).at("conversation_id").as_string());
    auto const room = "/api/v1/conversations/" + id;
    auto const fields = [&](std::string const& token) {
        std::map<std::string, json::value> out;
        for (auto const& each : json::array(get(room + "/personal", token).json().at("fields").as_array()))
            out.emplace(each.at("name").as_string(), each.at("why_not"));
        return out;
    };
    EXPECT_TRUE(fields(ana).at("complaint_phone").is_null()) << "whoever complains need prove nothing to be reached";
    EXPECT_EQ(fields(ana).at("email"), "assurance") << "that is still of somebody nobody knows";
    json::object const wanted{{"client_id", new_id()}, {"field", "complaint_phone"}, {"purpose", "contact"}};
    auto const revealed = post(room + "/reveals", ana, wanted);
    ASSERT_EQ(revealed.status, 201u) << revealed.body;
    EXPECT_EQ(revealed.json().at("value"), "+49 30 901820");
    auto const log = get(room + "/entries", theirs);
    EXPECT_EQ(log.json().at("entries").as_array().back().at("data").at("field"), "complaint_phone");
    EXPECT_THAT(log.body, Not(HasSubstr("901820")));

    auto const agent = work_as(staff::Role::agent, "Ben");
    EXPECT_FALSE(fields(agent).contains("complaint_phone")) << "who handles no complaints has no business with it";
    EXPECT_EQ(post(room + "/reveals", agent, wanted).code(), "reveal.field");

    take(room + "/complaint", ana, {{"kind", "acknowledged"}});
    take(room + "/complaint", boss, {{"kind", "closed"}, {"reasons", "He took it back by phone."}});
    json::object const late{{"client_id", new_id()}, {"field", "complaint_phone"}, {"purpose", "contact"}};
    EXPECT_EQ(post(room + "/reveals", ana, late).code(), "reveal.over");
}

TEST_F(ComplaintDoorsTest, staff_answer_one_point_by_point_and_the_year_knows_it) {
    auto const customer = visitor();
    auto const path = "/api/v1/conversations/" + open(customer, "I complain.") + "/complaint";
    EXPECT_TRUE(of(path).at("complaint").is_null());
    json::object const details{
        {"subject", "It took nine days"}, {"description", "Nobody said why"}, {"documents", json::array{}}};
    json::object const wanted{
        {"client_id", new_id()}, {"language", "en"}, {"service", "transfer"}, {"topic", "delay"}, {"details", details}};
    auto const made = post(path, ana, wanted);
    ASSERT_EQ(made.status, 201u) << made.body;
    EXPECT_EQ(post(path, ana, wanted).status, 201u) << "a retry";
    take(path, ana, {{"kind", "acknowledged"}, {"admissible", true}});
    take(path, ana, {{"kind", "investigated"}, {"finding", "The review was forgotten."}});
    json::object const point{{"claim", "It took nine days"}, {"position", "rejected"}, {"reasons", "The terms allow ten."}};
    json::object const points{
        {"client_id", new_id()}, {"revision", of(path).at("complaint").at("revision")}, {"points", {point}}};
    EXPECT_EQ(send("PUT", path + "/points", ana, points).status, 200u);
    json::object answered{{"client_id", new_id()}, {"revision", of(path).at("complaint").at("revision")}, {"kind", "answered"}};
    EXPECT_THAT(post(path + "/preview", ana, answered).body, HasSubstr("The terms allow ten."));
    EXPECT_EQ(post(path + "/steps", ana, answered).code(), "complaint.second_person");
    EXPECT_EQ(take(path, boss, {{"kind", "answered"}}).at("outcome"), "rejected");
    EXPECT_THAT(get(path.substr(0, path.rfind('/')) + "/entries", customer).body, HasSubstr("ombudsman.example"));

    auto const report = of("/api/v1/complaints/report?year=2026");
    EXPECT_EQ(report.at("received"), 1);
    EXPECT_EQ(report.at("answered"), 1);
    EXPECT_EQ(get("/api/v1/complaints/report", ana).code(), "field.missing");
    EXPECT_THAT(std::string(of("/api/v1/complaints/register?year=2026").at("text").as_string()), HasSubstr("C-2026-0001"));
    auto const agent = work_as(staff::Role::agent, "Ben");
    EXPECT_EQ(get("/api/v1/complaints", agent).code(), "permission.missing");
    EXPECT_EQ(get(path, agent).code(), "permission.missing");
}

}  // namespace
}  // namespace ombud::edge
