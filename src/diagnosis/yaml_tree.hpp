// A YAML text as a tree that remembers its lines: no anchors, no tags, no key twice, bounded in size and depth.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "core/json.hpp"
#include "diagnosis/checker.hpp"

namespace ombud::diagnosis {

struct Tree {
    enum class Kind { nothing, text, list, map };

    Kind kind = Kind::nothing;
    std::int64_t line = 1;
    std::string text;         // of a scalar
    std::vector<Tree> items;  // of a list, or a map's values
    std::vector<Tree> keys;   // of a map, beside `items`

    [[nodiscard]] Tree const* find(std::string_view key) const;
    [[nodiscard]] Tree const* key(std::string_view name) const;
};

// nullopt with at least one mistake when it cannot be read.
std::optional<Tree> read_yaml(std::string const& file, std::string_view text, std::vector<Mistake>& mistakes);

}  // namespace ombud::diagnosis
