// Every word that the articles and the lexicon know, as spelt: found whole, by its beginning, or with slips.
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "search/symbols.hpp"

namespace ombud::search {

struct Guess {
    Symbol symbol;
    int slips;  // letters missing, wrong, too many or turned round
};

class Vocabulary {
public:
    explicit Vocabulary(ByText<Symbol> const& words);

    // In the order of the alphabet.
    std::vector<Symbol> beginning(std::string_view letters, std::size_t most) const;

    // The nearest first; none for a word that is too short to tell.
    std::vector<Guess> near(std::string_view word, std::size_t most) const;

private:
    struct Word {
        std::string text;
        Symbol symbol;
    };
    std::vector<Word> words_;                            // sorted
    std::vector<std::vector<std::uint32_t>> by_length_;  // numbers of words
    std::vector<std::uint64_t> shapes_;                  // by word: which letters stand in it
};

// How many slips make one of the other; `most` + 1 when it is more.
int slips_between(std::string_view one, std::string_view other, int most);

}  // namespace ombud::search
