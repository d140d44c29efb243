// Incidents and the compliance wall through the interface: who may, what stops the clocks, and what everybody else can see.
#include <gmock/gmock.h>

#include "support/edge_world.hpp"

namespace ombud::edge {
namespace {

using namespace std::chrono_literals;
using ombud::testing::Answer;
using ombud::testing::run;
using ::testing::HasSubstr;
using ::testing::Not;

struct IncidentDoorsTest : ombud::testing::EdgeWorld {
    std::string lead = work_as(staff::Role::supervisor, "Ming"), ana = work_as(staff::Role::agent, "Ana");
    std::string officer = work_as(staff::Role::admin, "Noor");
    std::string customer = visitor();

    IncidentDoorsTest() { run(io, work.load()); }
    json::object halted() {
        return {{"client_id", new_id()}, {"kind", "network"}, {"title_en", "TRON halted"}, {"title_zh", "TRON 暂停"}};
    }
    json::object in_both(std::string en, std::string zh) {
        return {{"client_id", new_id()}, {"text_en", std::move(en)}, {"text_zh", std::move(zh)}};
    }
    std::string declare() {
        auto const made = post("/api/v1/incidents", lead, halted());
        EXPECT_EQ(made.status, 201u) << made.body;
        return std::string(made.json().at("incident").at("id").as_string());
    }
    static std::string at(std::string const& id, std::string const& more = {}) { return "/api/v1/incidents/" + id + more; }
    static std::string about(std::string const& id, std::string const& more) { return "/api/v1/conversations/" + id + more; }
    Answer gather(std::string const& incident, std::string const& conversation) {
        return post(at(incident, "/conversations"), ana, {{"conversation_ids", {conversation}}});
    }
    void follow() {
        while (run(io, work.feed.pass_on()) > 0) {
        }
        while (run(io, work.rounds.bring()) > 0) {
        }
        while (run(io, work.feed.pass_on()) > 0) {
        }
    }
    json::value due() { return get("/api/v1/inbox?view=all", ana).json().at("rows").as_array().at(0).at("next_due"); }
};

TEST_F(IncidentDoorsTest, supervisors_declare_and_any_agent_adds_and_takes_out) {
    auto const room = open(customer);
    EXPECT_EQ(post("/api/v1/incidents", ana, halted()).code(), "permission.missing");
    auto const id = declare();
    EXPECT_EQ(post(at(id, "/updates"), ana, in_both("Halted", "暂停")).code(), "permission.missing");
    EXPECT_EQ(post(at(id, "/updates"), lead, {{"client_id", "x"}, {"text_en", "Halted"}}).code(), "incident.one_language");
    json::object const in_english{{"field", "language"}, {"is", "any_of"}, {"values", {"en"}}};
    json::object const matching{{"conditions", {{"all", json::array{in_english}}, {"any", json::array{}}}}};
    EXPECT_EQ(post(at(id, "/gathering"), ana, matching).code(), "permission.missing") << "one by one, not all at once";
    EXPECT_EQ(gather(id, room).json().at("added"), 1);
    ASSERT_EQ(post(at(id, "/updates"), lead, in_both("Halted", "暂停")).status, 201u);
    follow();
    auto const shown = get(about(room, "/entries"), customer).json().at("entries").as_array();
    ASSERT_EQ(shown.size(), 2u);
    EXPECT_EQ(shown[1].at("body"), "Halted");
    EXPECT_EQ(shown[1].at("author").at("name"), "Ming");
    EXPECT_EQ(get(about(room, "/incidents"), customer).code(), "permission.missing");
    auto const tied = get(about(room, "/incidents"), ana).json().at("incidents").as_array();
    ASSERT_EQ(tied.size(), 1u);
    EXPECT_EQ(tied[0].at("incident").at("reference"), "IN-1");
    EXPECT_EQ(tied[0].at("newest").at("text_en"), "Halted");
    EXPECT_EQ(ask({.method = http::Method::delete_, .target = at(id, "/conversations/" + room), .token = ana}).status, 204u);
    EXPECT_EQ(get(about(room, "/incidents"), ana).json().at("incidents").as_array().size(), 0u);
}

TEST_F(IncidentDoorsTest, clocks_stand_still_until_it_is_over) {
    auto const began = clock.now();
    auto const room = open(customer);
    follow();
    EXPECT_EQ(due().at("due_at").as_string(), to_rfc3339(began + 1h));
    auto const id = declare();
    gather(id, room);
    follow();
    EXPECT_TRUE(due().is_null());
    auto const clocks = get(about(room, "/clocks"), ana).json().at("clocks").as_array();
    for (auto const& each : clocks) EXPECT_EQ(each.at("paused_by"), "incident");
    clock.advance(3h);
    ana = work_as(staff::Role::agent, "Ben");  // nobody stays signed in for so long
    run(io, work.clocks.tell_due());
    EXPECT_EQ(ask({.method = http::Method::delete_, .target = at(id, "/conversations/" + room), .token = ana}).status, 204u);
    follow();
    EXPECT_EQ(due().at("due_at").as_string(), to_rfc3339(began + 1h + 3h)) << "nobody is late for what could not be answered";
}

TEST_F(IncidentDoorsTest, an_incident_opened_again_opens_what_it_had_resolved) {
    auto const room = open(customer);
    auto const id = declare();
    gather(id, room);
    auto over = in_both("It goes on.", "已恢复。");
    over["resolve_conversations"] = true;
    ASSERT_EQ(post(at(id, "/resolve"), lead, over).status, 200u);
    follow();
    EXPECT_EQ(get(about(room, ""), ana).json().at("status"), "resolved");
    EXPECT_EQ(post(at(id, "/resolve"), lead, over).status, 200u) << "the same again is the same";
    over["client_id"] = new_id();
    EXPECT_EQ(post(at(id, "/resolve"), lead, over).code(), "incident.resolved");
    ASSERT_EQ(post(at(id, "/reopen"), lead, in_both("It halted again.", "又暂停了。")).status, 200u);
    follow();
    EXPECT_EQ(get(about(room, ""), ana).json().at("status"), "waiting");
}

struct ComplianceDoorsTest : IncidentDoorsTest {
    static constexpr auto words = "Structuring below the threshold";
    Answer write(std::string const& room, std::string const& by) {
        return post(about(room, "/compliance"), by, {{"client_id", new_id()}, {"body", words}});
    }
    // Everything that somebody without the permission may ask about a conversation and around it.
    std::string all_that_is_seen_by(std::string const& token, std::string const& room) {
        std::string out;
        for (auto const* rest : {"", "/entries", "/case", "/notes", "/planned", "/clocks", "/incidents", "/compliance"})
            out += get(about(room, rest), token).body;
        for (auto const* path : {"/api/v1/inbox?view=all", "/api/v1/inbox?view=unassigned", "/api/v1/views", "/api/v1/incidents"})
            out += get(path, token).body;
        return out;
    }
};

TEST_F(ComplianceDoorsTest, whoever_may_not_learns_nothing_not_even_that_there_is_one) {
    auto const with = open(customer), without = open(customer);
    // As it would be read from a screen: the same before and after.
    follow();
    get(about(with, ""), ana);
    auto const before = all_that_is_seen_by(ana, with), before_lead = all_that_is_seen_by(lead, with),
               before_customer = all_that_is_seen_by(customer, with);
    ASSERT_EQ(write(with, officer).status, 201u);
    follow();
    EXPECT_EQ(all_that_is_seen_by(ana, with), before);
    EXPECT_EQ(all_that_is_seen_by(lead, with), before_lead);
    EXPECT_EQ(all_that_is_seen_by(customer, with), before_customer);
    for (auto const& token : {ana, lead, customer}) {
        EXPECT_EQ(get(about(with, "/compliance"), token).code(), "permission.missing");
        EXPECT_EQ(get(about(with, "/compliance"), token).body, get(about(without, "/compliance"), token).body);
        EXPECT_EQ(write(with, token).code(), "permission.missing");
    }
    auto const read = get(about(with, "/compliance"), officer).json().at("notes").as_array();
    ASSERT_EQ(read.size(), 1u);
    EXPECT_EQ(read[0].at("body"), words);
    auto const records = get("/api/v1/audit", officer).body;
    EXPECT_THAT(records, HasSubstr("compliance.read"));
    EXPECT_THAT(records, Not(HasSubstr("Structuring")));
}

}  // namespace
}  // namespace ombud::edge
