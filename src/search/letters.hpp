// One spelling for every letter: full width, capitals, accents and traditional characters become one, with the place each came
// from.
#pragma once
#include <cstdint>
#include <string_view>
#include <vector>

namespace ombud::search {

struct Letter {
    char32_t code;
    std::uint32_t begin, end;  // bytes of the text as it was given
};

// Any bytes; what is no UTF-8 reads as a separator.
std::vector<Letter> fold(std::string_view text);

bool is_han(char32_t letter);

// The text within so many bytes, not cut within a character.
std::string_view within(std::string_view text, std::size_t bytes);

}  // namespace ombud::search
