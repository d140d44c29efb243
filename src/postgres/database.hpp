// The pool of pipelined connections that runs typed queries and transactions, and mends itself.
#pragma once
#include <chrono>
#include <concepts>
#include <exception>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>

#include "core/task.hpp"
#include "postgres/query.hpp"

namespace ombud::postgres {

using namespace std::chrono_literals;

struct DatabaseSettings {
    std::string url;  // a libpq URL or "key=value" text
    std::size_t connections = 6;
    std::chrono::milliseconds statement_timeout = 10s;
    std::chrono::milliseconds answer_timeout = 15s;  // after so long without any answer a connection is given up
    std::chrono::milliseconds patience = 5s;  // how long a query waits for a connection before it is "database.unavailable"
};

// Hears how long each query took, by name.
class QueryObserver {
public:
    virtual ~QueryObserver() = default;
    virtual void observed(std::string_view query, std::chrono::nanoseconds took, bool ok) = 0;
};

class Pool;
class Connection;

// Of all that a query is, only what it gives makes code of its own here.
template <class R>
Task<typename R::result> read_when_there(char const* query, Task<Result> answer) {
    co_return read_result<R>(query, co_await std::move(answer));
}

// One connection lent to one caller between BEGIN and COMMIT. Cut off in the middle, it closes the connection.
class Transaction {
public:
    Transaction(std::shared_ptr<Pool> pool, std::shared_ptr<Connection> connection);
    ~Transaction();
    Transaction(Transaction const&) = delete;
    Transaction& operator=(Transaction const&) = delete;

    template <class R, class... P>
    Task<typename R::result> run(Query<R(P...)> const& query, std::type_identity_t<P>... arguments) {
        return read_when_there<R>(query.name, execute(statement_of(query), encode_all(std::move(arguments)...)));
    }

private:
    friend class Database;
    Task<Result> execute(Statement statement, Parameters parameters);
    Task<void> begin();
    Task<void> commit();
    Task<void> roll_back();

    std::shared_ptr<Pool> pool_;
    std::shared_ptr<Connection> connection_;
    bool open_ = false;
};

class Database {
public:
    Database(asio::io_context& io, DatabaseSettings settings, QueryObserver& observer);
    ~Database();  // without close(): connections are dropped, not drained
    Database(Database const&) = delete;
    Database& operator=(Database const&) = delete;

    // Starts the pool and returns when it can serve. Throws Problem{unavailable, "database.unavailable"} with the reason as
    // detail.
    Task<void> connect();
    // Lets what is in flight finish, then closes; later queries fail.
    Task<void> close();
    // Whether the database answers within two seconds.
    Task<bool> healthy();

    // Throws DatabaseError for what PostgreSQL refused, Problem{unavailable, "database.unavailable"} for time-outs and lost
    // connections.
    template <class R, class... P>
    Task<typename R::result> run(Query<R(P...)> const& query, std::type_identity_t<P>... arguments) {
        return read_when_there<R>(query.name, execute(statement_of(query), encode_all(std::move(arguments)...)));
    }

    // `body` is Task<T>(Transaction&): committed when it returns, rolled back when it throws.
    template <class Body>
    std::invoke_result_t<Body&, Transaction&> transaction(Body body) {
        using T = typename std::invoke_result_t<Body&, Transaction&>::value_type;
        auto lent = co_await lend();
        std::exception_ptr error;
        try {
            if constexpr (std::is_void_v<T>) {
                co_await body(*lent);
                co_await lent->commit();
                co_return;
            } else {
                T value = co_await body(*lent);
                co_await lent->commit();
                co_return value;
            }
        } catch (...) {
            error = std::current_exception();  // a handler may not wait
        }
        co_await lent->roll_back();
        std::rethrow_exception(error);
    }

    // What PostgreSQL says of a query. For `check`.
    struct Description {
        std::size_t placeholders;  // the highest $n in its text
        std::vector<std::pair<std::string, Oid>> columns;
    };
    Task<Description> describe(Statement statement);

private:
    Task<Result> execute(Statement statement, Parameters parameters);
    Task<std::unique_ptr<Transaction>> lend();
    Task<bool> answers();

    std::shared_ptr<Pool> pool_;
};

// What a query takes of the schema.
struct Expected {
    Statement statement;
    enum class Row { none, cell, named } row;
    std::vector<std::pair<std::string_view, Oid>> columns;  // a cell's name does not matter
};
template <class R, class... P>
Expected expected_of(Query<R(P...)> const& query) {
    using Row = typename R::row;
    auto const oid = []<class T>(std::type_identity<T>) { return Text<typename Unwrapped<T>::type>::oid; };
    Expected out{statement_of(query), Expected::Row::none, {}};
    if constexpr (std::is_void_v<Row>) {
    } else if constexpr (Cell<typename Unwrapped<Row>::type>) {
        out.row = Expected::Row::cell;
        out.columns.emplace_back("column", oid(std::type_identity<Row>{}));
    } else {
        out.row = Expected::Row::named;
        boost::mp11::mp_for_each<MembersOf<Row>>([&](auto member) {
            using M = std::remove_cvref_t<decltype(std::declval<Row&>().*member.pointer)>;
            out.columns.emplace_back(member.name, oid(std::type_identity<M>{}));
        });
    }
    return out;
}

// Compares a query with the schema: empty when they agree, otherwise what differs. For tests.
Task<std::string> check(Database& database, Expected expected);
template <class R, class... P>
Task<std::string> check(Database& database, Query<R(P...)> const& query) {
    return check(database, expected_of(query));
}

}  // namespace ombud::postgres
