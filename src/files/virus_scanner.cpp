#include "files/virus_scanner.hpp"

#include <algorithm>
#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/write.hpp>
#include <boost/endian/conversion.hpp>
#include <cstdint>

#include "core/log.hpp"
#include "core/problem.hpp"

namespace ombud::files {

namespace {

using namespace std::string_view_literals;
using asio::ip::tcp;
using Local = asio::local::stream_protocol;
template <class Protocol>
using Socket = asio::basic_stream_socket<Protocol, Executor>;

constexpr std::size_t chunk_bytes = std::size_t{64} * 1024;
constexpr std::size_t answer_bytes = std::size_t{4} * 1024;

// INSTREAM of clamd(8): chunks, each behind its length; an empty one ends the stream.
template <class Protocol>
Task<void> send(Socket<Protocol>& socket, std::string_view bytes) {
    // When clamd has had enough it answers and hangs up: a failed write is no reason not to read.
    boost::system::error_code error;
    auto into_error = asio::redirect_error(use_task, error);
    co_await asio::async_write(socket, asio::buffer("zINSTREAM\0"sv), into_error);
    for (bool last = false; !last && !error;) {
        auto chunk = bytes.substr(0, chunk_bytes);
        bytes.remove_prefix(chunk.size());
        last = chunk.empty();
        auto length = boost::endian::native_to_big(std::uint32_t(chunk.size()));
        co_await asio::async_write(socket, std::array{asio::const_buffer(&length, sizeof length), asio::buffer(chunk)},
                                   into_error);
    }
}

template <class Protocol>
Task<Verdict> converse(Socket<Protocol> socket, std::string_view bytes) {
    co_await send(socket, bytes);
    std::string answer;
    auto length = co_await asio::async_read_until(socket, asio::dynamic_buffer(answer, answer_bytes), '\0', use_task);
    co_return read_clamd_answer(std::string_view{answer}.substr(0, length - 1));
}

Task<Socket<Local>> connect_local(std::string const& path) {
    Socket<Local> socket{co_await asio::this_coro::executor};
    co_await socket.async_connect(Local::endpoint{path}, use_task);
    co_return socket;
}

Task<Socket<tcp>> connect_tcp(std::string const& host, std::string const& port) {
    auto loop = co_await asio::this_coro::executor;
    asio::ip::basic_resolver<tcp, Executor> resolver{loop};
    auto endpoints = co_await resolver.async_resolve(host, port, use_task);
    Socket<tcp> socket{loop};
    co_await asio::async_connect(socket, endpoints, use_task);
    co_return socket;
}

Task<Verdict> ask(std::string const& path, std::string const& host, std::string const& port, std::string_view bytes) {
    try {
        co_return path.empty() ? co_await converse(co_await connect_tcp(host, port), bytes)
                               : co_await converse(co_await connect_local(path), bytes);
    } catch (boost::system::system_error const& error) {
        if (error.code() != asio::error::operation_aborted)
            log::warning("clamd.unavailable", {{"error", error.code().message()}});
        co_return Verdict::unavailable;
    }
}

}  // namespace

VirusScanner::VirusScanner(std::string address, Clock& clock, std::chrono::microseconds time_limit)
    : clock_(clock), time_limit_(time_limit) {
    if (address.starts_with('/')) {
        path_ = std::move(address);
        return;
    }
    auto colon = address.rfind(':');
    if (colon == 0 || colon == address.npos || colon + 1 == address.size())
        throw Problem{ProblemKind::invalid, "setting.clamd", "files.clamd"};
    host_ = address.substr(0, colon);
    port_ = address.substr(colon + 1);
    if (host_.starts_with('[') && host_.ends_with(']')) host_ = host_.substr(1, host_.size() - 2);
}

Verdict read_clamd_answer(std::string_view answer) {
    if (answer == "stream: OK"sv) return Verdict::clean;
    if (answer.starts_with("stream: "sv) && answer.ends_with(" FOUND"sv)) return Verdict::infected;
    if (answer == "INSTREAM size limit exceeded. ERROR"sv) return Verdict::too_large;
    log::warning("clamd.unexpected_answer");
    return Verdict::unavailable;
}

Task<Verdict> VirusScanner::scan(std::string_view bytes) {
    using namespace asio::experimental::awaitable_operators;
    auto first = co_await (ask(path_, host_, port_, bytes) || clock_.sleep_for(time_limit_));
    if (auto const* verdict = std::get_if<Verdict>(&first)) co_return *verdict;
    log::warning("clamd.too_slow");
    co_return Verdict::unavailable;
}

}  // namespace ombud::files
