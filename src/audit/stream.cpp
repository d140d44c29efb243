#include "audit/stream.hpp"

#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/udp.hpp>
#include <boost/asio/local/datagram_protocol.hpp>
#include <boost/asio/write.hpp>
#include <fcntl.h>
#include <fmt/format.h>
#include <linux/sockios.h>
#include <sys/ioctl.h>
#include <system_error>
#include <unistd.h>

#include "audit/queries.hpp"
#include "core/limits.hpp"
#include "core/offload.hpp"
#include "core/problem.hpp"
#include "postgres/database.hpp"
#include "postgres/keep_doing.hpp"

namespace ombud::audit {

namespace {

using Timer = asio::basic_waitable_timer<std::chrono::steady_clock, asio::wait_traits<std::chrono::steady_clock>, Executor>;

[[noreturn]] void fail(char const* what) {
    throw std::system_error(errno, std::generic_category(), what);
}

class File final : public Place {
public:
    File(std::filesystem::path file, asio::thread_pool& workers) : file_(std::move(file)), workers_(workers) {}

    Task<void> put(std::vector<std::string> lines) override {
        std::string text;
        for (auto const& line : lines) text.append(line).push_back('\n');
        co_await offload(workers_, [this, &text] { return append(text); });
    }

private:
    bool append(std::string_view text) const {
        int const file = ::open(file_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
        if (file < 0) fail("open");
        std::unique_ptr<int const, void (*)(int const*)> const closed{&file, [](int const* open) { ::close(*open); }};
        while (!text.empty()) {
            auto const put = ::write(file, text.data(), text.size());
            if (put < 0) fail("write");
            text.remove_prefix(std::size_t(put));
        }
        if (::fsync(file) != 0) fail("fsync");
        return true;
    }

    std::filesystem::path file_;
    asio::thread_pool& workers_;
};

// Facility "log audit" (13), severity "notice" (5).
std::string syslog_message(std::string const& line, Timestamp now) {
    char host[256] = "-";
    if (gethostname(host, sizeof host - 1) != 0) host[0] = '-', host[1] = '\0';
    return fmt::format("<109>1 {} {} ombud {} audit - {}", to_rfc3339(now), host, getpid(), line);
}

// One connection for each batch: what the last one left behind on its way cannot be lost with it.
class Syslog final : public Place {
public:
    Syslog(asio::io_context& io, std::string const& address, Clock& clock) : io_(io), clock_(clock) {
        auto const colon = address.find(':'), last = address.rfind(':');
        way_ = address.substr(0, std::min(colon, address.size()));
        bool const unix_way = way_ == "unix" && address.size() > 5 && address[5] == '/';
        bool const other_way =
            colon != address.npos && (way_ == "udp" || way_ == "tcp") && last > colon + 1 && last + 1 < address.size();
        if (!unix_way && !other_way)
            throw Problem{ProblemKind::invalid, "syslog.address", {}, "unix:/path, udp:host:port or tcp:host:port"};
        if (unix_way) {
            host_ = address.substr(colon + 1);
            return;
        }
        host_ = address.substr(colon + 1, last - colon - 1);
        if (host_.starts_with('[') && host_.ends_with(']')) host_ = host_.substr(1, host_.size() - 2);
        port_ = address.substr(last + 1);
    }

