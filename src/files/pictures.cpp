#include "files/pictures.hpp"

#include <array>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/write.hpp>
#include <csignal>
#include <fcntl.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <system_error>

#include "core/limits.hpp"
#include "core/log.hpp"
#include "core/offload.hpp"
#include "core/problem.hpp"

namespace ombud::files {

namespace {

using Socket = asio::basic_stream_socket<asio::local::stream_protocol, Executor>;

Problem try_again() {
    return {ProblemKind::unavailable, "attachment.try_again", "file"};
}

enum class End { done, undecodable, too_many_pixels, died, late, did_not_start };

struct Attempt {
    End end;
    Picture picture;
};

std::string_view reason(HelperStart start) {
    switch (start) {
        case HelperStart::no_decoder:
            return "no_decoder";
        case HelperStart::no_other_user:
            return "no_other_user";  // started by root in a container that may not change users
        case HelperStart::no_limits:
            return "no_limits";
        case HelperStart::no_call_filter:
            return "no_call_filter";  // a kernel or container without seccomp filters
        case HelperStart::ready:
            break;
    }
    return "no_word";
}

// Starts `program` with `socket` as its standard input and nothing else of ours: no environment, no descriptors, no log.
pid_t spawn(std::filesystem::path const& program, int socket) {
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_adddup2(&files, socket, STDIN_FILENO);
    posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addclosefrom_np(&files, STDERR_FILENO + 1);
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    sigset_t signals;
    sigemptyset(&signals);
    posix_spawnattr_setsigmask(&attributes, &signals);
    sigfillset(&signals);
    posix_spawnattr_setsigdefault(&attributes, &signals);

    std::string name = program.filename().string();
    std::array<char*, 2> arguments{name.data(), nullptr};
    std::array<char*, 1> environment{nullptr};
    pid_t process{};
    int error = posix_spawn(&process, program.c_str(), &files, &attributes, arguments.data(), environment.data());
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&files);
    if (error != 0) throw std::system_error(error, std::generic_category(), "cannot start ombud-pictures");
    return process;
}

class Helper {
public:
    Helper(Executor const& loop, std::filesystem::path const& program) : socket_(loop) {
        std::array<int, 2> ends{};
        if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0)
            throw std::system_error(errno, std::generic_category(), "socketpair");
        socket_.assign(asio::local::stream_protocol{}, ends[0]);
        try {
            process_ = spawn(program, ends[1]);
        } catch (...) {
            ::close(ends[1]);
            throw;
        }
        ::close(ends[1]);
    }
    Helper(Helper const&) = delete;
    Helper& operator=(Helper const&) = delete;
    ~Helper() { finish(); }

    Socket& socket() { return socket_; }

    // The signal that had ended it already, or SIGKILL, or 0. Blocks for the moment that the system needs to take it down.
    int finish() {
        if (process_ == 0) return 0;
        ::kill(process_, SIGKILL);
        int status = 0;
        while (::waitpid(process_, &status, 0) < 0 && errno == EINTR) continue;
        process_ = 0;
        return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    }

private:
    Socket socket_;
    pid_t process_{};
};

Task<Attempt> talk(Socket& socket, PictureFormat format, std::string_view bytes) {
    boost::system::error_code error;
    auto into_error = asio::redirect_error(use_task, error);

    HelperStart start{};
    co_await asio::async_read(socket, asio::buffer(&start, sizeof start), into_error);
    if (error || start != HelperStart::ready) {
        if (error != asio::error::operation_aborted) log::error("pictures.helper_not_ready", {{"why", reason(start)}});
        co_return Attempt{End::did_not_start};
    }

    auto request = encode(PictureRequest{format, std::uint32_t(bytes.size())});
    co_await asio::async_write(socket, std::array{asio::buffer(std::as_const(request)), asio::buffer(bytes)}, into_error);
    if (error) co_return Attempt{End::died};

    wire::Header<PictureAnswer::wire_size> header{};
    co_await asio::async_read(socket, asio::buffer(header), into_error);
    auto answer = decode_answer(header);
    if (error || !answer) co_return Attempt{End::died};
    if (answer->outcome == PictureOutcome::undecodable) co_return Attempt{End::undecodable};
    if (answer->outcome == PictureOutcome::too_many_pixels) co_return Attempt{End::too_many_pixels};

    Picture picture{std::string(answer->bytes, '\0'),      std::int32_t(answer->width),
                    std::int32_t(answer->height),          std::string(answer->thumbnail_bytes, '\0'),
                    std::int32_t(answer->thumbnail_width), std::int32_t(answer->thumbnail_height)};
    co_await asio::async_read(socket, std::array{asio::buffer(picture.bytes), asio::buffer(picture.thumbnail)}, into_error);
    co_return error ? Attempt{End::died} : Attempt{End::done, std::move(picture)};
}

