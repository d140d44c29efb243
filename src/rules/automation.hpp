// Rules at work: hears each entry of every conversation, looks each minute at what time has brought about, and does what rules
// say.
#pragma once
#include "audit/audit.hpp"
#include "desk/desk.hpp"
#include "desk/feed.hpp"
#include "rules/model.hpp"

namespace ombud::rules {

class Automation final : public desk::Follower {
public:
    Automation(postgres::Database& database, audit::Log& audit, desk::Desk& desk, Clock& clock)
        : database_(database), audit_(audit), desk_(desk), clock_(clock) {}

    [[nodiscard]] std::string_view name() const override { return "rules"; }
    Task<void> follow(std::vector<desk::Followed> const& entries) override;

    // Looks at the time, over and over; runs for ever. Any number of processes may.
    Task<void> work();
    Task<void> look_at_time();

private:
    // What set a rule off: an entry, or time.
    struct Cause {
        ConversationId in;
        std::int64_t place;        // as it stands in rule_runs
        bool of_time = false;      // which goes on: what changed nothing is not looked at again, either
        bool of_customer = false;  // who may write as often as they like, and must not be able to switch a rule off
    };
    Task<std::vector<Rule>> active_rules();
    Task<void> hear(std::vector<Rule>& rules, desk::Followed const& entry);
    Task<void> look(Rule const& rule);
    // Whether the rule goes on.
    Task<bool> act(Rule const& rule, Cause cause);
    Task<std::vector<std::string>> do_acts(Rule const& rule, Cause cause, desk::Standing standing);
    Task<void> stop(RuleId id, std::string why);

    postgres::Database& database_;
    audit::Log& audit_;
    desk::Desk& desk_;
    Clock& clock_;
};

}  // namespace ombud::rules
