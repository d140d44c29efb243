// Views, acts on many conversations and own fields over the interface: who may, and what each window hears of it.
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <gmock/gmock.h>

#include "support/live_window.hpp"

namespace ombud::edge {
namespace {

using ombud::testing::Answer;
using ombud::testing::Asked;
using ombud::testing::run;
using ombud::testing::Window;

struct WorkTest : ombud::testing::EdgeWorld {
    std::string customer = visitor();
    StaffId ana_id = employ(staff::Role::agent, "Ana");
    std::string ana = session_of(ana_id), ben = work_as(staff::Role::agent, "Ben"), sue = work_as(staff::Role::supervisor, "Sue");
    std::string room = open(customer), other = open(customer);
    asio::cancellation_signal end;

    WorkTest() { asio::co_spawn(io, api.watch_sessions(), asio::bind_cancellation_slot(end.slot(), asio::detached)); }
    ~WorkTest() override {
        end.emit(asio::cancellation_type::terminal);
        settle();
    }

    Answer send(http::Method method, std::string target, std::string token, std::optional<json::value> body = {}) {
        return ask({.method = method, .target = std::move(target), .token = std::move(token), .body = std::move(body)});
    }
    static json::value view(std::string name, json::array all) {
        return {{"name", std::move(name)}, {"conditions", {{"all", std::move(all)}, {"any", json::array{}}}}, {"sort", "oldest"}};
    }
    static json::value is(std::string field, std::string value) {
        return {{"field", std::move(field)}, {"is", "any_of"}, {"values", json::array{std::move(value)}}};
    }
};

TEST_F(WorkTest, a_view_for_all_is_made_by_whoever_manages_the_work_and_heard_of_by_everybody) {
    Window anas{*this, ana}, bens{*this, ben};
    for (auto* each : {&anas, &bens}) each->send({{"type", "subscribe_inbox"}});
    EXPECT_EQ(post("/api/v1/shared-views", ana, view("Urgent", {is("priority", "urgent")})).code(), "permission.missing");
    EXPECT_EQ(post("/api/v1/views", customer, view("Mine", {})).status, 403u);
    auto const shared = post("/api/v1/shared-views", sue, view("Urgent", {is("priority", "urgent")}));
    ASSERT_EQ(shared.status, 201u) << shared.body;
    auto const own = post("/api/v1/views", ana, view("My own", {is("assignee", "me")}));
    ASSERT_EQ(own.status, 201u) << own.body;
    std::string const shared_id(shared.json().at("id").as_string()), own_id(own.json().at("id").as_string());
    EXPECT_EQ(post("/api/v1/conversations/" + room + "/handling", ben, {{"client_id", "a"}, {"priority", "urgent"}}).status,
              201u);
    EXPECT_EQ(
        post("/api/v1/conversations/" + other + "/assignee", ben, {{"client_id", "b"}, {"assignee_id", ana_id.text()}}).status,
        201u);
    settle();
    auto const heard = anas.of("counts").back();
    EXPECT_EQ(heard.at("views"), (json::value{{shared_id, 1}, {own_id, 1}}));
    EXPECT_EQ(bens.of("counts").back().at("views"), (json::value{{shared_id, 1}})) << "and nothing of what is Ana's own";
    EXPECT_EQ(bens.of("counts").back().at("views_version"), heard.at("views_version"));

    auto const page = get("/api/v1/views/" + shared_id + "/rows?limit=1", ben);
    ASSERT_EQ(page.status, 200u) << page.body;
    EXPECT_EQ(page.json().at_pointer("/rows/0/conversation/id").as_string(), room);
    EXPECT_EQ(page.json().at("count").as_int64(), 1);
    EXPECT_EQ(get("/api/v1/views/" + own_id + "/rows", ben).code(), "view.unknown");
    EXPECT_EQ(send(http::Method::patch, "/api/v1/shared-views/" + shared_id, ana, json::object{{"name", "x"}}).code(),
              "permission.missing");
    EXPECT_EQ(send(http::Method::delete_, "/api/v1/views/" + shared_id, ana).code(), "view.unknown");
    EXPECT_EQ(send(http::Method::delete_, "/api/v1/shared-views/" + shared_id, sue).status, 204u);
    settle();
    EXPECT_EQ(bens.of("counts").back().at("views"), json::object{});
    anas.end();
    bens.end();
}

TEST_F(WorkTest, one_act_on_many_tells_what_came_of_each) {
    json::array const both{room, other};
    EXPECT_EQ(post("/api/v1/bulk", customer, {{"conversation_ids", both}, {"act", {{"status", "resolved"}}}, {"client_id", "a"}})
                  .status,
              403u);
    auto const seen = post("/api/v1/bulk/preview", ana,
                           {{"conversation_ids", both}, {"act", {{"change", {{"add_tags", json::array{"vip"}}}}}}});
    EXPECT_EQ(seen.body, R"({"changes":2,"unchanged":0,"of_others":0,"unknown":0})");
    auto const done =
        post("/api/v1/bulk", ana,
             {{"conversation_ids", both}, {"act", {{"change", {{"add_tags", json::array{"vip"}}}}}}, {"client_id", "a"}});
    ASSERT_EQ(done.status, 200u) << done.body;
    ASSERT_EQ(done.json().at("outcomes").as_array().size(), 2u);
    for (auto const& each : done.json().at("outcomes").as_array()) {
        EXPECT_EQ(each.at("outcome").as_string(), "done");
        EXPECT_EQ(each.at_pointer("/data/before/tags"), json::array{}) << "from which it can be undone";
    }
    EXPECT_EQ(get("/api/v1/tags", ben).body, R"({"tags":[{"tag":"vip","conversations":2}]})");
    auto const taken =
        post("/api/v1/bulk/assign", ana,
             {{"conversation_ids", both}, {"act", {{"assign", {{"assignee_id", ana_id.text()}}}}}, {"client_id", "b"}});
    EXPECT_EQ(taken.json().at_pointer("/outcomes/1/outcome").as_string(), "done") << taken.body;
    EXPECT_EQ(post("/api/v1/bulk", ana, {{"conversation_ids", json::array{}}, {"act", {{"status", "open"}}}, {"client_id", "c"}})
                  .code(),
              "field.range");
}

TEST_F(WorkTest, a_conversation_takes_only_fields_that_the_desk_made) {
    auto const change = [&](json::value fields) {
        return post("/api/v1/conversations/" + room + "/handling", ana, {{"client_id", new_id()}, {"fields", std::move(fields)}});
    };
    EXPECT_EQ(change({{"tier", "gold"}}).code(), "field.unknown");
    json::value const tier{{"name", "tier"},
                           {"label_en", "Tier"},
                           {"label_zh", "等级"},
                           {"kind", "choice"},
                           {"choices", json::array{{{"value", "gold"}, {"label_en", "Gold"}, {"label_zh", "金"}}}},
                           {"topics", json::array{}}};
    EXPECT_EQ(post("/api/v1/fields", ana, tier).code(), "permission.missing");
    EXPECT_EQ(post("/api/v1/fields", sue, tier).status, 201u);
    EXPECT_EQ(change({{"tier", "iron"}}).code(), "field.type");
    EXPECT_EQ(change({{"tier", "gold"}}).status, 201u);
    auto const shown = get("/api/v1/conversations/" + room, ana).json();
    EXPECT_EQ(shown.at_pointer("/handling/fields/tier").as_string(), "gold");
    EXPECT_TRUE(get("/api/v1/conversations/" + room, customer).json().at("handling").is_null());
}

}  // namespace
}  // namespace ombud::edge
