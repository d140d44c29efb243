// What the edge puts on record, and the record as an administrator reads it.
#include <gmock/gmock.h>

#include "audit/checkpoints.hpp"
#include "support/edge_world.hpp"

namespace ombud::edge {
namespace {

using namespace std::chrono_literals;
using ombud::testing::run;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char const* good = "plum teapot walks north";

struct RecordsTest : ombud::testing::EdgeWorld {
    std::string admin = session_of(employ(staff::Role::admin, "Ming"));

    json::array records(std::string const& query = {}) {
        auto const answer = get("/api/v1/audit" + query, admin);
        EXPECT_EQ(answer.status, 200u) << answer.body;
        return answer.json().at("records").as_array();
    }
    std::vector<std::string> acts() {
        std::vector<std::string> out;
        for (auto const& record : records()) out.insert(out.begin(), std::string(record.at("act").as_string()));
        return out;
    }
};

TEST_F(RecordsTest, what_people_of_the_desk_do_about_themselves_and_others_is_on_record) {
    auto const added =
        post("/api/v1/staff", admin, {{"email", "li@desk.test"}, {"name", "Li"}, {"public_name", "小李"}, {"role", "agent"}})
            .json();
    auto const link = std::string(added.at("setup_link").as_string());
    auto const id = std::string(added.at("staff").at("id").as_string());
    auto const token = link.substr(link.find("token=") + 6);
    EXPECT_EQ(post("/api/v1/staff/setup", {}, {{"token", token}, {"password", good}}).status, 201u);
    EXPECT_EQ(post("/api/v1/staff/sessions", {}, {{"email", "li@desk.test"}, {"password", "a hasty guess"}}).status, 401u);
    auto const signed_in = post("/api/v1/staff/sessions", {}, {{"email", "li@desk.test"}, {"password", good}}).json();
    auto const session = std::string(signed_in.at("token").as_string());
    EXPECT_EQ(ask({.method = http::Method::delete_, .target = "/api/v1/staff/sessions/current", .token = session}).status, 204u);
    EXPECT_EQ(ask({.method = http::Method::patch,
                   .target = "/api/v1/staff/" + id,
                   .token = admin,
                   .body = json::object{{"active", false}}})
                  .status,
              200u);
    EXPECT_THAT(acts(), ElementsAre("staff.added", "staff.setup_link_used", "staff.sign_in_refused", "staff.signed_in",
                                    "staff.signed_out", "staff.changed"));
    auto const all = records();
    EXPECT_EQ(all[0].at("actor_name"), "Ming");
    EXPECT_EQ(all[0].at("subject"), id.c_str());
    EXPECT_EQ(all[0].at("details").at("active"), false);
    EXPECT_EQ(all[1].at("actor_name"), "小李");
    EXPECT_EQ(all[3].at("details").at("code"), "credentials.wrong");
    EXPECT_EQ(all[3].at("details").at("network"), "203.0.113.7");
    EXPECT_TRUE(all[3].at("actor").is_null());
    auto const text = json::serialize(all);
    for (auto const* secret : {"li@desk.test", good, "a hasty guess", token.c_str(), session.c_str()})
        EXPECT_THAT(text, Not(HasSubstr(secret)));
}

TEST_F(RecordsTest, a_closed_door_is_on_record_with_its_name_and_a_flood_of_them_is_not) {
    auto const agent = session_of(employ(staff::Role::agent, "Ben"));
    auto const customer = visitor();
    for (int i = 0; i < 100; ++i) EXPECT_EQ(get("/api/v1/audit", agent).code(), "permission.missing");
    EXPECT_EQ(get("/api/v1/inbox", customer).code(), "permission.missing");
    EXPECT_EQ(get("/api/v1/inbox", {}).code(), "session.required");
    auto const all = records("?act=gate.refused");
    ASSERT_EQ(all.size(), 11u);
    EXPECT_EQ(all[0].at("actor_kind"), "customer");
    EXPECT_TRUE(all[0].at("actor_name").is_null());
    EXPECT_FALSE(all[0].at("details").as_object().contains("left_out")) << "that was somebody else";
    EXPECT_EQ(all[1].at("details").at("route"), "read_audit");
    EXPECT_EQ(all[1].at("actor_name"), "Ben");
    clock.advance(1min);
    EXPECT_EQ(get("/api/v1/audit", agent).code(), "permission.missing");
    EXPECT_EQ(records("?act=gate.refused").at(0).at("details").at("left_out"), 90);
}

TEST_F(RecordsTest, pages_go_back_to_the_first_and_the_chain_is_whole) {
    for (int i = 0; i < 25; ++i)
        run(io, audit.record({.act = "test.act", .actor_kind = audit::ActorKind::program, .actor = {}, .subject = {}}));
    std::vector<std::int64_t> seen;
    std::string before;
    for (;;) {
        auto const page = get("/api/v1/audit?limit=10" + before, admin).json();
        for (auto const& record : page.at("records").as_array()) seen.push_back(record.at("seq").as_int64());
        if (page.at("next").is_null()) break;
        before = "&before=" + std::to_string(page.at("next").as_int64());
    }
    ASSERT_EQ(seen.size(), 25u);
    for (std::size_t i = 0; i < seen.size(); ++i) EXPECT_EQ(seen[i], 25 - std::int64_t(i));
    EXPECT_EQ(records("?act=nothing.like_it").size(), 0u);
    for (auto const* bad : {"?limit=0", "?limit=201", "?limit=-1"})
        EXPECT_EQ(get(std::string("/api/v1/audit") + bad, admin).code(), "field.range");
    auto const key = audit::SigningKey::parse("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8").public_key();
    EXPECT_TRUE(run(io, audit::verify(database, key, std::nullopt)).faults.empty());
}

TEST_F(RecordsTest, what_is_done_behind_the_wall_is_read_by_those_who_may_see_it) {
    for (auto const* act : {"test.first", "compliance.noted", "compliance.read", "insider.opened_canary", "test.last"})
        run(io, audit.record({.act = act, .actor_kind = audit::ActorKind::program, .actor = {}, .subject = {}}));
    auto const role =
        post("/api/v1/roles", admin,
             {{"name_en", "Reader"}, {"name_zh", "审计"}, {"permissions", json::array{"read_audit"}}, {"copied_from", "agent"}});
    ASSERT_EQ(role.status, 201u) << role.body;
    auto const reader_id = employ(staff::Role::agent, "Ben");
    ASSERT_EQ(ask({.method = http::Method::patch,
                   .target = "/api/v1/staff/" + reader_id.text(),
                   .token = admin,
                   .body = json::object{{"role", role.json().at("id")}}})
                  .status,
              200u);
    auto const reader = session_of(reader_id);
    auto const seen = [&](std::string const& query, std::string const& by) {
        std::vector<std::string> out;
        auto const page = get("/api/v1/audit" + query, by).json();
        for (auto const& each : page.at("records").as_array()) {
            std::string const act(each.at("act").as_string());
            if (!act.starts_with("role.") && !act.starts_with("staff.")) out.push_back(act);
        }
        return out;
    };
    EXPECT_THAT(seen("", admin),
                ElementsAre("test.last", "insider.opened_canary", "compliance.read", "compliance.noted", "test.first"));
    EXPECT_THAT(seen("", reader), ElementsAre("test.last", "hidden", "hidden", "hidden", "test.first"));
    EXPECT_THAT(seen("?act=compliance.noted", reader), ElementsAre());
    EXPECT_THAT(seen("?act=insider.opened_canary", reader), ElementsAre());
    EXPECT_THAT(seen("?act=compliance.noted", admin), ElementsAre("compliance.noted"));
    auto const last = records("?act=test.last").at(0).at("seq").as_int64();
    auto const page = get("/api/v1/audit?limit=1&before=" + std::to_string(last), reader).json();
    EXPECT_EQ(page.at("next"), last - 1);
    EXPECT_EQ(page.at("records").at(0), (json::object{{"seq", last - 1},
                                                      {"at", nullptr},
                                                      {"act", "hidden"},
                                                      {"actor_kind", "nobody"},
                                                      {"actor", nullptr},
                                                      {"actor_name", nullptr},
                                                      {"subject", nullptr},
                                                      {"details", json::object{}},
                                                      {"hash", nullptr}}))
        << "not even whose of the two it is";
}

TEST_F(RecordsTest, approvals_are_for_those_who_may_approve) {
    run(io, approvals.ask("account.unfreeze", Uuid::make_v7(clock.now(), random), {{"email", "l…@example.com"}}, 1h));
    EXPECT_EQ(get("/api/v1/approvals", session_of(employ(staff::Role::agent))).code(), "permission.missing");
    auto const list = get("/api/v1/approvals", session_of(employ(staff::Role::supervisor))).json().at("approvals").as_array();
    ASSERT_EQ(list.size(), 1u);
    EXPECT_EQ(list[0].at("act"), "account.unfreeze");
    EXPECT_EQ(list[0].at("state"), "waiting");
    EXPECT_EQ(list[0].at("facts").at("email"), "l…@example.com");
}

}  // namespace
}  // namespace ombud::edge
