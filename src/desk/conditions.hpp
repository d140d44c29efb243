// Conditions on how a conversation stands: one language for views, rules, routing and service levels.
#pragma once
#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

#include "desk/standing.hpp"

namespace ombud::desk {

// field           is                        values
// status          any_of, none_of           new, open, waiting, resolved
// language        any_of, none_of           zh-CN, en
// topic           any_of, none_of           sign_in, security, withdrawal, deposit, theft, complaint, other, none
// channel         any_of, none_of           chat, email, form
// queue           any_of, none_of           ids of queues, none
// priority        any_of, none_of           low, normal, high, urgent
// tag             any_of, none_of, all_of   tags
// assignee        any_of, none_of           ids of staff, me, nobody
// customer        any_of, none_of           visitor, user, account, correspondent
// snoozed         any_of                    yes, no
// waiting, age, idle   at_least, at_most    one number of minutes: since its customer waits, since it began, since the last entry
// field:NAME      any_of, none_of           values as text: a number as it is written, true or false
struct Condition {
    std::string field;
    std::string is;
    std::vector<std::string> values;
    bool operator==(Condition const&) const = default;
};
BOOST_DESCRIBE_STRUCT(Condition, (), (field, is, values))

// All of `all` hold, and one of `any` where there are some. With none at all everything matches.
struct Conditions {
    std::vector<Condition> all, any;
    bool operator==(Conditions const&) const = default;
};
BOOST_DESCRIBE_STRUCT(Conditions, (), (all, any))

// Problem{invalid, "condition.field", "condition.is", "condition.value" or "conditions.too_many"}, each with the place as field
// ("all.3").
void check(Conditions const& conditions);

// For whom and when they are looked at. Without `me`, "me" is nobody's id and matches nothing.
struct Looked {
    Timestamp now;
    std::optional<StaffId> me{};
};

[[nodiscard]] bool matches(Conditions const& conditions, Standing const& standing, Looked const& looked);
// Whether time alone can change what they say: waiting, age or idle are among them.
[[nodiscard]] bool depends_on_time(Conditions const& conditions);

}  // namespace ombud::desk
