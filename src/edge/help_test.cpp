// The help centre as a browser without scripts sees it, and as staff keep it over the interface.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <regex>

#include "core/limits.hpp"
#include "site/words.hpp"
#include "support/browsed_world.hpp"

namespace ombud::edge {
namespace {

using namespace std::chrono_literals;
using ombud::testing::Answer;
using ombud::testing::run;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

struct HelpTest : ombud::testing::BrowsedWorld {
    explicit HelpTest(HelpCentre::Shipped shipped = HelpCentre::Shipped::left_out) {
        run(io, help.load(shipped));
        if (shipped == HelpCentre::Shipped::left_out) publish("is-it-us");
        run(io, help.status.establish({{"BTC", "Bitcoin"}, {"USDT", "TRON"}, {"USDT", "Ethereum"}}));
    }

    // The article's address in the interface.
    std::string publish(std::string const& slug, std::vector<std::string> const& languages = {"en", "zh-CN"}) {
        auto const token = work_as(staff::Role::admin);
        auto const made = post("/api/v1/articles", token, {{"slug", slug}, {"category", "safety"}});
        auto const path = "/api/v1/articles/" + std::string(made.json().at("id").as_string());
        for (auto const& language : languages) {
            auto const draft = post(path + "/draft", token,
                                    {{"language", language},
                                     {"base", 0},
                                     {"title", "Is it us?"},
                                     {"summary", "How to tell."},
                                     {"keywords", json::array{}},
                                     {"markdown", "Look **closely**."}});
            for (auto const& text : draft.json().at("texts").as_array())
                if (text.at("language").as_string() == language)
                    EXPECT_EQ(post(path + "/publish", token, {{"language", language}, {"base", text.at("revision")}}).status,
                              200u);
        }
        return path;
    }

