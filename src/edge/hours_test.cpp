// Business hours, service levels and clocks through the interface: who may, what is on record, what the desk is shown.
#include <gmock/gmock.h>

#include "support/edge_world.hpp"

namespace ombud::edge {
namespace {

using namespace std::chrono_literals;
using ombud::testing::Answer;
using ombud::testing::run;
using ::testing::ElementsAre;

struct HoursTest : ombud::testing::EdgeWorld {
    std::string lead = work_as(staff::Role::supervisor, "Ming"), ana = work_as(staff::Role::agent);
    std::string customer = visitor();

    HoursTest() { run(io, work.load()); }
    static json::object office(std::string zone = "Asia/Shanghai") {
        json::array hours;
        for (int day = 1; day <= 5; ++day) hours.push_back({{"day", day}, {"opens", 540}, {"closes", 1'080}});
        return {{"name_en", "Office"},
                {"name_zh", "办公时间"},
                {"zone", std::move(zone)},
                {"hours", std::move(hours)},
                {"holidays", {{{"date", "2026-10-01"}, {"name", "国庆节"}, {"yearly", true}}}}};
    }
    static json::object policy(std::string const& calendar, std::int64_t first_answer) {
        return {{"name_en", "Urgent"},
                {"name_zh", "紧急"},
                {"calendar_id", calendar},
                {"conditions",
                 {{"all", {{{"field", "priority"}, {"is", "any_of"}, {"values", {"urgent"}}}}}, {"any", json::array{}}}},
                {"targets", {{"first_answer", first_answer}, {"next_answer", nullptr}, {"resolution", nullptr}}},
                {"by_priority", {{"low", nullptr}, {"normal", nullptr}, {"high", nullptr}, {"urgent", nullptr}}},
                {"warn_percent", 50},
                {"warn_left", nullptr}};
    }
    Answer put(std::string target, json::value body) {
        return ask({.method = http::Method::put, .target = std::move(target), .token = lead, .body = std::move(body)});
    }
    Answer remove(std::string target) {
        return ask({.method = http::Method::delete_, .target = std::move(target), .token = lead});
    }
    static std::string id_of(Answer const& answer) { return std::string(answer.json().at("id").as_string()); }
    json::value settings() { return get("/api/v1/service-levels", lead).json(); }
    void follow() {
        while (run(io, work.feed.pass_on()) > 0) {
        }
    }
    json::value row() { return get("/api/v1/inbox?view=all", ana).json().at("rows").as_array().at(0); }
};

TEST_F(HoursTest, supervisors_keep_calendars_and_policies_and_it_is_on_record) {
    EXPECT_EQ(get("/api/v1/service-levels", ana).code(), "permission.missing");
    EXPECT_EQ(post("/api/v1/service-levels/calendars", ana, office()).code(), "permission.missing");
    auto const shipped = settings();
    ASSERT_EQ(shipped.at("policies").as_array().size(), 1u) << "a fresh desk keeps time";

    auto const calendar = post("/api/v1/service-levels/calendars", lead, office());
    ASSERT_EQ(calendar.status, 201u) << calendar.body;
    EXPECT_EQ(calendar.json().at("holidays").as_array().size(), 1u);
    EXPECT_EQ(put("/api/v1/service-levels/calendars/" + id_of(calendar), office("Europe/Berlin")).status, 200u);
    EXPECT_EQ(put("/api/v1/service-levels/calendars/" + id_of(calendar), office("Mars/Olympus")).code(), "calendar.zone");
    auto const added = post("/api/v1/service-levels/policies", lead, policy(id_of(calendar), 10));
    ASSERT_EQ(added.status, 201u) << added.body;
    EXPECT_EQ(added.json().at("position"), 2);
    EXPECT_EQ(remove("/api/v1/service-levels/calendars/" + id_of(calendar)).code(), "calendar.in_use");
    json::array const order{added.json().at("id"), shipped.at("policies").as_array()[0].at("id")};
    auto const ordered = put("/api/v1/service-levels/policies", {{"policies", order}});
    ASSERT_EQ(ordered.status, 200u) << ordered.body;
    EXPECT_EQ(ordered.json().at("policies").as_array()[0].at("id"), added.json().at("id"));
    EXPECT_EQ(put("/api/v1/service-levels/policies/" + id_of(added), policy(id_of(calendar), 20)).status, 200u);
    EXPECT_EQ(remove("/api/v1/service-levels/policies/" + id_of(added)).status, 204u);
    EXPECT_EQ(remove("/api/v1/service-levels/calendars/" + id_of(calendar)).status, 204u);
    EXPECT_EQ(remove("/api/v1/service-levels/calendars/" + id_of(calendar)).status, 404u);

    std::vector<std::string> acts;
    auto const records = get("/api/v1/audit", work_as(staff::Role::admin, "Root")).json();
    for (auto const& record : records.at("records").as_array())
        if (std::string act{record.at("act").as_string()}; act.starts_with("hours.")) acts.insert(acts.begin(), act);
    EXPECT_THAT(acts,
                ElementsAre("hours.calendar_added", "hours.calendar_changed", "hours.policy_added", "hours.policies_ordered",
                            "hours.policy_changed", "hours.policy_removed", "hours.calendar_removed"));
}

TEST_F(HoursTest, a_calendar_can_be_tried_before_anybody_relies_on_it) {
    auto const due = [&](char const* from, std::int64_t minutes) {
        auto const answer =
            post("/api/v1/service-levels/trial", lead, {{"calendar", office()}, {"from", from}, {"minutes", minutes}});
        EXPECT_EQ(answer.status, 200u) << answer.body;
        return answer.json().at("due_at");
    };
    EXPECT_EQ(due("2026-11-27T17:30:00+08:00", 60), "2026-11-30T01:30:00.000000Z") << "Friday evening, Monday morning";
    EXPECT_EQ(due("2026-09-30T17:30:00+08:00", 60), "2026-10-02T01:30:00.000000Z") << "over a holiday";
}

TEST_F(HoursTest, the_inbox_and_the_conversation_show_what_is_due_and_no_customer_does) {
    auto const began = clock.now();
    auto const id = open(customer);
    follow();
    auto const due = row().at("next_due");
    EXPECT_EQ(due.at("kind"), "first_answer");
    EXPECT_EQ(due.at("due_at").as_string(), to_rfc3339(began + 1h));
    auto const clocks = get("/api/v1/conversations/" + id + "/clocks", ana);
    ASSERT_EQ(clocks.status, 200u) << clocks.body;
    EXPECT_EQ(clocks.json().at("clocks").as_array().size(), 2u);
    EXPECT_EQ(clocks.json().at("policy").at("name_zh"), "所有会话");
    EXPECT_EQ(get("/api/v1/conversations/" + id + "/clocks", customer).code(), "permission.missing");

    clock.advance(2h);
    ana = work_as(staff::Role::agent);  // her session has ended meanwhile
    run(io, work.clocks.tell_due());
    follow();
    EXPECT_EQ(row().at("next_due").at("state"), "breached");
    auto const seen = get("/api/v1/conversations/" + id + "/entries", customer);
    EXPECT_EQ(seen.json().at("entries").as_array().size(), 1u) << "the desk's own matter";
    EXPECT_EQ(seen.json().at("last_seq"), 1);
    auto const all = get("/api/v1/conversations/" + id + "/entries", ana).json().at("entries").as_array();
    ASSERT_EQ(all.size(), 2u);
    EXPECT_EQ(all[1].at("data").at("clock").at("event"), "breach");
    EXPECT_EQ(all[1].at("internal"), true);

    say(ana, id, "It is on its way.");
    EXPECT_EQ(post("/api/v1/conversations/" + id + "/status", ana, {{"client_id", new_id()}, {"status", "resolved"}}).status,
              201u);
    follow();
    auto const after = get("/api/v1/conversations/" + id + "/clocks", ana).json().at("clocks").as_array();
    EXPECT_EQ(after[0].at("state"), "breached");
    EXPECT_EQ(after[1].at("state"), "met");
}

}  // namespace
}  // namespace ombud::edge
