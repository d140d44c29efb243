#include "files/store.hpp"

#include <atomic>
#include <fcntl.h>
#include <fstream>
#include <sodium.h>
#include <system_error>
#include <unistd.h>

#include "core/problem.hpp"

namespace ombud::files {

namespace {

namespace fs = std::filesystem;

constexpr char unfinished[] = ".part";

[[noreturn]] void fail(char const* what) { throw std::system_error(errno, std::generic_category(), what); }

class Descriptor {
public:
    Descriptor(fs::path const& path, int flags) : value(::open(path.c_str(), flags | O_CLOEXEC, 0600)) {
        if (value < 0) fail("open");
    }
    ~Descriptor() { ::close(value); }
    Descriptor(Descriptor const&) = delete;
    Descriptor& operator=(Descriptor const&) = delete;
    int const value;
};

void sync_folder(fs::path const& folder) {
    Descriptor const handle{folder, O_RDONLY | O_DIRECTORY};
    if (::fsync(handle.value) != 0) fail("fsync");
}

void write_whole(fs::path const& path, std::string_view bytes) {
    Descriptor const file{path, O_WRONLY | O_CREAT | O_EXCL};
    while (!bytes.empty()) {
        auto const written = ::write(file.value, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) fail("write");
        bytes.remove_prefix(std::size_t(written));
    }
    if (::fsync(file.value) != 0) fail("fsync");
}

std::optional<std::string> read_whole(fs::path const& path) {
    std::ifstream in{path, std::ios::binary};
    if (!in) return std::nullopt;
    return std::string{std::istreambuf_iterator<char>{in}, {}};
}

}  // namespace

Sha256 Sha256::of(std::string_view data) {
    Sha256 out;
    crypto_hash_sha256(out.bytes.data(), reinterpret_cast<unsigned char const*>(data.data()), data.size());
    return out;
}

std::optional<Sha256> Sha256::parse(std::string_view text) {
    Sha256 out;
    std::size_t size = 0;
    bool const lower = text.find_first_not_of("0123456789abcdef") == text.npos;
    if (text.size() != 64 || !lower || sodium_hex2bin(out.bytes.data(), out.bytes.size(), text.data(), text.size(), nullptr, &size, nullptr) != 0)
        return std::nullopt;
    return out;
}

std::string Sha256::text() const {
    char hex[65];
    sodium_bin2hex(hex, sizeof hex, bytes.data(), bytes.size());
    return hex;
}

Store::Store(fs::path root) : root_(std::move(root)) {
    fs::create_directories(root_);
    for (auto const& entry : fs::recursive_directory_iterator(root_))
        if (entry.is_regular_file() && entry.path().filename().string().find(unfinished) != std::string::npos) fs::remove(entry.path());
}

fs::path Store::path_of(Sha256 const& name) const {
    auto const text = name.text();
    return root_ / text.substr(0, 2) / text.substr(2, 2) / text;
}

Sha256 Store::put(std::string_view bytes) const {
    auto const name = Sha256::of(bytes);
    auto const path = path_of(name);
    if (auto const there = read_whole(path); there == bytes) return name;
    fs::create_directories(path.parent_path());
    // Each writer has a file of its own, so that two of the same content do not disturb each other.
    static std::atomic<unsigned> number{0};
    auto part = path;
    part += unfinished + std::to_string(::getpid()) + "-" + std::to_string(++number);
    write_whole(part, bytes);
    fs::rename(part, path);
    sync_folder(path.parent_path());
    sync_folder(path.parent_path().parent_path());
    sync_folder(root_);
    return name;
}

std::optional<fs::path> Store::find(Sha256 const& name) const {
    auto path = path_of(name);
    return fs::is_regular_file(path) ? std::optional{path} : std::nullopt;
}

std::optional<std::string> Store::read(Sha256 const& name) const {
    auto bytes = read_whole(path_of(name));
    if (bytes && Sha256::of(*bytes) != name) throw Problem{ProblemKind::internal, "file.damaged"};
    return bytes;
}

}  // namespace ombud::files
