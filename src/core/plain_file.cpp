#include "core/plain_file.hpp"

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <memory>
#include <sys/stat.h>
#include <unistd.h>

#include "core/problem.hpp"

namespace ombud {

namespace {

struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }  // NOLINT(cppcoreguidelines-owning-memory)
};

}  // namespace

std::string read_plain_file(std::filesystem::path const& file, std::size_t most_bytes) {
    auto const not_plain = [&] {
        auto what = file.string() + " is a link or no plain file: put the file itself there";
        return Problem{ProblemKind::invalid, "file.not_plain", {}, std::move(what)};
    };
    // A pipe would wait for whoever writes into it.
    int const opened = ::open(file.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (opened < 0 && (errno == ELOOP || errno == ENXIO)) throw not_plain();  // ENXIO: a socket
    std::unique_ptr<std::FILE, Close> const in{opened < 0 ? nullptr : ::fdopen(opened, "rb")};
    struct stat about{};
    if (!in || ::fstat(opened, &about) != 0) throw Problem{ProblemKind::unavailable, "file.unreadable", {}, file.string()};
    if (!S_ISREG(about.st_mode)) throw not_plain();
    std::string bytes(most_bytes, '\0');
    bytes.resize(std::fread(bytes.data(), 1, bytes.size(), in.get()));
    if (std::ferror(in.get()) != 0) throw Problem{ProblemKind::unavailable, "file.unreadable", {}, file.string()};
    bytes.shrink_to_fit();
    return bytes;
}

}  // namespace ombud
