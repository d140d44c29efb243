#include "accounts/address_book.hpp"

#include "accounts/chain_rules.hpp"
#include "accounts/protection_queries.hpp"
#include "accounts/queries.hpp"
#include "core/limits.hpp"
#include "core/problem.hpp"
#include "postgres/database.hpp"
#include "safety/typed.hpp"

namespace ombud::accounts {

using namespace std::chrono_literals;

namespace {
constexpr auto usable_after = 24h;
}

Task<AddressList> AddressBook::list(CustomerId who) {
    co_return AddressList{co_await database_.run(sql::addresses, who)};
}

Task<Address> AddressBook::add(CustomerId who, NewAddress wanted, Origin from) {
    auto label = safety::typed_name(wanted.label, "label");
    check(wanted);
    auto const now = clock_.now();
    std::optional<Address> added;
    try {
        added = co_await database_.transaction([&](postgres::Transaction& transaction) -> Task<std::optional<Address>> {
            co_await transaction.run(sql::hold_account, who);
            co_return co_await transaction.run(sql::add_address, AddressId::make(clock_, random_), who, label, wanted.chain,
                                               wanted.address, wanted.memo, now, now + usable_after,
                                               std::int64_t(limits::addresses));
        });
    } catch (postgres::DatabaseError const& error) {
        if (error.sqlstate == "23505") throw Problem{ProblemKind::conflict, "address.known", "address"};
        throw;
    }
    if (!added) {
        auto const account = co_await database_.run(sql::find_account, who);
        throw Problem{ProblemKind::conflict, account && account->frozen_at ? "account.frozen" : "addresses.too_many"};
    }
    co_await traces_.leave({.account = who,
                            .what = EventKind::address_added,
                            .from = std::move(from),
                            .values = {{"ends_at", letter_time(added->usable_at)}},
                            .details = {{"address", added->id.text()}, {"chain", to_json(added->chain)}}});
    co_return std::move(*added);
}

Task<void> AddressBook::remove(CustomerId who, AddressId id, Origin from) {
    if (co_await database_.run(sql::remove_address, who, id) == 0) throw Problem{ProblemKind::not_found, "address.unknown"};
    co_await traces_.leave(
        {.account = who, .what = EventKind::address_removed, .from = std::move(from), .details = {{"address", id.text()}}});
}

}  // namespace ombud::accounts
