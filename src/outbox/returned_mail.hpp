// Mail that comes in: stored as it came, then read for what it reports of letters of ours.
#pragma once
#include <string>

#include "core/task.hpp"
#include "core/time.hpp"
#include "outbox/seal.hpp"

namespace ombud::postgres {
class Database;
}

namespace ombud::outbox {

class ReturnedMail {
public:
    ReturnedMail(postgres::Database& database, Clock& clock, Random& random, Seal seal)
        : database_(database), clock_(clock), random_(random), seal_(seal) {}

    // It is on disk when this returns; the same bytes again change nothing. Throws Problem{too_large, "mail.too_large"}.
    Task<void> take(std::string raw);

private:
    postgres::Database& database_;
    Clock& clock_;
    Random& random_;
    Seal seal_;
};

}  // namespace ombud::outbox
