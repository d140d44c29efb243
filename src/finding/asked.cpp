#include "finding/asked.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "core/limits.hpp"
#include "core/problem.hpp"
#include "finding/words.hpp"
#include "text/names.hpp"

namespace ombud::finding {

namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 5> quotes{
    {{"\"", "\""}, {"“", "”"}, {"「", "」"}, {"『", "』"}, {"＂", "＂"}}};
constexpr std::size_t excerpt_bytes = 300, excerpt_before = 90;

struct Part {
    std::string_view text;
    bool quoted;
};

// A quote that nobody ends goes to the end.
std::vector<Part> parts_of(std::string_view text) {
    std::vector<Part> out;
    for (std::size_t from = 0, at = 0;;) {
        auto const mark = std::ranges::find_if(quotes, [&](auto const& each) { return text.substr(at).starts_with(each.first); });
        if (at < text.size() && mark == quotes.end()) {
            ++at;
            continue;
        }
        if (at > from) out.push_back({text.substr(from, at - from), false});
        if (at >= text.size()) return out;
        auto const begin = at + mark->first.size();
        auto const end = std::min(text.find(mark->second, begin), text.size());
        out.push_back({text.substr(begin, end - begin), true});
        from = at = std::min(end + mark->second.size(), text.size());
    }
}

std::vector<std::string> spelt(search::Tokens const& tokens) {
    std::vector<std::string> out;
    for (auto const& token : tokens.list) out.push_back(spelling(tokens, token));
    return out;
}

// A Chinese letter with no other beside it is no term, and is looked for in the words.
void add_lone_letters(search::Tokens const& tokens, std::vector<std::vector<std::string>>& phrases) {
    auto const& list = tokens.list;
    auto const beside = [&](std::size_t at) { return at < list.size() && list[at].han && list[at].touches && list[at - 1].han; };
    for (std::size_t at = 0; at < list.size(); ++at)
        if (list[at].han && !(at > 0 && beside(at)) && !beside(at + 1)) phrases.push_back({spelling(tokens, list[at])});
}

struct Place {
    std::size_t begin, end;
    auto operator<=>(Place const&) const = default;
};

void add(std::vector<Piece>& pieces, std::string_view text, bool marked) {
    if (!text.empty()) pieces.push_back({std::string(text), marked});
}

}  // namespace

Asked read_question(std::string_view text) {
    if (text::count_code_points(text) > limits::search_letters) throw Problem{ProblemKind::invalid, "query.too_long", "q"};
    std::set<std::string> terms;
    Asked out{};
    bool says = false;
    for (auto const& part : parts_of(text)) {
        auto const tokens = search::tokens_of(part.text);
        says |= !tokens.list.empty();
        for (auto& word : words_in(part.text, part.quoted ? Pairs::all : Pairs::within_words)) terms.insert(std::move(word.term));
        if (part.quoted && !tokens.list.empty())
            out.phrases.push_back(spelt(tokens));
        else
            add_lone_letters(tokens, out.phrases);
    }
    if (!says) throw Problem{ProblemKind::invalid, "query.empty", "q"};
    if (terms.empty()) throw Problem{ProblemKind::invalid, "query.too_short", "q"};
    out.terms.assign(terms.begin(), terms.end());
    // The longest are the rarest as a rule.
    std::ranges::sort(out.terms, [](std::string const& a, std::string const& b) {
        return std::pair{b.size(), std::string_view(a)} < std::pair{a.size(), std::string_view(b)};
    });
    out.looked_up = std::min(out.terms.size(), limits::search_terms);
    return out;
}

bool Asked::is_in(std::string_view text) const {
    if (looked_up < terms.size()) {
        std::set<std::string> held;
        for (auto& word : words_in(text, Pairs::all)) held.insert(std::move(word.term));
        if (!std::ranges::all_of(terms, [&](auto const& term) { return held.contains(term); })) return false;
    }
    auto const spoken = phrases.empty() ? std::vector<std::string>{} : spelt(search::tokens_of(text));
    return std::ranges::all_of(phrases, [&](auto const& phrase) { return !std::ranges::search(spoken, phrase).empty(); });
}

std::vector<Piece> Asked::excerpt(std::string_view text) const {
    std::vector<Place> marks;
    for (auto const& word : words_in(text, Pairs::all))
        if (std::ranges::find(terms, word.term) != terms.end()) marks.push_back({word.begin, word.end});
    auto const tokens = search::tokens_of(text);
    auto const spoken = spelt(tokens);
    for (auto const& phrase : phrases)
        for (auto from = spoken.begin();;) {
            auto const found = std::ranges::search(from, spoken.end(), phrase.begin(), phrase.end());
            if (found.empty()) break;
            auto const first = std::size_t(found.begin() - spoken.begin()), last = std::size_t(found.end() - spoken.begin()) - 1;
            marks.push_back({tokens.list[first].begin, tokens.list[last].end});
            from = found.end();
        }
    std::ranges::sort(marks);

    // Cut where words begin and end, some way before the first mark.
    std::size_t begin = 0, end = text.size();
    if (!marks.empty() && marks.front().begin > excerpt_before)
        for (auto const& token : tokens.list)
            if (token.begin + excerpt_before >= marks.front().begin) {
                begin = std::min<std::size_t>(token.begin, marks.front().begin);
                break;
            }
    if (end - begin > excerpt_bytes) {
        end = text::cut(std::string(text.substr(begin)), excerpt_bytes).size() + begin;
        for (auto const& token : tokens.list)
            if (token.begin < end && token.end > end && token.begin > begin) end = token.begin;
    }
    std::vector<Piece> out;
    if (begin > 0) add(out, "…", false);
    auto at = begin;
    for (auto const& mark : marks) {
        auto const from = std::max(mark.begin, at), to = std::min(mark.end, end);
        if (from >= to) continue;
        add(out, text.substr(at, from - at), false);
        if (from == at && !out.empty() && out.back().marked)
            out.back().text += text.substr(from, to - from);
        else
            add(out, text.substr(from, to - from), true);
        at = to;
    }
    add(out, text.substr(at, end - at), false);
    if (end < text.size()) add(out, "…", false);
    return out;
}

}  // namespace ombud::finding
