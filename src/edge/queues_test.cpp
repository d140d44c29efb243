#include "support/edge_world.hpp"

namespace ombud::edge {
namespace {

using ombud::testing::Answer;
using ombud::testing::run;

struct QueuesTest : ombud::testing::EdgeWorld {
    std::string boss = work_as(staff::Role::supervisor, "Ming");
    StaffId ana_id = employ(staff::Role::agent, "Ana");
    std::string ana = session_of(ana_id);

    Answer send(http::Method method, std::string target, std::string token, json::value body) {
        return ask({.method = method, .target = std::move(target), .token = std::move(token), .body = std::move(body)});
    }
    static json::object a_queue(char const* topic = "theft") {
        json::object const condition{{"field", "topic"}, {"is", "any_of"}, {"values", {topic}}};
        return {{"name_en", "Stolen"},
                {"name_zh", "被盗"},
                {"conditions", {{"all", json::array{condition}}, {"any", json::array{}}}},
                {"everybody", true},
                {"members", json::array{}},
                {"strategy", "round_robin"},
                {"skills", json::array{}}};
    }
    static json::object a_profile() {
        return {{"languages", {"en"}}, {"skills", {"theft"}}, {"capacity", {{"chat", 2}, {"email", 0}, {"form", 1}}}};
    }
    // What the record says was done, newest first.
    std::vector<std::string> acts() {
        std::vector<std::string> out;
        auto const page = get("/api/v1/audit", work_as(staff::Role::admin, "Root")).json();
        for (auto const& each : page.at("records").as_array()) out.emplace_back(each.at("act").as_string());
        return out;
    }
};

TEST_F(QueuesTest, a_supervisor_makes_a_queue_and_what_falls_into_it_is_given_to_who_can_answer) {
    auto const made = post("/api/v1/queues", boss, a_queue());
    ASSERT_EQ(made.status, 201u) << made.body;
    auto const queue = std::string(made.json().at("id").as_string());
    ASSERT_EQ(send(http::Method::put, "/api/v1/staff/" + ana_id.text() + "/routing", boss, a_profile()).status, 200u);
    desk.presence().agent_online(ana_id);

    auto const customer = visitor();
    auto const opened = post("/api/v1/conversations", customer,
                             {{"client_id", new_id()}, {"language", "en"}, {"topic", "theft"}, {"body", "My coins are gone"}});
    ASSERT_EQ(opened.status, 201u) << opened.body;
    auto const path = "/api/v1/conversations/" + std::string(opened.json().at("id").as_string());
    run(io, work.routing.look());

    auto const seen = get(path, ana).json();
    EXPECT_EQ(seen.at("handling").at("queue_id").as_string(), queue);
    EXPECT_EQ(seen.at("assignee").at("name"), "Ana");
    // Its customer learns who answers, and nothing of queues.
    auto const own = get(path, customer);
    EXPECT_EQ(own.json().at("assignee").at("name"), "Ana");
    EXPECT_FALSE(get(path + "/entries", customer).body.contains(queue));
    EXPECT_FALSE(own.body.contains(queue));

    run(io, desk.board().catch_up());
    auto const state = get("/api/v1/routing", ana).json();
    for (auto const& each : state.at("people").as_array())
        if (each.at("id").as_string() == ana_id.text()) EXPECT_EQ(each.at("load").at("chat"), 1);
    auto const listed = get("/api/v1/queues", ana).json();
    ASSERT_EQ(listed.at("queues").as_array().size(), 2u);
    EXPECT_EQ(listed.at("counts").as_array().at(0).at("active"), 1);
}

TEST_F(QueuesTest, who_answers_customers_does_not_make_queues) {
    EXPECT_EQ(post("/api/v1/queues", ana, a_queue()).code(), "permission.missing");
    EXPECT_EQ(send(http::Method::put, "/api/v1/staff/" + ana_id.text() + "/routing", ana, a_profile()).code(),
              "permission.missing");
    EXPECT_EQ(post("/api/v1/queues", boss, a_queue("weather")).code(), "condition.value");
    auto too_many = a_profile();
    too_many["capacity"].as_object()["chat"] = 100'000;
    EXPECT_EQ(send(http::Method::put, "/api/v1/staff/" + ana_id.text() + "/routing", boss, too_many).code(), "field.range");
    EXPECT_EQ(
        send(http::Method::put, "/api/v1/staff/" + SessionId::make(clock, random).text() + "/routing", boss, a_profile()).code(),
        "staff.unknown");
}

TEST_F(QueuesTest, everybody_says_for_themselves_whether_they_take_anything) {
    auto const path = "/api/v1/staff/me/availability";
    EXPECT_EQ(get(path, ana).json().at("availability"), "online");
    EXPECT_EQ(send(http::Method::put, path, ana, {{"availability", "away"}}).status, 200u);
    EXPECT_EQ(get(path, ana).json().at("availability"), "away");
    EXPECT_EQ(get(path, boss).json().at("availability"), "online");
    EXPECT_EQ(send(http::Method::put, path, ana, {{"availability", "asleep"}}).status, 422u);
}

TEST_F(QueuesTest, what_is_done_to_queues_and_profiles_is_on_the_record) {
    auto const id = std::string(post("/api/v1/queues", boss, a_queue()).json().at("id").as_string());
    EXPECT_EQ(send(http::Method::patch, "/api/v1/queues/" + id, boss, {{"strategy", "least_load"}}).status, 200u);
    EXPECT_EQ(send(http::Method::patch, "/api/v1/queues/" + id, boss, {{"ended", true}}).status, 200u);
    EXPECT_EQ(send(http::Method::put, "/api/v1/staff/" + ana_id.text() + "/routing", boss, a_profile()).status, 200u);
    auto const done = acts();
    for (auto const* act : {"queue.added", "queue.changed", "queue.ended", "staff.routing_changed"})
        EXPECT_EQ(std::ranges::count(done, act), 1) << act;
}

// A role of the desk's own that may not reply is given nothing; an agent of the same moment is.
TEST_F(QueuesTest, whoever_may_not_reply_is_given_nothing) {
    send(http::Method::patch, "/api/v1/queues/01900000-0000-7000-8000-000000000001", boss, {{"strategy", "round_robin"}});
    static constexpr postgres::Query<postgres::Affected(StaffId)> take_reply{
        "test.take_reply",
        "WITH made AS (INSERT INTO staff_roles (key, name_en, name_zh, permissions) VALUES "
        "('01900000-0000-7000-8000-0000000000aa', "
        "'Reader', '旁观', '{read_conversations}') RETURNING key) UPDATE staff SET role = made.key FROM made WHERE id = $1"};
    run(io, database.run(take_reply, ana_id));
    desk.presence().agent_online(ana_id);
    auto const id = open(visitor());
    run(io, work.routing.look());
    EXPECT_TRUE(get("/api/v1/conversations/" + id, boss).json().at("assignee").is_null());
    auto const ben = employ(staff::Role::agent, "Ben");
    desk.presence().agent_online(ben);
    clock.advance(std::chrono::seconds{3});
    run(io, work.routing.look());
    EXPECT_EQ(get("/api/v1/conversations/" + id, boss).json().at("assignee").at("name"), "Ben");
}

}  // namespace
}  // namespace ombud::edge
