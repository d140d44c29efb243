// Incidents as staff work with them: declare, say what is new, resolve, open again, and which conversations belong to them.
#pragma once
#include "audit/audit.hpp"
#include "callers/callers.hpp"
#include "desk/desk.hpp"
#include "desk/opening.hpp"
#include "incidents/queries.hpp"

namespace ombud::incidents {

class Incidents {
public:
    Incidents(postgres::Database& database, desk::Desk& desk, audit::Log& audit, Clock& clock, Random& random)
        : database_(database), desk_(desk), audit_(audit), clock_(clock), random_(random) {}

    // Whoever does not handle incidents adds a few of what they may open, each counted as opened.
    using Handles = std::function<Task<bool>(StaffId)>;
    void asks_before(desk::Opens opens, Handles handles) { opens_ = std::move(opens), handles_ = std::move(handles); }

    Task<IncidentList> list(Agent by, IncidentRange range);
    // Each of these: Problem{not_found, "incident.unknown"}.
    Task<WholeIncident> read(Agent by, IncidentId id);
    Task<MemberPage> conversations(Agent by, IncidentId id, MemberRange range);
    // Problem{not_found, "conversation.unknown"}.
    Task<TiedList> of(Agent by, ConversationId id);

    // The same client_id again is the same incident. Problem{invalid, "text.empty", "text.too_long", "incident.secret",
    // "incident.one_language", "incident.everybody", "conditions.time", "conditions.me" and those of names and conditions}.
    Task<WholeIncident> declare(Agent by, Declare wanted);
    Task<WholeIncident> change(Agent by, IncidentId id, ChangeIncident wanted);
    // Brought to every conversation of it in its own language, once. What was resolved is open again by it. Problem{conflict,
    // "incident.too_many_updates"}.
    Task<WholeIncident> update(Agent by, IncidentId id, NewUpdate wanted);
    Task<WholeIncident> resolve(Agent by, IncidentId id, Resolve wanted);  // Problem{conflict, "incident.resolved"}
    Task<WholeIncident> reopen(Agent by, IncidentId id, Reopen wanted);    // Problem{conflict, "incident.not_resolved"}

    // Problem{conflict, "incident.resolved" or "incident.full"}, {forbidden, "incident.many"}.
    Task<Gathered> add(Agent by, IncidentId id, AddConversations wanted);
    Task<Gathered> gather(Agent by, IncidentId id, Matching wanted);
    // No condition brings it back. Problem{not_found, "incident.not_in_it"}.
    Task<void> take_out(Agent by, IncidentId id, ConversationId conversation);
    Task<Trial> trial(Agent by, Matching wanted);

private:
    // What an update does, whichever way it came.
    struct Step {
        std::string client_id;
        std::optional<std::string> text_en, text_zh;
        bool internal = false, also_resolved = false, resolves_all = false;
        std::optional<State> to;
        std::optional<State> only_from;  // else it is a conflict
        char const* act;                 // for the record
    };
    Task<void> take(Agent by, IncidentId id, Step step);
    Task<sql::IncidentRow> find(IncidentId id);
    [[nodiscard]] std::vector<ConversationId> matching(desk::Conditions const& conditions, std::optional<StaffId> me = {}) const;
    Task<Gathered> add_all(Agent by, IncidentId id, std::vector<ConversationId> ids, char const* act);
    Task<void> record(char const* act, StaffId by, IncidentId id, json::object details);
    Task<std::int64_t> join(IncidentId id, std::vector<ConversationId> const& ids, How how, std::optional<StaffId> by);

    postgres::Database& database_;
    desk::Desk& desk_;
    audit::Log& audit_;
    Clock& clock_;
    Random& random_;
    desk::Opens opens_;
    Handles handles_;
};

}  // namespace ombud::incidents
