// A rating is an entry that changes nothing: it reopens nothing, and nobody waits for an answer to it.
#include "desk/ratings.hpp"

#include "core/limits.hpp"
#include "core/tokens.hpp"
#include "desk/desk.hpp"
#include "desk/rating_queries.hpp"
#include "text/names.hpp"

namespace ombud::desk {

namespace {

Problem const unknown{ProblemKind::not_found, "conversation.unknown"};

}  // namespace

safety::Redacted Desk::said_in_rating(std::int64_t score, std::optional<std::string> words) const {
    if (score < 1 || score > 5) throw Problem{ProblemKind::invalid, "field.range", "score"};
    auto said = guard_.redact(words ? text::clean_lines(std::move(*words)) : std::string{});
    if (text::count_code_points(said.text) > limits::rating_words_letters)
        throw Problem{ProblemKind::too_large, "body.too_large", "words"};
    return said;
}

Task<Entry> Desk::post_rating(Customer by, ConversationId id, std::string client_id, std::int64_t score, safety::Redacted said) {
    co_return co_await append({.conversation_id = id,
                               .kind = EntryKind::rating,
                               .author_kind = AuthorKind::customer,
                               .author_id = by.id.uuid,
                               .author_name = {},
                               .client_id = std::move(client_id),
                               .body = std::move(said.text),
                               .attachments = {},
                               .removed = std::move(said.removed),
                               .data = json::object{{"score", score}},
                               .told = {},
                               .answering = {},
                               .posted_at = clock_.now()});
}

Task<Entry> Desk::rate(Customer by, ConversationId id, Rate wanted) {
    require_client_id(wanted.client_id);
    auto said = said_in_rating(wanted.score, std::move(wanted.words));
    posts_.require(by.id.text());
    auto const ending = co_await database_.run(sql::ending, id, by.id);
    if (!ending) throw unknown;
    if (ending->status != "resolved" || !ending->resolved_at) throw Problem{ProblemKind::conflict, "rating.not_resolved"};
    if (*ending->resolved_at + limits::rating_time < clock_.now()) throw Problem{ProblemKind::conflict, "rating.too_late"};
    co_return co_await post_rating(by, id, std::move(wanted.client_id), wanted.score, std::move(said));
}

Task<Ending> Desk::ending(Customer by, ConversationId of) {
    auto const row = co_await database_.run(sql::ending, of, by.id);
    if (!row) throw unknown;
    Ending out{.resolved = row->status == "resolved" && row->resolved_at, .given = {}};
    if (row->rated_seq && row->score)
        out.given = {*row->rated_seq, *row->score, words_.key_of(of, by.id, row->customer_key).open(row->words)};
    co_return out;
}

Task<void> Desk::rate_by_link(Customer by, ConversationId id, std::int64_t score, std::optional<std::string> words) {
    auto said = said_in_rating(score, std::move(words));
    posts_.require(by.id.text());
    auto const now = co_await ending(by, id);
    if (!now.resolved) throw Problem{ProblemKind::conflict, "rating.not_resolved"};
    if (now.given && now.given->score == score && now.given->words == said.text) co_return;
    // Two clicks at once say the same after the same rating, and are one.
    auto client_id =
        "link-" + std::to_string(now.given ? now.given->seq : 0) + "-" + token_hash(std::to_string(score) + " " + said.text);
    co_await post_rating(by, id, std::move(client_id), score, std::move(said));
}

}  // namespace ombud::desk
