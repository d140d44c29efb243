// HTML that strangers wrote, made safe to show: an allow-list of tags and attributes, nothing that runs, loads or phones home.
#pragma once
#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace ombud::html {

struct Link {
    std::string target;  // http, https, mailto or tel
    std::string words;   // what the reader sees instead
};

struct Safe {
    // Well-formed, and safe in a page of ours and in an attribute-free place of it. A picture that the letter carries is
    // <img data-cid="content id">: whoever shows it gives it a source. make_safe(html).html is the same again.
    std::string html;
    std::string text;               // the words alone: a line a block, links as "words (target)", quotations behind ">"
    std::vector<Link> links;        // in their order, bounded
    std::vector<std::string> cids;  // pictures that the letter carries
    std::size_t remote{};           // pictures that would have been fetched from elsewhere
    bool is_plain{};                // too large or too tangled: only its words are left
};

// Any bytes are safe; takes a time that grows with their length alone.
Safe make_safe(std::string_view html);

// Gives the pictures in `Safe::html` their sources, by content id. A source is put in as it is: it must be able to stand in
// quotes, as base64 is.
std::string with_pictures(std::string_view safe, std::map<std::string, std::string, std::less<>> const& sources);

}  // namespace ombud::html
