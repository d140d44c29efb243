#include "postgres/database.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <libpq-fe.h>

#include "core/problem.hpp"
#include "postgres/pool.hpp"

namespace ombud::postgres {

namespace {

constexpr Query<One<std::int32_t>()> ping{"database.ping", "SELECT 1"};

// PostgreSQL itself does not mind parameters that a query never names.
std::size_t highest_placeholder(std::string_view text) {
    std::size_t highest = 0;
    for (auto at = text.find('$'); at != text.npos; at = text.find('$', at + 1)) {
        std::size_t number = 0;
        std::from_chars(text.data() + at + 1, text.data() + text.size(), number);
        highest = std::max(highest, number);
    }
    return highest;
}

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

Task<bool> Database::answers() {
    try {
        co_return co_await run(ping) == 1;
    } catch (std::exception const&) {
        co_return false;
    }
}

Task<bool> Database::healthy() {
    using namespace asio::experimental::awaitable_operators;
    Timer patience{co_await asio::this_coro::executor, 2s};
    auto first = co_await (answers() || patience.async_wait(use_task));
    co_return first.index() == 0 && std::get<0>(first);
}

Task<Database::Description> Database::describe(Statement statement) {
    auto result = co_await pool_->describe(statement);
    Description description{.placeholders = highest_placeholder(statement.text), .columns = {}};
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

Task<std::string> check(Database& database, Expected expected) {
    std::string const query = expected.statement.name;
    Database::Description description;
    try {
        description = co_await database.describe(expected.statement);
    } catch (DatabaseError const& error) {
        co_return query + " does not prepare: " + error.sqlstate;
    }
    std::string differs;
    auto say = [&](std::string_view column, std::string_view what) {
        differs += query + ": " + std::string(column) + " " + std::string(what) + "\n";
    };
    auto const& found = description.columns;
    if (description.placeholders != expected.statement.parameter_types.size()) say("parameters", "differ in number");
    if (expected.row == Expected::Row::none && !found.empty()) say("columns", "are given but not read");
    if (expected.row == Expected::Row::cell && found.size() != 1) {
        say("column", "is not the only one");
        co_return differs;
    }
    for (auto const& [name, oid] : expected.columns) {
        auto const at = expected.row == Expected::Row::cell ? found.begin()
                                                            : std::ranges::find(found, name, &std::pair<std::string, Oid>::first);
        if (at == found.end())
            say(name, "is missing");
        else if (at->second != oid)
            say(name, "has type oid " + std::to_string(at->second));
    }
    if (expected.row == Expected::Row::named && found.size() != expected.columns.size())
        say("columns", "are more than the row reads");
    co_return differs;
}

}  // namespace ombud::postgres
