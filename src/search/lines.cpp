// Plain splitting; the files are ours and are checked by the tests.
#include "search/lines.hpp"

#include <algorithm>
#include <stdexcept>

#include "embedded/search_words.hpp"

namespace ombud::search {

std::string_view embedded_words(std::string_view file) {
    auto const files = embedded::search_words();
    auto const found = std::ranges::find(files, file, &EmbeddedFile::name);
    if (found == files.end()) throw std::logic_error("a file of words is missing");
    return found->bytes;
}

std::string_view trimmed(std::string_view text) {
    auto const blank = [](char letter) { return letter == ' ' || letter == '\t' || letter == '\r'; };
    while (!text.empty() && blank(text.front())) text.remove_prefix(1);
    while (!text.empty() && blank(text.back())) text.remove_suffix(1);
    return text;
}

std::vector<std::string_view> parts_of(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    for (;;) {
        auto const end = text.find(separator);
        parts.push_back(trimmed(text.substr(0, end)));
        if (end == text.npos) return parts;
        text.remove_prefix(end + 1);
    }
}

std::vector<std::string_view> lines_of(std::string_view text) {
    std::vector<std::string_view> lines;
    for (auto const line : parts_of(text, '\n'))
        if (auto const words = trimmed(line.substr(0, line.find('#'))); !words.empty()) lines.push_back(words);
    return lines;
}

}  // namespace ombud::search
