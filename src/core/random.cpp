#include "core/random.hpp"

#include <cstring>
#include <sodium.h>
#include <stdexcept>

namespace ombud {

std::uint32_t Random::below(std::uint32_t bound) {
    auto const limit = UINT32_MAX - UINT32_MAX % bound;
    for (;;) {
        std::uint32_t drawn{};
        fill(std::as_writable_bytes(std::span{&drawn, 1}));
        if (drawn < limit) return drawn % bound;
    }
}

std::string Random::text(std::size_t count, std::string_view alphabet) {
    std::string out;
    out.reserve(count);
    while (count-- > 0) out.push_back(alphabet[below(std::uint32_t(alphabet.size()))]);
    return out;
}

void SystemRandom::fill(std::span<std::byte> out) {
    // Safe to call again; libsodium must be ready before its first use.
    static bool const ready = sodium_init() >= 0;
    if (!ready) throw std::runtime_error("libsodium could not start");
    randombytes_buf(out.data(), out.size());
}

void SeededRandom::fill(std::span<std::byte> out) {
    while (!out.empty()) {
        auto word = engine_();
        auto count = std::min(out.size(), sizeof word);
        std::memcpy(out.data(), &word, count);
        out = out.subspan(count);
    }
}

}  // namespace ombud
