// The files of words that the search is built with, line by line.
#pragma once
#include <string_view>
#include <vector>

namespace ombud::search {

// Of content/search, embedded.
std::string_view embedded_words(std::string_view file);

// Without comments (#), blanks at both ends, and empty lines.
std::vector<std::string_view> lines_of(std::string_view text);

std::string_view trimmed(std::string_view text);

// The parts between separators, trimmed.
std::vector<std::string_view> parts_of(std::string_view text, char separator);

}  // namespace ombud::search
