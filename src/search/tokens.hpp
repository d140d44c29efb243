// A text taken apart: English words, and Chinese letter by letter with what ICU holds for words.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ombud::search {

struct Token {
    std::uint32_t begin = 0, end = 0;  // bytes of the text as it was given
    char32_t han = 0;                  // a Chinese letter, or 0 for a word of another writing
    std::uint32_t at = 0, size = 0;    // where the folded word stands
    bool opens = false;                // a sentence, or the text
    bool touches = false;              // nothing stands between it and the token before
    bool continues = false;            // the Chinese word that the token before belongs to
};

struct Tokens {
    std::string folded;
    std::vector<Token> list;

    std::string_view word(Token const& token) const { return std::string_view(folded).substr(token.at, token.size); }
};

Tokens tokens_of(std::string_view text);

// An English word without its ending; others as they are.
std::string stem(std::string_view word);

}  // namespace ombud::search
