#include "fetch/outward.hpp"

#include <algorithm>
#include <boost/asio/async_result.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <curl/curl.h>
#include <functional>
#include <netinet/in.h>
#include <sys/socket.h>

#include "core/limits.hpp"
#include "core/networks.hpp"
#include "core/problem.hpp"

namespace ombud::fetch {

namespace {

struct ReleaseUrl {
    void operator()(CURLU* url) const { curl_url_cleanup(url); }
};
using Url = std::unique_ptr<CURLU, ReleaseUrl>;

// The parser is the one that connects: what it reads as the host is where it goes.
std::optional<std::string> part_of(Url const& url, CURLUPart part) {
    char* text = nullptr;
    if (curl_url_get(url.get(), part, &text, 0) != CURLUE_OK || !text) return std::nullopt;
    std::string out = text;
    curl_free(text);
    return out;
}

Url read_url(std::string const& text) {
    Url url{curl_url()};
    if (!url) throw std::bad_alloc{};
    if (curl_url_set(url.get(), CURLUPART_URL, text.c_str(), CURLU_NON_SUPPORT_SCHEME) != CURLUE_OK) return nullptr;
    return url;
}

std::string host_of(Url const& url) {
    auto host = part_of(url, CURLUPART_HOST).value_or("");
    if (host.starts_with('[')) host = host.substr(1, host.size() - 2);
    while (host.ends_with('.')) host.pop_back();
    std::ranges::transform(host, host.begin(), [](unsigned char letter) { return char(std::tolower(letter)); });
    return host;
}

bool names_host(AllowedInside const& allowed, std::string const& host) {
    return std::ranges::find(allowed.hosts, host) != allowed.hosts.end();
}

bool is_allowed_inside(AllowedInside const& allowed, std::string const& host) {
    return names_host(allowed, host) || lies_in(host, allowed.networks);
}

std::optional<asio::ip::address> address_of(sockaddr const& where, unsigned length) {
    if (where.sa_family == AF_INET && length >= sizeof(sockaddr_in))
        return asio::ip::address_v4{ntohl(reinterpret_cast<sockaddr_in const&>(where).sin_addr.s_addr)};
    if (where.sa_family != AF_INET6 || length < sizeof(sockaddr_in6)) return std::nullopt;
    asio::ip::address_v6::bytes_type bytes{};
    std::ranges::copy(reinterpret_cast<sockaddr_in6 const&>(where).sin6_addr.s6_addr, bytes.begin());
    return asio::ip::address_v6{bytes};
}

bool is_loopback(asio::ip::address const& address) {
    if (address.is_v6() && address.to_v6().is_v4_mapped())
        return asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6()).is_loopback();
    return address.is_loopback();
}

}  // namespace

struct OutwardClient::Under {
    Request request;
    AllowedInside const& allowed;
    std::string host;
    bool plain;  // without TLS
    std::move_only_function<void(Outcome)> done;
    CURL* handle = nullptr;
    curl_slist* lines = nullptr;
    Outcome outcome{};
    bool refused = false, enough = false;

    ~Under() {
        if (handle) curl_easy_cleanup(handle);
        curl_slist_free_all(lines);
    }
    Under(Request asked, AllowedInside const& inside, std::string to, bool without_tls,
          std::move_only_function<void(Outcome)> then)
        : request(std::move(asked)), allowed(inside), host(std::move(to)), plain(without_tls), done(std::move(then)) {}
    Under(Under const&) = delete;
    Under& operator=(Under const&) = delete;

    [[nodiscard]] bool may_reach(asio::ip::address const& address) const {
        bool const inside = names_host(allowed, host) || lies_in(address.to_string(), allowed.networks);
        if (plain) return inside && is_loopback(address);
        return inside || is_on_the_open_internet(address);
    }
};

