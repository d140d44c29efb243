// One connection from its first byte to its last: requests in order, then perhaps a WebSocket. For plain and TLS streams alike.
#pragma once
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket.hpp>

#include "core/ids.hpp"
#include "http/message.hpp"
#include "http/socket.hpp"

namespace ombud::http {

namespace beast = boost::beast;

template <class Stream>
class HttpConnection final : public Connection, public std::enable_shared_from_this<HttpConnection<Stream>> {
public:
    HttpConnection(std::shared_ptr<Server::State> state, Stream stream, std::string peer)
        : stream_(std::move(stream)), counted_(std::move(state), *this, std::move(peer)) {}

    void drop() override {
        boost::system::error_code ignored;
        beast::get_lowest_layer(stream_).close(ignored);
    }
    void finish() override {
        last_ = true;
        if (idle_) drop();
    }
    void tick(Steady::time_point now) override {
        if (now < this->deadline) return;
        ++state().counters.timed_out;
        if (reading_head_ && !late_) {
            // One polite answer, then the end.
            late_ = true;
            within(state().settings.limits.precision);
            boost::system::error_code ignored;
            beast::get_lowest_layer(stream_).cancel(ignored);
        } else {
            drop();
        }
    }

    Task<void> run() {
        auto self = this->shared_from_this();
        while (co_await one_request()) {
        }
    }

private:
    using Parser = beast::http::request_parser<beast::http::string_body>;
    using Error = boost::system::error_code;

    Server::State& state() { return *counted_.state; }
    void within(std::chrono::milliseconds span) { this->deadline = Steady::now() + span; }

    // False when the connection is over.
    Task<bool> one_request() {
        Request request;
        request.peer = counted_.peer;
        request.id = Uuid::make_v7(state().clock.now(), state().random).text();
        request.secure = !std::same_as<Stream, TcpStream>;
        auto const began = Steady::now();
        Parser parser;
        std::optional<Problem> refused;
        Reading reading = Reading::over;
        try {
            reading = co_await read_head(parser, request);
        } catch (Problem const& problem) {
            refused = problem;
        }
        if (!refused && reading == Reading::over) co_return false;
        bool whole = !refused;
        bool keep = !refused && parser.keep_alive() && !last_;
        if (!refused && beast::websocket::is_upgrade(parser.get())) co_return co_await upgrade(parser, request, began);

        Response response;
        if (!refused) {
            auto failure = co_await answer(parser, request, response, whole);
            if (failure) refused = failure;
        }
        if (refused) response = state().handler.problem(*refused, &request);
        bool const head_only = request.method == Method::head;
        keep = keep && whole && !last_;
        within(state().settings.limits.write_time);
        auto const written = co_await write(std::move(response), request, keep, head_only);
        state().handler.finished(request, written.status, written.bytes, Steady::now() - began);
        if (!written.ok) co_return false;
        if (!keep) co_await linger();
        co_return keep;
    }

    enum class Reading { head, over };

    Task<Reading> read_head(Parser& parser, Request& request) {
        auto const& limits = state().settings.limits;
        Error error;
        idle_ = buffer_.size() == 0;
        if (idle_) {
            if (last_) co_return Reading::over;
            within(limits.keep_alive_time);
            // An idle connection holds no buffer.
            buffer_.shrink_to_fit();
            co_await beast::get_lowest_layer(stream_).async_wait(TcpStream::wait_read, asio::redirect_error(use_task, error));
            if (error) co_return Reading::over;
        }
        idle_ = false;
        reading_head_ = true;
        within(limits.header_time);
        auto const size = co_await asio::async_read_until(stream_, Limited{buffer_, limits.header_bytes}, std::string_view{"\r\n\r\n"},
                                                          asio::redirect_error(use_task, error));
        reading_head_ = false;
        if (late_) throw Problem{ProblemKind::too_slow, "header.slow"};
        if (error == asio::error::not_found) throw Problem{ProblemKind::too_large, "header.too_large"};
        if (error) co_return Reading::over;
        std::string_view const head{static_cast<char const*>(buffer_.data().data()), size};
        if (!strict_head(head)) throw Problem{ProblemKind::malformed, "http.malformed"};
        parser.header_limit(std::uint32_t(limits.header_bytes));
        parser.body_limit(boost::none);
        parser.eager(false);
        parser.put(asio::buffer(head.data(), head.size()), error);
        if (error && error != beast::http::error::need_more) throw Problem{ProblemKind::malformed, "http.malformed"};
        buffer_.consume(size);
        understand(parser.get(), request);
        state().trust_proxy(request);
        co_return Reading::head;
    }

