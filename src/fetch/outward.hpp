// Asking servers that a person named: nowhere inside, unless the settings allow it, however a name resolves; one thread for all,
// so that one server that hangs keeps nobody waiting.
#pragma once
#include <list>
#include <memory>
#include <mutex>
#include <thread>

#include "fetch/fetch.hpp"

namespace ombud::fetch {

// What of the inside may be asked: hosts by their names, networks as "10.1.0.0/16".
struct AllowedInside {
    std::vector<std::string> hosts, networks;

    // Problem{invalid, "webhooks.allow"} for what is neither.
    static AllowedInside read(std::vector<std::string> const& settings);
};

// How an answer came, or why none did.
struct Outcome {
    std::optional<unsigned> status;  // the server's, redirects too: none is followed
    std::string fault{};             // remote.refused_address, remote.timeout, remote.unreachable, remote.tls; empty: none
    std::string body{};              // its first bytes
    std::chrono::milliseconds took{};
};

// Whether it may be asked at all, as far as its text says: https to a host by name or address; http to what is allowed inside
// only. Problem{invalid, "url.invalid" | "url.insecure" | "url.inside", "url"}. What the name leads to is looked at with each
// connection.
void require_outward_url(std::string const& url, AllowedInside const& allowed);

class OutwardClient {
public:
    explicit OutwardClient(AllowedInside allowed, std::optional<std::filesystem::path> authorities = std::nullopt);
    // Whoever waits is told "remote.unreachable".
    ~OutwardClient();
    OutwardClient(OutwardClient const&) = delete;
    OutwardClient& operator=(OutwardClient const&) = delete;

    // Never throws for what the other side does. Of the body, `bytes_at_most` are read and the rest is left; the address that the
    // connection goes to is checked after the name was resolved, so what a name says later changes nothing.
    Task<Outcome> send(Request request);
    [[nodiscard]] AllowedInside const& allowed() const { return allowed_; }

    struct Under;  // one that is under way

private:
    void work();
    void begin(std::unique_ptr<Under> fresh);
    void settle();

    AllowedInside allowed_;
    std::optional<std::filesystem::path> authorities_;
    void* multi_;  // libcurl's
    std::mutex mutex_;
    std::list<std::unique_ptr<Under>> fresh_;
    bool ending_ = false;
    std::list<std::unique_ptr<Under>> under_way_;  // of the thread alone
    std::thread thread_;
};

}  // namespace ombud::fetch
