// What an index is made of: terms, the articles that have them, and the pages to show.
#pragma once
#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "search/index.hpp"
#include "search/terms.hpp"
#include "search/vocabulary.hpp"
#include "search/weights.hpp"

namespace ombud::search {

using Term = std::uint32_t;
inline constexpr Term no_term = ~Term{0};

// A term in a page's title or text.
struct Place {
    Term term;
    std::uint32_t begin : 24, size : 8;  // bytes
};

struct Page {
    std::string language, title, text;             // the text: summary and body
    std::vector<Place> title_places, text_places;  // by where they begin
};

struct Article {
    std::string id;
    std::vector<Page> pages;
    std::vector<std::uint32_t> related;  // articles
};

struct Posting {
    std::uint32_t article;
    float weight;
};

class Built {
public:
    explicit Built(std::vector<Document> documents);

    std::vector<Hit> find(std::string_view query, std::string_view language, std::size_t limit) const;

    Term known(Key key) const {
        auto const found = terms_.find(key);
        return found == terms_.end() ? no_term : found->second;
    }
    // The letters that sound so, those that tell most first.
    std::span<Term const> sounding(Sound one, Sound other) const;
    bool knows(std::string_view word) const { return words_.contains(word); }
    Symbols const& symbols() const { return symbols_; }
    Vocabulary const& vocabulary() const { return *vocabulary_; }

private:
    struct Gathered;

    void add_article(std::span<Document const> pages, Gathered& gathered);
    void add_page(Document const& document, Article& article, Gathered& gathered);
    void add_places(std::span<Found const> found, std::uint32_t shift, std::vector<Place>& places);
    void relate(std::span<Document const> documents);
    void weigh(Gathered const& gathered);
    void learn_sounds();
    std::uint32_t number_of(std::string_view id) const;

    Symbols symbols_;
    ByText<Symbol> words_;
    std::unique_ptr<Vocabulary const> vocabulary_;
    boost::unordered_flat_map<Key, Term> terms_;
    std::vector<Posting> postings_;  // term by term
    std::vector<std::size_t> starts_;
    std::vector<float> most_;  // by term: the greatest weight among its postings
    boost::unordered_flat_map<std::uint32_t, std::vector<Term>> sounding_;
    std::vector<Article> articles_;  // by id
};

}  // namespace ombud::search
