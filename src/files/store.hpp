// Keeps bytes in a folder under their SHA-256: what put() has returned for is on disk, and damage is noticed when it is read.
#pragma once
#include <array>
#include <compare>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace ombud::files {

struct Sha256 {
    std::array<std::uint8_t, 32> bytes{};
    auto operator<=>(Sha256 const&) const = default;

    static Sha256 of(std::string_view data);
    // 64 hex digits, lower case only.
    static std::optional<Sha256> parse(std::string_view text);
    [[nodiscard]] std::string text() const;
};

// <root>/ab/cd/<sha256>. Its functions block: call them from a worker thread. Any number of threads and processes may share a
// root.
class Store {
public:
    // Makes the folder when it is missing and removes what a crash left half written.
    explicit Store(std::filesystem::path const& root);

    // Putting the same bytes again is harmless, and mends the file when it was damaged.
    Sha256 put(std::string_view bytes) const;
    [[nodiscard]] std::optional<std::filesystem::path> find(Sha256 const& name) const;
    // It is gone when this returns, and harmless when there was none.
    void remove(Sha256 const& name) const;
    // nullopt when there is none; throws Problem{internal, "file.damaged"} when the bytes no longer match their name.
    [[nodiscard]] std::optional<std::string> read(Sha256 const& name) const;

private:
    [[nodiscard]] std::filesystem::path path_of(Sha256 const& name) const;

    std::filesystem::path root_;
};

}  // namespace ombud::files