    Task<void> put(std::vector<std::string> lines) override {
        using namespace asio::experimental::awaitable_operators;
        Timer patience{io_, limits::audit_place_patience};
        std::vector<std::string> messages;
        messages.reserve(lines.size());
        for (auto const& line : lines) messages.push_back(syslog_message(line, clock_.now()));
        auto const first = co_await (send(messages) || patience.async_wait(use_task));
        if (first.index() == 1) throw Problem{ProblemKind::unavailable, "syslog.too_slow"};
    }

private:
    Task<void> send(std::vector<std::string> const& messages) {
        if (way_ == "tcp") co_return co_await send_stream(messages);
        if (way_ == "unix") {
            asio::basic_datagram_socket<asio::local::datagram_protocol, Executor> socket{io_};
            socket.connect(asio::local::datagram_protocol::endpoint{host_});
            for (auto const& message : messages) co_await socket.async_send(asio::buffer(message), use_task);
            co_return;
        }
        asio::ip::basic_resolver<asio::ip::udp, Executor> resolver{io_};
        auto const found = co_await resolver.async_resolve(host_, port_, use_task);
        asio::basic_datagram_socket<asio::ip::udp, Executor> socket{io_};
        co_await asio::async_connect(socket, found, use_task);
        for (auto const& message : messages) co_await socket.async_send(asio::buffer(message), use_task);
    }

    Task<void> send_stream(std::vector<std::string> const& messages) {
        asio::ip::basic_resolver<asio::ip::tcp, Executor> resolver{io_};
        auto const found = co_await resolver.async_resolve(host_, port_, use_task);
        asio::basic_stream_socket<asio::ip::tcp, Executor> socket{io_};
        co_await asio::async_connect(socket, found, use_task);
        std::string framed;
        for (auto const& message : messages) framed += fmt::format("{} {}", message.size(), message);
        co_await asio::async_write(socket, asio::buffer(framed), use_task);
        // Written is not arrived: the kernel says how much the other side has not acknowledged.
        Timer pause{io_};
        for (int left = 1;;) {
            if (ioctl(socket.native_handle(), SIOCOUTQ, &left) != 0) fail("unacknowledged bytes");
            if (left == 0) break;
            pause.expires_after(std::chrono::milliseconds{5});
            co_await pause.async_wait(use_task);
        }
        int gone = 0;
        socklen_t size = sizeof gone;
        if (getsockopt(socket.native_handle(), SOL_SOCKET, SO_ERROR, &gone, &size) != 0 || gone != 0)
            throw Problem{ProblemKind::unavailable, "syslog.lost"};
    }

    asio::io_context& io_;
    Clock& clock_;
    std::string way_, host_, port_;
};

}  // namespace

std::unique_ptr<Place> file_place(std::filesystem::path file, asio::thread_pool& workers) {
    return std::make_unique<File>(std::move(file), workers);
}

std::unique_ptr<Place> syslog_place(asio::io_context& io, std::string const& address, Clock& clock) {
    return std::make_unique<Syslog>(io, address, clock);
}

Stream::Stream(postgres::Database& database, std::string name, std::unique_ptr<Place> place, Clock& clock)
    : database_(database), name_(std::move(name)), place_(std::move(place)), clock_(clock) {}

Task<bool> Stream::pass_on_some() {
    auto told = (co_await database_.run(sql::position, name_)).value_or(sql::Position{});
    auto const records = co_await database_.run(sql::records_after, told.seq, limits::audit_records_read);
    auto const checkpoints = co_await database_.run(sql::checkpoints_after, told.checkpoint, limits::audit_records_read);
    std::vector<std::string> lines;
    lines.reserve(records.size() + checkpoints.size());
    for (auto const& record : records) lines.push_back(line_of(record));
    if (!records.empty()) told.seq = records.back().seq;
    for (auto const& checkpoint : checkpoints) {
        if (checkpoint.seq > told.seq) break;  // never before the record that it vouches for
        lines.push_back(line_of(checkpoint));
        told.checkpoint = checkpoint.number;
    }
    if (lines.empty()) co_return false;
    co_await place_->put(std::move(lines));
    co_await database_.run(sql::keep_position, name_, told.seq, told.checkpoint);
    co_return true;
}

Task<void> Stream::pass_on() {
    return postgres::keep_doing(clock_, "audit.stream." + name_, limits::audit_passed_on_every, [this]() -> Task<postgres::Left> {
        co_return co_await pass_on_some() ? postgres::Left::more : postgres::Left::nothing;
    });
}

}  // namespace ombud::audit
