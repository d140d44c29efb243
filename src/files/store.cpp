#include "files/store.hpp"

#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <sodium.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

#include "core/problem.hpp"

namespace ombud::files {

namespace fs = std::filesystem;

namespace {

[[noreturn]] void fail(char const* what) {
    throw std::system_error(errno, std::generic_category(), what);
}

class Descriptor {
public:
    explicit Descriptor(int number) : number_(number) {}
    Descriptor(Descriptor const&) = delete;
    Descriptor& operator=(Descriptor const&) = delete;
    ~Descriptor() {
        if (number_ >= 0) ::close(number_);
    }
    [[nodiscard]] int get() const { return number_; }

private:
    int number_;
};

// A rename is on disk only when its folder is.
void sync_folder(fs::path const& folder) {
    Descriptor descriptor{::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    if (descriptor.get() < 0 || ::fsync(descriptor.get()) != 0) fail("fsync of a folder");
}

std::optional<std::string> read_whole(fs::path const& path) {
    Descriptor descriptor{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
    if (descriptor.get() < 0 && errno == ENOENT) return std::nullopt;
    if (descriptor.get() < 0) fail("open");
    std::string bytes(fs::file_size(path), '\0');
    std::size_t done = 0;
    while (done < bytes.size()) {
        auto count = ::read(descriptor.get(), bytes.data() + done, bytes.size() - done);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) fail("read");
        if (count == 0) break;
        done += std::size_t(count);
    }
    bytes.resize(done);
    return bytes;
}

// A new file, locked so that nobody sweeps it away; `path` ends in XXXXXX and becomes its name.
int make_locked(std::string& path) {
    auto const pattern = path;
    for (;;) {
        path = pattern;
        int const number = ::mkostemp(path.data(), O_CLOEXEC);
        if (number < 0) fail("mkostemp");
        struct stat facts{};
        if (::flock(number, LOCK_EX) == 0 && ::fstat(number, &facts) == 0 && facts.st_nlink > 0) return number;
        ::close(number);  // swept between the two
    }
}

// Gone again unless it gets its final name.
class HalfWritten {
public:
    explicit HalfWritten(fs::path const& folder) : path_((folder / "XXXXXX").string()), descriptor_(make_locked(path_)) {}
    HalfWritten(HalfWritten const&) = delete;
    HalfWritten& operator=(HalfWritten const&) = delete;
    ~HalfWritten() {
        if (!path_.empty()) ::unlink(path_.c_str());
    }

    void write(std::string_view bytes) {
        while (!bytes.empty()) {
            auto count = ::write(descriptor_.get(), bytes.data(), bytes.size());
            if (count < 0 && errno == EINTR) continue;
            if (count < 0) fail("write");
            bytes.remove_prefix(std::size_t(count));
        }
        if (::fsync(descriptor_.get()) != 0) fail("fsync");
    }
    void become(fs::path const& path) {
        if (::rename(path_.c_str(), path.c_str()) != 0) fail("rename");
        path_.clear();
    }

private:
    std::string path_;
    Descriptor descriptor_;
};

void sweep(fs::path const& incoming) {
    for (auto const& file : fs::directory_iterator(incoming)) {
        Descriptor descriptor{::open(file.path().c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)};
        bool abandoned = descriptor.get() >= 0 && ::flock(descriptor.get(), LOCK_EX | LOCK_NB) == 0;
        if (abandoned) ::unlink(file.path().c_str());
    }
}

}  // namespace

Sha256 Sha256::of(std::string_view data) {
    Sha256 out;
    crypto_hash_sha256(out.bytes.data(), reinterpret_cast<unsigned char const*>(data.data()), data.size());
    return out;
}

std::optional<Sha256> Sha256::parse(std::string_view text) {
    if (text.size() != 64 || text.find_first_not_of("0123456789abcdef") != text.npos) return std::nullopt;
    Sha256 out;
    if (sodium_hex2bin(out.bytes.data(), out.bytes.size(), text.data(), text.size(), nullptr, nullptr, nullptr) != 0)
        return std::nullopt;
    return out;
}

std::string Sha256::text() const {
    std::array<char, 65> hex;
    return sodium_bin2hex(hex.data(), hex.size(), bytes.data(), bytes.size());
}

Store::Store(fs::path const& root) : root_(fs::absolute(root).lexically_normal()) {
    if (!root_.has_filename()) root_ = root_.parent_path();
    if (fs::create_directories(root_)) {
        fs::permissions(root_, fs::perms::owner_all);
        sync_folder(root_.parent_path());
    }
    fs::create_directory(root_ / "incoming");
    sweep(root_ / "incoming");
}

Sha256 Store::put(std::string_view bytes) const {
    auto name = Sha256::of(bytes);
    auto path = path_of(name);
    if (read_whole(path) != bytes) {
        fs::create_directories(path.parent_path());
        HalfWritten file{root_ / "incoming"};
        file.write(bytes);
        file.become(path);
    }
    // Also when the file was there: its first writer may not have come this far yet.
    for (auto folder = path.parent_path(); folder != root_; folder = folder.parent_path()) sync_folder(folder);
    sync_folder(root_);
    return name;
}

std::optional<fs::path> Store::find(Sha256 const& name) const {
    auto path = path_of(name);
    return fs::exists(path) ? std::optional{path} : std::nullopt;
}

void Store::remove(Sha256 const& name) const {
    auto const path = path_of(name);
    if (fs::remove(path)) sync_folder(path.parent_path());
}

std::optional<std::string> Store::read(Sha256 const& name) const {
    auto bytes = read_whole(path_of(name));
    if (bytes && Sha256::of(*bytes) != name) throw Problem{ProblemKind::internal, "file.damaged"};
    return bytes;
}

fs::path Store::path_of(Sha256 const& name) const {
    auto text = name.text();
    return root_ / text.substr(0, 2) / text.substr(2, 2) / text;
}

}  // namespace ombud::files
