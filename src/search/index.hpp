// Full-text search in memory over the articles of both languages.
#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace ombud::search {

struct Document {
    std::string id, language, title, summary;  // one id in every language
    std::vector<std::string> keywords, headings;
    std::string body;                  // plain text
    std::vector<std::string> related;  // ids of what to read next
};

struct Piece {
    std::string text;
    bool marked;  // because it answers the query

    bool operator==(Piece const&) const = default;
};

// A best hit below this is rather a guess: the articles have little or nothing on what was asked.
inline constexpr double doubtful_score = .9;

struct Hit {
    std::string id, language;
    double score;
    std::vector<Piece> title, snippet;
};

class Built;

// Never changes once it is made; any number of threads may search in it.
class Index {
public:
    explicit Index(std::vector<Document> documents);
    Index(Index&&) noexcept;
    Index& operator=(Index&&) noexcept;
    ~Index();

    // The best first, each id once: in `language` where it exists, else in another. The last word may be half typed. Any bytes
    // may be asked.
    std::vector<Hit> find(std::string_view query, std::string_view language, std::size_t limit) const;

private:
    std::unique_ptr<Built const> built_;
};

}  // namespace ombud::search
