// Text sealed under a key that the database never sees: XChaCha20-Poly1305, a fresh nonce each time.
#pragma once
#include <array>
#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

#include "core/random.hpp"

namespace ombud {

class Seal {
public:
    using Key = std::array<std::byte, 32>;

    explicit Seal(Key const& key) : key_(key) {}
    // Problem{invalid, "key_file.invalid"} for a file that holds no key.
    static Seal load_or_create(std::filesystem::path const& file, Random& random);
    // 32 bytes in base64url. Problem{invalid, "key_file.invalid"}.
    static Key parse_key(std::string_view text);

    // `name` is bound in: what was sealed for one thing opens as no other.
    [[nodiscard]] std::string close(std::string_view text, std::string_view name, Random& random) const;
    // Throws runtime_error for what this key did not seal under that name.
    [[nodiscard]] std::string open(std::string_view sealed, std::string_view name) const;

    // A key of its own for one purpose, always the same: whoever has it learns nothing of this one.
    [[nodiscard]] Key derived(std::string_view purpose) const;

private:
    Key key_;
};

}  // namespace ombud
