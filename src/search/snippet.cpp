// Slides over the marks of a page to find where most of the query stands close together, and widens that to whole sentences or
// words.
#include "search/snippet.hpp"

#include <algorithm>
#include <cctype>

namespace ombud::search {
namespace {

// In columns: a Chinese letter takes two.
constexpr std::size_t snippet_columns = 156;  // and an ellipsis at either end
constexpr std::size_t marked_columns = 110;   // from the first mark to the last, so that words are left around them
constexpr std::size_t columns_before = 45;

bool begins_letter(char byte) {
    return (std::uint8_t(byte) & 0xc0) != 0x80;
}

std::size_t columns_of(char byte) {
    return std::size_t(begins_letter(byte)) + std::size_t(std::uint8_t(byte) >= 0xe3);
}

std::size_t columns_in(std::string_view text) {
    std::size_t columns = 0;
    for (auto const byte : text) columns += columns_of(byte);
    return columns;
}

std::size_t letter_before(std::string_view text, std::size_t at) {
    do --at;
    while (at > 0 && !begins_letter(text[at]));
    return at;
}

std::size_t letter_after(std::string_view text, std::size_t at) {
    do ++at;
    while (at < text.size() && !begins_letter(text[at]));
    return at;
}

// No word of Latin letters is cut.
bool in_latin_word(std::string_view text, std::size_t at) {
    auto const is_latin = [&](std::size_t place) {
        return std::isalnum(std::uint8_t(text[place])) && std::uint8_t(text[place]) < 0x80;
    };
    return at > 0 && at < text.size() && is_latin(at - 1) && is_latin(at);
}

bool ends_sentence(std::string_view text, std::size_t end) {
    auto const before = text.substr(0, end);
    for (std::string_view const mark : {"\n", ". ", "! ", "? ", "。", "！", "？", "；"})
        if (before.ends_with(mark)) return true;
    return false;
}

// Where the sentence begins, if that is near; else a word not far before.
std::size_t beginning(std::string_view text, std::size_t mark) {
    auto word = mark;
    auto at = mark;
    for (std::size_t columns = 0; at > 0 && columns < columns_before; columns += columns_of(text[at])) {
        if (ends_sentence(text, at)) return at;
        if (!in_latin_word(text, at) && columns < columns_before / 2) word = at;
        at = letter_before(text, at);
    }
    return at == 0 ? 0 : word;
}

std::size_t ending(std::string_view text, std::size_t begin) {
    auto at = begin;
    for (std::size_t columns = 0; at < text.size() && (columns += columns_of(text[at])) <= snippet_columns;)
        at = letter_after(text, at);
    auto word = at;
    while (word > begin && in_latin_word(text, word)) --word;
    return word > begin + (at - begin) / 2 ? word : at;
}

// One blank for any number of them, none at the beginning.
void append(std::vector<Piece>& pieces, std::string_view text, bool marked) {
    auto after_blank = pieces.empty() || pieces.back().text.ends_with(' ');
    std::string shown;
    for (auto const letter : text) {
        auto const is_blank = letter == '\n' || letter == ' ';
        if (!is_blank || !after_blank) shown += is_blank ? ' ' : letter;
        after_blank = is_blank;
    }
    if (shown.empty()) return;
    if (pieces.empty() || pieces.back().marked != marked) pieces.push_back({"", marked});
    pieces.back().text += shown;
}

}  // namespace

Marker::Marker(std::span<Want const> wants, std::span<float const> worth) : wants_(wants.begin(), wants.end()) {
    constexpr float worth_marking = .08f;
    float most = 0;
    for (auto& want : wants_) most = std::max(most, want.weight *= worth[want.term]);
    std::erase_if(wants_, [&](Want const& want) { return want.weight < most * worth_marking; });
    for (auto const& want : wants_) perhaps_.set(want.term % perhaps_.size());
}

std::vector<Marker::Mark> Marker::marks_in(std::span<Place const> places) const {
    std::vector<Mark> marks;
    for (auto const& place : places) {
        if (!perhaps_.test(place.term % perhaps_.size())) continue;
        auto const want = std::ranges::lower_bound(wants_, place.term, {}, &Want::term);
        if (want != wants_.end() && want->term == place.term)
            marks.push_back({std::size_t(want - wants_.begin()), place.begin, std::uint32_t(place.begin) + place.size});
    }
    return marks;
}

// Of all stretches from one mark to another that are short enough, the one with the most worth; each term counts once.
Marker::Stretch Marker::richest(std::string_view text, std::span<Mark const> marks) const {
    std::vector<std::size_t> columns{0};  // to where each mark begins
    for (std::size_t at = 1; at < marks.size(); ++at)
        columns.push_back(columns.back() + columns_in(text.substr(marks[at - 1].begin, marks[at].begin - marks[at - 1].begin)));
    Stretch best{marks.front().begin, marks.front().end};
    std::vector<int> times(wants_.size());
    float worth = 0, most = 0;
    for (std::size_t first = 0, last = 0; last < marks.size(); ++last) {
        if (times[marks[last].want]++ == 0) worth += wants_[marks[last].want].weight;
        for (; columns[last] - columns[first] > marked_columns; ++first)
            if (--times[marks[first].want] == 0) worth -= wants_[marks[first].want].weight;
        if (worth <= most * 1.001f) continue;
        most = worth;
        best = {marks[first].begin, marks[last].end};
    }
    return best;
}

std::vector<Piece> Marker::pieces(std::string_view text, Stretch stretch, std::span<Mark const> marks) {
    std::vector<Piece> pieces;
    if (stretch.begin > 0 && !ends_sentence(text, stretch.begin)) append(pieces, "…", false);
    auto at = stretch.begin;
    for (auto const& mark : marks) {
        auto const begin = std::max<std::size_t>(mark.begin, at), end = std::min<std::size_t>(mark.end, stretch.end);
        if (begin >= end) continue;
        append(pieces, text.substr(at, begin - at), false);
        append(pieces, text.substr(begin, end - begin), true);
        at = end;
    }
    append(pieces, text.substr(at, stretch.end - at), false);
    if (stretch.end < text.size()) append(pieces, "…", false);
    return pieces;
}

std::vector<Piece> Marker::whole(std::string_view text, std::span<Place const> places) const {
    return pieces(text, {0, text.size()}, marks_in(places));
}

std::vector<Piece> Marker::best(std::string_view text, std::span<Place const> places) const {
    auto const marks = marks_in(places);
    auto const from = marks.empty() ? 0 : beginning(text, richest(text, marks).begin);
    return pieces(text, {from, ending(text, from)}, marks);
}

}  // namespace ombud::search
