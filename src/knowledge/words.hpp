// What an article may say and be called: its words cleaned and measured, its names and dates checked.
#pragma once
#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/time.hpp"

namespace ombud::knowledge {

template <class Range>
bool is_among(auto const& value, Range const& range) {
    return std::ranges::find(range, value) != std::ranges::end(range);
}

// One language's words, as a draft or a file holds them.
struct Words {
    std::string title, summary;
    std::vector<std::string> keywords;
    std::string markdown;
    bool operator==(Words const&) const = default;
};

// Each throws Problem{invalid, code, field}. Codes of texts: "article.text" (no text at all: not UTF-8), "article.too_long",
// "article.secret", "article.keywords_too_many".
std::string kept_line(std::string_view typed, std::size_t letters, char const* field);
std::string kept_markdown(std::string_view typed);
std::vector<std::string> kept_keywords(std::vector<std::string> const& typed);
Words kept(Words typed);
// "article.incomplete" names the first field that is empty and may not be when people read it.
void require_complete(Words const& words);

void require_language(std::string_view language);  // "language.unknown"
void require_category(std::string_view category);  // "article.category_unknown"
void require_flow(std::string_view flow);          // "article.flow_unknown"
void require_position(std::int64_t position);      // "article.position"
void require_date(std::string_view date);          // "article.date", "review_by"
bool is_slug(std::string_view slug);
void require_slug(std::string_view slug);  // "article.slug"

// 2026-11-24, in UTC.
std::string date_of(Timestamp when);

}  // namespace ombud::knowledge
