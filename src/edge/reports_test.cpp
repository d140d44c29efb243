// Ratings, reports and the wall through the interface: who may, what comes of it, and what is in it of customers: nothing.
#include <gmock/gmock.h>

#include "support/edge_world.hpp"

namespace ombud::edge {
namespace {

using namespace std::chrono_literals;
using ombud::testing::run;
using ::testing::HasSubstr;
using ::testing::Not;

struct ReportsDoorsTest : ombud::testing::EdgeWorld {
    std::string lead = work_as(staff::Role::supervisor, "Ming"), ana = work_as(staff::Role::agent);
    std::string customer = visitor(), stranger = visitor();

    ReportsDoorsTest() { run(io, work.load()); }
    std::string opened(std::string const& body) {
        auto const answer = post("/api/v1/conversations", customer,
                                 {{"client_id", new_id()}, {"language", "en"}, {"topic", "deposit"}, {"body", body}});
        EXPECT_EQ(answer.status, 201u) << answer.body;
        return std::string(answer.json().at("id").as_string());
    }
    void resolve(std::string const& id) {
        auto const path = "/api/v1/conversations/" + id;
        EXPECT_EQ(post(path + "/entries", ana, {{"client_id", new_id()}, {"body", "Here it is."}}).status, 201u);
        EXPECT_EQ(post(path + "/status", ana, {{"client_id", new_id()}, {"status", "resolved"}}).status, 201u);
    }
    ombud::testing::Answer rate(std::string const& token, std::string const& id, std::int64_t score) {
        return post("/api/v1/conversations/" + id + "/rating", token,
                    {{"client_id", new_id()}, {"score", score}, {"words", "Quick, thanks."}});
    }
    void follow() {
        while (run(io, work.feed.pass_on()) > 0) {
        }
    }
};

TEST_F(ReportsDoorsTest, a_customer_rates_their_own_and_supervisors_see_what_it_comes_to) {
    auto const id = opened("My name is Li Wei and my deposit is gone.");
    EXPECT_EQ(rate(customer, id, 5).code(), "rating.not_resolved");
    resolve(id);
    EXPECT_EQ(rate(stranger, id, 1).code(), "conversation.unknown");
    EXPECT_EQ(rate(ana, id, 5).code(), "permission.missing") << "nobody rates themselves";
    auto const rated = rate(customer, id, 4);
    ASSERT_EQ(rated.status, 201u) << rated.body;
    EXPECT_EQ(rated.json().at("kind"), "rating");
    follow();

    auto const report = get("/api/v1/reports?by=topic", lead);
    ASSERT_EQ(report.status, 200u) << report.body;
    EXPECT_EQ(report.json().at("total").at("opened"), 1);
    EXPECT_EQ(report.json().at("total").at("rated"), 1);
    EXPECT_EQ(report.json().at("scores").at(3), 1);
    EXPECT_EQ(report.json().at("rows").at(0).at("key"), "deposit");
    auto const behind = get("/api/v1/reports/conversations?figure=rated&score=4", lead);
    ASSERT_EQ(behind.json().at("rows").as_array().size(), 1u) << behind.body;
    EXPECT_EQ(behind.json().at("rows").at(0).at("conversation_id").as_string(), id);
    EXPECT_THAT(behind.body, Not(HasSubstr("Quick")));
    EXPECT_THAT(behind.body, Not(HasSubstr("Li Wei")));
    auto const file = get("/api/v1/reports/csv?by=topic", lead);
    EXPECT_EQ(file.field("Content-Type"), "text/csv; charset=utf-8");
    EXPECT_THAT(file.field("Content-Disposition"), HasSubstr("attachment"));
    EXPECT_THAT(file.body, HasSubstr("deposit,"));
    EXPECT_EQ(get("/api/v1/reports/guided", lead).json().at("total").at("begun"), 0);
    auto const wall = get("/api/v1/reports/live", lead);
    EXPECT_EQ(wall.json().at("open"), 0);
    EXPECT_EQ(wall.json().at("resolved"), 1);
}

TEST_F(ReportsDoorsTest, only_those_who_may_look_and_only_at_what_there_is) {
    for (std::string const path : {"/api/v1/reports", "/api/v1/reports/csv", "/api/v1/reports/conversations?figure=opened",
                                   "/api/v1/reports/guided", "/api/v1/reports/live"}) {
        EXPECT_EQ(get(path, ana).code(), "permission.missing") << path;
        EXPECT_EQ(get(path, customer).code(), "permission.missing") << path;
        EXPECT_EQ(get(path, lead).status, 200u) << path;
    }
    EXPECT_EQ(get("/api/v1/reports?by=customer", lead).code(), "field.choice");
    EXPECT_EQ(get("/api/v1/reports?from=yesterday", lead).code(), "field.range");
    EXPECT_EQ(get("/api/v1/reports/conversations?figure=all", lead).code(), "field.choice");
}

}  // namespace
}  // namespace ombud::edge
