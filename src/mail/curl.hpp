// libcurl's objects held the C++ way, and which server may be spoken to in clear; for this folder only.
#pragma once
#include <curl/curl.h>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

namespace ombud::mail {

struct Release {
    void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using CurlHandle = std::unique_ptr<CURL, Release>;
using CurlList = std::unique_ptr<curl_slist, Release>;

void start_curl();

// `url` is <protocol>://host:port or, with TLS from the first byte, <protocol>s://host:port. Throws Problem{invalid,
// "mail.<protocol>_url"}. True: to this machine itself, without TLS, and no authorities are named.
bool speaks_in_clear(std::string const& url, std::string const& protocol,
                     std::optional<std::filesystem::path> const& authorities);

}  // namespace ombud::mail
