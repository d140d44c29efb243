// Adds up what the articles say of a query's terms, lets the best one vouch for what it leads to, and shows the first.
#include <algorithm>

#include "search/built.hpp"
#include "search/query.hpp"
#include "search/snippet.hpp"

namespace ombud::search {
namespace {

struct Scored {
    std::uint32_t article;
    float score;
};

// Equals keep the order of their ids, so that the same query always shows the same.
bool before(Scored const& one, Scored const& other) {
    return std::pair{-one.score, one.article} < std::pair{-other.score, other.article};
}

void add_related(std::vector<float>& scores, Article const& best, float top) {
    for (auto const article : best.related) {
        auto const vouched = std::min(scores[article] + weights::related * top, weights::below_best * top);
        scores[article] = std::max(scores[article], vouched);
    }
}

std::vector<Scored> best_of(std::vector<float> const& scores, float least, std::size_t limit) {
    std::vector<Scored> found;
    for (std::uint32_t article = 0; article < scores.size(); ++article)
        if (scores[article] > least) found.push_back({article, scores[article]});
    auto const shown = std::ptrdiff_t(std::min(limit, found.size()));
    std::ranges::partial_sort(found, found.begin() + shown, before);
    found.resize(std::size_t(shown));
    return found;
}

Page const& page_for(Article const& article, std::string_view language) {
    auto const own = std::ranges::find(article.pages, language, &Page::language);
    return own == article.pages.end() ? article.pages.front() : *own;
}

}  // namespace

std::vector<Hit> Built::find(std::string_view query, std::string_view language, std::size_t limit) const {
    auto const wants = wants_of(query, *this);
    std::vector<float> scores(articles_.size());
    for (auto const& [term, weight] : wants)
        for (auto at = starts_[term]; at < starts_[term + 1]; ++at)
            scores[postings_[at].article] += weight * postings_[at].weight;
    auto const best = std::ranges::max_element(scores);
    if (best == scores.end() || *best <= 0) return {};
    auto const top = *best;
    add_related(scores, articles_[std::size_t(best - scores.begin())], top);

    Marker const marker{wants, most_};
    std::vector<Hit> hits;
    for (auto const& [article, score] : best_of(scores, weights::worth_showing * top, limit)) {
        auto const& page = page_for(articles_[article], language);
        hits.push_back({articles_[article].id, page.language, score, marker.whole(page.title, page.title_places),
                        marker.best(page.text, page.text_places)});
    }
    return hits;
}

}  // namespace ombud::search
