// Macros: acts that are done at once in a conversation, each an entry of its log; kept for all.
#pragma once
#include "audit/audit.hpp"
#include "callers/callers.hpp"
#include "replies/model.hpp"

namespace ombud::replies {

class Macros {
public:
    Macros(postgres::Database& database, audit::Log& audit, desk::Desk& desk, desk::Planned& planned, Clock& clock,
           Random& random)
        : database_(database), audit_(audit), desk_(desk), planned_(planned), clock_(clock), random_(random) {}

    Task<MacroList> list(Agent by);
    // Problem{invalid, …} as desk::check says, {invalid, "name.empty" | "name.secret" | "reply.unknown" |
    // "reply.unknown_variable", …}, {conflict, "macro.known", "name"}, {conflict, "macro.too_many"}.
    Task<Macro> add(Agent by, MacroWords words);
    Task<Macro> change(Agent by, MacroId id, MacroWords words);
    Task<void> remove(Agent by, MacroId id);

    Task<MacroPreview> preview(Agent by, ConversationId in, MacroId id);
    // All of it but the assignment, which asks for another permission. The answer comes first: when it is refused because
    // somebody was faster (Problem{conflict, "entry.answered_already"}), nothing was done. Problem{invalid, "reply.missing" |
    // "reply.unfilled", "reply"}.
    Task<MacroRun> run(Agent by, ConversationId in, MacroId id, RunMacro wanted);
    Task<MacroRun> run_assignment(Agent by, ConversationId in, MacroId id, RunAssignment wanted);

private:
    Task<Macro> checked(MacroId id, MacroWords words);
    Task<Macro> read(MacroId id);
    Task<void> tell(StaffId by, char const* act, MacroId id);
    Task<desk::PlannedAnswer> answer(Agent by, ConversationId in, RunMacro wanted, std::optional<std::string> then_status);

    postgres::Database& database_;
    audit::Log& audit_;
    desk::Desk& desk_;
    desk::Planned& planned_;
    Clock& clock_;
    Random& random_;
};

}  // namespace ombud::replies
