// A tree of units for what is written and one of sounds for what is heard, walked from every place of a text.
#include "search/lexicon.hpp"

#include <algorithm>
#include <stdexcept>

#include "search/letters.hpp"
#include "search/lines.hpp"

namespace ombud::search {
namespace {

constexpr std::size_t widest_gap = 5, most_fillers = 2;
constexpr float weak = 0.5f;

Unit unit_of(char32_t han) {
    return han_units + Unit(han);
}

}  // namespace

std::uint32_t Lexicon::Tree::child(std::uint32_t node, std::uint32_t step) const {
    auto const found = children.find(std::uint64_t{node} << 32 | step);
    return found == children.end() ? 0 : found->second;
}

std::uint32_t Lexicon::Tree::grow(std::uint32_t node, std::uint32_t step) {
    auto const [at, is_new] = children.try_emplace(std::uint64_t{node} << 32 | step, std::uint32_t(nodes.size()));
    if (is_new) nodes.emplace_back();
    return at->second;
}

Lexicon const& Lexicon::shipped() {
    static Lexicon const lexicon{embedded_words("meanings.txt"), embedded_words("fillers.txt")};
    return lexicon;
}

Lexicon::Lexicon(std::string_view meanings, std::string_view fillers) {
    for (auto const line : lines_of(fillers))
        for (auto const unit : units_of(line)) fillers_.insert(unit);
    for (auto const unit : fillers_)
        if (unit >= han_units)
            for (auto const sound : Sounds::shipped().of(unit - han_units))
                filler_sounds_.insert(Sounds::shipped().blurred(sound));
    for (auto line : lines_of(meanings)) {
        if (auto const colon = line.find(':'); colon != line.npos) {
            names_.emplace_back(trimmed(line.substr(0, colon)));
            line = line.substr(colon + 1);
        }
        if (names_.empty()) throw std::logic_error("meanings: " + std::string(line));
        for (auto const expression : parts_of(line, '|'))
            if (!expression.empty()) add(std::uint32_t(names_.size() - 1), expression);
    }
}

std::vector<Unit> Lexicon::units_of(std::string_view words) {
    auto const tokens = tokens_of(words);
    for (auto const& token : tokens.list)
        if (!token.han) words_.try_emplace(std::string(tokens.word(token)), symbols_.add(stem(tokens.word(token))));
    return units(tokens, symbols_);
}

std::vector<Unit> Lexicon::units(Tokens const& tokens, Symbols const& symbols) const {
    std::vector<Unit> units;
    units.reserve(tokens.list.size());
    for (auto const& token : tokens.list)
        units.push_back(token.han ? unit_of(token.han) : symbols.find(stem(tokens.word(token))));
    return units;
}

void Lexicon::add(std::uint32_t meaning, std::string_view expression) {
    auto const is_weak = expression.starts_with('~');
    if (is_weak) expression.remove_prefix(1);
    auto const parts = parts_of(expression, '*');
    auto const weight = is_weak ? weak : 1.f;
    std::uint32_t node = 0;
    for (auto const part : parts) {
        auto const units = units_of(part);
        if (units.empty()) throw std::logic_error("an expression without words: " + std::string(expression));
        if (node != 0) {
            if (written_.nodes[node].gap == 0) {
                written_.nodes[node].gap = std::uint32_t(written_.nodes.size());
                written_.nodes.emplace_back();
            }
            node = written_.nodes[node].gap;
        }
        for (auto const unit : units) node = written_.grow(node, unit);
        if (parts.size() == 1) add_sounds(meaning, weight, units);
    }
    written_.nodes[node].meanings.emplace_back(meaning, weight);
}

void Lexicon::add_sounds(std::uint32_t meaning, float weight, std::span<Unit const> units) {
    if (units.size() < 2 || !std::ranges::all_of(units, [](Unit unit) { return unit >= han_units; })) return;
    auto const& sounds = Sounds::shipped();
    std::vector<std::uint32_t> nodes{0};
    for (auto const unit : units) {
        std::vector<std::uint32_t> next;
        for (auto const node : nodes)
            for (auto const sound : sounds.of(unit - han_units)) next.push_back(heard_.grow(node, sounds.blurred(sound)));
        std::ranges::sort(next);
        next.erase(std::ranges::unique(next).begin(), next.end());
        nodes = std::move(next);
    }
    for (auto const node : nodes) heard_.nodes[node].meanings.emplace_back(meaning, weight);
}

// From one place on, along one tree.
class Lexicon::Walk {
public:
    template <class Skips, class Stops>
    static std::vector<Meaning> over(Tree const& tree, std::span<std::uint32_t const> steps, Skips skips, Stops stops) {
        std::vector<Meaning> found;
        for (std::size_t at = 0; at < steps.size(); ++at)
            if (auto const node = tree.child(0, steps[at])) go(tree, steps, skips, stops, node, at, at + 1, 0, found);
        return settled(std::move(found));
    }

private:
    template <class Skips, class Stops>
    static void go(Tree const& tree, std::span<std::uint32_t const> steps, Skips const& skips, Stops const& stops,
                   std::uint32_t node, std::size_t begin, std::size_t at, std::size_t skipped, std::vector<Meaning>& found) {
        for (auto const& [meaning, weight] : tree.nodes[node].meanings)
            found.push_back({meaning, weight, std::uint32_t(begin), std::uint32_t(at)});
        auto const next = [&](std::uint32_t from, std::size_t place, std::size_t more) {
            if (auto const child = tree.child(from, steps[place]))
                go(tree, steps, skips, stops, child, begin, place + 1, skipped + more, found);
        };
        auto const may_go = [&](std::size_t place) { return place < steps.size() && !stops(place); };
        if (!may_go(at)) return;
        next(node, at, 0);
        for (std::size_t more = 1; skipped + more <= most_fillers && skips(at + more - 1) && may_go(at + more); ++more)
            next(node, at + more, more);
        if (auto const gap = tree.nodes[node].gap)
            for (std::size_t width = 0; width <= widest_gap && may_go(at + width); ++width) next(gap, at + width, 0);
    }

