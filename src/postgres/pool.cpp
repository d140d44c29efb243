#include "postgres/pool.hpp"

#include <boost/asio/redirect_error.hpp>

#include "core/limits.hpp"
#include "core/log.hpp"
#include "core/problem.hpp"

namespace ombud::postgres {

namespace {

constexpr int attempts = 6;
constexpr auto first_pause = 50ms;
constexpr auto longest_pause = 2'000ms;

Problem unavailable(std::string detail = {}) {
    return {ProblemKind::unavailable, "database.unavailable", {}, std::move(detail)};
}

Task<void> pause_for(std::chrono::milliseconds span) {
    Timer timer{co_await asio::this_coro::executor, span};
    co_await timer.async_wait(use_task);
}

bool worth_again(std::string_view sqlstate) {
    return sqlstate == "23505" || sqlstate == "40P01" || sqlstate == "40001";
}

}  // namespace

// One statement from the call to its answer, however it ends.
class Visit {
public:
    Visit(std::shared_ptr<Pool> pool, char const* query) : pool_(std::move(pool)), query_(query) { ++pool_->running_; }
    ~Visit() {
        if (pool_->observer_) pool_->observer_->observed(query_, SteadyClock::now() - since_, ok);
        pool_->leave();
    }
    Visit(Visit const&) = delete;
    Visit& operator=(Visit const&) = delete;

