// Roles of the desk's own and keys of other programs: who may give what, and what holds at once.
#include <gmock/gmock.h>

#include "edge/table_walk.hpp"

namespace ombud::edge {
namespace {

using namespace std::chrono_literals;
using ombud::testing::Answer;
using ::testing::HasSubstr;
using ::testing::SizeIs;
using ::testing::StartsWith;

constexpr char const* roles_path = "/api/v1/roles";
constexpr char const* keys_path = "/api/v1/keys";

std::string text_at(json::value const& value, char const* name) {
    return std::string(value.at(name).as_string());
}

struct AccessTest : ombud::testing::EdgeWorld {
    std::string customer = visitor();
    StaffId ming = employ(staff::Role::admin, "Ming");
    std::string boss = session_of(ming);

    static json::object role_of(json::array permissions, std::string name = "Night shift") {
        return {
            {"name_en", std::move(name)}, {"name_zh", "夜班"}, {"permissions", std::move(permissions)}, {"copied_from", "agent"}};
    }
    static json::object words_of(json::array permissions) {
        return {{"name_en", "Night shift"}, {"name_zh", "夜班"}, {"permissions", std::move(permissions)}};
    }
    std::string add_role(json::array permissions) {
        auto const made = post(roles_path, boss, role_of(std::move(permissions)));
        EXPECT_EQ(made.status, 201u) << made.body;
        return text_at(made.json(), "id");
    }
    Answer change_role(std::string const& id, std::string const& by, json::array permissions) {
        return ask({.method = http::Method::put,
                    .target = std::string(roles_path) + "/" + id,
                    .token = by,
                    .body = words_of(std::move(permissions))});
    }
    Answer end(std::string target, std::string const& by) {
        return ask({.method = http::Method::delete_, .target = std::move(target), .token = by});
    }
    Answer change_person(StaffId who, std::string const& by, json::object change) {
        return ask(
            {.method = http::Method::patch, .target = "/api/v1/staff/" + who.text(), .token = by, .body = std::move(change)});
    }
    // Somebody who has a role of the desk's own, signed in.
    std::string work_in(std::string const& role, std::string name = "Noor") {
        last = employ(staff::Role::agent, std::move(name));
        EXPECT_EQ(change_person(last, boss, {{"role", role}}).status, 200u);
        return session_of(last);
    }
    StaffId last;

