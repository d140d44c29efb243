#include "desk/choices.hpp"

#include "core/limits.hpp"
#include "core/problem.hpp"

namespace ombud::desk {

void require_client_id(std::string_view id, std::size_t room) {
    auto const allowed = [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_';
    };
    if (id.empty() || id.size() + room > limits::client_id_bytes || !std::ranges::all_of(id, allowed))
        throw Problem{ProblemKind::invalid, "client_id.invalid", "client_id"};
}

}  // namespace ombud::desk
