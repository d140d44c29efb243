// Every query on customers.
#pragma once
#include "customers/model.hpp"
#include "postgres/query.hpp"

namespace ombud::customers::sql {

using postgres::Affected;
using postgres::Bytes;
using postgres::Maybe;
using postgres::One;
using postgres::Query;
using postgres::Retry;

inline constexpr Query<One<Customer>(CustomerId, std::optional<std::string>, Timestamp)> new_visitor{"customers.new_visitor",
                                                                                                     R"sql(
    INSERT INTO customers (id, kind, language, created_at, last_seen_at) VALUES ($1, 'visitor', $2, $3, $3)
    RETURNING id, kind, name, language, created_at)sql"};

inline constexpr Query<Maybe<Customer>(CustomerId, Timestamp)> visitor_returns{"customers.visitor_returns", R"sql(
    UPDATE customers SET last_seen_at = $2 WHERE id = $1 AND kind = 'visitor'
    RETURNING id, kind, name, language, created_at)sql"};

// The first sight of a user makes the row; two first sights at once make one.
inline constexpr Query<One<Customer>(CustomerId, std::string, std::string, std::optional<std::string>, Timestamp)> user_signs_in{
    "customers.user_signs_in", R"sql(
    INSERT INTO customers (id, kind, issuer, subject, name, created_at, last_seen_at) VALUES ($1, 'user', $2, $3, $4, $5, $5)
    ON CONFLICT (issuer, subject) DO UPDATE
        SET name = coalesce(excluded.name, customers.name), last_seen_at = excluded.last_seen_at
    RETURNING id, kind, name, language, created_at)sql",
    Retry::on_conflict};

inline constexpr Query<Maybe<Customer>(CustomerId)> find_customer{"customers.find_customer", R"sql(
    SELECT id, kind, name, language, created_at FROM customers WHERE id = $1)sql"};

// The vault ---------------------------------------------------------------------------------------------------------------

struct KeyRow {
    std::optional<Bytes> sealed;
    bool erased;
};
BOOST_DESCRIBE_STRUCT(KeyRow, (), (sealed, erased))

inline constexpr Query<Maybe<KeyRow>(CustomerId)> customer_key{"customers.key", R"sql(
    SELECT sealed, erased_at IS NOT NULL AS erased FROM customer_keys WHERE customer_id = $1)sql",
                                                               Retry::on_conflict};

inline constexpr Query<Affected(CustomerId, Bytes, Timestamp)> add_customer_key{"customers.add_key", R"sql(
    INSERT INTO customer_keys (customer_id, sealed, made_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING)sql",
                                                                                Retry::on_conflict};

inline constexpr Query<Affected(CustomerId, Timestamp)> erase_customer_key{"customers.erase_key", R"sql(
    INSERT INTO customer_keys (customer_id, made_at, erased_at) VALUES ($1, $2, $2)
    ON CONFLICT (customer_id) DO UPDATE SET sealed = NULL, erased_at = excluded.erased_at WHERE customer_keys.erased_at IS NULL)sql",
                                                                           Retry::on_conflict};

}  // namespace ombud::customers::sql
