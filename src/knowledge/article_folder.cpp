#include "knowledge/article_folder.hpp"

#include <algorithm>
#include <map>
#include <tuple>
#include <unordered_map>

#include "audit/audit.hpp"
#include "core/offload.hpp"
#include "embedded/articles.hpp"
#include "knowledge/library.hpp"
#include "knowledge/pictures.hpp"
#include "knowledge/publishing.hpp"
#include "knowledge/queries.hpp"
#include "postgres/database.hpp"

namespace ombud::knowledge {

namespace {

struct RollBack {
    ImportReport report;
};

Words words_of(ArticleFile const& file) {
    return {.title = file.title, .summary = file.summary, .keywords = file.keywords, .markdown = file.markdown};
}

Words words_of(sql::KnownText const& text) {
    return {.title = text.title, .summary = text.summary, .keywords = text.keywords, .markdown = text.markdown};
}

// One import, inside its transaction.
class Import {
public:
    Import(postgres::Transaction& transaction, std::vector<ArticleFile> files, Clock& clock, Random& random)
        : transaction_(transaction), files_(std::move(files)), clock_(clock), random_(random) {}

    Task<ImportReport> run() {
        auto known = co_await transaction_.run(sql::hold_all);
        for (auto& each : known) {
            ids_.emplace(each.slug, each.id);
            known_.emplace(each.id, std::move(each));
        }
        co_await name_new_ones();
        find_related();
        if (!report_.problems.empty()) co_return std::move(report_);
        co_await read_published();
        for (auto first = files_.begin(); first != files_.end();) {
            auto const last = std::find_if(first, files_.end(), [&](auto const& file) { return file.slug != first->slug; });
            co_await take_in(std::span{first, last});
            first = last;
        }
        co_return std::move(report_);
    }

private:
    Task<void> name_new_ones() {
        for (auto const& file : files_) {
            if (ids_.contains(file.slug)) continue;
            if (co_await transaction_.run(sql::redirect, file.slug))
                add_problem(report_.problems, file.path, 0, "article.slug_redirects");
            ids_.emplace(file.slug, ArticleId::make(clock_, random_));
        }
    }

    void find_related() {
        for (auto const& file : files_)
            if (!std::ranges::all_of(file.related, [&](auto const& slug) { return ids_.contains(slug); }))
                add_problem(report_.problems, file.path, file.related_line, "article.related_unknown");
    }

    Task<void> read_published() {
        std::vector<ArticleId> wanted;
        for (auto const& file : files_) wanted.push_back(ids_.at(file.slug));
        auto texts = co_await transaction_.run(sql::published_texts, std::move(wanted));
        for (auto& text : texts) {
            std::pair const name{text.article_id, text.language};
            published_.emplace(name, words_of(text));
        }
    }

    std::vector<ArticleId> related_of(ArticleFile const& file) const {
        std::vector<ArticleId> out;
        for (auto const& slug : file.related) out.push_back(ids_.at(slug));
        return out;
    }

    // The files of one article.
    Task<void> take_in(std::span<ArticleFile const> files) {
        auto const& first = files.front();
        auto const id = ids_.at(first.slug);
        bool const fresh = !known_.contains(id);
        if (fresh) co_await add(id, first);
        bool changed = co_await change_details(id, first, fresh);
        ImportLine line{.slug = first.slug, .outcome = ImportOutcome::unchanged, .languages = {}};
        for (auto const& file : files) {
            auto const before = published_.find(std::pair{id, file.language});
            if (before == published_.end() || before->second != words_of(file)) line.languages.push_back(file.language);
        }
        co_await publish(id, files, line.languages);
        changed = changed || !line.languages.empty();
        line.outcome = fresh ? ImportOutcome::created : changed ? ImportOutcome::changed : ImportOutcome::unchanged;
        report_.articles.push_back(std::move(line));
    }

