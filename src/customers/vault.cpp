#include "customers/vault.hpp"

#include <cstring>

#include "core/problem.hpp"
#include "customers/queries.hpp"
#include "postgres/database.hpp"

namespace ombud::customers {

Task<Seal> Vault::key_of(CustomerId id) {
    auto known = co_await database_.run(sql::customer_key, id);
    if (!known || !known->sealed) {
        if (known && known->erased) throw Problem{ProblemKind::conflict, "customer.erased"};
        auto const fresh = random_.bytes<sizeof(Seal::Key)>();
        std::string_view const bytes{reinterpret_cast<char const*>(fresh.data()), fresh.size()};
        // Whoever was first made it.
        co_await database_.run(sql::add_customer_key, id, postgres::Bytes{master_.close(bytes, id.text(), random_)},
                               clock_.now());
        known = co_await database_.run(sql::customer_key, id);
    }
    auto key = known ? open(id, known->sealed) : std::nullopt;
    if (!key) throw Problem{ProblemKind::conflict, "customer.erased"};
    co_return std::move(*key);
}

std::optional<Seal> Vault::open(CustomerId id, std::optional<postgres::Bytes> const& sealed) const {
    if (!sealed) return std::nullopt;
    auto const bytes = master_.open(sealed->data, id.text());
    Seal::Key key;
    if (bytes.size() != key.size()) throw std::runtime_error("a customer's key that is no key");
    std::memcpy(key.data(), bytes.data(), key.size());
    return Seal{key};
}

Task<bool> Vault::erase(CustomerId id) {
    co_return co_await database_.run(sql::erase_customer_key, id, clock_.now()) > 0;
}

}  // namespace ombud::customers
