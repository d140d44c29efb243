// Cookies that we set.
#pragma once
#include <chrono>
#include <string>

#include "http/server.hpp"

namespace ombud::http {

// A browser keeps a cookie with this prefix to one host and to HTTPS.
inline std::string cookie_name(char const* name, bool secure) {
    return (secure ? "__Host-" : "") + std::string(name);
}
// `lasts` 0 removes it. `same_site` Lax: it must come along when another site sends the browser here.
inline Field set_cookie(char const* name, std::string const& value, std::chrono::seconds lasts, bool secure,
                        char const* same_site = "Strict") {
    return {"Set-Cookie", cookie_name(name, secure) + "=" + value + "; Path=/; HttpOnly; SameSite=" + same_site +
                              "; Max-Age=" + std::to_string(lasts.count()) + (secure ? "; Secure" : "")};
}

}  // namespace ombud::http
