// Walks over the folded letters once; asks ICU for words only where Chinese stands, and libstemmer for stems.
#include "search/tokens.hpp"

#include <algorithm>
#include <libstemmer.h>
#include <memory>
#include <optional>
#include <stdexcept>
#include <unicode/brkiter.h>
#include <unicode/uchar.h>

#include "search/letters.hpp"

namespace ombud::search {
namespace {

void append(std::string& text, char32_t code) {
    if (code < 0x80) {
        text += char(code);
        return;
    }
    icu::UnicodeString(UChar32(code)).toUTF8String(text);
}

class Reader {
public:
    explicit Reader(std::vector<Letter> const& letters) : letters_(letters) {}

    Tokens read() {
        while (at_ < letters_.size()) {
            if (is_han(code())) {
                add({.begin = letters_[at_].begin, .end = letters_[at_].end, .han = code()});
                ++at_;
            } else if (u_isalnum(UChar32(code()))) {
                read_word();
            } else {
                separate();
            }
        }
        return std::move(tokens_);
    }

private:
    char32_t code(std::size_t ahead = 0) const { return at_ + ahead < letters_.size() ? letters_[at_ + ahead].code : 0; }
    bool in_word(std::size_t ahead) const {
        auto const letter = code(ahead);
        return letter != 0 && u_isalnum(UChar32(letter)) && !is_han(letter);
    }

    void add(Token token) {
        token.opens = opens_;
        token.touches = !tokens_.list.empty() && !apart_;
        tokens_.list.push_back(token);
        opens_ = apart_ = false;
    }

    void separate() {
        auto const letter = code();
        auto const ends = letter == U'\n' || letter == U'。' || letter == U'!' || letter == U'?' || letter == U';';
        if (ends || (letter == U'.' && !in_word(1))) opens_ = true;
        apart_ = true;
        ++at_;
    }

    // "can't" is "cant"; "6800u" is an amount and a name, "2fa" and "trc20" are one.
    void read_word() {
        Token token{.begin = letters_[at_].begin, .at = std::uint32_t(tokens_.folded.size())};
        std::size_t digits = 0, length = 0;
        for (; in_word(0) || ((code() == U'\'' || code() == U'’') && in_word(1)); ++at_) {
            if (!in_word(0)) continue;
            auto const is_digit = code() >= U'0' && code() <= U'9';
            if (digits == length && digits > 1 && !is_digit) break;
            digits += is_digit;
            ++length;
            append(tokens_.folded, code());
            token.end = letters_[at_].end;
        }
        token.size = std::uint32_t(tokens_.folded.size()) - token.at;
        add(token);
    }

    std::vector<Letter> const& letters_;
    std::size_t at_ = 0;
    bool opens_ = true, apart_ = true;
    Tokens tokens_;
};

void mark_words(std::vector<Token>& tokens) {
    icu::UnicodeString letters;
    std::vector<std::size_t> owners;
    for (std::size_t at = 0; at < tokens.size(); ++at) {
        if (!tokens[at].han) continue;
        if (!tokens[at].touches || !tokens[at - 1].han) letters.append(u' '), owners.push_back(at);
        letters.append(UChar32(tokens[at].han));
        owners.resize(std::size_t(letters.length()), at);
        tokens[at].continues = tokens[at].touches && tokens[at - 1].han;
    }
    if (letters.isEmpty()) return;
    UErrorCode status = U_ZERO_ERROR;
    static thread_local std::unique_ptr<icu::BreakIterator> const words{
        icu::BreakIterator::createWordInstance(icu::Locale::getChinese(), status)};
    if (!words) throw std::runtime_error("ICU knows no words");
    words->setText(letters);
    for (auto at = words->first(); at != icu::BreakIterator::DONE; at = words->next())
        if (at < letters.length()) tokens[owners[std::size_t(at)]].continues = false;
}

}  // namespace

Tokens tokens_of(std::string_view text) {
    auto const letters = fold(text);
    auto tokens = Reader{letters}.read();
    mark_words(tokens.list);
    return tokens;
}

std::string stem(std::string_view word) {
    static thread_local std::unique_ptr<sb_stemmer, decltype(&sb_stemmer_delete)> const english{
        sb_stemmer_new("english", nullptr), sb_stemmer_delete};
    if (!english) throw std::runtime_error("libstemmer knows no English");
    auto const* found = sb_stemmer_stem(english.get(), reinterpret_cast<sb_symbol const*>(word.data()), int(word.size()));
    return {reinterpret_cast<char const*>(found), std::size_t(sb_stemmer_length(english.get()))};
}

}  // namespace ombud::search
