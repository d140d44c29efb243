#include "fetch/fetch.hpp"

#include <algorithm>
#include <cctype>
#include <curl/curl.h>
#include <memory>

#include "core/limits.hpp"
#include "core/offload.hpp"
#include "core/problem.hpp"

namespace ombud::fetch {

namespace {

struct Release {
    void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using Handle = std::unique_ptr<CURL, Release>;
using Lines = std::unique_ptr<curl_slist, Release>;

// An answer as it comes in, within its limits.
struct Incoming {
    Answer answer;
    std::size_t bytes_at_most;
    bool too_large = false;
};

constexpr std::size_t fields_at_most = 100;

std::size_t take_body(char const* data, std::size_t, std::size_t count, void* to) {
    auto& incoming = *static_cast<Incoming*>(to);
    if (count > incoming.bytes_at_most - incoming.answer.body.size()) {
        incoming.too_large = true;
        return 0;
    }
    incoming.answer.body.append(data, count);
    return count;
}

std::size_t take_field(char const* data, std::size_t, std::size_t count, void* to) {
    auto& fields = static_cast<Incoming*>(to)->answer.fields;
    std::string_view line{data, count};
    if (line.starts_with("HTTP/")) fields.clear();  // an interim answer came before
    auto const colon = line.find(':');
    if (colon == line.npos || fields.size() >= fields_at_most) return count;
    std::string name{line.substr(0, colon)};
    std::ranges::transform(name, name.begin(), [](unsigned char letter) { return char(std::tolower(letter)); });
    line.remove_prefix(colon + 1);
    line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
    fields[std::move(name)] = line.substr(0, line.find_last_not_of(" \t\r\n") + 1);
    return count;
}

[[noreturn]] void fail(char const* code) {
    throw Problem{ProblemKind::unavailable, code};
}

Answer perform(Request const& request, std::optional<std::filesystem::path> const& authorities) {
    Handle const handle{curl_easy_init()};
    if (!handle) throw std::bad_alloc{};
    Lines lines;
    for (auto const& [name, value] : request.fields) {
        std::string line = name;
        line.append(": ").append(value);
        auto* const known = lines.release();
        auto* const longer = curl_slist_append(known, line.c_str());
        lines.reset(longer ? longer : known);
        if (!longer) throw std::bad_alloc{};
    }
    Incoming incoming{.answer = {}, .bytes_at_most = request.bytes_at_most};
    auto const set = [&](auto option, auto value) { curl_easy_setopt(handle.get(), option, value); };
    set(CURLOPT_URL, request.url.c_str());
    set(CURLOPT_PROTOCOLS_STR, "http,https");
    set(CURLOPT_FOLLOWLOCATION, 0L);
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_NOPROXY, "*");
    set(CURLOPT_ACCEPT_ENCODING, "");
    set(CURLOPT_USERAGENT, "Ombud");
    set(CURLOPT_TIMEOUT_MS, long(request.timeout.count()));
    if (authorities) set(CURLOPT_CAINFO, authorities->c_str());
    set(CURLOPT_HTTPHEADER, lines.get());
    set(CURLOPT_CUSTOMREQUEST, request.method.c_str());
    if (request.method != "GET") {
        set(CURLOPT_POSTFIELDSIZE, long(request.body.size()));
        set(CURLOPT_POSTFIELDS, request.body.data());
    }
    set(CURLOPT_WRITEFUNCTION, &take_body);
    set(CURLOPT_WRITEDATA, static_cast<void*>(&incoming));
    set(CURLOPT_HEADERFUNCTION, &take_field);
    set(CURLOPT_HEADERDATA, static_cast<void*>(&incoming));

    auto const outcome = curl_easy_perform(handle.get());
    if (incoming.too_large) fail("remote.too_large");
    if (outcome == CURLE_OPERATION_TIMEDOUT) fail("remote.timeout");
    if (outcome != CURLE_OK) fail("remote.unreachable");
    long status = 0;
    curl_easy_getinfo(handle.get(), CURLINFO_RESPONSE_CODE, &status);
    incoming.answer.status = unsigned(status);
    return std::move(incoming.answer);
}

}  // namespace

CurlClient::CurlClient(std::optional<std::filesystem::path> authorities) : authorities_(std::move(authorities)) {
    static auto const started = curl_global_init(CURL_GLOBAL_DEFAULT);
    if (started != CURLE_OK) throw std::runtime_error("libcurl could not start");
}
CurlClient::~CurlClient() {
    pool_.join();
}

Task<Answer> CurlClient::send(Request request) {
    if (under_way_ >= limits::fetches_waiting) throw Problem{ProblemKind::too_many, "remote.busy"};
    struct Place {
        std::size_t& taken;
        explicit Place(std::size_t& under_way) : taken(under_way) { ++taken; }
        ~Place() { --taken; }
        Place(Place const&) = delete;
        Place& operator=(Place const&) = delete;
    } const place{under_way_};
    co_return co_await offload(pool_, [&] { return perform(request, authorities_); });
}

}  // namespace ombud::fetch
