#include "edge/pages.hpp"

#include <boost/algorithm/string/replace.hpp>

#include "http/codings.hpp"
#include "site/feed.hpp"
#include "site/frame.hpp"

namespace ombud::edge {

namespace {

std::string_view type_of(std::string_view name) {
    auto const extension = name.substr(std::min(name.rfind('.'), name.size()));
    if (extension == ".html") return "text/html; charset=utf-8";
    if (extension == ".js") return "text/javascript; charset=utf-8";
    if (extension == ".css") return "text/css; charset=utf-8";
    if (extension == ".json") return "application/json";
    if (extension == ".svg") return "image/svg+xml";
    if (extension == ".png") return "image/png";
    if (extension == ".webp") return "image/webp";
    if (extension == ".woff2") return "font/woff2";
    return "application/octet-stream";
}

// In the head of a page, where Ombud's name stands until somebody says another.
std::string with_name(std::string html, std::string_view name) {
    auto const written = site::escaped(name);
    boost::replace_first(html, "<title>Ombud</title>", "<title>" + written + "</title>");
    boost::replace_first(html, "content=\"Ombud 安席\"", "content=\"" + written + "\"");
    return html;
}

Problem unknown() {
    return {ProblemKind::not_found, "path.unknown"};
}

}  // namespace

Pages::Pages(std::span<EmbeddedFile const> bundle, std::string_view site_name, DemoPlatform demo) : demo_(std::move(demo)) {
    for (auto const& [name, bytes] : bundle) {
        if (name.ends_with(".gz"))
            files_[std::string(name.substr(0, name.size() - 3))].gzip = bytes;
        else if (name.ends_with(".br"))
            files_[std::string(name.substr(0, name.size() - 3))].brotli = bytes;
        else
            files_[std::string(name)].plain = bytes;
    }
    if (auto const me = files_.find("me/index.html"); me != files_.end() && !site_name.empty()) {
        me_ = std::make_shared<std::string const>(with_name(std::string(me->second.plain), site_name));
        me->second = {.plain = *me_, .gzip = {}, .brotli = {}, .tag = {}};
    }
    for (auto& [name, file] : files_) file.tag = site::tag_of(file.plain);
}

http::Response Pages::serve(http::Request const& request, std::string const& name, char const* caching) const {
    auto found = files_.find(name);
    if (found == files_.end() || found->second.plain.empty()) throw unknown();
    auto const& file = found->second;
    http::Response response{
        .status = 200,
        .fields = {{"Content-Type", std::string(type_of(name))}, {"Cache-Control", caching}, {"Vary", "Accept-Encoding"}},
        .body = file.plain};
    auto tag = file.tag;
    http::Codings const accepted{request.field("accept-encoding")};
    auto const brotli = file.brotli.empty() ? 0 : accepted.weight("br");
    auto const gzip = file.gzip.empty() ? 0 : accepted.weight("gzip");
    if (brotli > 0 && brotli >= gzip) {
        response.body = file.brotli;
        response.fields.push_back({"Content-Encoding", "br"});
        tag += "-br";
    } else if (gzip > 0) {
        response.body = file.gzip;
        response.fields.push_back({"Content-Encoding", "gzip"});
        tag += "-gz";
    }
    response.fields.push_back({"ETag", "\"" + tag + "\""});
    if (request.field("if-none-match").find("\"" + tag + "\"") != std::string_view::npos) {
        response.status = 304;
        response.body = std::string_view{};
    }
    return response;
}

http::Response Pages::page(http::Request const& request, std::string const& name) const {
    auto response = serve(request, name, "no-cache");
    response.fields.push_back({"Content-Security-Policy", site::page_policy});
    return response;
}

Task<http::Response> Pages::add_slash(Anyone, http::Request* request) {
    co_return http::Response{.status = 308, .fields = {{"Location", request->path + "/"}}, .body = std::string{}};
}

Task<http::Response> Pages::widget(Anyone, http::Request* request) {
    auto response = serve(*request, "widget.js", "public, max-age=300");
    response.fields.push_back({"Access-Control-Allow-Origin", "*"});
    response.fields.push_back({"Cross-Origin-Resource-Policy", "cross-origin"});
    co_return response;
}

Task<http::Response> Pages::asset(Anyone, http::Request* request) {
    auto response = serve(*request, request->path.substr(1), "public, max-age=31536000, immutable");
    // The widget loads its parts into pages of other origins.
    response.fields.push_back({"Access-Control-Allow-Origin", "*"});
    response.fields.push_back({"Cross-Origin-Resource-Policy", "cross-origin"});
    co_return response;
}

Task<http::Response> Pages::desk(Anyone, http::Request* request) {
    co_return page(*request, "desk/index.html");
}

Task<http::Response> Pages::me(Anyone, http::Request* request) {
    co_return page(*request, "me/index.html");
}

Task<http::Response> Pages::demo(Anyone, http::Request* request) {
    if (!demo_) throw unknown();
    co_return page(*request, "demo/index.html");
}

Task<DemoToken> Pages::demo_token(Anyone, DemoUser who) {
    if (!demo_) throw unknown();
    co_return DemoToken{demo_(who.user)};
}

}  // namespace ombud::edge
