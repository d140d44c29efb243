#include "diagnosis/phrase.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include "core/markup.hpp"
#include "core/problem.hpp"
#include "markdown/markdown.hpp"

namespace ombud::diagnosis {

namespace {

constexpr std::string_view hole_begins = "\uE000", hole_ends = "\uE001";  // private use: no text holds them

// Pages of the site that a text may name, as articles do: "/me/…", "../<slug>/", "/help/<language>/answers/<flow>".
std::optional<std::string> leads_to(std::string_view target, std::string_view language) {
    if (target.starts_with("../")) {
        auto slug = target.substr(3);
        if (slug.ends_with('/')) slug.remove_suffix(1);
        bool const plain = !slug.empty() && std::ranges::all_of(slug, [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
        });
        if (!plain) return std::nullopt;
        return "/" + std::string(language) + "/articles/" + std::string(slug);
    }
    if (target.starts_with('/') && !target.starts_with("//")) {
        auto const old = "/help/" + std::string(language) + "/";  // how articles write it
        if (target.starts_with(old)) return "/" + std::string(language) + "/" + std::string(target.substr(old.size()));
        return std::string(target);
    }
    return std::nullopt;
}

struct Marked {
    std::string text;
    std::vector<Hole> holes;
};

std::string hole_marker(std::size_t index) {
    return std::string(hole_begins) + std::to_string(index) + std::string(hole_ends);
}

bool is_name(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
    });
}

Hole hole_of(std::string_view name, Phrase::IsFact const& is_fact, std::int64_t line) {
    if (is_fact(name)) return {std::string(name), {}, line};
    auto const dot = name.rfind('.');
    if (dot == name.npos) return {std::string(name), {}, line};
    return {std::string(name.substr(0, dot)), std::string(name.substr(dot + 1)), line};
}

Marked mark(std::string_view source, Phrase::IsFact const& is_fact, std::vector<PhraseError>& errors) {
    Marked out;
    std::int64_t line = 0;
    for (std::size_t i = 0; i < source.size(); ++i) {
        if (source[i] == '\n') ++line;
        if (source[i] == '{' && source.substr(i).starts_with("{{")) {
            out.text += '{';
            ++i;
        } else if (source[i] == '}' && source.substr(i).starts_with("}}")) {
            out.text += '}';
            ++i;
        } else if (source[i] == '{') {
            auto const end = source.find('}', i);
            auto const name = end == source.npos ? std::string_view{} : source.substr(i + 1, end - i - 1);
            if (!is_name(name)) {
                errors.push_back(
                    {line, "placeholder.broken", "a { begins no {fact} or {fact.field}; write {{ for a plain brace"});
                return out;
            }
            out.text += hole_marker(out.holes.size());
            out.holes.push_back(hole_of(name, is_fact, line));
            i = end;
        } else {
            out.text += source[i];
        }
    }
    return out;
}

std::size_t count_holes(std::string_view marked) {
    std::size_t found = 0;
    for (auto at = marked.find(hole_begins); at != marked.npos; at = marked.find(hole_begins, at + 1)) ++found;
    return found;
}

// Whether a hole stands within a tag, where the target or the title of a link would be.
bool hole_in_tag(std::string_view html) {
    bool in_tag = false;
    for (std::size_t i = 0; i < html.size(); ++i) {
        if (html[i] == '<') in_tag = true;
        if (html[i] == '>') in_tag = false;
        if (in_tag && html.substr(i).starts_with(hole_begins)) return true;
    }
    return false;
}

// Each marker gives way to what `piece` says of its hole.
template <class Piece>
std::string filled(std::string const& marked, std::vector<Hole> const& holes, Piece const& piece) {
    if (holes.empty()) return marked;
    std::string out;
    std::size_t at = 0;
    for (;;) {
        auto const begin = marked.find(hole_begins, at);
        if (begin == marked.npos) return out.append(marked, at);
        out.append(marked, at, begin - at);
        auto const number = begin + hole_begins.size(), end = marked.find(hole_ends, number);
        std::size_t index = 0;
        std::from_chars(marked.data() + number, marked.data() + end, index);
        out += piece(holes.at(index));
        at = end + hole_ends.size();
    }
}

}  // namespace

Phrase Phrase::read(std::string_view source, Markup markup, IsFact const& is_fact, std::string_view language,
                    std::vector<PhraseError>& errors) {
    Phrase out;
    if (source.contains(hole_begins) || source.contains(hole_ends)) {
        errors.push_back({0, "text.private", "holds a private-use character (U+E000 or U+E001); take it out"});
        return out;
    }
    auto marked = mark(source, is_fact, errors);
    out.holes_ = std::move(marked.holes);
    if (markup == Markup::plain) {
        out.text_ = std::move(marked.text);
        out.html_ = escaped_markup(out.text_);
        return out;
    }
    try {
        markdown::Links const links{.link = [language](std::string_view target) { return leads_to(target, language); },
                                    .picture = {}};
        auto rendered = markdown::render(marked.text, links);
        for (auto const& target : rendered.refused)
            errors.push_back({0, "link.form",
                              "the link to \"" + target + "\" leads nowhere that a flow may: use /me/…, /verify, ../<article>/"});
        out.html_ = std::move(rendered.html);
        out.text_ = std::move(rendered.text);
    } catch (Problem const& problem) {
        errors.push_back({0, problem.code, "the Markdown is too large or too deep; make it shorter"});
    }
    auto const holes = out.holes_.size();
    if (count_holes(out.html_) != holes || count_holes(out.text_) != holes || hole_in_tag(out.html_)) {
        errors.push_back(
            {0, "placeholder.place", "a {placeholder} stands in a link's target or a picture; put it into running text"});
        return {};
    }
    return out;
}

std::string Phrase::text(Fill const& fill) const {
    return filled(text_, holes_, [&](Hole const& hole) { return fill(hole).text; });
}

std::string Phrase::html(Fill const& fill) const {
    return filled(html_, holes_, [&](Hole const& hole) {
        auto filling = fill(hole);
        return filling.html.empty() ? escaped_markup(filling.text) : filling.html;
    });
}

}  // namespace ombud::diagnosis
