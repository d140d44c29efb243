// Finds recovery phrases: runs of listed words, however they are numbered, split, spelled or nearly spelled.
#pragma once
#include <cstddef>
#include <string_view>
#include <vector>

#include "safety/rules.hpp"
#include "safety/word_lists.hpp"

namespace ombud::safety {

struct Span {
    std::size_t begin = 0;
    std::size_t end = 0;
    bool operator==(Span const&) const = default;
};

std::vector<Span> find_phrases(std::string_view plain, WordLists const& lists, RuleBook const& rules);

// BIP-39: the last bits of the indices are the first bits of SHA-256 over the others.
bool phrase_checksum_holds(std::span<std::uint16_t const> indices);

}  // namespace ombud::safety
