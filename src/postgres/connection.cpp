#include "postgres/connection.hpp"

#include <boost/asio/ip/basic_resolver.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <fmt/format.h>
#include <libpq-fe.h>
#include <ranges>

#include "core/problem.hpp"

namespace ombud::postgres {

namespace {

using Keywords = std::map<std::string, std::string>;

Keywords parse_url(std::string const& url) {
    char* message = nullptr;
    std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> options{PQconninfoParse(url.c_str(), &message), &PQconninfoFree};
    PQfreemem(message);  // it quotes the URL, and with it a password
    if (!options) throw Lost("database.url cannot be read");
    Keywords keywords;
    for (auto const* option = options.get(); option->keyword; ++option)
        if (option->val && *option->val) keywords[option->keyword] = option->val;
    return keywords;
}

std::vector<std::string> split(std::string const& list) {
    std::vector<std::string> parts;
    for (auto part : std::views::split(list, ',')) parts.emplace_back(part.begin(), part.end());
    return parts;
}

// libpq would look names up itself, and block the whole program meanwhile: give it addresses.
Task<void> resolve_hosts(Keywords& keywords) {
    if (!keywords.contains("host") || keywords.contains("hostaddr")) co_return;
    auto hosts = split(keywords["host"]);
    auto ports = split(keywords["port"]);
    Keywords expanded;
    auto add = [&](std::string const& host, std::string const& address, std::string const& port) {
        auto comma = expanded.empty() ? "" : ",";
        expanded["host"] += comma + host;
        expanded["hostaddr"] += comma + address;
        expanded["port"] += comma + port;
    };
    asio::ip::basic_resolver<asio::ip::tcp, Executor> resolver{co_await asio::this_coro::executor};
    for (std::size_t i = 0; i < hosts.size(); ++i) {
        auto const port = ports.empty()       ? std::string()
                          : ports.size() == 1 ? ports[0]
                          : i < ports.size()  ? ports[i]
                                              : std::string();
        if (hosts[i].empty() || hosts[i].front() == '/' || hosts[i].front() == '@') {
            add(hosts[i], "", port);
            continue;
        }
        boost::system::error_code unknown;
        auto found = co_await resolver.async_resolve(hosts[i], "", asio::redirect_error(use_task, unknown));
        for (auto const& entry : found) add(hosts[i], entry.endpoint().address().to_string(), port);
    }
    if (expanded.empty()) throw Lost("the database's host name is unknown");
    for (auto& [key, value] : expanded) keywords[key] = std::move(value);
}

bool means_lost(std::string_view sqlstate) {
    return sqlstate.starts_with("57P") || sqlstate.starts_with("08") || sqlstate == "25006";  // stopping, broken, now a standby
}

bool means_unavailable(std::string_view sqlstate) {
    return sqlstate == "57014" || sqlstate.starts_with("53");  // timed out; no memory, disk or slots
}

char const* text_or(char const* text, char const* otherwise) {
    return text ? text : otherwise;
}

}  // namespace

Connection::Connection(Executor const& executor, DatabaseSettings const& settings)
    : settings_(settings), socket_(executor), watchdog_(executor) {}

Connection::~Connection() {
    close("closed");
}

Task<void> Connection::open() {
    auto keywords = parse_url(settings_.url);
    co_await resolve_hosts(keywords);
    keywords.emplace("fallback_application_name", "ombud");
    keywords["client_encoding"] = "UTF8";
    std::vector<char const*> names, values;
    for (auto const& [name, value] : keywords) {
        names.push_back(name.c_str());
        values.push_back(value.c_str());
    }
    names.push_back(nullptr);
    values.push_back(nullptr);
    handle_ = PQconnectStartParams(names.data(), values.data(), 0);
    if (!handle_) throw Lost("out of memory");
    PQsetNoticeProcessor(handle_, [](void*, char const*) {}, nullptr);  // a notice may carry values

    watchdog_.expires_after(settings_.answer_timeout);
    watchdog_.async_wait([weak = weak_from_this()](boost::system::error_code error) {
        if (auto self = weak.lock(); self && !error) self->socket_.cancel();
    });
    co_await poll_until_connected();
    if (PQserverVersion(handle_) < 150'000) throw Lost("PostgreSQL 15 or newer is needed");
    co_await set_up_session();
    watchdog_.cancel();
    if (!PQenterPipelineMode(handle_)) throw Lost(PQerrorMessage(handle_));
    open_ = true;
}

Task<void> Connection::ready(bool to_read) {
    boost::system::error_code error;
    co_await socket_.async_wait(to_read ? socket_.wait_read : socket_.wait_write, asio::redirect_error(use_task, error));
    if (error) throw Lost("no answer from the database in time");
}

Task<void> Connection::poll_until_connected() {
    if (PQstatus(handle_) == CONNECTION_BAD) throw Lost(PQerrorMessage(handle_));
    for (auto state = PGRES_POLLING_WRITING; state != PGRES_POLLING_OK; state = PQconnectPoll(handle_)) {
        if (state == PGRES_POLLING_FAILED) throw Lost(PQerrorMessage(handle_));
        // Registered anew each time: libpq may have closed the socket and opened another under the same number.
        if (socket_.is_open()) socket_.release();
        boost::system::error_code error;
        socket_.assign(PQsocket(handle_), error);
        if (error) throw Lost("the database's socket is unusable");
        co_await ready(state == PGRES_POLLING_READING);
    }
    PQsetnonblocking(handle_, 1);
    if (socket_.native_handle() != PQsocket(handle_)) {
        socket_.release();
        socket_.assign(PQsocket(handle_));
    }
}

Task<void> Connection::set_up_session() {
    auto const script = fmt::format(
        "SET timezone = 'UTC'; SET datestyle = 'ISO, YMD'; SET bytea_output = 'hex'; SET client_min_messages = 'error';"
        "SET statement_timeout = {0}; SET idle_in_transaction_session_timeout = {0};"
        "SET client_connection_check_interval = '500ms'",  // what we walked away from must not hold its locks for long
        settings_.statement_timeout.count());
    if (!PQsendQuery(handle_, script.c_str())) throw Lost(PQerrorMessage(handle_));
    while (PQflush(handle_) > 0) co_await ready(false);
    for (;;) {
        while (PQisBusy(handle_)) {
            co_await ready(true);
            if (!PQconsumeInput(handle_)) throw Lost(PQerrorMessage(handle_));
        }
        Result result{PQgetResult(handle_)};
        if (!result.raw()) co_return;
        if (PQresultStatus(result.raw()) != PGRES_COMMAND_OK) throw Lost(PQerrorMessage(handle_));
    }
}

Task<void> Connection::serve() {
    while (open_) {
        boost::system::error_code error;
        co_await socket_.async_wait(socket_.wait_read, asio::redirect_error(use_task, error));
        if (error) break;
        take_answers();
    }
    close("the database closed the connection");
}

void Connection::close(char const* reason) {
    open_ = false;
    watchdog_.cancel();
    if (socket_.is_open()) socket_.release();  // the descriptor is libpq's to close
    PQfinish(std::exchange(handle_, nullptr));
    for (auto& asked : std::exchange(in_flight_, {})) asked.answer->fail(std::make_exception_ptr(Lost(reason)));
}

Task<Result> Connection::ask(Statement statement, Parameters const& parameters) {
    if (!open_) throw Lost("closed");
    auto known = prepared_.find(std::string_view(statement.name));
    bool const prepares = known == prepared_.end();
    if (prepares) {
        auto id = fmt::format("{}:{}", ++prepared_ever_, statement.name);
        known = prepared_.emplace(statement.name, Prepared{std::move(id), statement.text}).first;
    } else if (known->second.text != statement.text && std::string_view(known->second.text) != statement.text) {
        throw std::logic_error(fmt::format("two queries are named {}", statement.name));
    }
    std::vector<char const*> values;
    values.reserve(parameters.size());
    for (auto const& parameter : parameters) values.push_back(parameter ? parameter->c_str() : nullptr);
    auto const* id = known->second.id.c_str();
    auto const count = int(values.size());
    bool const accepted = (!prepares || PQsendPrepare(handle_, id, statement.text, count, statement.parameter_types.data())) &&
                          PQsendQueryPrepared(handle_, id, count, values.data(), nullptr, nullptr, 0) && PQpipelineSync(handle_);
    co_return co_await Answer::wait(sent(statement, prepares, accepted));
}

Task<Result> Connection::describe(Statement statement) {
    if (!open_) throw Lost("closed");
    bool const accepted =
        PQsendPrepare(handle_, "", statement.text, int(statement.parameter_types.size()), statement.parameter_types.data()) &&
        PQsendDescribePrepared(handle_, "") && PQpipelineSync(handle_);
    co_return co_await Answer::wait(sent(statement, false, accepted));
}

std::shared_ptr<Connection::Answer> Connection::sent(Statement const& statement, bool prepares, bool accepted) {
    if (!accepted) {
        close("the statement could not be sent");
        throw Lost("the statement could not be sent");
    }
    if (in_flight_.empty()) progress_ = SteadyClock::now();
    auto answer = std::make_shared<Answer>(socket_.get_executor());
    in_flight_.push_back({statement.name, prepares, answer});
    watch();
    flush();
    return answer;
}

void Connection::flush() {
    if (flushing_ || !open_) return;
    int const left = PQflush(handle_);
    if (left < 0) return close("the statement could not be sent");
    if (left == 0) return;
    flushing_ = true;
    socket_.async_wait(socket_.wait_write, [weak = weak_from_this()](boost::system::error_code error) {
        auto self = weak.lock();
        if (!self) return;
        self->flushing_ = false;
        if (!error) self->flush();
    });
}

void Connection::take_answers() {
    if (!PQconsumeInput(handle_)) return close("the database closed the connection");
    bool between = false;  // libpq puts one null between the results of two commands
    while (open_ && !in_flight_.empty() && !PQisBusy(handle_)) {
        Result result{PQgetResult(handle_)};
        if (result.raw()) {
            between = false;
            take(std::move(result));
        } else if (std::exchange(between, true)) {
            close("the database's answers are out of step");
        }
    }
}

void Connection::take(Result result) {
    auto& asked = in_flight_.front();
    switch (PQresultStatus(result.raw())) {
        case PGRES_TUPLES_OK:
        case PGRES_COMMAND_OK:
            asked.last = std::move(result);
            asked.prepares = false;
            break;
        case PGRES_PIPELINE_ABORTED:  // what failed before it in the same sync has said why
            break;
        case PGRES_PIPELINE_SYNC:
            finish_front();
            break;
        default:
            if (!asked.error) asked.error = refusal(asked, result);
            if (PQstatus(handle_) == CONNECTION_BAD ||
                means_lost(text_or(PQresultErrorField(result.raw(), PG_DIAG_SQLSTATE), "08000")))
                close("the database ended the connection");
    }
}

std::exception_ptr Connection::refusal(Asked const& asked, Result const& result) {
    std::string_view sqlstate = text_or(PQresultErrorField(result.raw(), PG_DIAG_SQLSTATE), "XX000");
    std::string_view constraint = text_or(PQresultErrorField(result.raw(), PG_DIAG_CONSTRAINT_NAME), "");
    bool const stale = sqlstate == "26000" || sqlstate == "0A000";  // unknown statement; its row type changed
    if (stale || asked.prepares) prepared_.erase(asked.query);
    if (stale) return std::make_exception_ptr(Stale(asked.query, sqlstate));
    if (means_unavailable(sqlstate)) return std::make_exception_ptr(Problem{ProblemKind::unavailable, "database.unavailable"});
    return std::make_exception_ptr(DatabaseError(asked.query, sqlstate, constraint));
}

void Connection::finish_front() {
    auto asked = std::move(in_flight_.front());
    in_flight_.pop_front();
    progress_ = SteadyClock::now();
    if (asked.error)
        asked.answer->fail(asked.error);
    else
        asked.answer->deliver(std::move(asked.last));
}

// Gives up a connection on which nothing was answered for too long: the server stopped, or the network swallows all.
void Connection::watch() {
    if (std::exchange(watching_, true)) return;
    watchdog_.expires_at(progress_ + settings_.answer_timeout);
    watchdog_.async_wait([weak = weak_from_this()](boost::system::error_code error) {
        auto self = weak.lock();
        if (!self || error) return;
        self->watching_ = false;
        if (self->in_flight_.empty()) return;
        if (SteadyClock::now() - self->progress_ >= self->settings_.answer_timeout)
            self->close("no answer in time");
        else
            self->watch();
    });
}

}  // namespace ombud::postgres