    Answer make_key(json::array permissions, json::array networks = {}, std::string const& by = {}) {
        return post(keys_path, by.empty() ? boss : by,
                    {{"name", "Refund bot"}, {"permissions", std::move(permissions)}, {"networks", std::move(networks)}});
    }
    // As if the last proof were long ago.
    std::string stale_boss() {
        static constexpr postgres::Query<postgres::Affected(std::string)> age{
            "test.age", "UPDATE sessions SET stepped_up_at = NULL WHERE token_hash = $1"};
        auto aged = session_of(ming);
        run(io, database.run(age, credentials::token_hash(aged)));
        return aged;
    }
    std::vector<std::string> acts(std::string const& act) {
        auto const page = get("/api/v1/audit?act=" + act, session_of(ming)).json();
        std::vector<std::string> out;
        for (auto const& each : page.at("records").as_array()) out.push_back(json::serialize(each.at("details")));
        return out;
    }
};

TEST_F(AccessTest, the_three_built_in_roles_are_there_and_stay_as_they_are) {
    auto const list = get(roles_path, work_as(staff::Role::agent)).json().at("roles").as_array();
    ASSERT_THAT(list, SizeIs(3));
    for (auto const role : {staff::Role::agent, staff::Role::supervisor, staff::Role::admin}) {
        auto const name = staff::RoleName{role}.text();
        auto const at = std::ranges::find_if(list, [&](auto const& each) { return each.at("id").as_string() == name; });
        ASSERT_NE(at, list.end()) << name;
        EXPECT_EQ(at->at("permissions").as_array().size(), staff::permissions_of(role).size());
        EXPECT_EQ(change_role(name, boss, {"reply"}).code(), "role.built_in");
        EXPECT_EQ(end(std::string(roles_path) + "/" + name, boss).code(), "role.built_in");
    }
}

TEST_F(AccessTest, a_role_of_ones_own_opens_what_it_names_and_nothing_else) {
    auto const role = add_role({"read_conversations", "see_mail"});
    auto const noor = work_in(role);
    EXPECT_EQ(get("/api/v1/inbox", noor).status, 200u);
    EXPECT_EQ(get("/api/v1/mail", noor).status, 200u);
    EXPECT_EQ(get("/api/v1/staff", noor).code(), "permission.missing");
    auto const me = get("/api/v1/staff/me", noor).json();
    EXPECT_EQ(text_at(me, "role"), role);
    EXPECT_EQ(text_at(me, "role_name_en"), "Night shift");
    EXPECT_EQ(text_at(me, "role_name_zh"), "夜班");
    EXPECT_EQ(me.at("permissions"), (json::array{"read_conversations", "see_mail"}));
    auto const colleagues = get("/api/v1/staff", boss).json().at("staff").as_array();
    EXPECT_TRUE(std::ranges::any_of(colleagues, [&](auto const& each) {
        return each.at("role").as_string() == role && each.at("role_name_en").as_string() == "Night shift";
    }));
}

TEST_F(AccessTest, a_change_of_a_role_holds_at_once_for_whoever_is_signed_in) {
    auto const role = add_role({"read_conversations", "reply"});
    auto const noor = work_in(role);
    auto const room = open(customer);
    say(noor, room, "Hello");
    ASSERT_EQ(change_role(role, boss, {"read_conversations", "see_people"}).status, 200u);
    EXPECT_EQ(post("/api/v1/conversations/" + room + "/entries", noor, {{"client_id", "x"}, {"body", "More"}}).code(),
              "permission.missing")
        << "taken";
    EXPECT_EQ(get("/api/v1/staff", noor).status, 200u) << "given";
    EXPECT_EQ(get("/api/v1/inbox", noor).status, 200u) << "and nobody was signed out";
    ASSERT_THAT(acts("role.changed"), SizeIs(1));
    EXPECT_THAT(acts("role.changed").front(), HasSubstr(R"("added":["see_people"])"));
    EXPECT_THAT(acts("role.changed").front(), HasSubstr(R"("taken":["reply"])"));
}

TEST_F(AccessTest, nobody_gives_what_they_do_not_hold) {
    auto const keeper = work_in(add_role({"read_conversations", "see_people", "manage_people", "manage_access"}), "Kit");
    EXPECT_EQ(post(roles_path, keeper, role_of({"read_conversations", "read_audit"})).code(), "permission.not_held");
    auto const other = add_role({"read_conversations", "reply"});
    EXPECT_EQ(change_role(other, keeper, {"read_conversations", "reply", "read_audit"}).code(), "permission.not_held");
    EXPECT_EQ(change_role(other, keeper, {"read_conversations", "reply", "see_people"}).status, 200u)
        << "what it may do already needs not be held";
    EXPECT_EQ(make_key({"reply"}, {}, keeper).code(), "permission.not_held");
    auto const ben = employ(staff::Role::agent, "Ben");
    EXPECT_EQ(change_person(ben, keeper, {{"role", "admin"}}).code(), "staff.may_more");
    auto const reader = employ(staff::Role::agent, "Rea");
    ASSERT_EQ(change_person(reader, boss, {{"role", add_role({"read_conversations"})}}).status, 200u);
    EXPECT_EQ(change_person(reader, keeper, {{"role", "admin"}}).code(), "permission.not_held");
    EXPECT_EQ(change_person(reader, keeper, {{"active", false}}).status, 200u);
    EXPECT_EQ(change_person(ming, keeper, {{"active", false}}).code(), "staff.may_more");
    EXPECT_EQ(change_person(last, session_of(last), {{"role", "admin"}}).code(), "permission.not_held") << "nor to themselves";
    EXPECT_EQ(
        post("/api/v1/staff", keeper, {{"email", "new@desk.test"}, {"name", "N"}, {"public_name", "N"}, {"role", "supervisor"}})
            .code(),
        "permission.not_held");
}

// However they come by it: added, by another role, by coming back, by a role that may more than before.
TEST_F(AccessTest, whoever_an_administrator_made_today_is_not_the_second_of_two_people) {
    auto const about = [&] { return run(io, approvals.ask("test.act", Uuid::make_v7(clock.now(), random), {}, 72h)).text(); };
    auto const agree = [&](StaffId who) {
        return post("/api/v1/approvals/" + about(), session_of(who), {{"agrees", true}, {"reason", "They called back twice"}})
            .code();
    };
    auto const added =
        post("/api/v1/staff", boss, {{"email", "two@desk.test"}, {"name", "Two"}, {"public_name", "Two"}, {"role", "admin"}});
    ASSERT_EQ(added.status, 201u) << added.body;
    EXPECT_EQ(
        post("/api/v1/staff", stale_boss(), {{"email", "x@desk.test"}, {"name", "X"}, {"public_name", "X"}, {"role", "admin"}})
            .code(),
        "step_up.required");
    EXPECT_EQ(change_person(ming, stale_boss(), {{"name", "X"}}).code(), "step_up.required");
    auto const second = *StaffId::parse(added.json().at_pointer("/staff/id").as_string());
    auto const raised = employ(staff::Role::agent, "Rai"), back = employ(staff::Role::supervisor, "Bao"),
               widened = employ(staff::Role::agent, "Wen");
    auto const role = add_role({"read_conversations", "see_people"});
    for (auto const& [who, how] : {std::pair{raised, json::object{{"role", "supervisor"}}},
                                   {back, {{"active", false}}},
                                   {back, {{"active", true}}},
                                   {widened, {{"role", role}}}})
        ASSERT_EQ(change_person(who, boss, how).status, 200u);
    clock.advance(25h);
    boss = session_of(ming);
    ASSERT_EQ(change_role(role, boss, {"read_conversations", "see_people", "approve"}).status, 200u);
    EXPECT_EQ(agree(widened), "approval.too_new");
    for (auto const who : {second, raised, back}) EXPECT_EQ(agree(who), "") << "a day has passed";
    for (auto const& [who, how] :
         {std::pair{raised, json::object{{"role", "admin"}}}, {back, {{"active", false}}}, {back, {{"active", true}}}})
        ASSERT_EQ(change_person(who, boss, how).status, 200u);
    for (auto const who : {raised, back}) EXPECT_EQ(agree(who), "approval.too_new");
    EXPECT_EQ(change_person(second, boss, {{"name", "Twofold"}}).status, 200u);
    EXPECT_EQ(agree(second), "") << "a name is no role";
}

TEST_F(AccessTest, nobody_changes_the_role_that_they_have) {
    auto const own = add_role({"read_conversations", "manage_access"});
    auto const kit = work_in(own, "Kit");
    EXPECT_EQ(change_role(own, kit, {"read_conversations"}).code(), "role.own");
    EXPECT_EQ(end(std::string(roles_path) + "/" + own, kit).code(), "role.own");
    EXPECT_EQ(change_role(own, boss, {"read_conversations"}).status, 200u);
}

TEST_F(AccessTest, a_role_ends_when_nobody_has_it_and_is_given_to_nobody_then) {
    auto const role = add_role({"read_conversations"});
    work_in(role);
    auto const path = std::string(roles_path) + "/" + role;
    EXPECT_EQ(end(path, boss).code(), "role.in_use");
    ASSERT_EQ(change_person(last, boss, {{"active", false}}).status, 200u);
    EXPECT_EQ(end(path, boss).status, 204u);
    EXPECT_EQ(end(path, boss).code(), "role.unknown");
    EXPECT_EQ(change_role(role, boss, {"reply"}).code(), "role.unknown");
    EXPECT_EQ(change_person(last, boss, {{"active", true}}).code(), "role.unknown") << "they come back in another one";
    EXPECT_EQ(change_person(last, boss, {{"active", true}, {"role", "agent"}}).status, 200u);
    auto const ben = employ(staff::Role::agent, "Ben");
    EXPECT_EQ(change_person(ben, boss, {{"role", role}}).code(), "role.unknown");
    EXPECT_EQ(change_person(ben, boss, {{"role", "root"}}).code(), "role.unknown");
}

TEST_F(AccessTest, the_last_admin_stays_one) {
    auto const role = add_role({"read_conversations"});
    EXPECT_EQ(change_person(ming, boss, {{"role", role}}).code(), "staff.last_admin");
    EXPECT_EQ(change_person(ming, boss, {{"active", false}}).code(), "staff.last_admin");
}

TEST_F(AccessTest, a_role_is_named_and_may_do_something) {
    EXPECT_EQ(post(roles_path, boss, role_of({})).code(), "permissions.empty");
    EXPECT_EQ(post(roles_path, boss, role_of({"fly"})).code(), "field.choice");
    EXPECT_EQ(post(roles_path, boss, role_of({"reply"}, " ")).code(), "name.empty");
    auto from_nothing = role_of({"reply"});
    from_nothing["copied_from"] = "root";
    EXPECT_EQ(post(roles_path, boss, from_nothing).code(), "role.unknown");
    EXPECT_EQ(post(roles_path, stale_boss(), role_of({"reply"})).code(), "step_up.required");
}

TEST_F(AccessTest, a_key_does_what_it_names_under_its_own_name) {
    auto const made = make_key({"read_conversations", "reply"});
    ASSERT_EQ(made.status, 201u) << made.body;
    auto const token = text_at(made.json(), "token");
    EXPECT_THAT(token, StartsWith("omk_"));
    auto const room = open(customer);
    auto const entry = say(token, room, "Your refund is on its way");
    EXPECT_EQ(text_at(entry.at("author"), "kind"), "agent");
    EXPECT_EQ(text_at(entry.at("author"), "name"), "Refund bot");
    EXPECT_EQ(entry.at("author").at("id"), made.json().at("key").at("id"));
    EXPECT_EQ(get("/api/v1/staff", token).code(), "permission.missing");
    auto const people = get("/api/v1/staff", boss).body;
    EXPECT_EQ(people.find("Refund bot"), people.npos) << "it is no colleague";
    auto const known = get(keys_path, boss).json().at("keys").as_array();
    ASSERT_THAT(known, SizeIs(1));
    EXPECT_EQ(known[0].at("used_network"), "203.0.113.7");
    EXPECT_EQ(known[0].at("made_by"), "Ming");
    auto const listed = get(keys_path, boss).body;
    EXPECT_EQ(listed.find(token), listed.npos) << "it was shown once";
    EXPECT_EQ(ask({.target = "/api/v1/inbox", .fields = {{"Cookie", "__Host-ombud_staff=" + token}}}).code(), "session.required")
        << "a key is no cookie";
}

TEST_F(AccessTest, a_key_ends_at_once_or_when_its_days_are_over) {
    auto const made = make_key({"read_conversations"}).json();
    auto const token = text_at(made, "token");
    EXPECT_EQ(get("/api/v1/inbox", token).status, 200u);
    auto const path = std::string(keys_path) + "/" + text_at(made.at("key"), "id");
    EXPECT_EQ(end(path, stale_boss()).status, 204u) << "without a step-up, when it is misused";
    EXPECT_EQ(get("/api/v1/inbox", token).code(), "session.expired");
    EXPECT_EQ(end(path, boss).code(), "key.unknown");
    auto const brief = text_at(
        post(keys_path, session_of(ming), {{"name", "B"}, {"permissions", {"read_conversations"}}, {"days", 1}}).json(), "token");
    clock.advance(23h);
    EXPECT_EQ(get("/api/v1/inbox", brief).status, 200u);
    clock.advance(2h);
    EXPECT_EQ(get("/api/v1/inbox", brief).code(), "session.expired");
    boss = session_of(ming);
    for (std::int64_t const days : {0, 367, -1})
        EXPECT_EQ(post(keys_path, boss, {{"name", "B"}, {"permissions", {"reply"}}, {"days", days}}).code(), "field.range");
    auto const usual = post(keys_path, boss, {{"name", "B"}, {"permissions", {"reply"}}}).json().at("key");
    EXPECT_EQ(from_rfc3339(text_at(usual, "expires_at")).value(), clock.now() + 24h * 90);
}

TEST_F(AccessTest, a_key_works_from_its_networks_only_and_a_new_place_is_noticed) {
    auto const token = text_at(make_key({"read_conversations"}, {"198.51.100.0/24", "2001:db8::1"}).json(), "token");
    auto from = [&](std::string peer) {
        return ask({.target = "/api/v1/inbox", .token = token, .peer = std::move(peer)}).code();
    };
    EXPECT_EQ(from("198.51.100.9"), "");
    EXPECT_EQ(from("2001:db8::1"), "");
    EXPECT_EQ(from("203.0.113.7"), "key.network");
    EXPECT_EQ(from("2001:db8::2"), "key.network");
    EXPECT_THAT(acts("key.refused"), SizeIs(2));
    EXPECT_THAT(acts("key.new_network"), SizeIs(2));
    clock.advance(2min);
    EXPECT_EQ(from("198.51.100.9"), "");
    EXPECT_THAT(acts("key.new_network"), SizeIs(2)) << "it was there before";
    EXPECT_EQ(make_key({"reply"}, {"nowhere"}).code(), "network.invalid");
}

TEST_F(AccessTest, a_key_holds_nothing_that_needs_people) {
    for (auto const* each : {"approve", "manage_people", "manage_access", "reveal", "watch_insiders", "see_compliance",
                             "manage_privacy", "handle_complaints", "read_audit", "see_mail"})
        EXPECT_EQ(make_key({"reply", each}).code(), "permission.for_people") << each;
    EXPECT_EQ(make_key({}).code(), "permissions.empty");
    EXPECT_EQ(post(keys_path, stale_boss(), {{"name", "B"}, {"permissions", {"reply"}}}).code(), "step_up.required");
    EXPECT_EQ(post(keys_path, work_as(staff::Role::supervisor), {{"name", "B"}, {"permissions", {"reply"}}}).code(),
              "permission.missing");
}

TEST_F(AccessTest, a_key_opens_no_door_that_asks_for_a_person) {
    json::array all;
    for (auto const each : staff::permissions_of(staff::Role::admin))
        if (!staff::is_for_people(each)) all.push_back(to_json(each));
    auto const token = text_at(make_key(all).json(), "token");
    int tried = 0;
    for (auto const& route : routes()) {
        bool const fresh = is_for(route, CallerKind::fresh_agent), half = is_for(route, CallerKind::password_session);
        if (!fresh && !half) continue;
        std::string path(route.path);
        for (auto hole = path.find("{}"); hole != path.npos; hole = path.find("{}"))
            path.replace(hole, 2, ConversationId::make(clock, random).text());
        auto const answer = ask({.method = route.method, .target = path, .token = token, .body = json::object{}});
        bool const held = half || !staff::is_for_people(route.access.permission);
        EXPECT_EQ(answer.code(), held ? "program.forbidden" : "permission.missing") << route.name;
        ++tried;
    }
    EXPECT_GT(tried, 20);
}

TEST_F(AccessTest, a_key_asks_only_so_often) {
    auto const token = text_at(make_key({"read_conversations"}).json(), "token");
    Answer answer;
    for (std::uint32_t i = 0; i <= limits::program_calls_at_once; ++i) answer = get("/api/v1/staff/me", token);
    EXPECT_EQ(answer.status, 429u);
    EXPECT_EQ(answer.code(), "rate.limited");
    clock.advance(1s);
    EXPECT_EQ(get("/api/v1/staff/me", token).status, 200u);
}

}  // namespace
}  // namespace ombud::edge
