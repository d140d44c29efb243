#include "knowledge/library.hpp"

#include <algorithm>

#include "core/limits.hpp"
#include "core/log.hpp"
#include "core/offload.hpp"
#include "core/problem.hpp"
#include "knowledge/pictures.hpp"
#include "knowledge/publishing.hpp"
#include "knowledge/queries.hpp"
#include "knowledge/words.hpp"
#include "postgres/database.hpp"
#include "postgres/keep_doing.hpp"

namespace ombud::knowledge {

namespace {

constexpr std::size_t bodies_at_once = 100;  // read and rendered together: others want the workers too

std::string name_of(std::string_view language, std::string_view what) {
    return std::string(language) + "/" + std::string(what);
}

bool takes_prefix(std::string_view& text, std::string_view prefix) {
    if (!text.starts_with(prefix)) return false;
    text.remove_prefix(prefix.size());
    return true;
}

std::size_t place_of(std::string_view category) {
    return std::size_t(std::ranges::find(categories(), category) - categories().begin());
}

// All but its body and what it is related to.
Page page_of(sql::PageRow row) {
    return {.id = row.id,
            .slug = std::move(row.slug),
            .language = std::move(row.language),
            .category = std::move(row.category),
            .position = row.position,
            .flow = std::move(row.flow),
            .title = std::move(row.title),
            .summary = std::move(row.summary),
            .keywords = std::move(row.keywords),
            .related = {},
            .version = row.version,
            .first_published_at = row.first_published_at,
            .published_at = row.published_at,
            .reviewed_at = row.reviewed_at,
            .out_of_date_since = row.out_of_date_since,
            .body = {}};
}

}  // namespace

std::optional<std::string> site_address(std::string_view target, std::string_view language, SlugNow const& slug_now) {
    auto const home = "/" + std::string(language);
    auto const tail_at = std::min(target.find_first_of("?#"), target.size());
    auto path = target.substr(0, tail_at);
    auto const tail = target.substr(tail_at);
    auto const article_in = [&](std::string_view in, std::string_view slug) {
        if (slug.ends_with('/')) slug.remove_suffix(1);
        auto const leads_to = slug_now(slug);
        return leads_to ? std::optional{"/" + name_of(in, "articles/") + *leads_to + std::string(tail)} : std::nullopt;
    };
    if (takes_prefix(path, "../")) return article_in(language, path);
    for (auto const each : languages())
        if (auto rest = path; takes_prefix(rest, "/" + name_of(each, "articles/"))) return article_in(each, rest);
    if (takes_prefix(path, "/help/")) {
        for (auto const each : languages()) {
            auto rest = path;
            if (takes_prefix(rest, name_of(each, "answers/")) && is_among(rest, flows()))
                return "/" + name_of(each, "answers/") + std::string(rest) + std::string(tail);
        }
        return std::nullopt;
    }
    if (path == "/verify") return home + "/verify" + std::string(tail);
    bool const ours = path.starts_with('/');
    bool const elsewhere =
        path.starts_with("https://") || path.starts_with("http://") || path.starts_with("mailto:") || path.starts_with("tel:");
    return ours || elsewhere ? std::optional{std::string(target)} : std::nullopt;
}

// Published ---------------------------------------------------------------------------------------------------------

std::shared_ptr<Page const> Published::find(std::string_view slug, std::string_view language) const {
    auto const found = by_name_.find(name_of(language, slug));
    return found == by_name_.end() ? nullptr : found->second;
}

std::optional<std::string> Published::redirect(std::string_view old_slug) const {
    auto const found = redirects_.find(old_slug);
    if (found == redirects_.end()) return std::nullopt;
    auto const is_there = [&](std::string_view language) { return find(found->second, language) != nullptr; };
    return std::ranges::any_of(languages(), is_there) ? std::optional{found->second} : std::nullopt;
}

bool Published::is_withdrawn(std::string_view slug) const {
    auto const moved = redirects_.find(slug);
    return withdrawn_.contains(moved == redirects_.end() ? slug : std::string_view(moved->second));
}

std::vector<std::shared_ptr<Page const>> const& Published::in_category(std::string_view category,
                                                                       std::string_view language) const {
    static std::vector<std::shared_ptr<Page const>> const none;
    auto const found = by_category_.find(name_of(language, category));
    return found == by_category_.end() ? none : found->second;
}

markdown::Links Published::links(std::string_view language) const {
    auto const slug_now = [this](std::string_view slug) -> std::optional<std::string> {
        auto const named = [&](std::string_view each) { return find(slug, each) != nullptr; };
        return std::ranges::any_of(languages(), named) ? std::optional{std::string(slug)} : redirect(slug);
    };
    return {.link = [slug_now, language = std::string(language)](
                        std::string_view target) { return site_address(target, language, slug_now); },
            .picture = [this](std::string_view target) -> std::optional<markdown::Picture> {
                auto const id = picture_at(target);
                auto const size = id ? pictures_.find(*id) : pictures_.end();
                if (size == pictures_.end()) return std::nullopt;
                return markdown::Picture{"/media/" + id->text(), size->second.width, size->second.height};
            }};
}

// Library -----------------------------------------------------------------------------------------------------------

// A snapshot on its way: what was read, and what is still to be rendered.
struct Library::Reading {
    std::shared_ptr<Published const> before;
    std::vector<sql::PageRow> rows;
    std::vector<sql::RedirectRow> redirects;
    std::vector<std::string> withdrawn;
    std::vector<sql::PictureSize> pictures;
    std::shared_ptr<Published> made = std::make_shared<Published>();
    std::vector<std::shared_ptr<Page>> pages;
    std::vector<std::shared_ptr<Page>> bare;  // without a body yet
};

Library::Library(postgres::Database& database, audit::Log& audit, asio::thread_pool& workers, Clock& clock)
    : database_(database), audit_(audit), workers_(workers), clock_(clock), now_(std::make_shared<Published>()) {}

void Library::when_changed(std::function<void()> what) {
    when_changed_.push_back(std::move(what));
}

Task<void> Library::load() {
    co_await refresh();
}

Task<void> Library::refresh() {
    co_await publish_due(database_, audit_, clock_);
    auto const revision = co_await database_.run(sql::revision);
    if (revision > now_->revision) co_await read_anew(revision);
}

Task<void> Library::keep_up() {
    return postgres::keep_doing(clock_, "knowledge.library", limits::articles_looked_at_every, [this] { return refresh(); });
}

// Two of them may run at once, for an act and for the clock: the newer one stays.
Task<void> Library::read_anew(std::int64_t revision) {
    Reading reading;
    reading.before = now_;
    reading.made->revision = revision;
    reading.rows = co_await database_.run(sql::pages);
    reading.redirects = co_await database_.run(sql::redirects);
    reading.withdrawn = co_await database_.run(sql::withdrawn);
    reading.pictures = co_await database_.run(sql::picture_sizes);
    auto begin = [&] { return assemble(reading), true; };
    co_await offload(workers_, begin);
    for (std::size_t done = 0; done < reading.bare.size(); done += bodies_at_once) {
        auto const count = std::min(bodies_at_once, reading.bare.size() - done);
        co_await render_some(*reading.made, std::span{reading.bare}.subspan(done, count));
    }
    auto end = [&] { return finish(reading), true; };
    co_await offload(workers_, end);
    if (revision <= now_->revision) co_return;
    now_ = std::move(reading.made);
    for (auto const& tell : when_changed_) tell();
}

void Library::assemble(Reading& reading) {
    auto& made = *reading.made;
    for (auto& each : reading.redirects) made.redirects_.emplace(std::move(each.slug), std::move(each.leads_to));
    for (auto& slug : reading.withdrawn) made.withdrawn_.insert(std::move(slug));
    for (auto const& each : reading.pictures) made.pictures_.emplace(each.id, Published::Size{each.width, each.height});
    std::unordered_map<ArticleId, std::string> slugs;
    for (auto const& row : reading.rows) slugs.emplace(row.id, row.slug);
    for (auto& row : reading.rows) {
        auto const related = std::move(row.related);
        auto page = std::make_shared<Page>(page_of(std::move(row)));
        for (auto const& id : related)
            if (auto const slug = slugs.find(id); slug != slugs.end()) page->related.push_back(slug->second);
        reading.pages.push_back(std::move(page));
    }
    auto const order = [](auto const& page) {
        return std::tuple{place_of(page->category), page->position, std::string_view(page->slug),
                          std::string_view(page->language)};
    };
    std::ranges::sort(reading.pages, {}, order);
    for (auto const& page : reading.pages) made.by_name_.emplace(name_of(page->language, page->slug), page);
    for (auto const& page : reading.pages) {
        page->body = body_of_before(*reading.before, made, *page);
        if (!page->body) reading.bare.push_back(page);
    }
}

// A body stays as long as its version does and every target in it leads where it led.
std::shared_ptr<markdown::Rendered const> Library::body_of_before(Published const& before, Published const& made,
                                                                  Page const& page) {
    auto const old = before.find(page.slug, page.language);
    if (!old || old->id != page.id || old->version != page.version) return nullptr;
    auto const then = before.links(page.language), now = made.links(page.language);
    auto const same = [&](std::string const& target) {
        return then.link(target) == now.link(target) && then.picture(target).has_value() == now.picture(target).has_value();
    };
    bool const stays = std::ranges::all_of(old->body->links, same) && std::ranges::all_of(old->body->refused, same);
    return stays ? old->body : nullptr;
}

Task<void> Library::render_some(Published const& made, std::span<std::shared_ptr<Page> const> pages) {
    std::vector<ArticleId> ids;
    std::vector<std::string> languages;
    std::vector<std::int64_t> versions;
    for (auto const& page : pages) {
        ids.push_back(page->id);
        languages.push_back(page->language);
        versions.push_back(page->version);
    }
    auto const rows = co_await database_.run(sql::markdown, std::move(ids), std::move(languages), std::move(versions));
    auto render = [&] {
        std::size_t failed = 0;
        for (auto const& row : rows) {
            auto const is_it = [&](auto const& page) { return page->id == row.article_id && page->language == row.language; };
            auto const page = std::ranges::find_if(pages, is_it);
            try {
                auto const links = made.links(row.language);
                (*page)->body = std::make_shared<markdown::Rendered const>(markdown::render(row.markdown, links));
            } catch (Problem const&) {
                ++failed;  // what was saved can be rendered, unless limits are narrower now
            }
        }
        return failed;
    };
    if (auto const failed = co_await offload(workers_, render); failed > 0)
        log::error("articles.not_rendered", {{"count", failed}});
}

// A page without a body is not shown.
void Library::finish(Reading& reading) {
    auto& made = *reading.made;
    for (auto const& page : reading.pages) {
        if (!page->body) {
            made.by_name_.erase(name_of(page->language, page->slug));
            continue;
        }
        made.pages_.push_back(page);
        made.by_category_[name_of(page->language, page->category)].push_back(page);
    }
}

}  // namespace ombud::knowledge
