// The one place that turns a Problem into an HTTP response (RFC 9457).
#pragma once
#include "core/json.hpp"
#include "core/problem.hpp"
#include "http/server.hpp"

namespace ombud::edge {

inline constexpr char problem_type[] = "application/problem+json";

unsigned status_of(ProblemKind kind);
http::Response problem_response(Problem const& problem, std::string const& request_id);
json::value problem_schema();

}  // namespace ombud::edge
