// What browsers see of the house whatever they ask: caching, codings, security fields, cookies, other sites, health.
#include <gmock/gmock.h>

#include "support/edge_world.hpp"

namespace ombud::edge {
namespace {

using namespace std::chrono_literals;
using ombud::testing::Answer;
using ombud::testing::own_origin;
using ombud::testing::run;
using ombud::testing::widget_origin;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

struct SurfaceTest : ombud::testing::EdgeWorld {
    Answer with(std::string target, std::vector<http::Field> fields, http::Method method = http::Method::get) {
        return ask({.method = method, .target = std::move(target), .fields = std::move(fields)});
    }
    static std::string cookie_of(Answer const& answer) {
        auto const set = answer.field("Set-Cookie");
        return set.substr(0, set.find(';'));
    }
};

// Pages and assets --------------------------------------------------------------------------------------------------------

TEST_F(SurfaceTest, assets_come_in_the_coding_that_is_liked_best) {
    auto coding = [&](std::string accepted) {
        auto const answer = with("/widget.js", {{"Accept-Encoding", std::move(accepted)}});
        EXPECT_EQ(answer.status, 200u);
        EXPECT_EQ(answer.field("Vary"), "Accept-Encoding");
        auto const said = answer.field("Content-Encoding");
        EXPECT_EQ(answer.body, said == "br" ? "brotli widget" : said == "gzip" ? "gzip widget" : "plain widget");
        return said;
    };
    EXPECT_EQ(coding("gzip, deflate, br, zstd"), "br");
    EXPECT_EQ(coding("gzip"), "gzip");
    EXPECT_EQ(coding("GZIP"), "gzip");
    EXPECT_EQ(coding("br;q=0.5, gzip;q=1.0"), "gzip");
    EXPECT_EQ(coding("br;q=0.5, gzip;q=0.5"), "br");
    EXPECT_EQ(coding("br;q=0, gzip"), "gzip");
    EXPECT_EQ(coding("br; q=0, gzip ; q=0.000"), "");
    EXPECT_EQ(coding("*"), "br");
    EXPECT_EQ(coding("br;q=0, *;q=0.1"), "gzip");
    EXPECT_EQ(coding("identity"), "");
    EXPECT_EQ(coding("zebra, xbr, brx, gzip2"), "");
    EXPECT_EQ(coding(""), "");
    EXPECT_EQ(coding("br;q=nonsense;;,"), "") << "what cannot be read takes none";
    EXPECT_EQ(with("/assets/app-1a2b.css", {{"Accept-Encoding", "br, gzip"}}).field("Content-Encoding"), "gzip")
        << "there is no other";
}

TEST_F(SurfaceTest, what_the_browser_has_is_not_sent_again) {
    std::set<std::string> tags;
    for (auto const* coding : {"", "gzip", "br"}) {
        http::Field const accepts{"Accept-Encoding", coding};
        auto const first = with("/widget.js", {accepts});
        auto const tag = first.field("ETag");
        EXPECT_THAT(tag, AllOf(StartsWith("\""), ::testing::EndsWith("\"")));
        EXPECT_TRUE(tags.insert(tag).second) << "each coding is another representation";
        for (std::string const& held : {tag, "W/" + tag, "\"other\", " + tag}) {
            auto const again = with("/widget.js", {accepts, {"If-None-Match", held}});
            EXPECT_EQ(again.status, 304u) << held;
            EXPECT_EQ(again.body, "");
            EXPECT_EQ(again.field("ETag"), tag);
            EXPECT_EQ(again.field("Cache-Control"), first.field("Cache-Control"));
        }
        EXPECT_EQ(with("/widget.js", {accepts, {"If-None-Match", "\"other\""}}).status, 200u);
    }
    EXPECT_EQ(get("/widget.js").field("Cache-Control"), "public, max-age=300");
    EXPECT_EQ(get("/assets/logo-3c4d.png").field("Cache-Control"), "public, max-age=31536000, immutable");
    EXPECT_EQ(get("/desk/").field("Cache-Control"), "no-cache");
}

TEST_F(SurfaceTest, every_address_of_the_desk_is_its_page_and_nothing_else_of_the_bundle_is) {
    for (auto const* path : {"/desk/", "/desk/inbox", "/desk/setup", "/desk/a/b/c"}) {
        auto const page = get(path);
        EXPECT_EQ(page.status, 200u);
        EXPECT_EQ(page.field("Content-Type"), "text/html; charset=utf-8");
        EXPECT_EQ(page.body, "<!doctype html>desk");
    }
    EXPECT_EQ(get("/assets/app-1a2b.css").field("Content-Type"), "text/css; charset=utf-8");
    EXPECT_EQ(get("/assets/logo-3c4d.png").field("Content-Type"), "image/png");
    for (auto const* path : {"/assets/none.js", "/assets/", "/assets/app-1a2b.css.gz", "/assets/desk/index.html", "/widget.js.gz",
                             "/index.html", "/assets/../desk/index.html"})
        EXPECT_EQ(get(path).code(), "path.unknown") << path;
    EXPECT_THAT(get("/me/").body, ::testing::HasSubstr("<title>Pai &amp; Wallet</title>")) << "whose account it is";
    EXPECT_THAT(get("/me/").body, ::testing::HasSubstr("name=\"application-name\" content=\"Pai &amp; Wallet\""));
    EXPECT_EQ(get("/").field("Location"), "/en/");
    EXPECT_EQ(with("/", {{"Accept-Language", "zh-TW,zh;q=0.9,en;q=0.5"}}).field("Location"), "/zh-CN/");

    Pages const without_demo{bundle, "", {}};
    Pages real = without_demo;
    http::Request request;
    EXPECT_EQ(code(real.demo({"x"}, &request)), "path.unknown");
    EXPECT_EQ(code(real.demo_token({"x"}, {"li-wei"})), "path.unknown");
}

TEST_F(SurfaceTest, head_is_let_in_like_get) {
    auto const token = visitor();
    auto const room = open(token);
    for (std::string const& path :
         {std::string("/widget.js"), std::string("/desk/"), std::string("/healthz"), "/api/v1/conversations/" + room}) {
        auto const head = ask({.method = http::Method::head, .target = path, .token = token});
        EXPECT_EQ(head.status, 200u) << path;
        EXPECT_EQ(head.field("Content-Type"), get(path, token).field("Content-Type"));
    }
    EXPECT_EQ(ask({.method = http::Method::head, .target = "/api/v1/conversations/" + room}).status, 401u);
}

// Security fields ---------------------------------------------------------------------------------------------------------

TEST_F(SurfaceTest, every_kind_of_answer_carries_the_security_fields) {
    auto const token = visitor();
    auto const room = open(token);
    auto const file = std::string(upload(token, room, "hello").json().at("id").as_string());
    struct Kind {
        Answer answer;
        char const* policy;
    };
    std::vector<Kind> const kinds{
        {get("/desk/"), "default-src 'none'; script-src 'self'"},
        {get("/assets/app-1a2b.css"), "default-src 'none'; frame-ancestors 'none'"},
        {get("/api/v1/waiting"), "default-src 'none'; frame-ancestors 'none'"},
        {get("/"), "default-src 'none'; frame-ancestors 'none'"},
        {get("/api/v1/attachments/" + file, token), "default-src 'none'; sandbox"},
        {get("/nowhere"), "default-src 'none'; frame-ancestors 'none'"},
        {get("/api/v1/inbox"), "default-src 'none'; frame-ancestors 'none'"},
        {get("/healthz"), "default-src 'none'; frame-ancestors 'none'"},
        {with("/api/v1/conversations", {{"Origin", widget_origin}}, http::Method::options), "default-src 'none'"},
        {with("/widget.js", {{"If-None-Match", get("/widget.js").field("ETag")}}), "default-src 'none'"}};
    for (auto const& [answer, policy] : kinds) {
        EXPECT_EQ(answer.field("X-Content-Type-Options"), "nosniff");
        EXPECT_EQ(answer.field("Referrer-Policy"), "no-referrer");
        EXPECT_EQ(answer.field("Cross-Origin-Opener-Policy"), "same-origin");
        EXPECT_THAT(answer.field("Permissions-Policy"), HasSubstr("camera=()"));
        EXPECT_THAT(answer.field("Strict-Transport-Security"), HasSubstr("max-age="));
        EXPECT_THAT(answer.field("Content-Security-Policy"), StartsWith(policy)) << answer.body;
        EXPECT_THAT(answer.field("Content-Security-Policy"), Not(HasSubstr("unsafe"))) << "and only one of them";
        EXPECT_NE(answer.field("Cache-Control"), "") << answer.status;
    }
    EXPECT_THAT(get("/desk/").field("Content-Security-Policy"),
                AllOf(HasSubstr("frame-ancestors 'none'"), HasSubstr("base-uri 'none'")));
    EXPECT_EQ(ask({.target = "/desk/", .secure = false}).field("Strict-Transport-Security"), "");
    EXPECT_NE(api.problem(Problem{ProblemKind::malformed, "http.malformed"}, nullptr).fields.size(), 0u);
}

TEST_F(SurfaceTest, files_are_served_so_that_nothing_in_them_runs) {
    auto const token = visitor();
    auto const room = open(token);
    auto const target = "/api/v1/conversations/" + room + "/attachments?name=";
    auto const made = ask({.method = http::Method::post,
                           .target = target + "%E6%88%AA%E5%9B%BE%22%0d%0aX%3a%201%3Cscript%3E.txt",
                           .token = token,
                           .bytes = "what I wrote: <b>1</b>"});
    ASSERT_EQ(made.status, 201u) << made.body;
    auto const served = get("/api/v1/attachments/" + std::string(made.json().at("id").as_string()), token);
    EXPECT_EQ(served.body, "what I wrote: <b>1</b>");
    EXPECT_THAT(served.field("Content-Type"), StartsWith("text/plain"));
    auto const disposition = served.field("Content-Disposition");
    EXPECT_THAT(disposition, AllOf(StartsWith("attachment; filename=\""), HasSubstr("filename*=UTF-8''%E6%88%AA%E5%9B%BE"),
                                   Not(HasSubstr("\r")), Not(HasSubstr("\n")), Not(HasSubstr("<"))));
    EXPECT_EQ(std::ranges::count(disposition, '"'), 2);
    EXPECT_EQ(served.field("Cache-Control"), "private, no-cache");
    auto const again = ask({.target = "/api/v1/attachments/" + std::string(made.json().at("id").as_string()),
                            .token = token,
                            .fields = {{"If-None-Match", served.field("ETag")}}});
    EXPECT_EQ(again.status, 304u);
    EXPECT_EQ(ask({.target = "/api/v1/attachments/" + std::string(made.json().at("id").as_string()),
                   .fields = {{"If-None-Match", served.field("ETag")}}})
                  .status,
              401u)
        << "to hold the tag is not to be let in";
}

TEST_F(SurfaceTest, a_problem_says_what_a_client_needs_and_nothing_that_was_sent) {
    auto const answer = post("/api/v1/visitors", {}, {{"language", "zq-klingon"}, {"zq-field", 1}});
    auto const problem = answer.json().as_object();
    EXPECT_EQ(answer.field("Content-Type"), "application/problem+json");
    EXPECT_EQ(problem.at("status").as_int64(), answer.status);
    EXPECT_EQ(problem.at("request_id").as_string(), "00000000-0000-7000-8000-000000000000");
    EXPECT_TRUE(problem.contains("type") && problem.contains("title") && problem.contains("code"));
    EXPECT_THAT(post("/api/v1/visitors", {}, {{"language", "zq-klingon"}}).body, Not(HasSubstr("zq-")));
    EXPECT_THAT(post("/api/v1/staff/sessions", {}, {{"email", "zq@x.test"}, {"password", "zq-password"}}).body,
                Not(HasSubstr("zq")));
    EXPECT_THAT(post("/api/v1/customers/sessions", {}, {{"token", "zq.zq.zq"}}).body, Not(HasSubstr("zq")));
    // What broke inside is for the log; a limit says when to come again.
    auto const internal = api.problem(Problem{ProblemKind::unavailable, "database.unavailable", {}, "host=/secret"}, nullptr);
    EXPECT_THAT(text_of(internal.body), Not(HasSubstr("secret")));
    Problem limited{ProblemKind::too_many, "rate.limited"};
    limited.retry_after = 7s;
    auto const later = api.problem(limited, nullptr);
    EXPECT_TRUE(
        std::ranges::any_of(later.fields, [](auto const& field) { return field.name == "Retry-After" && field.value == "7"; }));
}

// Cookies -----------------------------------------------------------------------------------------------------------------

TEST_F(SurfaceTest, signing_in_gives_a_cookie_that_scripts_and_other_sites_cannot_use) {
    auto const added = run(io, staff.add({"ana@desk.test", "Ana", "Ana", staff::Role::agent}));
    auto const setup =
        post("/api/v1/staff/setup", {}, {{"token", added.setup_link.token}, {"password", "plum teapot walks north"}});
    auto const signed_in =
        post("/api/v1/staff/sessions", {}, {{"email", "ANA@desk.test"}, {"password", "plum teapot walks north"}});
    for (auto const& answer : {setup, signed_in}) {
        ASSERT_EQ(answer.status, 201u) << answer.body;
        auto const cookie = answer.field("Set-Cookie");
        EXPECT_THAT(cookie, StartsWith("__Host-ombud_staff=oms1_"));
        for (auto const* part : {"; Path=/", "; HttpOnly", "; SameSite=Strict", "; Secure", "; Max-Age=43200"})
            EXPECT_THAT(cookie, HasSubstr(part));
        EXPECT_THAT(cookie, Not(HasSubstr("Domain")));
        EXPECT_EQ(with("/api/v1/staff/me", {{"Cookie", cookie_of(answer)}}).code(), "second_factor.required") << "known";
        EXPECT_EQ(with("/api/v1/staff/me", {{"Cookie", "ombud_staff=" + cookie_of(answer).substr(19)}}).status, 401u)
            << "another name is no cookie of ours";
    }
    EXPECT_THAT(ask({.method = http::Method::post, .target = "/api/v1/visitors", .body = json::object{}, .secure = false})
                    .field("Set-Cookie"),
                AllOf(StartsWith("ombud_visitor="), Not(HasSubstr("Secure"))));

    auto const out = with("/api/v1/staff/sessions/current", {{"Cookie", cookie_of(signed_in)}, {"Sec-Fetch-Site", "same-origin"}},
                          http::Method::delete_);
    EXPECT_EQ(out.status, 204u);
    EXPECT_THAT(out.field("Set-Cookie"), AllOf(StartsWith("__Host-ombud_staff=;"), HasSubstr("Max-Age=0")));
    EXPECT_EQ(with("/api/v1/staff/me", {{"Cookie", cookie_of(signed_in)}}).status, 401u);
    EXPECT_EQ(with("/api/v1/staff/me", {{"Cookie", cookie_of(setup)}}).status, 403u) << "one session ends, not the other";
}

TEST_F(SurfaceTest, a_visitor_comes_back_as_the_same_and_an_old_token_keeps_nobody_out) {
    auto const first = post("/api/v1/visitors", {}, json::object{}).json();
    auto const token = std::string(first.at("token").as_string());
    clock.advance(24h);
    auto const again = post("/api/v1/visitors", token, json::object{}).json();
    EXPECT_EQ(again.at("visitor_id"), first.at("visitor_id"));
    EXPECT_NE(again.at("token"), first.at("token"));
    auto const by_cookie = ask({.method = http::Method::post,
                                .target = "/api/v1/visitors",
                                .body = json::object{},
                                .fields = {{"Cookie", "__Host-ombud_visitor=" + token}, {"Origin", own_origin}}});
    EXPECT_EQ(by_cookie.json().at("visitor_id"), first.at("visitor_id"));

    static constexpr postgres::Query<postgres::Affected()> forget{"test.forget", "DELETE FROM customers"};
    run(io, database.run(forget));
    auto const unknown = post("/api/v1/visitors", token, json::object{});
    EXPECT_EQ(unknown.status, 201u) << "an older database was brought back";
    EXPECT_NE(unknown.json().at("visitor_id"), first.at("visitor_id"));
    clock.advance(91 * 24h);
    for (auto const& old : {token, std::string("nonsense")}) {
        auto const fresh = post("/api/v1/visitors", old, json::object{});
        EXPECT_EQ(fresh.status, 201u);
        EXPECT_NE(fresh.json().at("visitor_id"), first.at("visitor_id"));
    }
    // Staff and users of the platform are no visitors.
    auto const user = post("/api/v1/customers/sessions", {}, {{"token", platform.sign("li-wei", "Li Wei")}}).json();
    EXPECT_NE(post("/api/v1/visitors", std::string(user.at("token").as_string()), json::object{}).json().at("visitor_id"),
              user.at("customer_id"));
}

// Other sites -------------------------------------------------------------------------------------------------------------

TEST_F(SurfaceTest, only_the_widgets_sites_may_ask_from_afar_and_never_with_cookies) {
    auto const preflight = [&](std::string origin, std::string path = "/api/v1/conversations") {
        return with(std::move(path), {{"Origin", std::move(origin)}, {"Access-Control-Request-Method", "POST"}},
                    http::Method::options);
    };
    auto const allowed = preflight(widget_origin);
    EXPECT_EQ(allowed.status, 204u);
    EXPECT_EQ(allowed.field("Access-Control-Allow-Origin"), widget_origin);
    EXPECT_EQ(allowed.field("Access-Control-Allow-Methods"), "GET, POST");
    EXPECT_EQ(allowed.field("Access-Control-Allow-Headers"), "Authorization, Content-Type");
    EXPECT_THAT(allowed.field("Vary"), HasSubstr("Origin"));
    EXPECT_EQ(allowed.field("Access-Control-Allow-Credentials"), "");
    for (std::string const& origin :
         {std::string("https://evil.example"), std::string("null"), std::string(widget_origin) + ".evil.example",
          std::string("http://www.exchange.example"), std::string("https://exchange.example"), std::string("*"), std::string()}) {
        auto const refused = preflight(origin);
        EXPECT_EQ(refused.status, 405u) << origin;
        EXPECT_EQ(refused.field("Access-Control-Allow-Origin"), "");
    }
    EXPECT_EQ(preflight(widget_origin, "/desk/").field("Access-Control-Allow-Origin"), "");

    auto const token = visitor();
    auto const asked = ask({.target = "/api/v1/conversations",
                            .token = token,
                            .fields = {{"Origin", widget_origin}, {"Sec-Fetch-Site", "cross-site"}}});
    EXPECT_EQ(asked.status, 200u);
    EXPECT_EQ(asked.field("Access-Control-Allow-Origin"), widget_origin);
    EXPECT_EQ(asked.field("Access-Control-Allow-Credentials"), "");
    auto const refused = with("/api/v1/conversations", {{"Origin", widget_origin}});
    EXPECT_EQ(refused.status, 401u);
    EXPECT_EQ(refused.field("Access-Control-Allow-Origin"), widget_origin) << "the widget must be able to read why";
    EXPECT_EQ(ask({.target = "/api/v1/conversations", .token = token, .fields = {{"Origin", "https://evil.example"}}})
                  .field("Access-Control-Allow-Origin"),
              "");

    // The script and its parts load anywhere; they are the same for everybody.
    for (auto const* path : {"/widget.js", "/assets/app-1a2b.css"}) {
        EXPECT_EQ(get(path).field("Access-Control-Allow-Origin"), "*");
        EXPECT_EQ(get(path).field("Cross-Origin-Resource-Policy"), "cross-origin");
    }
    for (auto const* path : {"/desk/", "/api/v1/waiting"})
        EXPECT_EQ(get(path).field("Cross-Origin-Resource-Policy"), "same-origin");

    Api open_to_all{io, house, hub, metrics, clock, {"*"}};
    auto head = head_of({.target = "/api/v1/waiting", .fields = {{"Origin", "https://any.example"}}});
    run(io, open_to_all.admit(head));
    auto const answer = run(io, open_to_all.handle(head));
    EXPECT_TRUE(std::ranges::any_of(answer.fields, [](auto const& field) {
        return field.name == "Access-Control-Allow-Origin" && field.value == "https://any.example";
    }));
}

// Limits ------------------------------------------------------------------------------------------------------------------

TEST_F(SurfaceTest, new_visitors_are_counted_by_network) {
    auto from = [&](std::string peer) {
        return ask({.method = http::Method::post, .target = "/api/v1/visitors", .body = json::object{}, .peer = std::move(peer)});
    };
    for (std::uint32_t i = 0; i < limits::visitors_at_once; ++i)
        ASSERT_EQ(from("2001:db8::" + std::to_string(i + 1)).status, 201u);
    auto const limited = from("2001:db8::ffff");
    EXPECT_EQ(limited.code(), "rate.limited");
    EXPECT_EQ(limited.field("Retry-After"), "1");
    EXPECT_EQ(from("2001:db8:0:1::1").status, 201u);
    clock.advance(1s);
    EXPECT_EQ(from("2001:db8::1").status, 201u);
}

TEST_F(SurfaceTest, a_file_has_a_place_before_it_is_read_and_gives_it_back_however_it_ends) {
    auto const token = visitor();
    auto const room = open(token);
    auto head = [&](std::string peer) {
        return head_of({.method = http::Method::post,
                        .target = "/api/v1/conversations/" + room + "/attachments?name=a.txt",
                        .token = token,
                        .peer = std::move(peer)});
    };
    auto refused = [&](http::Request& request) { return code(api.admit(request)); };
    {
        std::vector<http::Request> coming;
        for (std::size_t i = 0; i < limits::uploads_from_one_network; ++i) {
            coming.push_back(head("203.0.113.7"));
            EXPECT_EQ(run(io, api.admit(coming.back())).body_limit, limits::attachment_bytes);
        }
        auto more = head("203.0.113.7");
        EXPECT_EQ(refused(more), "attachment.try_again");
        clock.advance(1min);
        for (std::size_t i = coming.size(); i < limits::uploads_at_once; ++i) {
            coming.push_back(head("198.51.100." + std::to_string(i)));
            EXPECT_EQ(refused(coming.back()), "fine");
        }
        auto elsewhere = head("198.51.100.200");
        EXPECT_EQ(refused(elsewhere), "attachment.try_again");
    }
    clock.advance(2min);
    auto again = head("203.0.113.7");
    EXPECT_EQ(refused(again), "fine") << "those that were cut off hold nothing";
    EXPECT_EQ(upload(token, room, "x").status, 201u);
    for (int i = 0; i < 20; ++i) upload(token, room, "");  // empty: refused
    EXPECT_EQ(upload(token, room, "y").status, 201u);
    auto foreign =
        head_of({.method = http::Method::post, .target = "/api/v1/conversations/" + room + "/attachments", .token = visitor()});
    EXPECT_EQ(refused(foreign), "conversation.unknown") << "before a byte is read";
}

// Operations --------------------------------------------------------------------------------------------------------------

TEST_F(SurfaceTest, health_says_what_is_wrong) {
    auto const well = get("/healthz");
    EXPECT_EQ(well.status, 200u);
    EXPECT_EQ(well.json().at("status").as_string(), "ok");
    waiting_posts = limits::posts_waiting;
    auto const crowded = get("/healthz");
    EXPECT_EQ(crowded.status, 503u);
    EXPECT_FALSE(crowded.json().at_pointer("/checks/posts/ok").as_bool());
    EXPECT_TRUE(crowded.json().at_pointer("/checks/database/ok").as_bool());
    waiting_posts = 0;
    run(io, database.close());
    auto const away = get("/healthz");
    EXPECT_EQ(away.status, 503u);
    EXPECT_FALSE(away.json().at_pointer("/checks/database/ok").as_bool());
    EXPECT_EQ(get("/desk/").status, 200u) << "pages need no database";
    EXPECT_EQ(get("/api/v1/waiting").code(), "database.unavailable");

    Operations no_disk{database, metrics, folder.path() / "gone", [] { return std::size_t{0}; }};
    EXPECT_EQ(json::parse(text_of(run(io, no_disk.health({"x"})).body)).at_pointer("/checks/disk/ok").as_bool(), false);
}

TEST_F(SurfaceTest, metrics_count_routes_by_name_for_this_machine_only) {
    get("/api/v1/waiting");
    get("/nowhere/zq-path");
    EXPECT_EQ(get("/metrics").code(), "path.unknown");
    for (auto const* local : {"127.0.0.1", "::1"}) {
        auto const text = ask({.target = "/metrics", .peer = local});
        EXPECT_EQ(text.status, 200u);
        EXPECT_THAT(text.body, HasSubstr("ombud_request_seconds_count{route=\"read_waiting\"} 1"));
        EXPECT_THAT(text.body, Not(HasSubstr("zq-")));
    }
    EXPECT_EQ(ask({.target = "/metrics", .peer = "127.evil"}).code(), "path.unknown");
}

}  // namespace
}  // namespace ombud::edge
