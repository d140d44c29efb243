#include "email/correspondents.hpp"

#include "core/problem.hpp"
#include "email/queries.hpp"
#include "postgres/database.hpp"

namespace ombud::email {

Task<Customer> Correspondents::find(std::string address, Belief belief, std::optional<std::string> name, std::string language) {
    bool const refuted = belief == Belief::refuted;
    for (int tries = 0;; ++tries) {
        try {
            auto const id = co_await database_.run(sql::correspondent, address, refuted, CustomerId::make(clock_, random_), name,
                                                   language, clock_.now());
            co_return Customer{id};
        } catch (postgres::DatabaseError const& error) {
            if (error.sqlstate != "23505" || tries == 3) throw;  // another program made them just now
        }
    }
}

}  // namespace ombud::email
