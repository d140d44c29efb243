// The whole interface: the route table, put together from its parts.
#include "edge/routes.hpp"

namespace ombud::edge {

std::span<Route const> routes() {
    static std::vector<Route> const all = [] {
        std::vector<Route> out;
        for (auto part : {routes_of_people(), routes_of_accounts(), routes_of_conversations(), routes_of_work(), routes_of_mail(),
                          routes_of_help(), routes_of_complaints(), routes_of_incidents(), routes_of_reports(),
                          routes_of_finding(), routes_of_privacy()})
            out.insert(out.end(), part.begin(), part.end());
        return out;
    }();
    return all;
}

}  // namespace ombud::edge
