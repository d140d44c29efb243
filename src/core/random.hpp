// Randomness as a parameter: the system's for real use, a seeded one for tests.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <random>
#include <span>
#include <string>

namespace ombud {

class Random {
public:
    virtual ~Random() = default;
    virtual void fill(std::span<std::byte> out) = 0;

    template <std::size_t N>
    std::array<std::byte, N> bytes() {
        std::array<std::byte, N> out;
        fill(out);
        return out;
    }
    // Uniform in [0, bound), without modulo bias.
    std::uint32_t below(std::uint32_t bound);
    // `count` letters drawn evenly from `alphabet`.
    std::string text(std::size_t count, std::string_view alphabet);
};

// The operating system's generator, for ids, tokens and keys.
class SystemRandom final : public Random {
public:
    void fill(std::span<std::byte> out) override;
};

// Repeats from its seed; for tests and simulations only.
class SeededRandom final : public Random {
public:
    explicit SeededRandom(std::uint64_t seed) : engine_(seed) {}
    void fill(std::span<std::byte> out) override;

private:
    std::mt19937_64 engine_;
};

}  // namespace ombud