    // What went wrong, if anything; `whole`: the body was read, so the connection can go on.
    Task<std::optional<Problem>> answer(Parser& parser, Request& request, Response& response, bool& whole) {
        whole = parser.is_done();
        try {
            auto const admission = co_await state().handler.admit(request);
            if (parser.content_length().value_or(0) > admission.body_limit) throw Problem{ProblemKind::too_large, "body.too_large"};
            if (!parser.is_done()) co_await read_body(parser, request, admission);
            whole = true;
            this->deadline = Steady::time_point::max();  // the handler has limits of its own
            response = co_await state().handler.handle(request);
            check_fields(response);
            co_return std::nullopt;
        } catch (Problem const& problem) {
            co_return problem;
        } catch (std::exception const& error) {
            state().handler.failed(request, error);
            co_return Problem{ProblemKind::internal, "internal"};
        }
    }

    Task<void> read_body(Parser& parser, Request& request, Admission admission) {
        Error error;
        if (same_letters(request.field("expect"), "100-continue")) {
            static constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
            within(state().settings.limits.write_time);
            co_await asio::async_write(stream_, asio::buffer(go_on), asio::redirect_error(use_task, error));
        }
        parser.body_limit(admission.body_limit);
        parser.eager(true);
        within(admission.body_time);
        co_await beast::http::async_read(stream_, buffer_, parser, asio::redirect_error(use_task, error));
        if (error == beast::http::error::body_limit) throw Problem{ProblemKind::too_large, "body.too_large"};
        if (error) throw Problem{ProblemKind::malformed, "body.malformed"};
        request.body = std::move(parser.get().body());
    }

    struct Written {
        bool ok;
        unsigned status;
        std::size_t bytes;
    };

    Task<Written> write(Response response, Request const& request, bool keep, bool head_only) {
        prepare_range(request, response);
        auto const head = head_of(response, request, keep, state().clock.now());
        auto const status = response.status;
        Error error;
        std::size_t bytes = 0;
        if (auto const* file = std::get_if<FileRange>(&response.body); file && !head_only) {
            bytes = co_await asio::async_write(stream_, asio::buffer(head), asio::redirect_error(use_task, error));
            FileReader reader{*file};
            for (auto part = reader.next(); !error && !part.empty(); part = reader.next()) {
                within(state().settings.limits.write_time);
                bytes += co_await asio::async_write(stream_, asio::buffer(part), asio::redirect_error(use_task, error));
            }
            co_return Written{!error && reader.whole(), status, bytes};
        }
        auto const body = head_only ? std::string_view{} : text_of(response.body);
        std::array<asio::const_buffer, 2> const both{asio::buffer(head), asio::buffer(body)};
        bytes = co_await asio::async_write(stream_, both, asio::redirect_error(use_task, error));
        co_return Written{!error, status, bytes};
    }

    // Reads away what the client still sends, for a moment, so that it gets to see our answer.
    Task<void> linger() {
        Error error;
        beast::get_lowest_layer(stream_).shutdown(TcpStream::shutdown_send, error);
        within(std::chrono::seconds{2});
        buffer_.clear();
        std::array<char, 4096> away;
        std::size_t total = 0;
        while (!error && total < 4 * 1024 * 1024)
            total += co_await beast::get_lowest_layer(stream_).async_read_some(asio::buffer(away), asio::redirect_error(use_task, error));
        drop();
    }

    Task<bool> upgrade(Parser& parser, Request& request, Steady::time_point began) {
        this->deadline = Steady::time_point::max();
        auto live = std::make_shared<LiveSocket<Stream>>(std::move(stream_), counted_.state, counted_.peer);
        std::shared_ptr<SocketOwner> owner;
        std::optional<Problem> refused;
        try {
            if (!parser.is_done()) throw Problem{ProblemKind::malformed, "http.malformed"};
            owner = co_await state().handler.open_socket(request, live);
        } catch (Problem const& problem) {
            refused = problem;
        } catch (std::exception const& error) {
            state().handler.failed(request, error);
            refused = Problem{ProblemKind::internal, "internal"};
        }
        if (refused) {
            stream_ = live->take_back();
            within(state().settings.limits.write_time);
            auto const written = co_await write(state().handler.problem(*refused, &request), request, false, false);
            state().handler.finished(request, written.status, written.bytes, Steady::now() - began);
            co_await linger();
            co_return false;
        }
        state().handler.finished(request, 101, 0, Steady::now() - began);
        auto const protocol = offers(request, state().settings.subprotocol) ? state().settings.subprotocol : std::string{};
        // A coroutine of its own: the frames of this one are given back while the socket idles.
        asio::co_spawn(state().io, live->run(std::move(owner), parser.release(), protocol, request.id), asio::detached);
        co_return false;
    }

    Stream stream_;
    beast::flat_buffer buffer_;
    Counted counted_;
    bool idle_ = false, last_ = false, reading_head_ = false, late_ = false;
};

}  // namespace ombud::http
