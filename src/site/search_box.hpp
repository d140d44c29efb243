// The index of what is published, made anew in the background, and its answers to the search box.
#pragma once
#include <boost/asio/thread_pool.hpp>

#include "core/rate_limit.hpp"
#include "knowledge/knowledge.hpp"
#include "search/index.hpp"

namespace ombud::site {

struct AskSearch {
    std::string q;
    std::string language;
    std::optional<std::int64_t> limit;  // 1 to 20
};
BOOST_DESCRIBE_STRUCT(AskSearch, (), (q, language, limit))

struct PieceView {
    std::string text;
    bool marked;
};
BOOST_DESCRIBE_STRUCT(PieceView, (), (text, marked))

struct HitView {
    std::string slug, language;
    std::vector<PieceView> title, snippet;
};
BOOST_DESCRIBE_STRUCT(HitView, (), (slug, language, title, snippet))

struct HitList {
    std::vector<HitView> hits;
};
BOOST_DESCRIBE_STRUCT(HitList, (), (hits))

class SearchBox {
public:
    SearchBox(asio::io_context& io, knowledge::Library& library, knowledge::SearchReport& report, asio::thread_pool& workers,
              Clock& clock);

    // Makes the index of what is published now, and from then on by itself after each change.
    Task<void> start();

    // As somebody types. Problem{invalid, "field.choice" | "field.range"}, {too_many, "rate.limited"}.
    Task<HitList> suggest(Anyone by, AskSearch asked);
    // A whole search, which the report counts.
    HitList search(std::string_view query, std::string_view language);
    // The same without a report: for what others ask it.
    [[nodiscard]] HitList find(std::string_view query, std::string_view language, std::size_t limit) const;

private:
    Task<void> build();

    asio::io_context& io_;
    knowledge::Library& library_;
    knowledge::SearchReport& report_;
    asio::thread_pool& workers_;
    RateLimit rate_;
    std::shared_ptr<search::Index const> index_;
    bool building_ = false, again_ = false;
};

}  // namespace ombud::site
