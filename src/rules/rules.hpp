// Rules as administrators keep them: made, changed, put in order, switched on and off, looked at.
#pragma once
#include "audit/audit.hpp"
#include "callers/callers.hpp"
#include "rules/model.hpp"

namespace ombud::rules {

namespace sql {
struct RuleRow;
}

namespace sql {
struct RuleRow;
}
Rule rule_of(sql::RuleRow row);
// Cleaned. Problem{invalid, …} as desk::check says of conditions and acts, {invalid, "name.empty" | "name.secret" |
// "rule.no_event" | "rule.needs_time", …}.
RuleWords checked(RuleWords words);

class Rules {
public:
    Rules(postgres::Database& database, audit::Log& audit, Clock& clock, Random& random)
        : database_(database), audit_(audit), clock_(clock), random_(random) {}

    Task<RuleList> list(Agent by);
    // Problem{invalid, …} as `checked` says, {conflict, "rule.known", "name"}, {conflict, "rule.too_many"}.
    Task<Rule> add(Agent by, RuleWords words);
    Task<Rule> change(Agent by, RuleId id, RuleWords words);
    Task<Rule> switch_to(Agent by, RuleId id, RuleSwitch wanted);
    Task<void> remove(Agent by, RuleId id);
    // Problem{conflict, "rule.order"}: others were added or removed meanwhile.
    Task<RuleList> put_in_order(Agent by, RuleOrder wanted);
    Task<RunList> runs(Agent by, RuleId id);

private:
    Task<void> tell(StaffId by, char const* act, RuleId id, json::object details = {});

    postgres::Database& database_;
    audit::Log& audit_;
    Clock& clock_;
    Random& random_;
};

}  // namespace ombud::rules
