// What means the same: expressions of both languages under one meaning, found in a text by its words or by its sound.
#pragma once
#include <boost/unordered/unordered_flat_map.hpp>
#include <boost/unordered/unordered_flat_set.hpp>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "search/sounds.hpp"
#include "search/symbols.hpp"
#include "search/tokens.hpp"

namespace ombud::search {

// A word's symbol, or a Chinese letter beyond them.
using Unit = std::uint32_t;
inline constexpr Unit han_units = 1u << 28;

struct Meaning {
    std::uint32_t number;
    float weight;
    std::uint32_t begin, end;  // units
};

class Lexicon {
public:
    static Lexicon const& shipped();

    // `meanings`: "name: expression | expression …" to a line, more on lines that begin with a blank; in an expression `*` stands
    // for up to five words or letters, and what begins with `~` means it only weakly. `fillers`: words that carry little.
    Lexicon(std::string_view meanings, std::string_view fillers);

    std::vector<Unit> units(Tokens const& tokens, Symbols const& symbols) const;

    // Every meaning within one sentence, fillers between its words overlooked. What stands within a longer one counts less.
    std::vector<Meaning> read(std::span<Unit const> units, std::span<Token const> tokens) const;
    std::vector<Meaning> hear(std::span<Sound const> sounds) const;

    bool is_filler(Unit unit) const { return fillers_.contains(unit); }
    Symbols const& symbols() const { return symbols_; }
    // Each word of an expression as it is spelt, with the symbol of its stem.
    ByText<Symbol> const& words() const { return words_; }
    std::string_view name(std::uint32_t meaning) const { return names_[meaning]; }

private:
    struct Node {
        std::uint32_t gap = 0;  // the node behind a `*`
        std::vector<std::pair<std::uint32_t, float>> meanings;
    };
    struct Tree {
        std::vector<Node> nodes{1};
        boost::unordered_flat_map<std::uint64_t, std::uint32_t> children;

        std::uint32_t child(std::uint32_t node, std::uint32_t step) const;
        std::uint32_t grow(std::uint32_t node, std::uint32_t step);
    };
    class Walk;

    void add(std::uint32_t meaning, std::string_view expression);
    void add_sounds(std::uint32_t meaning, float weight, std::span<Unit const> units);
    std::vector<Unit> units_of(std::string_view words);

    Symbols symbols_;
    ByText<Symbol> words_;
    boost::unordered_flat_set<Unit> fillers_;
    boost::unordered_flat_set<Sound> filler_sounds_;
    std::vector<std::string> names_;
    Tree written_, heard_;
};

}  // namespace ombud::search
