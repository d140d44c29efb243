// Words as numbers.
#pragma once
#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

namespace ombud::search {

struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return boost::hash<std::string_view>{}(text); }
};

template <class Value>
using ByText = boost::unordered_flat_map<std::string, Value, TextHash, std::equal_to<>>;

// Below 2^28; the first ones are the lexicon's, in every index.
using Symbol = std::uint32_t;
inline constexpr Symbol no_symbol = (1u << 28) - 1;

class Symbols {
public:
    Symbol add(std::string_view word) {
        if (auto const found = numbers_.find(word); found != numbers_.end()) return found->second;
        return numbers_.emplace(std::string(word), Symbol(numbers_.size())).first->second;
    }
    Symbol find(std::string_view word) const {
        auto const found = numbers_.find(word);
        return found == numbers_.end() ? no_symbol : found->second;
    }

private:
    ByText<Symbol> numbers_;
};

}  // namespace ombud::search
