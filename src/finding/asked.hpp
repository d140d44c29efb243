// What somebody asks: the terms to look up, and what the opened words must hold beside.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "finding/model.hpp"

namespace ombud::finding {

struct Asked {
    std::vector<std::string> terms;                 // each once; all must stand in one entry
    std::vector<std::vector<std::string>> phrases;  // words one after the other, as they are spelt
    std::vector<std::vector<std::string>> runs;     // Chinese letters without a break: each stands beside one of its neighbours
    std::size_t looked_up;                          // so many of the terms, from the first, are asked of the index

    // Whether the index alone cannot tell.
    [[nodiscard]] bool needs_words() const { return !phrases.empty() || !runs.empty() || looked_up < terms.size(); }
    [[nodiscard]] bool is_in(std::string_view text) const;
    // The part of a text that answers, with what was asked for marked.
    [[nodiscard]] std::vector<Piece> excerpt(std::string_view text) const;
};

// Problem{invalid, "query.empty" or "query.too_long", "q"}.
Asked read_question(std::string_view text);

}  // namespace ombud::finding
