// What is kept of customers, through the doors: who may ask, who must agree, what each side sees of it.
#include <gmock/gmock.h>

#include "support/edge_world.hpp"

namespace ombud::edge {
namespace {

using ombud::testing::Answer;
using ombud::testing::run;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

struct PrivacyDoorsTest : ombud::testing::EdgeWorld {
    std::string boss = work_as(staff::Role::admin, "Boss"), noor = work_as(staff::Role::admin, "Noor"),
                lead = work_as(staff::Role::supervisor, "Ming"), ana = work_as(staff::Role::agent, "Ana");
    std::string customer = visitor();

    PrivacyDoorsTest() { run(io, work.load()); }
    static std::string about(std::string const& id, std::string const& more) { return "/api/v1/conversations/" + id + more; }
    std::string wish(std::string const& id, std::string const& what, json::value body = nullptr) {
        auto const answer = post(about(id, "/" + what), boss, std::move(body));
        return answer.status == 201 ? std::string(answer.json().at("id").as_string()) : answer.code();
    }
    void agree(std::string const& by) {
        for (auto const& each : json::array(get("/api/v1/approvals", by).json().at("approvals").as_array()))
            if (each.at("state").as_string() == "waiting")
                EXPECT_EQ(post("/api/v1/approvals/" + std::string(each.at("id").as_string()), by,
                               {{"agrees", true}, {"reason", "They asked in writing"}})
                              .status,
                          200u);
    }
    void finish() {
        while (run(io, work.privacy.work_once())) {
        }
    }
};

TEST_F(PrivacyDoorsTest, agents_and_customers_have_no_business_here) {
    auto const room = open(customer);
    for (auto const& who : {ana, lead}) {
        EXPECT_EQ(get("/api/v1/privacy", who).code(), "permission.missing");
        EXPECT_EQ(get(about(room, "/kept"), who).code(), "permission.missing");
        EXPECT_EQ(post(about(room, "/erasure"), who, {{"basis", "asked"}}).code(), "permission.missing");
    }
    EXPECT_NE(post(about(room, "/export"), customer, nullptr).status, 201u);
    EXPECT_EQ(get(about(room, "/kept"), boss).status, 200u);
}

TEST_F(PrivacyDoorsTest, two_people_erase_and_the_conversation_stays_without_its_words) {
    auto const room = open(customer, "I am Li Wei");
    ASSERT_EQ(upload(customer, room, "The passport of Li Wei").status, 201u);
    auto const job = wish(room, "erasure", {{"basis", "asked"}});
    EXPECT_EQ(wish(room, "erasure", {{"basis", "asked"}}), "erasure.under_way");
    agree(boss);
    finish();
    EXPECT_THAT(get(about(room, "/entries"), ana).body, HasSubstr("Li Wei")) << "one is not two";
    agree(noor);
    finish();
    EXPECT_THAT(get(about(room, "/entries"), ana).body, AllOf(Not(HasSubstr("Li Wei")), HasSubstr("[erased]")));
    EXPECT_EQ(get(about(room, ""), ana).json().at("status"), "resolved");
    EXPECT_EQ(post(about(room, "/entries"), customer, {{"client_id", new_id()}, {"body", "It is me"}}).code(), "customer.erased");
    auto const proof = get("/api/v1/privacy/proofs/" + job, boss);
    EXPECT_EQ(proof.status, 200u);
    EXPECT_THAT(proof.body, Not(HasSubstr("Li Wei")));
    EXPECT_THAT(get("/api/v1/audit?act=privacy.erased", boss).body, HasSubstr(proof.json().at("sha256").as_string().c_str()));
}

TEST_F(PrivacyDoorsTest, a_copy_is_for_whoever_asked_once_and_the_customer_sees_that) {
    auto const room = open(customer, "I am Li Wei");
    auto const job = wish(room, "export");
    finish();
    auto const path = "/api/v1/privacy/exports/" + job;
    EXPECT_EQ(post(path, noor, nullptr).code(), "export.own");
    auto const file = post(path, boss, nullptr);
    EXPECT_EQ(file.status, 200u);
    EXPECT_THAT(file.field("Content-Disposition"), HasSubstr("attachment"));
    EXPECT_THAT(file.body, HasSubstr("I am Li Wei"));
    EXPECT_EQ(post(path, boss, nullptr).code(), "export.gone");
    EXPECT_THAT(get(about(room, "/entries"), customer).body, HasSubstr("\"everything\""));
}

TEST_F(PrivacyDoorsTest, a_hold_is_seen_by_nobody_it_is_about) {
    auto const room = open(customer);
    auto const hold = wish(room, "hold", {{"reason", "A court asked us to keep it"}});
    EXPECT_EQ(wish(room, "erasure", {{"basis", "asked"}}), "hold.stands");
    EXPECT_THAT(get(about(room, "/entries"), customer).body, Not(HasSubstr("court")));
    EXPECT_THAT(get("/api/v1/privacy", boss).body, HasSubstr("court"));
    EXPECT_EQ(ask({.method = http::Method::delete_, .target = "/api/v1/privacy/holds/" + hold, .token = noor}).status, 204u);
    EXPECT_NE(wish(room, "erasure", {{"basis", "asked"}}), "hold.stands");
}

}  // namespace
}  // namespace ombud::edge
