// The door; the work is done in built.cpp and query.cpp.
#include "search/index.hpp"

#include "search/built.hpp"

namespace ombud::search {

Index::Index(std::vector<Document> documents) : built_(std::make_unique<Built const>(std::move(documents))) {}
Index::Index(Index&&) noexcept = default;
Index& Index::operator=(Index&&) noexcept = default;
Index::~Index() = default;

std::vector<Hit> Index::find(std::string_view query, std::string_view language, std::size_t limit) const {
    return built_->find(query, language, limit);
}

}  // namespace ombud::search
