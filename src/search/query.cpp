// Reads a query as it stands, then as it may have been meant: half typed, with slips, by its sound, in pinyin.
#include "search/query.hpp"

#include <algorithm>
#include <cmath>

#include "core/limits.hpp"
#include "search/letters.hpp"

namespace ombud::search {
namespace {

bool is_digit(char letter) {
    return letter >= '0' && letter <= '9';
}

class Query {
public:
    Query(std::string_view text, Built const& built) : built_(built), tokens_(tokens_of(text)) {
        keep_first_words();
        if (tokens_.list.empty()) return;
        is_half_typed_ = tokens_.list.back().end == text.size();
        units_ = lexicon_.units(tokens_, built.symbols());
        find_pinyin();
        mend_words();
        for (auto const& found : keys_in(tokens_, units_, lexicon_)) want(found.key, found.weight * found.strength);
        hear_letters();
        hear_pinyin();
    }

    std::vector<Want> wants() {
        std::ranges::sort(wants_, [](Want const& one, Want const& other) {
            return std::pair{one.term, -one.weight} < std::pair{other.term, -other.weight};
        });
        wants_.erase(std::ranges::unique(wants_, {}, &Want::term).begin(), wants_.end());
        return std::move(wants_);
    }

private:
    void want_term(Term term, float weight) {
        if (term != no_term) wants_.push_back({term, weight});
    }
    void want(Key key, float weight) { want_term(built_.known(key), weight); }
    void want_meaning(Meaning const& meaning, float weight) {
        want(key_of(Kind::meaning, meaning.number), weight * meaning.weight * weights::meaning);
    }
    void want_sounding(Sound one, Sound other, float weight) {
        for (auto const term : built_.sounding(one, other)) want_term(term, weight * weights::letters);
    }

    bool knows(Token const& token) const { return built_.knows(tokens_.word(token)); }

    // Chinese letters count by the byte; words are what costs time when they are not known.
    void keep_first_words() {
        std::size_t words = 0;
        auto const too_many =
            std::ranges::find_if(tokens_.list, [&](Token const& token) { return !token.han && ++words > limits::query_words; });
        tokens_.list.erase(too_many, tokens_.list.end());
    }

    // Words that are no English that we know and could be pinyin; the whole query when most of it could.
    void find_pinyin() {
        auto const& list = tokens_.list;
        pinyin_.resize(list.size());
        std::size_t letters = 0, possible = 0, surely = 0;
        for (std::size_t at = 0; at < list.size(); ++at) {
            if (list[at].han) continue;
            letters += list[at].size;
            auto split = Sounds::shipped().split(tokens_.word(list[at]));
            if (split.list.empty() || (!split.rest.empty() && !(is_half_typed_ && at + 1 == list.size()))) continue;
            possible += list[at].size;
            pinyin_[at] = std::move(split);
            if (!knows(list[at])) surely += syllables(at);
        }
        auto const all_is_pinyin = surely >= 2 && possible * 10 >= letters * 8;
        for (std::size_t at = 0; at < list.size(); ++at)
            if (!all_is_pinyin && (syllables(at) < 2 || knows(list[at]))) pinyin_[at] = {};
    }

    std::size_t syllables(std::size_t at) const { return pinyin_[at].list.size() + !pinyin_[at].rest.empty(); }

    // Words that nobody wrote so: what they begin, or what they were meant to be. The likeliest also stands in the sentence.
    void mend_words() {
        auto const last = tokens_.list.size() - 1;
        for (std::size_t at = 0; at <= last; ++at) {
            if (tokens_.list[at].han || !pinyin_[at].list.empty()) continue;
            auto const word = tokens_.word(tokens_.list[at]);
            if (at == last && is_half_typed_ && word.size() > 1) complete(word, at);
            if (!built_.knows(word) && std::ranges::none_of(word, is_digit)) correct(word, at);
        }
    }

    void complete(std::string_view word, std::size_t at) {
        constexpr std::size_t most = 12;
        auto const found = built_.vocabulary().beginning(word, most);
        for (auto const symbol : found) propose(symbol, weights::half_typed / std::sqrt(float(found.size())), at);
    }
    void correct(std::string_view word, std::size_t at) {
        constexpr std::size_t most = 4;
        for (auto const& [symbol, slips] : built_.vocabulary().near(word, most))
            propose(symbol, slips == 1 ? weights::one_slip : weights::two_slips, at);
    }
    void propose(Symbol symbol, float weight, std::size_t at) {
        if (symbol == units_[at]) return;
        want(key_of(Kind::word, symbol), weight * weights::word);
        if (units_[at] == no_symbol) units_[at] = symbol;
    }

    // Chinese letters that stand side by side nowhere: others that sound so.
    void hear_letters() {
        auto const& list = tokens_.list;
        for (std::size_t begin = 0; begin < list.size();) {
            auto end = begin + 1;
            while (end < list.size() && list[begin].han && list[end].han && list[end].touches) ++end;
            if (list[begin].han) hear_letters(begin, end);
            begin = end;
        }
    }
    void hear_letters(std::size_t begin, std::size_t end) {
        std::vector<Sound> heard;
        std::vector<std::size_t> odd{0};  // how many neighbours before this one stand nowhere
        for (auto at = begin; at < end; ++at) {
            auto const readings = Sounds::shipped().of(tokens_.list[at].han);
            heard.push_back(readings.empty() ? Sound{0} : readings.front());
            if (at == begin) continue;
            auto const key = key_of(Kind::letters, std::uint32_t(tokens_.list[at - 1].han), std::uint32_t(tokens_.list[at].han));
            auto const is_odd = built_.known(key) == no_term;
            odd.push_back(odd.back() + is_odd);
            if (is_odd) want_sounding(heard[heard.size() - 2], heard.back(), weights::sounds_alike);
        }
        if (odd.back() == 0) return;
        for (auto const& meaning : lexicon_.hear(heard))
            if (odd[meaning.end - 1] > odd[meaning.begin]) want_meaning(meaning, weights::sounds_alike);
    }

    void hear_pinyin() {
        auto const& sounds = Sounds::shipped();
        std::vector<Sound> heard;
        auto const understand = [&] {
            for (auto const& meaning : lexicon_.hear(heard)) want_meaning(meaning, weights::pinyin);
            heard.clear();
        };
        for (auto const& [list, rest] : pinyin_) {
            if (list.empty()) understand();
            for (std::size_t part = 0; part < list.size(); ++part) {
                heard.push_back(list[part]);
                auto const is_across = part == 0 && list.size() > 1;
                if (heard.size() > 1)
                    want_sounding(heard[heard.size() - 2], heard.back(),
                                  weights::pinyin * (is_across ? weights::letters_across : 1));
            }
            if (rest.empty()) continue;
            auto const endings = sounds.beginning(rest);
            for (auto const ending : endings)
                want_sounding(heard.back(), ending, weights::pinyin * weights::half_typed / std::sqrt(float(endings.size())));
        }
        understand();
    }

    Built const& built_;
    Lexicon const& lexicon_ = Lexicon::shipped();
    Tokens tokens_;
    std::vector<Unit> units_;
    std::vector<Syllables> pinyin_;  // by token
    bool is_half_typed_ = false;
    std::vector<Want> wants_;
};

}  // namespace

std::vector<Want> wants_of(std::string_view query, Built const& built) {
    return Query{within(query, limits::query_bytes), built}.wants();
}

}  // namespace ombud::search
