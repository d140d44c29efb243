// The form by which a person is asked for: only what is missing, how complete it is, and how surely we know who asks.
#pragma once
#include <set>

#include "desk/desk.hpp"
#include "http/server.hpp"
#include "site/words.hpp"

namespace ombud::site {

// What was sent, or is known already.
struct IntakeForm {
    std::map<std::string, std::string, std::less<>> fields;
    std::vector<http::FormFile> pictures;
    std::string id;  // made with the form: sending it twice is once

    [[nodiscard]] std::string get(std::string_view name) const;
};
// Problem{malformed, "form.malformed"}, {unsupported, "form.type"}, {invalid, "field.unknown" | "field.repeated"}.
IntakeForm read_intake(http::Request const& request);

struct IntakeAsk {
    std::string topic;                // of codes.topic
    std::vector<std::string> fields;  // in order; what_happened comes first by itself where it is not among them
    bool urgent = false;
    bool by_letter = false;  // answers go where the letter came from: how to answer is not asked
};
// What is asked for a topic, where no guided answer says it.
IntakeAsk ask_for(std::string_view topic);

struct IntakeProof {
    Assurance assurance = Assurance::nobody;
    json::value sign_in = false;  // Link
};

// What is wrong with what was sent: field -> a code of codes.problem.
using IntakeErrors = std::map<std::string, std::string, std::less<>>;
IntakeErrors errors_of(IntakeAsk const& ask, IntakeForm const& form);

// Intake of the contract. `submit`: what its button posts.
json::object intake_of(Words const& words, std::string action, IntakeAsk const& ask, IntakeForm const& form,
                       IntakeErrors const& errors, IntakeProof const& proof, std::string_view submit);

// The case that the form tells.
desk::Case case_of(IntakeAsk const& ask, IntakeForm const& form, Assurance assurance);
// What was told before, by whomever, where this does not say it. A case whose teller proved who they are stays their own.
void add_known(desk::Case& told, std::vector<desk::CaseField> const& known);

}  // namespace ombud::site
