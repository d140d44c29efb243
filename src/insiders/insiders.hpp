// Who of the staff opens whose conversations and looks at which personal field: counted, bounded, on the record, shown to the
// customer.
#pragma once
#include <functional>
#include <unordered_map>

#include "audit/audit.hpp"
#include "core/rate_limit.hpp"
#include "desk/desk.hpp"
#include "insiders/model.hpp"
#include "postgres/database.hpp"
#include "staff/model.hpp"

namespace ombud::insiders {

namespace sql {
struct PersonalRow;
}

class Insiders {
public:
    Insiders(postgres::Database& database, desk::Desk& desk, safety::SecretGuard const& guard, audit::Log& audit, Clock& clock,
             Random& random)
        : database_(database), desk_(desk), guard_(guard), audit_(audit), clock_(clock), random_(random) {}

    // What other modules know of the people in a conversation, as far as somebody may see it masked.
    using More = std::function<Task<std::vector<Known>>(StaffId, ConversationId)>;
    void knows_more(More more) { more_ = std::move(more); }

    // Before anything of a conversation is shown to staff or done by them. The first of a customer in a shift is stored and
    // counted. Problem{forbidden, "budget.spent" or "conversation.archived"}; unknown conversations are let through, to be
    // refused where they are looked for.
    Task<void> opens(staff::Session const& who, ConversationId id) {
        return opens(who.staff.id, who.may(staff::Permission::watch_insiders), id);
    }
    Task<void> opens(StaffId who, bool watches, ConversationId id);
    // The same by what leads to one: a file of it, a run of a guided answer, a letter that became an entry.
    Task<void> opens_file(staff::Session const& who, AttachmentId id);
    Task<void> opens_run(staff::Session const& who, Uuid run);
    Task<void> opens_letter(staff::Session const& who, LetterId id);  // that was received

    // Which of these somebody may read in without opening one more customer: what they have, and what of customers that they
    // opened in this shift is not archived.
    Task<std::vector<ConversationId>> open_to(StaffId who, std::vector<ConversationId> ids);

    Task<Personal> personal(Agent by, ConversationId of);
    // Problem{forbidden, "reveal.assurance", "reveal.closed", "reveal.over" or "reveal.spent"}, {invalid, "reveal.field" or
    // "purpose.reason"}. The same client_id again is the same reveal, as long as it lasts.
    Task<Reveal> reveal(Agent by, ConversationId of, AskReveal wanted);
    // Each is on the record. Problem{too_many, "rate.limited"}.
    Task<void> copied(Agent by, ConversationId of, Copied what);
    // Reasons of reveals of before they were sealed.
    Task<void> seal_old_reasons();

    Task<Watch> watch(Agent by);
    Task<Alarm> handle(Agent by, AlarmId id, Nothing);
    Task<Granted> grant(FreshAgent by, GrantMore more);  // to somebody else
    Task<Budgets> budgets(Agent by);
    // Nobody raises what bounds themselves: Problem{conflict, "role.own", "role"}.
    Task<Budget> set_budget(FreshAgent by, Budget wanted);
    Task<MarkCanary> mark_canary(FreshAgent by, ConversationId of, MarkCanary mark);

private:
    [[nodiscard]] Timestamp shift() const;
    Task<void> count(StaffId who, CustomerId customer, ConversationId id);
    Task<void> raise(AlarmKind kind, StaffId who, std::optional<ConversationId> id);
    Task<void> record(char const* act, StaffId who, std::optional<Uuid> subject, json::object details = {});
    Task<std::vector<Known>> known_of(StaffId who, ConversationId id);
    Task<std::optional<std::string>> why_not(sql::PersonalRow row, ConversationId id);

    postgres::Database& database_;
    desk::Desk& desk_;
    safety::SecretGuard const& guard_;
    audit::Log& audit_;
    Clock& clock_;
    Random& random_;
    More more_;
    RateLimit copies_{clock_, 60, std::chrono::seconds{2}};                              // of one person
    std::unordered_map<StaffId, std::unordered_map<ConversationId, Timestamp>> opened_;  // counted already; until when that holds
};

}  // namespace ombud::insiders
