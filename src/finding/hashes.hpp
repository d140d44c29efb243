// What stands in the index for a term: a keyed hash of it and of the day, so that who holds the table alone can tell neither a
// word nor whether it returns on another day.
#pragma once
#include <cstdint>
#include <cstring>
#include <sodium.h>
#include <string>
#include <string_view>

#include "core/seal.hpp"
#include "core/time.hpp"

namespace ombud::finding {

inline std::int32_t day_of(Timestamp at) {
    return std::int32_t(std::chrono::floor<std::chrono::days>(at).time_since_epoch().count());
}

class Hashes {
public:
    explicit Hashes(Seal::Key const& key) : key_(key) {}

    // Identifiers are rare and looked for over all times at once: theirs are the same for a month of 32 days.
    static std::int32_t month_of(std::int32_t day) { return day / 32; }

    [[nodiscard]] std::int64_t of(std::string_view term, std::int32_t day) const {
        auto const date = term.starts_with('i') ? month_of(day) : day;
        std::string dated(sizeof date, '\0');
        std::memcpy(dated.data(), &date, sizeof date);
        dated += term;
        std::int64_t out;
        static_assert(crypto_shorthash_BYTES == sizeof out && crypto_shorthash_KEYBYTES <= sizeof(Seal::Key));
        crypto_shorthash(reinterpret_cast<unsigned char*>(&out), reinterpret_cast<unsigned char const*>(dated.data()),
                         dated.size(), reinterpret_cast<unsigned char const*>(key_.data()));
        return out;
    }

private:
    Seal::Key key_;
};

}  // namespace ombud::finding
