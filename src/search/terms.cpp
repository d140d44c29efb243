// Three walks over the tokens: words, letters, meanings.
#include "search/terms.hpp"

#include <algorithm>

#include "search/weights.hpp"

namespace ombud::search {
namespace {

constexpr std::uint32_t units_between_meanings = 10;

class Finder {
public:
    Finder(Tokens const& tokens, std::span<Unit const> units, Lexicon const& lexicon)
        : list_(tokens.list), units_(units), lexicon_(lexicon) {
        found_.reserve(list_.size() * 4);
    }

    std::vector<Found> find() {
        for (std::size_t at = 0; at < list_.size(); ++at) {
            if (list_[at].han)
                add_letters(at);
            else if (units_[at] != no_symbol)
                add_words(at);
        }
        add_meanings(lexicon_.read(units_, list_));
        return std::move(found_);
    }

private:
    // From the first to the last of these tokens.
    void add(Key key, float weight, std::size_t first, std::size_t last, float strength = 1) {
        found_.push_back({key, weight, strength, list_[first].begin, list_[last].end});
    }

    void add_words(std::size_t at) {
        auto const is_filler = lexicon_.is_filler(units_[at]);
        add(key_of(Kind::word, units_[at]), weights::word * (is_filler ? weights::filler : 1), at, at);
        auto const next = at + 1;
        if (next == list_.size() || list_[next].han || list_[next].opens || units_[next] == no_symbol) return;
        auto const fillers = int(is_filler) + int(lexicon_.is_filler(units_[next]));
        auto const share = fillers == 0 ? 1 : fillers == 1 ? weights::pair_with_filler : weights::pair_of_fillers;
        add(key_of(Kind::pair, units_[at], units_[next]), weights::pair * share, at, next);
    }

    void add_letters(std::size_t at) {
        add(key_of(Kind::letter, std::uint32_t(list_[at].han)), weights::letter, at, at);
        if (!list_[at].continues) add_long_word(at);
        auto const next = at + 1;
        if (next == list_.size() || !list_[next].han || !list_[next].touches) return;
        auto const are_fillers = lexicon_.is_filler(units_[at]) && lexicon_.is_filler(units_[next]);
        auto const weight = list_[next].continues ? weights::letters : weights::letters_across;
        add(key_of(Kind::letters, std::uint32_t(list_[at].han), std::uint32_t(list_[next].han)),
            weight * (are_fillers ? weights::letters_of_fillers : 1), at, next);
    }

    void add_long_word(std::size_t at) {
        auto end = at + 1;
        auto hash = 2'166'136'261u ^ std::uint32_t(list_[at].han);  // FNV-1a: a clash would only be one more match
        for (; end < list_.size() && list_[end].continues; ++end) hash = hash * 16'777'619u ^ std::uint32_t(list_[end].han);
        if (end - at > 2) add(key_of(Kind::long_word, hash >> 3), weights::long_word, at, end - 1);
    }

    void add_meanings(std::vector<Meaning> const& meanings) {
        for (std::size_t at = 0; at < meanings.size(); ++at) {
            auto const& one = meanings[at];
            add(key_of(Kind::meaning, one.number), weights::meaning, one.begin, one.end - 1, one.weight);
            for (auto next = at + 1; next < meanings.size(); ++next) {
                auto const& other = meanings[next];
                if (other.begin > one.end + units_between_meanings || other_sentence(one.begin, other.begin)) break;
                if (other.number == one.number) continue;
                auto const [low, high] = std::minmax(one.number, other.number);
                add(key_of(Kind::meanings, low, high), weights::meanings, one.begin, std::max(one.end, other.end) - 1,
                    one.weight * other.weight);
            }
        }
    }

    bool other_sentence(std::size_t from, std::size_t to) const {
        return std::any_of(list_.begin() + std::ptrdiff_t(from) + 1, list_.begin() + std::ptrdiff_t(to) + 1,
                           [](Token const& token) { return token.opens; });
    }

    std::vector<Token> const& list_;
    std::span<Unit const> units_;
    Lexicon const& lexicon_;
    std::vector<Found> found_;
};

}  // namespace

std::vector<Found> keys_in(Tokens const& tokens, std::span<Unit const> units, Lexicon const& lexicon) {
    return Finder{tokens, units, lexicon}.find();
}

}  // namespace ombud::search
