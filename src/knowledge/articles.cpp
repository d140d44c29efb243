#include "knowledge/articles.hpp"

#include <algorithm>

#include "audit/audit.hpp"
#include "core/limits.hpp"
#include "core/log.hpp"
#include "core/offload.hpp"
#include "knowledge/pictures.hpp"
#include "knowledge/publishing.hpp"
#include "knowledge/queries.hpp"
#include "knowledge/words.hpp"
#include "postgres/database.hpp"

namespace ombud::knowledge {

namespace {

[[noreturn]] void unknown() {
    throw Problem{ProblemKind::not_found, "article.unknown"};
}

std::vector<std::string> list_of(std::span<std::string_view const> values) {
    return {values.begin(), values.end()};
}

ArticleText text_of(sql::TextRow row) {
    ArticleText out{.language = std::move(row.language),
                    .revision = row.revision,
                    .state = row.published ? TextState::published : TextState::unpublished,
                    .draft = {},
                    .published = {},
                    .plan = {},
                    .checked_against = row.checked_against,
                    .out_of_date_since = row.published ? row.out_of_date_since : std::nullopt};
    if (row.draft_at)
        out.draft = Draft{.title = row.title.value_or(""),
                          .summary = row.summary.value_or(""),
                          .keywords = row.keywords.value_or(std::vector<std::string>{}),
                          .markdown = row.markdown.value_or(""),
                          .translated_from = row.translated_from,
                          .by = row.draft_by,
                          .by_name = row.draft_by_name,
                          .at = *row.draft_at};
    if (row.planned)
        out.plan = Plan{.version = *row.planned, .at = *row.publish_at, .by = row.planned_by, .by_name = row.planned_by_name};
    return out;
}

Article article_of(sql::ArticleRow row) {
    return {.id = row.id,
            .revision = row.revision,
            .slug = std::move(row.slug),
            .old_slugs = std::move(row.old_slugs),
            .category = std::move(row.category),
            .position = row.position,
            .flow = std::move(row.flow),
            .related = std::move(row.related),
            .owner = row.owner,
            .owner_name = std::move(row.owner_name),
            .review_by = std::move(row.review_by),
            .reviewed_at = row.reviewed_at,
            .was_published = row.was_published,
            .texts = {}};
}

ArticleLine line_of(sql::ListRow row) {
    return {.id = row.id,
            .slug = std::move(row.slug),
            .category = std::move(row.category),
            .position = row.position,
            .flow = std::move(row.flow),
            .owner = row.owner,
            .owner_name = std::move(row.owner_name),
            .review_by = std::move(row.review_by),
            .review_due = row.review_due,
            .texts = {}};
}

TextLine line_of(sql::TextLineRow row) {
    return {.language = std::move(row.language),
            .title = std::move(row.title),
            .state = row.published ? TextState::published : TextState::unpublished,
            .has_draft = row.has_draft,
            .changed_at = row.changed_at,
            .published_at = row.published_at,
            .publish_at = row.publish_at,
            .out_of_date_since = row.out_of_date_since};
}

// The ids of slugs, in their order.
Task<std::vector<ArticleId>> ids_of(postgres::Transaction& transaction, std::vector<std::string> slugs, std::string own) {
    if (slugs.size() > limits::articles_related) fail_field("related", "article.related_too_many", "are too many");
    auto const known = co_await transaction.run(sql::ids_of, slugs);
    std::vector<ArticleId> out;
    for (auto const& slug : slugs) {
        auto const found = std::ranges::find(known, slug, &sql::PlacedId::slug);
        if (found == known.end() || slug == own) fail_field("related", "article.related_unknown", "names no other article");
        if (!is_among(found->id, out)) out.push_back(found->id);
    }
    co_return out;
}

Task<void> require_owner(postgres::Transaction& transaction, std::optional<StaffId> owner) {
    if (owner && !co_await transaction.run(sql::is_staff, *owner)) fail_field("owner", "article.owner_unknown", "is nobody here");
}

void require_details(std::string const& category, std::optional<std::int64_t> position, std::optional<std::string> const& flow,
                     std::optional<std::string> const& review_by) {
    require_category(category);
    if (position) require_position(*position);
    if (flow) require_flow(*flow);
    if (review_by) require_date(*review_by);
}

}  // namespace

Articles::Articles(postgres::Database& database, audit::Log& audit, Library& library, files::Intake& intake,
                   files::Store const& store, asio::thread_pool& workers, Clock& clock, Random& random)
    : database_(database),
      audit_(audit),
      library_(library),
      intake_(intake),
      store_(store),
      workers_(workers),
      clock_(clock),
      random_(random) {}

// Reading -----------------------------------------------------------------------------------------------------------

Task<ArticleList> Articles::list(Agent, ListArticles wanted) {
    if (wanted.category) require_category(*wanted.category);
    if (wanted.language) require_language(*wanted.language);
    auto const translation = [&](TranslationFilter filter) { return wanted.translation == filter; };
    auto rows = co_await database_.run(
        sql::list, list_of(categories()), list_of(languages()), wanted.category, wanted.language, wanted.state,
        translation(TranslationFilter::out_of_date), translation(TranslationFilter::missing), wanted.owner,
        wanted.review.has_value(), date_of(clock_.now()), wanted.title, wanted.after, std::int64_t(limits::articles_page) + 1);
    ArticleList out{.articles = {}, .more = rows.size() > limits::articles_page};
    if (out.more) rows.pop_back();
    std::vector<ArticleId> ids;
    for (auto& row : rows) {
        ids.push_back(row.id);
        out.articles.push_back(line_of(std::move(row)));
    }
    auto texts = co_await database_.run(sql::text_lines, std::move(ids));
    std::unordered_map<ArticleId, ArticleLine*> lines;
    for (auto& line : out.articles) lines.emplace(line.id, &line);
    for (auto& text : texts) lines.at(text.article_id)->texts.push_back(line_of(std::move(text)));
    co_return out;
}

Task<Article> Articles::find(ArticleId id) {
    auto row = co_await database_.run(sql::find_article, id);
    if (!row) unknown();
    auto out = article_of(std::move(*row));
    auto rows = co_await database_.run(sql::texts, id);
    for (auto& text : rows) {
        auto const published = text.published;
        out.texts.push_back(text_of(std::move(text)));
        if (published)
            out.texts.back().published = co_await database_.run(sql::find_version, id, out.texts.back().language, *published);
    }
    co_return out;
}

Task<Article> Articles::read(Agent, ArticleId id) {
    co_return co_await find(id);
}

Task<VersionList> Articles::versions(Agent, ArticleId id, WhichText which) {
    require_language(which.language);
    if (!co_await database_.run(sql::find_article, id)) unknown();
    co_return VersionList{
        co_await database_.run(sql::versions, id, which.language, std::int64_t(limits::article_versions_listed))};
}

Task<Version> Articles::version(Agent, ArticleId id, WhichVersion which) {
    require_language(which.language);
    auto const article = co_await find(id);
    auto const text = std::ranges::find(article.texts, which.language, &ArticleText::language);
    if (!which.version && text != article.texts.end() && text->published) co_return *text->published;
    auto found = which.version ? co_await database_.run(sql::find_version, id, which.language, *which.version) : std::nullopt;
    if (!found) throw Problem{ProblemKind::not_found, "article.version_unknown"};
    co_return std::move(*found);
}

Task<Preview> Articles::preview(Agent, AskPreview asked) {
    require_language(asked.language);
    auto const published = library_.now();
    auto render = [&] { return markdown::render(asked.markdown, published->links(asked.language)); };
    auto rendered = co_await offload(workers_, render);
    co_return Preview{
        .html = std::move(rendered.html), .headings = std::move(rendered.headings), .refused = std::move(rendered.refused)};
}

// Acts --------------------------------------------------------------------------------------------------------------

Task<Article> Articles::act(ArticleId id, Work work) {
    co_await database_.transaction([&](postgres::Transaction& transaction) -> Task<void> {
        if (!co_await transaction.run(sql::hold_article, id)) unknown();
        co_await work(transaction);
    });
    co_return co_await find(id);
}

Task<Article> Articles::act_in_public(ArticleId id, Work work) {
    auto out = co_await act(id, std::move(work));
    co_await follow();
    co_return out;
}

// The act is done and stored, so what fails here is made up for by the next round.
Task<void> Articles::follow() try { co_await library_.refresh(); } catch (std::exception const& error) {
    log::warning("articles.not_refreshed", {{"kind", typeid(error).name()}});
}

Task<void> Articles::record(postgres::Transaction& transaction, Agent const& by, std::string what, ArticleId id,
                            json::object details) {
    audit::Act done{.act = std::move(what),
                    .actor_kind = audit::ActorKind::staff,
                    .actor = by.id.uuid,
                    .subject = id.uuid,
                    .details = std::move(details)};
    co_await audit_.record(transaction, std::move(done));
}

// A slug that leads to another article is taken from it only when that is wanted.
Task<void> Articles::claim_slug(postgres::Transaction& transaction, std::string slug, bool replace,
                                std::optional<ArticleId> own) {
    auto const leads_to = co_await transaction.run(sql::redirect, slug);
    if (!leads_to) co_return;
    if (leads_to != own && !replace) throw Problem{ProblemKind::conflict, "article.slug_redirects", "slug"};
    co_await transaction.run(sql::remove_redirect, slug);
}

Task<Article> Articles::create(Agent by, CreateArticle wanted) {
    require_slug(wanted.slug);
    require_details(wanted.category, wanted.position, wanted.flow, wanted.review_by);
    auto const id = ArticleId::make(clock_, random_);
    co_await database_.transaction([&](postgres::Transaction& transaction) -> Task<void> {
        co_await require_owner(transaction, wanted.owner);
        auto const related = co_await ids_of(transaction, wanted.related.value_or(std::vector<std::string>{}), wanted.slug);
        co_await claim_slug(transaction, wanted.slug, wanted.replace_redirect.value_or(false), std::nullopt);
        auto const added = co_await transaction.run(sql::add_article, id, wanted.slug, wanted.category, wanted.position,
                                                    wanted.flow, related, wanted.owner, wanted.review_by, clock_.now(), by.id);
        if (added == 0) throw Problem{ProblemKind::conflict, "article.slug_taken", "slug"};
        if (wanted.replace_redirect) co_await transaction.run(sql::something_changed);
        json::object details{{"slug", wanted.slug}};
        co_await record(transaction, by, "article.created", id, std::move(details));
    });
    if (wanted.replace_redirect) co_await follow();
    co_return co_await find(id);
}

Task<Article> Articles::change(Agent by, ArticleId id, ChangeDetails wanted) {
    require_details(wanted.category, wanted.position, wanted.flow, wanted.review_by);
    co_return co_await act_in_public(id, [&](postgres::Transaction& transaction) -> Task<void> {
        auto const held = co_await transaction.run(sql::hold_article, id);
        if (held->revision != wanted.base) throw Problem{ProblemKind::conflict, "article.changed"};
        co_await require_owner(transaction, wanted.owner);
        auto const related = co_await ids_of(transaction, wanted.related, held->slug);
        co_await transaction.run(sql::change_article, id, wanted.category, wanted.position, wanted.flow, related, wanted.owner,
                                 wanted.review_by);
        co_await transaction.run(sql::something_changed);
        co_await record(transaction, by, "article.details_changed", id, {});
    });
}

Task<Article> Articles::rename(Agent by, ArticleId id, Rename to) {
    require_slug(to.slug);
    co_return co_await act_in_public(id, [&](postgres::Transaction& transaction) -> Task<void> {
        auto const held = co_await transaction.run(sql::hold_article, id);
        if (held->slug == to.slug) co_return;
        co_await claim_slug(transaction, to.slug, to.replace_redirect.value_or(false), id);
        if (co_await transaction.run(sql::rename_article, id, to.slug) == 0)
            throw Problem{ProblemKind::conflict, "article.slug_taken", "slug"};
        if (held->was_published) co_await transaction.run(sql::add_redirect, held->slug, id, clock_.now());
        co_await transaction.run(sql::something_changed);
        json::object details{{"from", held->slug}, {"to", to.slug}};
        co_await record(transaction, by, "article.renamed", id, std::move(details));
    });
}

Task<void> Articles::remove(Agent by, ArticleId id) {
    co_await database_.transaction([&](postgres::Transaction& transaction) -> Task<void> {
        auto const held = co_await transaction.run(sql::hold_article, id);
        if (!held) unknown();
        if (held->was_published) throw Problem{ProblemKind::conflict, "article.was_published"};
        co_await transaction.run(sql::remove_article, id);
        json::object details{{"slug", held->slug}};
        co_await record(transaction, by, "article.removed", id, std::move(details));
    });
}

Task<Article> Articles::confirm_review(Agent by, ArticleId id, ConfirmReview confirmed) {
    if (confirmed.review_by) require_date(*confirmed.review_by);
    co_return co_await act_in_public(id, [&](postgres::Transaction& transaction) -> Task<void> {
        co_await transaction.run(sql::confirm_review, id, clock_.now(), confirmed.review_by);
        co_await transaction.run(sql::something_changed);
        co_await record(transaction, by, "article.reviewed", id, {});
    });
}

// Pictures ----------------------------------------------------------------------------------------------------------

Task<Picture> Articles::add_picture(Agent by, std::string bytes, std::string name) {
    co_await offload(workers_, [&] { return picture_kind(bytes); });
    auto const file = co_await intake_.prepare(std::move(bytes), std::move(name));
    Picture out{.id = PictureId::make(clock_, random_),
                .address = {},
                .media_type = file.media_type,
                .bytes = file.bytes,
                .width = file.width.value_or(0),
                .height = file.height.value_or(0)};
    out.address = "../" + picture_path(out.id, out.media_type);
    co_await database_.transaction([&](postgres::Transaction& transaction) -> Task<void> {
        co_await knowledge::add_picture(transaction, out.id, file, by.id, clock_.now());
        co_await transaction.run(sql::something_changed);
        audit::Act act{.act = "article.picture_added",
                       .actor_kind = audit::ActorKind::staff,
                       .actor = by.id.uuid,
                       .subject = out.id.uuid,
                       .details = {}};
        co_await audit_.record(transaction, std::move(act));
    });
    co_await follow();
    co_return out;
}

Task<ServedPicture> Articles::picture(Anyone, PictureId id) {
    auto row = co_await database_.run(sql::picture, id);
    if (!row) throw Problem{ProblemKind::not_found, "picture.unknown"};
    auto const hash = files::Sha256::parse(row->sha256);
    auto const path = hash ? store_.find(*hash) : std::nullopt;
    if (!path) throw Problem{ProblemKind::internal, "picture.missing"};
    co_return ServedPicture{.path = *path,
                            .bytes = std::uintmax_t(row->bytes),
                            .media_type = std::move(row->media_type),
                            .tag = std::move(row->sha256)};
}

}  // namespace ombud::knowledge