    Task<void> add(ArticleId id, ArticleFile const& file) {
        std::vector<ArticleId> none;
        auto const added = co_await transaction_.run(sql::add_article, id, file.slug, file.category, file.position, file.flow,
                                                     std::move(none), std::nullopt, file.review_by, clock_.now(), std::nullopt);
        if (added == 0) throw Problem{ProblemKind::conflict, "article.slug_taken"};  // somebody just made it
    }

    // Articles that it names may come later in the folder: here they are only ids.
    Task<bool> change_details(ArticleId id, ArticleFile const& file, bool fresh) {
        auto const known = known_.find(id);
        auto const related = related_of(file);
        // What the folder does not say stays: whose the article is, and when to look at it again.
        auto const owner = fresh ? std::nullopt : known->second.owner;
        auto const review_by = file.review_by || fresh ? file.review_by : known->second.review_by;
        if (!fresh) {
            auto const& old = known->second;
            if (old.category == file.category && old.position == file.position && old.flow == file.flow &&
                old.related == related && old.review_by == review_by)
                co_return false;
        }
        co_await transaction_.run(sql::change_article, id, file.category, file.position, file.flow, related, owner, review_by);
        co_return true;
    }

    // Languages that change together say the same; one that changes alone leaves the other behind.
    Task<void> publish(ArticleId id, std::span<ArticleFile const> files, std::vector<std::string> const& languages) {
        std::map<std::string, std::int64_t> versions;
        for (auto const& file : files) {
            if (!is_among(file.language, languages)) continue;
            co_await transaction_.run(sql::add_text, id, file.language);
            NewVersion made{
                .article = id, .language = file.language, .words = words_of(file), .translated_from = {}, .note = {}, .by = {}};
            auto const version = co_await add_version(transaction_, std::move(made), clock_.now());
            co_await publish_version(transaction_, id, file.language, version, clock_.now());
            versions.emplace(file.language, version);
        }
        if (versions.size() < 2) co_return;
        for (auto const& [language, version] : versions)
            co_await transaction_.run(sql::mark, id, language, versions.at(std::string(other_language(language))), std::nullopt);
    }

    postgres::Transaction& transaction_;
    std::vector<ArticleFile> files_;
    Clock& clock_;
    Random& random_;
    ImportReport report_;
    std::map<std::string, ArticleId, std::less<>> ids_;
    std::unordered_map<ArticleId, sql::KnownArticle> known_;
    std::map<std::pair<ArticleId, std::string>, Words> published_;
};

// Where readers will find articles once some files are taken in.
struct Shelf {
    std::map<std::string, std::set<std::string>, std::less<>> languages;  // by slug
    std::map<std::string, std::string, std::less<>> redirects;