namespace {

curl_socket_t open_socket(void* data, curlsocktype, curl_sockaddr* where) {
    auto& under = *static_cast<OutwardClient::Under*>(data);
    auto const address = address_of(where->addr, where->addrlen);
    if (!address || !under.may_reach(*address)) {
        under.refused = true;
        return CURL_SOCKET_BAD;
    }
    auto const made = ::socket(where->family, where->socktype | SOCK_CLOEXEC, where->protocol);
    return made < 0 ? CURL_SOCKET_BAD : made;
}

std::size_t take_body(char const* data, std::size_t, std::size_t count, void* to) {
    auto& under = *static_cast<OutwardClient::Under*>(to);
    auto const room = under.request.bytes_at_most - under.outcome.body.size();
    under.outcome.body.append(data, std::min(count, room));
    under.enough = count > room;
    return under.enough ? 0 : count;
}

std::string fault_of(CURLcode code, bool refused) {
    if (refused) return "remote.refused_address";
    switch (code) {
        case CURLE_OPERATION_TIMEDOUT:
            return "remote.timeout";
        case CURLE_PEER_FAILED_VERIFICATION:
        case CURLE_SSL_CONNECT_ERROR:
        case CURLE_SSL_CERTPROBLEM:
        case CURLE_SSL_ISSUER_ERROR:
            return "remote.tls";
        default:
            return "remote.unreachable";
    }
}

}  // namespace

AllowedInside AllowedInside::read(std::vector<std::string> const& settings) {
    AllowedInside out;
    for (auto each : settings) {
        std::ranges::transform(each, each.begin(), [](unsigned char letter) { return char(std::tolower(letter)); });
        bool const is_name = !each.empty() && std::ranges::all_of(each, [](unsigned char letter) {
            return std::isalnum(letter) || letter == '-' || letter == '.' || letter == '_';
        });
        if (auto network = canonical_network(each))
            out.networks.push_back(std::move(*network));
        else if (is_name)
            out.hosts.push_back(std::move(each));
        else
            throw Problem{ProblemKind::invalid, "setting.invalid", "webhooks.allow"};
    }
    return out;
}

void require_outward_url(std::string const& text, AllowedInside const& allowed) {
    auto const refuse = [](char const* code) { throw Problem{ProblemKind::invalid, code, "url"}; };
    auto const url = text.size() <= limits::webhook_url_bytes ? read_url(text) : nullptr;
    if (!url || part_of(url, CURLUPART_USER) || part_of(url, CURLUPART_PASSWORD) || part_of(url, CURLUPART_FRAGMENT))
        refuse("url.invalid");
    auto const scheme = part_of(url, CURLUPART_SCHEME).value_or("");
    auto const host = host_of(url);
    if (host.empty() || (scheme != "https" && scheme != "http")) refuse("url.invalid");
    bool const inside = is_allowed_inside(allowed, host);
    if (scheme == "http" && !inside) refuse("url.insecure");
    if (inside) return;
    boost::system::error_code no;
    auto const literal = asio::ip::make_address(host, no);
    bool const is_name = bool(no);
    if (!is_name && !is_on_the_open_internet(literal)) refuse("url.inside");
    bool const is_inner_name = !host.contains('.') || host.ends_with(".localhost") || host.ends_with(".local") ||
                               host.ends_with(".internal") || host.ends_with(".home.arpa");
    if (is_name && is_inner_name) refuse("url.inside");
}

OutwardClient::OutwardClient(AllowedInside allowed, std::optional<std::filesystem::path> authorities)
    : allowed_(std::move(allowed)), authorities_(std::move(authorities)) {
    static auto const started = curl_global_init(CURL_GLOBAL_DEFAULT);
    if (started != CURLE_OK) throw std::runtime_error("libcurl could not start");
    multi_ = curl_multi_init();
    if (!multi_) throw std::bad_alloc{};
    thread_ = std::thread{[this] { work(); }};
}

OutwardClient::~OutwardClient() {
    {
        std::lock_guard const lock{mutex_};
        ending_ = true;
    }
    curl_multi_wakeup(multi_);
    thread_.join();
    curl_multi_cleanup(multi_);
}

Task<Outcome> OutwardClient::send(Request request) {
    auto const url = read_url(request.url);
    if (!url) co_return Outcome{.status = {}, .fault = "remote.unreachable"};
    auto host = host_of(url);
    bool const plain = part_of(url, CURLUPART_SCHEME) == "http";
    auto loop = co_await asio::this_coro::executor;
    auto start = [&](auto handler) {
        auto done = [loop, handler = std::move(handler), busy = asio::make_work_guard(loop)](Outcome outcome) mutable {
            asio::post(loop, [handler = std::move(handler), busy = std::move(busy), outcome = std::move(outcome)]() mutable {
                busy.reset();
                std::move(handler)(std::move(outcome));
            });
        };
        auto fresh = std::make_unique<Under>(std::move(request), allowed_, std::move(host), plain, std::move(done));
        {
            std::lock_guard const lock{mutex_};
            fresh_.push_back(std::move(fresh));
        }
        curl_multi_wakeup(multi_);
    };
    co_return co_await asio::async_initiate<asio::use_awaitable_t<Executor> const, void(Outcome)>(start, use_task);
}

