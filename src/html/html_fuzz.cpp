// Any bytes as HTML: what comes out is only ours, reads the same again, and no target runs anything.
#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <vector>

#include "core/limits.hpp"
#include "html/html.hpp"

namespace {

using namespace ombud;

void require(bool fine) {
    if (!fine) std::abort();
}

bool is_known(std::string_view name) {
    static constexpr std::array<std::string_view, 41> names{
        "a",     "abbr",       "blockquote", "br", "caption", "code", "dd", "del", "div", "dl",     "dt",
        "em",    "figcaption", "figure",     "h1", "h2",      "h3",   "h4", "h5",  "h6",  "hr",     "img",
        "ins",   "li",         "mark",       "ol", "p",       "pre",  "q",  "sub", "sup", "strong", "table",
        "tbody", "td",         "tfoot",      "th", "thead",   "tr",   "u",  "ul"};
    return std::ranges::find(names, name) != names.end();
}

void check_attributes(std::string_view rest) {
    static constexpr std::array<std::string_view, 12> names{"href",   "rel",     "target",  "data-cid", "alt",   "width",
                                                            "height", "colspan", "rowspan", "start",    "title", "dir"};
    while (!rest.empty()) {
        require(rest[0] == ' ');
        auto const equals = rest.find("=\"");
        require(equals != rest.npos && std::ranges::find(names, rest.substr(1, equals - 1)) != names.end());
        auto const end = rest.find('"', equals + 2);
        require(end != rest.npos);
        auto value = rest.substr(equals + 2, end - equals - 2);
        if (rest.substr(1, equals - 1) == "href") {
            std::string head{value.substr(0, 8)};
            std::ranges::transform(head, head.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; });
            require(head.starts_with("https://") || head.starts_with("http://") || head.starts_with("mailto:") ||
                    head.starts_with("tel:"));
        }
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
    auto const safe = html::make_safe({reinterpret_cast<char const*>(data), size});
    check_html(safe.html);
    require(safe.html.size() <= limits::html_bytes);
    auto const again = html::make_safe(safe.html);
    require(again.html == safe.html && again.remote == 0);
    require(safe.links.size() <= limits::html_links);
    return 0;
}
