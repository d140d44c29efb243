// Asking other servers over HTTP: limits on time and size, no redirects, TLS checked.
#pragma once
#include <boost/asio/thread_pool.hpp>
#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/task.hpp"

namespace ombud::fetch {

using namespace std::chrono_literals;

struct Request {
    std::string method = "GET";
    std::string url;  // http:// or https://; from settings, never from a person
    std::vector<std::pair<std::string, std::string>> fields{};
    std::string body{};
    std::chrono::milliseconds timeout = 10s;
    std::size_t bytes_at_most = std::size_t{1} << 20;
};

struct Answer {
    unsigned status{};
    std::map<std::string, std::string> fields;  // names in lower case
    std::string body;
};

class Client {
public:
    virtual ~Client() = default;
    // Problem{unavailable, "remote.unreachable" | "remote.timeout" | "remote.too_large"}.
    virtual Task<Answer> send(Request request) = 0;
};

// The real one, over libcurl on threads of its own.
class CurlClient final : public Client {
public:
    // `authorities`: a PEM file of certificate authorities in place of the system's.
    explicit CurlClient(std::optional<std::filesystem::path> authorities = std::nullopt);
    ~CurlClient() override;
    // Problem{too_many, "remote.busy"} when as many as `limits::fetches_waiting` are under way.
    Task<Answer> send(Request request) override;

private:
    std::optional<std::filesystem::path> authorities_;
    asio::thread_pool pool_{2};
    std::size_t under_way_ = 0;
};

}  // namespace ombud::fetch
