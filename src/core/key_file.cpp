#include "core/key_file.hpp"

#include <cerrno>
#include <fcntl.h>
#include <optional>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

#include "core/problem.hpp"

namespace ombud {

namespace {

constexpr std::size_t most_bytes = std::size_t{64} * 1024;

class Descriptor {
public:
    Descriptor(std::filesystem::path const& path, int flags, mode_t mode = 0)
        : fd_(::open(path.c_str(), flags | O_CLOEXEC, mode)) {}
    ~Descriptor() {
        if (fd_ >= 0) ::close(fd_);
    }
    Descriptor(Descriptor const&) = delete;
    Descriptor& operator=(Descriptor const&) = delete;
    operator int() const { return fd_; }  // NOLINT(google-explicit-constructor): it is one

private:
    int fd_;
};

[[noreturn]] void fail(std::filesystem::path const& path) {
    throw std::system_error(errno, std::generic_category(), path.string());
}

std::optional<std::string> read(std::filesystem::path const& file) {
    Descriptor const in{file, O_RDONLY | O_NOFOLLOW};
    if (in < 0 && errno == ENOENT) return std::nullopt;
    struct stat about{};
    if (in < 0 || ::fstat(in, &about) != 0) fail(file);
    if (!S_ISREG(about.st_mode) || (about.st_mode & 077) != 0)
        throw Problem{ProblemKind::invalid, "key_file.permissions", {}, "a key file must be readable by its owner only"};
    std::string text(most_bytes, '\0');
    std::size_t size = 0;
    while (size < text.size()) {
        auto const got = ::read(in, text.data() + size, text.size() - size);
        if (got < 0) fail(file);
        if (got == 0) break;
        size += std::size_t(got);
    }
    text.resize(size);
    return text;
}

void write_durably(std::filesystem::path const& file, std::string_view text) {
    Descriptor const out{file, O_WRONLY | O_CREAT | O_EXCL, 0600};
    if (out < 0) fail(file);
    while (!text.empty()) {
        auto const put = ::write(out, text.data(), text.size());
        if (put < 0) fail(file);
        text.remove_prefix(std::size_t(put));
    }
    if (::fsync(out) != 0) fail(file);
}

}  // namespace

std::string read_or_create_key_file(std::filesystem::path const& file, std::function<std::string()> const& make) {
    if (auto text = read(file)) return std::move(*text);
    auto const folder = file.parent_path();
    if (std::filesystem::create_directories(folder)) std::filesystem::permissions(folder, std::filesystem::perms::owner_all);

    // Written aside and linked into place: whoever comes second finds the first one's key, whole.
    auto const aside = file.string() + ".new-" + std::to_string(::getpid());
    std::filesystem::remove(aside);
    write_durably(aside, make());
    bool const linked = ::link(aside.c_str(), file.c_str()) == 0 || errno == EEXIST;
    if (!linked) fail(file);
    std::filesystem::remove(aside);
    Descriptor const directory{folder, O_RDONLY | O_DIRECTORY};
    if (directory < 0 || ::fsync(directory) != 0) fail(folder);
    return read(file).value();
}

}  // namespace ombud
