#include "edge/route.hpp"

#include "core/number.hpp"

namespace ombud::edge {

namespace {

bool fits(std::string_view pattern, std::string_view path, std::vector<std::string>& captures) {
    captures.clear();
    for (;;) {
        auto const spelled_out = pattern.substr(0, pattern.find('{'));
        if (!path.starts_with(spelled_out)) return false;
        pattern.remove_prefix(spelled_out.size());
        path.remove_prefix(spelled_out.size());
        if (pattern.empty()) return path.empty();
        if (pattern == "{*}") {
            captures.emplace_back(path);
            return true;
        }
        auto const segment = path.substr(0, path.find('/'));
        if (segment.empty()) return false;
        captures.emplace_back(segment);
        pattern.remove_prefix(2);
        path.remove_prefix(segment.size());
    }
}

}  // namespace

http::Response json_response(unsigned status, std::string body) {
    return {.status = status,
            .fields = {{"Content-Type", "application/json; charset=utf-8"}, {"Cache-Control", "no-store"}},
            .body = std::move(body)};
}

namespace {

using KnownFields = std::vector<std::pair<std::string_view, bool>>;

void add_text_field(json::object& out, std::string_view name, bool integer, std::string const& text) {
    if (!integer) {
        out.emplace(name, text);
        return;
    }
    auto const number = number_in(text);
    if (!number) throw Problem{ProblemKind::invalid, "field.type", std::string(name), "expected an integer"};
    out.emplace(name, *number);
}

}  // namespace

json::value parameters_as_json(http::Request const& request, KnownFields const& known) {
    json::object out;
    std::size_t given = 0;
    for (auto const& [name, integer] : known) {
        auto text = request.parameter(name);
        if (!text) continue;
        ++given;
        add_text_field(out, name, integer, *text);
    }
    auto const pairs = request.query.empty() ? 0 : std::size_t(std::ranges::count(request.query, '&')) + 1;
    if (pairs > given) throw Problem{ProblemKind::invalid, "field.unknown", {}, "the query has an unknown or repeated parameter"};
    return out;
}

bool is_form(http::Request const& request) {
    return request.field("content-type").starts_with("application/x-www-form-urlencoded");
}

json::value form_as_json(http::Request const& request, KnownFields const& known) {
    json::object out;
    for (auto const& [name, text] : http::read_form(request.body)) {
        auto const found = std::ranges::find(known, name, &KnownFields::value_type::first);
        if (found == known.end()) throw Problem{ProblemKind::invalid, "field.unknown", {}, "the form has an unknown field"};
        if (out.contains(name)) throw Problem{ProblemKind::invalid, "field.repeated", name};
        add_text_field(out, name, found->second, text);
    }
    return out;
}

std::string_view name_of(http::Method method) {
    switch (method) {
        case http::Method::get:
            return "GET";
        case http::Method::head:
            return "HEAD";
        case http::Method::post:
            return "POST";
        case http::Method::put:
            return "PUT";
        case http::Method::patch:
            return "PATCH";
        case http::Method::delete_:
            return "DELETE";
        case http::Method::options:
            return "OPTIONS";
        case http::Method::other:
            break;
    }
    return {};
}

namespace {

// The routes of a path, with what stood at their holes. One that is spelled out goes before those with holes.
std::vector<Match> routes_at(std::string_view path) {
    std::vector<Match> found;
    std::vector<std::string> captures;
    bool const spelled_out = std::ranges::find(routes(), path, &Route::path) != routes().end();
    for (auto const& route : routes())
        if (spelled_out ? route.path == path : fits(route.path, path, captures)) found.push_back({&route, captures});
    // So does one whose first part is: /demo/ is no page of a language "demo".
    auto const of_any_first_part = [](Match const& each) { return each.route->path.starts_with("/{}"); };
    if (!std::ranges::all_of(found, of_any_first_part)) std::erase_if(found, of_any_first_part);
    return found;
}

}  // namespace

std::string allowed_methods(std::string_view path) {
    std::string out;
    for (auto const& [route, captures] : routes_at(path)) {
        if (!out.empty()) out += ", ";
        out += name_of(route->method);
        if (route->method == http::Method::get) out += ", HEAD";
    }
    return out;
}

Match match(http::Method method, std::string_view path) {
    auto found = routes_at(path);
    if (found.empty()) throw Problem{ProblemKind::not_found, "path.unknown"};
    for (auto& each : found)
        if (each.route->method == method || (each.route->method == http::Method::get && method == http::Method::head))
            return std::move(each);
    throw Problem{ProblemKind::not_allowed, "method.unknown"};
}

}  // namespace ombud::edge
