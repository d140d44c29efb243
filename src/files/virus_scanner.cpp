#include "files/virus_scanner.hpp"

#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/write.hpp>

#include "core/problem.hpp"

namespace ombud::files {

namespace {

using Stream = asio::basic_stream_socket<asio::generic::stream_protocol, Executor>;

// clamd(8), INSTREAM: chunks with their length before them, big-endian, and an empty one at the end.
Task<Verdict> ask(Stream& stream, std::string_view bytes) {
    co_await asio::async_write(stream, asio::buffer(std::string_view{"zINSTREAM\0", 10}), use_task);
    constexpr std::size_t chunk = 64 * 1024;
    for (std::size_t at = 0; at <= bytes.size(); at += chunk) {
        auto const part = bytes.substr(at, chunk);
        auto const size = std::uint32_t(part.size());
        std::array<char, 4> const head{char(size >> 24), char(size >> 16), char(size >> 8), char(size)};
        std::array<asio::const_buffer, 2> const both{asio::buffer(head), asio::buffer(part)};
        co_await asio::async_write(stream, both, use_task);
        if (part.empty()) break;
        if (part.size() < chunk) {
            co_await asio::async_write(stream, asio::buffer(std::array<char, 4>{}), use_task);
            break;
        }
    }
    std::string answer(512, '\0');
    boost::system::error_code ended;
    answer.resize(co_await asio::async_read(stream, asio::buffer(answer), asio::redirect_error(use_task, ended)));
    if (auto const end = answer.find('\0'); end != answer.npos) answer.resize(end);
    if (answer == "stream: OK") co_return Verdict::clean;
    if (answer.starts_with("stream: ") && answer.ends_with(" FOUND")) co_return Verdict::infected;
    co_return Verdict::unavailable;
}

}  // namespace

VirusScanner::VirusScanner(std::string address, Clock& clock, std::chrono::microseconds time_limit) : clock_(clock), time_limit_(time_limit) {
    auto const colon = address.rfind(':');
    if (address.starts_with('/')) {
        path_ = std::move(address);
    } else if (colon != address.npos && colon > 0 && colon + 1 < address.size()) {
        host_ = address.substr(0, colon);
        port_ = address.substr(colon + 1);
    } else {
        throw Problem{ProblemKind::invalid, "setting.clamd", "files.clamd"};
    }
}

Task<Verdict> VirusScanner::scan(std::string_view bytes) {
    using namespace asio::experimental::awaitable_operators;
    auto work = [&]() -> Task<Verdict> {
        try {
            Stream stream{co_await asio::this_coro::executor};
            if (!path_.empty()) {
                co_await stream.async_connect(asio::local::stream_protocol::endpoint{path_}, use_task);
            } else {
                asio::ip::basic_resolver<asio::ip::tcp, Executor> resolver{co_await asio::this_coro::executor};
                auto const found = co_await resolver.async_resolve(host_, port_, use_task);
                co_await stream.async_connect(found.begin()->endpoint(), use_task);
            }
            co_return co_await ask(stream, bytes);
        } catch (boost::system::system_error const&) {
            co_return Verdict::unavailable;
        }
    };
    auto const first = co_await (work() || clock_.sleep_for(time_limit_));
    co_return first.index() == 0 ? std::get<0>(first) : Verdict::unavailable;
}

}  // namespace ombud::files
