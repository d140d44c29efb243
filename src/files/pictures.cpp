#include "files/pictures.hpp"

#include <fcntl.h>
#include <optional>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/offload.hpp"
#include "core/problem.hpp"

namespace ombud::files {

namespace {

using Steady = std::chrono::steady_clock;

// One run of the helper, with the server's end of its socket; killed and buried when it goes.
class Helper {
public:
    Helper(std::filesystem::path const& program, std::chrono::milliseconds time_limit) : until_(Steady::now() + time_limit) {
        int ends[2];
        if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) return;
        socket_ = ends[0];
        posix_spawn_file_actions_t actions;
        posix_spawn_file_actions_init(&actions);
        posix_spawn_file_actions_adddup2(&actions, ends[1], STDIN_FILENO);  // without close-on-exec
        std::array<char*, 2> words{const_cast<char*>(program.c_str()), nullptr};
        std::array<char*, 1> environment{nullptr};
        if (::posix_spawn(&process_, program.c_str(), &actions, nullptr, words.data(), environment.data()) != 0) process_ = -1;
        posix_spawn_file_actions_destroy(&actions);
        ::close(ends[1]);
    }
    ~Helper() {
        if (socket_ >= 0) ::close(socket_);
        if (process_ <= 0) return;
        ::kill(process_, SIGKILL);
        while (::waitpid(process_, nullptr, 0) < 0 && errno == EINTR) {
        }
    }
    Helper(Helper const&) = delete;
    Helper& operator=(Helper const&) = delete;

    bool write(void const* data, std::size_t size) {
        auto const* at = static_cast<char const*>(data);
        while (size > 0) {
            if (!ready(POLLOUT)) return false;
            auto const sent = ::send(socket_, at, size, MSG_NOSIGNAL | MSG_DONTWAIT);
            if (sent < 0 && (errno == EINTR || errno == EAGAIN)) continue;
            if (sent <= 0) return false;
            at += sent;
            size -= std::size_t(sent);
        }
        return true;
    }
    bool read(void* data, std::size_t size) {
        auto* at = static_cast<char*>(data);
        while (size > 0) {
            if (!ready(POLLIN)) return false;
            auto const got = ::recv(socket_, at, size, MSG_DONTWAIT);
            if (got < 0 && (errno == EINTR || errno == EAGAIN)) continue;
            if (got <= 0) return false;
            at += got;
            size -= std::size_t(got);
        }
        return true;
    }

private:
    bool ready(short what) {
        if (socket_ < 0 || process_ <= 0) return false;
        for (;;) {
            auto const left = std::chrono::duration_cast<std::chrono::milliseconds>(until_ - Steady::now()).count();
            if (left <= 0) return false;
            pollfd poll{socket_, what, 0};
            auto const found = ::poll(&poll, 1, int(left));
            if (found < 0 && errno == EINTR) continue;
            return found > 0;
        }
    }

    Steady::time_point until_;
    int socket_ = -1;
    pid_t process_ = -1;
};

// nullopt: the helper died or took too long.

std::optional<std::pair<PictureAnswer, Picture>> ask(std::filesystem::path const& program, std::chrono::milliseconds time_limit,
                                                     PictureFormat format, std::string_view bytes) {
    Helper helper{program, time_limit};
    std::uint8_t ready{};
    if (!helper.read(&ready, 1) || ready != picture_helper_ready) return std::nullopt;
    auto const request = encode(PictureRequest{format, std::uint32_t(bytes.size())});
    wire::Header<PictureAnswer::wire_size> head;
    if (!helper.write(request.data(), request.size()) || !helper.write(bytes.data(), bytes.size()) || !helper.read(head.data(), head.size()))
        return std::nullopt;
    auto const answer = decode_answer(head);
    if (!answer) return std::nullopt;
    Picture picture;
    if (answer->outcome != PictureOutcome::done) return std::pair{*answer, picture};
    picture.bytes.resize(answer->bytes);
    picture.thumbnail.resize(answer->thumbnail_bytes);
    if (!helper.read(picture.bytes.data(), picture.bytes.size()) || !helper.read(picture.thumbnail.data(), picture.thumbnail.size()))
        return std::nullopt;
    picture.width = std::int32_t(answer->width);
    picture.height = std::int32_t(answer->height);
    picture.thumbnail_width = std::int32_t(answer->thumbnail_width);
    picture.thumbnail_height = std::int32_t(answer->thumbnail_height);
    return std::pair{*answer, std::move(picture)};
}

}  // namespace

Task<Picture> Pictures::convert(PictureFormat format, std::string_view bytes) {
    auto answer = co_await offload(workers_, [&] { return ask(program_, time_limit_, format, bytes); });
    if (!answer) throw Problem{ProblemKind::unavailable, "attachment.try_again", "file"};
    if (answer->first.outcome == PictureOutcome::undecodable) throw Problem{ProblemKind::unsupported, "attachment.undecodable", "file"};
    if (answer->first.outcome == PictureOutcome::too_many_pixels) throw Problem{ProblemKind::too_large, "attachment.too_many_pixels", "file"};
    co_return std::move(answer->second);
}

std::filesystem::path helper_beside_server() { return std::filesystem::read_symlink("/proc/self/exe").parent_path() / "ombud-pictures"; }

}  // namespace ombud::files