    [[nodiscard]] std::optional<std::string> slug_now(std::string_view slug) const {
        auto const moved = redirects.find(slug);
        auto const there = languages.find(languages.contains(slug) || moved == redirects.end() ? slug : moved->second);
        return there == languages.end() ? std::nullopt : std::optional{there->first};
    }
};

// What of the articles readers will not see as it is written.
std::vector<FileProblem> warnings_of(std::vector<ArticleFile> const& articles, Shelf shelf) {
    for (auto const& article : articles) shelf.languages[article.slug].insert(article.language);
    auto const slug_now = [&](std::string_view slug) { return shelf.slug_now(slug); };
    std::vector<FileProblem> out;
    for (auto const& article : articles) {
        auto const rendered = markdown::render(
            article.markdown, {.link = [&](std::string_view target) { return site_address(target, article.language, slug_now); },
                               // Those that there are not were refused before.
                               .picture = [](std::string_view target) -> std::optional<markdown::Picture> {
                                   auto const id = picture_at(target);
                                   return id ? std::optional{markdown::Picture{"/media/" + id->text(), {}, {}}} : std::nullopt;
                               }});
        auto const line = [&](std::int64_t of_text) { return article.text_line + of_text - 1; };
        for (auto const at : rendered.html_lines) add_problem(out, article.path, line(at), "html.not_shown");
        for (std::size_t i = 0; i < rendered.refused.size(); ++i)
            add_problem(out, article.path, line(rendered.refused_lines[i]), "link.nowhere", rendered.refused[i]);
        if (auto const other = std::string(other_language(article.language)); !shelf.languages[article.slug].contains(other))
            add_problem(out, article.path, 0, "article.language_missing", article.slug + "/" + other + ".md");
    }
    std::ranges::sort(out, {}, [](auto const& each) { return std::tie(each.path, each.line, each.code, each.detail); });
    return out;
}

std::int64_t count(ImportReport const& report, ImportOutcome outcome) {
    return std::ranges::count(report.articles, outcome, &ImportLine::outcome);
}

}  // namespace

ArticleFolder::ArticleFolder(postgres::Database& database, audit::Log& audit, files::Intake& intake, files::Store const& store,
                             asio::thread_pool& workers, Clock& clock, Random& random)
    : database_(database), audit_(audit), intake_(intake), store_(store), workers_(workers), clock_(clock), random_(random) {}

// In ---------------------------------------------------------------------------------------------------------------

Task<ImportReport> ArticleFolder::take_in(std::vector<File> files) {
    co_return co_await take_in(std::move(files), How::for_good);
}

Task<ImportReport> ArticleFolder::check(std::vector<File> files) {
    co_return co_await take_in(std::move(files), How::to_check);
}

Task<bool> ArticleFolder::take_in_shipped() {
    std::vector<File> files;
    for (auto const& file : embedded::articles()) files.push_back({std::string(file.name), std::string(file.bytes)});
    auto const report = co_await take_in(std::move(files), How::shipped);
    if (!report.problems.empty()) throw std::logic_error("an article that comes with the program: " + report.problems[0].path);
    co_return !report.articles.empty();
}

Task<std::set<PictureId>> ArticleFolder::known_pictures() {
    auto const rows = co_await database_.run(sql::picture_sizes);
    std::set<PictureId> out;
    for (auto const& each : rows) out.insert(each.id);
    co_return out;
}

Task<ImportReport> ArticleFolder::take_in(std::vector<File> files, How how) {
    auto const known = co_await known_pictures();
    ImportReport report;
    std::vector<FileProblem> warnings;
    std::vector<PictureFile> pictures;
    Shelf shelf;
    if (how != How::shipped) {
        auto const pages = co_await database_.run(sql::pages);
        auto const redirects = co_await database_.run(sql::redirects);
        for (auto const& page : pages) shelf.languages[page.slug].insert(page.language);
        for (auto const& each : redirects) shelf.redirects.emplace(each.slug, each.leads_to);
    }
    auto read = [&] {
        pictures = take_pictures(files, report.problems);
        auto articles = read_folder(files, report.problems);
        link_pictures(articles, pictures, [&](PictureId id) { return known.contains(id); }, files, report.problems);
        // What links lead to is only known when every file was read.
        if (how != How::shipped && report.problems.empty()) warnings = warnings_of(articles, std::move(shelf));
        return articles;
    };
    auto articles = co_await offload(workers_, read);
    std::set<PictureId> there = known;
    std::erase_if(pictures, [&](auto const& each) { return !there.insert(each.id).second; });
    auto const made = co_await clean(pictures, how, report.problems);
    if (!report.problems.empty()) co_return report;
    try {
        report = co_await database_.transaction([&](postgres::Transaction& transaction) -> Task<ImportReport> {
            if (how == How::shipped && !co_await transaction.run(sql::first_look)) throw RollBack{};
            Import import{transaction, articles, clock_, random_};
            auto out = co_await import.run();
            for (auto const& each : pictures) out.pictures.push_back(each.path);
            if (how == How::to_check || !out.problems.empty()) throw RollBack{std::move(out)};
            for (auto const& [id, file] : made) co_await add_picture(transaction, id, file, std::nullopt, clock_.now());
            co_await transaction.run(sql::something_changed);
            audit::Act act{.act = how == How::shipped ? "article.shipped" : "article.folder_imported",
                           .actor_kind = how == How::shipped ? audit::ActorKind::program : audit::ActorKind::command_line,
                           .actor = std::nullopt,
                           .subject = std::nullopt,
                           .details = {{"created", count(out, ImportOutcome::created)},
                                       {"changed", count(out, ImportOutcome::changed)},
                                       {"pictures", out.pictures.size()}}};
            co_await audit_.record(transaction, std::move(act));
            co_return out;
        });
    } catch (RollBack& rolled_back) {
        report = std::move(rolled_back.report);
    }
    report.warnings = std::move(warnings);
    co_return report;
}

// What is kept of them; nothing when they are only looked at.
Task<ArticleFolder::Pictures> ArticleFolder::clean(std::vector<PictureFile>& pictures, How how,
                                                   std::vector<FileProblem>& problems) {
    Pictures out;
    bool const keeps = how != How::to_check && problems.empty();
    for (auto& each : pictures) {
        try {
            if (keeps)
                out.emplace_back(each.id, co_await intake_.prepare(std::move(each.bytes), each.path));
            else
                co_await intake_.check(std::move(each.bytes));
        } catch (Problem const& found) {
            add_problem(problems, each.path, 0, found.code);
        }
    }
    co_return out;
}

// Out --------------------------------------------------------------------------------------------------------------

Task<ExportedFolder> ArticleFolder::take_out() {
    auto const known = co_await database_.run(sql::all);
    std::vector<ArticleId> ids;
    std::unordered_map<ArticleId, sql::KnownArticle const*> articles;
    for (auto const& each : known) {
        ids.push_back(each.id);
        articles.emplace(each.id, &each);
    }
    auto texts = co_await database_.run(sql::published_texts, std::move(ids));
    std::set<ArticleId> shown;
    for (auto const& text : texts) shown.insert(text.article_id);
    ExportedFolder out;
    std::map<PictureId, std::string> pictures;  // with a file that names it
    for (auto& text : texts) {
        auto const& of = *articles.at(text.article_id);
        ArticleFile file{.path = {},
                         .slug = of.slug,
                         .language = std::move(text.language),
                         .title = std::move(text.title),
                         .summary = std::move(text.summary),
                         .category = of.category,
                         .position = of.position,
                         .keywords = std::move(text.keywords),
                         .flow = of.flow,
                         .review_by = of.review_by,
                         .related = {},
                         .markdown = std::move(text.markdown)};
        // One that nobody can read is in no folder, and would be unknown where it is taken in.
        for (auto const& id : of.related)
            if (shown.contains(id)) file.related.push_back(articles.at(id)->slug);
        out.files.push_back(write_article(file));
        for (auto const& id : pictures_named(file.markdown)) pictures.emplace(id, out.files.back().path);
    }
    for (auto const& [id, named_in] : pictures) co_await take_out(id, named_in, out);
    std::ranges::sort(out.files, {}, &File::path);
    co_return out;
}

Task<void> ArticleFolder::take_out(PictureId id, std::string named_in, ExportedFolder& to) {
    auto const row = co_await database_.run(sql::picture, id);
    auto read = [&]() -> std::optional<std::string> {
        auto const hash = row ? files::Sha256::parse(row->sha256) : std::nullopt;
        try {
            return hash ? store_.read(*hash) : std::nullopt;
        } catch (std::exception const&) {  // damaged
            return std::nullopt;
        }
    };
    if (auto bytes = co_await offload(workers_, read))
        to.files.push_back({.path = picture_path(id, row->media_type), .bytes = std::move(*bytes)});
    else
        add_problem(to.problems, std::move(named_in), 0, "picture.gone");
}

}  // namespace ombud::knowledge
