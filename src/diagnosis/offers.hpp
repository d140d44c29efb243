// The way from a letter to a guided answer: a link that connects one run to the conversation of the letter, once, and proves
// nothing.
#pragma once
#include "core/random.hpp"
#include "core/task.hpp"
#include "diagnosis/model.hpp"

namespace ombud::postgres {
class Database;
class Transaction;
}  // namespace ombud::postgres

namespace ombud::diagnosis {

inline constexpr std::string_view offer_prefix = "omg1_";

class Offers {
public:
    Offers(postgres::Database& database, Clock& clock, Random& random) : database_(database), clock_(clock), random_(random) {}

    // The link's token, inside somebody's transaction; only its hash is kept.
    Task<std::string> make(postgres::Transaction& transaction, ConversationId conversation, std::string flow);
    // Whether a run may still begin by it. Looking changes nothing: programs that check mail follow links, too. Whoever begins
    // says so by StartRun::letter.
    Task<bool> is_open(std::string token, std::string flow);

private:
    postgres::Database& database_;
    Clock& clock_;
    Random& random_;
};

}  // namespace ombud::diagnosis
