#include "site/frame.hpp"

#define nsel_CONFIG_SELECT_EXPECTED nsel_EXPECTED_NONSTD  // RESTinio 0.6 was written for the library's own expected
#include <restinio/helpers/http_field_parsers/accept-language.hpp>
#include <sodium.h>
#include <stdexcept>
#include <zlib.h>

#include "core/base64url.hpp"
#include "core/limits.hpp"
#include "core/problem.hpp"
#include "diagnosis/format_time.hpp"
#include "http/codings.hpp"

namespace ombud::site {

char const page_policy[] =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; font-src 'self'; "
    "frame-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

namespace {

bool is_language(std::string_view text) {
    return std::ranges::find(page_languages, text) != std::end(page_languages);
}

// A whole gzip file (RFC 1952).
std::string gzip(std::string_view text) {
    z_stream stream{};
    constexpr int whole_window = 15, as_gzip = 16, memory = 8, level = 6;
    if (deflateInit2(&stream, level, Z_DEFLATED, whole_window + as_gzip, memory, Z_DEFAULT_STRATEGY) != Z_OK)
        throw std::bad_alloc{};
    std::string out(deflateBound(&stream, text.size()), '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));  // NOLINT: zlib only reads it
    stream.avail_in = uInt(text.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = uInt(out.size());
    auto const done = deflate(&stream, Z_FINISH);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    if (done != Z_STREAM_END) throw std::logic_error("deflate did not end");
    return out;
}

bool takes_gzip(http::Request const& request) {
    return http::Codings{request.field("accept-encoding")}.weight("gzip") > 0;
}

std::vector<http::Field> page_fields() {
    return {{"Content-Type", "text/html; charset=utf-8"},
            {"Content-Security-Policy", page_policy},
            // Else a browser calls the origin of our own forms null.
            {"Referrer-Policy", "same-origin"},
            {"Vary", "Accept-Encoding, Accept-Language, Cookie"}};
}

}  // namespace

std::string tag_of(std::string_view bytes) {
    std::array<unsigned char, 16> hash;
    crypto_generichash(hash.data(), hash.size(), reinterpret_cast<unsigned char const*>(bytes.data()), bytes.size(), nullptr, 0);
    return base64url(std::as_bytes(std::span{hash}));
}

std::string_view preferred_language(http::Request const& request) {
    namespace parsers = restinio::http_field_parsers;
    auto const parsed = parsers::accept_language_value_t::try_parse(request.field("accept-language"));
    if (!parsed) return "en";
    unsigned best = 0;
    std::string_view chosen = "en";
    for (auto const& item : parsed->languages) {
        auto const language = item.language_range.starts_with("zh")   ? std::string_view{"zh-CN"}
                              : item.language_range.starts_with("en") ? std::string_view{"en"}
                                                                      : std::string_view{};
        if (language.empty() || item.weight.as_uint() <= best) continue;
        best = item.weight.as_uint();
        chosen = language;
    }
    return chosen;
}

Looker::Looker(std::string const& page_language, Viewer const& who, http::Request const& asked) : Looker(page_language, asked) {
    signed_in = who.holder().has_value();
}

Looker::Looker(std::string const& page_language, http::Request const& asked)
    : language(page_language),
      signed_in(false),
      prefers_other(!asked.field("accept-language").empty() && preferred_language(asked) == other_language(page_language)) {
    if (!is_language(page_language)) throw Problem{ProblemKind::not_found, "path.unknown"};
}

std::string Looker::key_of(std::string_view page) const {
    return std::string(page) + " " + language + (signed_in ? "+" : "-") + (prefers_other ? "+" : "-");
}

Frame::Frame(Settings settings, Assets assets, Clock& clock)
    : settings_(std::move(settings)), assets_(std::move(assets)), clock_(clock) {
    if (settings_.name.empty()) settings_.name = "Ombud 安席";
}

json::object Frame::moment(Words const& words, Timestamp when, bool relative) const {
    auto const text = relative ? diagnosis::format_time(when, clock_.now(), words.language()) : words.exact(when);
    return {{"iso", to_rfc3339(when)}, {"text", text}, {"moment", true}};
}

json::object Frame::day(Words const& words, Timestamp when) {
    return {{"iso", to_rfc3339(when).substr(0, 10)}, {"text", words.date(when)}, {"moment", false}};
}

std::string Frame::render(std::string const& page, Looker const& looker, PageHead head, json::object context) {
    auto const& words = Words::of(looker.language);
    std::string const other{other_language(looker.language)};
    auto const other_path = head.other_path.value_or(head.path);
    json::array alternates;
    if (head.indexed) {
        for (auto const& language : page_languages)
            alternates.push_back(
                {{"lang", language},
                 {"href", settings_.origin + "/" + language + "/" + (language == other ? other_path : head.path)}});
        alternates.push_back(
            {{"lang", "x-default"}, {"href", settings_.origin + "/en/" + (other == "en" ? other_path : head.path)}});
    }
    using Value = json::value;
    context["site"] = {{"name", settings_.name},
                       {"origin", settings_.origin},
                       {"security_txt", !settings_.security_contact.empty()},
                       {"chat", settings_.chat}};
    context["assets"] = to_json(assets_);
    context["page"] = {
        {"name", head.name},
        {"title", head.title},
        {"description", head.description ? Value(*head.description) : Value(false)},
        {"canonical", head.indexed ? Value(settings_.origin + "/" + looker.language + "/" + head.path) : Value(false)},
        {"alternates", std::move(alternates)},
        {"indexed", head.indexed},
        {"article", head.article},
        {"other", {{"href", "/" + other + "/" + other_path}, {"label", words.text("other.name")}, {"lang", other}}},
        {"offer", looker.prefers_other},
        {"feeds", std::move(head.feeds)}};
    context["header"] = {{"search", head.has_search ? Value{{"query", ""}} : Value(false)},
                         {"account",
                          {{"href", "/me/"},
                           {"label", words.text(looker.signed_in ? "codes.account.signed_in" : "codes.account.signed_out")},
                           {"signed_in", looker.signed_in}}}};
    context["chat"] = {{"href", "/" + looker.language + "/contact"}, {"label", words.text("home.chat_link")}};
    return templates_.render(page, words, std::move(context));
}

Ready::Ready(std::string html)
    : plain(std::make_shared<std::string const>(std::move(html))),
      gzip(std::make_shared<std::string const>(site::gzip(*plain))),
      tag(tag_of(*plain)) {}

std::shared_ptr<Ready const> Kept::get(std::string const& key, std::string const& state,
                                       std::function<std::string()> const& make) {
    if (auto const found = pages_.find(key); found != pages_.end() && found->second.state == state) return found->second.page;
    auto page = std::make_shared<Ready const>(make());
    if (pages_.size() >= limits::pages_kept) pages_.clear();  // the next readers fill it again
    pages_[key] = {state, page};
    return page;
}

namespace {

http::Response answer_with(http::Request const& request, Ready const& page, std::vector<http::Field> fields) {
    http::Response out{.status = 200, .fields = std::move(fields), .body = page.plain};
    bool const packed = takes_gzip(request);
    auto const tag = "\"" + page.tag + (packed ? "-gz\"" : "\"");
    out.fields.push_back({"ETag", tag});
    if (request.field("if-none-match").contains(tag)) {
        out.status = 304;
        out.body = std::string_view{};
    } else if (packed) {
        out.fields.push_back({"Content-Encoding", "gzip"});
        out.body = page.gzip;
    }
    return out;
}

}  // namespace

http::Response answer_with(http::Request const& request, Ready const& page) {
    auto fields = page_fields();
    fields.push_back({"Cache-Control", "no-cache"});
    return answer_with(request, page, std::move(fields));
}

http::Response answer_with(http::Request const& request, Ready const& file, std::string type) {
    return answer_with(
        request, file,
        std::vector<http::Field>{
            {"Content-Type", std::move(type)}, {"Cache-Control", "public, max-age=300"}, {"Vary", "Accept-Encoding"}});
}

http::Response answer_with(http::Request const& request, std::string html, unsigned status) {
    http::Response out{.status = status, .fields = page_fields(), .body = {}};
    out.fields.push_back({"Cache-Control", "private, no-store"});
    if (takes_gzip(request)) {
        out.fields.push_back({"Content-Encoding", "gzip"});
        out.body = gzip(html);
    } else {
        out.body = std::move(html);
    }
    return out;
}

http::Response go_to(std::string address) {
    return moved_to(std::move(address), 303);
}

http::Response moved_to(std::string address, unsigned status) {
    return {.status = status, .fields = {{"Location", std::move(address)}, {"Vary", "Accept-Language"}}, .body = std::string{}};
}

}  // namespace ombud::site
