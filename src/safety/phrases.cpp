// The rule (see the module's README): twelve listed words in a row, and a valid checksum or eight different ones.
#include "safety/phrases.hpp"

#include <algorithm>
#include <cmath>
#include <unicode/brkiter.h>

#include "chains/hashes.hpp"

namespace ombud::safety {
namespace {

// A word of the text with what the lists say of it.
struct Item {
    Word word;
    Lists lists = 0;
    bool glued = false;    // a Han character that stands directly beside another
    bool barrier = false;  // a marker: nothing reaches over it
};

// Names in code and paths are joined by what nobody writes between the words of a phrase.
bool parts_words(std::string_view text, std::size_t begin, std::size_t end) {
    auto const between = text.substr(begin, end - begin);
    return between.find_first_of("_\\{}<@$&") != between.npos || between.starts_with('=');
}

std::vector<Item> read_items(std::string_view text, WordLists const& lists) {
    std::vector<Item> out;
    for (std::size_t at = 0; at < text.size();) {
        if (auto const behind = behind_marker(text, at); behind != at) {
            out.push_back({.word = {at, behind, 0, Script::latin}, .barrier = true});
            at = behind;
        } else if (auto const word = read_word(text, at)) {
            if (!out.empty() && parts_words(text, out.back().word.end, at))
                out.push_back({.word = {at, at, 0, Script::latin}, .barrier = true});
            bool const glued = word->script == Script::han && !out.empty() && !out.back().barrier &&
                               out.back().word.script == Script::han && out.back().word.end == at;
            if (glued) out.back().glued = true;
            out.push_back({.word = *word, .lists = lists.lists_of(*word), .glued = glued});
            at = word->end;
        } else {
            ++at;
        }
    }
    return out;
}

// How many characters belong to dictionary words of two or more.
std::int32_t characters_in_words(icu::UnicodeString const& text) {
    thread_local std::unique_ptr<icu::BreakIterator> const words = [] {
        UErrorCode error = U_ZERO_ERROR;
        return std::unique_ptr<icu::BreakIterator>(icu::BreakIterator::createWordInstance(icu::Locale::getChinese(), error));
    }();
    if (!words) return 0;
    words->setText(text);
    std::int32_t count = 0;
    for (auto last = words->first(), next = words->next(); next != icu::BreakIterator::DONE; last = next, next = words->next())
        if (next - last > 1) count += next - last;
    return count;
}

// Looks for phrases of one language among the words of one text.
class Search {
public:
    Search(std::string_view text, WordLists const& lists, RuleBook const& rules, std::vector<Item> const& items,
           std::size_t language)
        : text_(text), lists_(lists), rules_(rules), rule_(rules.text.phrases), items_(items), language_(language) {}

    void separate_words(std::vector<Span>& out) const;
    void glued_characters(std::vector<Span>& out) const;
    // `next_label`: where another one begins, or the end of the text.
    void after_label(std::size_t label_end, std::size_t next_label, std::vector<Span>& out) const;

private:
    struct Run {
        std::size_t begin = 0;  // items
        std::size_t end = 0;
        bool accepted = false;
        [[nodiscard]] std::size_t size() const { return end - begin; }
    };

    [[nodiscard]] bool listed(Item const& item) const { return item.lists >> language_ & 1; }
    [[nodiscard]] bool is_length(std::size_t count) const {
        return std::ranges::find(rule_.lengths, std::int64_t(count)) != rule_.lengths.end();
    }
    [[nodiscard]] std::vector<Run> runs() const;
    [[nodiscard]] bool varied(std::size_t begin, std::size_t end) const;
    [[nodiscard]] bool checksum_at(std::size_t begin, std::size_t count) const;
    [[nodiscard]] bool checksum_within(Run const& run) const;
    [[nodiscard]] bool reads_like_prose(std::size_t begin, std::size_t end) const;
    [[nodiscard]] bool reads_like_chinese_prose(std::size_t begin, std::size_t end) const;
    [[nodiscard]] bool of_one_phrase(std::size_t begin, std::size_t end) const;
    [[nodiscard]] bool slip_of(std::size_t item, std::size_t shortest = 4) const;
    [[nodiscard]] bool framed(Run const& run) const;
    [[nodiscard]] bool whole_phrase(Run const& run) const;
    void try_groups(std::span<Run const> groups, std::vector<Span>& out) const;
    void accept_nearly_whole(std::vector<Run>& found) const;
    void join_neighbours(std::vector<Run>& found) const;
    [[nodiscard]] Span span_of(std::size_t begin, std::size_t end) const {
        return {items_[begin].word.begin, items_[end - 1].word.end};
    }
    [[nodiscard]] std::size_t at_least() const { return std::size_t(rule_.at_least); }

