#include "edge/origins.hpp"

#include "edge/gate.hpp"
#include "text/device_label.hpp"

namespace ombud::edge {

accounts::Origin Origins::of(http::Request const& request) const {
    return {.peer = request.peer,
            .device = text::device_label(request.field("user-agent")),
            .place = places_.find(request.peer),
            .device_token = request.cookie(cookie_name(device_cookie, request.secure))};
}

}  // namespace ombud::edge
