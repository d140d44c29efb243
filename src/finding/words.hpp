// What a text is found by: stems of words, pairs of Chinese letters, and identifiers (transactions, addresses, references,
// e-mail addresses) as a whole.
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
    std::string term;          // "w" and a stem, "h" and two Chinese letters, "i" and an identifier
    std::uint32_t begin, end;  // bytes
};

struct Identifier {
    std::string kind;   // transaction, address, email or reference
    std::string value;  // in one spelling
    std::uint32_t begin, end;
};

std::vector<Identifier> identifiers_in(std::string_view text);

// all: each pair of neighbouring Chinese letters, for what is to be found. within_words: only those within a Chinese word, for
// what is asked, so that "提现到账" finds a text that has other words between the two.
enum class Pairs { all, within_words };
std::vector<Word> words_in(std::string_view text, Pairs pairs);

// A word as it is compared letter by letter: folded, and not stemmed.
std::string spelling(search::Tokens const& tokens, search::Token const& token);

}  // namespace ombud::finding
