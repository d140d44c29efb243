// Every query on customers.
#pragma once
#include "customers/model.hpp"
#include "postgres/query.hpp"

namespace ombud::customers::sql {

using postgres::Affected;
using postgres::Bytes;
using postgres::Many;
using postgres::Maybe;
using postgres::One;
using postgres::Query;
using postgres::Retry;

struct FoundCustomer {
    CustomerId id;
    CustomerKind kind;
    std::optional<std::string> name;  // an account's
    std::optional<Bytes> sealed_name, key;
    std::optional<std::string> language;
    Timestamp created_at;
};
BOOST_DESCRIBE_STRUCT(FoundCustomer, (), (id, kind, name, sealed_name, key, language, created_at))

inline constexpr Query<One<Customer>(CustomerId, std::optional<std::string>, Timestamp)> new_visitor{"customers.new_visitor",
                                                                                                     R"sql(
    INSERT INTO customers (id, kind, language, created_at, last_seen_at) VALUES ($1, 'visitor', $2, $3, $3)
    RETURNING id, kind, name, language, created_at)sql"};

// Whoever was erased does not return: who comes is somebody new.

inline constexpr Query<Maybe<Customer>(CustomerId, Timestamp)> visitor_returns{"customers.visitor_returns", R"sql(
    UPDATE customers SET last_seen_at = $2 WHERE id = $1 AND kind = 'visitor'
        AND NOT EXISTS (SELECT FROM customer_keys WHERE customer_id = $1 AND erased_at IS NOT NULL)
    RETURNING id, kind, name, language, created_at)sql"};

// The first sight of a user makes the row; two first sights at once make one.
inline constexpr Query<One<FoundCustomer>(CustomerId, std::string, std::string, Timestamp)> user_signs_in{
    "customers.user_signs_in", R"sql(
    INSERT INTO customers (id, kind, issuer, subject, created_at, last_seen_at) VALUES ($1, 'user', $2, $3, $4, $4)
    ON CONFLICT (issuer, subject) DO UPDATE SET last_seen_at = excluded.last_seen_at
    RETURNING id, kind, name, sealed_name, (SELECT sealed FROM customer_keys k WHERE k.customer_id = customers.id) AS key, language,
              created_at)sql",
    Retry::on_conflict};

inline constexpr Query<Maybe<FoundCustomer>(CustomerId)> find_customer{"customers.find_customer", R"sql(
    SELECT c.id, c.kind, c.name, c.sealed_name, k.sealed AS key, c.language, c.created_at
    FROM customers c LEFT JOIN customer_keys k ON k.customer_id = c.id WHERE c.id = $1)sql"};

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

struct ErasedRow {
    CustomerId id;
    Timestamp at;
};
BOOST_DESCRIBE_STRUCT(ErasedRow, (), (id, at))

inline constexpr Query<Many<ErasedRow>(Timestamp)> erased_since{"customers.erased_since", R"sql(
    SELECT customer_id AS id, erased_at AS at FROM customer_keys WHERE erased_at >= $1)sql",
                                                                Retry::on_conflict};

inline constexpr Query<Maybe<Bytes>(CustomerId)> sealed_name{
    "customers.sealed_name", "SELECT sealed_name FROM customers WHERE id = $1 AND sealed_name IS NOT NULL", Retry::on_conflict};

inline constexpr Query<Affected(CustomerId, Bytes)> keep_name{
    "customers.keep_name", "UPDATE customers SET name = NULL, sealed_name = $2 WHERE id = $1", Retry::on_conflict};

struct PlainName {
    CustomerId id;
    std::string name;
};
BOOST_DESCRIBE_STRUCT(PlainName, (), (id, name))

inline constexpr Query<Many<PlainName>(std::int64_t)> plain_names{"customers.plain_names", R"sql(
    SELECT id, name FROM customers WHERE name IS NOT NULL AND kind <> 'account'
    AND NOT EXISTS (SELECT FROM customer_keys k WHERE k.customer_id = customers.id AND k.erased_at IS NOT NULL) LIMIT $1)sql",
                                                                  Retry::on_conflict};

}  // namespace ombud::customers::sql