    bool ok = false;

private:
    std::shared_ptr<Pool> pool_;
    char const* query_;
    SteadyClock::time_point since_ = SteadyClock::now();
};

Pool::Pool(Executor const& executor, DatabaseSettings settings, QueryObserver& observer)
    : executor_(executor), settings_(std::move(settings)), observer_(&observer), drained_(executor, Timer::time_point::max()) {
    for (std::size_t i = 0; i < std::max<std::size_t>(settings_.connections, 1); ++i)
        slots_.push_back({nullptr, Timer{executor}});
}

void Pool::start() {
    for (std::size_t i = 0; i < slots_.size(); ++i) spawn(executor_.context(), keep(shared_from_this(), i));
}

Task<void> Pool::wait_until_connected() {
    bool in_vain = false;
    try {
        co_await acquire(SteadyClock::now() + settings_.patience);
    } catch (Problem const&) {
        in_vain = true;
    }
    if (in_vain) throw unavailable(reason_);
}

// Holds one connection open until the pool is closed; pauses longer and longer while the database is away.
Task<void> Pool::keep(std::shared_ptr<Pool> self, std::size_t slot) {
    std::chrono::milliseconds pause = first_pause;
    while (!self->closed_) {
        bool const was_open = co_await self->hold(slot);
        if (self->closed_) break;
        pause = was_open ? first_pause : std::min<std::chrono::milliseconds>(pause * 2, longest_pause);
        // Jitter, so that the connections of all processes do not come back in one wave.
        auto const jitter = std::chrono::milliseconds(self->random_.below(std::uint32_t(pause.count())));
        self->slots_[slot].pause.expires_after(pause / 2 + jitter);
        boost::system::error_code woken;
        co_await self->slots_[slot].pause.async_wait(asio::redirect_error(use_task, woken));
    }
}

// Opens the slot's connection and serves it to its end; whether it could be opened.
Task<bool> Pool::hold(std::size_t slot) {
    auto connection = std::make_shared<Connection>(executor_, settings_);
    try {
        co_await connection->open();
    } catch (std::exception const& error) {
        if (reason_.empty()) log::warning("database.unreachable", {{"reason", error.what()}});
        reason_ = error.what();
        co_return false;
    }
    if (closed_) co_return true;
    if (!reason_.empty()) log::info("database.connected");
    reason_.clear();
    slots_[slot].connection = connection;
    serve_lines();
    co_await connection->serve();
    slots_[slot].connection.reset();
    co_return true;
}

void Pool::admit() const {
    if (closed_) throw unavailable();
    if (running_ >= limits::database_queries) throw Problem{ProblemKind::unavailable, "database.busy"};
}

void Pool::leave() {
    if (--running_ == 0) drained_.cancel();
}

void Pool::close() {
    closed_ = true;
    observer_ = nullptr;  // it may be gone before the last coroutine is
    for (auto& slot : slots_) {
        slot.pause.cancel();
        if (slot.connection) slot.connection->close("closed");
    }
    for (auto* line : {&wanting_any_, &wanting_own_})
        for (auto& standing : *line)
            if (auto waiter = standing.lock()) waiter->bell.cancel();
}

Task<void> Pool::drain() {
    closed_ = true;
    if (running_ > 0) {
        drained_.expires_after(settings_.statement_timeout);
        boost::system::error_code drained;
        co_await drained_.async_wait(asio::redirect_error(use_task, drained));
    }
    close();
}

// The first connection is never lent while there are others, so that transactions cannot starve everything else.
std::shared_ptr<Connection> Pool::least_busy(bool to_lend) {
    std::shared_ptr<Connection> best;
    for (std::size_t i = to_lend && slots_.size() > 1 ? 1 : 0; i < slots_.size(); ++i) {
        auto const& connection = slots_[i].connection;
        if (!connection || !connection->is_open() || connection->lent) continue;
        if (!best || connection->in_flight() < best->in_flight()) best = connection;
    }
    return best;
}

Task<std::shared_ptr<Pool::Waiter>> Pool::stand_in(Line& line, SteadyClock::time_point until) {
    auto waiter = std::make_shared<Waiter>(executor_, until);
    line.push_back(waiter);
    boost::system::error_code woken;
    co_await waiter->bell.async_wait(asio::redirect_error(use_task, woken));
    if (!waiter->served) {
        std::erase_if(line, [&](auto& standing) { return standing.lock() == waiter; });
        if (woken && !closed_) throw boost::system::system_error(woken);  // whoever waited was cancelled
        throw unavailable();
    }
    co_return waiter;
}

Task<std::shared_ptr<Connection>> Pool::acquire(SteadyClock::time_point until) {
    for (;;) {
        if (auto connection = least_busy(false)) co_return connection;
        co_await stand_in(wanting_any_, until);
    }
}

void Pool::serve_lines() {
    while (!wanting_own_.empty()) {
        auto waiter = wanting_own_.front().lock();
        auto connection = least_busy(true);
        if (waiter && !connection) break;
        wanting_own_.pop_front();
        if (!waiter) continue;
        waiter->served = true;
        waiter->lent = std::make_unique<Transaction>(shared_from_this(), std::move(connection));
        waiter->bell.cancel();
    }
    if (!least_busy(false)) return;
    for (auto& standing : std::exchange(wanting_any_, {}))
        if (auto waiter = standing.lock()) {
            waiter->served = true;
            waiter->bell.cancel();
        }
}

Task<Result> Pool::execute(Statement statement, Parameters parameters) {
    admit();
    Visit visit{shared_from_this(), statement.name};
    auto until = SteadyClock::now() + settings_.patience;
    for (int attempt = 1;; ++attempt) {
        auto connection = co_await acquire(until);
        bool const again = statement.retry == Retry::on_conflict && attempt < attempts;
        try {
            auto result = co_await connection->ask(statement, parameters);
            visit.ok = true;
            co_return result;
        } catch (Lost const&) {
            if (!again) throw unavailable();
            until = SteadyClock::now() + settings_.patience;
        } catch (Stale const&) {
            if (attempt == attempts) throw;
        } catch (DatabaseError const& error) {
            if (!again || !worth_again(error.sqlstate)) throw;
        }
        // When one connection is lost the others mostly are too; give them time to notice.
        if (!connection->is_open()) co_await pause_for(first_pause * attempt);
    }
}

Task<Result> Pool::describe(Statement statement) {
    admit();
    Visit visit{shared_from_this(), statement.name};
    auto connection = co_await acquire(SteadyClock::now() + settings_.patience);
    auto result = co_await connection->describe(statement);
    visit.ok = true;
    co_return result;
}

Task<std::unique_ptr<Transaction>> Pool::lend() {
    admit();
    auto self = shared_from_this();
    if (wanting_own_.empty())
        if (auto connection = least_busy(true)) co_return std::make_unique<Transaction>(self, std::move(connection));
    if (wanting_own_.size() >= limits::database_queries) throw Problem{ProblemKind::unavailable, "database.busy"};
    auto waiter = co_await stand_in(wanting_own_, SteadyClock::now() + settings_.patience);
    co_return std::move(waiter->lent);
}

void Pool::give_back(Connection& connection) {
    connection.lent = false;
    if (!closed_) serve_lines();
}

Transaction::Transaction(std::shared_ptr<Pool> pool, std::shared_ptr<Connection> connection)
    : pool_(std::move(pool)), connection_(std::move(connection)) {
    connection_->lent = true;
    ++pool_->running_;
}

Transaction::~Transaction() {
    if (open_) connection_->close("a transaction was cut off");
    pool_->give_back(*connection_);
    pool_->leave();
}

Task<Result> Transaction::execute(Statement statement, Parameters parameters) {
    Visit visit{pool_, statement.name};
    try {
        auto result = co_await connection_->ask(statement, parameters);
        visit.ok = true;
        co_return result;
    } catch (Lost const&) {
        throw unavailable();
    }
}

Task<void> Transaction::begin() {
    open_ = true;
    co_await execute(statement_of(Query<Affected()>{"transaction.begin", "BEGIN"}), {});
}

Task<void> Transaction::commit() {
    auto done = co_await execute(statement_of(Query<Affected()>{"transaction.commit", "COMMIT"}), {});
    open_ = false;
    // The body went on after a failed statement: PostgreSQL rolls back, and the caller must not believe otherwise.
    if (done.command() != "COMMIT") throw DatabaseError("transaction.commit", "25P02");
}

Task<void> Transaction::roll_back() {
    if (!open_ || !connection_->is_open()) co_return;
    try {
        co_await execute(statement_of(Query<Affected()>{"transaction.roll_back", "ROLLBACK"}), {});
        open_ = false;
    } catch (std::exception const&) {
        connection_->close("a transaction could not be rolled back");
    }
}

}  // namespace ombud::postgres
