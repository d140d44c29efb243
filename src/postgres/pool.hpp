// Keeps the connections open, chooses one for each statement, lends one to each transaction.
#pragma once
#include <deque>
#include <memory>
#include <vector>

#include "core/random.hpp"
#include "postgres/connection.hpp"

namespace ombud::postgres {

class Pool : public std::enable_shared_from_this<Pool> {
public:
    Pool(Executor const& executor, DatabaseSettings settings, QueryObserver& observer);

    void start();
    Task<void> wait_until_connected();
    Task<void> drain();
    void close();

    Task<Result> execute(Statement statement, Parameters parameters);
    Task<Result> describe(Statement statement);
    Task<std::unique_ptr<Transaction>> lend();
    void give_back(Connection& connection);

private:
    struct Slot {
        std::shared_ptr<Connection> connection;
        Timer pause;
    };
    struct Waiter {
        Waiter(Executor const& executor, SteadyClock::time_point until) : bell(executor, until) {}
        Timer bell;
        bool served = false;
        std::unique_ptr<Transaction> lent;
    };
    using Line = std::deque<std::weak_ptr<Waiter>>;

    static Task<void> keep(std::shared_ptr<Pool> self, std::size_t slot);
    Task<bool> hold(std::size_t slot);
    void admit() const;
    void leave();
    std::shared_ptr<Connection> least_busy(bool to_lend);
    Task<std::shared_ptr<Connection>> acquire(SteadyClock::time_point until);
    Task<std::shared_ptr<Waiter>> stand_in(Line& line, SteadyClock::time_point until);
    void serve_lines();

    Executor executor_;
    DatabaseSettings settings_;
    QueryObserver* observer_;
    SystemRandom random_;
    std::vector<Slot> slots_;
    Line wanting_any_;
    Line wanting_own_;
    std::string reason_;  // why the newest attempt to connect failed
    std::size_t running_ = 0;
    Timer drained_;
    bool closed_ = false;

    friend class Visit;
    friend class Transaction;
};

}  // namespace ombud::postgres
