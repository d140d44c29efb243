// Acts on a conversation in a row: one language for what macros do at a click and what rules do by themselves.
#pragma once
#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

#include "desk/standing.hpp"

namespace ombud::desk {

// act                     values
// topic                   sign_in, security, withdrawal, deposit, theft, complaint, other, none
// priority                low, normal, high, urgent
// queue                   id of a queue, none
// add_tags, remove_tags   tags
// snooze                  one number of minutes from now; 0: no longer
// assign                  id of staff, me (of a person only), nobody
// note                    one text
// reply, saved_reply      one text with variables, id of a saved reply; one of both, and of a person only
// status                  open, waiting, resolved
// They are done in this order, whatever theirs is.
struct WantedAct {
    std::string act;
    std::vector<std::string> values;
    bool operator==(WantedAct const&) const = default;
};
BOOST_DESCRIBE_STRUCT(WantedAct, (), (act, values))

// Whose acts they are.
enum class Acting { person, program };

// Problem{invalid, "acts.none", "acts.too_many", "act.unknown", "act.twice" or "act.value"}, each with the place as field
// ("acts.3").
void check(std::vector<WantedAct> const& acts, Acting whose);

// What a row of acts comes to: at most one entry of each kind. Without client ids.
struct ActsInOrder {
    std::optional<ChangeHandling> handling;
    std::optional<std::optional<StaffId>> assignee;  // whom to give it to; nobody
    std::optional<std::string> note;
    bool reply = false;
    std::optional<std::string> status;
};
// `me`: whoever does them.
ActsInOrder in_order(std::vector<WantedAct> const& acts, Timestamp now, std::optional<StaffId> me = {});

// Does them to a conversation as it stands, and tells which of them change anything.
std::vector<std::string> apply(std::vector<WantedAct> const& acts, Standing& standing, Timestamp now,
                               std::optional<StaffId> me = {});

}  // namespace ombud::desk
