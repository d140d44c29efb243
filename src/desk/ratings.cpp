// A rating is an entry that changes nothing: it reopens nothing, and nobody waits for an answer to it.
#include "desk/ratings.hpp"

#include "core/limits.hpp"
#include "desk/desk.hpp"
#include "desk/queries.hpp"
#include "text/names.hpp"

namespace ombud::desk {

Task<Entry> Desk::rate(Customer by, ConversationId id, Rate wanted) {
    require_client_id(wanted.client_id);
    if (wanted.score < 1 || wanted.score > 5) throw Problem{ProblemKind::invalid, "field.range", "score"};
    auto said = guard_.redact(wanted.words ? text::clean_lines(std::move(*wanted.words)) : std::string{});
    if (text::count_code_points(said.text) > limits::rating_words_letters)
        throw Problem{ProblemKind::too_large, "body.too_large", "words"};
    posts_.require(by.id.text());
    auto const ending = co_await database_.run(sql::ending, id, by.id);
    if (!ending) throw Problem{ProblemKind::not_found, "conversation.unknown"};
    if (ending->status != "resolved" || !ending->resolved_at) throw Problem{ProblemKind::conflict, "rating.not_resolved"};
    if (*ending->resolved_at + limits::rating_time < clock_.now()) throw Problem{ProblemKind::conflict, "rating.too_late"};
    co_return co_await append({.conversation_id = id,
                               .kind = EntryKind::rating,
                               .author_kind = AuthorKind::customer,
                               .author_id = by.id.uuid,
                               .author_name = {},
                               .client_id = std::move(wanted.client_id),
                               .body = std::move(said.text),
                               .attachments = {},
                               .removed = std::move(said.removed),
                               .data = json::object{{"score", wanted.score}},
                               .told = {},
                               .answering = {},
                               .posted_at = clock_.now()});
}

}  // namespace ombud::desk
