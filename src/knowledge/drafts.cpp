// How a text changes and comes before people: drafts, versions, plans, withdrawals, translations.
#include <algorithm>

#include "audit/audit.hpp"
#include "core/offload.hpp"
#include "knowledge/articles.hpp"
#include "knowledge/publishing.hpp"
#include "knowledge/queries.hpp"
#include "postgres/database.hpp"

namespace ombud::knowledge {

namespace {

constexpr std::size_t note_letters = 300;

[[noreturn]] void conflict(char const* code) {
    throw Problem{ProblemKind::conflict, code};
}

// The text of that language; one that does not exist yet stands at revision 0.
Task<sql::HeldText> hold_text(postgres::Transaction& transaction, ArticleId id, std::string language) {
    auto texts = co_await transaction.run(sql::held_texts, id);
    auto const found = std::ranges::find(texts, language, &sql::HeldText::language);
    if (found != texts.end()) co_return std::move(*found);
    sql::HeldText none{};
    none.language = std::move(language);
    co_return none;
}

Task<sql::HeldText> hold_text(postgres::Transaction& transaction, ArticleId id, std::string language, std::int64_t base) {
    auto text = co_await hold_text(transaction, id, std::move(language));
    if (text.revision != base) conflict("article.changed");
    co_return text;
}

Task<void> require_version(postgres::Transaction& transaction, ArticleId id, std::string language,
                           std::optional<std::int64_t> version) {
    if (version && !co_await transaction.run(sql::find_version, id, language, *version))
        fail_field("translated_from", "article.version_unknown", "is no version of the other language");
}

Words words_of(SaveDraft const& draft) {
    return {.title = draft.title, .summary = draft.summary, .keywords = draft.keywords, .markdown = draft.markdown};
}

json::object named(std::string const& language) {
    return {{"language", language}};
}

json::object named(std::string const& language, std::int64_t version) {
    return {{"language", language}, {"version", version}};
}

}  // namespace

Task<void> Articles::put_draft(postgres::Transaction& transaction, StaffId by, ArticleId id, SaveDraft draft) {
    co_await transaction.run(sql::add_text, id, draft.language);
    co_await transaction.run(sql::save_draft, id, draft.language, draft.title, draft.summary, draft.keywords, draft.markdown,
                             draft.translated_from, by, clock_.now());
}

Task<Article> Articles::save_draft(Agent by, ArticleId id, SaveDraft draft) {
    require_language(draft.language);
    auto const words = kept(words_of(draft));
    // What could not be shown is not kept either.
    auto measure = [&] { return markdown::render(words.markdown, {}).html.size(); };
    co_await offload(workers_, measure);
    draft.title = words.title;
    draft.summary = words.summary;
    draft.keywords = words.keywords;
    draft.markdown = words.markdown;
    co_return co_await act(id, [&](postgres::Transaction& transaction) -> Task<void> {
        auto const before = co_await hold_text(transaction, id, draft.language, draft.base);
        co_await require_version(transaction, id, std::string(other_language(draft.language)), draft.translated_from);
        co_await put_draft(transaction, by.id, id, draft);
        // An editor saves every few seconds: the first time is told, and when it passes to another hand.
        if (!before.has_draft || before.draft_by != by.id)
            co_await record(transaction, by, "article.draft_begun", id, named(draft.language));
    });
}

Task<Article> Articles::discard_draft(Agent by, ArticleId id, DiscardDraft which) {
    require_language(which.language);
    co_return co_await act(id, [&](postgres::Transaction& transaction) -> Task<void> {
        auto const text = co_await hold_text(transaction, id, which.language, which.base);
        if (!text.has_draft) conflict("article.no_draft");
        co_await transaction.run(sql::clear_draft, id, which.language);
        co_await record(transaction, by, "article.draft_discarded", id, named(which.language));
    });
}

Task<Article> Articles::restore(Agent by, ArticleId id, RestoreVersion which) {
    require_language(which.language);
    co_return co_await act(id, [&](postgres::Transaction& transaction) -> Task<void> {
        co_await hold_text(transaction, id, which.language, which.base);
        co_await draft_from(transaction, by.id, id, which.language, which.version);
        co_await record(transaction, by, "article.version_restored", id, named(which.language, which.version));
    });
}

Task<Article> Articles::publish(Agent by, ArticleId id, PublishDraft which) {
    require_language(which.language);
    if (which.note) which.note = kept_line(*which.note, note_letters, "note");
    if (which.note && which.note->empty()) which.note = std::nullopt;
    if (which.at && *which.at <= clock_.now()) throw Problem{ProblemKind::invalid, "article.past", "at"};
    co_return co_await act_in_public(
        id, [&](postgres::Transaction& transaction) { return publish_draft(transaction, by, id, which); });
}

Task<void> Articles::publish_draft(postgres::Transaction& transaction, Agent by, ArticleId id, PublishDraft which) {
    auto const held = co_await hold_text(transaction, id, which.language, which.base);
    if (!held.has_draft) conflict("article.no_draft");
    auto const texts = co_await transaction.run(sql::texts, id);
    auto const text = std::ranges::find(texts, which.language, &sql::TextRow::language);
    NewVersion made{.article = id,
                    .language = which.language,
                    .words = {.title = text->title.value(),
                              .summary = text->summary.value(),
                              .keywords = text->keywords.value(),
                              .markdown = text->markdown.value()},
                    .translated_from = text->translated_from,
                    .note = which.note,
                    .by = by.id};
    require_complete(made.words);
    auto const version = co_await add_version(transaction, std::move(made), clock_.now());
    co_await transaction.run(sql::clear_draft, id, which.language);
    auto details = named(which.language, version);
    if (which.at) {
        co_await transaction.run(sql::plan, id, which.language, version, *which.at, by.id);
        details["at"] = to_rfc3339(*which.at);
    } else {
        co_await publish_version(transaction, id, which.language, version, clock_.now());
        co_await transaction.run(sql::something_changed);
    }
    co_await record(transaction, by, which.at ? "article.planned" : "article.published", id, std::move(details));
}

// The version that was not shown becomes the draft again, unless there is a newer one.
Task<Article> Articles::give_up_plan(Agent by, ArticleId id, WhichText which) {
    require_language(which.language);
    co_return co_await act(id, [&](postgres::Transaction& transaction) -> Task<void> {
        auto const text = co_await hold_text(transaction, id, which.language);
        if (!text.planned) conflict("article.no_plan");
        co_await transaction.run(sql::give_up_plan, id, which.language);
        if (!text.has_draft) co_await draft_from(transaction, by.id, id, which.language, *text.planned);
        co_await record(transaction, by, "article.plan_given_up", id, named(which.language, *text.planned));
    });
}

Task<void> Articles::draft_from(postgres::Transaction& transaction, StaffId by, ArticleId id, std::string language,
                                std::int64_t version) {
    auto found = co_await transaction.run(sql::find_version, id, language, version);
    if (!found) throw Problem{ProblemKind::not_found, "article.version_unknown"};
    SaveDraft draft{.language = std::move(language),
                    .base = 0,
                    .title = std::move(found->title),
                    .summary = std::move(found->summary),
                    .keywords = std::move(found->keywords),
                    .markdown = std::move(found->markdown),
                    .translated_from = found->translated_from};
    co_await put_draft(transaction, by, id, std::move(draft));
}

// What was shown becomes the draft, unless there is a newer one, so that it can be shown again.
Task<Article> Articles::withdraw(Agent by, ArticleId id, WhichText which) {
    require_language(which.language);
    co_return co_await act_in_public(id, [&](postgres::Transaction& transaction) -> Task<void> {
        auto const text = co_await hold_text(transaction, id, which.language);
        if (!text.published) conflict("article.unpublished");
        co_await transaction.run(sql::withdraw, id, which.language);
        if (!text.has_draft) co_await draft_from(transaction, by.id, id, which.language, *text.published);
        // Nobody can be behind what nobody reads.
        auto const other = co_await hold_text(transaction, id, std::string(other_language(which.language)));
        co_await transaction.run(sql::mark, id, other.language, other.checked_against, std::nullopt);
        co_await transaction.run(sql::something_changed);
        co_await record(transaction, by, "article.withdrawn", id, named(which.language, *text.published));
    });
}

Task<Article> Articles::mark_checked(Agent by, ArticleId id, WhichText which) {
    require_language(which.language);
    co_return co_await act_in_public(id, [&](postgres::Transaction& transaction) -> Task<void> {
        auto const text = co_await hold_text(transaction, id, which.language);
        auto const other = co_await hold_text(transaction, id, std::string(other_language(which.language)));
        if (!text.published || !other.published) conflict("article.unpublished");
        co_await transaction.run(sql::mark, id, which.language, *other.published, std::nullopt);
        co_await transaction.run(sql::something_changed);
        co_await record(transaction, by, "article.translation_checked", id, named(which.language, *other.published));
    });
}

}  // namespace ombud::knowledge
