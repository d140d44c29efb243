// Made-up talk of a support desk, the same from the same seed: a few words very often, most of them seldom, in both languages.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "core/random.hpp"

namespace ombud::bench {

// A vocabulary whose n-th word comes about as often as 1/n (Zipf).
class Vocabulary {
public:
    Vocabulary(std::vector<std::string> words, std::string_view between);

    [[nodiscard]] std::string text(Random& random, std::size_t words) const;

private:
    std::vector<std::string> words_;
    std::vector<double> up_to_;  // share of all talk that the words until here make
    std::string_view between_;
};

Vocabulary english();
Vocabulary chinese();

}  // namespace ombud::bench
