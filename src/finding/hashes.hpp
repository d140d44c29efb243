// What stands in the index for a term: a keyed hash of it and of the week, so that who holds the table alone can tell neither a
// word nor whether it returns in another week.
#pragma once
#include <cstdint>
#include <cstring>
#include <sodium.h>
#include <string_view>

#include "core/seal.hpp"
#include "core/time.hpp"

namespace ombud::finding {

inline std::int32_t week_of(Timestamp at) {
    return std::int32_t(std::chrono::floor<std::chrono::weeks>(at).time_since_epoch().count());
}

class Hashes {
public:
    explicit Hashes(Seal::Key const& key) : key_(key) {}

    [[nodiscard]] std::int64_t of(std::string_view term, std::int32_t week) const {
        std::string dated(sizeof week, '\0');
        std::memcpy(dated.data(), &week, sizeof week);
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
