#include "html/words.hpp"

#include <algorithm>

#include "core/limits.hpp"
#include "html/targets.hpp"

namespace ombud::html {

namespace {

constexpr std::size_t quotes_shown = 10, indents_shown = 10;

}  // namespace

void WordsWriter::enter(Tag const& tag, std::size_t start) {
    if (tag.block) fresh_line();
    if (tag.name == "br") {
        end_line();
    } else if (tag.name == "hr") {
        put("_____");
        fresh_line();
    } else if (tag.name == "blockquote") {
        ++quotes_;
    } else if (tag.name == "pre") {
        ++pres_;
    } else if (tag.name == "ul" || tag.name == "ol") {
        lists_.push_back({tag.name == "ol" ? std::max<std::size_t>(start, 1) : 0});
    } else if (tag.name == "li") {
        auto const depth = std::clamp<std::size_t>(lists_.size(), 1, indents_shown);
        auto mark = std::string(2 * (depth - 1), ' ');
        mark += lists_.empty() || lists_.back().next == 0 ? "-" : std::to_string(lists_.back().next++) + ".";
        put(mark);
        space_ = true;
    } else if (tag.name == "td" || tag.name == "th") {
        cell_ = begun_;
    }
}

void WordsWriter::leave(Tag const& tag) {
    if (tag.empty) return;
    if (tag.block) fresh_line();
    if (tag.name == "blockquote") --quotes_;
    if (tag.name == "pre") --pres_;
    if ((tag.name == "ul" || tag.name == "ol") && !lists_.empty()) lists_.pop_back();
}

void WordsWriter::add(std::string_view words) {
    if (pres_ > 0) {
        for (std::size_t at = 0; at < words.size();) {
            auto const end = std::min(words.find('\n', at), words.size());
            if (end > at) put(words.substr(at, end - at));
            if (end < words.size()) end_line();
            at = end + 1;
        }
        return;
    }
    constexpr std::string_view blanks = " \t\n";
    for (std::size_t at = 0; at < words.size();) {
        auto const begin = std::min(words.find_first_not_of(blanks, at), words.size());
        if (begin > at) space_ = begun_;
        auto const end = std::min(words.find_first_of(blanks, begin), words.size());
        if (end > begin) put(words.substr(begin, end - begin));
        at = end;
    }
}

void WordsWriter::add_target(std::string_view words, std::string_view target) {
    if (says_target(words, target)) return;
    space_ = begun_;
    put("(");
    put(target);
    put(")");
}

std::string WordsWriter::take() {
    fresh_line();
    while (out_.ends_with('\n') || out_.ends_with(' ')) out_.pop_back();
    return std::move(out_);
}

void WordsWriter::fresh_line() {
    if (begun_) end_line();
    space_ = cell_ = false;
}

// Of several empty lines one is enough.
void WordsWriter::end_line() {
    empty_lines_ = begun_ ? 0 : empty_lines_ + 1;
    if (empty_lines_ < 2 && !out_.empty() && out_.size() < limits::html_bytes) {
        if (!begun_) out_.append(std::min(quotes_, quotes_shown), '>');
        out_.push_back('\n');
    }
    begun_ = space_ = cell_ = false;
}

void WordsWriter::put(std::string_view words) {
    if (out_.size() >= limits::html_bytes) return;
    if (!begun_ && quotes_ > 0) out_.append(std::min(quotes_, quotes_shown), '>').push_back(' ');
    if (cell_)
        out_ += " | ";
    else if (space_)
        out_.push_back(' ');
    begun_ = true;
    space_ = cell_ = false;
    out_ += words;
}

}  // namespace ombud::html
