// Any bytes as a query, and as an article: a search ends, shows whole letters, and shows nothing twice.
#include <cstdlib>
#include <set>

#include "search/index.hpp"

namespace {

using namespace ombud::search;

Document article(std::string id, std::string_view text) {
    return {.id = std::move(id),
            .language = "en",
            .title = std::string(text.substr(0, 40)),
            .summary = "",
            .keywords = {},
            .headings = {},
            .body = std::string(text),
            .related = {}};
}

void check(std::vector<Hit> const& hits) {
    std::set<std::string> ids;
    for (auto const& hit : hits) {
        if (!(hit.score > 0) || !ids.insert(hit.id).second) std::abort();
        std::size_t size = 0;
        for (auto const& piece : hit.snippet) {
            if (piece.text.empty()) std::abort();
            size += piece.text.size();
        }
        if (size > 700) std::abort();
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    std::string_view const text{reinterpret_cast<char const*>(data), size};
    static Index const shelf{
        {article("deposit", "Where is my deposit? 充值没有到账"), article("withdrawal", "Withdraw your coins. 提现 到账")}};
    check(shelf.find(text, "en", 5));
    auto const half = text.size() / 2;
    check(Index{{article("typed", text.substr(half))}}.find(text.substr(0, half), "zh-CN", 5));
    return 0;
}
