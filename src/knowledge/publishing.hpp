// What becomes public, inside somebody's transaction: versions, what is shown of them, and how two languages stay in step.
#pragma once
#include "core/task.hpp"
#include "files/intake.hpp"
#include "knowledge/queries.hpp"
#include "knowledge/words.hpp"

namespace ombud::audit {
class Log;
}
namespace ombud::postgres {
class Database;
class Transaction;
}  // namespace ombud::postgres

namespace ombud::knowledge {

struct NewVersion {
    ArticleId article;
    std::string language;
    Words words;
    std::optional<std::int64_t> translated_from;
    std::optional<std::string> note;
    std::optional<StaffId> by;
};

Task<std::int64_t> add_version(postgres::Transaction& transaction, NewVersion made, Timestamp now);

// People read that version from now on. Its article is held. Of the two languages:
// - one that follows the other (`translated_from` is what people read there, or it is published for the first time) says the same
//   from then on;
// - one that says something new leaves the other out of date, from this moment on.
Task<void> publish_version(postgres::Transaction& transaction, ArticleId article, std::string language, std::int64_t version,
                           Timestamp now);

// A picture whose bytes are kept; one that is there already stays.
Task<void> add_picture(postgres::Transaction& transaction, PictureId id, files::Prepared file, std::optional<StaffId> by,
                       Timestamp now);

// Publishes every plan whose time has come, each in a transaction of its own; how many.
Task<std::size_t> publish_due(postgres::Database& database, audit::Log& audit, Clock& clock);

}  // namespace ombud::knowledge
