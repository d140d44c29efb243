// Every line of the route table: what it refuses to read, the methods that its path knows, how the interface is described.
#include "edge/table_walk.hpp"

namespace ombud::edge {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::UnorderedElementsAreArray;

TEST_F(TableWalk, fields_that_nobody_knows_and_values_of_another_type_are_refused_by_name) {
    for (auto const& route : routes()) {
        auto const token = right_token(route);
        auto const shape = route.asked();
        if (shape.is_null() || route.body == Body::file) continue;
        auto sent = [&](json::value body) {
            auto asked = call_of(route, token);
            asked.body = std::move(body);
            return ask(asked);
        };
        if (route.method == http::Method::get) {
            auto asked = call_of(route, token);
            auto const more = [](std::string const& target) { return target + (target.contains('?') ? "&" : "?"); };
            asked.target = more(asked.target) + "colour=red";
            EXPECT_EQ(ask(asked).code(), "field.unknown") << route.name;
            for (auto const& field : shape.at("properties").as_object()) {
                if (!json::serialize(field.value()).contains("integer")) continue;
                for (auto const* bad : {"x", "1.5", "", "99999999999999999999", "1%201", "+1", "0x1"}) {
                    asked.target = more(call_of(route, token).target) + std::string(field.key()) + "=" + bad;
                    EXPECT_EQ(ask(asked).status, 422u) << route.name << " " << asked.target;
                }
            }
            continue;
        }
        if (route.path.starts_with("/{}")) continue;  // a form: help_test.cpp
        auto const right = bodies.at(route.name)();
        auto unknown = right.as_object();
        unknown["colour"] = "red";
        auto const refused = sent(unknown);
        EXPECT_EQ(refused.code(), "field.unknown") << route.name;
        EXPECT_EQ(refused.json().at("field").as_string(), "colour");
        for (auto const& field : shape.at("properties").as_object()) {
            if (field.value() == json::object{}) continue;  // anything may stand there
            auto wrong = right.as_object();
            wrong[field.key()] = json::object{{"unexpected", true}};
            auto const answer = sent(wrong);
            EXPECT_EQ(answer.status, 422u) << route.name << "." << field.key();
            EXPECT_TRUE(answer.json().at("field").as_string().starts_with(field.key())) << answer.body;
        }
        for (auto const& required : shape.at("required").as_array()) {
            auto wrong = right.as_object();
            wrong.erase(required.as_string());
            auto const answer = sent(wrong);
            EXPECT_EQ(answer.code(), "field.required") << route.name;
            EXPECT_EQ(answer.json().at("field").as_string(), required.as_string());
        }
        for (std::string const& text : {"", "{", "[]", "null", "7", "{\"a\":1,\"a\":2}", "\xff", "{\"colour\":\"\\ud800\"}"}) {
            auto asked = call_of(route, token);
            asked.body.reset();
            asked.bytes = text;
            auto const answer = ask(asked);
            EXPECT_TRUE(answer.status == 400 || answer.status == 422) << route.name << " " << answer.body;
        }
    }
}

TEST_F(TableWalk, another_method_is_told_what_the_path_answers_to) {
    std::map<std::string, std::set<http::Method>> known;
    std::map<std::string, std::string> targets;
    for (auto const& route : routes()) {
        auto const path = std::string(route.path);
        known[path].insert(route.method);
        if (route.method == http::Method::get) known[path].insert(http::Method::head);
        targets[path] = call_of(route, {}).target;
    }
    for (auto const& [path, methods] : known)
        for (auto const method : {http::Method::get, http::Method::head, http::Method::post, http::Method::put,
                                  http::Method::patch, http::Method::delete_, http::Method::options, http::Method::other}) {
            if (methods.contains(method)) continue;
            auto const answer = ask({.method = method, .target = targets[path]});
            EXPECT_EQ(answer.status, 405u) << path;
            EXPECT_EQ(answer.code(), "method.unknown");
            std::vector<std::string> said, expected;
            for (auto rest = answer.field("Allow"); !rest.empty();) {
                said.push_back(rest.substr(0, rest.find(", ")));
                rest.erase(0, said.back().size() + 2);
            }
            for (auto const each : methods) expected.emplace_back(name_of(each));
            EXPECT_THAT(said, UnorderedElementsAreArray(expected)) << path;
        }
    EXPECT_EQ(get("/nowhere").code(), "path.unknown");
    EXPECT_EQ(get("/api/v1/conversations/").code(), "path.unknown");
    EXPECT_EQ(get("/api/v1/conversations/x/y").code(), "path.unknown");
}

TEST_F(TableWalk, the_description_names_each_route_of_the_interface_and_nothing_else) {
    auto const description = get("/api/v1/openapi.json").json();
    std::multiset<std::string> described, there;
    for (auto const& path : description.at("paths").as_object())
        for (auto const& verb : path.value().as_object())
            described.insert(std::string(verb.value().at("operationId").as_string()));
    for (auto const& route : routes())
        if (route.path.starts_with("/api/") || route.path == "/healthz") there.emplace(route.name);
    EXPECT_EQ(described, there);
    std::set<std::string_view> names;
    for (auto const& route : routes()) EXPECT_TRUE(names.insert(route.name).second) << route.name << " twice";
    for (auto const& path : description.at("paths").as_object())
        for (auto const& verb : path.value().as_object()) {
            auto const& operation = verb.value().as_object();
            auto const route =
                std::ranges::find(routes(), std::string_view(operation.at("operationId").as_string()), &Route::name);
            EXPECT_EQ(operation.contains("x-permission"), asks_permission(*route) || is_for(*route, CallerKind::participant));
            EXPECT_EQ(operation.contains("security"), is_open(*route)) << route->name;
            EXPECT_TRUE(operation.at("responses").as_object().contains(std::to_string(route->status)));
            EXPECT_TRUE(operation.at("responses").as_object().contains("default"));
            std::multiset<std::string> holes, ids;
            for (auto const& parameter : operation.contains("parameters") ? operation.at("parameters").as_array() : json::array{})
                if (parameter.at("in") == "path") {
                    auto const name = std::string(parameter.at("name").as_string());
                    EXPECT_THAT(std::string(path.key()), HasSubstr("{" + name + "}"));
                    holes.insert(name);
                    if (parameter.at("schema").as_object().contains("format")) ids.insert(name);
                }
            EXPECT_EQ(holes.size(), std::size_t(std::ranges::count(path.key(), '{'))) << path.key();
            EXPECT_THAT(path.key(), Not(HasSubstr("{}")));
            bool const is_word = route->name == "read_flow" || route->path.contains("/roles/{}");
            EXPECT_EQ(ids, is_word ? decltype(ids){} : holes) << "what is no id is a word";
        }
}

}  // namespace
}  // namespace ombud::edge
