// The program's settings: from a file (ombud.toml), each of them also by an environment variable OMBUD_SECTION_NAME.
#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace ombud {

struct Settings {
    // [server]
    std::vector<std::string> listen{"127.0.0.1:8080"};
    std::string public_url;                    // where people reach it; empty: http://<first listener>
    std::string certificate, key;              // PEM files; both or none
    std::vector<std::string> trusted_proxies;  // whose X-Forwarded-For counts
    // [data]
    std::filesystem::path data = "data";  // files, keys, the private database
    // [database]
    std::string database_url;        // empty: a private PostgreSQL in the data folder
    std::string database_owner_url;  // as the role that owns the schema and migrates it; empty: database.url's does
    // [widget]
    std::vector<std::string> widget_origins;  // sites that may embed the chat
    // [platform]
    std::string platform_keys;      // file with the JWK set of the platform's server
    std::string platform_audience;  // what its tokens must name
    std::string platform_issuer;
    // [files]
    std::string clamd;  // socket of the virus scanner; empty: none
    // [log]
    std::string log_level = "info";
    bool log_requests = true;
};

// `file` may be missing unless it was asked for by name. Throws Problem{invalid, "setting.…"}, the field naming the setting.
Settings read_settings(std::optional<std::filesystem::path> const& file);

}  // namespace ombud
