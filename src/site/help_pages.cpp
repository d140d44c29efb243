#include "site/help_pages.hpp"

#include <boost/url/encode.hpp>
#include <boost/url/rfc/unreserved_chars.hpp>

#include "core/limits.hpp"
#include "core/problem.hpp"
#include "site/feed.hpp"
#include "text/names.hpp"

namespace ombud::site {

namespace {

using Value = json::value;

constexpr std::size_t headings_for_contents = 3;
constexpr std::size_t feed_entries = 30;

Problem unknown() {
    return {ProblemKind::not_found, "path.unknown"};
}

std::string encoded(std::string_view text) {
    return boost::urls::encode(text, boost::urls::unreserved_chars);
}

std::string category_title(Words const& words, std::string_view category) {
    return words.text("codes.category." + std::string(category) + ".title");
}

json::array contents_of(markdown::Rendered const& body) {
    json::array out;
    std::size_t whole = 0;
    for (auto const& heading : body.headings) {
        if (heading.level > 3) continue;
        whole += heading.level == 2;
        out.push_back({{"id", heading.id}, {"text", heading.text}, {"deeper", heading.level == 3}});
    }
    return whole < headings_for_contents ? json::array{} : out;
}

json::object helped_of(Words const& words, std::string const& action, std::string const& said) {
    json::array reasons;
    for (char const* code : {"not_clear", "not_my_case", "did_not_work", "wrong", "other"})
        reasons.push_back({{"value", code}, {"label", words.text("codes.reason." + std::string(code))}});
    return {{"action", action},
            {"hidden", json::array{}},
            {"ask", said.empty()},
            {"reasons", said == "no" ? Value(std::move(reasons)) : Value(false)},
            {"thanks", said == "yes" || said == "thanks"}};
}

json::array pieces_of(std::vector<PieceView> const& pieces) {
    json::array out;
    for (auto const& piece : pieces) out.push_back({{"text", piece.text}, {"marked", piece.marked}});
    return out;
}

}  // namespace

json::object overall_of(Words const& words, status::Overview const& overview) {
    using enum status::State;
    char const* level = overview.state == down                                        ? "danger"
                        : overview.state == degraded || overview.state == maintenance ? "wait"
                                                                                      : "good";
    std::string const word =
        overview.state == planned || (overview.state == working && !overview.planned.empty()) ? "planned" : level;
    return {{"level", level}, {"text", words.text("codes.overall." + word)}};
}

HelpPages::HelpPages(Frame& frame, knowledge::Library& library, knowledge::Feedback& feedback, knowledge::SearchReport& report,
                     SearchBox& search, diagnosis::Flows const& flows, status::Status const& status)
    : frame_(frame), library_(library), feedback_(feedback), report_(report), search_(search), flows_(flows), status_(status) {}

std::string HelpPages::state() const {
    auto const overview = status_.overview();
    return std::to_string(library_.now()->revision) + " " + std::to_string(status_.revision()) + " " +
           std::to_string(int(overview.state)) + " " + std::to_string(overview.planned.size());
}

json::value HelpPages::flow_card(std::string_view name, std::string_view language) const {
    auto const flow = flows_.find(name);
    if (!flow) return false;
    return {{"id", flow->name},
            {"href", "/" + std::string(language) + "/answers/" + flow->name},
            {"title", flow->title.in(language)},
            {"summary", flow->summary.in(language)},
            {"urgent", flow->topic == diagnosis::Topic::theft}};
}

json::array HelpPages::flow_cards(std::string_view language) const {
    json::array out;
    for (auto const name : knowledge::flows())
        if (auto card = flow_card(name, language); card.is_object()) out.push_back(std::move(card));
    return out;
}

Task<http::Response> HelpPages::front(Anyone, http::Request* request) {
    co_return moved_to("/" + std::string(preferred_language(*request)) + "/", 302);
}

Task<http::Response> HelpPages::add_slash(Anyone, http::PathText language, http::Request*) {
    if (std::ranges::find(page_languages, language.value) == std::end(page_languages)) throw unknown();
    co_return moved_to("/" + language.value + "/", 308);
}

Task<http::Response> HelpPages::home(Viewer by, http::PathText language, http::Request* request) {
    Looker const looker{language.value, by, *request};
    co_return answer_with(*request, *kept_.get(looker.key_of("home"), state(), [&] { return make_home(looker); }));
}

std::string HelpPages::make_home(Looker const& looker) {
    auto const& words = Words::of(looker.language);
    auto const published = library_.now();
    json::array categories;
    for (auto const category : knowledge::categories()) {
        auto const place = "codes.category." + std::string(category);
        auto const count = std::int64_t(published->in_category(category, looker.language).size());
        categories.push_back({{"id", category},
                              {"href", "/" + looker.language + "/categories/" + std::string(category)},
                              {"title", words.text(place + ".title")},
                              {"summary", words.text(place + ".summary")},
                              {"count", words.fill("articles", {{"count", count}})}});
    }
    PageHead head{.name = "home",
                  .title = words.text("home.title"),
                  .description = words.text("home.description"),
                  .path = "",
                  .has_search = false};
    head.feeds.push_back({{"href", "/" + looker.language + "/feed.xml"}, {"title", words.text("home.title")}});
    return frame_.render("home", looker, std::move(head),
                         {{"flows", flow_cards(looker.language)},
                          {"status", overall_of(words, status_.overview())},
                          {"categories", std::move(categories)}});
}

Task<http::Response> HelpPages::category(Viewer by, http::PathText language, http::PathText category, http::Request* request) {
    Looker const looker{language.value, by, *request};
    if (std::ranges::find(knowledge::categories(), category.value) == knowledge::categories().end()) throw unknown();
    auto const key = looker.key_of("category " + category.value);
    co_return answer_with(*request, *kept_.get(key, state(), [&] { return make_category(looker, category.value); }));
}

std::string HelpPages::make_category(Looker const& looker, std::string const& category) {
    auto const& words = Words::of(looker.language);
    json::array articles, others;
    std::string flow;
    for (auto const& page : library_.now()->in_category(category, looker.language)) {
        articles.push_back(
            {{"href", "/" + looker.language + "/articles/" + page->slug}, {"title", page->title}, {"summary", page->summary}});
        if (flow.empty() && page->flow) flow = *page->flow;
    }
    for (auto const other : knowledge::categories())
        others.push_back({{"href", "/" + looker.language + "/categories/" + std::string(other)},
                          {"title", category_title(words, other)},
                          {"current", other == category}});
    auto const title = category_title(words, category);
    auto const summary = words.text("codes.category." + category + ".summary");
    return frame_.render("category", looker,
                         {.name = "category", .title = title, .description = summary, .path = "categories/" + category},
                         {{"category", {{"id", category}, {"title", title}, {"summary", summary}}},
                          {"articles", std::move(articles)},
                          {"flow", flow_card(flow, looker.language)},
                          {"others", std::move(others)}});
}

Task<http::Response> HelpPages::article(Viewer by, http::PathText language, http::PathText slug, http::Request* request) {
    Looker const looker{language.value, by, *request};
    auto const published = library_.now();
    auto page = published->find(slug.value, looker.language);
    if (!page) page = published->find(slug.value, other_language(looker.language));
    if (!page) {
        auto const now_called = published->redirect(slug.value);
        if (!now_called && published->is_withdrawn(slug.value)) throw Problem{ProblemKind::not_found, "article.withdrawn"};
        if (!now_called) throw unknown();
        co_return moved_to("/" + looker.language + "/articles/" + *now_called, 301);
    }
    if (auto const query = request->parameter("q")) {
        report_.clicked(*query, looker.language);
        co_return moved_to("/" + looker.language + "/articles/" + slug.value, 302);  // an address that can be passed on
    }
    auto const said = request->parameter("helped").value_or("");
    auto const key = looker.key_of("article " + page->slug + " " + page->language) +
                     (said == "yes" || said == "no" || said == "thanks" ? said : "");
    co_return answer_with(*request, *kept_.get(key, state(), [&] { return make_article(looker, *page, said); }));
}

std::string HelpPages::make_article(Looker const& looker, knowledge::Page const& page, std::string const& helped) {
    auto const& words = Words::of(looker.language);
    auto const published = library_.now();
    auto const path = "articles/" + page.slug;
    bool const missing = page.language != looker.language;
    Value notice = false;
    if (missing)
        notice = {{"level", "plain"}, {"text", words.text("codes.notice.missing")}, {"link", false}};
    else if (page.out_of_date_since)
        notice = {{"level", "wait"},
                  {"text", words.fill("notice_older", {{"date", words.date(*page.out_of_date_since)}})},
                  {"link",
                   {{"href", "/" + std::string(other_language(looker.language)) + "/" + path},
                    {"label", words.text("codes.notice.read_other")},
                    {"lang", other_language(looker.language)}}}};
    json::array related;
    for (auto const& slug : page.related)
        if (auto const other = published->find(slug, looker.language))
            related.push_back({{"href", "/" + looker.language + "/articles/" + slug}, {"label", other->title}});
    PageHead head{.name = "article",
                  .title = page.title,
                  .description = page.summary,
                  .path = path,
                  .indexed = !missing && published->find(page.slug, other_language(page.language)) != nullptr,
                  .article = true};
    return frame_.render(
        "article", looker, std::move(head),
        {{"category",
          {{"href", "/" + looker.language + "/categories/" + page.category}, {"label", category_title(words, page.category)}}},
         {"article",
          {{"title", page.title},
           {"summary", page.summary.empty() ? Value(false) : Value(page.summary)},
           {"html", page.body->html}}},
         {"reviewed", Frame::day(words, page.reviewed_at)},
         {"contents", contents_of(*page.body)},
         {"notice", std::move(notice)},
         {"content_lang", missing ? Value(page.language) : Value(false)},
         {"helped", helped_of(words, "/" + looker.language + "/" + path + "/helped", helped)},
         {"flow", page.flow ? flow_card(*page.flow, looker.language) : Value(false)},
         {"related", std::move(related)},
         {"print_address", frame_.settings().origin + "/" + looker.language + "/" + path}});
}

Task<http::Response> HelpPages::helped(Anyone by, http::PathText language, http::PathText slug, HelpedForm said, http::Request*) {
    if (std::ranges::find(page_languages, language.value) == std::end(page_languages)) throw unknown();
    bool const gives_reason = said.reason || said.text;
    bool const yes = said.helped == "yes";
    if (!yes && said.helped != "no") throw Problem{ProblemKind::invalid, "field.choice", "helped"};
    knowledge::Voice voice{.slug = slug.value,
                           .language = language.value,
                           .helped = yes ? knowledge::Helped::yes : knowledge::Helped::no,
                           .reason = {},
                           .text = {}};
    if (said.reason && !said.reason->empty()) voice.reason = from_json<knowledge::NoHelp>(Value(*said.reason), "reason");
    if (said.text && !said.text->empty()) voice.text = std::move(said.text);
    co_await feedback_.say(std::move(by), std::move(voice));
    co_return go_to("/" + language.value + "/articles/" + slug.value + "?helped=" +
                    (yes            ? "yes"
                     : gives_reason ? "thanks"
                                    : "no") +
                    "#helped");
}

json::object HelpPages::hit_of(Words const& words, HitView const& hit, std::string_view query) const {
    auto const page = library_.now()->find(hit.slug, hit.language);
    return {{"href", "/" + hit.language + "/articles/" + hit.slug + "?q=" + encoded(query.substr(0, 200))},
            {"title", pieces_of(hit.title)},
            {"snippet", pieces_of(hit.snippet)},
            {"category", page ? category_title(words, page->category) : std::string{}},
            {"lang", hit.language}};
}

Task<http::Response> HelpPages::search(Viewer by, http::PathText language, http::Request* request) {
    Looker const looker{language.value, by, *request};
    auto const& words = Words::of(looker.language);
    auto query = request->parameter("q").value_or("");
    if (query.size() > limits::query_bytes) {
        auto cut = limits::query_bytes;
        while (cut > 0 && (static_cast<unsigned char>(query[cut]) & 0xc0U) == 0x80) --cut;  // not within a letter
        query.resize(cut);
    }
    bool const is_asked = !text::is_blank(query);
    json::array hits, others;
    if (is_asked)
        for (auto const& hit : search_.search(query, looker.language).hits)
            (hit.language == looker.language ? hits : others).push_back(hit_of(words, hit, query));
    auto const count = std::int64_t(hits.size());
    bool const nothing = hits.empty() && others.empty();
    auto html = frame_.render(
        "search", looker,
        {.name = "search",
         .title = is_asked ? words.fill("search_title", {{"query", query}}) : words.text("search.title"),
         .path = "search" + (is_asked ? "?q=" + encoded(query) : std::string{}),
         .indexed = false,
         .has_search = false},
        {{"query", query},
         {"asked", is_asked},
         {"found", is_asked && !nothing ? Value(words.fill("found", {{"count", count}, {"query", query}})) : Value(false)},
         {"nothing", is_asked && nothing ? Value(words.fill("nothing_found", {{"query", query}})) : Value(false)},
         {"hits", std::move(hits)},
         {"others", std::move(others)},
         {"flows", flow_cards(looker.language)},
         {"pages", false}});
    co_return answer_with(*request, std::move(html));
}

Task<http::Response> HelpPages::sitemap(Anyone, http::Request* request) {
    co_return answer_with(*request, *kept_.get("sitemap", state(), [&] { return make_sitemap(); }),
                          "application/xml; charset=utf-8");
}

std::string HelpPages::make_sitemap() const {
    std::string out =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" "
        "xmlns:xhtml=\"http://www.w3.org/1999/xhtml\">\n";
    auto const address = [&](std::string_view language, std::string const& path) {
        return escaped(frame_.settings().origin + "/" + std::string(language) + "/" + path);
    };
    auto const add = [&](std::string_view language, std::string const& path, std::optional<Timestamp> changed, bool in_both) {
        out += "<url><loc>" + address(language, path) + "</loc>";
        if (changed) out += "<lastmod>" + to_rfc3339(*changed).substr(0, 10) + "</lastmod>";
        auto const also = [&](std::string const& named, std::string const& there) {
            out += "<xhtml:link rel=\"alternate\" hreflang=\"" + named + "\" href=\"" + there + "\"/>";
        };
        if (in_both) {
            for (auto const& each : page_languages) also(each, address(each, path));
            also("x-default", address("en", path));
        }
        out += "</url>\n";
    };
    std::vector<std::string> paths{"", "status", "verify", "contact", "complaint"};
    for (auto const category : knowledge::categories()) paths.push_back("categories/" + std::string(category));
    for (auto const& [name, flow] : flows_.all()) paths.push_back("answers/" + name);
    for (auto const& language : page_languages)
        for (auto const& path : paths) add(language, path, {}, true);
    auto const published = library_.now();
    for (auto const& page : published->pages())
        add(page->language, "articles/" + page->slug, page->published_at,
            published->find(page->slug, other_language(page->language)) != nullptr);
    return out + "</urlset>\n";
}

Task<http::Response> HelpPages::robots(Anyone) {
    co_return file("text/plain; charset=utf-8", "User-agent: *\nDisallow: /api/\nDisallow: /desk/\nDisallow: /me/\nSitemap: " +
                                                    frame_.settings().origin + "/sitemap.xml\n");
}

Task<http::Response> HelpPages::security_txt(Anyone) {
    auto const& settings = frame_.settings();
    if (settings.security_contact.empty()) throw unknown();
    auto const expires = std::chrono::floor<std::chrono::days>(frame_.now()) + std::chrono::days{90};
    co_return file("text/plain; charset=utf-8", "Contact: " + settings.security_contact + "\nExpires: " + to_rfc3339(expires) +
                                                    "\nPreferred-Languages: zh, en\nCanonical: " + settings.origin +
                                                    "/.well-known/security.txt\n");
}

Task<http::Response> HelpPages::feed(Anyone, http::PathText language, http::Request* request) {
    if (std::ranges::find(page_languages, language.value) == std::end(page_languages)) throw unknown();
    auto const made = kept_.get("feed " + language.value, state(), [&] { return make_feed(language.value); });
    co_return answer_with(*request, *made, atom_type);
}

std::string HelpPages::make_feed(std::string const& language) const {
    auto const& words = Words::of(language);
    std::vector<std::shared_ptr<knowledge::Page const>> newest;
    for (auto const& page : library_.now()->pages())
        if (page->language == language) newest.push_back(page);
    std::ranges::stable_sort(newest, std::ranges::greater{}, [](auto const& page) { return page->published_at; });
    if (newest.size() > feed_entries) newest.resize(feed_entries);
    std::vector<FeedEntry> entries;
    for (auto const& page : newest) {
        auto const path = "/" + language + "/articles/" + page->slug;
        entries.push_back({frame_.settings().origin + path, page->title, page->summary, path, page->published_at});
    }
    return atom(frame_.settings(), words, {words.text("home.title"), "/" + language + "/feed.xml", "/" + language + "/"},
                entries);
}

}  // namespace ombud::site
