#include "knowledge/publishing.hpp"

#include <algorithm>

#include "audit/audit.hpp"
#include "core/log.hpp"
#include "knowledge/queries.hpp"
#include "postgres/database.hpp"

namespace ombud::knowledge {

Task<std::int64_t> add_version(postgres::Transaction& transaction, NewVersion made, Timestamp now) {
    co_return co_await transaction.run(sql::add_version, made.article, made.language, made.words.title, made.words.summary,
                                       made.words.keywords, made.words.markdown, made.translated_from, made.note, made.by, now);
}

Task<void> publish_version(postgres::Transaction& transaction, ArticleId article, std::string language, std::int64_t version,
                           Timestamp now) {
    auto const texts = co_await transaction.run(sql::held_texts, article);
    auto const made = co_await transaction.run(sql::find_version, article, language, version);
    auto const own = std::ranges::find(texts, language, &sql::HeldText::language);
    auto const other = std::ranges::find_if(texts, [&](auto const& text) { return text.language != language && text.published; });

    auto checked = std::max(own->checked_against, made->translated_from);
    auto out_of_date = own->out_of_date_since;
    if (other == texts.end()) {
        out_of_date = std::nullopt;
    } else {
        if (!own->was_published && !made->translated_from) checked = other->published;
        bool const first = !own->was_published && !made->translated_from;
        bool const follows = first || made->translated_from >= other->published;
        out_of_date = checked >= other->published ? std::nullopt : std::optional{out_of_date.value_or(now)};
        if (follows)
            co_await transaction.run(sql::mark, article, other->language, version, std::nullopt);
        else if (other->checked_against < version)
            co_await transaction.run(sql::mark, article, other->language, other->checked_against,
                                     other->out_of_date_since.value_or(now));
    }
    co_await transaction.run(sql::note_published, article, language, version, now);
    co_await transaction.run(sql::publish, article, language, version, now, checked, out_of_date);
}

Task<void> add_picture(postgres::Transaction& transaction, PictureId id, files::Prepared file, std::optional<StaffId> by,
                       Timestamp now) {
    co_await transaction.run(sql::add_picture, id, file.sha256.text(), file.media_type, file.bytes, file.width.value_or(0),
                             file.height.value_or(0), by, now);
}

Task<std::size_t> publish_due(postgres::Database& database, audit::Log& audit, Clock& clock) {
    std::size_t published = 0;
    auto const due = co_await database.run(sql::due, clock.now());
    for (auto const& one : due) {
        bool const done = co_await database.transaction([&](postgres::Transaction& transaction) -> Task<bool> {
            // Under the article's lock, so that of several programs one does it.
            if (!co_await transaction.run(sql::hold_article, one.article_id)) co_return false;
            auto const texts = co_await transaction.run(sql::held_texts, one.article_id);
            auto const text = std::ranges::find(texts, one.language, &sql::HeldText::language);
            if (text == texts.end() || !text->planned || text->publish_at > clock.now()) co_return false;
            auto const version = *text->planned;
            co_await publish_version(transaction, one.article_id, one.language, version, clock.now());
            co_await transaction.run(sql::something_changed);
            json::object details{{"language", one.language}, {"version", version}};
            if (text->planned_by) details["planned_by"] = text->planned_by->text();
            audit::Act act{.act = "article.published",
                           .actor_kind = audit::ActorKind::program,
                           .actor = std::nullopt,
                           .subject = one.article_id.uuid,
                           .details = std::move(details)};
            co_await audit.record(transaction, std::move(act));
            co_return true;
        });
        if (done) ++published;
    }
    co_return published;
}

}  // namespace ombud::knowledge
