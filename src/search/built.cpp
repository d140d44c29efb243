// Makes an index: reads every page once, weighs each term by field and rarity (BM25F), and lays the postings out in one row.
#include "search/built.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <tuple>

#include "search/asked.hpp"

namespace ombud::search {
namespace {

using Texts = std::array<std::string, fields>;

std::string joined(std::vector<std::string> const& parts) {
    std::string text;
    for (auto const& part : parts) (text += part) += ".\n";
    return text;
}

Texts texts_of(Document const& document) {
    return {document.title,   joined(document.keywords),
            document.summary, joined(document.headings),
            document.body,    asked_of(document.id, document.language)};
}

// What one article says of a term, over its pages.
struct Weighed {
    float weight = 0;
    bool in_text_only = true;
};

}  // namespace

// What is known while the pages are read.
struct Built::Gathered {
    std::array<ByText<double>, fields> lengths;  // of a field, by language: bytes on average
    std::vector<std::vector<Posting>> postings;  // by term, without rarity
    std::vector<std::uint32_t> heads, texts;     // by term: articles that have it above the text, or in it only
    boost::unordered_flat_map<Term, Weighed> article;

    explicit Gathered(std::span<Document const> documents) {
        ByText<double> pages;
        for (auto const& document : documents) {
            ++pages[document.language];
            auto const given = texts_of(document);
            for (std::size_t field = 0; field < fields; ++field) lengths[field][document.language] += double(given[field].size());
        }
        for (auto& each : lengths)
            for (auto& [language, length] : each) length = std::max(1., length / pages[language]);
    }

