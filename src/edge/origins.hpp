// From where a request came, as far as it is kept: the network, the browser's name, the place, the cookie of a known device.
#pragma once
#include "accounts/events.hpp"
#include "http/server.hpp"
#include "places/places.hpp"

namespace ombud::edge {

inline constexpr char device_cookie[] = "ombud_device";

class Origins {
public:
    explicit Origins(places::Places const& places) : places_(places) {}
    [[nodiscard]] accounts::Origin of(http::Request const& request) const;

private:
    places::Places const& places_;
};

}  // namespace ombud::edge
