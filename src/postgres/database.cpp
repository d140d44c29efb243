#include "postgres/database.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <libpq-fe.h>

#include "core/problem.hpp"
#include "postgres/pool.hpp"

namespace ombud::postgres {

namespace {

constexpr Query<One<std::int32_t>()> ping{"database.ping", "SELECT 1"};

}  // namespace

Database::Database(asio::io_context& io, DatabaseSettings settings, QueryObserver& observer)
    : pool_(std::make_shared<Pool>(io.get_executor(), std::move(settings), observer)) {}

Database::~Database() {
    pool_->close();
}

Task<void> Database::connect() {
    pool_->start();
    co_await pool_->wait_until_connected();
}

Task<void> Database::close() {
    co_await pool_->drain();
}

Task<bool> Database::healthy() {
    using namespace asio::experimental::awaitable_operators;
    Timer patience{co_await asio::this_coro::executor, 2s};
    try {
        auto first = co_await (run(ping) || patience.async_wait(use_task));
        co_return first.index() == 0;
    } catch (std::exception const&) {
        co_return false;
    }
}

Task<Database::Description> Database::describe(Statement statement) {
    auto result = co_await pool_->describe(statement);
    Description description;
    for (int i = 0; i < PQnparams(result.raw()); ++i) description.parameters.push_back(PQparamtype(result.raw(), i));
    for (int i = 0; i < result.columns(); ++i)
        description.columns.emplace_back(PQfname(result.raw(), i), PQftype(result.raw(), i));
    co_return description;
}

Task<Result> Database::execute(Statement statement, Parameters parameters) {
    return pool_->execute(statement, std::move(parameters));
}

Task<std::unique_ptr<Transaction>> Database::lend() {
    auto lent = co_await pool_->lend();
    co_await lent->begin();
    co_return lent;
}

}  // namespace ombud::postgres
