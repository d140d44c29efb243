// The demo's letters: nothing leaves the machine there, so the desk shows what would have been sent.
#pragma once
#include "callers/callers.hpp"
#include "outbox/outbox.hpp"

namespace ombud::edge {

struct LetterQuery {
    std::optional<std::string> before;  // the id of the last letter that is known
    std::optional<std::int64_t> limit;
};
BOOST_DESCRIBE_STRUCT(LetterQuery, (), (before, limit))

class Letters {
public:
    explicit Letters(outbox::Outbox& outbox) : outbox_(outbox) {}

    // Problem{not_found, "path.unknown"} where letters are sent and not shown; {invalid, "field.id", "before"}.
    Task<outbox::LetterPage> list(Agent by, LetterQuery query);
    Task<outbox::WholeLetter> read(Agent by, LetterId id);

private:
    outbox::Outbox& outbox_;
};

}  // namespace ombud::edge
