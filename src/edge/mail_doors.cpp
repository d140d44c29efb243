#include "edge/mail_doors.hpp"

#include <boost/algorithm/string.hpp>
#include <charconv>
#include <sodium.h>

#include "core/limits.hpp"
#include "core/problem.hpp"
#include "site/stop_page.hpp"

namespace ombud::edge {

namespace {

constexpr std::string_view secret_prefix = "whsec_";
constexpr std::size_t key_bytes_at_least = 24;

std::optional<std::string> from_base64(std::string_view text) {
    std::string out(text.size(), '\0');
    std::size_t size = 0;
    if (sodium_base642bin(reinterpret_cast<unsigned char*>(out.data()), out.size(), text.data(), text.size(), nullptr, &size,
                          nullptr, sodium_base64_VARIANT_ORIGINAL) != 0)
        return std::nullopt;
    out.resize(size);
    return out;
}

std::array<unsigned char, crypto_auth_hmacsha256_BYTES> signature_of(std::string_view key, std::string_view id,
                                                                     std::string_view time, std::string_view body) {
    crypto_auth_hmacsha256_state state;
    crypto_auth_hmacsha256_init(&state, reinterpret_cast<unsigned char const*>(key.data()), key.size());
    auto const add = [&](std::string_view part) {
        crypto_auth_hmacsha256_update(&state, reinterpret_cast<unsigned char const*>(part.data()), part.size());
    };
    add(id), add("."), add(time), add("."), add(body);
    std::array<unsigned char, crypto_auth_hmacsha256_BYTES> out;
    crypto_auth_hmacsha256_final(&state, out.data());
    return out;
}

// "v1,BASE64 v1,BASE64": one of them is enough, while keys are changed.
bool is_signed(std::string_view signatures, std::array<unsigned char, crypto_auth_hmacsha256_BYTES> const& right) {
    std::vector<std::string> each;
    boost::split(each, signatures, boost::is_any_of(" "), boost::token_compress_on);
    return std::ranges::any_of(each, [&](std::string const& one) {
        if (!one.starts_with("v1,")) return false;
        auto const bytes = from_base64(std::string_view{one}.substr(3));
        return bytes && bytes->size() == right.size() && sodium_memcmp(bytes->data(), right.data(), right.size()) == 0;
    });
}

http::Response as_page(std::string html) {
    return {.status = 200,
            .fields = {{"Content-Type", "text/html; charset=utf-8"},
                       {"Content-Security-Policy",
                        "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; img-src data:; style-src "
                        "'unsafe-inline'; form-action 'none'; base-uri 'none'; frame-ancestors 'self'"},
                       {"Referrer-Policy", "no-referrer"},
                       {"Cache-Control", "no-store"}},
            .body = std::move(html)};
}

}  // namespace

std::string read_hook_secret(std::string_view text) {
    if (text.starts_with(secret_prefix)) text.remove_prefix(secret_prefix.size());
    auto key = from_base64(text);
    if (!key || key->size() < key_bytes_at_least)
        throw Problem{ProblemKind::invalid, "hook_secret.invalid", "mail_in.hook_secret_file"};
    return *key;
}

Task<http::Response> MailDoors::take(Anyone, http::Request* request) {
    if (!hook_key_) throw Problem{ProblemKind::not_found, "path.unknown"};
    auto const id = request->field("webhook-id"), time = request->field("webhook-timestamp");
    std::int64_t seconds = 0;
    auto const [end, error] = std::from_chars(time.data(), time.data() + time.size(), seconds);
    bool const timed = error == std::errc{} && end == time.data() + time.size() && !time.empty();
    auto const now = std::chrono::floor<std::chrono::seconds>(clock_.now()).time_since_epoch().count();
    auto const skew = std::chrono::seconds{limits::hook_clock_skew}.count();
    if (id.empty() || !is_signed(request->field("webhook-signature"), signature_of(*hook_key_, id, time, request->body)))
        throw Problem{ProblemKind::unauthenticated, "hook.signature"};
    if (!timed || seconds < now - skew || seconds > now + skew) throw Problem{ProblemKind::unauthenticated, "hook.timestamp"};
    co_await letters_.take(std::move(request->body));
    co_return http::Response{.status = 204, .fields = {}, .body = std::string{}};
}

Task<http::Response> MailDoors::page(Agent, LetterId id) {
    co_return as_page(co_await received_.page(id));
}

Task<http::Response> MailDoors::page_in(Agent by, ConversationId conversation, LetterId id) {
    co_return as_page(co_await received_.page_in(std::move(by), conversation, id));
}

Task<http::Response> MailDoors::ask_to_stop(Anyone, http::PathText language, http::PathText token, http::Request* request) {
    auto const state = answers_.knows(token.value) ? site::StopState::ask : site::StopState::unknown;
    co_return site::stop_page(frame_, language.value, state, request->path, *request);
}

Task<http::Response> MailDoors::stop(Anyone, http::PathText language, http::PathText token, http::Request* request) {
    auto const state = co_await answers_.stop(token.value) ? site::StopState::done : site::StopState::unknown;
    co_return site::stop_page(frame_, language.value, state, {}, *request);
}

}  // namespace ombud::edge