void OutwardClient::work() {
    for (bool ending = false; !ending;) {
        std::list<std::unique_ptr<Under>> fresh;
        {
            std::lock_guard const lock{mutex_};
            fresh.swap(fresh_);
            ending = ending_;
        }
        for (auto& each : fresh) begin(std::move(each));
        int running = 0;
        curl_multi_perform(multi_, &running);
        settle();
        if (!ending) curl_multi_poll(multi_, nullptr, 0, 1'000, nullptr);
    }
    for (auto& each : under_way_) {
        curl_multi_remove_handle(multi_, each->handle);
        each->outcome.fault = "remote.unreachable";
        each->done(std::move(each->outcome));
    }
    under_way_.clear();
}

void OutwardClient::begin(std::unique_ptr<Under> fresh) {
    auto& under = *fresh;
    under.handle = curl_easy_init();
    if (!under.handle) throw std::bad_alloc{};
    auto const set = [&](auto option, auto value) { curl_easy_setopt(under.handle, option, value); };
    for (auto const& [name, value] : under.request.fields) {
        auto* const longer = curl_slist_append(under.lines, (name + ": " + value).c_str());
        if (!longer) throw std::bad_alloc{};
        under.lines = longer;
    }
    set(CURLOPT_URL, under.request.url.c_str());
    set(CURLOPT_PROTOCOLS_STR, under.plain ? "http" : "https");
    set(CURLOPT_FOLLOWLOCATION, 0L);
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_NOPROXY, "*");
    set(CURLOPT_USERAGENT, "Ombud");
    set(CURLOPT_FORBID_REUSE, 1L);  // each connection is looked at
    set(CURLOPT_QUICK_EXIT, 1L);    // a name server that hangs holds nobody up
    set(CURLOPT_TIMEOUT_MS, long(under.request.timeout.count()));
    if (authorities_) set(CURLOPT_CAINFO, authorities_->c_str());
    set(CURLOPT_HTTPHEADER, under.lines);
    set(CURLOPT_CUSTOMREQUEST, under.request.method.c_str());
    set(CURLOPT_POSTFIELDSIZE, long(under.request.body.size()));
    set(CURLOPT_POSTFIELDS, under.request.body.data());
    set(CURLOPT_WRITEFUNCTION, &take_body);
    set(CURLOPT_WRITEDATA, static_cast<void*>(&under));
    set(CURLOPT_OPENSOCKETFUNCTION, &open_socket);
    set(CURLOPT_OPENSOCKETDATA, static_cast<void*>(&under));
    set(CURLOPT_PRIVATE, static_cast<void*>(&under));
    curl_multi_add_handle(multi_, under.handle);
    under_way_.push_back(std::move(fresh));
}

void OutwardClient::settle() {
    int left = 0;
    while (auto* const message = curl_multi_info_read(multi_, &left)) {
        if (message->msg != CURLMSG_DONE) continue;
        auto const result = message->data.result;
        void* data = nullptr;
        curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &data);
        auto const at = std::ranges::find(under_way_, static_cast<Under*>(data), &std::unique_ptr<Under>::get);
        auto const under = std::move(*at);
        under_way_.erase(at);
        curl_off_t took = 0;
        long status = 0;
        curl_easy_getinfo(under->handle, CURLINFO_TOTAL_TIME_T, &took);
        curl_easy_getinfo(under->handle, CURLINFO_RESPONSE_CODE, &status);
        auto& outcome = under->outcome;
        outcome.took = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::microseconds{took});
        bool const answered = result == CURLE_OK || under->enough;
        if (answered)
            outcome.status = unsigned(status);
        else
            outcome.fault = fault_of(result, under->refused);
        curl_multi_remove_handle(multi_, under->handle);
        under->done(std::move(outcome));
    }
}

}  // namespace ombud::fetch