    std::string code_to(std::string const& address) {
        for (auto const& line : run(io, outbox.list({}, 50)).letters) {
            if (line.to != address || line.letter != "address_proof_code") continue;
            auto const text = run(io, outbox.read(line.id)).text;
            std::smatch found;
            if (std::regex_search(text, found, std::regex{"\\b[0-9]{8}\\b"})) return found.str();
        }
        return "";
    }
};

// With the articles that ship.
struct ShippedHelpTest : HelpTest {
    ShippedHelpTest() : HelpTest(HelpCentre::Shipped::taken_in) {}
};

// Articles and search -------------------------------------------------------------------------------------------------------

TEST_F(HelpTest, the_first_page_is_whole_and_small_in_both_languages) {
    for (std::string const language : {"en", "zh-CN"}) {
        auto const page = look("/" + language + "/");
        EXPECT_EQ(page.status, 200u);
        EXPECT_EQ(page.field("Content-Type"), "text/html; charset=utf-8");
        EXPECT_THAT(page.body, HasSubstr("lang=\"" + language + "\""));
        for (char const* flow : {"sign-in", "security", "withdrawal", "deposit", "stolen"})
            EXPECT_THAT(page.body, HasSubstr("/" + language + "/answers/" + flow)) << flow;
        EXPECT_THAT(page.body, HasSubstr("hreflang=\"zh-CN\""));
        EXPECT_THAT(page.body, HasSubstr("href=\"https://desk.example/en/\""));
        EXPECT_THAT(page.field("Content-Security-Policy"), HasSubstr("script-src 'self'"));
        EXPECT_THAT(page.body, Not(ContainsRegex("<style|style=\"|onclick")));
        EXPECT_LT(page.body.size(), 40u * 1024);
    }
    EXPECT_EQ(look("/fr/").status, 404u);
    EXPECT_EQ(look("/en").field("Location"), "/en/");
}

TEST_F(ShippedHelpTest, every_article_has_its_page_in_both_languages) {
    auto const published = help.library.now();
    EXPECT_GE(published->pages().size(), 60u);
    for (auto const& page : published->pages()) {
        auto const answer = look("/" + page->language + "/articles/" + page->slug);
        ASSERT_EQ(answer.status, 200u) << page->slug;
        EXPECT_THAT(answer.body, HasSubstr("<h1")) << page->slug;
        EXPECT_TRUE(page->body->refused.empty()) << page->slug << ": " << page->body->refused.front();
        // Every link within the help centre leads somewhere.
        std::regex const link{"href=\"(/(?:en|zh-CN)/[^\"#?]*)"};
        for (std::sregex_iterator at{page->body->html.begin(), page->body->html.end(), link}, end; at != end; ++at)
            EXPECT_EQ(look((*at)[1].str()).status, 200u) << page->slug << " -> " << (*at)[1].str();
    }
}

TEST_F(HelpTest, a_page_that_did_not_change_is_not_sent_again) {
    auto const first = look("/en/articles/is-it-us");
    EXPECT_NE(first.field("ETag"), "");
    auto const again =
        ask({.target = "/en/articles/is-it-us",
             .fields = {{"Accept", "text/html"}, {"Accept-Language", "en"}, {"If-None-Match", first.field("ETag")}}});
    EXPECT_EQ(again.status, 304u);
    EXPECT_EQ(again.body, "");
}

TEST_F(HelpTest, an_address_that_was_passed_on_with_more_in_it_still_leads_there) {
    for (char const* page : {"", "articles/is-it-us", "search", "contact", "status", "verify", "answers/sign-in"})
        EXPECT_EQ(look(std::string("/en/") + page + "?utm_source=letter").status, 200u) << page;
}

TEST_F(HelpTest, a_missing_page_is_a_page_for_people_and_a_problem_for_programs) {
    auto const page = look("/zh-CN/articles/there-is-none");
    EXPECT_EQ(page.status, 404u);
    EXPECT_THAT(page.field("Content-Type"), StartsWith("text/html"));
    EXPECT_THAT(page.body, HasSubstr("lang=\"zh-CN\""));
    EXPECT_EQ(get("/zh-CN/articles/there-is-none").code(), "path.unknown");
    EXPECT_EQ(look("/api/v1/nowhere").code(), "path.unknown");
}

TEST_F(ShippedHelpTest, search_finds_in_either_language_and_says_when_there_is_nothing) {
    EXPECT_THAT(look("/en/search?q=forgot%20my%20password").body, HasSubstr("/en/articles/forgotten-password"));
    EXPECT_THAT(look("/zh-CN/search?q=%E5%BF%98%E8%AE%B0%E5%AF%86%E7%A0%81").body,
                HasSubstr("/zh-CN/articles/forgotten-password"));
    auto const hits = get("/api/v1/help/search?q=2fa&language=zh-CN").json().at("hits").as_array();
    EXPECT_FALSE(hits.empty());
    EXPECT_EQ(get("/api/v1/help/search?q=2fa&language=fr").code(), "field.choice");
    auto const nothing = look("/en/search?q=xyzzyplugh");
    EXPECT_EQ(nothing.status, 200u);
    EXPECT_THAT(nothing.body, HasSubstr("/en/answers/sign-in"));
    for (auto const& query : {std::string(10'000, 'a'), std::string("%3Cscript%3Ealert(1)%3C/script%3E"),
                              std::string("'%20OR%201%3D1;--"), std::string("%E2%80%AE"), std::string("%20")}) {
        auto const page = look("/en/search?q=" + query);
        EXPECT_EQ(page.status, 200u) << query.substr(0, 40);
        EXPECT_THAT(page.body, Not(HasSubstr("<script>alert")));
    }
}

TEST_F(HelpTest, what_helped_and_what_did_not_is_told_to_staff) {
    EXPECT_THAT(send("/en/articles/is-it-us/helped", "helped=yes").body, HasSubstr("Thank you"));
    EXPECT_EQ(send("/en/articles/is-it-us/helped", "helped=no").status, 200u);
    send("/en/articles/is-it-us/helped", "helped=no&reason=not_clear&text=Which+page%3F");
    EXPECT_EQ(send("/en/articles/is-it-us/helped", "helped=perhaps").status, 422u);
    look("/en/search?q=xyzzyplugh");
    run(io, help.searches.write_down());
    auto const ana = work_as(staff::Role::agent);
    auto const report = get("/api/v1/articles/feedback", ana).json().at("articles").as_array();
    ASSERT_EQ(report.size(), 1u);
    EXPECT_EQ(report[0].at("not_helped").as_int64(), 1) << "one voice of a network a day, the last one";
    auto const unanswered = get("/api/v1/articles/searches/unanswered", ana).json().at("searches").as_array();
    ASSERT_EQ(unanswered.size(), 1u);
    EXPECT_EQ(unanswered[0].at("query").as_string(), "xyzzyplugh");
}

TEST_F(HelpTest, an_article_is_written_published_renamed_and_withdrawn) {
    auto const grace = work_as(staff::Role::supervisor, "Grace"), ben = work_as(staff::Role::agent, "Ben");
    auto const made = post("/api/v1/articles", ben, {{"slug", "new-coin"}, {"category", "deposits"}});
    ASSERT_EQ(made.status, 201u) << made.body;
    auto const path = "/api/v1/articles/" + std::string(made.json().at("id").as_string());
    auto const draft = post(path + "/draft", ben,
                            {{"language", "en"},
                             {"base", 0},
                             {"title", "We list a new coin"},
                             {"summary", "It can be deposited from Monday on."},
                             {"keywords", json::array{"newcoin"}},
                             {"markdown", "It is **new**. <script>alert(1)</script>"}});
    ASSERT_EQ(draft.status, 200u) << draft.body;
    EXPECT_EQ(look("/en/articles/new-coin").status, 404u) << "a draft is nobody's business";
    auto const base = draft.json().at("texts").as_array()[0].at("revision").as_int64();
    EXPECT_EQ(post(path + "/publish", ben, {{"language", "en"}, {"base", base}}).code(), "permission.missing");
    auto const published = post(path + "/publish", grace, {{"language", "en"}, {"base", base}});
    ASSERT_EQ(published.status, 200u) << published.body;
    auto const page = look("/en/articles/new-coin");
    EXPECT_EQ(page.status, 200u);
    EXPECT_THAT(page.body, HasSubstr("<strong>new</strong>"));
    EXPECT_THAT(page.body, Not(HasSubstr("<script>alert")));
    EXPECT_EQ(look("/zh-CN/articles/new-coin").status, 200u) << "shown in English until it is translated";
    until([&] { return !help.search_box.find("newcoin", "en", 5).hits.empty(); });
    ASSERT_EQ(post(path + "/rename", grace, {{"slug", "brand-new-coin"}}).status, 200u);
    auto const moved = look("/en/articles/new-coin");
    EXPECT_EQ(moved.status, 301u);
    EXPECT_EQ(moved.field("Location"), "/en/articles/brand-new-coin");
    ASSERT_EQ(post(path + "/withdraw", grace, {{"language", "en"}}).status, 200u);
    EXPECT_EQ(look("/en/articles/brand-new-coin").status, 404u);
    EXPECT_EQ(get("/en/articles/new-coin").code(), "article.withdrawn") << "under its old name, too";
}

TEST_F(HelpTest, a_withdrawn_article_says_so_in_the_readers_language) {
    auto const path = publish("old-news");
    publish("never-shown", {});
    auto const grace = work_as(staff::Role::supervisor, "Grace");
    ASSERT_EQ(post(path + "/withdraw", grace, {{"language", "en"}}).status, 200u);
    EXPECT_THAT(look("/en/articles/old-news").body, HasSubstr("<strong>closely</strong>")) << "the Chinese one stands in";
    ASSERT_EQ(post(path + "/withdraw", grace, {{"language", "zh-CN"}}).status, 200u);
    for (std::string const language : {"en", "zh-CN"}) {
        auto const& said = site::Words::of(language).text("codes.error.withdrawn.title");
        auto const page = look("/" + language + "/articles/old-news");
        EXPECT_EQ(page.status, 404u);
        EXPECT_THAT(page.body, HasSubstr(said));
        EXPECT_THAT(page.body, Not(HasSubstr("closely")));
        EXPECT_EQ(get("/" + language + "/articles/old-news").code(), "article.withdrawn");
        EXPECT_EQ(get("/" + language + "/articles/never-shown").code(), "path.unknown");
        EXPECT_THAT(look("/" + language + "/articles/never-shown").body, Not(HasSubstr(said)));
    }
    EXPECT_THAT(look("/sitemap.xml").body, Not(HasSubstr("old-news")));
}

TEST_F(HelpTest, a_long_article_is_as_long_as_articles_may_be) {
    auto const token = work_as(staff::Role::agent);
    auto const made = post("/api/v1/articles", token, {{"slug", "long"}, {"category", "safety"}});
    auto const path = "/api/v1/articles/" + std::string(made.json().at("id").as_string());
    auto const save = [&](std::string text) {
        return post(path + "/draft", token,
                    {{"language", "en"},
                     {"base", 0},
                     {"title", "T"},
                     {"summary", "S"},
                     {"keywords", json::array{}},
                     {"markdown", std::move(text)}});
    };
    auto const preview = [&](std::string text) {
        return post("/api/v1/articles/preview", token, {{"language", "en"}, {"markdown", std::move(text)}});
    };
    std::string quotes(limits::article_bytes, '"');  // each is two letters of JSON
    EXPECT_EQ(preview(quotes).status, 200u);
    auto longer = quotes + "\"";
    EXPECT_EQ(save(longer).code(), "article.too_long");
    EXPECT_EQ(preview(longer).code(), "markdown.too_large");
    EXPECT_EQ(save(std::move(quotes)).status, 200u);
    EXPECT_EQ(preview(std::string(limits::article_body_bytes, 'x')).code(), "body.too_large");
    EXPECT_EQ(post("/api/v1/articles", token, {{"slug", std::string(limits::json_body_bytes, 'x')}}).code(), "body.too_large");
}

TEST_F(HelpTest, a_picture_is_everybodys_and_stays_as_it_is) {
    auto const id = add_picture(employ(staff::Role::agent));
    auto const first = look("/media/" + id);
    EXPECT_EQ(first.status, 200u);
    EXPECT_EQ(first.body, picture_bytes);
    EXPECT_EQ(first.field("Content-Type"), "image/png");
    EXPECT_EQ(first.field("X-Content-Type-Options"), "nosniff");
    EXPECT_EQ(first.field("Cache-Control"), "public, max-age=31536000, immutable");
    EXPECT_EQ(first.field("Content-Security-Policy"), "default-src 'none'; sandbox");
    auto const again = ask({.target = "/media/" + id, .fields = {{"If-None-Match", first.field("ETag")}}});
    EXPECT_EQ(again.status, 304u);
    EXPECT_EQ(again.body, "");
    EXPECT_EQ(get("/media/" + ConversationId::make(clock, random).text()).code(), "picture.unknown");
    EXPECT_EQ(get("/media/none").code(), "path.unknown");
    auto const refused = ask({.method = http::Method::post,
                              .target = "/api/v1/articles/pictures?name=a.png",
                              .token = work_as(staff::Role::agent, "Ben"),
                              .bytes = "%PDF-1.7\n"});
    EXPECT_EQ(refused.code(), "picture.type");
}

TEST_F(ShippedHelpTest, machines_find_the_pages) {
    auto const map = look("/sitemap.xml");
    EXPECT_THAT(map.body, HasSubstr("<loc>https://desk.example/zh-CN/articles/is-it-us</loc>"));
    EXPECT_THAT(look("/robots.txt").body, HasSubstr("https://desk.example/sitemap.xml"));
    EXPECT_THAT(look("/en/feed.xml").body, HasSubstr("<entry>"));
    EXPECT_THAT(look("/.well-known/security.txt").body, HasSubstr("Contact: mailto:security@desk.example"));
}

TEST_F(HelpTest, the_sitemap_tells_a_page_in_two_languages_from_two_pages) {
    publish("only-english", {"en"});
    auto const map = look("/sitemap.xml").body;
    auto const entry = [&](std::string const& path) {
        auto const at = map.find("<url><loc>https://desk.example" + path + "</loc>");
        return at == map.npos ? "" : map.substr(at, map.find("</url>", at) - at);
    };
    auto const alternate = [](std::string const& named, std::string const& path) {
        return "<xhtml:link rel=\"alternate\" hreflang=\"" + named + "\" href=\"https://desk.example" + path + "\"/>";
    };
    for (std::string const language : {"en", "zh-CN"})
        for (std::string const path : {"", "status", "categories/safety", "answers/stolen", "articles/is-it-us"})
            EXPECT_THAT(entry("/" + language + "/" + path),
                        AllOf(HasSubstr(alternate("en", "/en/" + path)), HasSubstr(alternate("zh-CN", "/zh-CN/" + path)),
                              HasSubstr(alternate("x-default", "/en/" + path))));
    EXPECT_THAT(entry("/en/articles/only-english"), AllOf(StartsWith("<url><loc>"), Not(HasSubstr("hreflang"))));
    EXPECT_EQ(entry("/zh-CN/articles/only-english"), "");
}

TEST_F(HelpTest, what_programs_read_is_not_sent_again_until_it_changes) {
    std::vector<std::string> const files{"/sitemap.xml", "/en/feed.xml", "/zh-CN/feed.xml", "/en/status.xml",
                                         "/zh-CN/status.xml"};
    auto const again = [&](std::string const& file, std::string const& tag) {
        return ask({.target = file, .fields = {{"If-None-Match", tag}}});
    };
    std::map<std::string, std::string> tags;
    for (auto const& file : files) {
        auto const first = look(file);
        EXPECT_THAT(first.field("Content-Type"), HasSubstr("xml")) << file;
        tags[file] = first.field("ETag");
        ASSERT_NE(tags[file], "") << file;
        clock.advance(2min);
        auto const unchanged = again(file, tags[file]);
        EXPECT_EQ(unchanged.status, 304u) << file;
        EXPECT_EQ(unchanged.body, "") << file;
        EXPECT_EQ(unchanged.field("ETag"), tags[file]) << file;
    }
    publish("news");
    ASSERT_EQ(post("/api/v1/status/notices", work_as(staff::Role::supervisor, "Grace"),
                   {{"components", {"email"}}, {"state", "down"}, {"text", {{"en", "No mail"}, {"zh", "邮件中断"}}}})
                  .status,
              201u);
    for (auto const& file : files) EXPECT_EQ(again(file, tags[file]).status, 200u) << file;
}

// Status --------------------------------------------------------------------------------------------------------------------

TEST_F(HelpTest, what_staff_announce_stands_on_the_site_at_once) {
    auto const grace = work_as(staff::Role::supervisor, "Grace");
    auto const before = look("/en/").body;
    json::value const notice{{"components", {"withdrawals"}},
                             {"asset", "USDT"},
                             {"network", "TRON"},
                             {"state", "maintenance"},
                             {"text", {{"en", "TRON withdrawals pause\nFor an upgrade."}, {"zh", "TRON 提现暂停"}}}};
    EXPECT_EQ(post("/api/v1/status/notices", work_as(staff::Role::agent), notice).code(), "permission.missing");
    ASSERT_EQ(post("/api/v1/status/notices", grace, notice).status, 201u);
    EXPECT_THAT(look("/en/status").body, HasSubstr("TRON withdrawals pause"));
    EXPECT_THAT(look("/zh-CN/status").body, HasSubstr("TRON 提现暂停"));
    EXPECT_THAT(look("/en/status.xml").body, HasSubstr("TRON withdrawals pause"));
    ASSERT_EQ(post("/api/v1/status/notices", grace,
                   {{"components", {"email"}}, {"state", "down"}, {"text", {{"en", "No mail"}, {"zh", "邮件中断"}}}})
                  .status,
              201u);
    EXPECT_NE(look("/en/").body, before);
}

// Guided answers ------------------------------------------------------------------------------------------------------------

TEST_F(HelpTest, looking_at_a_flow_begins_nothing) {
    for (std::string const language : {"en", "zh-CN"})
        for (std::string const flow : {"sign-in", "security", "withdrawal", "deposit", "stolen"}) {
            auto const page = look("/" + language + "/answers/" + flow);
            EXPECT_EQ(page.status, 200u) << flow;
            EXPECT_THAT(page.body, HasSubstr("<form")) << flow;
        }
    static constexpr postgres::Query<postgres::One<std::int64_t>()> runs{"test.runs", "SELECT count(*) FROM diagnosis_runs"};
    EXPECT_EQ(run(io, database.run(runs)), 0);
    EXPECT_EQ(look("/en/answers/nothing").status, 404u);
}

TEST_F(HelpTest, a_lock_is_told_to_whoever_proves_the_address_and_to_nobody_else) {
    auto const holder = hold_account();
    auto const address = holder.id.text() + "@customer.test";
    auto const lane = accounts::Lane::of_strangers(address);
    for (int i = 0; i < 10; ++i) {
        while (!run(io, accounts.locks.attempt(lane, holder.id))) clock.advance(16s);
        run(io, accounts.locks.failed(lane, holder.id, {.peer = "198.51.100.1", .device = "Chrome, Windows"}));
    }
    auto page = look("/en/answers/sign-in");
    auto const path = std::string("/en/answers/sign-in");
    page = send(path, "step=" + hidden(page, "step") + "&answer=locked");
    ASSERT_EQ(page.status, 200u);
    EXPECT_THAT(page.body, HasSubstr("name=\"email\"")) << "who asks?";
    auto const asked_of = [&](std::string const& whom) {
        return send(path, "step=" + hidden(page, "step") + "&do=prove_address&email=" + whom);
    };
    auto known = asked_of(holder.id.text() + "%40customer.test");
    EXPECT_THAT(known.body, HasSubstr("name=\"code\""));
    auto const wrong = send(path, "do=prove_code&code=00000000");
    EXPECT_EQ(wrong.status, 422u);
    EXPECT_THAT(wrong.body, Not(HasSubstr("UTC"))) << "no time before the proof";
    auto const told = send(path, "do=prove_code&code=" + code_to(address));
    EXPECT_EQ(told.status, 200u);
    EXPECT_THAT(told.body, HasSubstr("UTC")) << "when the lock ends";

    auto const mine = cookies;
    cookies.clear();
    EXPECT_THAT(look(path).body, Not(HasSubstr("UTC"))) << "another browser";
    cookies = mine;
    clock.advance(31min);
    EXPECT_THAT(look(path).body, Not(HasSubstr("UTC"))) << "the proof has lapsed";
}

TEST_F(HelpTest, a_forgotten_password_is_a_link_away_for_whoever_is_signed_out) {
    auto const holder = hold_account();
    std::string const path = "/en/answers/sign-in";
    auto page = look(path);
    page = send(path, "step=" + hidden(page, "step") + "&answer=forgot");
    page = send(path, "step=" + hidden(page, "step") + "&answer=never");
    EXPECT_THAT(page.body, HasSubstr("name=\"text\""));
    page = send(path, "step=" + hidden(page, "step") + "&act=1&do=answer&text=" + holder.id.text() + "%40customer.test");
    EXPECT_EQ(page.status, 200u);
    auto const letters = run(io, outbox.list({}, 50)).letters;
    ASSERT_FALSE(letters.empty());
    EXPECT_EQ(letters.front().to, holder.id.text() + "@customer.test");
}

TEST_F(ShippedHelpTest, a_guided_answer_names_the_articles_that_it_leads_to) {
    auto const holder = hold_account();
    for (std::string const language : {"en", "zh-CN"}) {
        cookies.clear();
        auto const path = "/" + language + "/answers/sign-in";
        auto page = look(path);
        page = send(path, "step=" + hidden(page, "step") + "&answer=forgot");
        page = send(path, "step=" + hidden(page, "step") + "&answer=never");
        page = send(path, "step=" + hidden(page, "step") + "&act=1&do=answer&text=" + holder.id.text() + "%40customer.test");
        page = send(path, "step=" + hidden(page, "step") + "&do=continue");
        page = send(path, "step=" + hidden(page, "step") + "&answer=came");
        auto const title = help.library.now()->find("good-password", language)->title;
        EXPECT_THAT(page.body, HasSubstr("href=\"/" + language + "/articles/good-password\"><span><strong>" + title + "<"));
    }
}

TEST_F(HelpTest, the_browsers_way_back_shows_what_was_answered_and_takes_another_answer) {
    std::string const path = "/en/answers/sign-in";
    auto const first = look(path);
    send(path, "step=" + hidden(first, "step") + "&answer=forgot");
    auto const earlier = look(path + "?at=0");
    EXPECT_THAT(earlier.body, HasSubstr("What happens when you sign in?"));
    EXPECT_THAT(earlier.body, HasSubstr("I forgot my password"));
    EXPECT_THAT(earlier.body, HasSubstr("href=\"" + path + "?at=1\"")) << "the way on";
    EXPECT_THAT(look(path).body, HasSubstr("second step at hand")) << "looking back changes nothing";
    for (std::string const at : {"1", "2", "99999999999999999999", "-1", "x"})
        EXPECT_THAT(look(path + "?at=" + at).body, HasSubstr("second step at hand")) << at;
    auto const other = send(path, "step=" + hidden(first, "step") + "&answer=no_mail");
    EXPECT_EQ(other.status, 200u) << "the first page stood in the browser still";
    EXPECT_THAT(other.body, Not(HasSubstr("second step at hand")));
    EXPECT_THAT(look(path + "?at=0").body, HasSubstr("does not arrive"));
    EXPECT_EQ(send(path, "step=no_such_step&answer=forgot").status, 422u);
}

TEST_F(HelpTest, a_run_can_go_back_and_be_handed_to_a_person_with_all_that_was_told) {
    std::string const path = "/en/answers/withdrawal";
    auto page = look(path);
    std::smatch found;
    auto const first_answer = [&](Answer const& from) {
        return std::regex_search(from.body, found, std::regex{"name=\"answer\" value=\"([^\"]+)\""}) ? found[1].str()
                                                                                                     : std::string{};
    };
    auto const begins_with_a_question = !first_answer(page).empty();
    page = begins_with_a_question ? send(path, "step=" + hidden(page, "step") + "&answer=" + first_answer(page))
                                  : send(path, "do=continue");
    ASSERT_EQ(page.status, 200u) << page.body;
    EXPECT_TRUE(cookies.contains("__Host-ombud_run_withdrawal"));
    auto const intake = send(path, "do=person");
    EXPECT_THAT(intake.body, HasSubstr("name=\"what_happened\""));
    auto const empty =
        send_parts(path + "/person",
                   {{"form", hidden(intake, "form")}, {"topic", "withdrawal"}, {"do", "hand_over"}, {"what_happened", " "}});
    EXPECT_EQ(empty.status, 422u);
    auto const sent = send_parts(path + "/person", {{"form", hidden(intake, "form")},
                                                    {"topic", "withdrawal"},
                                                    {"do", "hand_over"},
                                                    {"what_happened", "My withdrawal is stuck"},
                                                    {"reach", "chat"}});
    ASSERT_EQ(sent.status, 200u) << sent.body;
    std::smatch reference;
    ASSERT_TRUE(std::regex_search(sent.body, reference, std::regex{"OM-[0-9A-Z]{4}-[0-9A-Z]{4}"}));
    auto const ana = work_as(staff::Role::agent);
    auto const rows = get("/api/v1/inbox?view=all", ana).json().at("rows").as_array();
    ASSERT_EQ(rows.size(), 1u);
    auto const id = std::string(rows[0].at("conversation").at("id").as_string());
    EXPECT_EQ(rows[0].at("conversation").at("reference").as_string(), reference.str());
    auto const told = get("/api/v1/conversations/" + id + "/case", ana).json().at("told");
    EXPECT_EQ(told.at("topic").as_string(), "withdrawal");
    EXPECT_EQ(told.at("diagnosis").at("flow").as_string(), "withdrawal");
    EXPECT_THAT(look(path).body, Not(HasSubstr("name=\"answer\""))) << "it is with a person now";
}

// A person without a chat -----------------------------------------------------------------------------------------------------

TEST_F(HelpTest, the_contact_form_becomes_one_conversation_with_a_case) {
    auto const form = look("/en/contact?topic=deposit");
    EXPECT_THAT(form.body, HasSubstr("name=\"transaction_id\""));
    std::string const transaction = "4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b";
    Parts const parts{{"form", hidden(form, "form")},
                      {"topic", "deposit"},
                      {"what_happened",
                       "I sent BTC. My phrase is abandon abandon abandon abandon abandon abandon abandon abandon abandon "
                       "abandon abandon about"},
                      {"asset", "BTC"},
                      {"since", std::string(64, '7')},
                      {"transaction_id", transaction},
                      {"reach", "email"},
                      {"email", "li@q.example"},
                      {"do", "send"}};
    for (int i = 0; i < 2; ++i) {
        auto const thanks = send_parts("/en/contact", parts);
        EXPECT_EQ(thanks.status, 200u) << "sent twice, by a nervous thumb";
        EXPECT_THAT(thanks.body, HasSubstr("We took out something that looked like a secret"));
        EXPECT_THAT(thanks.body, HasSubstr(transaction));
        EXPECT_THAT(thanks.body, Not(HasSubstr("abandon"))) << "it shows what is kept";
        EXPECT_THAT(thanks.body, Not(HasSubstr("777777")));
    }
    auto const ana = work_as(staff::Role::agent);
    auto const rows = get("/api/v1/inbox?view=all", ana).json().at("rows").as_array();
    ASSERT_EQ(rows.size(), 1u);
    auto const id = std::string(rows[0].at("conversation").at("id").as_string());
    auto const entries = get("/api/v1/conversations/" + id + "/entries", ana).json().at("entries").as_array();
    ASSERT_EQ(entries.size(), 1u);
    EXPECT_EQ(entries[0].at("kind").as_string(), "intake");
    EXPECT_THAT(std::string(entries[0].at("body").as_string()), HasSubstr("[removed:recovery_phrase]"));
    auto const text = json::serialize(entries[0].at("data"));
    EXPECT_THAT(text, HasSubstr(transaction));
    EXPECT_THAT(text, Not(HasSubstr("777777"))) << "nobody asks for a transaction there: it may be a key";
    EXPECT_THAT(text, Not(HasSubstr("li@q.example"))) << "masked";
    EXPECT_EQ(entries[0].at("data").at("assurance").as_string(), "nobody");
    EXPECT_TRUE(cookies.contains("__Host-ombud_visitor")) << "the chat shows it to whoever wrote it";
}

TEST_F(HelpTest, what_is_missing_or_no_picture_is_said_and_nothing_typed_is_lost) {
    auto const form = look("/zh-CN/contact?topic=other");
    auto const wrong = send_parts("/zh-CN/contact",
                                  {{"form", hidden(form, "form")},
                                   {"topic", "other"},
                                   {"what_happened", "账户里有奇怪的设备"},
                                   {"reach", "email"},
                                   {"email", "not an address"}},
                                  "this is no picture");
    EXPECT_EQ(wrong.status, 422u);
    EXPECT_THAT(wrong.body, HasSubstr("账户里有奇怪的设备"));
    auto const key = "5KJvsngHeMpm884wtkJNzQGaCErckhHJBGFsvd3VyK5qMZXj3hS";
    auto const long_one =
        send_parts("/en/contact",
                   {{"form", hidden(form, "form")}, {"topic", "withdrawal"}, {"what_happened", "It is stuck"}, {"asset", key}});
    EXPECT_EQ(long_one.status, 422u) << "longer than any asset: neither cut nor kept";
    EXPECT_THAT(long_one.body, HasSubstr("maxlength=\"2000\"")) << "nor cut where it is typed";
    EXPECT_EQ(send_parts("/en/contact", {{"topic", "nothing"}, {"what_happened", "x"}}).status, 422u);
    EXPECT_EQ(browse(http::Method::post, "/en/contact", "garbage", "multipart/form-data; boundary=b").status, 400u);
    EXPECT_EQ(browse(http::Method::post, "/en/contact", "{}", "application/json").status, 415u);
}

// Is it us? -------------------------------------------------------------------------------------------------------------------

TEST_F(HelpTest, what_imitates_us_is_called_dangerous_and_what_is_ours_official) {
    run(io, help.official.establish({{.kind = official::Kind::site,
                                      .network = {},
                                      .value = "paiwallet.example",
                                      .with_below = true,
                                      .label = "Help centre",
                                      .note_zh = {},
                                      .note_en = {},
                                      .language = {},
                                      .region = {}}}));
    auto const verdict = [&](std::string const& text) { return browse(http::Method::post, "/en/verify", "text=" + text).body; };
    EXPECT_THAT(verdict("https%3A%2F%2Fhelp.paiwallet.example%2Flogin"), HasSubstr("This is ours"));
    EXPECT_THAT(verdict("paiwallet-support.example.net"), HasSubstr("Dangerous"));
    EXPECT_THAT(verdict("weather.example.org"), HasSubstr("This is not ours"));
    EXPECT_THAT(verdict("abandon+abandon+abandon+abandon+abandon+abandon+abandon+abandon+abandon+abandon+abandon+about"),
                Not(HasSubstr("abandon abandon")));
    auto const letter = browse(http::Method::post, "/en/verify/letter",
                               "--b\r\nContent-Disposition: form-data; name=\"letter\"; filename=\"a.eml\"\r\n\r\n"
                               "From: Pai Wallet <security@paiwa11et.example>\r\nSubject: "
                               "Urgent\r\n\r\nhttps://paiwallet.example.evil.example/\r\n\r\n--b--\r\n",
                               "multipart/form-data; boundary=b");
    EXPECT_EQ(letter.status, 200u);
    EXPECT_THAT(letter.body, HasSubstr("not from us"));
    EXPECT_EQ(look("/verify").field("Location"), "/en/verify");
    EXPECT_EQ(browse(http::Method::post, "/en/verify/report", "what=t.me%2Fpaiwallet_help&where=Telegram").status, 200u);
    auto const reports = get("/api/v1/official/reports", work_as(staff::Role::agent)).json().at("reports").as_array();
    EXPECT_EQ(reports.size(), 1u);
}

TEST_F(HelpTest, no_other_site_sends_a_form_in_somebodys_name) {
    for (std::string const target : {"/en/verify/report", "/en/answers/sign-in", "/en/articles/is-it-us/helped"}) {
        auto const answer =
            ask({.method = http::Method::post,
                 .target = target,
                 .bytes = "helped=yes",
                 .fields = {{"Origin", "https://evil.example"}, {"Content-Type", "application/x-www-form-urlencoded"}}});
        EXPECT_EQ(answer.code(), "origin.foreign") << target;
    }
}

}  // namespace
}  // namespace ombud::edge
