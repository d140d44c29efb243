// The addresses that a holder withdraws to: checked, and usable only a day after they were added.
#pragma once
#include "accounts/protection_model.hpp"
#include "accounts/traces.hpp"
#include "core/random.hpp"

namespace ombud::accounts {

class AddressBook {
public:
    AddressBook(postgres::Database& database, Traces& traces, Clock& clock, Random& random)
        : database_(database), traces_(traces), clock_(clock), random_(random) {}

    Task<AddressList> list(CustomerId who);
    // What check throws; Problem{invalid, "name.empty", "label"}, {conflict, "address.known" | "addresses.too_many" |
    // "account.frozen"}.
    Task<Address> add(CustomerId who, NewAddress wanted, Origin from);
    Task<void> remove(CustomerId who, AddressId id, Origin from);  // {not_found, "address.unknown"}

private:
    postgres::Database& database_;
    Traces& traces_;
    Clock& clock_;
    Random& random_;
};

}  // namespace ombud::accounts
