// Markup read once, from left to right, and written down again as a parser can take it in reasonable time: known tags with known
// attributes, without comments, scripts, styles and foreign content.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace ombud::html {

// Not yet safe: what its attributes say has not been judged, nor how the tags stand in each other. nullopt: it has more tags, or
// nests deeper, than any letter.
std::optional<std::string> tamed(std::string_view html);

// Its words alone, no longer than `most` bytes, a line a block.
std::string words_of(std::string_view html, std::size_t most);

}  // namespace ombud::html