    std::string_view text_;
    WordLists const& lists_;
    RuleBook const& rules_;
    PhraseRules const& rule_;
    std::vector<Item> const& items_;
    std::size_t language_;
};

std::vector<Search::Run> Search::runs() const {
    std::vector<Run> out;
    for (std::size_t i = 0; i < items_.size(); ++i) {
        if (!listed(items_[i]) || items_[i].glued) continue;
        if (out.empty() || out.back().end != i) out.push_back({i, i});
        out.back().end = i + 1;
    }
    return out;
}

// Enough different words, listed ones only.
bool Search::varied(std::size_t begin, std::size_t end) const {
    std::vector<std::uint64_t> seen;
    for (auto i = begin; i < end && seen.size() < std::size_t(rule_.distinct); ++i)
        if (listed(items_[i]) && std::ranges::find(seen, items_[i].word.hash) == seen.end()) seen.push_back(items_[i].word.hash);
    return seen.size() >= std::size_t(rule_.distinct);
}

bool Search::checksum_at(std::size_t begin, std::size_t count) const {
    std::vector<std::uint16_t> indices;
    for (auto i = begin; i < begin + count; ++i) {
        auto const index = lists_.index_of(items_[i].word, language_);
        if (!index) return false;
        indices.push_back(*index);
    }
    return phrase_checksum_holds(indices);
}

// In a long run of few different words only its two ends are tried: the work stays linear.
bool Search::checksum_within(Run const& run) const {
    constexpr std::size_t every_start_below = 64;
    for (auto const length : rule_.lengths) {
        auto const count = std::size_t(length);
        if (count > run.size()) continue;
        if (run.size() >= every_start_below) {
            if (checksum_at(run.begin, count) || checksum_at(run.end - count, count)) return true;
            continue;
        }
        for (auto start = run.begin; start + count <= run.end; ++start)
            if (checksum_at(start, count)) return true;
    }
    return false;
}

// A sentence keeps to the commonest words, of which a random phrase has one in twenty.
bool Search::reads_like_prose(std::size_t begin, std::size_t end) const {
    if (lists_.written_in_han(language_)) return reads_like_chinese_prose(begin, end);
    auto const common = std::count_if(items_.begin() + std::ptrdiff_t(begin), items_.begin() + std::ptrdiff_t(end),
                                      [](Item const& item) { return (item.lists & common_word) != 0; });
    return std::size_t(common) * 2 >= end - begin;
}

// Chinese prose is made of words that a dictionary knows and of the commonest characters; a phrase is neither. Measured on five
// megabytes of prose and twenty thousand random phrases: of either, one in a thousand is taken for the other.
bool Search::reads_like_chinese_prose(std::size_t begin, std::size_t end) const {
    double ranks = 0;  // the Chinese lists are in the order of frequency
    icu::UnicodeString joined;
    for (auto i = begin; i < end; ++i) {
        ranks += std::log2(1.0 + lists_.index_of(items_[i].word, language_).value_or(0));
        joined += icu::UnicodeString::fromUTF8({text_.data() + items_[i].word.begin, 3});
    }
    double const count = double(end - begin);
    double const rank = ranks / count;
    double const most_in_words = rank >= 8 ? 4 : rank >= 7 ? 3 : rank >= 6 ? 2 : 1;  // of twelve characters
    return std::round(double(characters_in_words(joined)) * 12 / count) > most_in_words;
}

// A word in no list that stands where one of the list should: mistyped, or of a script where every word counts.
bool Search::slip_of(std::size_t item, std::size_t shortest) const {
    if (item >= items_.size()) return false;
    auto const& [word, lists, glued, barrier] = items_[item];
    if (barrier || glued) return false;
    if (word.script != Script::latin) return true;
    auto const letters = text_.substr(word.begin, word.end - word.begin);
    return letters.size() >= shortest && letters.size() <= 16 && lists_.nearly(letters, language_);
}

// Nothing else stands on the lines of the run but what introduces it.
bool Search::framed(Run const& run) const {
    auto const [begin, end] = span_of(run.begin, run.end);
    auto const reach = std::size_t(rules_.text.window);
    auto const from = begin > reach ? begin - reach : 0;
    auto const before = text_.substr(from, begin - from);
    auto const found = [](std::size_t at) { return at == std::string_view::npos ? 0 : at; };
    auto const opening = from + std::max(found(before.find_last_of("\n:")), found(before.rfind("：")));
    auto const closing = end + std::min(reach, text_.substr(end, reach).find('\n'));
    bool const word_before = run.begin > 0 && items_[run.begin - 1].word.begin >= opening;
    bool const word_after = run.end < items_.size() && items_[run.end].word.begin < closing;
    return !word_before && !word_after;
}

bool Search::whole_phrase(Run const& run) const {
    if (run.size() < at_least()) return false;
    if (is_length(run.size()) && checksum_at(run.begin, run.size())) return true;
    if (varied(run.begin, run.end)) return !reads_like_prose(run.begin, run.end);
    return !lists_.written_in_han(language_) && checksum_within(run);
}

// Eleven of twelve: one word mistyped between two runs or at an end, or left out.
void Search::accept_nearly_whole(std::vector<Run>& found) const {
    auto const nearly = at_least() - 1;
    for (std::size_t i = 0; i < found.size(); ++i) {
        auto& run = found[i];
        if (i + 1 < found.size()) {
            auto& next = found[i + 1];
            bool const enough = run.size() + next.size() >= nearly && next.begin == run.end + 1;
            constexpr std::size_t shortest_within = 2;
            if (enough && varied(run.begin, next.end) && slip_of(run.end, shortest_within) &&
                !reads_like_prose(run.begin, next.end))
                run.accepted = next.accepted = true;
        }
        if (run.size() != nearly || run.accepted || !varied(run.begin, run.end) || reads_like_prose(run.begin, run.end)) continue;
        bool const slip_before = run.begin > 0 && slip_of(run.begin - 1);
        bool const slip_after = slip_of(run.end);
        if (!slip_before && !slip_after && !framed(run)) continue;
        if (slip_before) --run.begin;
        if (slip_after) ++run.end;
        run.accepted = true;
    }
}

// The rest of a phrase lies beyond a mistyped word.
void Search::join_neighbours(std::vector<Run>& found) const {
    constexpr std::size_t speaks_for_itself = 3;
    auto const join = [&](Run& from, Run& to, std::size_t between, bool adjacent) {
        if (from.accepted && !to.accepted && adjacent && (to.size() >= speaks_for_itself || slip_of(between))) to.accepted = true;
    };
    for (std::size_t i = 1; i < found.size(); ++i)
        join(found[i - 1], found[i], found[i - 1].end, found[i].begin == found[i - 1].end + 1);
    for (std::size_t i = found.size(); i-- > 1;)
        join(found[i], found[i - 1], found[i - 1].end, found[i].begin == found[i - 1].end + 1);
}

void Search::separate_words(std::vector<Span>& out) const {
    auto found = runs();
    for (auto& run : found) run.accepted = whole_phrase(run);
    accept_nearly_whole(found);
    join_neighbours(found);
    for (std::size_t i = 0; i < found.size(); ++i) {
        if (!found[i].accepted) continue;
        auto const begin = found[i].begin;
        auto barrier_free = [&](std::size_t item) { return !items_[item].barrier; };
        while (i + 1 < found.size() && found[i + 1].accepted && found[i + 1].begin <= found[i].end + 1 &&
               barrier_free(found[i].end))
            ++i;
        out.push_back(span_of(begin, found[i].end));
    }
}

// Chinese without spaces, or in groups: exactly a phrase's length, and its checksum.
void Search::glued_characters(std::vector<Span>& out) const {
    auto const spaces_only = [&](std::size_t left, std::size_t right) {
        auto const between = text_.substr(items_[left].word.end, items_[right].word.begin - items_[left].word.end);
        return between.find_first_not_of(" \n\r\t") == between.npos;
    };
    auto const is_han = [&](std::size_t i) { return items_[i].word.script == Script::han && !items_[i].barrier; };
    for (std::size_t i = 0; i < items_.size();) {
        if (!is_han(i)) {
            ++i;
            continue;
        }
        std::vector<Run> groups;
        for (bool first = true; i < items_.size() && is_han(i) && (first || spaces_only(i - 1, i)); ++i, first = false) {
            if (first || items_[i].word.begin != items_[i - 1].word.end) groups.push_back({i, i});
            groups.back().end = i + 1;
        }
        try_groups(groups, out);
    }
}

// One group alone, a row of groups of one size (the last may be shorter), or all that stand together.
void Search::try_groups(std::span<Run const> groups, std::vector<Span>& out) const {
    auto const try_run = [&](std::size_t begin, std::size_t end) {
        if (!is_length(end - begin) || !checksum_at(begin, end - begin)) return;
        if (!varied(begin, end) || !reads_like_prose(begin, end)) out.push_back(span_of(begin, end));
    };
    auto const longest = std::size_t(rule_.lengths.back());
    for (std::size_t first = 0; first < groups.size(); ++first) {
        auto const size = groups[first].size();
        for (auto last = first; last < groups.size() && groups[last].size() <= size; ++last) {
            auto const count = groups[last].end - groups[first].begin;
            if (size == 1 || count > longest) break;  // single characters are separate words
            try_run(groups[first].begin, groups[last].end);
            if (groups[last].size() < size) break;
        }
    }
    try_run(groups.front().begin, groups.back().end);
}

// Whether what stands between two characters may stand within a phrase: not much, and no end of a sentence.
bool Search::of_one_phrase(std::size_t begin, std::size_t end) const {
    constexpr std::size_t widest = 6;
    auto const between = text_.substr(begin, end - begin);
    constexpr std::array<std::string_view, 4> sentence_ends{"。", "！", "？", "；"};
    return between.size() <= widest && std::ranges::none_of(sentence_ends, [&](auto mark) { return between.contains(mark); });
}

// After "助记词是" the phrase may run on from the words before it, and may begin with characters that lead in as well.
void Search::after_label(std::size_t label_end, std::size_t next_label, std::vector<Span>& out) const {
    auto const window = text_.substr(label_end, std::size_t(rules_.text.window));
    re2::StringPiece rest(window.data(), window.size());
    if (!RE2::Consume(&rest, *rules_.phrase_lead_in)) return;
    auto const lead_in_end = std::size_t(rest.data() - text_.data());
    auto const item_from = [&](std::size_t place) {
        return std::size_t(std::ranges::lower_bound(items_, place, {}, [](Item const& item) { return item.word.begin; }) -
                           items_.begin());
    };
    constexpr std::size_t most_words = 26;
    auto const last_begin = item_from(lead_in_end);
    auto usable = item_from(label_end);  // Han characters in a row, close together, from the label on
    auto const goes_on = [&](std::size_t item) {
        return item < items_.size() && item < last_begin + most_words && items_[item].word.begin < next_label &&
               items_[item].word.script == Script::han && !items_[item].barrier &&
               (item <= last_begin || of_one_phrase(items_[item - 1].word.end, items_[item].word.begin));
    };
    while (goes_on(usable)) ++usable;
    for (auto begin = item_from(label_end); begin <= last_begin; ++begin)
        for (auto length = rule_.lengths.rbegin(); length != rule_.lengths.rend(); ++length) {
            auto const count = std::size_t(*length);
            if (begin + count > usable || !checksum_at(begin, count) ||
                (varied(begin, begin + count) && reads_like_prose(begin, begin + count)))
                continue;
            out.push_back(span_of(begin, begin + count));
            return;
        }
    // With a slip in it no checksum helps: what follows the lead-in, if it is about as long as a phrase.
    if (last_begin >= usable) return;
    auto const count = usable - last_begin;
    auto const in_list = std::count_if(items_.begin() + std::ptrdiff_t(last_begin), items_.begin() + std::ptrdiff_t(usable),
                                       [&](auto const& item) { return listed(item); });
    bool const about_a_phrase = is_length(count) || is_length(count + 1) || is_length(count - 1);
    if (about_a_phrase && std::size_t(in_list) + 1 >= count && !reads_like_prose(last_begin, usable))
        out.push_back(span_of(last_begin, usable));
}

std::vector<Span> labels_in(std::string_view text, RE2 const& label) {
    std::vector<Span> out;
    re2::StringPiece found;
    re2::StringPiece const whole(text.data(), text.size());
    for (std::size_t at = 0; label.Match(whole, at, whole.size(), RE2::UNANCHORED, &found, 1) && !found.empty();) {
        auto const begin = std::size_t(found.data() - whole.data());
        at = begin + found.size();
        out.push_back({begin, at});
    }
    return out;
}

}  // namespace

bool phrase_checksum_holds(std::span<std::uint16_t const> indices) {
    std::array<std::uint8_t, 33> bits{};
    if (indices.size() % 3 != 0 || indices.size() < 12 || indices.size() > 24) return false;
    std::size_t at = 0;
    for (auto const index : indices)
        for (int bit = 10; bit >= 0; --bit, ++at)
            if (index >> bit & 1) bits[at / 8] = std::uint8_t(bits[at / 8] | 0x80 >> at % 8);
    auto const entropy = indices.size() * 4 / 3;
    auto const checksum_bits = indices.size() / 3;
    auto const sum = chains::sha256(chains::ByteView(bits).first(entropy))[0];
    return bits[entropy] >> (8 - checksum_bits) == sum >> (8 - checksum_bits);
}

std::vector<Span> find_phrases(std::string_view plain, WordLists const& lists, RuleBook const& rules) {
    std::vector<Span> out;
    auto const items = read_items(plain, lists);
    std::vector<Span> labels;
    for (std::size_t language = 0; language < languages; ++language) {
        auto const listed = std::ranges::count_if(items, [&](Item const& item) { return item.lists >> language & 1; });
        if (listed + 1 < rules.text.phrases.at_least) continue;
        Search const search(plain, lists, rules, items, language);
        search.separate_words(out);
        if (!lists.written_in_han(language)) continue;
        search.glued_characters(out);
        if (labels.empty()) labels = labels_in(plain, *rules.phrase_label);
        for (std::size_t i = 0; i < labels.size(); ++i)
            search.after_label(labels[i].end, i + 1 < labels.size() ? labels[i + 1].begin : plain.size(), out);
    }
    return out;
}

}  // namespace ombud::safety
