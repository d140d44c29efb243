#include "email/correspondents.hpp"

#include "core/problem.hpp"
#include "email/queries.hpp"
#include "postgres/database.hpp"

namespace ombud::email {

Task<Customer> Correspondents::find(std::string address, Belief belief, std::optional<std::string> name, std::string language) {
    bool const refuted = belief == Belief::refuted;
    for (int tries = 0;; ++tries) {
        try {
            auto const found = co_await database_.run(sql::correspondent, vault_.address_key(address), refuted,
                                                      CustomerId::make(clock_, random_), language, clock_.now());
            if (found.made && name) co_await vault_.keep_name(found.id, *name);
            co_return Customer{found.id};
        } catch (postgres::DatabaseError const& error) {
            if (error.sqlstate != "23505" || tries == 3) throw;  // another program made them just now
        }
    }
}

Task<void> Correspondents::hide_old_addresses() {
    static constexpr std::int64_t at_once = 200;
    for (auto rows = co_await database_.run(sql::plain_addresses, at_once); !rows.empty();
         rows = co_await database_.run(sql::plain_addresses, at_once))
        for (auto const& row : rows)
            co_await database_.run(sql::hide_address, row.customer_id, vault_.address_key(row.plain_address));
}

}  // namespace ombud::email
