// The words of guided answers: what a fact is, and how far a run has come.
#pragma once
#include <boost/describe.hpp>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "callers/assurance.hpp"
#include "callers/callers.hpp"
#include "core/ids.hpp"
#include "core/json.hpp"
#include "core/time.hpp"

namespace ombud::diagnosis {

using RunId = Id<struct RunTag>;  // one diagnosis: one run of a flow

BOOST_DEFINE_ENUM_CLASS(Channel, site, chat, staff, mail)
BOOST_DEFINE_ENUM_CLASS(State, asking, proving, acting, ended, handed_over, expired)
BOOST_DEFINE_ENUM_CLASS(Outcome, answered, solved, waiting, person)
BOOST_DEFINE_ENUM_CLASS(Topic, sign_in, security, withdrawal, deposit, theft, complaint, other)
BOOST_DEFINE_ENUM_CLASS(YesNo, yes, no)

BOOST_DEFINE_ENUM_CLASS(StepKind, choice, typed, look_up, act, explain, hand_over)
BOOST_DEFINE_ENUM_CLASS(InputKind, text, error_text, email, address, transaction_id, site_or_handle, amount_asset, date)
BOOST_DEFINE_ENUM_CLASS(IntakeField, what_happened, exact_error, since, steps, transaction_id, address, asset, network, amount,
                        memo, device, pictures, contact, impostor)

// A field's type says how whoever shows it writes it: a time exact and relative, the words of a list in the reader's language.
BOOST_DEFINE_ENUM_CLASS(FieldType, time, text, number, list)

// One thing that was looked up: its value is one of its kind's, its fields are RFC 3339 text, text, numbers, lists of text.
struct Fact {
    std::string value;
    json::object fields{};
    Timestamp at{};  // when it was looked up; whoever looks it up may leave it to the run
};

// Who asks for a fact or an act, and what about.
struct Asked {
    std::optional<CustomerId> account;        // proved as far as the kind needs it; none for what needs nobody
    std::optional<Holder> holder;             // of that account, in this session
    std::optional<FreshHolder> fresh_holder;  // the same after a step-up
    Assurance proved{};                       // of who asks; of a run of staff, what the customer of the case has proved
    std::string peer;
    std::string language;
    std::string input;  // what was typed or chosen, where the kind is about something
};

// A text in both languages.
struct Words {
    std::string en, zh;
    [[nodiscard]] std::string const& in(std::string_view language) const { return language == "en" ? en : zh; }
};

inline constexpr std::string_view languages[] = {"en", "zh-CN"};

}  // namespace ombud::diagnosis
