// What a request fails with: a kind that becomes an HTTP status and a stable code that clients may rely on (RFC 9457).
#pragma once
#include <chrono>
#include <exception>
#include <optional>
#include <string>

namespace ombud {

enum class ProblemKind {
    malformed,        // 400: not what the protocol allows
    unauthenticated,  // 401
    forbidden,        // 403
    not_found,        // 404
    not_allowed,      // 405: no such method here
    too_slow,         // 408
    conflict,         // 409
    too_large,        // 413
    unsupported,      // 415
    invalid,          // 422: well-formed, but a field is wrong
    too_many,         // 429
    internal,         // 500
    unavailable,      // 503
};

struct Problem : std::exception {
    Problem(ProblemKind kind, std::string code, std::string field = {}, std::string detail = {})
        : kind(kind), code(std::move(code)), field(std::move(field)), detail(std::move(detail)) {}

    [[nodiscard]] char const* what() const noexcept override { return code.c_str(); }

    ProblemKind kind;
    std::string code;    // "body.empty": dotted, lower case, never changes its meaning
    std::string field;   // JSON path of the offending field, or empty
    std::string detail;  // for developers, in English; never carries what the caller sent
    std::optional<std::chrono::seconds> retry_after;
};

}  // namespace ombud
