// The shapes of protection against insiders: reveals, budgets, alarms, and what supervisors see.
#pragma once
#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

#include "callers/staff_name.hpp"
#include "core/ids.hpp"
#include "core/json.hpp"
#include "core/time.hpp"

namespace ombud::insiders {

using RevealId = Id<struct RevealTag>;
using AlarmId = Id<struct AlarmTag>;
using GrantId = Id<struct GrantTag>;

BOOST_DEFINE_ENUM_CLASS(Purpose, contact, identity, documents, fraud, other)
BOOST_DEFINE_ENUM_CLASS(AlarmKind, canary_opened, customers_near, customers_spent, reveals_near, reveals_spent)

struct MaskedField {
    std::string name;                    // email
    std::string masked;                  // "li•••@q•••.com"
    std::optional<std::string> why_not;  // it is not revealed: assurance, closed, over
};
BOOST_DESCRIBE_STRUCT(MaskedField, (), (name, masked, why_not))

// What is known of the customer of a conversation beside what was said.
struct Personal {
    std::vector<MaskedField> fields;
};
BOOST_DESCRIBE_STRUCT(Personal, (), (fields))

// One of them, with what is behind it.
struct Known {
    MaskedField field;
    std::string value;
};

struct AskReveal {
    std::string client_id;
    std::string field;
    Purpose purpose;
    std::optional<std::string> reason;  // needed for `other`
};
BOOST_DESCRIBE_STRUCT(AskReveal, (), (client_id, field, purpose, reason))

struct Reveal {
    RevealId id;
    ConversationId conversation_id;
    std::string field;
    Purpose purpose;
    std::string value;
    Timestamp until;  // then it is hidden again
};
BOOST_DESCRIBE_STRUCT(Reveal, (), (id, conversation_id, field, purpose, value, until))

struct Copied {
    std::string what;  // entries, field or case
    std::int64_t letters;
};
BOOST_DESCRIBE_STRUCT(Copied, (), (what, letters))

struct MarkCanary {
    bool on;
};
BOOST_DESCRIBE_STRUCT(MarkCanary, (), (on))

struct Budget {
    std::string role;
    std::int64_t customers_alert, customers_stop;  // distinct customers in a shift
    std::int64_t reveals_alert, reveals_stop;
};
BOOST_DESCRIBE_STRUCT(Budget, (), (role, customers_alert, customers_stop, reveals_alert, reveals_stop))

struct Budgets {
    std::vector<Budget> budgets;
};
BOOST_DESCRIBE_STRUCT(Budgets, (), (budgets))

struct GrantMore {
    StaffId staff_id;
    std::int64_t customers, reveals;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(GrantMore, (), (staff_id, customers, reveals, reason))

struct Granted {
    GrantId id;
};
BOOST_DESCRIBE_STRUCT(Granted, (), (id))

// How much of their shift's budget somebody has used.
struct Used {
    StaffId id;
    std::string name;
    std::string role;
    std::int64_t customers, customers_alert, customers_stop;
    std::int64_t reveals, reveals_alert, reveals_stop;
    std::optional<Timestamp> last_at;  // when they last opened a customer's conversation
};
BOOST_DESCRIBE_STRUCT(Used, (),
                      (id, name, role, customers, customers_alert, customers_stop, reveals, reveals_alert, reveals_stop, last_at))

struct Alarm {
    AlarmId id;
    AlarmKind kind;
    StaffName staff;
    std::optional<ConversationId> conversation_id;
    std::optional<std::string> reference;
    Timestamp at;
    std::optional<Timestamp> handled_at;
    std::optional<StaffName> handled_by;
};
BOOST_DESCRIBE_STRUCT(Alarm, (), (id, kind, staff, conversation_id, reference, at, handled_at, handled_by))

struct PastReveal {
    RevealId id;
    StaffName staff;
    ConversationId conversation_id;
    std::string reference;
    std::string field;
    Purpose purpose;
    std::optional<std::string> reason;
    Timestamp at;
};
BOOST_DESCRIBE_STRUCT(PastReveal, (), (id, staff, conversation_id, reference, field, purpose, reason, at))

struct Watch {
    std::int64_t window_hours;
    std::vector<Used> people;         // most customers first
    std::vector<Alarm> alarms;        // unhandled ones first, then newest
    std::vector<PastReveal> reveals;  // newest first
};
BOOST_DESCRIBE_STRUCT(Watch, (), (window_hours, people, alarms, reveals))

struct Nothing {};
BOOST_DESCRIBE_STRUCT(Nothing, (), ())

}  // namespace ombud::insiders
