// How much each kind of match counts; tuned on that half of the judged questions which is there for it. The measure hardly moves
// when one of them is a third more or less.
#pragma once
#include <cstddef>

namespace ombud::search {

enum Field : unsigned char { title, keywords, summary, headings, body, asked };
inline constexpr std::size_t fields = 6;

struct FieldWeight {
    float weight;
    float length;  // how much a long one is held against it: 0 not at all, 1 in full
};

namespace weights {

inline constexpr FieldWeight of_fields[fields] = {{2, .5f}, {1.5f, .8f}, {1, .25f}, {.6f, .5f}, {.5f, .8f}, {2, .7f}};
inline constexpr float saturation = 4;       // after so much of a term in an article more of it says little (BM25's k1)
inline constexpr float in_text_only = .15f;  // an article that has it in the text alone, where it is counted how rare a term is

inline constexpr float word = .6f, pair = 1, letters = .6f, letters_across = .5f, letter = .1f, long_word = .2f;
inline constexpr float meaning = 1.5f, meanings = 1;

// Of what is made of words that carry little: alone, as one of two, as both.
inline constexpr float filler = .4f, pair_with_filler = .5f, pair_of_fillers = .3f, letters_of_fillers = .6f;

// Of what was not typed so.
inline constexpr float one_slip = .5f, two_slips = .4f, half_typed = .7f, sounds_alike = .7f, pinyin = .9f;

inline constexpr float related = .35f;       // what the best article leads to, of the best one's score
inline constexpr float below_best = .97f;    // but never more than so much of it
inline constexpr float worth_showing = .1f;  // of the best one's score

}  // namespace weights
}  // namespace ombud::search
