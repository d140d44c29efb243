// Guided answers that began by a letter: how each ended is written into the letter's conversation, and a person who takes over
// does so there.
#pragma once
#include "callers/callers.hpp"
#include "desk/desk.hpp"
#include "diagnosis/runs.hpp"

namespace ombud::email {

class Outcomes {
public:
    Outcomes(postgres::Database& database, desk::Desk& desk, diagnosis::Runs& runs, Clock& clock)
        : database_(database), desk_(desk), runs_(runs), clock_(clock) {}

    // Writes what has ended, over and over; runs for ever.
    Task<void> work();
    // What has ended and stood for a moment; how many there were. Each is written once.
    Task<std::size_t> tell_due();

    // Where a run that began by a letter is handed over, and as whom, whoever holds it: the link proves nothing.
    struct Place {
        ConversationId id;
        Customer customer;
        // What the run knows may be told there. Not so where somebody proved to be the holder of an account that is not reached
        // at the address to which answers go: a link is easily sent on, and an answer would be, too.
        bool theirs;
        std::vector<desk::CaseField> known;  // what the case there says
    };
    Task<std::optional<Place>> place_of(diagnosis::RunId run);

private:
    Task<void> tell(diagnosis::RunId run);

    postgres::Database& database_;
    desk::Desk& desk_;
    diagnosis::Runs& runs_;
    Clock& clock_;
};

}  // namespace ombud::email
