// Signing in at the desk by an OpenID Connect provider: the browser leaves, comes back, and gets its session.
#pragma once
#include "callers/callers.hpp"
#include "core/rate_limit.hpp"
#include "edge/people.hpp"
#include "edge/route.hpp"
#include "oidc/oidc.hpp"
#include "staff/staff.hpp"

namespace ombud::edge {

inline constexpr char oidc_cookie[] = "ombud_oidc";
inline constexpr char oidc_return_path[] = "/api/v1/staff/oidc/callback";

struct OidcProvider {
    std::string id;
    std::string name;
};
BOOST_DESCRIBE_STRUCT(OidcProvider, (), (id, name))

struct OidcProviders {
    std::vector<OidcProvider> providers;
};
BOOST_DESCRIBE_STRUCT(OidcProviders, (), (providers))

struct OidcStart {
    std::optional<std::string> provider;
};
BOOST_DESCRIBE_STRUCT(OidcStart, (), (provider))

class StaffOidc {
public:
    StaffOidc(oidc::SignIn& oidc, staff::Staff& staff, audit::Log& audit, Clock& clock);

    Task<OidcProviders> providers(Anyone by);
    // Both answer with a redirect, whatever happens; what went wrong stands behind the # of the desk's address.
    Task<http::Response> start(Anyone by, OidcStart wanted, http::Request* request);
    Task<http::Response> callback(Anyone by, http::Request* request);

private:
    oidc::SignIn& oidc_;
    staff::Staff& staff_;
    audit::Log& audit_;
    Clock& clock_;
    RateLimit trips_;
};

}  // namespace ombud::edge
