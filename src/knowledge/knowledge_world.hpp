// What the tests of the articles stand on: a fresh database and folder, everybody who writes, pictures decoded by the real
// helper.
#pragma once
#include "audit/audit.hpp"
#include "core/base64url.hpp"
#include "knowledge/knowledge.hpp"
#include "postgres/database.hpp"
#include "support/module_test.hpp"

namespace ombud::knowledge {

class TemporaryFolder {
public:
    TemporaryFolder() {
        auto pattern = (std::filesystem::temp_directory_path() / "ombud-articles-XXXXXX").string();
        if (!mkdtemp(pattern.data())) throw std::runtime_error("no temporary folder");
        path = pattern;
    }
    ~TemporaryFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(path, ignored);
    }
    TemporaryFolder(TemporaryFolder const&) = delete;
    TemporaryFolder& operator=(TemporaryFolder const&) = delete;

    std::filesystem::path path;
};

inline std::string one_pixel() {
    auto const bytes =
        from_base64url("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk-M9QDwADhgGAWjR9awAAAABJRU5ErkJggg").value();
    return {reinterpret_cast<char const*>(bytes.data()), bytes.size()};
}

struct KnowledgeTest : ombud::testing::ModuleTest {
    asio::thread_pool workers{1};
    TemporaryFolder folder;
    files::Store store{folder.path};
    files::Pictures pictures{io, workers, clock, OMBUD_PICTURES};
    files::Intake intake{store, pictures, nullptr, workers};
    audit::Log log{database, clock};
    Library library{database, log, workers, clock};
    Library elsewhere{database, log, workers, clock};  // the same in another process
    Articles articles{database, log, library, intake, store, workers, clock, random};
    ArticleFolder article_folder{database, log, intake, store, workers, clock, random};
    Agent const ana = agent("Ana"), ben = agent("Ben");

    Article create(std::string slug, std::string category = "deposits") {
        return testing::run(io, articles.create(ana, {.slug = std::move(slug), .category = std::move(category)}));
    }
    static ArticleText text(Article const& article, std::string_view language) {
        for (auto const& each : article.texts)
            if (each.language == language) return each;
        return {};
    }
    static SaveDraft draft_of(std::string language, std::string title, std::string markdown) {
        return {.language = std::move(language),
                .base = 0,
                .title = std::move(title),
                .summary = "What it says in short.",
                .keywords = {"one"},
                .markdown = std::move(markdown),
                .translated_from = {}};
    }
    // Whatever was there before.
    Article save(ArticleId id, SaveDraft draft) {
        draft.base = text(testing::run(io, articles.read(ana, id)), draft.language).revision;
        return testing::run(io, articles.save_draft(ana, id, std::move(draft)));
    }
    Article write(ArticleId id, std::string language, std::string title = "A title", std::string markdown = "Some words.",
                  std::optional<std::int64_t> translated_from = {}) {
        auto draft = draft_of(std::move(language), std::move(title), std::move(markdown));
        draft.translated_from = translated_from;
        return save(id, std::move(draft));
    }
    PublishDraft publishing(ArticleId id, std::string language, std::optional<Timestamp> at = {}) {
        auto const base = text(testing::run(io, articles.read(ana, id)), language).revision;
        return {.language = std::move(language), .base = base, .at = at, .note = {}};
    }
    Article publish(ArticleId id, std::string language, std::optional<Timestamp> at = {}) {
        return testing::run(io, articles.publish(ana, id, publishing(id, std::move(language), at)));
    }
    Article publish(std::string slug, std::string category = "deposits", std::string markdown = "Some words.") {
        auto const id = create(std::move(slug), std::move(category)).id;
        write(id, "en", "A title", std::move(markdown));
        return publish(id, "en");
    }
    std::shared_ptr<Page const> page(std::string_view slug, std::string_view language = "en") {
        return library.now()->find(slug, language);
    }

    // How it ended, and at which field.
    template <class T>
    std::string code(Task<T> task) {
        try {
            testing::run(io, std::move(task));
            return "fine";
        } catch (Problem const& problem) {
            return problem.code + (problem.field.empty() ? "" : " " + problem.field);
        }
    }
    std::vector<std::string> recorded() {
        static constexpr postgres::Query<postgres::Many<std::string>()> acts{"test.acts",
                                                                             "SELECT act FROM audit_records ORDER BY seq"};
        return testing::run(io, database.run(acts));
    }
    std::vector<std::string> slugs(ListArticles wanted) {
        std::vector<std::string> out;
        for (auto const& line : testing::run(io, articles.list(ana, std::move(wanted))).articles) out.push_back(line.slug);
        return out;
    }
};

}  // namespace ombud::knowledge
