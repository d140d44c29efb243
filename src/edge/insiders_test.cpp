// Protection against insiders, through the doors that an agent's own program would use.
#include <gmock/gmock.h>

#include "insiders/queries.hpp"
#include "support/edge_world.hpp"

namespace ombud::edge {
namespace {

using namespace std::chrono_literals;
using ombud::testing::run;
using ::testing::HasSubstr;
using ::testing::Not;

struct InsidersTest : ombud::testing::EdgeWorld {
    StaffId ana = employ(staff::Role::agent, "Ana"), boss = employ(staff::Role::admin, "Boss");
    std::string ana_token = session_of(ana), boss_token = session_of(boss);
    int ids = 0;

    std::string new_id() { return "id" + std::to_string(++ids); }
    std::string opened_by(std::string const& token, std::string const& body = "Where is my deposit?") {
        auto const answer = post("/api/v1/conversations", token, {{"client_id", new_id()}, {"language", "en"}, {"body", body}});
        EXPECT_EQ(answer.status, 201u) << answer.body;
        return std::string(answer.json().at("id").as_string());
    }
    std::string path(std::string const& id, std::string const& rest = {}) { return "/api/v1/conversations/" + id + rest; }
    void budget(std::int64_t customers, std::int64_t reveals) {
        auto const answer = ask({.method = http::Method::put,
                                 .target = "/api/v1/insiders/budgets",
                                 .token = boss_token,
                                 .body = json::object{{"role", "agent"},
                                                      {"customers_alert", std::max<std::int64_t>(customers - 1, 1)},
                                                      {"customers_stop", customers},
                                                      {"reveals_alert", std::max<std::int64_t>(reveals - 1, 1)},
                                                      {"reveals_stop", reveals}}});
        ASSERT_EQ(answer.status, 200u) << answer.body;
    }
    std::vector<std::string> alarms() {
        std::vector<std::string> out;
        for (auto const& each : json::array(get("/api/v1/insiders", boss_token).json().at("alarms").as_array()))
            out.emplace_back(each.at("kind").as_string());
        return out;
    }
    std::vector<std::string> acts() {
        std::vector<std::string> out;
        for (auto const& record : run(io, audit.read(std::nullopt, std::nullopt, 100))) out.push_back(record.act);
        return out;
    }
    // The customer of a conversation has an address that we know, and that they proved.
    void has_address(std::string const& id, std::string const& email, bool proved = true) {
        static constexpr postgres::Query<postgres::Affected(ConversationId, postgres::Bytes, bool)> add{
            "test.contact",
            "INSERT INTO conversation_contacts (conversation_id, reach, email, proved) VALUES ($1, 'email', $2, $3)"};
        auto const key = run(io, desk.words().key_of(*ConversationId::parse(id))).value();
        run(io, database.run(add, *ConversationId::parse(id), key.close(email, random), proved));
    }
    json::object asking(std::string const& purpose = "documents") {
        return {{"client_id", new_id()}, {"field", "email"}, {"purpose", purpose}};
    }
};

TEST_F(InsidersTest, the_budget_stops_whoever_opens_one_after_another_at_the_set_number) {
    budget(5, 5);
    std::vector<std::string> rooms;
    for (int i = 0; i < 8; ++i) rooms.push_back(opened_by(visitor()));
    int seen = 0, refused = 0;
    for (auto const& room : rooms) {
        auto const answer = get(path(room, "/entries"), ana_token);
        answer.status == 200 ? ++seen : ++refused;
        EXPECT_EQ(answer.status == 200 ? "" : answer.code(), answer.status == 200 ? "" : "budget.spent");
    }
    EXPECT_EQ(seen, 5);
    EXPECT_EQ(refused, 3);
    EXPECT_EQ(get(path(rooms[0]), ana_token).status, 200u) << "what was opened stays open";
    for (auto const* rest : {"", "/entries", "/case", "/handling", "/notes", "/planned", "/personal", "/deliveries", "/clocks"})
        EXPECT_NE(get(path(rooms[7], rest), ana_token).status, 200u) << rest;
    EXPECT_EQ(post(path(rooms[7], "/entries"), ana_token, {{"client_id", "x"}, {"body", "Hello"}}).code(), "budget.spent");
    EXPECT_THAT(alarms(), ::testing::UnorderedElementsAre("customers_near", "customers_spent"));
    EXPECT_THAT(acts(), ::testing::Contains("insider.refused"));

    // A supervisor may give more, to others; and the next shift begins anew.
    auto more = [&](StaffId whom) {
        return post("/api/v1/insiders/grants", boss_token,
                    {{"staff_id", whom.text()}, {"customers", 1}, {"reveals", 0}, {"reason", "A wallet is down today"}});
    };
    EXPECT_EQ(more(boss).code(), "grant.own");
    EXPECT_EQ(more(ana).status, 201u);
    EXPECT_EQ(get(path(rooms[6]), ana_token).status, 200u);
    EXPECT_EQ(get(path(rooms[7]), ana_token).code(), "budget.spent");
    clock.advance(13h);
    ana_token = session_of(ana);
    EXPECT_EQ(get(path(rooms[7]), ana_token).status, 200u);
}

TEST_F(InsidersTest, opening_many_at_once_gets_no_more_than_one_after_another) {
    budget(4, 5);
    auto const who = run(io, gate.identify_token(ana_token, "203.0.113.7", false));
    auto open = [&](ConversationId id) -> Task<bool> {
        co_await work.insiders.opens(*who.staff, id);
        co_return true;
    };
    std::vector<Task<bool>> tasks;
    for (int i = 0; i < 12; ++i) tasks.push_back(open(*ConversationId::parse(opened_by(visitor()))));
    int let_in = 0;
    for (auto const& outcome : all(std::move(tasks))) {
        if (outcome.code.empty())
            ++let_in;
        else
            EXPECT_EQ(outcome.code, "budget.spent");
    }
    EXPECT_EQ(let_in, 4);
}

TEST_F(InsidersTest, many_conversations_of_one_customer_count_once) {
    budget(2, 5);
    auto const one = visitor();
    for (int i = 0; i < 4; ++i) EXPECT_EQ(get(path(opened_by(one)), ana_token).status, 200u), clock.advance(31s);
}

TEST_F(InsidersTest, a_field_is_masked_and_revealed_for_a_purpose_for_minutes_on_the_record) {
    auto const customer = visitor();
    auto const room = opened_by(customer);
    has_address(room, "li.wei@mail.example");
    auto const shown = get(path(room, "/personal"), ana_token);
    EXPECT_EQ(shown.json().at("fields").at(0).at("masked").as_string(), "li•••@m•••.example");
    EXPECT_TRUE(shown.json().at("fields").at(0).at("why_not").is_null());
    EXPECT_THAT(shown.body, Not(HasSubstr("li.wei@mail.example")));

    EXPECT_EQ(post(path(room, "/reveals"), ana_token, asking("other")).code(), "purpose.reason");
    EXPECT_EQ(post(path(room, "/reveals"), ana_token, {{"client_id", "a"}, {"field", "phone"}, {"purpose", "contact"}}).code(),
              "reveal.field");
    auto const wanted = asking();
    auto const revealed = post(path(room, "/reveals"), ana_token, wanted);
    ASSERT_EQ(revealed.status, 201u) << revealed.body;
    EXPECT_EQ(revealed.json().at("value").as_string(), "li.wei@mail.example");
    EXPECT_EQ(post(path(room, "/reveals"), ana_token, wanted).json().at("id"), revealed.json().at("id")) << "a retry is the same";
    clock.advance(6min);
    EXPECT_EQ(post(path(room, "/reveals"), ana_token, wanted).code(), "client_id.reused") << "its minutes are over";

    // The customer sees who looked and why; not the field's value once more.
    auto const log = get(path(room, "/entries"), customer);
    auto const entries = log.json().at("entries").as_array();
    auto const& last = entries.back();
    EXPECT_EQ(last.at("kind").as_string(), "reveal");
    EXPECT_EQ(last.at("data").at("purpose").as_string(), "documents");
    EXPECT_EQ(entries.size(), 2u);
    EXPECT_THAT(log.body, Not(HasSubstr("li.wei@mail.example")));
    EXPECT_THAT(acts(), ::testing::Contains("insider.revealed"));
    EXPECT_EQ(get("/api/v1/insiders", boss_token).json().at("reveals").as_array().size(), 1u);
}

TEST_F(InsidersTest, nothing_is_revealed_about_somebody_nobody_knows_nor_when_all_is_over) {
    auto const room = opened_by(visitor());
    has_address(room, "li.wei@mail.example", false);
    EXPECT_EQ(get(path(room, "/personal"), ana_token).json().at_pointer("/fields/0/why_not").as_string(), "assurance");
    EXPECT_EQ(post(path(room, "/reveals"), ana_token, asking()).code(), "reveal.assurance");
    auto const other = opened_by(visitor());
    has_address(other, "ben@mail.example");
    EXPECT_EQ(post(path(other, "/status"), ana_token, {{"client_id", new_id()}, {"status", "resolved"}}).status, 201u);
    EXPECT_EQ(post(path(other, "/reveals"), ana_token, asking()).code(), "reveal.closed");
}

TEST_F(InsidersTest, a_conversation_that_staff_alone_opened_again_reveals_nothing) {
    auto const customer = visitor();
    auto const room = opened_by(customer), waits = opened_by(visitor());
    for (auto const& each : {room, waits}) has_address(each, "li.wei@mail.example");
    auto const turn = [&](char const* status) {
        return post(path(room, "/status"), ana_token, {{"client_id", new_id()}, {"status", status}}).status;
    };
    post(path(room, "/assignee"), boss_token, {{"client_id", new_id()}, {"assignee_id", ana.text()}});
    EXPECT_EQ(turn("resolved"), 201u);
    clock.advance(31 * 24h);
    ana_token = session_of(ana);
    EXPECT_EQ(turn("open"), 201u);
    EXPECT_EQ(get(path(room, "/personal"), ana_token).json().at_pointer("/fields/0/why_not").as_string(), "closed");
    EXPECT_EQ(post(path(room, "/reveals"), ana_token, asking()).code(), "reveal.closed");
    EXPECT_EQ(post(path(waits, "/reveals"), ana_token, asking()).status, 201u) << "nobody has answered it yet";
    EXPECT_EQ(post(path(room, "/entries"), customer, {{"client_id", new_id()}, {"body", "It is here again"}}).status, 201u);
    EXPECT_EQ(post(path(room, "/reveals"), ana_token, asking()).status, 201u);
}

TEST_F(InsidersTest, nobody_raises_the_budget_that_they_have) {
    auto const set = [&](char const* role, std::int64_t stop, std::string const& token) {
        return ask(
            {.method = http::Method::put,
             .target = "/api/v1/insiders/budgets",
             .token = token,
             .body = json::object{
                 {"role", role}, {"customers_alert", 1}, {"customers_stop", stop}, {"reveals_alert", 1}, {"reveals_stop", 5}}});
    };
    EXPECT_EQ(set("admin", 100'000, boss_token).code(), "role.own");
    EXPECT_EQ(set("admin", 50, boss_token).status, 200u) << "less is no gift";
    EXPECT_EQ(set("admin", 51, boss_token).code(), "role.own");
    EXPECT_EQ(set("agent", 500, boss_token).status, 200u);
    // A role of the desk's own has the budget of agents until it has one.
    auto const made =
        post("/api/v1/roles", boss_token,
             {{"name_en", "Lead"}, {"name_zh", "组长"}, {"permissions", json::array{"manage_access"}}, {"copied_from", "agent"}});
    auto const role = std::string(made.json().at("id").as_string());
    auto const lead = employ(staff::Role::agent, "Lead");
    ASSERT_EQ(ask({.method = http::Method::patch,
                   .target = "/api/v1/staff/" + lead.text(),
                   .token = boss_token,
                   .body = json::object{{"role", role}}})
                  .status,
              200u);
    EXPECT_EQ(set("agent", 501, session_of(lead)).code(), "role.own");
    EXPECT_EQ(set(role.c_str(), 501, session_of(lead)).code(), "role.own");
    EXPECT_EQ(set("admin", 400, session_of(lead)).status, 200u);
}

TEST_F(InsidersTest, why_somebody_looked_lies_under_the_customers_key) {
    auto const room = opened_by(visitor());
    has_address(room, "li.wei@mail.example");
    auto wanted = asking("other");
    wanted["reason"] = "Li Wei asked for the tax paper of 2025";
    ASSERT_EQ(post(path(room, "/reveals"), ana_token, wanted).status, 201u);
    static constexpr postgres::Query<postgres::Affected()> old{"test.older_reveal", R"sql(
        INSERT INTO insider_reveals (id, staff_id, customer_id, conversation_id, client_id, field, purpose, plain_reason, at, until)
        SELECT gen_random_uuid(), staff_id, customer_id, conversation_id, 'older', field, purpose, 'Li Wei asked before', at - interval '1 day', until
        FROM insider_reveals)sql"};
    run(io, database.run(old));
    static constexpr postgres::Query<postgres::One<std::string>()> rows{"test.reveals",
                                                                        "SELECT string_agg(r::text, ' ') FROM insider_reveals r"};
    auto const told = [&](std::size_t which) {
        return std::string(get("/api/v1/insiders", boss_token).json().at("reveals").at(which).at("reason").as_string());
    };
    EXPECT_EQ(told(1), "Li Wei asked before") << "read as it lies there until it is sealed";
    run(io, work.insiders.seal_old_reasons());
    EXPECT_THAT(run(io, database.run(rows)), Not(HasSubstr("Li Wei")));
    EXPECT_EQ(told(0), "Li Wei asked for the tax paper of 2025");
    EXPECT_EQ(told(1), "Li Wei asked before");
}

TEST_F(InsidersTest, reveals_have_a_budget_of_their_own) {
    budget(50, 3);
    auto const room = opened_by(visitor());
    has_address(room, "li.wei@mail.example");
    for (int i = 0; i < 3; ++i) EXPECT_EQ(post(path(room, "/reveals"), ana_token, asking()).status, 201u);
    EXPECT_EQ(post(path(room, "/reveals"), ana_token, asking()).code(), "reveal.spent");
    EXPECT_THAT(alarms(), ::testing::UnorderedElementsAre("reveals_near", "reveals_spent"));
}

TEST_F(InsidersTest, a_canary_that_is_opened_raises_an_alarm_and_tells_nobody_else) {
    auto const room = opened_by(visitor());
    auto const marked = post(path(room, "/canary"), boss_token, {{"on", true}});
    EXPECT_EQ(marked.status, 200u) << marked.body;
    EXPECT_THAT(alarms(), ::testing::IsEmpty()) << "whoever set it up is no thief";
    auto const answer = get(path(room), ana_token);
    EXPECT_EQ(answer.status, 200u);
    EXPECT_THAT(answer.body, Not(HasSubstr("canary")));
    EXPECT_THAT(alarms(), ::testing::ElementsAre("canary_opened"));
    auto const id = std::string(get("/api/v1/insiders", boss_token).json().at("alarms").at(0).at("id").as_string());
    EXPECT_EQ(post("/api/v1/insiders/alarms/" + id, ana_token, json::object{}).code(), "permission.missing");
    auto const handled = post("/api/v1/insiders/alarms/" + id, boss_token, json::object{});
    EXPECT_EQ(handled.json().at("handled_by").at("id").as_string(), boss.text());
}

TEST_F(InsidersTest, what_was_resolved_long_ago_opens_to_supervisors_and_whoever_had_it) {
    auto const room = opened_by(visitor());
    post(path(room, "/status"), boss_token, {{"client_id", new_id()}, {"status", "resolved"}});
    EXPECT_EQ(get(path(room), ana_token).status, 200u);
    clock.advance(31 * 24h);
    ana_token = session_of(ana), boss_token = session_of(boss);
    EXPECT_EQ(get(path(room), ana_token).code(), "conversation.archived");
    EXPECT_EQ(get(path(room), boss_token).status, 200u);
}

TEST_F(InsidersTest, what_is_reached_among_many_counts_as_opened) {
    budget(3, 5);
    json::array rooms;
    for (int i = 0; i < 5; ++i) rooms.emplace_back(opened_by(visitor()));
    auto const taken =
        post("/api/v1/bulk/assign", ana_token,
             {{"conversation_ids", rooms}, {"act", {{"assign", {{"assignee_id", ana.text()}}}}}, {"client_id", new_id()}});
    ASSERT_EQ(taken.status, 200u) << taken.body;
    EXPECT_EQ(taken.json().at_pointer("/outcomes/2/outcome").as_string(), "done");
    EXPECT_EQ(taken.json().at_pointer("/outcomes/3/code").as_string(), "budget.spent");
    EXPECT_THAT(alarms(), ::testing::UnorderedElementsAre("customers_near", "customers_spent"));
    EXPECT_THAT(acts(), ::testing::Contains("desk.bulk_assigned"));

    auto const hidden = std::string(rooms[4].as_string());
    auto const reference = get(path(hidden), boss_token).json().at("reference");
    auto const one = std::string(rooms[0].as_string());
    EXPECT_EQ(get(path(one, "/tie-preview?reference=" + std::string(reference.as_string())), ana_token).code(), "budget.spent");
    EXPECT_EQ(
        post(path(one, "/ties"), ana_token, {{"client_id", new_id()}, {"kind", "related"}, {"reference", reference}}).code(),
        "budget.spent");
    auto const incident = post("/api/v1/incidents", boss_token,
                               {{"client_id", new_id()}, {"kind", "network"}, {"title_en", "TRON"}, {"title_zh", "TRON"}});
    ASSERT_EQ(incident.status, 201u) << incident.body;
    auto const add =
        "/api/v1/incidents/" + std::string(incident.json().at_pointer("/incident/id").as_string()) + "/conversations";
    EXPECT_EQ(post(add, ana_token, {{"conversation_ids", json::array{hidden}}}).code(), "budget.spent");
    EXPECT_EQ(post(add, ana_token, {{"conversation_ids", json::array{one}}}).status, 200u);
}

TEST_F(InsidersTest, a_letter_opens_the_conversation_that_it_became_by_whatever_door) {
    auto const lead = session_of(employ(staff::Role::supervisor, "Lead"));
    auto const counts = [&] {
        for (auto const& each : json::array(get("/api/v1/insiders", boss_token).json().at("people").as_array()))
            if (each.at("name").as_string() == "Lead") return each.at("customers").as_int64();
        return std::int64_t(-1);
    };
    run(io, mail.letters.take("From: Li Wei <li@mail.example>\r\nSubject: x\r\nMessage-ID: <one@mail.example>\r\n\r\nHelp\r\n"));
    run(io, mail.reception.read_waiting());
    static constexpr postgres::Query<postgres::One<LetterId>()> only{"test.letter", "SELECT id FROM received_letters"};
    auto const letter = "/api/v1/mail/letters/" + run(io, database.run(only)).text();
    EXPECT_EQ(counts(), 0);
    EXPECT_EQ(get(letter, lead).status, 200u);
    EXPECT_EQ(counts(), 1);

    auto const none = ask(
        {.method = http::Method::put,
         .target = "/api/v1/insiders/budgets",
         .token = boss_token,
         .body = json::object{
             {"role", "supervisor"}, {"customers_alert", 1}, {"customers_stop", 1}, {"reveals_alert", 1}, {"reveals_stop", 1}}});
    ASSERT_EQ(none.status, 200u) << none.body;
    auto const second = session_of(employ(staff::Role::supervisor, "Second"));
    EXPECT_EQ(get(path(opened_by(visitor())), second).status, 200u);
    for (auto const* rest : {"", "/page"}) EXPECT_EQ(get(letter + rest, second).code(), "budget.spent") << rest;
}

TEST_F(InsidersTest, what_somebody_is_given_is_read_once_they_opened_it) {
    auto const room = opened_by(visitor());
    auto const id = *ConversationId::parse(room);
    auto const given = post(path(room, "/assignee"), boss_token, {{"client_id", new_id()}, {"assignee_id", ana.text()}});
    ASSERT_EQ(given.status, 201u) << given.body;
    auto const open = [&] { return run(io, work.insiders.open_to(ana, {id})); };
    EXPECT_THAT(open(), ::testing::IsEmpty());
    EXPECT_EQ(get(path(room), ana_token).status, 200u);
    EXPECT_THAT(open(), ::testing::ElementsAre(id));
    clock.advance(13h);
    EXPECT_THAT(open(), ::testing::ElementsAre(id)) << "it is theirs";
}

TEST_F(InsidersTest, what_is_copied_is_told) {
    auto const room = opened_by(visitor());
    EXPECT_EQ(post(path(room, "/copies"), ana_token, {{"what", "entries"}, {"letters", 1'200}}).status, 204u);
    EXPECT_EQ(post(path(room, "/copies"), ana_token, {{"what", "screen"}, {"letters", 1}}).code(), "field.choice");
    EXPECT_THAT(acts(), ::testing::Contains("insider.copied"));
    for (int i = 1; i < 60; ++i)
        EXPECT_EQ(post(path(room, "/copies"), ana_token, {{"what", "field"}, {"letters", 1}}).status, 204u);
    EXPECT_EQ(post(path(room, "/copies"), ana_token, {{"what", "field"}, {"letters", 1}}).code(), "rate.limited");
    EXPECT_EQ(std::ranges::count(acts(), "insider.copied"), 60) << "each, not the first ten";
}

TEST_F(InsidersTest, every_query_agrees_with_the_schema) {
    using namespace insiders;
    std::string differs;
    auto agrees = [&](auto const&... queries) { ((differs += run(io, postgres::check(database, queries))), ...); };
    agrees(sql::opened, sql::open_to, sql::hold_person, sql::used, sql::all_used, sql::add_opening, sql::personal,
           sql::reveal_made, sql::add_reveal, sql::last_reveals, sql::plain_reasons, sql::seal_reason, sql::budgets,
           sql::set_budget, sql::grant, sql::customer_of, sql::mark_canary, sql::unmark_canary, sql::raise_alarm,
           sql::last_alarms, sql::alarm, sql::handle_alarm, sql::conversation_of_attachment, sql::conversation_of_run,
           sql::conversation_of_letter);
    EXPECT_EQ(differs, "");
}

}  // namespace
}  // namespace ombud::edge
