#include "credentials/judging.hpp"

#include <zxcvbn.h>

#include "credentials/breaches.hpp"
#include "embedded/weak_words.hpp"
#include "text/names.hpp"

namespace ombud::credentials {

namespace {

// Eight decimal digits of guesses: what zxcvbn scores 3 of 4, "safely unguessable" behind a slow hash.
constexpr double bits_a_digit = 3.3219;
constexpr double digits_of_score[] = {3, 6, 8, 10};
constexpr std::int64_t score_enough = 3;
// zxcvbn's work grows with the square of the length, and what is weak shows early.
constexpr std::size_t bytes_judged = 100;

// What zxcvbn's English dictionary does not know: ourselves, the trade, phrases and syllables of pinyin, and the number words
// that Chinese passwords lean on. The most usual stand first: that is what zxcvbn takes for their rank.
std::vector<std::string> read_weak_words() {
    std::vector<std::string> words;
    std::string word;
    for (char const c : embedded::weak_words().front().bytes) {
        if (c != ' ' && c != '\n') word.push_back(c);
        if ((c == ' ' || c == '\n') && !word.empty()) words.push_back(std::exchange(word, {}));
    }
    return words;
}

double zxcvbn_bits(std::string const& password, std::vector<char const*> const& words) {
    return password.empty() ? 0 : ZxcvbnMatch(password.c_str(), const_cast<char const**>(words.data()), nullptr);
}

bool all_digits(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

// What stands in front or behind in many a Chinese password, and what it adds for whoever knows of the person or tries them all.
struct Habit {
    std::size_t digits;
    double bits;
    bool (*fits)(std::string_view);
};
constexpr Habit habits[] = {
    {11, 10, [](std::string_view digits) { return digits[0] == '1' && digits[1] >= '3'; }},  // a mobile number
    {8, 13,
     [](std::string_view digits) {  // a birth date
         return (digits.starts_with("19") || digits.starts_with("20")) && digits.substr(4, 2) <= "12" && digits.substr(6) <= "31";
     }},
    {6, 12, [](std::string_view digits) { return digits.substr(2, 2) <= "12" && digits.substr(4) <= "31"; }},  // a short one
};

double bits_of(std::string const& password, std::vector<char const*> const& words, int looks = 2) {
    auto bits = zxcvbn_bits(password, words);
    if (looks == 0) return bits;
    for (auto const& habit : habits) {
        if (password.size() < habit.digits) continue;
        for (bool const in_front : {true, false}) {
            auto const at = in_front ? 0 : password.size() - habit.digits;
            auto const digits = std::string_view(password).substr(at, habit.digits);
            if (!all_digits(digits) || !habit.fits(digits)) continue;
            auto rest = password;
            rest.erase(at, habit.digits);
            bits = std::min(bits, habit.bits + bits_of(rest, words, looks - 1));
        }
    }
    return bits;
}

std::int64_t score_of(std::string password, std::vector<std::string> const& about) {
    static auto const weak_words = read_weak_words();
    if (password.size() > bytes_judged) password.resize(bytes_judged);
    std::vector<char const*> words;
    words.reserve(about.size() + weak_words.size() + 1);
    for (auto const& word : about) words.push_back(word.c_str());
    for (auto const& word : weak_words) words.push_back(word.c_str());
    words.push_back(nullptr);
    auto const bits = bits_of(password, words);
    return std::ranges::count_if(digits_of_score, [&](double digits) { return bits >= digits * bits_a_digit; });
}

}  // namespace

Judgement judge_password(std::string const& password, std::vector<std::string> const& about) {
    auto const score = score_of(password, about);
    if (text::count_code_points(password) < password_letters_at_least)
        return {std::min(score, score_enough - 1), false, Weakness::too_short};
    if (score < score_enough) return {score, false, Weakness::common};
    if (is_in_packaged_list(password)) return {0, false, Weakness::breached};
    return {score, true, std::nullopt};
}

}  // namespace ombud::credentials
