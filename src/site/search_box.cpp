#include "site/search_box.hpp"

#include "core/limits.hpp"
#include "core/log.hpp"
#include "core/offload.hpp"
#include "site/words.hpp"

namespace ombud::site {

namespace {

std::vector<search::Document> documents_of(knowledge::Published const& published) {
    std::vector<search::Document> out;
    for (auto const& page : published.pages()) {
        search::Document document{.id = page->slug,
                                  .language = page->language,
                                  .title = page->title,
                                  .summary = page->summary,
                                  .keywords = page->keywords,
                                  .headings = {},
                                  .body = page->body->text,
                                  .related = page->related};
        for (auto const& heading : page->body->headings) document.headings.push_back(heading.text);
        out.push_back(std::move(document));
    }
    return out;
}

std::vector<PieceView> pieces_of(std::vector<search::Piece> pieces) {
    std::vector<PieceView> out;
    for (auto& piece : pieces) out.push_back({std::move(piece.text), piece.marked});
    return out;
}

}  // namespace

SearchBox::SearchBox(asio::io_context& io, knowledge::Library& library, knowledge::SearchReport& report,
                     asio::thread_pool& workers, Clock& clock)
    : io_(io),
      library_(library),
      report_(report),
      workers_(workers),
      rate_(clock, limits::searches_at_once, limits::one_search_each),
      index_(std::make_shared<search::Index const>(std::vector<search::Document>{})) {}

Task<void> SearchBox::start() {
    co_await build();
    library_.when_changed([this] { spawn(io_, build()); });
}

Task<void> SearchBox::build() {
    again_ = true;
    if (building_) co_return;  // whoever builds looks again
    building_ = true;
    while (std::exchange(again_, false)) {
        auto const published = library_.now();
        try {
            index_ = co_await offload(workers_, [&] { return std::make_shared<search::Index const>(documents_of(*published)); });
        } catch (std::exception const& error) {
            log::error("search.index_not_made", {{"kind", typeid(error).name()}});
        }
    }
    building_ = false;
}

HitList SearchBox::find(std::string_view query, std::string_view language, std::size_t limit) const {
    HitList out;
    for (auto& hit : index_->find(query.substr(0, limits::query_bytes), language, limit))
        out.hits.push_back(
            {std::move(hit.id), std::move(hit.language), pieces_of(std::move(hit.title)), pieces_of(std::move(hit.snippet))});
    return out;
}

HitList SearchBox::search(std::string_view query, std::string_view language) {
    auto found = find(query, language, limits::search_results);
    report_.searched(query, language, found.hits.size());
    return found;
}

Task<HitList> SearchBox::suggest(Anyone by, AskSearch asked) {
    if (std::ranges::find(page_languages, asked.language) == std::end(page_languages))
        throw Problem{ProblemKind::invalid, "field.choice", "language"};
    auto const limit = asked.limit.value_or(std::int64_t(limits::suggestions));
    if (limit < 1 || limit > std::int64_t(limits::search_results)) throw Problem{ProblemKind::invalid, "field.range", "limit"};
    rate_.require(network_of(by.peer));
    co_return find(asked.q, asked.language, std::size_t(limit));
}

}  // namespace ombud::site
