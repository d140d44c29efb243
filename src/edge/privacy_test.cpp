// What is kept of customers, through the doors: who may ask, who must agree, what each side sees of it.
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <gmock/gmock.h>

#include "support/live_window.hpp"

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
    EXPECT_EQ(post(about(room, "/entries"), customer, {{"client_id", new_id()}, {"body", "It is me"}}).code(), "session.expired");
    auto const proof = get("/api/v1/privacy/proofs/" + job, boss);
    EXPECT_EQ(proof.status, 200u);
    EXPECT_THAT(proof.body, Not(HasSubstr("Li Wei")));
    EXPECT_THAT(get("/api/v1/audit?act=privacy.erased", boss).body, HasSubstr(proof.json().at("sha256").as_string().c_str()));
}

TEST_F(PrivacyDoorsTest, whoever_was_erased_is_cut_off_at_once_and_nobody_else_is) {
    auto const other = visitor();
    auto const holder = hold_account();
    auto const room = open(customer), others = open(other), held = open(holder.token);
    ombud::testing::Window phone{*this, customer}, stranger{*this, other}, portal{*this, holder.token};
    phone.follow(room), stranger.follow(others), portal.follow(held);
    wish(room, "erasure", {{"basis", "asked"}});
    auto const job = wish(held, "erasure", {{"basis", "asked"}});
    for (auto const& who : {boss, noor}) agree(who);
    finish();
    EXPECT_EQ(phone.wire().close_code, 4001);
    EXPECT_EQ(portal.wire().close_code, 4001);
    EXPECT_TRUE(stranger.wire().open());
    EXPECT_EQ(get(about(room, "/entries"), customer).code(), "session.expired");
    EXPECT_EQ(get(about(held, "/entries"), holder.token).code(), "session.expired");
    EXPECT_EQ(get(about(others, "/entries"), other).status, 200u);
    auto const proof = get("/api/v1/privacy/proofs/" + job, boss).json();
    EXPECT_EQ(parse_json(proof.at("statement").as_string()).at("counts").at("sessions").as_int64(), 1);
    // The account stays: its holder signs in again, and is heard.
    auto const again = account_session(holder.id, sessions::Assurance::two_factors);
    EXPECT_EQ(get(about(held, "/entries"), again.token).status, 200u);
    open(again.token, "It is me");
}

TEST_F(PrivacyDoorsTest, an_erasure_by_another_process_cuts_off_here_too) {
    auto const room = open(customer);
    ombud::testing::Window phone{*this, customer};
    phone.follow(room);
    asio::cancellation_signal end;
    asio::co_spawn(io, api.watch_sessions(), asio::bind_cancellation_slot(end.slot(), asio::detached));
    run(io, vault.erase(customers.verify(customer)->id));
    clock.advance(limits::session_recheck_every + std::chrono::seconds{1});
    until([&] { return !phone.wire().open(); });
    EXPECT_EQ(phone.wire().close_code, 4001);
    EXPECT_EQ(get(about(room, "/entries"), customer).code(), "session.expired");
    end.emit(asio::cancellation_type::terminal);
    settle();
}

TEST_F(PrivacyDoorsTest, a_copy_of_a_complaint_comes_with_the_rest) {
    auto const room = open(customer, "I am Li Wei");
    auto const answer =
        post(about(room, "/complaint"), boss,
             {{"client_id", new_id()},
              {"language", "en"},
              {"service", "transfer"},
              {"topic", "delay"},
              {"details",
               {{"name", "Li Wei"}, {"subject", "Nine days"}, {"description", "It was held"}, {"documents", json::array{}}}}});
    ASSERT_EQ(answer.status, 201u) << answer.body;
    auto const job = wish(room, "export");
    finish();
    auto const file = post("/api/v1/privacy/exports/" + job, boss, nullptr);
    EXPECT_EQ(file.json().at_pointer("/conversations/0/complaint/details/subject"), "Nine days");
    EXPECT_EQ(file.json().at_pointer("/conversations/0/complaint/reference"), answer.json().at("reference"));
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
