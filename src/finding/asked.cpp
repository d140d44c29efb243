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

// Chinese letters that stand together, each as its term.
std::vector<std::vector<std::string>> runs_of(std::vector<Word> const& words) {
    std::vector<std::vector<std::string>> out;
    std::uint32_t end = 0;
    for (auto const& word : words) {
        if (word.kind != Word::Kind::letter) continue;
        if (out.empty() || word.begin != end) out.emplace_back();
        out.back().push_back(word.term);
        end = word.end;
    }
    return out;
}

// "hA" and "hB" are "hAB".
std::string pair_of(std::string const& one, std::string const& other) {
    return one + other.substr(1);
}

// Where a text says of two words what was asked as one ("充值到账" of "充值没有到账"), each letter still has its neighbour.
bool covers(std::set<std::string> const& held, std::vector<std::string> const& run) {
    for (std::size_t i = 0; i < run.size(); ++i) {
        bool const before = i > 0 && held.contains(pair_of(run[i - 1], run[i]));
        if (!before && !(i + 1 < run.size() && held.contains(pair_of(run[i], run[i + 1])))) return false;
    }
    return true;
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
    for (auto const& part : parts_of(text)) {
        auto const words = words_in(part.text);
        for (auto const& word : words)
            if (word.kind == Word::Kind::word || word.kind == Word::Kind::identifier ||
                (word.kind == Word::Kind::pair && part.quoted))
                terms.insert(word.term);
        for (auto& run : runs_of(words)) {
            if (run.size() == 1) terms.insert(run[0]);
            if (run.size() == 2) terms.insert(pair_of(run[0], run[1]));
            if (run.size() < 3 || part.quoted) continue;
            terms.insert(run.begin(), run.end());
            out.runs.push_back(std::move(run));
        }
        if (auto phrase = spelt(search::tokens_of(part.text)); part.quoted && phrase.size() > 1)
            out.phrases.push_back(std::move(phrase));
    }
    if (terms.empty()) throw Problem{ProblemKind::invalid, "query.empty", "q"};
    out.terms.assign(terms.begin(), terms.end());
    // The longest are the rarest as a rule.
    std::ranges::sort(out.terms, [](std::string const& a, std::string const& b) {
        return std::pair{b.size(), std::string_view(a)} < std::pair{a.size(), std::string_view(b)};
    });
    out.looked_up = std::min(out.terms.size(), limits::search_terms);
    return out;
}

bool Asked::is_in(std::string_view text) const {
    if (looked_up < terms.size() || !runs.empty()) {
        std::set<std::string> held;
        for (auto& word : words_in(text)) held.insert(std::move(word.term));
        if (!std::ranges::all_of(terms, [&](auto const& term) { return held.contains(term); })) return false;
        if (!std::ranges::all_of(runs, [&](auto const& run) { return covers(held, run); })) return false;
    }
    auto const spoken = phrases.empty() ? std::vector<std::string>{} : spelt(search::tokens_of(text));
    return std::ranges::all_of(phrases, [&](auto const& phrase) { return !std::ranges::search(spoken, phrase).empty(); });
}

std::vector<Piece> Asked::excerpt(std::string_view text) const {
    std::set<std::string> telling(terms.begin(), terms.end());
    for (auto const& run : runs) {
        for (auto const& letter : run) telling.erase(letter);
        for (std::size_t i = 1; i < run.size(); ++i) telling.insert(pair_of(run[i - 1], run[i]));
    }
    std::vector<Place> marks;
    for (auto const& word : words_in(text))
        if (telling.contains(word.term)) marks.push_back({word.begin, word.end});
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
