#include "knowledge/words.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "core/json.hpp"
#include "core/limits.hpp"
#include "core/number.hpp"
#include "knowledge/model.hpp"
#include "safety/typed.hpp"
#include "text/names.hpp"

namespace ombud::knowledge {

namespace {

constexpr std::int64_t last_position = 9'999;

std::string_view trimmed(std::string_view text) {
    auto const first = text.find_first_not_of(" \t\r\n");
    if (first == text.npos) return {};
    return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

std::string cleaned(std::string_view typed, char const* field) {
    auto out = text::clean_lines(typed);
    if (out.empty() && !trimmed(typed).empty()) fail_field(field, "article.text", "is no text");
    return out;
}

void require_known(std::string_view value, std::span<std::string_view const> known, char const* field, char const* code) {
    if (!is_among(value, known)) fail_field(field, code, "is not one that there is");
}

}  // namespace

std::string kept_line(std::string_view typed, std::size_t letters, char const* field) {
    auto line = cleaned(typed, field);
    std::ranges::replace_if(line, [](char c) { return c == '\n' || c == '\r' || c == '\t'; }, ' ');
    line = trimmed(line);
    if (text::count_code_points(line) > letters) fail_field(field, "article.too_long", "is too long");
    if (safety::holds_secret(line)) fail_field(field, "article.secret", "holds what looks like a secret");
    return line;
}

std::string kept_markdown(std::string_view typed) {
    if (typed.size() > limits::article_bytes) fail_field("markdown", "article.too_long", "is too long");
    auto text = cleaned(typed, "markdown");
    std::erase(text, '\r');
    // Blanks at the first line's start make it code; blank lines before it say nothing.
    auto const first = text.find_first_not_of(" \t\n");
    if (first == text.npos) return {};
    auto const line = text.rfind('\n', first);
    text.erase(text.find_last_not_of(" \t\n") + 1);
    text.erase(0, line == text.npos ? 0 : line + 1);
    if (safety::holds_secret(text)) fail_field("markdown", "article.secret", "holds what looks like a secret");
    return text;
}

std::vector<std::string> kept_keywords(std::vector<std::string> const& typed) {
    if (typed.size() > limits::article_keywords) fail_field("keywords", "article.keywords_too_many", "are too many");
    std::vector<std::string> out;
    for (auto const& each : typed) {
        auto word = kept_line(each, limits::article_keyword_letters, "keywords");
        if (!word.empty() && !is_among(word, out)) out.push_back(std::move(word));
    }
    return out;
}

Words kept(Words typed) {
    return {.title = kept_line(typed.title, limits::article_title_letters, "title"),
            .summary = kept_line(typed.summary, limits::article_summary_letters, "summary"),
            .keywords = kept_keywords(typed.keywords),
            .markdown = kept_markdown(typed.markdown)};
}

void require_complete(Words const& words) {
    auto const require = [](std::string const& text, char const* field) {
        if (text.empty()) fail_field(field, "article.incomplete", "is empty");
    };
    require(words.title, "title");
    require(words.summary, "summary");
    require(words.markdown, "markdown");
}

void require_language(std::string_view language) {
    require_known(language, languages(), "language", "language.unknown");
}

void require_category(std::string_view category) {
    require_known(category, categories(), "category", "article.category_unknown");
}

void require_flow(std::string_view flow) {
    require_known(flow, flows(), "flow", "article.flow_unknown");
}

void require_position(std::int64_t position) {
    if (position < 1 || position > last_position) fail_field("position", "article.position", "is not from 1 to 9999");
}

void require_date(std::string_view date) {
    auto const year = number_in<int>(date.substr(0, 4)),
               month = date.size() == 10 ? number_in<int>(date.substr(5, 2)) : std::nullopt,
               day = date.size() == 10 ? number_in<int>(date.substr(8, 2)) : std::nullopt;
    bool const shaped = year && month && day && date[4] == '-' && date[7] == '-' && *year >= 2000 && *month > 0 && *day > 0;
    using namespace std::chrono;
    if (!shaped ||
        !year_month_day{std::chrono::year{*year}, std::chrono::month(unsigned(*month)), std::chrono::day(unsigned(*day))}.ok())
        fail_field("review_by", "article.date", "is no date like 2026-12-31");
}

bool is_slug(std::string_view slug) {
    auto const is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; };
    return !slug.empty() && slug.size() <= limits::slug_bytes && std::ranges::all_of(slug, is_letter) && slug.front() != '-' &&
           slug.back() != '-' && !slug.contains("--");
}

void require_slug(std::string_view slug) {
    if (!is_slug(slug)) fail_field("slug", "article.slug", "is not of small letters, digits and single dashes");
}

std::string date_of(Timestamp when) {
    return to_rfc3339(when).substr(0, 10);
}

}  // namespace ombud::knowledge
