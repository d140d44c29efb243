// One pipelined connection: statements go out at once, each followed by its own sync, and answers come back in order.
#pragma once
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/posix/basic_stream_descriptor.hpp>
#include <deque>
#include <map>
#include <memory>
#include <string>

#include "core/promise.hpp"
#include "core/task.hpp"
#include "postgres/database.hpp"

struct pg_conn;  // libpq's PGconn

namespace ombud::postgres {

using SteadyClock = std::chrono::steady_clock;
using Timer = asio::basic_waitable_timer<SteadyClock, asio::wait_traits<SteadyClock>, Executor>;

// The connection ended before the answer came: whether the statement took effect is unknown.
struct Lost : std::runtime_error {
    using std::runtime_error::runtime_error;
};

// The prepared statement no longer fits the schema; nothing ran, and the next attempt prepares it anew.
struct Stale : DatabaseError {
    using DatabaseError::DatabaseError;
};

class Connection : public std::enable_shared_from_this<Connection> {
public:
    Connection(Executor const& executor, DatabaseSettings const& settings);
    ~Connection();
    Connection(Connection const&) = delete;
    Connection& operator=(Connection const&) = delete;

    // Throws Lost with the reason in words for the operator.
    Task<void> open();
    // Reads answers until the connection ends.
    Task<void> serve();
    // Everything in flight fails with Lost; the server rolls back what is open.
    void close(char const* reason);

    // Throws Lost, Stale, DatabaseError, or Problem{unavailable} for a statement that took too long.
    Task<Result> ask(Statement statement, Parameters const& parameters);
    Task<Result> describe(Statement statement);

    [[nodiscard]] bool is_open() const { return open_; }
    [[nodiscard]] std::size_t in_flight() const { return in_flight_.size(); }

    bool lent = false;  // to a transaction: takes no other's statements

private:
    using Answer = Promise<Result>;
    struct Asked {
        std::string query;
        bool prepares;  // and PostgreSQL has not said yet that it could
        std::shared_ptr<Answer> answer;
        Result last{nullptr};
        std::exception_ptr error{};
    };
    struct Prepared {
        std::string id;
        char const* text;
    };

    Task<void> poll_until_connected();
    Task<void> set_up_session();
    Task<void> ready(bool to_read);
    std::shared_ptr<Answer> sent(Statement const& statement, bool prepares, bool accepted);
    void flush();
    void take_answers();
    void take(Result result);
    void finish_front();
    std::exception_ptr refusal(Asked const& asked, Result const& result);
    void watch();

    DatabaseSettings const& settings_;
    pg_conn* handle_ = nullptr;
    asio::posix::basic_stream_descriptor<Executor> socket_;
    Timer watchdog_;
    SteadyClock::time_point progress_;
    std::deque<Asked> in_flight_;
    std::map<std::string, Prepared, std::less<>> prepared_;
    int prepared_ever_ = 0;
    bool open_ = false;
    bool flushing_ = false;
    bool watching_ = false;
    std::string reason_;
};

}  // namespace ombud::postgres
