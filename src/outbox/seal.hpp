// What is written to people is kept under a key of the data folder, so that a copy of the database gives no code and no link
// away.
#pragma once
#include <array>
#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

#include "core/random.hpp"

namespace ombud::outbox {

class Seal {
public:
    using Key = std::array<std::byte, 32>;

    explicit Seal(Key const& key) : key_(key) {}
    static Seal load_or_create(std::filesystem::path const& file, Random& random);

    // `name` is bound in: what was sealed for one letter opens as no other.
    [[nodiscard]] std::string close(std::string_view text, std::string_view name, Random& random) const;
    // Throws runtime_error for what this key did not seal under that name.
    [[nodiscard]] std::string open(std::string_view sealed, std::string_view name) const;

private:
    Key key_;
};

}  // namespace ombud::outbox
