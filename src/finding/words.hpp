// What a text is found by: stems of words, Chinese letters and pairs of them, and identifiers (transactions, addresses,
// references, e-mail addresses) as a whole.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "search/tokens.hpp"

namespace ombud::finding {

// A term and where in the text it stands.
struct Word {
    enum class Kind { word, letter, pair, identifier };  // a letter and a pair are Chinese

    Kind kind;
    std::string term;          // "w" and a stem, "h" and one Chinese letter or two, "i" and an identifier
    std::uint32_t begin, end;  // bytes
};

struct Identifier {
    std::string kind;   // transaction, address, email or reference
    std::string value;  // in one spelling
    std::uint32_t begin, end;
};

std::vector<Identifier> identifiers_in(std::string_view text);
// By where they begin, but identifiers first. What is within an identifier is no word of its own.
std::vector<Word> words_in(std::string_view text);

// A word as it is compared letter by letter: folded, and not stemmed.
std::string spelling(search::Tokens const& tokens, search::Token const& token);

}  // namespace ombud::finding
