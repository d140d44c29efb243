// One hash for a word wherever it stands, so that building the table and reading a text cannot disagree.
#include "safety/word_lists.hpp"

#include <algorithm>
#include <bit>
#include <unicode/normalizer2.h>
#include <unicode/unistr.h>

#include "core/problem.hpp"

namespace ombud::safety {
namespace {

constexpr Lists label_bit = 1U << 15;
constexpr Lists language_bits = (1U << languages) - 1;
constexpr std::uint8_t han_any_list = 1;
constexpr std::uint8_t han_label = 2;

constexpr std::size_t maybe_bits = 1U << 18;
constexpr std::size_t slot_count = 1U << 15;
constexpr std::size_t han_first = 0x4e00;
constexpr std::size_t han_count = 0x9fff - 0x4e00 + 1;

constexpr std::uint64_t hash_start = 0xcbf29ce484222325;

constexpr std::uint64_t hash_step(std::uint64_t hash, unsigned byte) {
    return (hash ^ byte) * 0x9e3779b97f4a7c15 ^ hash >> 29;
}

constexpr std::uint64_t hash_of(std::string_view bytes) {
    auto hash = hash_start;
    for (char c : bytes) hash = hash_step(hash, static_cast<unsigned char>(c));
    return hash;
}

enum class ByteKind : std::uint8_t { other, letter, digit, beyond, bracket };

constexpr auto byte_kinds = [] {
    std::array<ByteKind, 256> out{};
    for (unsigned c = 0; c < 256; ++c) {
        if ((c | 0x20) >= 'a' && (c | 0x20) <= 'z')
            out[c] = ByteKind::letter;
        else if (c >= '0' && c <= '9')
            out[c] = ByteKind::digit;
        else if (c >= 0x80)
            out[c] = ByteKind::beyond;
        else if (c == '[')
            out[c] = ByteKind::bracket;
    }
    return out;
}();

std::uint8_t byte_at(std::string_view text, std::size_t at) {
    return at < text.size() ? std::uint8_t(text[at]) : 0;
}

// Base letters of U+00C0 to U+027F in lower case; zero where there is none.
std::array<char, 0x1c0> const& base_letters() {
    static auto const table = [] {
        std::array<char, 0x1c0> out{};
        UErrorCode error = U_ZERO_ERROR;
        auto const* nfd = icu::Normalizer2::getNFDInstance(error);
        for (std::size_t i = 0; nfd && i < out.size(); ++i) {
            auto const parts = nfd->normalize(icu::UnicodeString(UChar32(0xc0 + i)).toLower(), error);
            if (U_SUCCESS(error) && parts.length() > 0 && parts[0] >= 'a' && parts[0] <= 'z') out[i] = char(parts[0]);
        }
        return out;
    }();
    return table;
}

// A Latin letter beyond ASCII in two bytes, as its base letter; zero when it is none.
char accented(std::string_view text, std::size_t at) {
    auto const lead = byte_at(text, at);
    auto const second = byte_at(text, at + 1);
    if (lead < 0xc3 || lead > 0xc9 || (second & 0xc0) != 0x80) return 0;
    return base_letters()[std::size_t((lead & 0x1f) << 6 | (second & 0x3f)) - 0xc0];
}

bool is_kana(std::string_view text, std::size_t at) {
    if (byte_at(text, at) != 0xe3) return false;
    auto const second = byte_at(text, at + 1);
    auto const third = byte_at(text, at + 2);
    return (second == 0x81 && third > 0x80) || (second == 0x82 && third >= 0x80 && third < 0xa0);
}

bool is_hangul(std::string_view text, std::size_t at) {
    auto const lead = byte_at(text, at);
    auto const second = byte_at(text, at + 1);
    if (lead == 0xea ? second < 0xb0 : lead == 0xed ? second > 0x9e : lead != 0xeb && lead != 0xec) return false;
    return (second & 0xc0) == 0x80 && (byte_at(text, at + 2) & 0xc0) == 0x80;
}

bool is_han(std::string_view text, std::size_t at) {
    auto const lead = byte_at(text, at);
    auto const second = byte_at(text, at + 1);
    if (lead < 0xe4 || lead > 0xe9 || (lead == 0xe4 && second < 0xb8)) return false;
    return (second & 0xc0) == 0x80 && (byte_at(text, at + 2) & 0xc0) == 0x80;
}

std::size_t han_number(std::string_view text, std::size_t at) {
    auto const code_point =
        (byte_at(text, at) & 0x0fU) << 12 | (byte_at(text, at + 1) & 0x3fU) << 6 | (byte_at(text, at + 2) & 0x3fU);
    return code_point - han_first;
}

Word read_latin(std::string_view text, std::size_t at) {
    Word out{at, at, hash_start, Script::latin};
    for (;;) {
        auto const c = byte_at(text, out.end);
        if (byte_kinds[c] == ByteKind::letter) {
            out.hash = hash_step(out.hash, c | 0x20);
            ++out.end;
        } else if (auto const letter = c >= 0xc3 ? accented(text, out.end) : char(0)) {
            out.hash = hash_step(out.hash, static_cast<unsigned char>(letter));
            out.end += 2;
        } else {
            return out;
        }
    }
}

template <class Belongs>
Word read_three_byte(std::string_view text, std::size_t at, Script script, Belongs belongs) {
    auto end = at;
    while (belongs(text, end)) end += 3;
    return {at, end, hash_of(text.substr(at, end - at)), script};
}

// A Latin word in lower case without accents.
std::string fold_latin(std::string_view word) {
    std::string out;
    for (std::size_t at = 0; at < word.size(); ++at) {
        if (auto const letter = accented(word, at)) {
            out += letter;
            ++at;
        } else {
            out += char(word[at] | 0x20);
        }
    }
    return out;
}

std::uint64_t near_hash(std::string_view letters, std::size_t language) {
    return hash_step(hash_of(letters), unsigned(256 + language));
}

template <class Use>
void each_with_a_letter_left_out(std::string_view folded, Use use) {
    std::string shorter;
    for (std::size_t i = 0; i < folded.size(); ++i) {
        shorter.assign(folded.substr(0, i)).append(folded.substr(i + 1));
        use(shorter);
    }
}

}  // namespace

std::optional<Word> read_word(std::string_view text, std::size_t at) {
    auto const c = byte_at(text, at);
    if (byte_kinds[c] == ByteKind::letter || (c >= 0xc3 && accented(text, at))) return read_latin(text, at);
    if (c < 0xe3) return std::nullopt;
    if (is_han(text, at)) return Word{at, at + 3, hash_of(text.substr(at, 3)), Script::han};
    if (is_kana(text, at)) return read_three_byte(text, at, Script::kana, is_kana);
    if (is_hangul(text, at)) return read_three_byte(text, at, Script::hangul, is_hangul);
    return std::nullopt;
}

std::size_t behind_marker(std::string_view text, std::size_t at) {
    constexpr std::string_view opening = "[removed:";
    constexpr std::size_t longest_kind = 32;
    if (text.substr(at, opening.size()) != opening) return at;
    auto const close = text.substr(at, opening.size() + longest_kind).find(']');
    return close == text.npos ? at : at + close + 1;
}

WordLists::WordLists(std::string_view lines, std::span<std::string const> pattern_words,
                     std::span<std::string const> phrase_words, std::span<std::string const> common_words)
    : maybe_(maybe_bits / 64), slots_(slot_count), han_flags_(han_count) {
    std::size_t language = 0;
    for (std::size_t at = 0; at < lines.size(); ++language) {
        auto const end = std::min(lines.find('\n', at), lines.size());
        if (language == languages) throw Problem{ProblemKind::invalid, "rules.word_lists", {}, "more lists than languages"};
        add_list(lines.substr(at, end - at), language);
        at = end + 1;
    }
    if (language != languages) throw Problem{ProblemKind::invalid, "rules.word_lists", {}, "a list is missing"};
    std::ranges::sort(places_);
    std::ranges::sort(near_);
    for (auto const& word : pattern_words) add_label(word, pattern_labels_);
    for (auto const& word : phrase_words) add_label(word, phrase_labels_);
    for (auto const& word : common_words) mark(hash_of(word), common_word);
}

void WordLists::add_list(std::string_view line, std::size_t language) {
    std::uint16_t index = 0;
    auto const name_end = line.find(' ');
    for (std::size_t at = name_end; at < line.size(); ++index) {
        auto const end = std::min(line.find(' ', at + 1), line.size());
        auto const text = line.substr(at + 1, end - at - 1);
        auto const word = read_word(text, 0);
        if (!word || word->end != text.size())
            throw Problem{ProblemKind::invalid, "rules.word_lists", {}, "a word is in no script known here"};
        places_.push_back({word->hash, std::uint16_t(language), index});
        mark(word->hash, Lists(1U << language));
        if (word->script == Script::latin) add_neighbours(text, language);
        if (word->script == Script::han) {
            han_[language] = true;
            han_flags_[han_number(text, 0)] |= han_any_list;
        }
        at = end;
    }
    if (index != words_per_list) throw Problem{ProblemKind::invalid, "rules.word_lists", {}, "a list is not 2,048 words long"};
}

void WordLists::add_neighbours(std::string_view word, std::size_t language) {
    auto const folded = fold_latin(word);
    near_.push_back(near_hash(folded, language));
    each_with_a_letter_left_out(folded, [&](std::string const& shorter) { near_.push_back(near_hash(shorter, language)); });
}

// A label in Han is known by its first character and then compared; one in Latin by its longest word.
void WordLists::add_label(std::string const& label, std::vector<std::string>& labels) {
    if (is_han(label, 0)) {
        han_flags_[han_number(label, 0)] |= han_label;
        labels.push_back(label);
        return;
    }
    std::optional<Word> longest;
    for (std::size_t at = 0; at < label.size();) {
        auto const word = read_word(label, at);
        if (word && (!longest || word->end - word->begin > longest->end - longest->begin)) longest = word;
        at = word ? word->end : at + 1;
    }
    if (longest && &labels == &pattern_labels_) mark(longest->hash, label_bit);
}

void WordLists::mark(std::uint64_t hash, Lists lists) {
    maybe_[hash % maybe_bits / 64] |= 1ULL << hash % 64;
    auto slot = hash >> 40 & (slot_count - 1);
    while (slots_[slot].hash && slots_[slot].hash != hash) slot = (slot + 1) & (slot_count - 1);
    slots_[slot].hash = hash;
    slots_[slot].lists |= lists;
}

Lists WordLists::lookup(std::uint64_t hash) const {
    if (!(maybe_[hash % maybe_bits / 64] >> hash % 64 & 1)) return 0;
    for (auto slot = hash >> 40 & (slot_count - 1); slots_[slot].hash; slot = (slot + 1) & (slot_count - 1))
        if (slots_[slot].hash == hash) return slots_[slot].lists;
    return 0;
}

Lists WordLists::lists_of(Word const& word) const {
    return lookup(word.hash) & (language_bits | common_word);
}

std::optional<std::uint16_t> WordLists::index_of(Word const& word, std::size_t language) const {
    auto const place = std::ranges::lower_bound(places_, Place{word.hash, std::uint16_t(language), 0});
    if (place == places_.end() || place->hash != word.hash || place->language != language) return std::nullopt;
    return place->index;
}

bool WordLists::nearly(std::string_view word, std::size_t language) const {
    auto const folded = fold_latin(word);
    auto const known = [&](std::string_view letters) { return std::ranges::binary_search(near_, near_hash(letters, language)); };
    bool found = known(folded);
    each_with_a_letter_left_out(folded, [&](std::string const& shorter) { found = found || known(shorter); });
    return found;
}

// The running state of a first look.
struct WordLists::Look {
    WordLists const& lists;
    std::string_view text;
    FirstLook found;

