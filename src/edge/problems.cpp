#include "edge/problems.hpp"

namespace ombud::edge {

namespace {

struct Kind {
    unsigned status;
    char const* title;
};

Kind kind_of(ProblemKind kind) {
    switch (kind) {
        case ProblemKind::malformed:
            return {400, "Bad Request"};
        case ProblemKind::unauthenticated:
            return {401, "Unauthorized"};
        case ProblemKind::forbidden:
            return {403, "Forbidden"};
        case ProblemKind::not_found:
            return {404, "Not Found"};
        case ProblemKind::not_allowed:
            return {405, "Method Not Allowed"};
        case ProblemKind::too_slow:
            return {408, "Request Timeout"};
        case ProblemKind::conflict:
            return {409, "Conflict"};
        case ProblemKind::too_large:
            return {413, "Content Too Large"};
        case ProblemKind::unsupported:
            return {415, "Unsupported Media Type"};
        case ProblemKind::invalid:
            return {422, "Unprocessable Content"};
        case ProblemKind::too_many:
            return {429, "Too Many Requests"};
        case ProblemKind::unavailable:
            return {503, "Service Unavailable"};
        case ProblemKind::internal:
            break;
    }
    return {500, "Internal Server Error"};
}

}  // namespace

unsigned status_of(ProblemKind kind) {
    return kind_of(kind).status;
}

http::Response problem_response(Problem const& problem, std::string const& request_id) {
    auto const kind = kind_of(problem.kind);
    json::object body{{"type", "about:blank"}, {"title", kind.title}, {"status", kind.status}, {"code", problem.code}};
    if (!problem.field.empty()) body.emplace("field", problem.field);
    if (!problem.detail.empty() && problem.kind != ProblemKind::internal && problem.kind != ProblemKind::unavailable)
        body.emplace("detail", problem.detail);
    if (!request_id.empty()) body.emplace("request_id", request_id);
    http::Response response{
        .status = kind.status, .fields = {{"Content-Type", problem_type}, {"Cache-Control", "no-store"}}, .body = {}};
    if (problem.retry_after) {
        body.emplace("retry_after", problem.retry_after->count());
        response.fields.push_back({"Retry-After", std::to_string(problem.retry_after->count())});
    }
    if (kind.status == 401) response.fields.push_back({"WWW-Authenticate", "Bearer"});
    response.body = json::serialize(body);
    return response;
}

json::value problem_schema() {
    auto text = json_schema<std::string>();
    return json::object{{"type", "object"},
                        {"properties", json::object{{"type", text},
                                                    {"title", text},
                                                    {"status", json_schema<std::int64_t>()},
                                                    {"code", text},
                                                    {"field", text},
                                                    {"detail", text},
                                                    {"request_id", text},
                                                    {"retry_after", json_schema<std::int64_t>()}}},
                        {"required", json::array{"type", "title", "status", "code"}}};
}

}  // namespace ombud::edge
