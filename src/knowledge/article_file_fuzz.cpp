// Any bytes as an article's file: what is read is written so that it reads the same again; what is not says where and what to do.
#include <cstdint>
#include <cstdlib>

#include "knowledge/folder.hpp"

namespace {

using ombud::knowledge::ArticleFile;

bool same(ArticleFile const& a, ArticleFile const& b) {
    return a.slug == b.slug && a.language == b.language && a.title == b.title && a.summary == b.summary &&
           a.category == b.category && a.position == b.position && a.keywords == b.keywords && a.flow == b.flow &&
           a.review_by == b.review_by && a.related == b.related && a.markdown == b.markdown;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    using namespace ombud::knowledge;
    File const file{.path = "a-slug/en.md", .bytes = {reinterpret_cast<char const*>(data), size}};
    std::vector<FileProblem> problems;
    auto const article = read_article(file, problems);
    if (article.has_value() != problems.empty()) std::abort();
    for (auto const& problem : problems)
        if (problem.code.empty() || problem.detail == "mend it" || problem.line < 0) std::abort();
    if (!article) return 0;

    auto const written = write_article(*article);
    auto const again = read_article(written, problems);
    if (!again || !same(*article, *again) || write_article(*again) != written) std::abort();
    return 0;
}