    std::size_t before = 0;  // list words before the last word that is in no list
    std::size_t after = 0;   // and since
    std::size_t token = 0;   // where the unbroken letters and digits began that end at `token_end`
    std::size_t token_end = 0;
    unsigned token_kinds = 0;  // 1: letters, 2: digits
    std::size_t digits = 0;    // since the last letter
    std::size_t mixed = 0;     // characters in tokens that mix letters with digits
    std::size_t dashes = 0;
    std::size_t han_joined = 0;  // Han characters with nothing but space between, all of them in a list
    std::size_t han_end = 0;

    void word(Lists found_lists) {
        if (found_lists & label_bit) found.patterns = true;
        if (found_lists & language_bits) {
            ++after;
        } else {
            before = after;
            after = 0;
        }
        if (before + after >= 11) found.phrases = true;
    }

    void token_grows(std::size_t at, std::size_t end, unsigned letter_or_digit) {
        if (at != token_end) {
            token = at;
            token_kinds = 0;
        }
        token_end = end;
        token_kinds |= letter_or_digit;
        if (token_kinds == 3) mixed += end - at;
        // The shortest key is an XRP seed of 27; broken ones show as many short mixtures.
        if (token_end - token >= 27 || mixed >= 20) found.patterns = true;
    }

    std::size_t han(std::size_t at);
};

std::size_t WordLists::Look::han(std::size_t at) {
    auto const begin = at;
    bool all_listed = true;
    for (; is_han(text, at); at += 3) {
        auto const flags = lists.han_flags_[han_number(text, at)];
        all_listed = all_listed && (flags & han_any_list);
        if (!(flags & han_label)) continue;
        auto const here = [&](std::string const& label) { return text.substr(at, label.size()) == label; };
        if (std::ranges::any_of(lists.pattern_labels_, here)) found.patterns = true;
        if (std::ranges::any_of(lists.phrase_labels_, here)) found.phrases = true;
    }
    auto const count = (at - begin) / 3;
    bool const joins = begin == han_end || text.substr(han_end, begin - han_end).find_first_not_of(" \n\r\t") == text.npos;
    han_joined = !all_listed ? 0 : joins && han_joined ? han_joined + count : count;
    han_end = at;
    if (count == 1) {
        word(all_listed ? 1 : 0);
    } else {
        before = after = 0;
        auto const phrase_length = [](std::size_t length) { return length >= 12 && length <= 24 && length % 3 == 0; };
        if (phrase_length(han_joined) || (all_listed && phrase_length(count))) found.phrases = true;
    }
    return at;
}

FirstLook WordLists::first_look(std::string_view text) const {
    Look look{.lists = *this, .text = text};
    for (std::size_t at = 0; at < text.size();) {
        auto const kind = byte_kinds[std::uint8_t(text[at])];
        if (kind == ByteKind::letter) {
            auto const word = read_latin(text, at);
            look.word(lookup(word.hash));
            look.token_grows(at, word.end, 1);
            look.digits = 0;
            at = word.end;
        } else if (kind == ByteKind::digit) {
            look.token_grows(at, at + 1, 2);
            ++at;
            if (++look.digits >= 6) look.found.patterns = true;
        } else if (kind == ByteKind::beyond) {
            if (is_han(text, at)) {
                at = look.han(at);
                look.digits = 0;
            } else if (auto const word = read_word(text, at)) {
                look.word(lookup(word->hash));
                at = word->end;
            } else {
                ++at;
            }
        } else {
            auto const behind = kind == ByteKind::bracket ? behind_marker(text, at) : at;
            if (behind != at) look.before = look.after = look.han_joined = 0;
            look.dashes = text[at] == '-' ? look.dashes + 1 : 0;
            if (look.dashes >= 5) look.found.patterns = true;
            at = std::max(behind, at + 1);
        }
        if (look.found.patterns && look.found.phrases) break;
    }
    return look.found;
}

}  // namespace ombud::safety
