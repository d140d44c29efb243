// A rule tried on what happened: which conversations it would have touched, and how. Changes nothing.
#pragma once
#include "callers/callers.hpp"
#include "postgres/database.hpp"
#include "rules/model.hpp"

namespace ombud::rules {

class Trials {
public:
    Trials(postgres::Database& database, Clock& clock) : database_(database), clock_(clock) {}

    // Problem{invalid, …} as `checked` says.
    Task<Trial> look(Agent by, TryRule wanted);

private:
    postgres::Database& database_;
    Clock& clock_;
};

}  // namespace ombud::rules
