#include "html/tags.hpp"

#include <unordered_map>

namespace ombud::html {

namespace {

constexpr Tag inline_tag(std::string_view name) {
    return {.name = name, .fate = Fate::keep};
}
constexpr Tag block_tag(std::string_view name) {
    return {.name = name, .fate = Fate::keep, .block = true};
}
constexpr Tag open_block(std::string_view name) {
    return {.name = name, .fate = Fate::keep, .block = true, .closed_by_next = true};
}

// Few names: what differs only in looks becomes one.
std::unordered_map<std::string_view, Tag> const& tags() {
    static std::unordered_map<std::string_view, Tag> const all = [] {
        std::unordered_map<std::string_view, Tag> out;
        for (auto const* name : {"a", "del", "ins", "sub", "sup", "q", "mark", "em", "strong", "u", "code", "abbr"})
            out[name] = inline_tag(name);
        for (auto const* name : {"h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "div", "ul", "ol", "dl", "table",
                                 "caption", "figure", "figcaption"})
            out[name] = block_tag(name);
        for (auto const* name : {"p", "li", "dt", "dd", "thead", "tbody", "tfoot", "tr", "td", "th"})
            out[name] = open_block(name);
        out["td"].block = out["th"].block = false;
        out["br"] = {.name = "br", .fate = Fate::keep, .empty = true};
        out["hr"] = {.name = "hr", .fate = Fate::keep, .block = true, .empty = true};
        out["img"] = {.name = "img", .fate = Fate::keep, .empty = true};
        out["image"] = out["img"];
        out["b"] = inline_tag("strong");
        out["i"] = out["cite"] = out["dfn"] = out["var"] = inline_tag("em");
        out["s"] = out["strike"] = inline_tag("del");
        out["tt"] = out["kbd"] = out["samp"] = inline_tag("code");
        out["acronym"] = inline_tag("abbr");
        for (auto const* name : {"center", "article", "aside", "section", "header", "footer", "main", "nav", "address", "details",
                                 "summary", "fieldset", "legend", "form", "dialog", "hgroup"})
            out[name] = block_tag("div");
        out["menu"] = out["dir"] = block_tag("ul");
        out["listing"] = block_tag("pre");
        for (auto const* name : {"script", "style", "title", "iframe", "noembed", "noframes", "template"})
            out[name] = {.name = {}, .fate = Fate::silence};
        for (auto const* name : {"textarea", "xmp", "plaintext"}) out[name] = {.name = {}, .fate = Fate::words};
        return out;
    }();
    return all;
}

}  // namespace

Tag const& tag_of(std::string_view name) {
    static Tag const unknown;
    auto const found = tags().find(name);
    return found == tags().end() ? unknown : found->second;
}

}  // namespace ombud::html
