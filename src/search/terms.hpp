// What an index is about: words, neighbours, letters and meanings as numbers, found in a text.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "search/lexicon.hpp"

namespace ombud::search {

using Key = std::uint64_t;
enum class Kind : unsigned char { word = 1, pair, letters, letter, long_word, meaning, meanings };

constexpr Key key_of(Kind kind, std::uint32_t first, std::uint32_t second = 0) {
    return Key(kind) << 58 | Key{first} << 29 | second;
}
constexpr Kind kind_of(Key key) {
    return Kind(key >> 58);
}

struct Found {
    Key key;
    float weight;              // of such a match
    float strength;            // of this one
    std::uint32_t begin, end;  // bytes
};

// English words and pairs of them; Chinese letters, pairs of them and long words; meanings and those near each other.
std::vector<Found> keys_in(Tokens const& tokens, std::span<Unit const> units, Lexicon const& lexicon);

}  // namespace ombud::search
