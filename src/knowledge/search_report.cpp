#include "knowledge/search_report.hpp"

#include <algorithm>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

#include "core/limits.hpp"
#include "core/log.hpp"
#include "knowledge/queries.hpp"
#include "knowledge/words.hpp"
#include "postgres/database.hpp"
#include "postgres/keep_doing.hpp"
#include "safety/typed.hpp"
#include "text/names.hpp"

namespace ombud::knowledge {

using namespace std::chrono_literals;

namespace {

constexpr std::size_t query_letters = 120;
constexpr std::size_t digits_that_name = 6;    // in a row or in groups: a phone number, a code, an account
constexpr std::size_t letters_that_name = 16;  // with a digit among them: an address, a transaction, a key
constexpr std::int64_t searches_listed = 200;
constexpr std::int64_t searches_kept = 50'000;
constexpr auto kept_for = 24h * 30;
constexpr auto written_every = 5s;
constexpr auto tidied_every = 1h;
constexpr std::string_view gap = "…";

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

std::string folded(std::string const& text) {
    auto status = U_ZERO_ERROR;
    auto const* normalizer = icu::Normalizer2::getNFKCCasefoldInstance(status);
    if (U_FAILURE(status)) return {};
    auto const out = normalizer->normalize(icu::UnicodeString::fromUTF8(text), status);
    std::string utf8;
    return U_FAILURE(status) ? utf8 : out.toUTF8String(utf8);
}

// One space between words, none around them.
std::vector<std::string_view> words_of(std::string_view text) {
    std::vector<std::string_view> out;
    for (std::size_t at = text.find_first_not_of(" \t\r\n"); at != text.npos; at = text.find_first_not_of(" \t\r\n", at)) {
        auto const end = std::min(text.find_first_of(" \t\r\n", at), text.size());
        out.push_back(text.substr(at, end - at));
        at = end;
        if (at == text.size()) break;
    }
    return out;
}

bool is_key_letter(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || c == '_';
}

// Long runs of letters with digits among them: addresses, transactions, keys.
std::string without_keys(std::string_view text) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        auto const end = std::size_t(std::ranges::find_if_not(text.substr(at), is_key_letter) - text.begin());
        auto const run = text.substr(at, end - at);
        auto const digits = std::size_t(std::ranges::count_if(run, is_digit));
        bool const hex = run.starts_with("0x") && run.size() >= digits_that_name + 2;
        if (hex || (run.size() >= letters_that_name && digits >= 2))
            out += gap;
        else
            out += run;
        if (end < text.size()) out.push_back(text[end]);
        at = end + 1;
    }
    return out;
}

// Digits, in groups as people write numbers of phones, cards and papers.
std::string without_numbers(std::string_view text) {
    auto const joins = [](char c) { return is_digit(c) || c == ' ' || c == '-' || c == '(' || c == ')' || c == '+' || c == '.'; };
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        if (!is_digit(text[at])) {
            out.push_back(text[at++]);
            continue;
        }
        auto end = std::size_t(std::ranges::find_if_not(text.substr(at), joins) - text.begin());
        while (!is_digit(text[end - 1])) --end;
        auto const run = text.substr(at, end - at);
        if (std::ranges::count_if(run, is_digit) >= std::ptrdiff_t(digits_that_name))
            out += gap;
        else
            out += run;
        at = end;
    }
    return out;
}

bool says_something(std::string_view text) {
    for (std::int32_t at = 0, size = std::int32_t(text.size()); at < size;) {
        UChar32 c = 0;
        U8_NEXT(reinterpret_cast<std::uint8_t const*>(text.data()), at, size, c);  // NOLINT(bugprone-inc-dec-in-conditions)
        if (c >= 0 && u_isalnum(c) != 0) return true;
    }
    return false;
}

std::string cut(std::string text, std::size_t letters) {
    std::size_t seen = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        bool const begins = (static_cast<unsigned char>(text[at]) & 0xc0) != 0x80;
        if (begins && seen++ == letters) {
            text.resize(at);
            break;
        }
    }
    return text;
}

}  // namespace

std::string kept_query(std::string_view typed) {
    typed = typed.substr(0, limits::query_bytes);
    while (!typed.empty() && !text::composed(typed) && typed.size() > limits::query_bytes - 4) typed.remove_suffix(1);
    auto const whole = folded(safety::typed_text(typed));
    std::string out;
    for (auto const word : words_of(whole)) {
        if (!out.empty()) out.push_back(' ');
        out += word.contains('@') ? gap : word;
    }
    out = cut(without_numbers(without_keys(out)), query_letters);
    return says_something(out) ? out : std::string{};
}

SearchReport::Noted* SearchReport::note(std::string_view query, std::string_view language) {
    if (!is_among(language, languages())) return nullptr;
    auto const now = clock_.now();
    Name name{.day = std::chrono::floor<std::chrono::days>(now).time_since_epoch().count(),
              .language = std::string(language),
              .query = kept_query(query)};
    if (name.query.empty()) return nullptr;
    if (noted_.size() >= limits::searches_remembered && !noted_.contains(name)) {
        ++passed_over_;
        return nullptr;
    }
    auto& noted = noted_[std::move(name)];
    noted.last_at = now;
    return &noted;
}

void SearchReport::searched(std::string_view query, std::string_view language, std::size_t found) {
    if (auto* const noted = note(query, language)) {
        ++noted->searches;
        noted->found = std::int64_t(found);
    }
}

void SearchReport::clicked(std::string_view query, std::string_view language) {
    if (auto* const noted = note(query, language)) ++noted->clicks;
}

Task<void> SearchReport::write_down() {
    if (passed_over_ > 0) log::warning("searches.passed_over", {{"count", std::exchange(passed_over_, 0)}});
    if (noted_.empty()) co_return;
    auto const taken = std::exchange(noted_, {});
    std::vector<std::int64_t> days, searches, clicks, found;
    std::vector<std::string> names, queries;
    std::vector<Timestamp> last;
    for (auto const& [name, noted] : taken) {
        days.push_back(name.day);
        names.push_back(name.language);
        queries.push_back(name.query);
        searches.push_back(noted.searches);
        clicks.push_back(noted.clicks);
        found.push_back(noted.found);
        last.push_back(noted.last_at);
    }
    co_await database_.run(sql::write_searches, std::move(days), std::move(names), std::move(queries), std::move(searches),
                           std::move(clicks), std::move(found), std::move(last));
}

Task<void> SearchReport::tidy() {
    co_await database_.run(sql::forget_searches, clock_.now() - kept_for, searches_kept);
}

Task<void> SearchReport::keep_up() {
    return postgres::keep_doing(clock_, "knowledge.searches", written_every,
                                [this, tidied = Timestamp{}]() mutable -> Task<void> {
                                    co_await write_down();
                                    if (clock_.now() - tidied < tidied_every) co_return;
                                    co_await tidy();
                                    tidied = clock_.now();
                                });
}

Task<SearchList> SearchReport::unanswered(Agent, AskSearches asked) {
    if (asked.language) require_language(*asked.language);
    co_return SearchList{co_await database_.run(sql::searches, clock_.now() - kept_for, asked.language, true, searches_listed)};
}

Task<SearchList> SearchReport::unwanted(Agent, AskSearches asked) {
    if (asked.language) require_language(*asked.language);
    co_return SearchList{co_await database_.run(sql::searches, clock_.now() - kept_for, asked.language, false, searches_listed)};
}

}  // namespace ombud::knowledge
