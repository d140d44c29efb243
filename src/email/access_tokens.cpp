#include "email/access_tokens.hpp"

#include <boost/url.hpp>

#include "core/json.hpp"
#include "core/problem.hpp"
#include "text/names.hpp"

namespace ombud::email {

namespace {

constexpr std::size_t detail_bytes = 300;

void require_url(std::string const& text) {
    auto const url = boost::urls::parse_uri(text);
    bool const secure = url && url->scheme() == "https";
    bool const here = url && url->scheme() == "http" && (url->host() == "localhost" || url->host() == "127.0.0.1");
    if (!secure && !here) throw Problem{ProblemKind::invalid, "mail.oauth_url", "token_url"};
}

std::string text_at(json::value const& answer, char const* name) {
    auto const* found = answer.is_object() ? answer.as_object().if_contains(name) : nullptr;
    return found && found->is_string() ? std::string(found->as_string()) : std::string{};
}

[[noreturn]] void fail(char const* code, std::string detail) {
    Problem problem{ProblemKind::unavailable, code};
    problem.detail = text::cut(text::clean_name(detail).value_or(""), detail_bytes);
    throw problem;
}

}  // namespace

AccessTokens::AccessTokens(fetch::Client& client, OAuth how, Keep keep)
    : client_(client), how_(std::move(how)), keep_(std::move(keep)) {
    require_url(how_.token_url);
}

Task<std::string> AccessTokens::get() {
    std::string form = "grant_type=refresh_token";
    auto const add = [&](char const* name, std::string const& value) {
        if (!value.empty()) form += std::string("&") + name + "=" + boost::urls::encode(value, boost::urls::unreserved_chars);
    };
    add("refresh_token", how_.refresh_token);
    add("client_id", how_.client_id);
    add("client_secret", how_.client_secret);
    add("scope", how_.scope.value_or(""));
    fetch::Answer answer;
    std::string away;
    try {
        answer = co_await client_.send(
            {.method = "POST",
             .url = how_.token_url,
             .fields = {{"Content-Type", "application/x-www-form-urlencoded"}, {"Accept", "application/json"}},
             .body = std::move(form)});
    } catch (Problem const& problem) {
        away = problem.code;
    }
    if (!away.empty()) fail("mail.oauth_away", away);
    json::value said;
    try {
        said = parse_json(answer.body);
    } catch (Problem const&) {  // it says nothing that we understand
    }
    auto token = text_at(said, "access_token");
    if (answer.status != 200 || token.empty()) {
        auto const why = text_at(said, "error_description");
        fail(answer.status >= 500 ? "mail.oauth_away" : "mail.oauth_refused",
             std::to_string(answer.status) + " " + (why.empty() ? text_at(said, "error") : why));
    }
    if (auto next = text_at(said, "refresh_token"); !next.empty() && next != how_.refresh_token) {
        how_.refresh_token = std::move(next);
        if (keep_) co_await keep_(how_);
    }
    co_return token;
}

}  // namespace ombud::email
