#include "edge/letters.hpp"

#include "core/limits.hpp"
#include "core/problem.hpp"

namespace ombud::edge {

Task<outbox::LetterPage> Letters::list(Agent, LetterQuery query) {
    auto const before = query.before ? LetterId::parse(*query.before) : std::nullopt;
    if (query.before && !before) throw Problem{ProblemKind::invalid, "field.id", "before"};
    co_return co_await outbox_.list(before, query.limit.value_or(limits::letters_page));
}

Task<outbox::WholeLetter> Letters::read(Agent, LetterId id) {
    co_return co_await outbox_.read(id);
}

}  // namespace ombud::edge