    static std::vector<Meaning> settled(std::vector<Meaning> found) {
        constexpr float within_a_longer = 0.4f;
        constexpr std::size_t nearby = 16;
        std::ranges::sort(found, [](Meaning const& one, Meaning const& other) {
            return std::tuple{one.begin, ~one.end, one.number} < std::tuple{other.begin, ~other.end, other.number};
        });
        std::vector<Meaning> kept;
        for (auto meaning : found) {
            auto const same = [&](Meaning const& other) {
                return other.number == meaning.number && other.begin < meaning.end && meaning.begin < other.end;
            };
            std::span const near{kept.end() - std::ptrdiff_t(std::min(kept.size(), nearby)), kept.end()};
            if (std::ranges::any_of(near, same)) continue;
            auto const around = [&](Meaning const& other) {
                return other.begin <= meaning.begin && meaning.end <= other.end &&
                       other.end - other.begin > meaning.end - meaning.begin;
            };
            if (std::ranges::any_of(near, around)) meaning.weight *= within_a_longer;
            kept.push_back(meaning);
        }
        return kept;
    }
};

std::vector<Meaning> Lexicon::read(std::span<Unit const> units, std::span<Token const> tokens) const {
    return Walk::over(
        written_, units, [&](std::size_t at) { return at < units.size() && is_filler(units[at]); },
        [&](std::size_t at) { return tokens[at].opens; });
}

std::vector<Meaning> Lexicon::hear(std::span<Sound const> sounds) const {
    std::vector<std::uint32_t> steps(sounds.size());
    std::ranges::transform(sounds, steps.begin(), [](Sound sound) { return Sounds::shipped().blurred(sound); });
    return Walk::over(
        heard_, steps, [&](std::size_t at) { return at < steps.size() && filler_sounds_.contains(Sound(steps[at])); },
        [](std::size_t) { return false; });
}

}  // namespace ombud::search
