// Routes of what is kept of customers: how long, holds, exports, erasures.
#include "edge/house.hpp"
#include "edge/routes.hpp"

namespace ombud::edge {

namespace {

using enum http::Method;
using enum staff::Permission;

// clang-format off: one line a route
constexpr Route table[] = {
    {get, "/api/v1/privacy", agent(manage_privacy), 200, "read_privacy", endpoint<&privacy::Privacy::overview>},
    {put, "/api/v1/privacy/classes", fresh_agent(manage_privacy), 200, "change_retention", endpoint<&privacy::Privacy::change_class>},
    {delete_, "/api/v1/privacy/holds/{}", fresh_agent(manage_privacy), 204, "lift_hold", endpoint<&privacy::Privacy::lift_hold>},
    {post, "/api/v1/privacy/exports/{}", fresh_agent(manage_privacy), 200, "fetch_export", endpoint<&PrivacyDoors::fetch_export>},
    {get, "/api/v1/privacy/proofs/{}", agent(manage_privacy), 200, "read_erasure_proof", endpoint<&privacy::Privacy::proof>},
    {get, "/api/v1/conversations/{}/kept", agent(manage_privacy), 200, "read_kept", endpoint<&privacy::Privacy::kept>},
    {post, "/api/v1/conversations/{}/hold", fresh_agent(manage_privacy), 201, "place_hold", endpoint<&privacy::Privacy::place_hold>},
    {post, "/api/v1/conversations/{}/export", fresh_agent(manage_privacy), 201, "ask_export", endpoint<&privacy::Privacy::ask_export>},
    {post, "/api/v1/conversations/{}/erasure", fresh_agent(manage_privacy), 201, "ask_erasure", endpoint<&privacy::Privacy::ask_erasure>},
};
// clang-format on

}  // namespace

std::span<Route const> routes_of_privacy() {
    return table;
}

}  // namespace ombud::edge
