// Any bytes as Markdown: the HTML holds only what we write, every tag that opens closes, and no target runs anything.
#include <cstdint>
#include <cstdlib>
#include <set>
#include <vector>

#include "core/problem.hpp"
#include "markdown/markdown.hpp"
#include "markdown/source.hpp"
#include "markdown/targets.hpp"

namespace {

using namespace ombud;

void require(bool fine) {
    if (!fine) std::abort();
}

bool is_known(std::string_view name) {
    static std::set<std::string_view> const names{"p",          "strong", "em",    "del",   "code", "a",  "ul", "ol", "li",
                                                  "blockquote", "pre",    "h2",    "h3",    "h4",   "h5", "h6", "hr", "br",
                                                  "div",        "table",  "thead", "tbody", "tr",   "th", "td", "img"};
    return names.contains(name);
}

// The attributes of one tag: known names, quoted values.
void check_attributes(std::string_view rest) {
    static std::set<std::string_view> const names{"href",     "rel",        "title",  "id",   "class", "tabindex",
                                                  "role",     "aria-label", "scope",  "src",  "alt",   "loading",
                                                  "decoding", "width",      "height", "start"};
    while (!rest.empty()) {
        require(rest[0] == ' ');
        auto const equals = rest.find("=\"");
        require(equals != rest.npos && names.contains(rest.substr(1, equals - 1)));
        auto const end = rest.find('"', equals + 2);
        require(end != rest.npos);
        auto const name = rest.substr(1, equals - 1), value = rest.substr(equals + 2, end - equals - 2);
        if (name == "href") require(markdown::is_safe_target(value));
        if (name == "src") require(markdown::is_own_path(value));
        rest.remove_prefix(end + 1);
    }
}

void check_html(std::string_view html) {
    std::vector<std::string_view> open;
    for (auto at = html.find('<'); at != html.npos; at = html.find('<', at + 1)) {
        auto const end = html.find('>', at);
        require(end != html.npos);
        auto tag = html.substr(at + 1, end - at - 1);
        bool const closes = tag.starts_with('/');
        if (closes) tag.remove_prefix(1);
        auto const name = tag.substr(0, tag.find(' '));
        require(is_known(name));
        if (closes) {
            require(!open.empty() && open.back() == name && name == tag);
            open.pop_back();
        } else {
            check_attributes(tag.substr(name.size()));
            if (name != "br" && name != "hr" && name != "img") open.push_back(name);
        }
    }
    require(open.empty());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    std::string_view const text{reinterpret_cast<char const*>(data), size};
    markdown::Links const links{
        .link = [](std::string_view target) { return std::optional{std::string(target)}; },
        .picture = [](std::string_view target) { return std::optional{markdown::Picture{std::string(target), 1, 1}}; }};
    try {
        auto const out = markdown::render(text, links);
        check_html(out.html);
        require(!out.html.contains(markdown::letter_mark) && !out.text.contains(markdown::letter_mark));
        std::set<std::string> ids;
        for (auto const& heading : out.headings) require(ids.insert(heading.id).second);
    } catch (Problem const&) {
        return 0;
    }
    return 0;
}
