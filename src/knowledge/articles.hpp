// How staff write articles: drafts, versions, publishing now or at a time, names and redirects, translations, pictures.
#pragma once
#include <boost/asio/thread_pool.hpp>
#include <filesystem>

#include "callers/callers.hpp"
#include "core/random.hpp"
#include "files/intake.hpp"
#include "knowledge/library.hpp"

namespace ombud::postgres {
class Transaction;
}

namespace ombud::knowledge {

// A file to serve as it is: it never changes under its id.
struct ServedPicture {
    std::filesystem::path path;
    std::uintmax_t bytes{};
    std::string media_type;
    std::string tag;  // for ETag
};

// Problems of all: {not_found, "article.unknown"}, {invalid, "language.unknown", "language"}. Who may call what is the route's
// matter: to write (drafts, details, pictures, previews, checks) and to publish (publish, withdraw, rename, remove).
class Articles {
public:
    Articles(postgres::Database& database, audit::Log& audit, Library& library, files::Intake& intake, files::Store const& store,
             asio::thread_pool& workers, Clock& clock, Random& random);

    Task<ArticleList> list(Agent by, ListArticles wanted);
    Task<Article> read(Agent by, ArticleId id);
    Task<VersionList> versions(Agent by, ArticleId id, WhichText which);
    Task<Version> version(Agent by, ArticleId id, WhichVersion which);  // {not_found, "article.version_unknown"}
    Task<Preview> preview(Agent by, AskPreview asked);                  // what markdown::render throws

    // {conflict, "article.slug_taken" | "article.slug_redirects", "slug"}, {invalid, "article.slug", "slug"}, {invalid,
    // "article.category_unknown" | "article.flow_unknown" | "article.related_unknown" | "article.related_too_many" |
    // "article.owner_unknown" | "article.date" | "article.position", …}.
    Task<Article> create(Agent by, CreateArticle wanted);
    // The same of its fields; {conflict, "article.changed"}.
    Task<Article> change(Agent by, ArticleId id, ChangeDetails wanted);
    // The old slug leads here from then on, if anybody can have seen it.
    Task<Article> rename(Agent by, ArticleId id, Rename to);
    // {conflict, "article.was_published"}.
    Task<void> remove(Agent by, ArticleId id);
    // Somebody read it and it is still right.
    Task<Article> confirm_review(Agent by, ArticleId id, ConfirmReview confirmed);

    // {conflict, "article.changed"}; {invalid, "article.version_unknown", "translated_from"}; {invalid, "article.secret" |
    // "article.too_long" | "article.keywords_too_many" | "article.text", field}; what markdown::render throws.
    Task<Article> save_draft(Agent by, ArticleId id, SaveDraft draft);
    Task<Article> discard_draft(Agent by, ArticleId id, DiscardDraft which);
    // An older version becomes the draft.
    Task<Article> restore(Agent by, ArticleId id, RestoreVersion which);

    // Makes a version of the draft and shows it now, or at a time: then that version comes, whatever the draft becomes until
    // then. {conflict, "article.changed" | "article.no_draft"}, {invalid, "article.incomplete", field}, {invalid, "article.past",
    // "at"}.
    Task<Article> publish(Agent by, ArticleId id, PublishDraft which);
    Task<Article> give_up_plan(Agent by, ArticleId id, WhichText which);  // {conflict, "article.no_plan"}
    Task<Article> withdraw(Agent by, ArticleId id, WhichText which);      // {conflict, "article.unpublished"}
    // This language says the same as what is published in the other. {conflict, "article.unpublished"} when either is not.
    Task<Article> mark_checked(Agent by, ArticleId id, WhichText which);

    // PNG, JPEG or WebP. {unsupported, "picture.type", "file"} and what files::Intake says.
    Task<Picture> add_picture(Agent by, std::string bytes, std::string name);
    Task<ServedPicture> picture(Anyone by, PictureId id);  // {not_found, "picture.unknown"}

private:
    using Work = std::function<Task<void>(postgres::Transaction&)>;
    // In a transaction that holds the article; gives the article as it then is.
    Task<Article> act(ArticleId id, Work work);
    // The same, and what people see follows at once.
    Task<Article> act_in_public(ArticleId id, Work work);
    Task<void> follow();
    Task<Article> find(ArticleId id);
    Task<void> record(postgres::Transaction& transaction, Agent const& by, std::string what, ArticleId id, json::object details);
    Task<void> claim_slug(postgres::Transaction& transaction, std::string slug, bool replace, std::optional<ArticleId> own);
    Task<void> put_draft(postgres::Transaction& transaction, StaffId by, ArticleId id, SaveDraft draft);
    Task<void> draft_from(postgres::Transaction& transaction, StaffId by, ArticleId id, std::string language,
                          std::int64_t version);
    Task<void> publish_draft(postgres::Transaction& transaction, Agent by, ArticleId id, PublishDraft which);

    postgres::Database& database_;
    audit::Log& audit_;
    Library& library_;
    files::Intake& intake_;
    files::Store const& store_;
    asio::thread_pool& workers_;
    Clock& clock_;
    Random& random_;
};

}  // namespace ombud::knowledge
