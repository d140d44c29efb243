// Saved replies: texts that agents put into what they write, their own and those for all.
#pragma once
#include "audit/audit.hpp"
#include "callers/callers.hpp"
#include "core/task.hpp"
#include "replies/model.hpp"

namespace ombud::postgres {
class Database;
}

namespace ombud::replies {

class SavedReplies {
public:
    SavedReplies(postgres::Database& database, audit::Log& audit, Clock& clock, Random& random)
        : database_(database), audit_(audit), clock_(clock), random_(random) {}

    Task<SavedReplyList> list(Agent by);
    // Problem{invalid, "name.empty" | "name.secret" | "field.range" | "field.choice" | "shortcut.invalid" | "reply.empty" |
    // "reply.unknown_variable", …}, {conflict, "shortcut.known", "shortcut"}, {conflict, "reply.too_many"}.
    Task<SavedReply> add_own(Agent by, ReplyWords words);
    Task<SavedReply> change_own(Agent by, ReplyId id, ReplyWords words);
    Task<void> remove_own(Agent by, ReplyId id);
    Task<SavedReply> add(Agent by, ReplyWords words);
    Task<SavedReply> change(Agent by, ReplyId id, ReplyWords words);
    // Problem{conflict, "reply.in_macro"}.
    Task<void> remove(Agent by, ReplyId id);
    Task<void> used(Agent by, ReplyId id);

private:
    Task<SavedReply> keep(std::optional<StaffId> owner, StaffId by, std::optional<ReplyId> known, ReplyWords words);
    Task<void> tell(StaffId by, char const* act, ReplyId id);

    postgres::Database& database_;
    audit::Log& audit_;
    Clock& clock_;
    Random& random_;
};

}  // namespace ombud::replies
