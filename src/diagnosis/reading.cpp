// Names, near misses and texts in both languages, as every file of the guided answers has them.
#include "diagnosis/reading.hpp"

#include <algorithm>

#include "core/limits.hpp"

namespace ombud::diagnosis {

namespace {

bool only(std::string_view text, bool (*allowed)(char)) {
    return !text.empty() && text.size() <= limits::slug_bytes && text[0] >= 'a' && text[0] <= 'z' &&
           std::ranges::all_of(text, allowed);
}

// How many letters must change, at most three.
std::size_t distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        auto corner = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            auto const above = row[j];
            row[j] = std::min({above + 1, row[j - 1] + 1, corner + (a[i - 1] == b[j - 1] ? 0 : 1)});
            corner = above;
        }
    }
    return row[b.size()];
}

}  // namespace

bool is_step_name(std::string_view text) {
    return only(text, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; });
}

bool is_slug(std::string_view text) {
    return only(text, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; });
}

std::string nearest(std::string_view written, std::vector<std::string> const& known) {
    constexpr std::size_t longest = 64;
    if (written.size() > longest) return {};
    std::string best;
    std::size_t smallest = 3;
    for (auto const& word : known)
        if (auto const far = distance(written, word); far < smallest) smallest = far, best = word;
    return best;
}

Words read_words(Tree const* tree, std::string const& file, std::string const& what, std::int64_t line,
                 std::vector<Mistake>& mistakes) {
    auto const say = [&](std::int64_t at, std::string code, std::string text) {
        mistakes.push_back({file, at, std::move(code), std::move(text)});
    };
    if (!tree) {
        say(line, "field.missing", "\"" + what + "\" is missing; add {en: …, zh-CN: …}");
        return {};
    }
    if (tree->kind != Tree::Kind::map) {
        say(tree->line, "field.type", "\"" + what + "\" must be in both languages: {en: …, zh-CN: …}");
        return {};
    }
    Words out;
    for (auto const& key : tree->keys)
        if (std::ranges::find(languages, key.text) == std::end(languages))
            say(key.line, "language.unknown", in_quotes(key.text) + " is no language of ours; use en and zh-CN");
    for (auto const language : languages) {
        auto const* text = tree->find(language);
        if (!text)
            say(tree->line, "language.missing", "\"" + what + "\" lacks " + std::string(language) + "; write it");
        else if (text->kind != Tree::Kind::text || text->text.find_first_not_of(" \n\t") == text->text.npos)
            say(text->line, "language.missing", "\"" + what + "\" is empty in " + std::string(language) + "; write it");
        else
            (language == "en" ? out.en : out.zh) = text->text;
    }
    return out;
}

}  // namespace ombud::diagnosis