    void count(std::uint32_t number, std::size_t terms) {
        postings.resize(terms);
        heads.resize(terms);
        texts.resize(terms);
        for (auto const& [term, weighed] : article) {
            postings[term].push_back({number, weighed.weight});
            ++(weighed.in_text_only ? texts : heads)[term];
        }
        article.clear();
    }
};

Built::Built(std::vector<Document> documents) : symbols_(Lexicon::shipped().symbols()), words_(Lexicon::shipped().words()) {
    std::ranges::sort(documents, {}, [](Document const& document) {
        return std::pair<std::string_view, std::string_view>{document.id, document.language};
    });
    Gathered gathered{documents};
    for (std::size_t at = 0; at < documents.size();) {
        auto end = at + 1;
        while (end < documents.size() && documents[end].id == documents[at].id) ++end;
        add_article({documents.data() + at, end - at}, gathered);
        at = end;
    }
    relate(documents);
    weigh(gathered);
    vocabulary_ = std::make_unique<Vocabulary const>(words_);
    learn_sounds();
}

void Built::add_article(std::span<Document const> pages, Gathered& gathered) {
    auto const number = std::uint32_t(articles_.size());
    auto& article = articles_.emplace_back();
    article.id = pages.front().id;
    for (auto const& page : pages) add_page(page, article, gathered);
    gathered.count(number, terms_.size());
}

void Built::add_page(Document const& document, Article& article, Gathered& gathered) {
    auto const texts = texts_of(document);
    auto& page = article.pages.emplace_back(document.language, document.title, document.summary + "\n" + document.body);
    boost::unordered_flat_map<Term, Weighed> counts;
    for (std::size_t field = 0; field < fields; ++field) {
        auto const tokens = tokens_of(texts[field]);
        for (auto const& token : tokens.list)
            if (!token.han) words_.try_emplace(std::string(tokens.word(token)), symbols_.add(stem(tokens.word(token))));
        auto const found = keys_in(tokens, Lexicon::shipped().units(tokens, symbols_), Lexicon::shipped());
        auto const [weight, length] = weights::of_fields[field];
        auto const share = float(double(texts[field].size()) / gathered.lengths[field].at(document.language));
        for (auto const& one : found) {
            auto& count = counts[terms_.try_emplace(one.key, Term(terms_.size())).first->second];
            count.weight += one.strength * weight / (1 - length + length * share);
            count.in_text_only &= field == body;
        }
        if (field == title) add_places(found, 0, page.title_places);
        if (field == summary) add_places(found, 0, page.text_places);
        if (field == body) add_places(found, std::uint32_t(document.summary.size() + 1), page.text_places);
    }
    for (auto const& [term, count] : counts) {
        auto& weighed = gathered.article[term];
        weighed.weight = std::max(weighed.weight, count.weight / (weights::saturation + count.weight));
        weighed.in_text_only &= count.in_text_only;
    }
}

// Only what is worth marking: not two words with others between them, not a lone letter.
void Built::add_places(std::span<Found const> found, std::uint32_t shift, std::vector<Place>& places) {
    auto const before = std::ptrdiff_t(places.size());
    for (auto const& one : found) {
        auto const kind = kind_of(one.key);
        auto const is_marked = kind == Kind::word || kind == Kind::letters || kind == Kind::long_word || kind == Kind::meaning;
        if (!is_marked || one.end - one.begin > 255 || one.end + shift >= 1u << 24) continue;
        places.push_back({known(one.key), one.begin + shift, std::uint8_t(one.end - one.begin)});
    }
    std::sort(places.begin() + before, places.end(), [](Place const& one, Place const& other) {
        return std::tuple{+one.begin, +one.size, one.term} < std::tuple{+other.begin, +other.size, other.term};
    });
    places.shrink_to_fit();
}

std::uint32_t Built::number_of(std::string_view id) const {
    auto const found = std::ranges::lower_bound(articles_, id, std::less<>{},
                                                [](Article const& article) { return std::string_view(article.id); });
    return found != articles_.end() && found->id == id ? std::uint32_t(found - articles_.begin())
                                                       : std::uint32_t(articles_.size());
}

void Built::relate(std::span<Document const> documents) {
    for (auto const& document : documents) {
        auto const own = number_of(document.id);
        auto& related = articles_[own].related;
        for (auto const& id : document.related) {
            auto const other = number_of(id);
            if (other < articles_.size() && other != own && std::ranges::find(related, other) == related.end())
                related.push_back(other);
        }
    }
}

void Built::weigh(Gathered const& gathered) {
    auto const articles = double(articles_.size());
    starts_.push_back(0);
    for (Term term = 0; term < gathered.postings.size(); ++term) {
        auto const having = gathered.heads[term] + weights::in_text_only * double(gathered.texts[term]);
        auto const rarity = float(std::log(1 + (articles - having + .5) / (having + .5)));
        float most = 0;
        for (auto posting : gathered.postings[term]) {
            posting.weight *= rarity;
            most = std::max(most, posting.weight);
            postings_.push_back(posting);
        }
        most_.push_back(most);
        starts_.push_back(postings_.size());
    }
}

void Built::learn_sounds() {
    constexpr std::size_t told_apart = 6;
    constexpr auto mask = (Key{1} << 29) - 1;
    auto const& sounds = Sounds::shipped();
    for (auto const& [key, term] : terms_) {
        if (kind_of(key) != Kind::letters) continue;
        for (auto const one : sounds.of(char32_t(key >> 29 & mask)))
            for (auto const other : sounds.of(char32_t(key & mask))) {
                auto& same = sounding_[std::uint32_t{sounds.blurred(one)} << 16 | sounds.blurred(other)];
                if (std::ranges::find(same, term) == same.end()) same.push_back(term);
            }
    }
    for (auto& [pair, same] : sounding_) {
        std::ranges::sort(same,
                          [&](Term one, Term other) { return std::pair{-most_[one], one} < std::pair{-most_[other], other}; });
        if (same.size() > told_apart) same.resize(told_apart);
    }
}

std::span<Term const> Built::sounding(Sound one, Sound other) const {
    auto const& sounds = Sounds::shipped();
    auto const found = sounding_.find(std::uint32_t{sounds.blurred(one)} << 16 | sounds.blurred(other));
    return found == sounding_.end() ? std::span<Term const>{} : found->second;
}

}  // namespace ombud::search
