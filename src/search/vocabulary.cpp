// Compares letters that occur before it compares words, which leaves few words to compare.
#include "search/vocabulary.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <limits>

namespace ombud::search {
namespace {

constexpr std::size_t shortest = 4, two_slips_from = 7, longest = 32;

std::uint64_t shape_of(std::string_view word) {
    std::uint64_t shape = 0;
    for (auto const letter : word) shape |= std::uint64_t{1} << (std::uint8_t(letter) & 63);
    return shape;
}

}  // namespace

int slips_between(std::string_view one, std::string_view other, int most) {
    if (one.size() > longest || other.size() > longest) return most + 1;
    std::array<std::array<int, longest + 1>, 3> rows;
    auto *before = rows.data(), *last = before + 1, *now = before + 2;
    for (std::size_t at = 0; at <= other.size(); ++at) (*last)[at] = int(at);
    for (std::size_t row = 1; row <= one.size(); ++row) {
        (*now)[0] = int(row);
        auto least = (*now)[0];
        for (std::size_t at = 1; at <= other.size(); ++at) {
            auto const differs = one[row - 1] != other[at - 1];
            auto best = std::min({(*last)[at] + 1, (*now)[at - 1] + 1, (*last)[at - 1] + int(differs)});
            if (differs && row > 1 && at > 1 && one[row - 1] == other[at - 2] && one[row - 2] == other[at - 1])
                best = std::min(best, (*before)[at - 2] + 1);
            (*now)[at] = best;
            least = std::min(least, best);
        }
        if (least > most) return most + 1;
        std::swap(before, last);
        std::swap(last, now);
    }
    return std::min((*last)[other.size()], most + 1);
}

Vocabulary::Vocabulary(ByText<Symbol> const& words) {
    for (auto const& [text, symbol] : words) words_.push_back({text, symbol});
    std::ranges::sort(words_, {}, &Word::text);
    by_length_.resize(longest + 1);
    for (std::uint32_t at = 0; at < words_.size(); ++at) {
        shapes_.push_back(shape_of(words_[at].text));
        if (words_[at].text.size() <= longest) by_length_[words_[at].text.size()].push_back(at);
    }
}

std::vector<Symbol> Vocabulary::beginning(std::string_view letters, std::size_t most) const {
    std::vector<Symbol> found;
    auto at =
        std::ranges::lower_bound(words_, letters, std::less<>{}, [](Word const& word) { return std::string_view(word.text); });
    for (; at != words_.end() && at->text.starts_with(letters) && found.size() < most; ++at)
        if (std::ranges::find(found, at->symbol) == found.end()) found.push_back(at->symbol);
    return found;
}

std::vector<Guess> Vocabulary::near(std::string_view word, std::size_t most) const {
    if (word.size() < shortest || word.size() + 2 > longest) return {};
    auto const slips = word.size() < two_slips_from ? 1 : 2;
    auto const shape = shape_of(word);
    std::vector<Guess> guesses;
    for (auto length = word.size() - std::size_t(slips); length <= word.size() + std::size_t(slips); ++length)
        for (auto const at : by_length_[length]) {
            if (std::popcount(shapes_[at] ^ shape) > 2 * slips) continue;
            auto const& known = words_[at];
            auto const found = slips_between(word, known.text, slips);
            if (found > slips || (found == 2 && known.text[0] != word[0])) continue;
            auto const same = std::ranges::find(guesses, known.symbol, &Guess::symbol);
            if (same == guesses.end())
                guesses.push_back({known.symbol, found});
            else
                same->slips = std::min(same->slips, found);
        }
    std::ranges::sort(guesses, {}, [](Guess const& guess) { return std::pair{guess.slips, guess.symbol}; });
    // A word that is one slip away leaves those at two without a chance.
    auto const worse = std::ranges::find_if(guesses, [&](Guess const& guess) { return guess.slips > guesses.front().slips; });
    guesses.erase(worse, guesses.end());
    if (guesses.size() > most) guesses.resize(most);
    return guesses;
}

}  // namespace ombud::search
