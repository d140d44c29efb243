// The gate of mail: who somebody is that writes from an address. It proves nothing; what a letter may do is for its belief to
// say.
#pragma once
#include "callers/callers.hpp"
#include "core/random.hpp"
#include "core/task.hpp"
#include "customers/vault.hpp"
#include "email/model.hpp"

namespace ombud::postgres {
class Database;
}

namespace ombud::email {

class Correspondents {
public:
    Correspondents(postgres::Database& database, customers::Vault& vault, Clock& clock, Random& random)
        : database_(database), vault_(vault), clock_(clock), random_(random) {}

    // The same person each time; another one for letters whose checks failed. `name` is the one of the first letter.
    Task<Customer> find(std::string address, Belief belief, std::optional<std::string> name, std::string language);
    // Whose addresses were stored before they were not: they are found by what the master key makes of them.
    Task<void> hide_old_addresses();
    // Whoever a conversation belongs to, for a letter that may stand in it.
    static Customer of_conversation(CustomerId id) { return Customer{id}; }

private:
    postgres::Database& database_;
    customers::Vault& vault_;
    Clock& clock_;
    Random& random_;
};

}  // namespace ombud::email