Task<Attempt> attempt(asio::thread_pool& workers, Clock& clock, std::chrono::microseconds time_limit,
                      std::filesystem::path const& program, PictureFormat format, std::string_view bytes) {
    using namespace asio::experimental::awaitable_operators;
    auto loop = co_await asio::this_coro::executor;
    Helper helper{loop, program};
    auto first = co_await (talk(helper.socket(), format, bytes) || clock.sleep_for(time_limit));
    int const signal = co_await offload(workers, [&] { return helper.finish(); });
    auto* ended = std::get_if<Attempt>(&first);
    if (!ended) co_return Attempt{End::late};
    if (ended->end == End::died) {
        log::warning("pictures.helper_died", {{"signal", signal}});
        // More work than it may do: fewer pixels would help, another try would not.
        if (signal == SIGXCPU) ended->end = End::too_many_pixels;
    }
    co_return std::move(*ended);
}

}  // namespace

// How many pictures are at work and how many wait; shared with the coroutines, which may outlive Pictures when the program stops.
struct Pictures::Slots {
    using Timer = asio::basic_waitable_timer<std::chrono::steady_clock, asio::wait_traits<std::chrono::steady_clock>, Executor>;

    explicit Slots(Executor const& loop) : freed(loop, Timer::time_point::max()) {}

    Timer freed;  // never rings by itself: cancel() wakes all who wait
    std::size_t busy{};
    std::size_t waiting{};
};

namespace {

// Counts up for as long as it lives.
class Counted {
public:
    explicit Counted(std::size_t& count) : count_(count) { ++count_; }
    Counted(Counted const&) = delete;
    Counted& operator=(Counted const&) = delete;
    ~Counted() { --count_; }

private:
    std::size_t& count_;
};

template <class Slots>
Task<void> wait_for_turn(Slots& slots) {
    if (slots.waiting >= limits::uploads_at_once) throw try_again();
    Counted waiting{slots.waiting};
    while (slots.busy >= limits::pictures_at_once) {
        boost::system::error_code woken;
        co_await slots.freed.async_wait(asio::redirect_error(use_task, woken));
    }
}

}  // namespace

Pictures::Pictures(asio::io_context& loop, asio::thread_pool& workers, Clock& clock, std::filesystem::path program,
                   std::chrono::microseconds time_limit)
    : workers_(workers),
      clock_(clock),
      program_(std::move(program)),
      time_limit_(time_limit),
      slots_(std::make_shared<Slots>(loop.get_executor())) {}

Task<Picture> Pictures::convert(PictureFormat format, std::string_view bytes) {
    auto slots = slots_;
    co_await wait_for_turn(*slots);
    Counted busy{slots->busy};
    struct Wake {
        Slots& slots;
        ~Wake() { slots.freed.cancel(); }
    } wake{*slots};

    Attempt result{End::did_not_start};
    try {
        result = co_await attempt(workers_, clock_, time_limit_, program_, format, bytes);
        // The system may have killed it for want of memory; a second death is the picture's doing.
        if (result.end == End::died) result = co_await attempt(workers_, clock_, time_limit_, program_, format, bytes);
    } catch (std::system_error const& error) {
        log::error("pictures.helper_not_started", {{"error", error.what()}});
    }
    switch (result.end) {
        case End::done:
            co_return std::move(result.picture);
        case End::too_many_pixels:
            throw Problem{ProblemKind::too_large, "attachment.too_many_pixels", "file"};
        case End::undecodable:
        case End::died:
            break;
        case End::late:
            log::warning("pictures.helper_too_slow");
            throw try_again();
        case End::did_not_start:
            throw try_again();
    }
    throw Problem{ProblemKind::unsupported, "attachment.undecodable", "file"};
}

std::filesystem::path helper_beside_server() {
    return std::filesystem::read_symlink("/proc/self/exe").replace_filename("ombud-pictures");
}

}  // namespace ombud::files
