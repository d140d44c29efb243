#include "http/connection.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/beast/websocket/rfc6455.hpp>

#include "core/ids.hpp"
#include "http/frames.hpp"
#include "http/socket.hpp"

namespace ombud::http {

namespace {

using Error = boost::system::error_code;
namespace beast_http = boost::beast::http;

// What is written or read between two looks at the clock.
constexpr std::size_t slice_bytes = 65'536;

std::span<iovec> without(std::span<iovec> parts, std::size_t bytes) {
    while (!parts.empty() && bytes >= parts.front().iov_len) {
        bytes -= parts.front().iov_len;
        parts = parts.subspan(1);
    }
    if (!parts.empty()) parts.front() = {static_cast<char*>(parts.front().iov_base) + bytes, parts.front().iov_len - bytes};
    return parts;
}

iovec part_of(std::string_view text) {
    return {const_cast<char*>(text.data()), text.size()};
}

}  // namespace

Task<void> HttpConnection::run(std::unique_ptr<HttpConnection> self) {
    for (bool open = true; open; open = open && co_await self->one_request()) {
        if (!self->buffer_.empty()) continue;
        // An idle connection holds no buffer.
        self->buffer_ = std::string{};
        auto const& limits = self->state().settings.limits;
        self->enter(Phase::idle, self->wire_.established() ? limits.keep_alive_time : limits.header_time);
        open = !self->last_ && co_await self->more(slice_bytes);
    }
}

void HttpConnection::finish() {
    last_ = true;
    if (phase_ == Phase::idle) drop();
}

void HttpConnection::tick(Steady::time_point now) {
    if (now < deadline) return;
    if (!late_ && phase_ != Phase::idle && phase_ != Phase::leaving) ++state().counters.timed_out;
    if (phase_ == Phase::head || phase_ == Phase::body) {
        // One polite answer, then the end.
        late_ = true;
        within(state().settings.limits.write_time);
        wire_.cancel();
    } else if (phase_ == Phase::writing) {
        wire_.reset();
    } else {
        drop();
    }
}

Wire::Outcome HttpConnection::pull(std::size_t most) {
    std::array<char, 16'384> part;
    auto const outcome = wire_.read(std::span{part}.first(std::min(most, part.size())));
    buffer_.append(part.data(), outcome.bytes);
    return outcome;
}

Task<bool> HttpConnection::more(std::size_t most) {
    for (;;) {
        auto const outcome = pull(most);
        if (outcome.state == Wire::State::done) co_return true;
        if (outcome.state == Wire::State::ended) co_return false;
        Error error;
        co_await wire_.wait(outcome.state, asio::redirect_error(use_task, error));
        if (late_) throw Problem{ProblemKind::too_slow, phase_ == Phase::head ? "header.slow" : "body.slow"};
        if (error) co_return false;
    }
}

Task<bool> HttpConnection::one_request() {
    auto const began = Steady::now();
    auto request = state().new_request(counted_.peer);
    request.secure = wire_.secure();
    Parser parser;
    Answer answered;
    std::optional<Problem> refused;
    try {
        if (!co_await read_head(parser, request)) co_return false;
    } catch (Problem const& problem) {
        refused = problem;
    }
    if (!refused && boost::beast::websocket::is_upgrade(parser.get())) {
        co_await upgrade(parser, request, began);
        co_return false;
    }
    if (!refused) refused = co_await answer(parser, request, answered);
    if (state().over) co_return false;
    if (refused) answered.response = state().handler.problem(*refused, &request);
    bool const keep = answered.whole && !last_ && parser.keep_alive();
    if (!co_await write(answered, request, keep, began)) co_return false;
    if (!keep) co_await linger();
    co_return keep;
}

Task<bool> HttpConnection::read_head(Parser& parser, Request& request) {
    auto const& limits = state().settings.limits;
    enter(Phase::head, limits.header_time);
    std::size_t searched = 0, end = 0;
    while ((end = buffer_.find("\r\n\r\n", searched)) == buffer_.npos) {
        if (buffer_.size() >= limits.header_bytes) throw Problem{ProblemKind::too_large, "header.too_large"};
        searched = std::max<std::size_t>(buffer_.size(), 3) - 3;
        if (!co_await more(limits.header_bytes - buffer_.size())) co_return false;
    }
    auto const head = std::string_view(buffer_).substr(0, end + 4);
    if (head.size() > limits.header_bytes) throw Problem{ProblemKind::too_large, "header.too_large"};
    if (!strict_head(head)) throw Problem{ProblemKind::malformed, "http.malformed"};
    Error error;
    parser.header_limit(std::uint32_t(limits.header_bytes));
    parser.body_limit(boost::none);
    parser.put(asio::buffer(head), error);
    if (error || !parser.is_header_done()) throw Problem{ProblemKind::malformed, "http.malformed"};
    buffer_.erase(0, head.size());
    understand(parser.get(), request);
    if (request.fields.size() > limits.header_fields) throw Problem{ProblemKind::too_large, "header.too_many_fields"};
    state().trust_proxy(request);
    co_return true;
}

Task<std::optional<Problem>> HttpConnection::answer(Parser& parser, Request& request, Answer& answer) {
    try {
        answer.whole = parser.is_done();
        phase_ = Phase::handling;
        deadline = Steady::time_point::max();  // the handler has limits of its own
        auto const admission = co_await state().handler.admit(request);
        if (state().over) co_return std::nullopt;
        if (parser.content_length().value_or(0) > admission.body_limit) throw Problem{ProblemKind::too_large, "body.too_large"};
        if (!answer.whole) co_await read_body(parser, request, admission);
        answer.whole = true;
        phase_ = Phase::handling;
        deadline = Steady::time_point::max();
        answer.response = co_await state().handler.handle(request);
        if (state().over) co_return std::nullopt;
        check_fields(answer.response);
        prepare_range(request, answer.response);
        if (auto const* file = std::get_if<FileRange>(&answer.response.body)) answer.file.emplace(*file);
        co_return std::nullopt;
    } catch (Problem const& problem) {
        co_return problem;
    } catch (std::exception const& error) {
        if (!state().over) state().handler.failed(request, error);
        co_return Problem{ProblemKind::internal, "internal"};
    }
}

Task<void> HttpConnection::read_body(Parser& parser, Request& request, Admission admission) {
    if (buffer_.empty() && same_letters(request.field("expect"), "100-continue") && parser.get().version() > 10 &&
        !co_await send("HTTP/1.1 100 Continue\r\n\r\n", {}))
        throw Problem{ProblemKind::malformed, "body.malformed"};
    parser.body_limit(admission.body_limit);
    parser.eager(true);
    bool stuck = buffer_.empty();
    enter(Phase::body, admission.body_time);
    while (!parser.is_done()) {
        // A full slice that means nothing yet is a chunk's head or a trailer without an end.
        if (buffer_.size() >= slice_bytes || (stuck && !co_await more(slice_bytes - buffer_.size())))
            throw Problem{ProblemKind::malformed, "body.malformed"};
        Error error;
        buffer_.erase(0, parser.put(asio::buffer(buffer_), error));
        stuck = error == beast_http::error::need_more || buffer_.empty();
        if (error == beast_http::error::body_limit) throw Problem{ProblemKind::too_large, "body.too_large"};
        if (error && error != beast_http::error::need_more) throw Problem{ProblemKind::malformed, "body.malformed"};
    }
    request.body = std::move(parser.get().body());
}

Task<bool> HttpConnection::write(Answer& answered, Request const& request, bool keep, Steady::time_point began) {
    auto const& response = answered.response;
    auto const head = head_of(response, request, keep, state().clock.now());
    bool const bodiless = request.method == Method::head || response.status == 204 || response.status == 304;
    std::size_t bytes = head.size();
    bool sent = co_await send(head, bodiless || answered.file ? std::string_view{} : text_of(response.body));
    if (answered.file && !bodiless) {
        for (auto part = answered.file->next(); sent && !part.empty(); part = answered.file->next())
            sent = co_await send({}, part);
        sent = sent && answered.file->whole();
    }
    if (!bodiless) bytes += size_of(response.body);
    if (!state().over) state().handler.finished(request, response.status, sent ? bytes : 0, Steady::now() - began);
    co_return sent && !state().over;
}

Task<bool> HttpConnection::send(std::string_view head, std::string_view body) {
    do {
        std::array<iovec, 2> parts{part_of(head), part_of(body.substr(0, slice_bytes))};
        enter(Phase::writing, state().settings.limits.write_time);
        for (auto left = without(parts, 0); !left.empty();) {
            auto const outcome = wire_.write(left);
            if (outcome.state == Wire::State::ended) co_return false;
            left = without(left, outcome.bytes);
            if (outcome.state == Wire::State::done) continue;
            Error error;
            co_await wire_.wait(outcome.state, asio::redirect_error(use_task, error));
            if (error) co_return false;
        }
        head = {};
        body.remove_prefix(std::min(body.size(), slice_bytes));
    } while (!body.empty());
    co_return true;
}

Task<void> HttpConnection::linger() {
    wire_.finish();
    enter(Phase::leaving, limits::linger_time);
    buffer_ = std::string{};
    for (std::size_t total = 0; total < limits::linger_bytes;) {
        auto const outcome = wire_.discard();
        total += outcome.bytes;
        if (outcome.state == Wire::State::ended) break;
        if (outcome.state == Wire::State::done) continue;
        Error error;
        co_await wire_.wait(outcome.state, asio::redirect_error(use_task, error));
        if (error) break;
    }
}

Task<void> HttpConnection::upgrade(Parser& parser, Request& request, Steady::time_point began) {
    phase_ = Phase::handling;
    deadline = Steady::time_point::max();
    auto const live = std::make_shared<LiveSocket>(counted_.state, counted_.peer);
    std::shared_ptr<SocketOwner> owner;
    Answer answered;
    std::string handshake;
    std::optional<Problem> refused;
    try {
        handshake = accept_socket(request, parser.is_done(), state().settings.subprotocol);
        owner = co_await state().handler.open_socket(request, live);
    } catch (Problem const& problem) {
        refused = problem;
    } catch (std::exception const& error) {
        if (!state().over) state().handler.failed(request, error);
        refused = Problem{ProblemKind::internal, "internal"};
    }
    if (state().over) co_return;
    if (refused) {
        answered.response = state().handler.problem(*refused, &request);
        // RFC 6455, 4.4: how a client learns which version to speak.
        if (refused->code == "websocket.version") answered.response.fields.push_back({"Sec-WebSocket-Version", "13"});
        if (co_await write(answered, request, false, began)) co_await linger();
        co_return;
    }
    state().handler.finished(request, 101, handshake.size(), Steady::now() - began);
    live->start(std::move(wire_), std::move(owner), std::move(handshake), std::move(buffer_));
}

}  // namespace ombud::http
