// Markdown as HTML that is safe to serve: GitHub's tables and strikethrough, Chinese emphasis that works, no raw HTML, no style.
#pragma once
#include <boost/describe.hpp>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ombud::markdown {

struct Picture {
    std::string address;
    std::optional<std::int32_t> width, height;
};

// Where the targets that a text names lead to; nullopt refuses one, and its words stay without it. Without a function every link
// is left as it stands, and no picture is shown.
struct Links {
    std::function<std::optional<std::string>(std::string_view target)> link;
    std::function<std::optional<Picture>(std::string_view target)> picture;
};

// A heading of the text, its id the same as long as its words are. No page has two ids alike: each begins with "s-".
struct Heading {
    std::int64_t level{};  // 2 to 6: the page's title is the only first
    std::string id, text;
    bool operator==(Heading const&) const = default;
};
BOOST_DESCRIBE_STRUCT(Heading, (), (level, id, text))

struct Rendered {
    std::string html;
    std::string text;  // the words alone, a line a block
    std::vector<Heading> headings;
    std::vector<std::string> links;           // targets as written that became a link or a picture
    std::vector<std::string> refused;         // targets as written that did not
    std::vector<std::int64_t> refused_lines;  // where each of those stands, from 1
    std::vector<std::int64_t> html_lines;     // where raw HTML stands, each line once
};

// Raw HTML is shown as text. Links of other sites get rel="nofollow noopener noreferrer"; of schemes only http, https, mailto and
// tel pass, whatever `links` says. Any bytes are safe. Problem{too_large, "markdown.too_large" | "markdown.too_deep" |
// "markdown.too_many_parts", "markdown"} beyond limits::article_bytes, markdown_depth, markdown_nodes. Takes some time: large
// texts belong on a worker.
Rendered render(std::string_view markdown, Links const& links);

}  // namespace ombud::markdown
