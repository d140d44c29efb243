// Which part of a page to show for a query, and what to mark in it.
#pragma once
#include <bitset>
#include <span>
#include <string_view>
#include <vector>

#include "search/built.hpp"
#include "search/query.hpp"

namespace ombud::search {

class Marker {
public:
    // `worth`: by term, the most that it brings to any article.
    Marker(std::span<Want const> wants, std::span<float const> worth);

    std::vector<Piece> whole(std::string_view text, std::span<Place const> places) const;

    // The stretch of at most 160 letters that answers most; the beginning when none does.
    std::vector<Piece> best(std::string_view text, std::span<Place const> places) const;

private:
    struct Mark {
        std::size_t want;
        std::uint32_t begin, end;
    };
    struct Stretch {
        std::size_t begin, end;
    };

    std::vector<Mark> marks_in(std::span<Place const> places) const;
    Stretch richest(std::string_view text, std::span<Mark const> marks) const;
    static std::vector<Piece> pieces(std::string_view text, Stretch stretch, std::span<Mark const> marks);

    std::vector<Want> wants_;    // by term; the weight is what a mark of it is worth
    std::bitset<8192> perhaps_;  // whether a term of that remainder is wanted: most of a page is not
};

}  // namespace ombud::search
