// Routes of finding conversations by what was said, and what is related to one.
#include "edge/house.hpp"
#include "edge/routes.hpp"

namespace ombud::edge {

namespace {

using enum http::Method;
using enum staff::Permission;

// clang-format off: one line a route
constexpr Route table[] = {
    {get, "/api/v1/conversations/search", agent(read_conversations), 200, "search_conversations", endpoint<&finding::Finding::search>},
    {get, "/api/v1/conversations/{}/related", agent(read_conversations), 200, "list_related", endpoint<&finding::Finding::related>},
};
// clang-format on

}  // namespace

std::span<Route const> routes_of_finding() {
    return table;
}

}  // namespace ombud::edge
