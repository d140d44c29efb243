// The BIP-39 word lists in one table, and the quick look that tells whether a text is worth a slow one.
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ombud::safety {

enum class Script : std::uint8_t { latin, kana, hangul, han };

inline constexpr std::size_t languages = 10;
using Lists = std::uint16_t;                    // one bit for each language
inline constexpr Lists common_word = 1U << 14;  // and one for a word that any sentence may hold
inline constexpr std::size_t words_per_list = 2048;

// A word as it stands in a text; a Han character is a word by itself.
struct Word {
    std::size_t begin = 0;
    std::size_t end = 0;
    std::uint64_t hash = 0;  // of its letters in lower case without accents
    Script script{};
};

// Whether a letter begins at `at`, and if so the word that it begins.
std::optional<Word> read_word(std::string_view text, std::size_t at);

// The place behind a marker "[removed:…]" that begins at `at`, or `at` itself.
std::size_t behind_marker(std::string_view text, std::size_t at);

struct FirstLook {
    bool phrases = false;   // a recovery phrase may be in here
    bool patterns = false;  // one of the patterns may occur
};

class WordLists {
public:
    // A line a language: its name, then its words. `pattern_words` and `phrase_words` are labels that make a text worth a look.
    WordLists(std::string_view lines, std::span<std::string const> pattern_words, std::span<std::string const> phrase_words,
              std::span<std::string const> common_words);

    [[nodiscard]] Lists lists_of(Word const& word) const;
    [[nodiscard]] std::optional<std::uint16_t> index_of(Word const& word, std::size_t language) const;
    // Whether one letter more, less, other or swapped makes the word one of the list.
    [[nodiscard]] bool nearly(std::string_view word, std::size_t language) const;
    [[nodiscard]] bool written_in_han(std::size_t language) const { return han_[language]; }

    [[nodiscard]] FirstLook first_look(std::string_view text) const;

private:
    struct Slot {
        std::uint64_t hash = 0;
        Lists lists = 0;
    };
    struct Place {
        std::uint64_t hash;
        std::uint16_t language;
        std::uint16_t index;
        auto operator<=>(Place const&) const = default;
    };
    struct Look;

    void add_list(std::string_view line, std::size_t language);
    void add_neighbours(std::string_view word, std::size_t language);
    void mark(std::uint64_t hash, Lists lists);
    void add_label(std::string const& label, std::vector<std::string>& labels);
    [[nodiscard]] Lists lookup(std::uint64_t hash) const;

    std::vector<std::uint64_t> maybe_;  // a bit for each hash: most words of a text are in no list, and this says so at once
    std::vector<Slot> slots_;
    std::vector<Place> places_;            // sorted
    std::vector<std::uint64_t> near_;      // sorted: every word with one letter left out, by language
    std::vector<std::uint8_t> han_flags_;  // by code point from U+4E00
    std::vector<std::string> pattern_labels_;
    std::vector<std::string> phrase_labels_;
    std::array<bool, languages> han_{};
};

}  // namespace ombud::safety
