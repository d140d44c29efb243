#include "customers/vault.hpp"

#include <cstring>
#include <sodium.h>

#include "core/problem.hpp"
#include "customers/queries.hpp"
#include "postgres/database.hpp"

namespace ombud::customers {

namespace {

constexpr std::int64_t names_at_once = 200;

std::string name_of(CustomerId id) {
    return "name " + id.text();
}

}  // namespace

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

Task<void> Vault::keep_name(CustomerId id, std::string name) {
    auto const key = co_await key_of(id);
    auto const known = co_await database_.run(sql::sealed_name, id);
    if (known && key.open(known->data, name_of(id)) == name) co_return;
    co_await database_.run(sql::keep_name, id, postgres::Bytes{key.close(name, name_of(id), random_)});
}

std::optional<std::string> Vault::read_name(CustomerId id, std::optional<postgres::Bytes> const& name,
                                            std::optional<postgres::Bytes> const& key) const {
    auto const seal = name ? open(id, key) : std::nullopt;
    return seal ? std::optional{seal->open(name->data, name_of(id))} : std::nullopt;
}

Task<void> Vault::seal_old_names() {
    for (;;) {
        auto const rows = co_await database_.run(sql::plain_names, names_at_once);
        if (rows.empty()) co_return;
        for (auto const& row : rows) co_await keep_name(row.id, row.name);
    }
}

postgres::Bytes Vault::address_key(std::string_view address) const {
    auto const key = derived("addresses");
    postgres::Bytes out{std::string(crypto_generichash_BYTES, '\0')};
    crypto_generichash(reinterpret_cast<unsigned char*>(out.data.data()), out.data.size(),
                       reinterpret_cast<unsigned char const*>(address.data()), address.size(),
                       reinterpret_cast<unsigned char const*>(key.data()), key.size());
    return out;
}

Task<bool> Vault::erase(CustomerId id) {
    co_return co_await database_.run(sql::erase_customer_key, id, clock_.now()) > 0;
}

}  // namespace ombud::customers
