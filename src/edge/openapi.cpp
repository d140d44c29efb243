// The interface described from the route table, so that the description cannot be stale.
#include "edge/operations.hpp"
#include "edge/problems.hpp"

namespace ombud::edge {

namespace {

std::string verb_of(http::Method method) {
    std::string verb(name_of(method));
    std::ranges::transform(verb, verb.begin(), [](unsigned char letter) { return char(std::tolower(letter)); });
    return verb;
}

char const* caller_of(Access access) {
    switch (access.kind) {
        case CallerKind::viewer:
        case CallerKind::guest:
        case CallerKind::anyone:
            return "Anyone.";
        case CallerKind::customer:
            return "A visitor or a signed-in customer.";
        case CallerKind::holder:
            return "The holder of an account.";
        case CallerKind::fresh_holder:
            return "The holder of an account, stepped up in the last five minutes.";
        case CallerKind::password_session:
            return "Staff, even without their second factor or locked.";
        case CallerKind::agent:
            return "Staff with the permission.";
        case CallerKind::fresh_agent:
            return "Staff with the permission, stepped up in the last five minutes.";
        case CallerKind::participant:
            return "The conversation's customer, or staff with the permission.";
    }
    return "";
}

// Whoever comes may use it, known or not.
bool is_open(CallerKind kind) {
    return kind == CallerKind::anyone || kind == CallerKind::viewer || kind == CallerKind::guest;
}

bool asks_permission(CallerKind kind) {
    return kind == CallerKind::agent || kind == CallerKind::fresh_agent || kind == CallerKind::participant;
}

json::value content(json::value schema, char const* type = "application/json") {
    return json::object{{type, json::object{{"schema", std::move(schema)}}}};
}

// What the segment before a hole holds many of: "api-keys" of "api_key".
std::string one_of(std::string_view many) {
    static std::map<std::string_view, std::string_view> const uneven{
        {"addresses", "address"}, {"diagnoses", "diagnosis"}, {"outbox", "letter"}};
    auto const found = uneven.find(many);
    std::string one(found != uneven.end() ? found->second : many.ends_with('s') ? many.substr(0, many.size() - 1) : many);
    std::ranges::replace(one, '-', '_');
    return one;
}

// "/a/{}/b" with its holes named and described: an id, or a word.
std::string named_path(Route const& route, json::array& parameters) {
    std::string path(route.path);
    for (auto& schema : route.holes_asked()) {
        auto const hole = path.find("{}");
        auto const segment = path.rfind('/', hole - 2) + 1;
        bool const is_id = schema == json_schema<Uuid>();
        auto const name = one_of(path.substr(segment, hole - 1 - segment)) + (is_id ? "_id" : "");
        path.replace(hole, 2, "{" + name + "}");
        parameters.push_back(json::object{{"name", name}, {"in", "path"}, {"required", true}, {"schema", std::move(schema)}});
    }
    return path;
}

void add_query(json::array& parameters, json::value const& shape) {
    for (auto const& field : shape.at("properties").as_object())
        parameters.push_back(
            json::object{{"name", field.key()}, {"in", "query"}, {"required", false}, {"schema", field.value()}});
}

json::object operation_of(Route const& route, json::array parameters) {
    auto asked = route.asked();
    json::object operation{{"operationId", route.name}, {"summary", caller_of(route.access)}};
    if (asks_permission(route.access.kind))
        operation.emplace("x-permission", boost::describe::enum_to_string(route.access.permission, ""));
    if (route.body == Body::file || route.body == Body::picture) {
        parameters.push_back(
            json::object{{"name", "name"}, {"in", "query"}, {"required", false}, {"schema", json_schema<std::string>()}});
        operation.emplace("requestBody",
                          json::object{{"required", true}, {"content", content(json::object{}, "application/octet-stream")}});
    } else if (route.body == Body::letter) {
        operation.emplace("requestBody",
                          json::object{{"required", true}, {"content", content(json::object{}, "message/rfc822")}});
    } else if (!asked.is_null() && route.method == http::Method::get) {
        add_query(parameters, asked);
    } else if (!asked.is_null()) {
        operation.emplace("requestBody", json::object{{"required", true}, {"content", content(std::move(asked))}});
    }
    if (!parameters.empty()) operation.emplace("parameters", std::move(parameters));

    json::object good{{"description", route.status == 201 ? "Made" : route.status == 204 ? "Done" : "The answer"}};
    if (auto answered = route.answered(); !answered.is_null()) good.emplace("content", content(std::move(answered)));
    json::object responses;
    responses.emplace(std::to_string(route.status), std::move(good));
    responses.emplace("default",
                      json::object{{"description", "A problem (RFC 9457)"},
                                   {"content", content(json::object{{"$ref", "#/components/schemas/Problem"}}, problem_type)}});
    operation.emplace("responses", std::move(responses));
    if (is_open(route.access.kind)) operation.emplace("security", json::array{});
    return operation;
}

}  // namespace

json::value describe_interface() {
    json::object paths;
    for (auto const& route : routes()) {
        if (!route.path.starts_with("/api/") && route.path != "/healthz") continue;
        json::array parameters;
        auto path = named_path(route, parameters);
        auto& item = paths[path].is_object() ? paths[path].as_object() : paths[path].emplace_object();
        item.emplace(verb_of(route.method), operation_of(route, std::move(parameters)));
    }
    return json::object{
        {"openapi", "3.1.0"},
        {"info", json::object{{"title", "Ombud"},
                              {"version", "1"},
                              {"description", "The support desk for digital-asset platforms."},
                              {"license", json::object{{"name", "Apache-2.0"}, {"identifier", "Apache-2.0"}}}}},
        {"servers", json::array{json::object{{"url", "/"}}}},
        {"security", json::array{json::object{{"bearer", json::array{}}}, json::object{{"staff_cookie", json::array{}}},
                                 json::object{{"visitor_cookie", json::array{}}}}},
        {"paths", std::move(paths)},
        {"components",
         json::object{
             {"schemas", json::object{{"Problem", problem_schema()}}},
             {"securitySchemes",
              json::object{{"bearer", json::object{{"type", "http"}, {"scheme", "bearer"}}},
                           {"staff_cookie", json::object{{"type", "apiKey"}, {"in", "cookie"}, {"name", staff_cookie}}},
                           {"visitor_cookie", json::object{{"type", "apiKey"}, {"in", "cookie"}, {"name", visitor_cookie}}}}}}}};
}

}  // namespace ombud::edge
