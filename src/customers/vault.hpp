// The vault: each customer's own key, under which what is personal in an append-only log is kept. Keys lie in the database,
// sealed under the master key, which does not; a key that is deleted takes with it all that was kept under it.
#pragma once
#include <optional>
#include <string>

#include "core/seal.hpp"
#include "core/task.hpp"
#include "postgres/codec.hpp"

namespace ombud::postgres {
class Database;
}

namespace ombud::customers {

class Vault {
public:
    Vault(postgres::Database& database, Seal master, Clock& clock, Random& random)
        : database_(database), master_(std::move(master)), clock_(clock), random_(random) {}

    // The customer's key, made when there is none yet. Problem{conflict, "customer.erased"}.
    Task<Seal> key_of(CustomerId id);
    // A key as it came with a row. nullopt: there is none, its customer was erased.
    [[nodiscard]] std::optional<Seal> open(CustomerId id, std::optional<postgres::Bytes> const& sealed) const;
    // From now on nobody reads what was kept under it. Whether there was one.
    Task<bool> erase(CustomerId id);

    // What they are called, where that differs from what is known. An account's name is the platform's own record and no business
    // of this.
    Task<void> keep_name(CustomerId id, std::string name);
    // As it came with a row. nullopt: none, or its customer was erased.
    [[nodiscard]] std::optional<std::string> read_name(CustomerId id, std::optional<postgres::Bytes> const& name,
                                                       std::optional<postgres::Bytes> const& key) const;
    // Seals the names that were stored before.
    Task<void> seal_old_names();
    // The same for the same address; without the master key nobody can tell whether an address is among them.
    [[nodiscard]] postgres::Bytes address_key(std::string_view address) const;

    // A key for keyed hashes of what is looked for and may not lie here readable, one for each purpose.
    [[nodiscard]] Seal::Key derived(std::string_view purpose) const { return master_.derived(purpose); }

    [[nodiscard]] Random& random() { return random_; }

private:
    postgres::Database& database_;
    Seal master_;
    Clock& clock_;
    Random& random_;
};

}  // namespace ombud::customers
