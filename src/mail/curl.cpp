#include "mail/curl.hpp"

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>
#include <stdexcept>

#include "core/problem.hpp"

namespace ombud::mail {

void start_curl() {
    static auto const started = curl_global_init(CURL_GLOBAL_DEFAULT);
    if (started != CURLE_OK) throw std::runtime_error("libcurl could not start");
}

bool speaks_in_clear(std::string const& text, std::string const& protocol,
                     std::optional<std::filesystem::path> const& authorities) {
    auto const url = boost::urls::parse_uri(text);
    bool const well = url && (url->scheme() == protocol || url->scheme() == protocol + "s") && !url->host().empty() &&
                      !url->has_userinfo() && url->path().size() <= 1 && !url->has_query() && !url->has_fragment();
    auto const code = "mail." + protocol + "_url";
    if (!well) throw Problem{ProblemKind::invalid, code, code};
    using Host = boost::urls::host_type;
    bool const here = url->host() == "localhost" || (url->host_type() == Host::ipv4 && url->host_ipv4_address().is_loopback()) ||
                      (url->host_type() == Host::ipv6 && url->host_ipv6_address().is_loopback());
    return url->scheme() == protocol && here && !authorities;
}

}  // namespace ombud::mail
