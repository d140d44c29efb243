// The links and the visible words of a letter in HTML, read in one pass however it is written.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace ombud::official {

struct HtmlLink {
    std::string target;  // href of a link, action of a form; entities resolved
    std::string text;    // what stands there to be read
};

struct HtmlWords {
    std::vector<HtmlLink> links;
    std::string text;  // without tags, scripts and styles
    // Whatever an attribute names as an address, wherever it stands: programs differ in what they take for a comment or a title.
    std::vector<std::string> named;
};

// No parser of HTML that builds a tree: hostile tables and formatting make those grow without bound. This one is a scanner of the
// tags that matter, after the tokenizer of the HTML standard.
HtmlWords read_html(std::string_view html);

}  // namespace ombud::official
